package salesfunnel

var funnelBottleneckPhrases = map[Code]phrase{}
