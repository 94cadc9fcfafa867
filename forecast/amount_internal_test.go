package forecast

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// hachemeister are the claims of five states in twelve quarters (Hachemeister 1975): the mean of each and its weight.
var hachemeister = [5][2][12]float64{
	{{1738, 1642, 1794, 2051, 2079, 2234, 2032, 2035, 2115, 2262, 2267, 2517}, {7861, 9251, 8706, 8575, 7917, 8263, 9456, 8003, 7365, 7832, 7849, 9077}},
	{{1364, 1408, 1597, 1444, 1342, 1675, 1470, 1448, 1464, 1831, 1612, 1471}, {1622, 1742, 1523, 1515, 1622, 1602, 1964, 1515, 1527, 1748, 1654, 1861}},
	{{1759, 1685, 1479, 1763, 1674, 2103, 1502, 1622, 1828, 2155, 2233, 2059}, {1147, 1357, 1329, 1204, 998, 1077, 1277, 1218, 896, 1003, 1108, 1121}},
	{{1223, 1146, 1010, 1257, 1426, 1532, 1953, 1123, 1343, 1243, 1762, 1306}, {407, 396, 348, 341, 315, 328, 352, 331, 287, 384, 321, 342}},
	{{1456, 1499, 1609, 1741, 1482, 1572, 1606, 1735, 1607, 1573, 1613, 1690}, {2902, 3172, 3046, 3068, 2693, 2910, 3275, 2697, 2663, 3017, 3242, 3425}},
}

// The values are those that the package actuar prints for cm(~state, hachemeister, ratios = ratio.1:ratio.12, weights = weight.1:weight.12),
// as in its vignette on credibility (Goulet et al.): the estimators of Bühlmann and Straub.
func TestCredibilityGolden(t *testing.T) {
	var groups []stageSample
	for _, state := range hachemeister {
		var g stageSample
		for i, mean := range state[0] {
			g.won, g.shown = append(g.won, mean*state[1][i]), append(g.shown, state[1][i])
			g.totalShown += state[1][i]
		}
		groups = append(groups, g)
	}
	c := credibilityOf(groups)
	assert.InDelta(t, 139120026, c.within, 0.5)
	assert.InDelta(t, 89639, c.between, 0.5)
	collective := 0.0
	for i, want := range []float64{0.9847, 0.9276, 0.8985, 0.7279, 0.9588} {
		assert.InDelta(t, want, c.weight[i], 5e-5)
		collective += c.share[i] * groups[i].ratio()
	}
	assert.InDelta(t, 1683.713, collective, 5e-4)
	for i, want := range []float64{2055.165, 1523.706, 1793.444, 1442.967, 1603.285} {
		assert.InDelta(t, want, c.weight[i]*groups[i].ratio()+(1-c.weight[i])*collective, 5e-4)
	}
}
