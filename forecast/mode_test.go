package forecast

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// Modes of binomial laws in closed form, and intervals read off the exact fractions of a Poisson binomial.
func TestModeByHand(t *testing.T) {
	one := mustWins(t, wholeTerms([]int64{1_000_000}, []float64{.3}), LatticeOptions{})
	relClose(t, 0, one.Mode(), 0, 0, "rather nothing")
	likely := mustWins(t, wholeTerms([]int64{1_000_000}, []float64{.6}), LatticeOptions{})
	relClose(t, 1_000_000, likely.Mode(), 0, 0, "rather all")
	even := mustWins(t, wholeTerms([]int64{1_000_000}, []float64{.5}), LatticeOptions{})
	relClose(t, 0, even.Mode(), 0, 0, "of two as likely the lower")
	// Binomial(40, .3): the mode of the count is ⌊41·.3⌋ = 12, P(12) = .1366 > .1.
	relClose(t, 12*25_000, mustWins(t, fortyDeals(), LatticeOptions{}).Mode(), 0, 0, "binomial")
	// Poisson binomial .00735 .09695 .3167 .3747 .17595 .02835.
	five := mustWins(t, wholeTerms([]int64{1, 1, 1, 1, 1}, []float64{.5, .3, .7, .3, .9}), LatticeOptions{})
	for share, want := range map[float64][2]float64{0: {3, 3}, .3747: {3, 3}, .38: {2, 3}, .7: {2, 4}, .9: {1, 4}, 1: {0, 5}} {
		low, high := five.Shortest(share)
		assert.Equal(t, want, [2]float64{low, high}, share)
	}
	var none Distribution
	assert.True(t, math.IsNaN(none.Mode()))
	for _, bad := range []float64{math.NaN(), 1.1, math.Inf(1)} {
		low, _ := five.Shortest(bad)
		assert.True(t, math.IsNaN(low), bad)
	}
}

// Where a sum is nearly normal the mode is the mean, and skewness moves it down by γσ/2 (the first Edgeworth term): here γ = .063.
func TestModeOfManyDeals(t *testing.T) {
	terms := make([]Term, 1000)
	for i := range terms {
		terms[i] = Term{Amount: decimal.New(1_000_000+int64(i*i%7919), -2), P: .2}
	}
	d := mustWins(t, terms, LatticeOptions{})
	skew := (1 - 2*.2) / math.Sqrt(1000*.2*.8)
	relClose(t, d.Mean()-skew*d.StdDev()/2, d.Mode(), 0, .03*d.StdDev(), "mode")
}

// No interval as likely is shorter, and a sure deal moves the mode by its amount.
func TestShortestIsShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := mustWinsRapid(t, centTerms(rapid.IntRange(0, 8).Draw(t, "n"), rapid.Uint64().Draw(t, "seed")), LatticeOptions{})
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		low, high := d.Shortest(share)
		var points, p []float64
		for x, q := range d.All() {
			points, p = append(points, x), append(p, q)
		}
		held := 0.0
		for i := range points {
			sum := 0.0
			for j := i; j < len(points); j++ {
				if sum += p[j]; sum >= share*(1+1e-9) && points[j]-points[i] < (high-low)*(1-1e-9)-1e-9 {
					t.Fatalf("[%v, %v] holds %v and is shorter than [%v, %v]", points[i], points[j], sum, low, high)
				}
			}
			if points[i] >= low && points[i] <= high {
				held += p[i]
			}
		}
		if held < share*(1-1e-9) {
			t.Fatalf("[%v, %v] holds %v of %v", low, high, held, share)
		}
		moved, err := d.Shift(decimal.NewFromInt(1000))
		if err != nil || math.Abs(moved.Mode()-d.Mode()-1000) > 1e-6 {
			t.Fatal("a sure deal")
		}
	})
}
