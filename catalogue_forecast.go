package salesfunnel

var forecastPhrases = map[Code]phrase{}
