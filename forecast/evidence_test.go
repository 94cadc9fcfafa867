package forecast

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// A beta distribution with mean p and weight n has the variance p(1−p)/(n+1). Its interval on the logit, by the delta method, gives back n.
func TestEvidenceOfABeta(t *testing.T) {
	for _, n := range []float64{1, 12, 100, 1e6} {
		for _, p := range []float64{0.001, 0.3, 0.5, 0.99} {
			s := math.Sqrt(p*(1-p)/(n+1)) / (p * (1 - p))
			const z = 1.6448536269514722 // the normal quantile at .95
			at := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
			e := sf.Estimate{Value: p, Low: at(logit(p) - z*s), High: at(logit(p) + z*s), Level: 0.9, N: 5, Method: "beta"}
			if e.Low < 1e-9 || e.High > 1-1e-9 {
				continue // the interval has left what a float64 can say
			}
			assert.InEpsilon(t, n, evidence(e), 1e-6, "n=%g p=%g", n, p)
		}
	}
	assert.InDelta(t, 7, evidence(sf.Estimate{Value: 0.5, N: 7, Method: "count"}), 0, "no interval: the cases counted")
	assert.InDelta(t, 7, evidence(sf.Estimate{Value: 1, Low: 0.6, High: 1, Level: 0.95, N: 7, Method: "count"}), 0, "an interval that touches 1")
	assert.Zero(t, evidence(sf.Estimate{Value: 0.5, Low: 1e-6, High: 1 - 1e-6, Level: 0.95, N: 7, Method: "none"}))
}

// Rounding may take a row a little past 1, or let it fall by as little; what is no number stays, for Run to refuse.
func TestRisingMendsRounding(t *testing.T) {
	row := []float64{0, .3, .3 - 1e-16, 1 + 1e-15, 1}
	rising(row)
	assert.Equal(t, []float64{0, .3, .3, 1, 1}, row)
	row = []float64{.2, math.NaN(), .1}
	rising(row)
	assert.True(t, math.IsNaN(row[1]))
}
