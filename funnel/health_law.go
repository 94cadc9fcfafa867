package funnel

import "math"

// stayLaw is how long stays in one stage last, as the reference has it: the cumulative hazards of leaving, for days that are not all alike.
//
// The hazard at age u is smoothed by one stay's worth of the stage's mean rate r = (D + ½)/(Y + 1), D the exits and Y the days at risk, so that an age
// at which the few that were there all left does not say that nobody can stay longer:
//
//	h(u) = (d(u) + r) / (Y(u) + 1)      Λ(u) = −log(1 − h(u))
//
// Beyond the oldest age that was seen it is the rate of the oldest ages that hold ten exits.
type stayLaw struct {
	step     []float64 // Λ(u) by age
	variance []float64 // of Λ(u), Greenwood's h/((1−h)(Y+1))
	tail     float64   // Λ beyond
	spread   float64   // its variance
	sums     [7][]float64
	stays    int64
}

// newStayLaw reads what a life table says of one stage.
func newStayLaw(f *flow) *stayLaw {
	l := &stayLaw{stays: f.stays}
	mean := (f.sum + 0.5) / (f.days + 1)
	left := make([]float64, len(f.risk))
	for _, e := range f.exits {
		if e.age < len(left) {
			left[e.age] += e.n
		}
	}
	for u, y := range f.risk {
		step, variance := hazardStep(left[u]+mean, y+1)
		l.step, l.variance = append(l.step, step), append(l.variance, variance)
	}
	from, exits := f.oldest()
	risk := 0.0
	for _, y := range f.risk[min(from, len(f.risk)):] {
		risk += y
	}
	l.tail, l.spread = hazardStep(exits+0.5, risk+1)
	return l
}

// hazardStep returns −log(1 − d/y) and its variance.
func hazardStep(d, y float64) (step, variance float64) {
	h := d / y
	return -math.Log1p(-h), h / ((1 - h) * y)
}

// at returns Λ(u).
func (l *stayLaw) at(u int) float64 {
	if u < len(l.step) {
		return l.step[u]
	}
	return l.tail
}

// reach prepares [stayLaw.between] for ages below n.
func (l *stayLaw) reach(n int) {
	for c := range l.sums {
		l.sums[c] = make([]float64, n+1)
	}
	for u := range n {
		for c := range l.sums {
			l.sums[c][u+1] = l.sums[c][u]
		}
		l.sums[u%7][u+1] += l.at(u)
	}
}

// between returns Σ Λ(u)·ω over the ages from ≤ u < to, ω being the factor of the weekday on which a stay that began on a weekday has that age.
func (l *stayLaw) between(from, to, weekday int32, factor *[7]float64) (sum float64) {
	for c := range l.sums {
		sum += factor[(int(weekday)+c)%7] * (l.sums[c][to] - l.sums[c][from])
	}
	return sum
}

// expected adds what each weekday would see of exits among stays under observation at the ages from ≤ u < to.
func (l *stayLaw) expected(from, to, weekday int32, seen *[7]float64) {
	for c := range l.sums {
		seen[(int(weekday)+c)%7] += l.sums[c][to] - l.sums[c][from]
	}
}

// uncertainty returns the variance of Σ_k exp(−H_k) that comes from the law being estimated, where weight[u] holds Σ exp(−H_k) over the stays that go
// through age u: Σ_u weight(u)² Var Λ(u), the ages beyond the oldest as one.
func (l *stayLaw) uncertainty(weight []float64) (v float64) {
	beyond := 0.0
	for u, w := range weight {
		if u < len(l.variance) {
			v += w * w * l.variance[u]
		} else {
			beyond += w
		}
	}
	return v + beyond*beyond*l.spread
}
