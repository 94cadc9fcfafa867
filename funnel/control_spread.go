package funnel

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// spreads are how many times the variance of independent cases a baseline may have, φ, each with its weight. Weights sum to 1.
type spreads [spreadNodes]struct{ ratio, weight float64 }

// With 12 nodes the mixture of normal distributions is Student's t up to 1 % of a tail of .00135, from 7 to 100 degrees of freedom.
const spreadNodes = 12

// spreadsOf returns the posterior of φ after Pearson's X² of df degrees of freedom, with the prior density 1/φ on φ ≥ 1, since what is common to
// the cases of a period only adds to their variance. As X²/φ is χ², so is it in the posterior, up to X²; the nodes are quantiles of it, closer
// where φ is large:
//
//	p_j = ((j − ½)/12)³ · P(χ² ≤ X²)      φ_j = X² / χ²_{p_j}
func spreadsOf(x2, df float64) (out spreads) {
	all, sum := mathext.GammaIncReg(df/2, x2/2), 0.0
	for j := range out {
		s := (float64(j) + 0.5) / spreadNodes
		out[j].weight = s * s
		sum += s * s
		if all < 1e-9 { // near 0 the distribution function of χ² is a power
			out[j].ratio = math.Pow(s, -6/df)
			continue
		}
		out[j].ratio = math.Max(1, x2/(2*mathext.GammaIncRegInv(df/2, s*s*s*all)))
	}
	for j := range out {
		out[j].weight /= sum
	}
	return out
}

// negativeBinomials are a count with a mean and, for each spread φ, the variance φ·more above that mean.
type negativeBinomials struct {
	mean, more float64 // more > 1
	spreads    spreads
}

// below returns P(X < k).
func (d *negativeBinomials) below(k float64) (p float64) {
	for _, s := range d.spreads {
		p += s.weight * negativeBinomial{d.mean, s.ratio * d.more}.below(k)
	}
	return p
}

// above returns P(X > k).
func (d *negativeBinomials) above(k float64) (p float64) {
	for _, s := range d.spreads {
		p += s.weight * negativeBinomial{d.mean, s.ratio * d.more}.above(k)
	}
	return p
}

// limits returns the widest limits that leave no more than tail on either side.
func (d *negativeBinomials) limits(tail float64) limits {
	high := math.Ceil(d.mean)
	for d.above(high) > tail {
		high = 2*high + 1
	}
	return limits{
		low:  largest(0, math.Ceil(d.mean), func(k float64) bool { return d.below(k) <= tail }),
		high: 1 + largest(-1, high, func(k float64) bool { return k < 0 || d.above(k) > tail }),
	}
}
