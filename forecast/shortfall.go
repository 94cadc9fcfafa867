package forecast

import "math"

// ExpectedShortfall returns by how much the amount falls short of a quota on average, nothing being set off against it where it does
// not,
//
//	E[(quota − X)⁺] = Σ_{x < quota} P(X = x)·(quota − x).
//
// (The risk measure of that name, the mean of a tail, is something else.)
//
// Special cases are:
//
//	ExpectedShortfall(−Inf) = 0
//	ExpectedShortfall(+Inf) = +Inf
//	ExpectedShortfall(NaN) = NaN
func (d *Distribution) ExpectedShortfall(quota float64) float64 {
	if math.IsNaN(quota) || d.empty() {
		return math.NaN()
	}
	if math.IsInf(quota, 0) {
		return math.Max(quota, 0)
	}
	var s compensated
	for x, p := range d.All() {
		if x >= quota {
			break
		}
		s.add(p * (quota - x))
	}
	return s.value()
}

// CRPS returns the continuous ranked probability score of the forecast when y comes true, in money, smaller being better,
//
//	∫ (F(x) − 1{x ≥ y})² dx,
//
// F being [Distribution.CDF] (Matheson and Winkler 1976; Gneiting and Raftery 2007, eq. 20). Between lattice points F is constant, so
// the integral is a sum; an y between x_k and x_{k+1} splits its cell into (y−x_k)·F_k² + (x_{k+1}−y)·(1−F_k)². A forecast that is
// certain scores |x − y|.
//
// Special cases are:
//
//	CRPS(±Inf) = +Inf
//	CRPS(NaN) = NaN
func (d *Distribution) CRPS(y float64) float64 {
	if math.IsNaN(y) || d.empty() {
		return math.NaN()
	}
	if math.IsInf(y, 0) {
		return math.Inf(1)
	}
	law := d.law
	last := len(law.m.p) - 1
	var s compensated
	here := d.axis.amount(law.m.index(0))
	if y < here {
		s.add(here - y)
	}
	for i := range last {
		next := d.axis.amount(law.m.index(i + 1))
		below, above := law.t.atMost(i), law.t.atLeast(i+1)
		switch {
		case y >= next:
			s.add((next - here) * below * below)
		case y <= here:
			s.add((next - here) * above * above)
		default:
			s.add((y-here)*below*below + (next-y)*above*above)
		}
		here = next
	}
	if y > here {
		s.add(y - here)
	}
	return s.value()
}
