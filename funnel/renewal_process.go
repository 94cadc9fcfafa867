package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// process is a kernel laid out for the renewal equations: by position of an open stage, its moves to other open stages and to the ends.
type process struct {
	laws []law
	ends int
	ids  []string // of the open stages, by position
}

// law is how one open stage is left, by age u = 0, 1, … while u < ages and at a constant rate from there on.
type law struct {
	ages      int
	stay      []float64   // 1 − Σ_j h_j(u)
	reach     []float64   // S(u) = Π_{v<u} stay(v), for u = 0 … ages
	to        []way       // to open stages, by position
	into      [][]float64 // by end and age: the hazard
	gone      []float64   // by age: the hazard of what leaves the process otherwise; nil: nothing does
	rate      float64     // of leaving at each age from ages on; 0: never, as far as anything is said
	intoSplit []float64   // by end: the part of rate
}

// way is the moves from one open stage to another.
type way struct {
	to     int
	hazard []float64 // by age
	flow   []float64 // reach(u)·hazard(u), the probability to leave there at age u
	split  float64   // the part of the tail's rate
}

// rounding is what may be missing from a sum of shares that is 1 in truth.
const rounding = 1e-13

// process lays the kernel out; its ends are the stages that are not open, in their order.
func (k *kernel) process(s *stages) *process {
	p := &process{}
	var ends []int
	for j, out := range s.out {
		if out != stage.Open {
			ends = append(ends, j)
		}
	}
	p.ends = len(ends)
	for i, at := range k.open {
		l := law{ages: k.ages(i), intoSplit: make([]float64, len(ends)), into: make([][]float64, len(ends))}
		l.rate = k.tail[i].rate
		for e, j := range ends {
			l.into[e] = padded(k.hazard[i][j], l.ages)
			l.intoSplit[e] = l.rate * k.part(i, j)
		}
		for b, j := range k.open {
			w := way{to: b, hazard: padded(k.hazard[i][j], l.ages), split: l.rate * k.part(i, j)}
			if w.split > 0 || positive(w.hazard) {
				l.to = append(l.to, w)
			}
		}
		l.finish()
		p.laws, p.ids = append(p.laws, l), append(p.ids, s.ids[at])
	}
	return p
}

// ages returns how many ages the hazards of a stage reach.
func (k *kernel) ages(i int) int {
	n := 0
	for _, h := range k.hazard[i] {
		n = max(n, len(h))
	}
	return n
}

// part returns the share of a tail that goes to a stage.
func (k *kernel) part(i, j int) float64 {
	if j < len(k.tail[i].split) {
		return k.tail[i].split[j]
	}
	return 0
}

// seen reports whether any stay was observed at an age.
func (k *kernel) seen(i, u int) bool { return u < len(k.risk[i]) && k.risk[i][u] > 0 }

// beyond returns the process with one end only: the first day at an age at which no stay was observed. The probability to be there in
// time is how much of an answer is extrapolated.
func (p *process) beyond(k *kernel) *process {
	x := &process{ends: 1, ids: p.ids}
	for i := range p.laws {
		l := &p.laws[i]
		y := law{ages: l.ages, into: [][]float64{make([]float64, l.ages)}, rate: 1, intoSplit: []float64{1}}
		for _, w := range l.to {
			y.to = append(y.to, way{to: w.to, hazard: append([]float64(nil), w.hazard...)})
		}
		y.gone = make([]float64, l.ages) // what ends otherwise is not seen again
		for u := range l.ages {
			if !k.seen(i, u) {
				y.into[0][u] = 1
				for j := range y.to {
					y.to[j].hazard[u] = 0
				}
				continue
			}
			for _, into := range l.into {
				y.gone[u] += into[u]
			}
		}
		y.finish()
		x.laws = append(x.laws, y)
	}
	return x
}

// finish computes what follows from the hazards.
func (l *law) finish() {
	l.stay = make([]float64, l.ages)
	for u := range l.ages {
		sum := l.out(u)
		for _, w := range l.to {
			sum += w.hazard[u]
		}
		if stay := 1 - sum; stay > rounding {
			l.stay[u] = stay
		}
	}
	l.survive()
}

// out returns the hazard of leaving for whatever is no open stage.
func (l *law) out(u int) float64 {
	sum := 0.0
	for _, into := range l.into {
		sum += into[u]
	}
	if l.gone != nil {
		sum += l.gone[u]
	}
	return sum
}

