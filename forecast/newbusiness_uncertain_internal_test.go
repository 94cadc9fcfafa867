package forecast

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// threeRatios have the mean 0.93.
func threeRatios(t *testing.T) *Ratios {
	t.Helper()
	r, err := NewRatios(Ratio{Value: 0.5, Share: 0.3}, Ratio{Value: 1, Share: 0.5}, Ratio{Value: 1.4, Share: 0.2})
	require.NoError(t, err)
	return r
}

// bookOf reads open deals with uncertain amounts.
func bookOf(t *testing.T, terms []UncertainTerm) sharing {
	t.Helper()
	book, faults := (&tally{uncertain: terms}).sharing()
	require.Empty(t, faults)
	return book
}

// Uncertain open deals and new ones under one market, drawn as in the test of certain ones and within as many standard errors.
func TestUncertainOpenAndNewDealsShareTheMarket(t *testing.T) {
	const draws, rho = 100_000, 0.3
	ratios := threeRatios(t)
	certain := []SharedTerm{{Amount: decimal.NewFromInt(1000), Before: 0.1, By: 0.6}, {Amount: decimal.NewFromInt(500), By: 0.5}, {Amount: decimal.NewFromInt(-200), By: 0.2}}
	var terms []UncertainTerm
	for _, term := range certain {
		terms = append(terms, UncertainTerm{SharedTerm: term, Ratios: ratios})
	}
	c := twoDays(hundreds(rateOf(5, 0.3, 0.6), rateOf(9, 0, 0.4)))
	d := newTogether(bookOf(t, terms), c, 0, 1).distribution([]RhoWeight{{Rho: rho, Weight: 1}})
	assert.InEpsilon(t, 0.93*(500+250-40)+(0.6*5+0.4*9)*0.45*187.5, d.Mean(), 1e-9)
	assert.InEpsilon(t, d.Mean(), meanOf(d), 1e-6)
	assert.InEpsilon(t, d.Variance()+d.AddedVariance(), varianceOf(d), 1e-4)
	r := rand.New(rand.NewPCG(4, 0))
	at := []float64{-150, 10, 260, 510, 710, 1030, 1510, 2210, 4010}
	below := make([]float64, len(at))
	for range draws {
		scaled := make([]SharedTerm, len(certain))
		for i, term := range certain {
			ratio := []float64{0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1.4, 1.4}[r.IntN(10)]
			scaled[i] = term
			scaled[i].Amount = term.Amount.Mul(decimal.NewFromFloat(ratio))
		}
		x := drawTogether(r, c, scaled, rho)
		for i, limit := range at {
			if x <= limit {
				below[i]++
			}
		}
	}
	for i, limit := range at {
		p := d.CDF(limit)
		assert.InDelta(t, p, below[i]/draws, 4*math.Sqrt(p*(1-p)/draws)+1e-6, "at %g", limit)
	}
}

// Without new deals it is the distribution of the open ones, small books and large.
func TestUncertainBooksWithoutNewBusiness(t *testing.T) {
	ratios := threeRatios(t)
	for _, n := range []int{12, 2500} {
		var terms []UncertainTerm
		for _, term := range wholeDeals(n, 0.9) {
			terms = append(terms, UncertainTerm{SharedTerm: term, Ratios: ratios})
		}
		alone, err := UncertainWins(terms, LatticeOptions{}, Dependence{Rho: 0.2})
		require.NoError(t, err)
		none := hundreds()
		none.amounts = nil
		d := newTogether(bookOf(t, terms), &coming{NewBusiness: none}, 0, 0).distribution([]RhoWeight{{Rho: 0.2, Weight: 1}})
		assert.InEpsilon(t, alone.Variance(), d.Variance(), 1e-6, "%d deals", n)
		for _, q := range []float64{0.01, 0.1, 0.5, 0.9, 0.99} {
			assert.InDelta(t, alone.Quantile(q), d.Quantile(q), 0.01*alone.StdDev()+d.axis.unitFloat+alone.axis.unitFloat, "%d deals, quantile %g", n, q)
		}
	}
}
