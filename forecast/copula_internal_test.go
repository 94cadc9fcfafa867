package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wholeDeals have log-normal amounts in whole units, on whose lattice a book can be convolved exactly at every node.
func wholeDeals(n int, most float64) (terms []SharedTerm) {
	r := rand.New(rand.NewPCG(7, 8))
	for range n {
		p := most * r.Float64()
		terms = append(terms, SharedTerm{Amount: decimal.NewFromInt(int64(math.Ceil(4 * math.Exp(r.NormFloat64())))), Before: p / 3, By: p})
	}
	return terms
}

// The two ways to compute a large book against convolution at every node on the exact lattice: within the error that is stated, and
// 0.003, for books of few and of many expected wins.
func TestLargeBooksAgreeWithConvolution(t *testing.T) {
	for _, c := range []struct {
		n         int
		most, rho float64
	}{{300, 0.9, 0.001}, {300, 0.9, 0.1}, {300, 0.9, 0.5}, {400, 0.03, 0.1}, {400, 0.03, 0.5}, {100, 0.02, 0.2}} {
		b, faults := readShared(wholeDeals(c.n, c.most))
		require.Empty(t, faults)
		largest := b.largest()
		p := profileOf(b.chances, b.weigh(largest), c.rho, 1)
		var exact, quick Distribution
		l := lattice{unit: decimal.NewFromInt(1), exact: true, places: placesOf(b.wins, decimal.NewFromInt(1))}
		b.convolve(&exact, l, []*profile{p})
		quick.variance = p.variance(b.spread().mean/largest) * largest * largest
		b.approximate(&quick, largest, []*profile{p})
		worst := 0.0
		unit := quick.axis.unitFloat
		for x := range exact.All() {
			if below := math.Floor(x/unit) * unit; below == x { // on both lattices
				worst = math.Max(worst, math.Abs(midCDF(&exact, x)-midCDF(&quick, x)))
			}
		}
		assert.LessOrEqual(t, worst, 0.003+math.Max(quick.floor, stepOf(&exact, unit)), "%+v: unit %v, floor %g", c, unit, quick.floor)
		assert.InEpsilon(t, quick.variance, varianceOf(&exact), 1e-6)
	}
}

// midCDF is the distribution function with half of a point's own probability: what lattices of different spacings have in common.
func midCDF(d *Distribution, x float64) float64 { return (d.CDF(x) + 1 - d.AtLeast(x)) / 2 }

// stepOf is the largest probability that one cell of a lattice takes from its neighborhood.
func stepOf(d *Distribution, unit float64) float64 {
	if unit <= 1 {
		return 0
	}
	worst := 0.0
	for x := range d.All() {
		worst = math.Max(worst, (d.CDF(x+unit/2)-d.CDF(x-unit/2))/2)
	}
	return worst
}

func varianceOf(d *Distribution) float64 {
	var mean, v compensated
	for x, p := range d.All() {
		mean.add(x * p)
	}
	for x, p := range d.All() {
		v.add(p * (x - mean.value()) * (x - mean.value()))
	}
	return v.value()
}

// The series of logarithms is exact but for rounding: against direct convolution of unlikely and likely wins on whole units.
func TestFewWinsAreExactOnTheLattice(t *testing.T) {
	terms := wholeDeals(80, 0.3)
	for i := range 5 {
		terms[i].By = 0.9
	}
	b, _ := readShared(terms)
	l := lattice{unit: decimal.NewFromInt(1), exact: true, places: placesOf(b.wins, decimal.NewFromInt(1))}
	f := fewOf(b, 1, 1)
	for _, z := range []float64{-1, 0, 2, 5} {
		given := make([]win, len(b.wins))
		b.given(given, make([]float64, len(b.chances)), make([]float64, len(b.chances)), z, 0.3)
		want := sumAbove(l, given, splitOver, 0)
		m := momentsOf(given, decimal.Decimal{})
		got, ok := f.sum(z, 0.3, m.mean, math.Sqrt(m.variance), int64(b.total))
		require.True(t, ok)
		for i, p := range want.p {
			k := want.lo + int64(i)
			have := 0.0
			if at := k - got.lo; at >= 0 && at < int64(len(got.p)) {
				have = got.p[at]
			}
			require.InDelta(t, p, have, 1e-10, "z=%g, %d units", z, k)
		}
	}
	// Equal wins go together.
	equal, _ := readShared(slices.Repeat([]SharedTerm{{Amount: decimal.NewFromInt(3), By: 0.1}, {Amount: decimal.NewFromInt(2), By: 0.9}}, 4))
	got, ok := fewOf(equal, 1, 1).sum(0, 0, 8.4, 2.4, int64(equal.total))
	require.True(t, ok)
	for k, p := range bySums(4, 0.1, 3, 4, 0.9, 2) {
		assert.InDelta(t, p, got.p[k], 1e-12, "%d units", k)
	}
	many, _ := readShared(slices.Repeat([]SharedTerm{{Amount: decimal.NewFromInt(1), By: 0.6}}, 100))
	_, ok = fewOf(many, 1, 1).sum(0, 0.1, 60, 5, 100)
	assert.False(t, ok, "too many likely wins for the series")
	assert.False(t, fewOf(b, 1, 1<<20).used, "too many states and deals")
}

// bySums returns the distribution of a·B(n, p) + b·B(m, q) up to 15 units.
func bySums(n int, p float64, a, m int, q float64, b int) []float64 {
	out := make([]float64, 16)
	for i := range n + 1 {
		for j := range m + 1 {
			if k := i*a + j*b; k < len(out) {
				out[k] += choose(n, i) * math.Pow(p, float64(i)) * math.Pow(1-p, float64(n-i)) * choose(m, j) * math.Pow(q, float64(j)) * math.Pow(1-q, float64(m-j))
			}
		}
	}
	return out
}

