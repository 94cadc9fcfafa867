package salesfunnel

var scoringPhrases = map[Code]phrase{}
