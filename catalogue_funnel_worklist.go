package salesfunnel

var funnelWorklistPhrases = map[Code]phrase{}
