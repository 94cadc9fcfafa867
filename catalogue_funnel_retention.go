package salesfunnel

var funnelRetentionPhrases = map[Code]phrase{}
