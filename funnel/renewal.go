package funnel

import "math"

// solution is the probability to have come to each end of a process before each horizon.
//
// With f_ij(u) = S_i(u)·h_ij(u) the probability that a stay in stage i is left to j at age u, and W_i(h) the probability of the end
// before h units of time are over since stage i was entered, the Markov renewal equation is (Çinlar 1969, Advances in Applied Probability
// 1; Howard 1971, Dynamic Probabilistic Systems, vol. II, ch. 10)
//
//	W_i(h) = Σ_{u<h} f_i,end(u) + Σ_{j open} Σ_{u<h} f_ij(u)·W_j(h−u)
//
// It is solved by the backward equation of a stay that has age a and h units to go, which is the same sum taken step by step:
//
//	V_i(a, h) = h_i,end(a) + Σ_{j open} h_ij(a)·W_j(h) + (1 − Σ_j h_ij(a))·V_i(a+1, h−1)    V(·, 0) = 0    W_i = V_i(0, ·)
//
// Nothing is ever subtracted, and every operation is monotone, so V grows with h to the last bit. At age 0 the moves that take no time
// make it a system of equations with the matrix I − A₀. Beyond the ages of the hazards V does not depend on the age: one number G_i(h).
type solution struct {
	p       *process
	horizon int
	every   int           // V is kept for every so many horizons
	entered [][][]float64 // by end, position and h = 0 … horizon: W
	older   [][][]float64 // by end, position and h: G
	kept    [][][]float64 // by end and position, at (h/every)·ages + a: V(a, h)
	ever    [][][]float64 // by end, position and age 0 … ages: V(a, ∞)
}

// mostKept bounds how many values of V a solution keeps, about 32 MB, and leastStep how close together they are at best.
const (
	mostKept  = 1 << 22
	leastStep = 16
)

// solve solves the process to a horizon; now is its [process.instant]. The cost is horizon × ends × Σ_i ages_i·(1 + ways_i).
func (p *process) solve(horizon int, now []float64) *solution {
	ages := 0
	for i := range p.laws {
		ages += p.laws[i].ages
	}
	s := &solution{p: p, horizon: horizon, every: spacing(horizon, ages*p.ends)}
	visits := p.visits()
	for e := range p.ends {
		r := p.newRenewal(e, s, now)
		for h := 1; h <= horizon; h++ {
			r.step(h)
		}
		s.entered, s.older, s.kept = append(s.entered, r.entered), append(s.older, r.older), append(s.kept, r.kept)
		s.ever = append(s.ever, p.limit(e, visits))
	}
	return s
}

// spacing returns how far apart the horizons are at which so many values are kept.
func spacing(horizon, values int) int {
	every := leastStep
	for every < horizon && int64(horizon/every+1)*int64(values) > mostKept {
		every *= 2
	}
	return every
}

// renewal is the solving for one end.
type renewal struct {
	p                    *process
	end, every           int
	now                  []float64
	v                    [][]float64 // by position and age: V(a, h) of the present h, at ages G(h)
	right                []float64
	entered, older, kept [][]float64
}

func (p *process) newRenewal(end int, s *solution, now []float64) *renewal {
	r := &renewal{p: p, end: end, every: s.every, now: now, right: make([]float64, len(p.laws))}
	for i := range p.laws {
		n := p.laws[i].ages
		r.v = append(r.v, make([]float64, n+1))
		r.entered = append(r.entered, make([]float64, s.horizon+1))
		r.older = append(r.older, make([]float64, s.horizon+1))
		r.kept = append(r.kept, make([]float64, (s.horizon/s.every+1)*n))
	}
	return r
}

// step goes from horizon h−1 to h.
func (r *renewal) step(h int) {
	for i := range r.p.laws {
		l := &r.p.laws[i]
		if l.ages == 0 {
			r.right[i] = l.intoSplit[r.end] + float64((1-l.rate)*r.v[i][0])
			continue
		}
		r.right[i] = l.into[r.end][0] + float64(l.stay[0]*r.v[i][1])
	}
	k := len(r.p.laws)
	for i := range k {
		w := 0.0
		for j, n := range r.now[i*k : (i+1)*k] {
			w += float64(n * r.right[j])
		}
		r.entered[i][h] = w
	}
	for i := range r.p.laws {
		r.age(i, h)
	}
}

