package forecast

import "math"

// tiltBelow is the probability under which a distribution computed by transforms asks its tilt. Above, the transform's rounding is
// less than 1e-5 of the probability.
const tiltBelow = 1e-10

// tilt computes far tails of a sum of steps by exponential tilting (Esscher 1932): under P_t(x) = P(x)·e^{tx}/M(t) with t such that the
// mean is at the point asked for, the tail is not far and a transform resolves it.
//
//	P(X ≥ k) = M(t)·e^{−tk} Σ_{x≥k} P_t(x)·e^{−t(x−k)},  t > 0; likewise for P(X ≤ k) with t < 0.
type tilt struct{ steps []step }

// atLeast returns P(X ≥ k).
func (t *tilt) atLeast(k int64) float64 {
	if k > t.reach() {
		return 0
	}
	return t.tail(k, 1)
}

// atMost returns P(X ≤ k).
func (t *tilt) atMost(k int64) float64 {
	if k < 0 {
		return 0
	}
	return t.tail(k, -1)
}

// reach is the largest sum that can occur.
func (t *tilt) reach() (most int64) {
	for _, s := range t.steps {
		top := s.k
		if s.p2 > 0 {
			top++
		}
		most += int64(s.n) * top
	}
	return most
}

// tail returns the probability of k and beyond, upwards for sign 1 and downwards for −1.
func (t *tilt) tail(k int64, sign float64) float64 {
	theta := t.solve(float64(k), sign)
	tilted, logM := t.tilted(theta)
	var c convolver
	m := c.sum(tilted)
	var s compensated
	for i, p := range m.p {
		if away := sign * float64(m.index(i)-k); away >= 0 {
			s.add(p * math.Exp(-math.Abs(theta)*away))
		}
	}
	return math.Min(s.value()*math.Exp(logM-theta*float64(k)), 1)
}

// solve returns the θ of the given sign under which the mean is about x, by Newton's method within bounds; where the mean of the sum is
// already beyond x, 0. It need not be precise, any θ gives the right tail and this one the most digits, so an eighth of a standard deviation
// will do, and half a unit: the ends of the distribution would ask for an infinite θ.
func (t *tilt) solve(x, sign float64) float64 {
	const (
		most  = 200
		least = 0x1p-30
	)
	theta, near, far := 0.0, 0.0, math.Inf(1) // magnitudes
	for range most {
		mean, variance := t.moments(sign * theta)
		short := sign * (x - mean)
		if enough := 0.5 + math.Sqrt(variance)/8; math.Abs(short) <= enough || theta == 0 && short < 0 {
			break
		}
		if short > 0 {
			near = theta
		} else {
			far = theta
		}
		theta += short / variance
		switch {
		case theta > near && theta < far: // NaN is not
		case math.IsInf(far, 1):
			theta = math.Max(2*near, least)
		default:
			theta = (near + far) / 2
		}
	}
	return sign * theta
}

// moments returns the mean and the variance under the tilt θ.
func (t *tilt) moments(theta float64) (mean, variance float64) {
	var m, v compensated
	one := math.Exp(-math.Abs(theta))
	for _, s := range t.steps {
		k, reach := float64(s.k), math.Exp(-math.Abs(theta)*float64(s.k))
		w0, w1, w2 := s.p0, s.p1*reach, s.p2*reach*one
		if theta > 0 { // e^{θk} or e^{θ(k+1)}, whichever there is, taken out
			w0, w1, w2 = s.p0*reach, s.p1, 0
			if s.p2 > 0 {
				w0, w1, w2 = w0*one, w1*one, s.p2
			}
		}
		scale := w0 + w1 + w2
		first := (k*(w1+w2) + w2) / scale
		m.add(float64(s.n) * first)
		v.add(float64(s.n) * (w0*first*first + w1*(k-first)*(k-first) + w2*(k+1-first)*(k+1-first)) / scale)
	}
	return m.value(), v.value()
}

// tilted returns the steps under the tilt θ and log M(θ).
func (t *tilt) tilted(theta float64) (steps []step, logM float64) {
	steps = make([]step, len(t.steps))
	var s compensated
	for i, step := range t.steps {
		var log float64
		steps[i], log = step.tilted(theta)
		s.add(float64(step.n) * log)
	}
	return steps, s.value()
}

// tilted returns the step with its probabilities times e^{θ·point}, scaled to sum to 1, and the log of the scale.
func (s step) tilted(theta float64) (tilted step, log float64) {
	top := math.Max(0, theta*float64(s.k))
	if s.p2 > 0 {
		top = math.Max(0, theta*float64(s.k+1))
	}
	w0 := s.p0 * math.Exp(-top)
	w1 := s.p1 * math.Exp(theta*float64(s.k)-top)
	w2 := s.p2 * math.Exp(theta*float64(s.k+1)-top)
	scale := w0 + w1 + w2
	s.p0, s.p1, s.p2 = w0/scale, w1/scale, w2/scale
	return s, top + math.Log(scale)
}
