package salesfunnel

var funnelPacePhrases = map[Code]phrase{}
