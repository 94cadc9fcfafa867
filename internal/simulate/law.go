package simulate

import (
	"math"
	"math/rand/v2"
	"sort"
)

// Kind is a family of distributions on [0,∞).
type Kind uint8

// The families of a [Law].
const (
	// Unset is a law that was not given; what it means is said where it stands.
	Unset Kind = iota
	// KindFixed is a constant.
	KindFixed
	// KindExponential has density exp(−x/scale)/scale.
	KindExponential
	// KindWeibull has survival exp(−(x/scale)^shape).
	KindWeibull
	// KindGamma has density ∝ x^(shape−1)·exp(−x/scale).
	KindGamma
	// KindLogNormal is scale·exp(shape·z) with z standard normal.
	KindLogNormal
	// KindTable takes the values of Points in proportion to their weights.
	KindTable
)

// maxDraw bounds every draw: with days as the unit it is a century.
const maxDraw = 36_500

// Law is a distribution on [0,∞), in days unless its place says otherwise. Use the constructors. The zero value is
// [Unset]. Draws of days are cut off at 36,500, which for sensible laws has no effect on the means.
type Law struct {
	Kind         Kind
	Scale, Shape float64
	Points       []Point
}

// Point is a value of a table and its weight.
type Point struct {
	At, Weight float64
}

// Fixed is always x ≥ 0. Fixed(0) is a stay of no length.
func Fixed(x float64) Law { return Law{Kind: KindFixed, Scale: x} }

// Exponential has the given mean > 0.
func Exponential(mean float64) Law { return Law{Kind: KindExponential, Scale: mean} }

// Weibull has survival exp(−(x/scale)^shape); the hazard falls for shape < 1. Its mean is scale·Γ(1+1/shape).
func Weibull(scale, shape float64) Law { return Law{Kind: KindWeibull, Scale: scale, Shape: shape} }

// Gamma has mean shape·scale.
func Gamma(scale, shape float64) Law { return Law{Kind: KindGamma, Scale: scale, Shape: shape} }

// LogNormal has the given median and standard deviation of the logarithm; its mean is median·exp(sigma²/2).
func LogNormal(median, sigma float64) Law {
	return Law{Kind: KindLogNormal, Scale: median, Shape: sigma}
}

// Table takes the value At of each point in proportion to its weight. With whole numbers of days, and without frailty,
// pace or calendar effect, the dates of two moves differ by exactly such a number.
func Table(points ...Point) Law { return Law{Kind: KindTable, Points: points} }

// Mean returns the mean of the law, before the cut-off; 0 if unset.
func (l Law) Mean() float64 {
	switch l.Kind {
	case KindFixed, KindExponential:
		return l.Scale
	case KindWeibull:
		return l.Scale * math.Gamma(1+1/l.Shape)
	case KindGamma:
		return l.Scale * l.Shape
	case KindLogNormal:
		return l.Scale * math.Exp(l.Shape*l.Shape/2)
	case KindTable:
		return l.tableMean()
	case Unset:
	}
	return 0
}

func (l Law) tableMean() float64 {
	var sum, weight float64
	for _, p := range l.Points {
		sum += p.At * p.Weight
		weight += p.Weight
	}
	if weight == 0 {
		return 0
	}
	return sum / weight
}

// sampler is a law ready to be drawn from.
type sampler struct {
	law Law
	cum []float64 // cumulative weights of a table
}

func newSampler(l Law) sampler {
	s := sampler{law: l}
	if l.Kind == KindTable {
		weights := make([]float64, len(l.Points))
		for i, p := range l.Points {
			weights[i] = p.Weight
		}
		s.cum = cumulate(weights)
	}
	return s
}

func (s sampler) set() bool { return s.law.Kind != Unset }

// draw returns a value, not cut off.
func (s sampler) draw(r *rand.Rand) float64 {
	switch s.law.Kind {
	case KindFixed:
		return s.law.Scale
	case KindExponential:
		return s.law.Scale * r.ExpFloat64()
	case KindWeibull:
		return s.law.Scale * math.Pow(r.ExpFloat64(), 1/s.law.Shape)
	case KindGamma:
		return s.law.Scale * drawGamma(r, s.law.Shape)
	case KindLogNormal:
		return s.law.Scale * math.Exp(s.law.Shape*r.NormFloat64())
	case KindTable:
		return s.law.Points[pick(s.cum, r.Float64())].At
	case Unset:
	}
	return 0
}

// days returns a value cut off at a century.
func (s sampler) days(r *rand.Rand) float64 { return math.Min(s.draw(r), maxDraw) }

// cumulate returns the running sums of the weights, divided by their total.
func cumulate(weights []float64) []float64 {
	cum := make([]float64, len(weights))
	var sum float64
	for i, w := range weights {
		sum += w
		cum[i] = sum
	}
	for i := range cum {
		cum[i] /= sum
	}
	return cum
}

// pick returns the first index whose cumulative weight exceeds u in [0,1). An entry of weight zero is never picked.
func pick(cum []float64, u float64) int {
	if len(cum) > 16 {
		return min(sort.Search(len(cum), func(i int) bool { return u < cum[i] }), len(cum)-1)
	}
	for i, c := range cum {
		if u < c {
			return i
		}
	}
	return len(cum) - 1
}
