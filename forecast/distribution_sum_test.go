package forecast

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sameLaw compares tails over ten standard deviations.
func sameLaw(t *testing.T, want, got *Distribution, rel, abs float64) {
	t.Helper()
	relClose(t, want.Mean(), got.Mean(), 1e-12, 0, "mean")
	relClose(t, want.Variance(), got.Variance(), 1e-12, 0, "variance")
	for z := -5.0; z <= 5; z += .1 {
		x := want.Mean() + z*want.StdDev()
		relClose(t, want.AtLeast(x), got.AtLeast(x), rel, abs, "S at ", z)
		relClose(t, want.CDF(x), got.CDF(x), rel, abs, "F at ", z)
	}
}

func TestSumIsTheDistributionOfBoth(t *testing.T) {
	cents := centTerms(14, 31)
	thousands := append(fortyDeals(), wholeTerms([]int64{1000, 7000}, []float64{.2, .6})...)
	fine := centTerms(120, 5)
	tests := []struct {
		name     string
		a, b     []Term
		rel, abs float64
		exact    bool
	}{
		{"one unit", fortyDeals(), fortyDeals()[:7], 1e-11, 0, true},
		{"two units", fortyDeals(), wholeTerms([]int64{6000, 4000}, []float64{.5, .1}), 1e-11, 0, true},
		{"listed and listed", cents[:6], cents[6:], 1e-11, 0, true},
		{"listed and dense", cents[:5], thousands, 1e-11, 0, true},
		{"with nothing", nil, thousands, 1e-11, 0, true},
		{"a point and cents", []Term{{decimal.New(1, 9), 1}}, cents, 1e-11, 0, true},
		{"coarse and coarse", fine[:60], fine[60:], 0, 1e-4, false},
		{"coarse and odd", fine[:100], cents[:12], 0, 1e-3, false},
		{"too many pairs", cents, fortyDeals(), 0, 1e-3, false},
		{"transformed", centTerms(1700, 2), fortyDeals(), 0, 1e-4, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, b := mustWins(t, test.a, LatticeOptions{}), mustWins(t, test.b, LatticeOptions{})
			both := mustWins(t, append(append([]Term(nil), test.a...), test.b...), LatticeOptions{})
			ab, ba := a.Sum(b), b.Sum(a)
			assert.Equal(t, test.exact, ab.Exact())
			sameLaw(t, both, ab, test.rel, test.abs)
			sameLaw(t, ab, ba, 1e-9, 1e-12)
			checkMoments(t, ab, 1e-9)
			for z := -3.0; z <= 3; z++ {
				x := ab.Mean() + z*ab.StdDev()
				low, high := ab.AtLeastBounds(x)
				assert.True(t, low <= ab.AtLeast(x)+1e-12 && ab.AtLeast(x) <= high+1e-12, "%v: %v %v", z, low, high)
			}
		})
	}
}

func TestSumOfLargeLawsTransforms(t *testing.T) {
	var c convolver
	n := 12_000
	flat := mass{p: make([]float64, n)}
	for i := range flat.p {
		flat.p[i] = 1 / float64(n)
	}
	got := c.pair(flat, flat)
	assert.True(t, c.transform)
	for _, k := range []int{0, n / 2, n - 1, 2*n - 2} {
		want := (float64(n) - math.Abs(float64(k-n+1))) / float64(n) / float64(n)
		relClose(t, want, got.p[got.first(int64(k))], 0, 1e-18, k)
	}
}

func TestSumOfUnknownBracketHasNone(t *testing.T) {
	d := mustWins(t, centTerms(60, 1), LatticeOptions{})
	b, err := d.MarshalJSON()
	require.NoError(t, err)
	var read Distribution
	require.NoError(t, read.UnmarshalJSON(b))
	low, high := read.Sum(d).AtLeastBounds(d.Mean())
	assert.Equal(t, []float64{0, 1}, []float64{low, high})
}
