package forecast

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sizedSteps are n steps of sizes from a function of their number, ascending, a third of them split and some repeated.
func sizedSteps(n int, size func(i int) int64, seed uint64) []step {
	steps := someSteps(n, 1, seed)
	for i := range steps {
		steps[i].k = size(i)
	}
	return steps
}

// farthestApart is the largest difference of two masses at a point, and the sum of all.
func farthestApart(want, got mass) (worst, sum float64) {
	at := map[int64]float64{}
	for i, p := range want.p {
		at[want.index(i)] += p
	}
	for i, p := range got.p {
		at[got.index(i)] -= p
	}
	for _, off := range at {
		worst, sum = math.Max(worst, math.Abs(off)), sum+math.Abs(off)
	}
	return worst, sum
}

// The direct convolution, of positive numbers alone, judges the characteristic function: for smooth books, for round amounts with a few
// odd ones, whose characteristic function comes back at many frequencies.
func TestSpectralAgreesWithDirect(t *testing.T) {
	for name, c := range map[string]struct {
		n    int
		size func(i int) int64
	}{
		"all sizes":     {600, func(i int) int64 { return 1 + int64(i)*50/600 }},
		"one size":      {500, func(int) int64 { return 3 }},
		"round and odd": {700, func(i int) int64 { return 10*(1+int64(i)/100) + int64(i)/690 }},
		"heavy tail":    {600, func(i int) int64 { return int64(math.Exp(float64(i) / 100)) }},
	} {
		t.Run(name, func(t *testing.T) {
			steps := sizedSteps(c.n, c.size, 3)
			var conv convolver
			got, ok := conv.spectral(steps)
			require.True(t, ok)
			want := directSum(steps)
			worst, sum := farthestApart(want, got)
			rounding := roundingOf(steps)
			assert.LessOrEqual(t, worst, rounding*slices.Max(want.p))
			assert.LessOrEqual(t, sum, rounding)
			for _, p := range got.p {
				assert.GreaterOrEqual(t, p, 0.0)
			}
		})
	}
}

// roundingOf is how far apart two ways to multiply n factors may be, each rounding by ε a factor.
func roundingOf(steps []step) float64 {
	const epsilon = 0x1p-52
	n := 0
	for _, s := range steps {
		n += s.n
	}
	return 2 * epsilon * float64(n)
}

func TestSpectralLaw(t *testing.T) {
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		steps := sizedSteps(rapid.IntRange(100, 400).Draw(t, "n"), func(i int) int64 { return 1 + int64(i)/40 }, r.Uint64())
		rare := rapid.Float64Range(-6, 0).Draw(t, "rare")
		for i := range steps {
			s := &steps[i]
			s.p1, s.p2 = s.p1*math.Pow(10, rare), s.p2*math.Pow(10, rare)
			s.p0 = 1 - s.p1 - s.p2
		}
		var c convolver
		got, ok := c.spectral(steps)
		if !ok {
			return
		}
		taken++
		want := directSum(steps)
		if worst, sum := farthestApart(want, got); worst > roundingOf(steps)*slices.Max(want.p) || sum > roundingOf(steps) {
			t.Fatalf("off by %v, %v in all", worst, sum)
		}
	})
	assert.Positive(t, taken)
}

// Chernoff's bound, whatever the shape: outside the window lies at most e⁻⁴² on either side.
func TestWindowHolds(t *testing.T) {
	for _, steps := range [][]step{
		sizedSteps(400, func(i int) int64 { return 1 + int64(i)/10 }, 1),
		sizedSteps(400, func(i int) int64 { return 1 + int64(i)/399*2000 }, 2),
		{{k: 1, p0: .999, p1: .001, n: 3000}},
		{{k: 2, p0: .001, p1: .9, p2: .099, n: 3000}},
	} {
		lo, n, ok := window(steps)
		require.True(t, ok)
		all := curveOf(directSum(steps))
		assert.LessOrEqual(t, all.atMost(lo-1), math.Exp(-windowTail))
		assert.LessOrEqual(t, all.atLeast(lo+int64(n)), math.Exp(-windowTail))
	}
}

func TestCumulant(t *testing.T) {
	steps := sizedSteps(300, func(i int) int64 { return 1 + int64(i)/10 }, 7)
	m := directSum(steps)
	for _, theta := range []float64{-2, -.01, 1e-6, .01, .05} {
		var s compensated
		for i, p := range m.p {
			s.add(p * math.Exp(theta*float64(m.index(i))))
		}
		relClose(t, math.Log(s.value()), cumulant(steps, theta), 1e-11, 1e-11, theta)
	}
	// So many factors that their product leaves the range of a float64.
	relClose(t, 4000*math.Log(.5+.5*math.Exp(-30)), cumulant(someOf(step{k: 30, p0: .5, p1: .5, n: 1}, 4000), -1), 1e-13, 0, "long")
}

