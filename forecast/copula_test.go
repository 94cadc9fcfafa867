package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// equalDeals are n deals of one unit with the same two chances.
func equalDeals(n int, before, by float64) []forecast.SharedTerm {
	return slices.Repeat([]forecast.SharedTerm{{Amount: decimal.NewFromInt(1), Before: before, By: by}}, n)
}

func shared(t require.TestingT, terms []forecast.SharedTerm, rho float64) *forecast.Distribution {
	d, err := forecast.SharedWins(terms, forecast.Dependence{Rho: rho})
	require.NoError(t, err)
	return d
}

// scipy 1.10.1 (multivariate_normal.cdf and numerical integration): p = 0.3 at latent 0.1 and 0.2; p = ½ at ½ is 1/3 in closed form,
// ¼ + asin(ρ)/2π.
func TestLatentAndEventCorrelationAreDifferentNumbers(t *testing.T) {
	assert.InDelta(t, 0.1022668836, forecast.JointWin(0.3, 0.3, 0.1), 5e-11)
	assert.InDelta(t, 0.0584137316, forecast.EventCorrelation(0.3, 0.3, 0.1), 5e-11)
	assert.InDelta(t, 0.1187867641, forecast.EventCorrelation(0.3, 0.3, 0.2), 5e-11)
	for _, rho := range []float64{0, 0.01, 0.3, 0.5, 0.9, forecast.MostRho} {
		assert.InDelta(t, 0.25+math.Asin(rho)/(2*math.Pi), forecast.JointWin(0.5, 0.5, rho), 1e-13, rho)
	}
	assert.Zero(t, forecast.EventCorrelation(0.2, 0.7, 0))
	assert.InDelta(t, 0.4, forecast.JointWin(0.4, 1, 0.3), 1e-14, "a sure win")
	assert.Zero(t, forecast.JointWin(0.4, 0, 0.3))
	for _, bad := range [][3]float64{{-0.1, 0.5, 0.1}, {0.5, 1.1, 0.1}, {0.5, 0.5, 1}, {0.5, 0.5, -0.1}, {math.NaN(), 0.5, 0.1}, {0.5, 0.5, math.NaN()}} {
		assert.True(t, math.IsNaN(forecast.JointWin(bad[0], bad[1], bad[2])), bad)
		assert.True(t, math.IsNaN(forecast.EventCorrelation(bad[0], bad[1], bad[2])), bad)
	}
	assert.True(t, math.IsNaN(forecast.EventCorrelation(0, 0.5, 0.1)), "what never varies correlates with nothing")
}

// Fifty deals at p = 0.3 and ρ = 0.1: numpy/scipy 1.10.1 with 6,001 nodes.
func TestFiftyDealsThatShareAFate(t *testing.T) {
	d := shared(t, equalDeals(50, 0, 0.3), 0.1)
	assert.InDelta(t, 15, d.Mean(), 1e-12)
	assert.InDelta(t, 40.5538649154, d.Variance(), 5e-10)
	assert.InDelta(t, 0.0808551534, d.AtLeast(25), 5e-11)
	assert.True(t, d.Exact())
	alone := shared(t, equalDeals(50, 0, 0.3), 0)
	assert.InDelta(t, 10.5, alone.Variance(), 1e-12)
	assert.InDelta(t, 0.0023695478, alone.AtLeast(25), 5e-11)
}

// Two periods of one horizon, F = (0.15, 0.30), under one Z, from the same program. With a factor of its own the second period would
// vary like the first, 20.41: what was won early in a good market cannot be won late.
func TestPeriodsShareOneFactor(t *testing.T) {
	first, second, whole := shared(t, equalDeals(50, 0, 0.15), 0.1), shared(t, equalDeals(50, 0.15, 0.3), 0.1), shared(t, equalDeals(50, 0, 0.3), 0.1)
	assert.InDelta(t, 20.4116928288, first.Variance(), 5e-10)
	assert.InDelta(t, 9.6618825577, second.Variance(), 5e-10)
	assert.InDelta(t, 5.2401447644, (whole.Variance()-first.Variance()-second.Variance())/2, 5e-10)
	for _, d := range []*forecast.Distribution{first, second, whole} {
		mean, variance := momentsOf(d)
		assert.InDelta(t, d.Mean(), mean, 1e-10)
		assert.InDelta(t, d.Variance(), variance, 1e-9, "the probabilities have the moments that are stated")
	}
}

