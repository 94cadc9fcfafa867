package funnel

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// contrast is a score of one set against another: its ends beyond those expected if both were alike, and their variance then. Scores of
// independent strata add up.
type contrast struct {
	score, variance float64
	expected        float64 // ends expected in the set
	rest            float64 // ends expected in the other
	plain, third    float64 // second and third cumulants of the score, as if shares were given
}

func (c *contrast) add(d contrast) {
	c.score += d.score
	c.variance += d.variance
	c.expected += d.expected
	c.rest += d.rest
	c.plain += d.plain
	c.third += d.third
}

// z returns the standardized score; ok is false where there is nothing to tell.
func (c contrast) z() (z float64, ok bool) {
	if !(c.variance > 0) {
		return 0, false
	}
	return c.score / math.Sqrt(c.variance), true
}

// debt is what those at risk in the set, and in the rest, have brought to the score so far by not ending, on average: ∫ (1 − s) dΛ and ∫ s dΛ since each
// came under observation, s the share expected in the set and Λ the cumulative hazard of both together. The longer a deal has not ended, the more its
// end comes too late to make good.
type debt struct{ set, rest float64 }

// enter takes those in who come under observation, besides as many as were.
func (o *debt) enter(set, rest, newSet, newRest float64) {
	if newSet > 0 {
		o.set *= set / (set + newSet)
	}
	if newRest > 0 {
		o.rest *= rest / (rest + newRest)
	}
}

// take takes in that of d ends at one age, among as many at risk in the set and in the rest, so many were in the set. With s = Y_1/Y, and the debts D_1 and D_2,
// the cumulants of the score grow by those of the hypergeometric distribution, and the third by that of the martingale besides:
//
//	v = d (Y−d)/(Y−1) s (1−s)          κ₃ = v ( (1−2s) (Y−2d)/(Y−2) − 3 ((1−s) D_1 − s D_2) )
//
// For a small set against a large rest that is κ₃ = Σ_i (N_i − ³⁄₂ Λ(T_i)²) over its deals: +1 for each end where ends are rare, −2 where all are seen to end.
func (c *contrast) take(ended, d, set, rest float64, owed *debt) {
	y := set + rest
	s := set / y
	c.score += ended - d*s
	c.expected += d * s
	c.rest += d * (1 - s)
	if y > d {
		v := d * (y - d) / (y - 1) * s * (1 - s)
		c.plain += v
		tied := 0.0
		if y > 2 {
			tied = (1 - 2*s) * (y - 2*d) / (y - 2)
		}
		c.third += v * (tied - 3*((1-s)*owed.set-s*owed.rest))
	}
	owed.set += (1 - s) * d / y
	owed.rest += s * d / y
}

// leastSkewed is the skewness below which a distribution is taken to be normal.
const leastSkewed = 1e-3

// tails returns P(Z ≤ z) and P(Z ≥ z) for the standardized score, at least leastP. A small set against a large one has few ends, and their number
// is skewed: a normal distribution would find too many such sets high, and of many sets compared one nearly always is. So Z has the
// distribution of Pearson's type III, a gamma distribution moved to mean 0 and variance 1, with the skewness γ of the score:
//
//	P(Z ≥ z) = Q(4/γ², 4/γ² + 2z/γ),   Q the regularized upper incomplete gamma function;   for γ < 0 that of −Z
func (c contrast) tails() (lower, upper float64) {
	z, _ := c.z()
	skew := 0.0
	if c.plain > 0 {
		skew = c.third / (c.plain * math.Sqrt(c.plain))
	}
	if math.Abs(skew) < leastSkewed {
		lower, upper = distuv.UnitNormal.CDF(z), distuv.UnitNormal.CDF(-z)
	} else {
		shape := 4 / (skew * skew)
		at := math.Max(shape+2*z/skew, 0) // 0: z lies beyond the end of the distribution
		lower, upper = mathext.GammaIncReg(shape, at), mathext.GammaIncRegComp(shape, at)
		if skew < 0 {
			lower, upper = upper, lower
		}
	}
	return math.Max(lower, leastP), math.Max(upper, leastP)
}

// twoSided returns twice the smaller tail.
func (c contrast) twoSided() float64 {
	lower, upper := c.tails()
	return math.Min(1, 2*math.Min(lower, upper))
}
