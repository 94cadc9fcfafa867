package funnel

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// The values are those of R 4.2.2: p.adjust(c(.01, .04, .03, .005, .04, .9), "holm") and "BH".
func TestAdjustedPValues(t *testing.T) {
	p := []float64{.01, .04, .03, .005, .04, .9}
	assert.InDeltaSlice(t, []float64{.05, .12, .12, .03, .12, .9}, holm(p), 1e-12)
	assert.InDeltaSlice(t, []float64{.03, .048, .048, .03, .048, .9}, benjaminiHochberg(p), 1e-12)
	assert.Empty(t, holm(nil))
	assert.Empty(t, benjaminiHochberg(nil))
}

func TestAdjustedPValuesKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 0, 20).Draw(t, "p")
		h, q := holm(p), benjaminiHochberg(p)
		for i := range p {
			assert.GreaterOrEqual(t, h[i], q[i], "a family is harder to pass than a share")
			assert.GreaterOrEqual(t, q[i], p[i])
			assert.LessOrEqual(t, h[i], 1.0)
			for j := range p {
				if p[i] < p[j] {
					assert.LessOrEqual(t, h[i], h[j])
					assert.LessOrEqual(t, q[i], q[j])
				}
			}
		}
		again := slices.Clone(p)
		slices.Reverse(again)
		back := benjaminiHochberg(again)
		slices.Reverse(back)
		assert.Equal(t, q, back, "the order of the tests does not matter")
	})
}
