package salesfunnel

var funnelHealthPhrases = map[Code]phrase{}