func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c *= float64(n-i) / float64(i+1)
	}
	return c
}

// A large book with credits, approximated: it lies where its mean is, and its negative turned round is its mirror image.
func TestLargeBooksWithCredits(t *testing.T) {
	terms := wholeDeals(2_000, 0.9)
	for i := range terms {
		terms[i].Amount = terms[i].Amount.Mul(decimal.New(10_001, -4)) // no small common unit
		if i%5 == 0 {
			terms[i].Amount = terms[i].Amount.Neg()
		}
	}
	d, err := SharedWins(terms, Dependence{Rho: 0.1})
	require.NoError(t, err)
	assert.Greater(t, d.Floor(), copulaFloor, "too large to convolve")
	var mean compensated
	for x, p := range d.All() {
		mean.add(x * p)
	}
	assert.InEpsilon(t, d.Mean(), mean.value(), 1e-6)
	assert.InEpsilon(t, d.Variance(), varianceOf(d), 1e-4)
	for i := range terms {
		terms[i].Amount = terms[i].Amount.Neg()
	}
	e, err := SharedWins(terms, Dependence{Rho: 0.1})
	require.NoError(t, err)
	for _, q := range []float64{0.1, 0.5, 0.9} {
		assert.InDelta(t, d.Quantile(q), -e.Quantile(1-q), 2.5*d.axis.unitFloat)
	}
}

// The interpolated profile is that of the nodes, to rounding, also for a steep slope.
func TestProfileInterpolates(t *testing.T) {
	b, _ := readShared(wholeDeals(50, 1))
	largest := b.largest()
	sums := b.weigh(largest)
	for _, rho := range []float64{0, 0.1, 0.5, 0.9, MostRho} {
		p := profileOf(b.chances, sums, rho, 1)
		for i, s := range p.states {
			var mean, variance float64
			for j, c := range b.chances {
				won, not := c.given(s.z, rho)
				mean += sums[j].one * won
				variance += sums[j].two * won * not
			}
			require.InDelta(t, mean, p.mean[i], 1e-8, "rho=%g z=%g", rho, s.z)
			require.InDelta(t, variance, p.sd[i]*p.sd[i], 1e-8, "rho=%g z=%g", rho, s.z)
		}
	}
}

// Both tails of a conditional probability keep their digits: mpmath 1.3 is not needed, Φ(−x) = erfc(x/√2)/2.
func TestConditionalChanceKeepsItsTails(t *testing.T) {
	c := chanceUntil(0.3)
	won, not := c.given(8, 0.5)
	assert.InEpsilon(t, math.Erfc((8*math.Sqrt(0.5)-c.to)/math.Sqrt(0.5)/math.Sqrt2)/2, won, 1e-12)
	assert.InDelta(t, 1, not, 1e-15)
	won, not = c.given(-8, 0.5)
	assert.InDelta(t, 1, won, 1e-12)
	assert.InEpsilon(t, math.Erfc((8*math.Sqrt(0.5)+c.to)/math.Sqrt(0.5)/math.Sqrt2)/2, not, 1e-12)
	late := chance{from: 3, to: 3.5} // both in the upper tail
	won, _ = late.given(-2, 0.5)
	low, high := (3+2*math.Sqrt(0.5))/math.Sqrt(0.5), (3.5+2*math.Sqrt(0.5))/math.Sqrt(0.5)
	assert.InEpsilon(t, (math.Erfc(low/math.Sqrt2)-math.Erfc(high/math.Sqrt2))/2, won, 1e-12)
}

// The logarithm of Φ goes on where Φ underflows; scipy 1.10.1: norm.logcdf(−40) = −804.608442.
func TestLogNormalBelow(t *testing.T) {
	assert.InDelta(t, -804.608442, logNormalBelow(-40), 1e-6)
	assert.InDelta(t, 6e-5, logNormalBelow(-29.999999)-logNormalBelow(-30.000001), 1e-6, "no step where the series takes over")
	assert.InDelta(t, math.Log(0.5), logNormalBelow(0), 1e-15)
}

// Normal distributions keep inside what is possible, and one narrower than a cell stays at its mean.
func TestNormalMixKeepsInside(t *testing.T) {
	x := normalMix{top: 10}
	x.add(0.5, 1, 3, 0)
	x.add(0.25, 4.25, 0.1, 0)
	x.add(0.25, 30, 1, 0)
	m := x.mass()
	assert.InDelta(t, 1, m.total(), 1e-14)
	assert.GreaterOrEqual(t, m.index(0), int64(0))
	assert.LessOrEqual(t, m.index(len(m.p)-1), int64(10))
	assert.InDelta(t, 0.5*normalBelow(-0.5/3), m.p[0], 0.01, "all that would be below a half, N(1, 9), is at nothing")
	assert.Greater(t, x.error(), 0.5*0.3, "P(N(1, 9) < −½) = 0.31 of one half was folded back")
	assert.Zero(t, countModes(normalMixOf(3000, 40, 0.1)), "no ripples")
}

func normalMixOf(mean, sd, skew float64) []float64 {
	x := normalMix{top: 1 << 20}
	x.add(1, mean, sd, skew)
	return x.mass().p
}

// countModes counts local maxima beyond the first.
func countModes(p []float64) (n int) {
	for i := 1; i < len(p)-1; i++ {
		if p[i] > p[i-1]*(1+1e-9) && p[i] >= p[i+1] && p[i] > 1e-12 {
			n++
		}
	}
	return n - 1
}
