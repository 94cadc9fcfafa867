package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// R 4.2.2: with k = 4/g², pgamma(k + 2z/g, k, lower.tail = FALSE), for g < 0 that of −z, lower.tail = TRUE, with |g|.
func TestTailsOfPgamma(t *testing.T) {
	for _, c := range []struct{ skew, z, upper float64 }{
		{.5, -2.5, .9994909017},
		{.5, 1, .1565131346},
		{.5, 4, .0006599275526},
		{-.4, -2.5, .9874032602},
		{-.4, 1, .1567726218},
		{-.4, 4, 1.599586398e-10},
		{.05, -2.5, .9945469177},
		{.05, 1, .1586304886},
		{.05, 4, 5.17561749e-05},
	} {
		x := contrast{score: 3 * c.z, variance: 9, plain: 4, third: 8 * c.skew}
		lower, upper := x.tails()
		assert.InEpsilon(t, c.upper, upper, 1e-8, "skewness %v at %v", c.skew, c.z)
		assert.InDelta(t, 1, lower+upper, 1e-12)
		assert.InEpsilon(t, 2*math.Min(lower, upper), x.twoSided(), 1e-12)
	}
	normal := contrast{score: 2, variance: 1, plain: 1}
	assert.InEpsilon(t, .04550026389635841, normal.twoSided(), 1e-9, "2 Φ(−2)")
	beyond := contrast{score: -9, variance: 1, plain: 1, third: 1} // gamma(4) moved to mean 0 begins at −2
	lower, upper := beyond.tails()
	assert.Equal(t, [2]float64{leastP, 1}, [2]float64{lower, upper})
	assert.Equal(t, 1., (&contrast{}).twoSided(), "nothing to tell")
}

// A score of 8 above 5 ends expected, if their number is that of Poisson: 13 or more have a chance of .00202, 14 or more of .00070 (R:
// ppois(12, 5, lower.tail = FALSE), ppois(13, ...)); the distribution without steps is to lie between. The normal tail is .00017.
func TestTailsOfFewEnds(t *testing.T) {
	c := contrast{score: 8, variance: 5, plain: 5, third: 5}
	_, upper := c.tails()
	assert.InDelta(t, (.00202+.00070)/2, upper, .0001)
}

// At each age a hundredth of a large rest ends, and none of a set of 50. Its part in the ends, s, is 5·10⁻⁸, so that d s (Y−d)/(Y−1) = .495 is added to the
// variance, and to the third cumulant .495 ((Y−2d)/(Y−2) − 3u/100) = .495 (.98 − .03 u): over ages 0 to 9 .495 · (9.8 − .03 · 45), over ages 0 to 99
// .495 · (98 − .03 · 4950).
func TestThirdCumulantOfASmallSet(t *testing.T) {
	for ages, want := range map[int]float64{10: 4.18275, 100: -24.9975} {
		var c contrast
		var owed debt
		for range ages {
			c.take(0, 1e7, 50, 1e9-50, &owed)
		}
		assert.InDelta(t, .495*float64(ages), c.plain, 1e-4)
		assert.InDelta(t, want, c.third, 1e-4)
		assert.InDelta(t, -.5*float64(ages), c.score, 1e-5)
	}
}

// Both sides change places: what is owed by one is then the other's.
func TestContrastTurned(t *testing.T) {
	var a, b contrast
	var ofA, ofB debt
	for i := range 12 {
		x, y := float64(40-i), float64(90-2*i)
		d, in := float64(3+i%2), float64(1+i%3)
		ofA.enter(x-4, y, 4, 0)
		ofB.enter(y, x-4, 0, 4)
		a.take(in, d, x, y, &ofA)
		b.take(d-in, d, y, x, &ofB)
	}
	assert.InDelta(t, -a.score, b.score, 1e-12)
	assert.InDelta(t, a.plain, b.plain, 1e-12)
	assert.InDelta(t, -a.third, b.third, 1e-12)
	assert.NotZero(t, a.third)
	assert.InDelta(t, a.expected, b.rest, 1e-12)
	assert.InDelta(t, b.expected, a.rest, 1e-12)
}
