package funnel

// slopes are the derivatives of one probability with respect to every hazard and every tail. The destinations of a stage are numbered as
// its law has them: the ways to open stages first, then the ends.
type slopes struct {
	age  [][][]float64 // by position, destination and age: ∂/∂h_ij(u)
	tail [][]float64   // by position and destination: ∂/∂(rate·split_ij), as a hazard of every age of the tail
}

// question is what slopes are taken of: the probability of some ends before a horizon, for a deal at an age in a stage.
type question struct {
	p       *process
	i, age  int
	horizon int
	end     []float64   // by end: 1 if it is one of those asked about
	entered [][]float64 // by position and h: the probability after entry, summed over those ends
	older   [][]float64 // by position and h: the same beyond the ages
}

// ask makes the question of a solution.
func (s *solution) ask(ends []int, i, age, horizon int) *question {
	q := &question{p: s.p, i: i, age: age, horizon: horizon, end: make([]float64, s.p.ends)}
	for range s.p.laws {
		q.entered = append(q.entered, make([]float64, horizon+1))
		q.older = append(q.older, make([]float64, horizon+1))
	}
	for _, e := range ends {
		q.end[e] = 1
		for b := range s.p.laws {
			for h := range horizon + 1 {
				q.entered[b][h] += s.entered[e][b][h]
				q.older[b][h] += s.older[e][b][h]
			}
		}
	}
	return q
}

// stream is stays in one stage that begin to be followed at the same age: how many at each time.
type stream struct {
	from  int
	start []float64 // by time 0 … horizon−1
}

// slopes returns the derivatives by one pass over the stages, the adjoint of the backward equation. With n_i(t) the expected number of
// stays in stage i that begin t units from now,
//
//	∂V/∂h_ij(u) = S_i(u) Σ_t n_i(t)·[X_j(H−t−u) − V_i(u+1, H−t−u−1)]
//
// where H is the horizon, X_j(h) is W_j(h) for an open stage and for an end 1 if asked about (h ≥ 1), else 0: one who leaves for j is
// worth what j is worth, less what staying is worth. The present stay adds a term of its own, from its age on.
// Of V only the sum over t is needed, which obeys a recursion in u, so that the cost is horizon × Σ_i min(horizon, ages_i)·ways_i.
//
// Starts is n_i(t), as [question.starts] has it.
func (q *question) slopes(starts [][]float64) *slopes {
	g := newSlopes(q.p)
	for i, start := range starts {
		q.follow(g, i, stream{start: start})
	}
	present := make([]float64, q.horizon)
	if q.horizon > 0 {
		present[0] = 1
	}
	q.follow(g, q.i, stream{from: q.age, start: present})
	return g
}

func newSlopes(p *process) *slopes {
	g := &slopes{}
	for i := range p.laws {
		l := &p.laws[i]
		n := len(l.to) + p.ends
		byAge := make([][]float64, n)
		for d := range byAge {
			byAge[d] = make([]float64, l.ages)
		}
		g.age, g.tail = append(g.age, byAge), append(g.tail, make([]float64, n))
	}
	return g
}

// starts returns n_i(t) by position and time, the present stay left out.
func (q *question) starts(now []float64) [][]float64 {
	k := len(q.p.laws)
	n, beyond, arrive := make([][]float64, k), make([]float64, k), make([]float64, k)
	for i := range n {
		n[i] = make([]float64, q.horizon)
	}
	present := 1.0
	for t := range q.horizon {
		clear(arrive)
		present = q.leavePresent(arrive, t, present)
		for i := range k {
			l := &q.p.laws[i]
			if l.ages == 0 {
				if t > 0 {
					beyond[i] = (beyond[i] + n[i][t-1]) * (1 - l.rate)
				}
			} else {
				beyond[i] *= 1 - l.rate
				if t >= l.ages {
					beyond[i] += l.reach[l.ages] * n[i][t-l.ages]
				}
			}
			for _, w := range l.to {
				sum := beyond[i] * w.split
				for u := 1; u <= min(t, l.ages-1); u++ {
					sum += n[i][t-u] * w.flow[u]
				}
				arrive[w.to] += sum
			}
		}
		for i, a := range arrive { // and from there on in no time
			for j := range k {
				n[j][t] += a * now[i*k+j]
			}
		}
	}
	return n
}

// leavePresent adds where the present stay leads at time t, if it lasts that long, and returns the probability that it goes on.
func (q *question) leavePresent(arrive []float64, t int, present float64) float64 {
	l := &q.p.laws[q.i]
	a := q.age + t
	for _, w := range l.to {
		if a < l.ages {
			arrive[w.to] += present * w.hazard[a]
		} else {
			arrive[w.to] += present * w.split
		}
	}
	if a < l.ages {
		return present * l.stay[a]
	}
	return present * (1 - l.rate)
}

