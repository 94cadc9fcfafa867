package forecast

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
// than [LeastTrials] count nothing can be said. It is immutable and safe for concurrent use.
type Sample struct {
	values []float64 // NaN: left out
}

// N returns how many trials count.
func (s *Sample) N() int { return 0 }

// Mean returns x̄ with the standard error s/√n.
func (s *Sample) Mean() Drawn { return Drawn{} }

// Variance returns s² = Σ (x − x̄)² / (n−1) with the standard error √((m₄ − m₂²)/n), m_k being the k-th central moment of the trials.
func (s *Sample) Variance() Drawn { return Drawn{} }

// Quantile returns the least x that a share p of the trials stays at or below. Its interval lies between order statistics,
//
//	[x₍⌊np − h⌋₎, x₍⌈np + h⌉₊₁₎],   h = 1.96·√(np(1−p)),
//
// which needs no density and holds for lattices too (David and Nagaraja 2003, section 7.1). The standard error is half the
// distance of those with h = √(np(1−p)); it may be 0 where the distribution has an atom.
//
// Nothing can be said where np or n(1−p) is below 10.
func (s *Sample) Quantile(p float64) Drawn { return Drawn{} }

// AtLeast returns P(X ≥ x) with the standard error √(p(1−p)/n) and the interval of Clopper and Pearson (1934).
func (s *Sample) AtLeast(x float64) Drawn { return Drawn{} }

// Correlation returns Pearson's r of two samples of one simulation. The standard error is that of the mean of its influence function,
// u·v − r(u² + v²)/2, u and v being the standardised numbers, and takes neither to be normal. Nothing can be said where one does not vary.
func (s *Sample) Correlation(t *Sample) Drawn { return Drawn{} }

// Plus returns the sum of two samples of one simulation, trial by trial: the revenue of several periods, say.
func (s *Sample) Plus(t *Sample) *Sample { return s }

// Given returns s of those trials alone in which t is at least x: the year, given the first quarter.
func (s *Sample) Given(t *Sample, x float64) *Sample { return s }

// GivenBelow returns s of the other trials, in which t is below x.
func (s *Sample) GivenBelow(t *Sample, x float64) *Sample { return s }