// survive computes the survival and the flows.
func (l *law) survive() {
	l.reach = make([]float64, l.ages+1)
	l.reach[0] = 1
	for u, s := range l.stay {
		l.reach[u+1] = l.reach[u] * s
	}
	for j := range l.to {
		w := &l.to[j]
		w.flow = make([]float64, l.ages)
		for u, h := range w.hazard {
			w.flow[u] = l.reach[u] * h
		}
	}
}

// now returns the probability of a move that takes no time, which is one at age 0.
func (w *way) now() float64 {
	if len(w.hazard) > 0 {
		return w.hazard[0]
	}
	return w.split
}

// instant returns the matrix (I − A₀)⁻¹ by row: how often a deal that now enters one open stage enters another within the same unit of
// time, A₀ being the moves between open stages at age 0. The faults name the stages where it does not exist, because deals go round
// there without end in no time.
func (p *process) instant() (n []float64, faults []sf.Note) {
	move := p.square(func(l *law, row []float64) (rest float64) {
		for _, w := range l.to {
			row[w.to] += w.now()
		}
		if l.ages > 0 {
			return l.out(0) + l.stay[0]
		}
		return (1 - l.rate) + l.outSplit() // in this order: the parts may be small
	})
	for _, note := range move.m.endless(move.said) {
		id, _ := note.Arg("stage").Text()
		faults = append(faults, sf.NewNote(CodeInstantLoop, "", sf.F("stage", sf.Text(id))))
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return move.inverse(), nil
}

// outSplit returns the part of the tail's rate that leads to ends.
func (l *law) outSplit() float64 {
	sum := 0.0
	for _, x := range l.intoSplit {
		sum += x
	}
	return sum
}

// square returns a chain of the open stages whose rows are filled by a function, which also returns what leads elsewhere: summed by itself,
// as 1 less the row would lose the digits of a small one.
func (p *process) square(fill func(l *law, row []float64) (rest float64)) *Chain {
	k := len(p.laws)
	s := &stages{ids: append(append([]string(nil), p.ids...), ""), out: append(make([]stage.Outcome, k), stage.Lost)}
	c := &Chain{m: emptyMatrix(s), at: make([]int, k+1)}
	c.at[k] = -1
	for i := range k {
		c.at[i], c.said = i, append(c.said, i)
		row := c.m.row(i)
		row[k] = fill(&p.laws[i], row)
	}
	return c
}

// inverse returns (I − Q)⁻¹ by row.
func (c *Chain) inverse() []float64 {
	f, k := c.factor(), len(c.said)
	n, column := make([]float64, k*k), make([]float64, k)
	for j := range k {
		clear(column)
		column[j] = 1
		f.solve(column)
		for i, x := range column {
			n[i*k+j] = x
		}
	}
	return n
}

// visits returns how often in all a deal that enters one open stage will be in another, (I − P)⁻¹ with P the moves at whatever age.
// Where deals go round without ever leaving, which takes forever, it counts one visit: no end follows from more.
func (p *process) visits() []float64 {
	move := p.square(func(l *law, row []float64) (rest float64) {
		for _, w := range l.to {
			row[w.to] += l.ever(w.flow, w.split)
		}
		if l.rate == 0 {
			rest = l.reach[l.ages]
		}
		out := make([]float64, l.ages)
		for u := range out {
			out[u] = l.reach[u] * l.out(u)
		}
		return rest + l.ever(out, l.outSplit())
	})
	for _, note := range move.m.endless(move.said) {
		id, _ := note.Arg("stage").Text()
		for i, name := range p.ids {
			if name == id {
				row := move.m.row(i)
				clear(row)
				row[len(row)-1] = 1
			}
		}
	}
	return move.inverse()
}

// ever returns the probability of a kind of move at whatever age: Σ_u S(u)·h(u) + S(ages)·split/rate.
func (l *law) ever(flow []float64, split float64) float64 {
	sum := 0.0
	for _, f := range flow {
		sum += f
	}
	if l.rate > 0 {
		sum += l.reach[l.ages] * (split / l.rate)
	}
	return sum
}

// padded returns a copy of x of length n, with zeros where x does not reach.
func padded(x []float64, n int) []float64 {
	y := make([]float64, n)
	copy(y, x)
	return y
}

func positive(x []float64) bool {
	for _, v := range x {
		if v > 0 {
			return true
		}
	}
	return false
}
