package forecast

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// chance is a probability F_t − F_{t−1} on the scale of the normal variable behind it: from Φ⁻¹(F_{t−1}) to Φ⁻¹(F_t), the infinities
// included.
type chance struct{ from, to float64 }

func chanceUntil(p float64) chance { return chance{math.Inf(-1), mathext.NormalQuantile(p)} }

// given returns the probability that the win falls in the period, given z, and that it does not. Both keep their relative accuracy, for
// which each bound is taken from its own tail.
func (c chance) given(z, rho float64) (won, not float64) {
	return c.shifted(math.Sqrt(rho)*z, 1/math.Sqrt(1-rho))
}

// shifted is given with √ρ·z and 1/√(1−ρ), for many chances.
func (c chance) shifted(shift, scale float64) (won, not float64) {
	from, to := (c.from-shift)*scale, (c.to-shift)*scale
	switch {
	case from > 0:
		before, after := normalBelow(-from), normalBelow(-to)
		won, not = before-after, (1-before)+after
	case to > 0:
		before, after := normalBelow(from), normalBelow(-to)
		won, not = (1-after)-before, before+after
	default:
		before, by := normalBelow(from), normalBelow(to)
		won, not = by-before, before+(1-by)
	}
	return max(won, 0), min(not, 1)
}

func (c chance) won(z, rho float64) float64 {
	won, _ := c.given(z, rho)
	return won
}
