// Package binomial holds the intervals of a share: x cases of n.
//
// All of them are two-sided and equal-tailed, at a nominal coverage level in (0, 1). With n ≤ 0 nothing is known, and the interval is
// [0, 1]; an x outside [0, n] counts as the nearer end.
package binomial

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Jeffreys returns the equal-tailed posterior interval under the prior Beta(½, ½):
//
//	[ B⁻¹((1−level)/2; x+½, n−x+½), B⁻¹((1+level)/2; x+½, n−x+½) ]
//
// with low = 0 at x = 0 and high = 1 at x = n, as Brown, Cai and DasGupta (2001, Statistical Science 16, section 3.1.3) advise.
func Jeffreys(x, n, level float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	x = within(x, n)
	low, high = Beta(x+0.5, n-x+0.5, level)
	if x == 0 {
		low = 0
	}
	if x == n {
		high = 1
	}
	return low, high
}

// Wilson returns the score interval (Wilson 1927, JASA 22):
//
//	( p̂ + z²/2n ± z √( p̂(1−p̂)/n + z²/4n² ) ) / (1 + z²/n)
func Wilson(x, n, level float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	x = within(x, n)
	z := distuv.UnitNormal.Quantile(0.5 + level/2)
	p, zz := x/n, z*z/n
	center := p + zz/2
	half := math.Sqrt(zz * (p*(1-p) + zz/4))
	low, high = math.Max(0, (center-half)/(1+zz)), math.Min(1, (center+half)/(1+zz))
	if x == 0 {
		low = 0 // exactly: center and half agree only up to rounding
	}
	if x == n {
		high = 1
	}
	return low, high
}

// ClopperPearson returns the interval that inverts two exact one-sided tests (Clopper and Pearson 1934, Biometrika 26):
//
//	[ B⁻¹((1−level)/2; x, n−x+1), B⁻¹((1+level)/2; x+1, n−x) ]
//
// with low = 0 at x = 0 and high = 1 at x = n. It covers at least as often as it says.
func ClopperPearson(x, n, level float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	x = within(x, n)
	low, high = 0, 1
	if x > 0 {
		low = quantile((1-level)/2, x, n-x+1)
	}
	if x < n {
		high = quantile((1+level)/2, x+1, n-x)
	}
	return low, high
}

// Beta returns the central interval of a Beta(a, b) distribution, a and b above 0.
func Beta(a, b, level float64) (low, high float64) {
	return quantile((1-level)/2, a, b), quantile((1+level)/2, a, b)
}

// bisections is how often [quantile] halves [0, 1] at most: enough to come from 1 down to the smallest positive float64.
const bisections = 1200

// quantile returns the x with I_x(a, b) = p. It starts from the inverse of Cephes, which stops at about six digits in the tails, and
// bisects in the neighborhood of that start until no float64 lies between the ends.
func quantile(p, a, b float64) float64 {
	low, high := bracket(p, a, b, mathext.InvRegIncBeta(a, b, p))
	for range bisections {
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			break
		}
		if mathext.RegIncBeta(a, b, mid) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// bracket returns a small interval around a start that holds the quantile, or [0, 1].
func bracket(p, a, b, start float64) (low, high float64) {
	if !(start > 0 && start < 1) {
		return 0, 1
	}
	low, high = 0, 1
	for width := 1e-9; width < 1; width *= 100 {
		if l := start * (1 - width); mathext.RegIncBeta(a, b, l) < p {
			low = l
			break
		}
	}
	for width := 1e-9; width < 1; width *= 100 {
		if h := math.Min(1, start+width*math.Min(start, 1-start)); mathext.RegIncBeta(a, b, h) >= p {
			high = h
			break
		}
	}
	return low, high
}

func within(x, n float64) float64 { return math.Min(math.Max(x, 0), n) }
