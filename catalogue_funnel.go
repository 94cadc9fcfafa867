package salesfunnel

var funnelPhrases = map[Code]phrase{}
