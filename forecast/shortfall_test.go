package forecast

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// Python 3.11: E|X−y| − E|X−X′|/2 over the enumerated distribution; between points the cell is split.
func TestCRPS(t *testing.T) {
	d := mustWins(t, wholeTerms([]int64{10, 20, 30, 50, 80}, []float64{.1, .2, .3, .5, .8}), LatticeOptions{})
	for y, want := range map[float64]float64{
		0: 78.7319504, 80: 15.4319504, 100: 11.6559504, 190: 62.7319504, 104.5: 11.4201504, -7: 85.7319504, 200: 72.7319504,
	} {
		relClose(t, want, d.CRPS(y), 1e-12, 0, y)
	}
	assert.True(t, math.IsInf(d.CRPS(math.Inf(1)), 1))
	assert.True(t, math.IsInf(d.CRPS(math.Inf(-1)), 1))
	assert.True(t, math.IsNaN(d.CRPS(math.NaN())))
	// A sample {1, 2, 4, 8} at 3 by the empirical formula: .8125. Here as the law itself.
	sample := &Distribution{axis: d.axis, law: curveOf(mass{at: []int64{1, 2, 4, 8}, p: []float64{.25, .25, .25, .25}})}
	relClose(t, 8.125, sample.CRPS(30), 1e-14, 0, "unit 10")
}

// The definition by expectations, for any law and outcome.
func TestCRPSIsItsExpectation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := mustWinsRapid(t, centTerms(rapid.IntRange(0, 6).Draw(t, "n"), rapid.Uint64().Draw(t, "seed")), LatticeOptions{})
		y := rapid.Float64Range(-1e5, 7e5).Draw(t, "y")
		var want float64
		for x, p := range d.All() {
			want += p * math.Abs(x-y)
			for z, q := range d.All() {
				want -= p * q * math.Abs(x-z) / 2
			}
		}
		if got := d.CRPS(y); !(math.Abs(got-want) <= 1e-9*(1+math.Abs(y)+d.Mean())) {
			t.Fatalf("CRPS(%v) = %v, want %v", y, got, want)
		}
	})
}

func TestExpectedShortfall(t *testing.T) {
	d := mustWins(t, wholeTerms([]int64{10, 20}, []float64{.5, .25}), LatticeOptions{})
	relClose(t, .375*15+.375*5, d.ExpectedShortfall(15), 1e-15, 0, "15")
	relClose(t, 0, d.ExpectedShortfall(0), 0, 0, "0")
	relClose(t, 100-d.Mean(), d.ExpectedShortfall(100), 1e-15, 0, "beyond the highest")
	assert.Zero(t, d.ExpectedShortfall(math.Inf(-1)))
	assert.True(t, math.IsInf(d.ExpectedShortfall(math.Inf(1)), 1))
	assert.True(t, math.IsNaN(d.ExpectedShortfall(math.NaN())))
}
