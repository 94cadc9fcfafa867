package forecast

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// chance is a probability F_t − F_{t−1} on the scale of the normal variable behind it: from Φ⁻¹(F_{t−1}) to Φ⁻¹(F_t), the infinities
// included.
type chance struct{ from, to float64 }

func chanceUntil(p float64) chance { return chance{math.Inf(-1), mathext.NormalQuantile(p)} }

// given returns the probability that the win falls in the period, given z, and that it does not. Both keep their relative accuracy.
func (c chance) given(z, rho float64) (won, not float64) {
	shift, scale := math.Sqrt(rho)*z, 1/math.Sqrt(1-rho)
	from, to := (c.from-shift)*scale, (c.to-shift)*scale
	below, above := 0.0, normalBelow(-to)
	switch {
	case math.IsInf(from, -1):
		won = normalBelow(to)
	case from > 0: // both in the upper tail: 1 − 1 would lose them
		below = normalBelow(from)
		won = normalBelow(-from) - above
	default:
		below = normalBelow(from)
		won = normalBelow(to) - below
	}
	return math.Max(won, 0), math.Min(below+above, 1)
}

func (c chance) won(z, rho float64) float64 {
	won, _ := c.given(z, rho)
	return won
}

// normalBelow is Φ.
func normalBelow(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// normalDensity is φ.
func normalDensity(x float64) float64 {
	return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
}
