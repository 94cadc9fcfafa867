package funnel

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

// Three trials of ½, ¼ and 1: N is 1, 2, 3 with 3/8, 1/2, 1/8.
func TestPoissonBinomialByHand(t *testing.T) {
	assert.InDeltaSlice(t, []float64{0, 3. / 8, 1. / 2, 1. / 8}, poissonBinomial([]float64{.5, .25, 1}), 1e-15)
	assert.Equal(t, []float64{1}, poissonBinomial(nil))
	s := newStock([]float64{math.Ln2, 2 * math.Ln2, 0}, 0)
	assert.InDelta(t, 1.75, s.mean, 1e-15)
	assert.InDelta(t, 1./8, s.chance, 1e-15)
	for n, want := range []float64{0, 3. / 8, 7. / 8, 1, 1} {
		assert.InDelta(t, want, s.below(int64(n)), 1e-15)
		assert.InDelta(t, 1-want, s.atLeast(int64(n)+1), 1e-15)
	}
	assert.Zero(t, s.below(-1))
	assert.InDelta(t, 1, s.atLeast(0), 1e-15)
	assert.Equal(t, int64(2), s.quantile(.5))
}

func TestStockOfNothing(t *testing.T) {
	s := newStock(nil, 1)
	assert.Equal(t, []float64{0, 1, 1, 1}, []float64{s.mean, s.chance, s.below(0), s.atLeast(0)})
	assert.Zero(t, s.quantile(.975))
}

// Equal trials are binomial. The terms of Edgeworth's series that the approximation leaves out are of the order of 1/(24 Var N).
func TestManyStaysAreNearlyBinomial(t *testing.T) {
	for _, p := range []float64{.02, .5, .9} {
		const m = mostExact + 500
		h := make([]float64, m)
		for i := range h {
			h[i] = -math.Log(p)
		}
		s := newStock(h, 0)
		require.Nil(t, s.exact)
		sd := math.Sqrt(m * p * (1 - p))
		within := 1 / (20 * sd * sd)
		for z := -3.; z <= 3; z++ {
			k := math.Round(m*p + z*sd)
			want := mathext.RegIncBeta(m-k, k+1, 1-p) // P(N ≤ k)
			assert.InDelta(t, want, s.below(int64(k)), within)
			assert.InDelta(t, 1-want, s.atLeast(int64(k)+1), within)
		}
	}
	all := newStock(make([]float64, mostExact+1), 0) // which nobody can leave
	assert.Equal(t, []float64{0, 1, 1}, []float64{all.below(mostExact), all.below(mostExact + 1), all.chance})
}

// An estimated curve widens the law by the variance of the expected number: Var N = Σ p(1−p) + Var E N, up to terms of the next order.
func TestStockIsWidenedByWhatIsNotKnown(t *testing.T) {
	h := make([]float64, 100)
	for i := range h {
		h[i] = .2 + float64(i%7)/5
	}
	moments := func(s stock) (mean, variance float64) {
		for n, q := range s.exact {
			mean += float64(n) * q
		}
		for n, q := range s.exact {
			variance += (float64(n) - mean) * (float64(n) - mean) * q
		}
		return mean, variance
	}
	_, plain := moments(newStock(h, 0))
	want := 0.0
	for _, x := range h {
		want += math.Exp(-x) * (1 - math.Exp(-x))
	}
	assert.InDelta(t, want, plain, 1e-9)
	mean, wide := moments(newStock(h, 30))
	assert.InEpsilon(t, newStock(h, 0).mean, mean, .01)
	assert.InEpsilon(t, want+30, wide, .03)
}

// One stay more than are counted exactly changes next to nothing, also where the curve is estimated: of 1000 that stay with ½ each, with a variance of 900 of
// the expected number, the number has a standard deviation of √(250 + 900) = 34, and one more stay moves its law by ½, or .4/34·½ at most.
func TestManyStaysOfAnEstimatedCurve(t *testing.T) {
	half := func(n int) stock { return newStock(slices.Repeat([]float64{math.Ln2}, n), 900) }
	exact, refined := half(mostExact), half(mostExact+1)
	require.NotNil(t, exact.exact)
	require.Nil(t, refined.exact)
	for k := int64(400); k <= 600; k += 10 {
		assert.InDelta(t, exact.below(k), refined.below(k), .006+1e-3, k)
	}
	assert.InDelta(t, .025, exact.below(500-67), .012) // the normal law's tail
}

func TestStockIsALaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 3), rapid.SampledFrom([]float64{0, 1e-300, 50, 1e5})), 0, 40).Draw(t, "hazards")
		s := newStock(h, rapid.SampledFrom([]float64{0, .1, 5, 1e6}).Draw(t, "variance"))
		before := 0.0
		for n := int64(-1); n <= int64(len(h)); n++ {
			p := s.below(n)
			require.False(t, math.IsNaN(p))
			require.GreaterOrEqual(t, p, before-1e-12)
			require.InDelta(t, 1-p, s.atLeast(n+1), 1e-9)
			before = p
		}
		require.InDelta(t, 1, before, 1e-12)
		require.InDelta(t, s.atLeast(int64(len(h))), s.chance, 1e-9)
	})
}
