package salesfunnel

var criteriaPhrases = map[Code]phrase{}
