package salesfunnel

var stagePhrases = map[Code]phrase{}
