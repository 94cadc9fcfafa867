package forecast

import (
	"fmt"
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
)

func fortyDeals() []Term {
	terms := make([]Term, 40)
	for i := range terms {
		terms[i] = Term{Amount: decimal.NewFromInt(25_000), P: .3}
	}
	return terms
}

// SciPy 1.10.1, stats.binom.sf: forty deals of 25,000 at .3 reach 300,000 with 12 wins; with a unit of 3,000 with 13 of 24,000 or 12 of
// 27,000.
func TestBracketHoldsTheExactProbability(t *testing.T) {
	exact := mustWins(t, fortyDeals(), LatticeOptions{})
	relClose(t, .55939, exact.AtLeast(300_000), 0, 5e-6, "exact")
	low, high := exact.AtLeastBounds(300_000)
	assert.Equal(t, []float64{exact.AtLeast(300_000), exact.AtLeast(300_000)}, []float64{low, high})
	assert.Zero(t, exact.AddedVariance())

	split := mustWins(t, fortyDeals(), LatticeOptions{Unit: decimal.NewFromInt(3000)})
	assert.False(t, split.Exact())
	relClose(t, .50571, split.AtLeast(300_000), 0, 5e-6, "split")
	low, high = split.AtLeastBounds(300_000)
	relClose(t, .42282, low, 0, 5e-6, "all rounded down")
	relClose(t, .55939, high, 0, 5e-6, "all rounded up")
	relClose(t, exact.Mean(), split.Mean(), 0, 0, "mean")
	relClose(t, 72622, math.Sqrt(split.Variance()+split.AddedVariance()), 0, .5, "sd of the lattice")
	checkMoments(t, split, 1e-12)
}

func TestBracketIsOrderedEverywhere(t *testing.T) {
	for _, n := range []int{30, 1200} { // direct, transformed
		d := mustWins(t, centTerms(n, 11), LatticeOptions{})
		assert.False(t, d.Exact())
		for z := -4.0; z <= 4; z += .25 {
			x := d.Mean() + z*d.StdDev()
			low, high := d.AtLeastBounds(x)
			p := d.AtLeast(x)
			assert.True(t, low <= p+1e-12 && p <= high+1e-12, "%v deals, z %v: %v %v %v", n, z, low, p, high)
		}
	}
}

// The bracket of a coarse lattice holds what an exact one says.
func TestBracketHoldsAgainstAFinerLattice(t *testing.T) {
	terms := centTerms(14, 2)
	exact := mustWins(t, terms, LatticeOptions{})
	assert.True(t, exact.Exact())
	coarse := mustWins(t, terms, LatticeOptions{Unit: decimal.NewFromInt(700)})
	for z := -3.0; z <= 3; z += .1 {
		x := exact.Mean() + z*exact.StdDev()
		low, high := coarse.AtLeastBounds(x)
		p := exact.AtLeast(x)
		assert.True(t, low <= p+1e-12 && p <= high+1e-12, "z %v: %v %v %v", z, low, p, high)
	}
}

func TestLatticeChoosesItsUnit(t *testing.T) {
	whale := append(fortyDeals(), Term{Amount: decimal.New(1, 12), P: .5})
	odd := append(fortyDeals(), Term{Amount: decimal.New(12345678901, -5), P: .5})
	tests := []struct {
		name  string
		terms []Term
		unit  string
		exact bool
	}{
		{"equal amounts", fortyDeals(), "25000", true},
		{"a common divisor", wholeTerms([]int64{6, 10, 15}, []float64{.5, .5, .5}), "1", true},
		{"cents of a few deals", centTerms(15, 1), "0.01", true},
		{"cents of many deals", centTerms(100, 1), "50", false},
		{"a whale among equals is enumerated", whale, "25000", true},
		{"odd digits among equals are enumerated", odd, "0.00001", true},
		{"beyond an int64", []Term{{decimal.New(1, 40), .5}, {decimal.New(3, 41), .5}}, "10000000000000000000000000000000000000000", true},
		{"worlds apart", append(centTerms(100, 1), Term{decimal.New(1, 60), .5}), "100000000000000000000000000000000000000000000000000000000", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := mustWins(t, test.terms, LatticeOptions{})
			assert.Equal(t, test.unit, d.Unit().String())
			assert.Equal(t, test.exact, d.Exact())
			relClose(t, 1, d.law.m.total(), 1e-12, 0, "total")
			assert.LessOrEqual(t, d.AddedVariance(), 1e-3*d.Variance())
		})
	}
}

func TestLatticeStaysBounded(t *testing.T) {
	for _, n := range []int{17, 64, 700, 3000} {
		d := mustWins(t, centTerms(n, 9), LatticeOptions{})
		assert.Less(t, len(d.law.m.p), mostCells, n)
		assert.LessOrEqual(t, d.AddedVariance(), 1e-3*d.Variance(), n)
		checkMoments(t, d, 1e-9)
	}
}

func TestSplitKeepsMeanBelowOneUnit(t *testing.T) {
	d := mustWins(t, wholeTerms([]int64{1, 2, 25}, []float64{.5, .25, .5}), LatticeOptions{Unit: decimal.NewFromInt(10)})
	checkMoments(t, d, 1e-14)
	assert.Len(t, d.law.m.p, 6)
	relClose(t, (.5*.1*.9+.25*.2*.8+.5*.25)*100, d.AddedVariance(), 1e-14, 0, "added")
}

func TestRoundUnit(t *testing.T) {
	tests := []struct{ x, down, up float64 }{{1, 1, 1}, {1.5, 1, 2}, {2, 2, 2}, {3, 2, 5}, {7, 5, 10}, {.03, .02, .05}, {9999, 5000, 10000}}
	for _, test := range tests {
		relClose(t, test.down, roundUnit(test.x, false), 1e-12, 0, test.x)
		relClose(t, test.up, roundUnit(test.x, true), 1e-12, 0, test.x)
	}
	assert.Equal(t, "0.05", decimalUnit(roundUnit(.03, true)).String())
	assert.Equal(t, "10000", decimalUnit(roundUnit(9999, true)).String())
}

func TestAmountsPrintAsTheyWere(t *testing.T) {
	d := mustWins(t, []Term{{decimal.RequireFromString("0.1"), .5}, {decimal.RequireFromString("0.2"), .5}}, LatticeOptions{})
	var got []string
	for x := range d.All() {
		got = append(got, fmt.Sprint(x))
	}
	assert.Equal(t, []string{"0", "0.1", "0.2", "0.3"}, got)
}
