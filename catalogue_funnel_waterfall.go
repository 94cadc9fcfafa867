package salesfunnel

var funnelWaterfallPhrases = map[Code]phrase{}
