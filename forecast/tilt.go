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

// solve returns the θ of the given sign under which the mean is x, by bisection; where the mean of the sum is already beyond x, 0.
// It need not be precise, any θ gives the right tail and this one the most digits, so half a unit short will do: the ends of the
// distribution would ask for an infinite θ.
func (t *tilt) solve(x, sign float64) float64 {
	const doublings, halvings = 60, 40
	beyond := func(theta float64) bool { return sign*(t.mean(theta)-x) >= -0.5 }
	if beyond(0) {
		return 0
	}
	low, high := 0.0, sign*0x1p-30
	for i := 0; i < doublings && !beyond(high); i++ {
		low, high = high, 2*high
	}
	for range halvings {
		if mid := (low + high) / 2; beyond(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

// mean returns the mean under the tilt θ.
func (t *tilt) mean(theta float64) float64 {
	var s compensated
	for _, step := range t.steps {
		tilted, _ := step.tilted(theta)
		s.add(float64(step.n) * (float64(step.k)*(tilted.p1+tilted.p2) + tilted.p2))
	}
	return s.value()
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