func someOf(s step, n int) []step {
	steps := make([]step, n)
	for i := range steps {
		steps[i] = s
	}
	return steps
}

// What is left out is less than e⁻⁴⁵, multiplied out one by one.
func TestConcentratedLeavesOutNothing(t *testing.T) {
	steps := sizedSteps(700, func(i int) int64 { return 10*(1+int64(i)/100) + int64(i)/690 }, 5)
	var c convolver
	const n = 4096
	at := c.concentrated(c.plan(n), steps)
	kept := map[int]bool{}
	for _, j := range at {
		kept[j] = true
	}
	assert.Less(t, len(at), n/4)
	for j := 0; j <= n/2; j += 3 {
		g := complex(1, 0)
		for _, s := range steps {
			turn := -2 * math.Pi * float64(j) / n
			f := complex(s.p0, 0) + complex(s.p1, 0)*cmplx.Rect(1, turn*float64(s.k)) + complex(s.p2, 0)*cmplx.Rect(1, turn*float64(s.k+1))
			g *= cmplx.Pow(f, complex(float64(s.n), 0))
		}
		if !kept[j] {
			assert.LessOrEqual(t, cmplx.Abs(g), math.Exp(-spectrumEnd/2)*(1+1e-9), j)
		}
	}
}

func TestSpectralRefuses(t *testing.T) {
	var c convolver
	for name, steps := range map[string][]step{
		"few deals":  sizedSteps(40, func(i int) int64 { return 1 + int64(i) }, 1),
		"a whale":    sizedSteps(500, func(i int) int64 { return 1 + int64(i)/100 + int64(i)/499*3000 }, 3),
		"rare deals": someOf(step{k: 5, p0: .9999, p1: .0001, n: 1}, 2000),
		// Thousands and hardly anything else: the sum is a multiple of a thousand, and nothing smooths that.
		"multiples": append([]step{{k: 1, p0: .999, p1: .001, n: 1}}, sizedSteps(400, func(i int) int64 { return 1000 * (1 + int64(i)/4) }, 1)...),
	} {
		m, ok := c.spectral(steps)
		if name == "multiples" && ok {
			want := directSum(steps)
			worst, _ := farthestApart(want, m)
			assert.LessOrEqual(t, worst, roundingOf(steps)*slices.Max(want.p), name)
			continue
		}
		assert.False(t, ok, name)
	}
}

// Ten thousand odd amounts: mean, variance and skewness of the lattice are those of the terms.
func TestWinsOfTenThousandOddAmounts(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	terms := make([]Term, 10_000)
	var third, slack compensated
	for i := range terms {
		terms[i] = Term{Amount: decimal.New(int64(math.Exp(13.6+r.NormFloat64())), -2), P: .9 * r.Float64()}
		a, p := terms[i].Amount.InexactFloat64(), terms[i].P
		third.add(p * (1 - p) * (1 - 2*p) * a * a * a)
		slack.add(p * (3*a*500*500/4 + 500*500*500/4)) // p·(3·a·E ε² + |E ε³|) at most, ε being how far a win is moved
	}
	d := mustWins(t, terms, LatticeOptions{})
	checkMoments(t, d, 1e-9)
	assert.LessOrEqual(t, d.AddedVariance(), 1e-3*d.Variance())
	assert.Equal(t, fourierFloor, d.Floor())
	var got compensated
	for x, p := range d.All() {
		got.add(p * math.Pow(x-d.Mean(), 3))
	}
	assert.Equal(t, "500", d.Unit().String())
	relClose(t, third.value(), got.value(), 0, slack.value(), "third cumulant")
}

func TestCellsBoundWhatIsHeld(t *testing.T) {
	for _, n := range []int{5, 30, 300, 3000} {
		for _, cells := range []int{64, 1000, 20_000} {
			d := mustWins(t, centTerms(n, 4), LatticeOptions{Cells: cells})
			assert.LessOrEqual(t, len(d.law.m.p), 2*cells+2*n, "%d deals, %d cells", n, cells)
			checkMoments(t, d, 1e-9)
			low, high := d.AtLeastBounds(d.Mean())
			assert.True(t, low <= d.AtLeast(d.Mean())+1e-12 && d.AtLeast(d.Mean()) <= high+1e-12)
		}
	}
	// What is exact within the bound stays so.
	assert.True(t, mustWins(t, fortyDeals(), LatticeOptions{Cells: 64}).Exact())
	assert.False(t, mustWins(t, fortyDeals(), LatticeOptions{Cells: 8}).Exact())
}
