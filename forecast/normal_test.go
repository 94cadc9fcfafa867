package forecast

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// Φ against the complementary error function, everywhere, between the points of the table and beyond its ends.
func TestNormalBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(rapid.Float64Range(-9.1, 9.1), rapid.Float64Range(-40, 40)).Draw(t, "x")
		want := erfcBelow(x)
		if got := normalBelow(x); !(math.Abs(got-want) <= math.Min(2.5e-16, 3e-12*want)+1e-16*want) {
			t.Fatalf("Φ(%v) = %v, want %v", x, got, want)
		}
	})
	assert.Equal(t, []float64{0, 1}, []float64{normalBelow(math.Inf(-1)), normalBelow(math.Inf(1))})
	assert.True(t, math.IsNaN(normalBelow(math.NaN())))
	// R 4.2.2, pnorm.
	for x, want := range map[float64]float64{-8.5: 9.47953482220333e-18, -3: 0.00134989803163009, .7: 0.758036347776927, 2.326: 0.989990724659} {
		relClose(t, want, normalBelow(x), 1e-11, 0, x)
	}
}

func BenchmarkNormalBelow(b *testing.B) {
	x, s := -3.0, 0.0
	for b.Loop() {
		s += normalBelow(x)
		if x += .0137; x > 3 {
			x = -3
		}
	}
	_ = s
}

func BenchmarkErfcBelow(b *testing.B) {
	x, s := -3.0, 0.0
	for b.Loop() {
		s += erfcBelow(x)
		if x += .0137; x > 3 {
			x = -3
		}
	}
	_ = s
}
