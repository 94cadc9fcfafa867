package funnel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func TestCountBelowByHand(t *testing.T) {
	// Poisson, mean 3: e⁻³(1 + 3 + 9/2).
	assert.InDelta(t, 8.5*math.Exp(-3), countBelow(2, 3, 0), 1e-12)
	// Negative binomial, mean 5 and size 2: p = 2/7 and q = 5/7, p²(1 + 2q + 3q² + 4q³).
	q := 5. / 7
	assert.InDelta(t, 4./49*(1+2*q+3*q*q+4*q*q*q), countBelow(3, 5, .5), 1e-12)
}

// Without dispersion the posterior of the mean is gamma, and what is foretold of w weeks is negative binomial with size Σx + ½ and odds n : w.
func TestArrivalsWithoutDispersionAreGammaPoisson(t *testing.T) {
	for _, weekly := range [][]int64{{3, 1, 4, 1, 5, 9, 2, 6}, {0, 0, 1, 0, 0, 0, 0, 0, 0, 0}, {40, 38, 45, 41}} {
		a := newArrivals(weekly, weekPart{})
		n, sum := float64(len(weekly)), 0.0
		for _, x := range weekly {
			sum += float64(x)
		}
		for d := range a.rows { // the first row alone
			a.rows[d].weight = 0
		}
		a.rows[0].weight = 1
		assert.InEpsilon(t, 4*(sum+.5)/n, a.mean(4), 1e-3)
		for _, k := range []int64{0, 1, 5, 20, 150, 170} {
			want := mathext.RegIncBeta(sum+.5, float64(k)+1, n/(n+4))
			assert.InDelta(t, want, a.below(k, 4), 1e-4, "%v %d", weekly, k)
		}
	}
}

func TestArrivalsLearnTheirDispersion(t *testing.T) {
	mean := func(a arrivals) (m float64) {
		for _, r := range a.rows {
			m += r.weight * r.dispersion
		}
		return m
	}
	even := newArrivals([]int64{10, 10, 11, 9, 10, 10, 9, 11, 10, 10, 10, 10}, weekPart{})
	uneven := newArrivals([]int64{2, 25, 0, 31, 4, 6, 18, 1, 3, 22, 0, 8}, weekPart{})
	assert.Less(t, mean(even), .03)
	assert.Greater(t, mean(uneven), .5)
	assert.Less(t, even.below(20, 4), .01)
	assert.Greater(t, uneven.below(20, 4), .05)
	for d, r := range even.disperseAs(even).rows {
		assert.InDelta(t, even.rows[d].weight, r.weight, 1e-12)
	}
	as := even.disperseAs(uneven)
	assert.InDelta(t, mean(uneven), mean(as), .01)
	assert.Greater(t, as.below(20, 4), .05)
	assert.InDelta(t, mean(uneven), mean(uneven.disperseAs(even)), .01, "never less uneven than by itself")
}

// In what follows the weeks are what the law supposes: p-values below five in a hundred are as rare as they should be, and not much rarer.
// With 600 draws two standard errors are .018; counts are discrete, and dispersions unknown, so fewer are no wonder.
func TestArrivalsRaiseFewFalseAlarms(t *testing.T) {
	for _, x := range []struct{ mu, alpha, least float64 }{{3, .1, .01}, {20, .3, .02}, {50, 0, .02}} {
		r, low := rand.New(rand.NewPCG(7, 7)), 0
		draw := func() int64 {
			m := x.mu
			if x.alpha > 0 {
				m = distuv.Gamma{Alpha: 1 / x.alpha, Beta: 1 / (x.alpha * x.mu), Src: r}.Rand()
			}
			return int64(distuv.Poisson{Lambda: m, Src: r}.Rand())
		}
		const draws = 600
		for range draws {
			weekly := make([]int64, 26)
			for i := range weekly {
				weekly[i] = draw()
			}
			if newArrivals(weekly, weekPart{}).below(draw()+draw()+draw()+draw(), 4) <= .05 {
				low++
			}
		}
		share := float64(low) / draws
		assert.LessOrEqual(t, share, .05+2*math.Sqrt(.05*.95/draws), x)
		assert.GreaterOrEqual(t, share, x.least, x)
	}
}

func TestArrivalsAreALaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weekly := rapid.SliceOfN(rapid.Int64Range(0, 100_000), leastReference, 30).Draw(t, "weekly")
		weeks := rapid.IntRange(1, 52).Draw(t, "weeks")
		a := newArrivals(weekly, weekPart{})
		if rapid.Bool().Draw(t, "dispersed") {
			a = a.disperseAs(newArrivals(rapid.SliceOfN(rapid.Int64Range(0, 100), leastReference, 30).Draw(t, "others"), weekPart{}))
		}
		sum := 0.0
		for _, r := range a.rows {
			require.GreaterOrEqual(t, r.weight, 0.)
			sum += r.weight
		}
		require.InDelta(t, 1, sum, 1e-9)
		before := 0.0
		for _, k := range []int64{-1, 0, 1, 10, 1000, 1_000_000, 1 << 40} {
			p := a.below(k, weeks)
			require.False(t, math.IsNaN(p))
			require.GreaterOrEqual(t, p, before-1e-9)
			before = p
		}
		require.InDelta(t, 1, before, 1e-6)
		q := rapid.Float64Range(.01, .99).Draw(t, "q")
		k := a.quantile(q, weeks)
		require.GreaterOrEqual(t, a.below(k, weeks), q)
		require.Less(t, a.below(k-1, weeks), q)
	})
}

func TestLeastCountEnds(t *testing.T) {
	assert.Equal(t, int64(0), leastCount(.5, func(int64) float64 { return 1 }))
	assert.Equal(t, int64(7), leastCount(.5, func(k int64) float64 { return float64(min(k, 14)) / 14 }))
	assert.Positive(t, leastCount(.5, func(int64) float64 { return 0 }), "it ends although the law does not get there")
}

// The same posterior integrated over 60,000 points of log μ in Python, the dispersions being those of the grid.
func TestArrivalsRate(t *testing.T) {
	for _, x := range []struct {
		weekly            []int64
		rest              weekPart
		low, median, high float64
		tolerance         float64 // of the grid of means, which is the coarser the fewer the weeks
	}{
		{[]int64{3, 1, 4, 1, 5, 9, 2, 6}, weekPart{}, 2.483118, 3.917678, 6.161331, .005},
		{[]int64{1, 1, 1, 1}, weekPart{}, 0.326612, 1.054, 2.642898, .01},
		{[]int64{3, 5}, weekPart{2, 3. / 7}, 1.967557, 4.231724, 8.636357, .03},
		{[]int64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, weekPart{}, 0, 0.023, 0.265270, .02},
	} {
		a := newArrivals(x.weekly, x.rest)
		low, high := a.rate()
		assert.InDelta(t, x.low, low, x.tolerance*x.low+1e-12, x)
		assert.InEpsilon(t, x.high, high, x.tolerance, x)
		assert.InEpsilon(t, x.median, a.meanQuantile(.5), x.tolerance, x)

		third := a.meanQuantile(.3)
		r, below := rand.New(rand.NewPCG(1, 2)), 0
		const draws = 4000
		for range draws {
			if a.draw(r) < third {
				below++
			}
		}
		assert.InDelta(t, .3, float64(below)/draws, 4*math.Sqrt(.3*.7/draws), x)
	}
}
