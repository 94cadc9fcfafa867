//go:build long

package forecast_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// Books too large to convolve at each state of the market, in groups of all sizes: what Run approximates lies within the errors of both.
// Five standard errors of 40,000 trials are at most 0.0125; Run states its own error, and a probability may lie anywhere in a lattice step.
func TestLargeDependentBooksLieWithinTheirMonteCarloError(t *testing.T) {
	const draws = 40_000
	for _, c := range []struct {
		deals, groups int
		rho           float64
	}{{4_000, 3, 0.1}, {4_000, 40, 0.3}, {1_500, 2, 0.02}} {
		book := bigBook(t, c.deals, c.groups)
		o := forecast.Options{Periods: quarters(2), Dependence: forecast.Dependence{Rho: c.rho}}
		rep, err := forecast.Run(book, aged(true), o)
		require.NoError(t, err)
		sim := trials(t, book, aged(true), o, forecast.MonteCarlo{Trials: draws, Seed: 17})
		worst := 0.0
		for g := range rep.Total.All() {
			s := sim.Total.Find(g.Path...)
			for j, outlook := range append(g.Periods, *g.Horizon) {
				got := append(s.Periods, s.Horizon)[j]
				exact := outlook.Dependent.Revenue
				assert.InDelta(t, exact.Mean(), got.Range.Mean.Value, 5*got.Range.Mean.Error)
				assert.InDelta(t, exact.Variance(), got.Range.Variance.Value, 5*got.Range.Variance.Error)
				step := exact.Unit().InexactFloat64()
				for _, p := range []float64{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99} {
					x := exact.Quantile(p)
					p = exact.AtLeast(x)
					drawn := got.Revenue.AtLeast(x).Value
					error := 5*math.Sqrt(p*(1-p)/draws) + outlook.Dependent.Error
					worst = math.Max(worst, math.Max(drawn-exact.AtLeast(x-step), exact.AtLeast(x+step)-drawn))
					assert.Greater(t, drawn, exact.AtLeast(x+step)-error, "%v period %d, P(≥ %g) = %g", g.Path, j, x, p)
					assert.Less(t, drawn, exact.AtLeast(x-step)+error, "%v period %d, P(≥ %g) = %g", g.Path, j, x, p)
				}
			}
		}
		t.Logf("%+v: worst difference of a probability beyond a lattice step %.4f", c, worst)
	}
}
