package forecast

import "math"

// Correlation returns Pearson's r of two samples of one simulation, over the trials that count in both. The standard error is that of
// the mean of its influence function (Devlin, Gnanadesikan and Kettenring 1975),
//
//	u·v − r·(u² + v²)/2,
//
// u and v being the standardized numbers; neither is taken to be normal. Nothing can be said where one of them does not vary.
func (s *Sample) Correlation(t *Sample) Drawn {
	a, b := s.both(t)
	u, v := (&Sample{a}).standard(), (&Sample{b}).standard()
	if u == nil || v == nil {
		return Drawn{}
	}
	products := make([]float64, len(u))
	for i := range u {
		products[i] = u[i] * v[i]
	}
	r := math.Max(-1, math.Min(mean(products), 1))
	for i := range products {
		products[i] -= r * (u[i]*u[i] + v[i]*v[i]) / 2
	}
	d := drawn(r, products)
	d.Low, d.High = math.Max(d.Low, -1), math.Min(d.High, 1)
	return d
}

// both returns the numbers of the trials that count in both samples.
func (s *Sample) both(t *Sample) (a, b []float64) {
	s.paired(t)
	for i, x := range s.values {
		if y := t.values[i]; !math.IsNaN(x) && !math.IsNaN(y) {
			a, b = append(a, x), append(b, y)
		}
	}
	return a, b
}

// paired panics when the samples cannot be of one simulation.
func (s *Sample) paired(t *Sample) {
	if len(s.values) != len(t.values) {
		panic("forecast: samples of different simulations")
	}
}

// standard returns the numbers with mean 0 and mean square 1, nil when they are too few or do not vary.
func (s *Sample) standard() []float64 {
	values := s.counted()
	center := mean(values)
	var squares compensated
	for _, x := range values {
		squares.add((x - center) * (x - center))
	}
	scale := math.Sqrt(squares.value() / float64(len(values)))
	if !(scale > 0) {
		return nil
	}
	out := make([]float64, len(values))
	for i, x := range values {
		out[i] = (x - center) / scale
	}
	return out
}

// Plus returns the sum of two samples of one simulation, trial by trial: the revenue of several periods, say. A trial counts that counts
// in both.
func (s *Sample) Plus(t *Sample) *Sample {
	s.paired(t)
	return s.with(t, func(x, y float64) float64 { return x + y })
}

// Given returns s over those trials alone in which t is at least x: the year, given the first quarter. Both are samples of one simulation.
func (s *Sample) Given(t *Sample, x float64) *Sample {
	return s.with(t, func(v, y float64) float64 {
		if reaches(y, x) {
			return v
		}
		return math.NaN()
	})
}

// GivenBelow returns s over those trials alone in which t is below x.
func (s *Sample) GivenBelow(t *Sample, x float64) *Sample {
	return s.with(t, func(v, y float64) float64 {
		if math.IsNaN(y) || reaches(y, x) {
			return math.NaN()
		}
		return v
	})
}

func (s *Sample) with(t *Sample, number func(x, y float64) float64) *Sample {
	s.paired(t)
	out := make([]float64, len(s.values))
	for i, x := range s.values {
		out[i] = number(x, t.values[i])
	}
	return &Sample{out}
}
