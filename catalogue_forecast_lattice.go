package salesfunnel

var forecastLatticePhrases = map[Code]phrase{
	"forecast.lattice": {
		"{deals} deals in {sums} sums: their amounts are placed on points up to {unit} apart, which widens a standard deviation by up to {wider%}",
		"共 {deals} 个商机、{sums} 个求和分布：金额按不超过 {unit} 的间距归到格点，标准差因此最多放大 {wider%}",
	},
}