// age brings the stays of one stage that are not at age 0 to horizon h.
func (r *renewal) age(i, h int) {
	l, v := &r.p.laws[i], r.v[i]
	older := l.intoSplit[r.end] + float64((1-l.rate)*v[l.ages])
	for _, w := range l.to {
		older += float64(w.split * r.entered[w.to][h])
	}
	into := l.into[r.end]
	for a, stay := range l.stay {
		v[a] = into[a] + float64(stay*v[a+1])
	}
	for _, w := range l.to {
		x := r.entered[w.to][h]
		if x == 0 {
			continue
		}
		for a, hazard := range w.hazard {
			v[a] += float64(hazard * x)
		}
	}
	v[0] = r.entered[i][h]
	v[l.ages], r.older[i][h] = older, older
	if l.ages == 0 {
		v[0], r.older[i][h] = r.entered[i][h], r.entered[i][h]
	}
	if h%r.every == 0 {
		copy(r.kept[i][h/r.every*l.ages:], v[:l.ages])
	}
}

// limit returns the probability to come to an end at all, by position and age.
func (p *process) limit(end int, visits []float64) [][]float64 {
	k := len(p.laws)
	into := make([]float64, k)
	for i := range p.laws {
		l := &p.laws[i]
		flow := make([]float64, l.ages)
		for u, h := range l.into[end] {
			flow[u] = l.reach[u] * h
		}
		into[i] = l.ever(flow, l.intoSplit[end])
	}
	entered := make([]float64, k)
	for i := range k {
		for j, n := range visits[i*k : (i+1)*k] {
			entered[i] += n * into[j]
		}
		entered[i] = math.Min(entered[i], 1)
	}
	ever := make([][]float64, k)
	for i := range p.laws {
		ever[i] = p.laws[i].back(end, entered)
	}
	return ever
}

// back returns the probability to come to an end at all, by age, from those by stage entered.
func (l *law) back(end int, entered []float64) []float64 {
	v := make([]float64, l.ages+1)
	if l.rate > 0 {
		v[l.ages] = l.intoSplit[end] / l.rate
		for _, w := range l.to {
			v[l.ages] += w.split / l.rate * entered[w.to]
		}
	}
	for a := l.ages - 1; a >= 0; a-- {
		v[a] = l.into[end][a] + l.stay[a]*v[a+1]
		for _, w := range l.to {
			v[a] += w.hazard[a] * entered[w.to]
		}
	}
	for a := range v {
		v[a] = math.Min(v[a], 1)
	}
	return v
}

// by returns V(age, h) for an end. It starts at the nearest value kept and repeats the steps of the solver, so it is the same number.
func (s *solution) by(end, i, age, h int) float64 {
	l := &s.p.laws[i]
	switch {
	case h <= 0:
		return 0
	case age >= l.ages:
		return min(s.older[end][i][h], s.ever[end][i][l.ages])
	case age == 0:
		return min(s.entered[end][i][h], s.ever[end][i][0])
	}
	steps, v := h%s.every, 0.0
	if age+steps >= l.ages {
		steps = l.ages - age
		v = s.older[end][i][h-steps]
	} else {
		v = s.kept[end][i][h/s.every*l.ages+age+steps]
	}
	into, entered := l.into[end], s.entered[end]
	for ; steps > 0; steps-- {
		a, to := age+steps-1, h-steps+1
		v = into[a] + float64(l.stay[a]*v)
		for j := range l.to {
			w := &l.to[j]
			v += float64(w.hazard[a] * entered[w.to][to])
		}
	}
	return min(v, s.ever[end][i][age])
}

// limitOf returns V(age, ∞) for an end.
func (s *solution) limitOf(end, i, age int) float64 {
	return s.ever[end][i][min(age, s.p.laws[i].ages)]
}