func momentsOf(d *forecast.Distribution) (mean, variance float64) {
	for x, p := range d.All() {
		mean += x * p
	}
	for x, p := range d.All() {
		variance += (x - mean) * (x - mean) * p
	}
	return mean, variance
}

// Ten thousand equal deals at p = 0.3: quantiles and P(N ≤ 2000) from numpy/scipy 1.10.1 with 6,001 nodes; one mode.
func TestTenThousandEqualDeals(t *testing.T) {
	for _, c := range []struct{ rho, p10, p50, p90, below float64 }{{0.1, 1634, 2902, 4502, 0.19347277}, {0.3, 713, 2654, 5841, 0.37153356}} {
		d := shared(t, equalDeals(10_000, 0, 0.3), c.rho)
		assert.Equal(t, []float64{c.p10, c.p50, c.p90}, []float64{d.Quantile(0.1), d.Quantile(0.5), d.Quantile(0.9)})
		assert.InDelta(t, c.below, d.CDF(2000), 1e-6, "the error of the rule's spacing")
		assert.Equal(t, 1, modesOf(d), "a rule with too few nodes leaves ripples")
	}
}

// modesOf counts the local maxima that are more than rounding.
func modesOf(d *forecast.Distribution) (modes int) {
	var p []float64
	for _, q := range d.All() {
		p = append(p, q)
	}
	for i := 1; i < len(p)-1; i++ {
		if p[i] > p[i-1]*(1+1e-9) && p[i] >= p[i+1] && p[i] > 1e-9 {
			modes++
		}
	}
	return modes
}

// Amounts of all sizes, in a book too large to convolve: one mode there too, the moments, and no less spread than apart.
func TestTenThousandDifferentDeals(t *testing.T) {
	terms := logNormalDeals(10_000, 0.9)
	d := shared(t, terms, 0.1)
	mean, variance := momentsOf(d)
	assert.InEpsilon(t, d.Mean(), mean, 1e-6)
	assert.InEpsilon(t, d.Variance(), variance, 1e-5)
	assert.Equal(t, 1, modesOf(d))
	assert.False(t, d.Exact())
	assert.Less(t, d.Floor(), 1e-3, "the error stated")
	low, high := d.AtLeastBounds(d.Mean())
	assert.Equal(t, []float64{0, 1}, []float64{low, high}, "no bracket of a normal distribution")
	alone := shared(t, terms, 0)
	assert.Less(t, d.Quantile(0.1), alone.Quantile(0.1))
	assert.Greater(t, d.Quantile(0.9), alone.Quantile(0.9))
}

func logNormalDeals(n int, most float64) (terms []forecast.SharedTerm) {
	r := rand.New(rand.NewPCG(1, 2))
	for range n {
		p := most * r.Float64()
		terms = append(terms, forecast.SharedTerm{Amount: decimal.NewFromFloat(math.Exp(9 + r.NormFloat64())).Round(2), Before: p / 3, By: p})
	}
	return terms
}

// anyTerms draws terms of all kinds.
func anyTerms(t *rapid.T) (terms []forecast.SharedTerm) {
	for range rapid.IntRange(0, 9).Draw(t, "deals") {
		bounds := []float64{drawChance(t), drawChance(t)}
		slices.Sort(bounds)
		terms = append(terms, forecast.SharedTerm{Amount: decimal.New(rapid.Int64Range(-50, 400).Draw(t, "amount"), -1), Before: bounds[0], By: bounds[1]})
	}
	return terms
}

func drawChance(t *rapid.T) float64 {
	return rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1, 0.5, 1e-12, 1 - 1e-12, 5e-324})).Draw(t, "p")
}

