package forecast_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// lessOrMore are amounts as uncertain as those of a past: offers are discounted, others may grow.
func lessOrMore(t *testing.T) *forecast.Amounts {
	ratios := func(list ...forecast.Ratio) *forecast.Ratios {
		r, err := forecast.NewRatios(list...)
		require.NoError(t, err)
		return r
	}
	return &forecast.Amounts{
		Stages: []forecast.StageAmounts{{Stage: "offer", Ratios: ratios(forecast.Ratio{Value: 0.7, Share: 3}, forecast.Ratio{Value: 0.85, Share: 2}, forecast.Ratio{Value: 1, Share: 5})}},
		Pooled: ratios(forecast.Ratio{Value: 0, Share: 1}, forecast.Ratio{Value: 1, Share: 7}, forecast.Ratio{Value: 1.5, Share: 2}),
	}
}

// With uncertain amounts too, exact results lie within Monte Carlo's error.
func TestUncertainAmountsLieWithinTheirMonteCarloError(t *testing.T) {
	var intervals, held int
	for seed := range 12 {
		drawn := drawBook(t, seed)
		for i := range drawn.book.Deals { // round amounts, so that the lattice is exact
			if d := &drawn.book.Deals[i]; d.Amount.Known() {
				d.Amount = yuan(fmt.Sprint(100 * (i%7 - 1)))
			}
		}
		o := forecast.Options{Periods: quarters(2), Amounts: lessOrMore(t)}
		if seed%2 == 1 {
			o.Dependence = forecast.Dependence{Rho: drawn.rho}
		}
		rep, err := forecast.Run(drawn.book, drawn.model, o)
		require.NoError(t, err)
		sim := trials(t, drawn.book, drawn.model, o, forecast.MonteCarlo{Trials: 3_000, Seed: uint64(seed)})
		assert.Equal(t, rep.Notes, sim.Notes)
		for g := range rep.Total.All() {
			for j, want := range g.Periods {
				revenue := want.Revenue
				if want.Dependent != nil {
					revenue = want.Dependent.Revenue
				}
				compareSamples(t, revenue, sim.Total.Find(g.Path...).Periods[j], &intervals, &held)
			}
		}
	}
	assert.Greater(t, float64(held)/float64(intervals), 0.95-0.03, "%d of %d", held, intervals)
}

// A trial shows the amount as drawn: of B, signing and so pooled, 500.05 or half as much again, or nothing, and never of G, which is won.
func TestTrialsShowAmountsAsDrawn(t *testing.T) {
	seen := func(deal int) forecast.Measure {
		return forecast.Measure{Of: func(t forecast.Trial) float64 { return t.Amount(deal) }}
	}
	consistent := forecast.Measure{Of: func(t forecast.Trial) float64 {
		sum := 0.0
		for i := range 10 {
			if period, won := t.Won(i); won && period == 0 {
				sum += t.Amount(i)
			}
		}
		return math.Abs(sum - t.Revenue(0))
	}}
	sim := trials(t, small(t), forecast.Configured(), forecast.Options{Periods: quarters(1), Amounts: lessOrMore(t)}, forecast.MonteCarlo{
		Trials: 5_000, Measures: []forecast.Measure{seen(1), seen(6), consistent},
	})
	agrees(t, 0.9, sim.Measures[0].Sample.AtLeast(500.05), "not nothing")
	agrees(t, 0.2, sim.Measures[0].Sample.AtLeast(750.075), "half as much again")
	assert.Zero(t, sim.Measures[0].Sample.AtLeast(750.08).Value)
	assert.Equal(t, []float64{800, 0}, []float64{sim.Measures[1].Range.P50.Value, sim.Measures[1].Range.Mean.Error})
	assert.InDelta(t, 0, sim.Measures[2].Sample.Quantile(0.99).High, 1e-9)
}