// follow adds what a stream of stays in stage i contributes.
func (q *question) follow(g *slopes, i int, s stream) {
	l := &q.p.laws[i]
	last := min(l.ages, s.from+q.horizon)
	reach := q.reachFrom(l, s.from, last)
	stay := 0.0 // Σ_t start(t)·V(u+1, …), from the oldest age down
	if last == l.ages {
		q.followTail(g, i, s, reach[len(reach)-1])
	}
	if last == l.ages && last > s.from {
		stay = q.worth(s, last-s.from, func(h int) float64 { return q.older[i][h] })
	}
	moved := make([]float64, len(l.to)+q.p.ends)
	for a := last - 1; a >= s.from; a-- {
		next := l.stay[a] * stay
		for d := range moved {
			if d < len(l.to) {
				moved[d] = q.correlate(s, a-s.from, q.entered[l.to[d].to])
				next += l.to[d].hazard[a] * moved[d]
			} else {
				moved[d] = q.end[d-len(l.to)] * q.count(s, a-s.from)
				next += l.into[d-len(l.to)][a] * moved[d]
			}
			g.age[i][d][a] += reach[a-s.from] * (moved[d] - stay)
		}
		stay = next
	}
}

// reachFrom returns the probability that a stay of age from lasts to each age up to last.
func (q *question) reachFrom(l *law, from, last int) []float64 {
	reach := []float64{1}
	for a := from; a < last; a++ {
		reach = append(reach, reach[len(reach)-1]*l.stay[a])
	}
	return reach
}

// followTail adds what a stream contributes by the tail of stage i; reach is the probability to come there.
func (q *question) followTail(g *slopes, i int, s stream, reach float64) {
	l := &q.p.laws[i]
	later := max(l.ages-s.from, 0)
	there := 0.0
	for t := later; t < q.horizon; t++ {
		there = there*(1-l.rate) + reach*s.start[t-later]
		if there == 0 {
			continue
		}
		h := q.horizon - t
		stay := q.older[i][h-1]
		for d, w := range l.to {
			g.tail[i][d] += there * (q.entered[w.to][h] - stay)
		}
		for e, x := range q.end {
			g.tail[i][len(l.to)+e] += there * (x - stay)
		}
	}
}

// worth returns Σ_t start(t)·f(H − t − later), over the times at which something of the horizon is left.
func (q *question) worth(s stream, later int, f func(h int) float64) float64 {
	sum := 0.0
	for t := 0; t < q.horizon-later; t++ {
		if s.start[t] != 0 {
			sum += s.start[t] * f(q.horizon-t-later)
		}
	}
	return sum
}

// correlate is worth of a list.
func (q *question) correlate(s stream, later int, x []float64) float64 {
	if s.from > 0 { // the present stay alone, which begins now
		return s.start[0] * x[q.horizon-later]
	}
	sum, top := 0.0, q.horizon-later
	for t, n := range s.start[:top] {
		sum += n * x[top-t]
	}
	return sum
}

// count is worth of 1.
func (q *question) count(s stream, later int) float64 {
	sum := 0.0
	for _, n := range s.start[:q.horizon-later] {
		sum += n
	}
	return sum
}

// limitSlopes returns the derivatives of the probability without a horizon. A stay entered n_i times in all, followed to age u,
// contributes S_i(u)·n_i·[x_j − E_i(u+1)], with x and E the probabilities to come to the ends asked about from stage j and from that age.
func (s *solution) limitSlopes(ends []int, i, age int, visits []float64) *slopes {
	p, k := s.p, len(s.p.laws)
	g := newSlopes(p)
	end := make([]float64, p.ends)
	for _, e := range ends {
		end[e] = 1
	}
	at := func(j, a int) (sum float64) {
		for _, e := range ends {
			sum += s.ever[e][j][a]
		}
		return sum
	}
	follow := func(j, from int, n float64) {
		l := &p.laws[j]
		for a := from; a < l.ages; a++ {
			stay := at(j, a+1)
			for d, w := range l.to {
				g.age[j][d][a] += n * (at(w.to, 0) - stay)
			}
			for e, x := range end {
				g.age[j][len(l.to)+e][a] += n * (x - stay)
			}
			n *= l.stay[a]
		}
		if l.rate == 0 {
			return
		}
		stay := at(j, l.ages)
		for d, w := range l.to {
			g.tail[j][d] += n / l.rate * (at(w.to, 0) - stay)
		}
		for e, x := range end {
			g.tail[j][len(l.to)+e] += n / l.rate * (x - stay)
		}
	}
	age = min(age, p.laws[i].ages)
	follow(i, age, 1)
	first := p.leaves(i, age)
	for j := range k {
		n := 0.0
		for b, x := range first {
			n += x * visits[b*k+j]
		}
		follow(j, 0, n)
	}
	return g
}

// leaves returns, by position, the probability that a stay of an age leads to each open stage next.
func (p *process) leaves(i, age int) []float64 {
	l, to := &p.laws[i], make([]float64, len(p.laws))
	reach := 1.0
	for a := age; a < l.ages; a++ {
		for _, w := range l.to {
			to[w.to] += reach * w.hazard[a]
		}
		reach *= l.stay[a]
	}
	if l.rate > 0 {
		for _, w := range l.to {
			to[w.to] += reach * w.split / l.rate
		}
	}
	return to
}