func TestNoDependenceIsIndependence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := anyTerms(t)
		var single []forecast.Term
		for _, each := range terms {
			single = append(single, forecast.Term{Amount: each.Amount, P: each.By - each.Before})
		}
		want, err := forecast.Wins(single, forecast.LatticeOptions{})
		require.NoError(t, err)
		assert.Equal(t, jsonOf(t, want), jsonOf(t, shared(t, terms, 0)), "to the last bit")
		// Nor does a negligible correlation change more than a negligible part.
		near := shared(t, terms, 1e-12)
		for x := range want.All() {
			assert.InDelta(t, want.AtLeast(x), near.AtLeast(x), 1e-5)
		}
	})
}

func TestLawsOfSharedWins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := anyTerms(t)
		rho := rapid.Float64Range(0, forecast.MostRho).Draw(t, "rho")
		d := shared(t, terms, rho)
		mean, variance := momentsOf(d)
		assert.InDelta(t, d.Mean(), mean, 1e-9*(1+math.Abs(mean)))
		assert.InDelta(t, d.Variance(), variance, 1e-6*(1+variance))
		assert.InDelta(t, shared(t, terms, 0).Mean(), d.Mean(), 1e-9, "dependence moves no mean")
		last := math.Inf(-1)
		for _, q := range []float64{0, 0.01, 0.1, 0.3, 0.5, 0.9, 0.99, 1} {
			assert.GreaterOrEqual(t, d.Quantile(q), last)
			last = d.Quantile(q)
		}
		other := shuffled(terms, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "swap") })
		assert.Equal(t, jsonOf(t, d), jsonOf(t, shared(t, other, rho)), "the order of deals")
		// A sure deal shifts the distribution by its amount.
		sure := shared(t, append(slices.Clone(terms), forecast.SharedTerm{Amount: decimal.NewFromInt(100), By: 1}), rho)
		for _, q := range []float64{0.1, 0.5, 0.9} {
			assert.InDelta(t, d.Quantile(q)+100, sure.Quantile(q), 1e-9)
		}
	})
}

// A longer horizon wins at least as much, whatever the dependence: its distribution lies to the right everywhere.
func TestMoreHorizonNeverWinsLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rho := rapid.Float64Range(0, 0.9).Draw(t, "rho")
		var short, long []forecast.SharedTerm
		for range rapid.IntRange(1, 9).Draw(t, "deals") {
			bounds := []float64{drawChance(t), drawChance(t)}
			slices.Sort(bounds)
			amount := decimal.NewFromInt(rapid.Int64Range(0, 40).Draw(t, "amount"))
			short = append(short, forecast.SharedTerm{Amount: amount, By: bounds[0]})
			long = append(long, forecast.SharedTerm{Amount: amount, By: bounds[1]})
		}
		less, more := shared(t, short, rho), shared(t, long, rho)
		for x := range 360 {
			assert.GreaterOrEqual(t, more.AtLeast(float64(x)), less.AtLeast(float64(x))-1e-10)
		}
	})
}

func jsonOf(t require.TestingT, d *forecast.Distribution) string {
	b, err := d.MarshalJSON()
	require.NoError(t, err)
	return string(b)
}

// Draws from the copula itself agree within four standard errors, for periods and amounts of all sizes.
func TestSharedWinsAgreesWithDraws(t *testing.T) {
	const draws = 20_000
	terms := logNormalDeals(60, 0.8)
	d := shared(t, terms, 0.25)
	r := rand.New(rand.NewPCG(3, 4))
	sums := make([]float64, draws)
	for i := range sums {
		z := r.NormFloat64()
		for _, each := range terms {
			// Won before t iff √ρ·z + √(1−ρ)·ε ≤ Φ⁻¹(F_t): Φ of the left is uniform.
			u := 0.5 * math.Erfc(-(0.5*z+math.Sqrt(0.75)*r.NormFloat64())/math.Sqrt2)
			if u > each.Before && u <= each.By {
				sums[i] += each.Amount.InexactFloat64()
			}
		}
	}
	for _, q := range []float64{0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95} {
		x, below := d.Quantile(q), 0
		for _, s := range sums {
			if s <= x {
				below++
			}
		}
		p := d.CDF(x)
		assert.InDelta(t, p, float64(below)/draws, 4*math.Sqrt(p*(1-p)/draws)+1e-3, "quantile %g; a lattice step is below 1e-3", q)
	}
}

