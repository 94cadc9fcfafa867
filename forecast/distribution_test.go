package forecast

import (
	"math"
	"sync"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDistributionSpecialCases(t *testing.T) {
	d := mustWins(t, fortyDeals(), LatticeOptions{})
	inf := math.Inf(1)
	for _, bad := range []float64{math.NaN(), -.1, 1.1, inf, -inf} {
		assert.True(t, math.IsNaN(d.Quantile(bad)), bad)
	}
	relClose(t, 0, d.Quantile(0), 0, 0, "lowest")
	relClose(t, 1_000_000, d.Quantile(1), 0, 0, "highest")
	relClose(t, 1, d.AtLeast(-inf), 0, 0, "S(-Inf)")
	relClose(t, 0, d.AtLeast(inf), 0, 0, "S(Inf)")
	relClose(t, 0, d.CDF(-inf), 0, 0, "F(-Inf)")
	relClose(t, 1, d.CDF(inf), 0, 0, "F(Inf)")
	relClose(t, 1, d.CDF(math.MaxFloat64), 0, 0, "F(max)")
	relClose(t, 0, d.CDF(-math.MaxFloat64), 0, 0, "F(-max)")
	low, high := d.AtLeastBounds(math.NaN())
	for _, v := range []float64{d.AtLeast(math.NaN()), d.CDF(math.NaN()), low, high} {
		assert.True(t, math.IsNaN(v))
	}
}

func TestZeroDistributionSaysNothing(t *testing.T) {
	var d Distribution
	low, high := d.AtLeastBounds(1)
	for _, v := range []float64{
		d.Mean(), d.Variance(), d.StdDev(), d.Quantile(.5), d.AtLeast(0), d.CDF(0), low, high, d.CRPS(0), d.ExpectedShortfall(1),
		d.Sum(&d).Mean(),
	} {
		assert.True(t, math.IsNaN(v))
	}
	shifted, err := d.Shift(decimal.NewFromInt(1))
	require.NoError(t, err)
	assert.True(t, math.IsNaN(shifted.Mean()))
	for range d.All() {
		t.Fatal("has a point")
	}
}

func TestShiftMovesEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{1, 5, 40}).Draw(t, "n")
		d := mustWinsRapid(t, centTerms(n, rapid.Uint64().Draw(t, "seed")), LatticeOptions{})
		by := decimal.New(rapid.Int64Range(-1e12, 1e12).Draw(t, "by"), -2)
		e, err := d.Shift(by)
		if err != nil {
			t.Fatal(err)
		}
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		shift := by.InexactFloat64()
		if got, want := e.Quantile(p), d.Quantile(p)+shift; !(math.Abs(got-want) <= 1e-12*(1+math.Abs(want)+math.Abs(shift))) {
			t.Fatalf("quantile %v, want %v", got, want)
		}
		if e.Variance() != d.Variance() || !(math.Abs(e.Mean()-d.Mean()-shift) <= 1e-12*(math.Abs(shift)+d.Mean())) {
			t.Fatal("moments")
		}
		x := d.Quantile(p)
		if got, want := e.AtLeast(e.Quantile(p)), d.AtLeast(x); got != want {
			t.Fatalf("tail %v, want %v", got, want)
		}
	})
}

func mustWinsRapid(t *rapid.T, terms []Term, o LatticeOptions) *Distribution {
	d, err := Wins(terms, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestQuantileIsTheInverse(t *testing.T) {
	for _, n := range []int{3, 12, 80, 1500} { // enumerated, direct, transformed
		d := mustWins(t, centTerms(n, 21), LatticeOptions{})
		last := math.Inf(-1)
		for i := range 1001 {
			p := float64(i) / 1000
			x := d.Quantile(p)
			require.GreaterOrEqual(t, x, last, "never decreases")
			last = x
			require.GreaterOrEqual(t, d.CDF(x), p-1e-12, "reaches p")
			if p > d.Floor() && p > 0 {
				require.Less(t, d.CDF(x-2*d.axis.unitFloat*1e-3), p+1e-12, "is the least that does")
			}
		}
	}
}

func TestTailsAreMonotone(t *testing.T) {
	d := mustWins(t, centTerms(60, 4), LatticeOptions{})
	last := 1.0
	for z := -40.0; z < 40; z += .01 {
		p := d.AtLeast(d.Mean() + z*d.StdDev())
		require.LessOrEqual(t, p, last, "z %v", z)
		last = p
	}
	assert.Zero(t, last)
}

func TestPoint(t *testing.T) {
	d, err := Point(decimal.RequireFromString("1234.56"))
	require.NoError(t, err)
	relClose(t, 1234.56, d.Mean(), 0, 0, "mean")
	relClose(t, 1234.56, d.Quantile(.5), 0, 0, "median")
	relClose(t, 1, d.AtLeast(1234.56), 0, 0, "S")
	relClose(t, 0, d.AtLeast(1234.57), 0, 0, "S above")
	assert.True(t, d.Exact())
	_, err = Point(decimal.New(1, 1<<30))
	require.Error(t, err)
}

// An origin of a trillion leaves float64 less than a cent to tell points apart by; the exact sums still count.
func TestQuotaReachedFarFromZero(t *testing.T) {
	d := mustWins(t, []Term{{decimal.New(10, -2), .5}, {decimal.New(20, -2), .5}}, LatticeOptions{})
	far, err := d.Shift(decimal.New(1_000_000_000_000_07, -2))
	require.NoError(t, err)
	relClose(t, .25, far.AtLeast(1_000_000_000_000.37), 1e-15, 0, "the highest")
	relClose(t, .5, far.AtLeast(1_000_000_000_000.27), 1e-15, 0, "the higher")
}

func TestDistributionIsSafeToShare(t *testing.T) {
	d := mustWins(t, centTerms(60, 8), LatticeOptions{})
	want, _ := mustWins(t, centTerms(60, 8), LatticeOptions{}).AtLeastBounds(d.Mean())
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			got, _ := d.AtLeastBounds(d.Mean())
			assert.InDelta(t, want, got, 0)
		})
	}
	wait.Wait()
}

// Cumulative probabilities as exact fractions (Python 3.11): a rounding error must not push a quantile to the next point.
func TestQuantileForgivesRounding(t *testing.T) {
	amounts := mustWins(t, wholeTerms([]int64{10, 20, 30, 50, 80}, []float64{.1, .2, .3, .5, .8}), LatticeOptions{})
	for i, f := range []float64{
		.0504, .056, .0686, .0916, .094, .1498, .156, .1686, .3932, .418, .4738, .5664, .576, .7992, .824, .8744, .9664, .976, .9976,
	} {
		relClose(t, float64(10*i), amounts.Quantile(f), 0, 0, f)
		relClose(t, float64(10*i+10), amounts.Quantile(f+1e-9), 0, 0, f)
	}
}

func TestQuotaOfAddedFloats(t *testing.T) {
	d, err := Point(decimal.NewFromInt(1000))
	require.NoError(t, err)
	quota := 0.0
	for range 10_000 {
		quota += .1 // 1000.0000000001588 in the end
	}
	assert.Greater(t, quota, 1000.0)
	relClose(t, 1, d.AtLeast(quota), 0, 0, "reached")
	relClose(t, 0, d.AtLeast(quota+.01), 0, 0, "not reached")
}
