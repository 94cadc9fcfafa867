package salesfunnel

var funnelConversionPhrases = map[Code]phrase{}