func TestSharedWinsAtTheEdges(t *testing.T) {
	one := decimal.NewFromInt(1)
	d := shared(t, nil, 0.5)
	assert.Equal(t, []float64{0, 0, 1}, []float64{d.Mean(), d.Variance(), d.AtLeast(0)})
	d = shared(t, []forecast.SharedTerm{{Amount: one, By: 0.3}}, 0.5)
	assert.InDelta(t, 0.3, d.AtLeast(1), 1e-12, "dependence means nothing for one deal")
	d = shared(t, []forecast.SharedTerm{{Amount: one, By: 1}, {Amount: one}, {By: 0.4}, {Amount: one, Before: 0.4, By: 0.4}}, 0.5)
	assert.Equal(t, []float64{1, 0, 1, 0}, []float64{d.Mean(), d.Variance(), d.AtLeast(1), d.AtLeast(2)}, "all certain")
	d = shared(t, []forecast.SharedTerm{{Amount: one.Neg(), By: 0.3}, {Amount: one, By: 0.3}}, 0.5)
	assert.InDelta(t, 0, d.Mean(), 1e-15)
	both := forecast.JointWin(0.3, 0.3, 0.5)
	assert.InDelta(t, 0.3-both, d.AtLeast(1), 1e-12, "a credit that shares the fate is set off more often")
	d = shared(t, equalDeals(50, 0, 0.3), forecast.MostRho)
	assert.InDelta(t, 15, d.Mean(), 1e-12)
	assert.InDelta(t, 50*0.21+50*49*(forecast.JointWin(0.3, 0.3, forecast.MostRho)-0.09), d.Variance(), 1e-8, "nearly all or nothing")
	huge := shared(t, []forecast.SharedTerm{{Amount: decimal.New(9, 60), By: 0.3}, {Amount: decimal.New(1, -30), By: 0.3}}, 0.2)
	assert.InEpsilon(t, 2.7e60, huge.Mean(), 1e-12)
	assert.InDelta(t, both, shared(t, equalDeals(2, 0, 0.3), 0.5).AtLeast(2), 1e-12)
}

func TestSharedWinsFindsEveryFault(t *testing.T) {
	_, err := forecast.SharedWins([]forecast.SharedTerm{
		{Before: math.NaN(), By: 1.5}, {Before: 0.5, By: 0.4}, {Amount: decimal.New(1, 100), By: 0.5},
	}, forecast.Dependence{Rho: 1, Learned: &forecast.LearnedRho{}})
	assert.Equal(t, []string{
		"forecast.probability terms[0].before", "forecast.probability terms[0].by", "forecast.chance_order terms[1]", "forecast.amount_digits terms[2].amount",
		"forecast.rho dependence.rho", "forecast.rho_twice dependence.learned", "forecast.rho_posterior dependence.learned.posterior",
	}, said(t, err))
	for _, rho := range []float64{-0.1, 0.991, math.NaN(), math.Inf(1)} {
		_, err = forecast.SharedWins(nil, forecast.Dependence{Rho: rho})
		assert.Equal(t, []string{"forecast.rho dependence.rho"}, said(t, err), rho)
	}
}

// A lattice too coarse for the amounts brackets the probability, as it does without dependence.
func TestBracketUnderDependence(t *testing.T) {
	terms := logNormalDeals(60, 0.8)
	d := shared(t, terms, 0.2)
	require.False(t, d.Exact())
	assert.Positive(t, d.AddedVariance())
	for _, q := range []float64{0.2, 0.5, 0.8} {
		low, high := d.AtLeastBounds(d.Quantile(q))
		p := d.AtLeast(d.Quantile(q))
		assert.LessOrEqual(t, low, p)
		assert.GreaterOrEqual(t, high, p)
		assert.Less(t, low, high)
	}
}

func BenchmarkSharedWins(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000, 1_000_000} {
		terms := logNormalDeals(n, 0.9)
		b.Run(fmt.Sprintf("deals=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := forecast.SharedWins(terms, forecast.Dependence{Rho: 0.1}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*float64(n)/b.Elapsed().Seconds(), "deals/s")
		})
	}
}
