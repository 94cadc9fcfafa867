package forecast

import (
	"iter"
	"math"
	"slices"

	interval "github.com/salesfunnel-go/salesfunnel/internal/binomial"
)

// Drawn is a number read off trials, with its Monte Carlo error: how far another seed would move it. The zero Drawn means that it cannot
// be said, which is not 0.
type Drawn struct {
	Value float64 `json:"value"`
	Error float64 `json:"error"` // standard error
	Low   float64 `json:"low"`   // 95 % interval
	High  float64 `json:"high"`
	N     int     `json:"n"` // the trials that counted
}

// IsZero reports whether nothing can be said.
func (d Drawn) IsZero() bool { return d.N == 0 }

// Sample is one number of each trial, in the order of the trials. A trial may be left out: see [Measure] and [Sample.Given]. Where fewer
// than [LeastTrials] count nothing can be said. It is immutable and safe for concurrent use. Each method costs a pass over the trials,
// and Quantile a sort.
type Sample struct {
	values []float64 // NaN: left out
}

const (
	drawnLevel = 0.95
	drawnZ     = 1.959963984540054 // Φ⁻¹(0.975)
	// leastBeyond is how many trials must be expected on either side of a quantile.
	leastBeyond = 10
)

// N returns how many trials count.
func (s *Sample) N() (n int) {
	for _, x := range s.values {
		if !math.IsNaN(x) {
			n++
		}
	}
	return n
}

// All yields the numbers of the trials that count, in the order of the trials.
func (s *Sample) All() iter.Seq[float64] {
	return func(yield func(float64) bool) {
		for _, x := range s.values {
			if !math.IsNaN(x) && !yield(x) {
				return
			}
		}
	}
}

// counted returns the numbers of the trials that count, nil when they are too few. Its result is the caller's only to read.
func (s *Sample) counted() []float64 {
	values := s.values
	if slices.ContainsFunc(values, math.IsNaN) {
		values = slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	}
	if len(values) < LeastTrials {
		return nil
	}
	return values
}

// Mean returns x̄ with the standard error s/√n.
func (s *Sample) Mean() Drawn {
	values := s.counted()
	return drawn(mean(values), values)
}

// Variance returns s² = Σ (x − x̄)² / (n−1) with the standard error √((m₄ − m₂²)/(n−1)), m_k being the k-th central moment of the trials.
func (s *Sample) Variance() Drawn {
	influence := slices.Clone(s.counted())
	center := mean(influence)
	for i, x := range influence {
		influence[i] = (x - center) * (x - center)
	}
	n := float64(len(influence))
	return drawn(mean(influence)*n/(n-1), influence)
}

// drawn is an estimate with the standard error of the mean of its influence: what each trial adds to it, up to a constant.
func drawn(value float64, influence []float64) Drawn {
	if len(influence) == 0 {
		return Drawn{}
	}
	var squares compensated
	center, n := mean(influence), float64(len(influence))
	for _, x := range influence {
		squares.add((x - center) * (x - center))
	}
	e := math.Sqrt(squares.value() / (n - 1) / n)
	return Drawn{Value: value, Error: e, Low: value - drawnZ*e, High: value + drawnZ*e, N: len(influence)}
}

// mean is NaN of nothing.
func mean(values []float64) float64 {
	var s compensated
	for _, x := range values {
		s.add(x)
	}
	return s.value() / float64(len(values))
}

// Quantile returns the least x that a share p of the trials stays at or below. Its interval lies between order statistics,
//
//	[x₍⌊np − h⌋₎, x₍⌈np + h⌉₊₁₎],   h = 1.96·√(np(1−p)),
//
// which needs no density and holds for lattices too (David and Nagaraja 2003, Order Statistics, section 7.1). The standard error is half
// the distance between the order statistics at h = √(np(1−p)); it may be 0 where the distribution has an atom.
//
// Nothing can be said where np or n(1−p) is below 10, or p is NaN.
func (s *Sample) Quantile(p float64) Drawn {
	sorted := slices.Clone(s.counted())
	slices.Sort(sorted)
	return quantileOf(sorted, p)
}

// quantileOf is [Sample.Quantile] of sorted numbers.
func quantileOf(sorted []float64, p float64) Drawn {
	n := float64(len(sorted))
	below, above := n*p, n*(1-p)
	const rounding = 1e-9 // of n·p, where a share of trials is meant
	if !(below >= leastBeyond-rounding && above >= leastBeyond-rounding) {
		return Drawn{}
	}
	h := math.Sqrt(below * (1 - p))
	at := func(rank float64) float64 { return sorted[int(rank)-1] }
	return Drawn{
		Value: at(math.Ceil(below - rounding)),
		Error: (at(math.Round(below+h)) - at(math.Round(below-h))) / 2,
		Low:   at(math.Floor(below - drawnZ*h)),
		High:  at(math.Ceil(below+drawnZ*h) + 1),
		N:     len(sorted),
	}
}

// AtLeast returns P(X ≥ x) with the standard error √(p(1−p)/n) and the interval of Clopper and Pearson (1934). An x within the spacing
// of float64 counts as reached.
func (s *Sample) AtLeast(x float64) Drawn {
	values, reached := s.counted(), 0
	for _, v := range values {
		if reaches(v, x) {
			reached++
		}
	}
	return frequency(reached, len(values))
}

// reaches reports whether v is at least x, but for rounding.
func reaches(v, x float64) bool { return v >= x || v >= x-0x1p-51*math.Abs(x) }

// frequency is the probability of what happened in so many trials of n.
func frequency(happened, n int) Drawn {
	if n == 0 {
		return Drawn{}
	}
	p := float64(happened) / float64(n)
	d := Drawn{Value: p, Error: math.Sqrt(p * (1 - p) / float64(n)), N: n}
	d.Low, d.High = interval.ClopperPearson(float64(happened), float64(n), drawnLevel)
	return d
}
