package salesfunnel

var funnelComparePhrases = map[Code]phrase{}
