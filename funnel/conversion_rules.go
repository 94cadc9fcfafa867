package funnel

import "slices"

// fate is what became of a case.
type fate uint8

const (
	fateOpen fate = iota
	fateConverted
	fateElsewhere
)

// conversionCase is one stay, or one deal that came to a rung: when it came, and when it was settled what became of it. An open case is left
// at the end of observation.
type conversionCase struct {
	entered, left int64
	observed      int64 // under observation from here
	fate          fate
}

// caseReader reads lives under a rule.
type caseReader struct {
	rule   ConversionRule
	ladder *ladder
	end    int64                            // of observation
	yield  func(rung int, c conversionCase) // under the rung of the win: the whole way, from the first rung to the win

	waiting, done []bool           // by rung, of the life at hand
	cases         []conversionCase // by rung: the one that waits
}

func newCaseReader(rule ConversionRule, l *ladder, end int64, yield func(int, conversionCase)) *caseReader {
	n := l.won()
	return &caseReader{
		rule: rule, ladder: l, end: end, yield: yield,
		waiting: make([]bool, n), done: make([]bool, n), cases: make([]conversionCase, n),
	}
}

// read yields what a life comes to: a case for each rung that it counts on. The order of the cases does not matter.
func (r *caseReader) read(x life) {
	switch r.rule {
	case Direct:
		x.stays(r.ladder, r.end, func(rung, _ int, c conversionCase) { r.yield(rung, c) })
		r.whole(x)
	case Reached:
		r.reached(x)
		r.whole(x)
	case Ordered:
		r.ordered(x)
	}
}

// begin returns the case that begins with an arrival.
func (x life) begin(a landing, end int64) conversionCase {
	return conversionCase{entered: a.at, left: end, observed: x.observed}
}

// settled returns the case with its fate.
func (c conversionCase) settled(f fate, at int64) conversionCase {
	c.fate, c.left = f, at
	return c
}

// stays yields every stay, with the stage that it was left for; -1: none yet.
func (x life) stays(l *ladder, end int64, yield func(rung, to int, c conversionCase)) {
	for i, a := range x.arrivals {
		if a.rung == rungLost || a.rung == l.won() {
			return
		}
		c := x.begin(a, end)
		if i+1 == len(x.arrivals) {
			yield(a.rung, -1, c)
			return
		}
		next, f := x.arrivals[i+1], fateElsewhere
		if next.rung == a.rung+1 {
			f = fateConverted
		}
		yield(a.rung, next.stage, c.settled(f, next.at))
	}
}

// reached yields for each rung how the life goes on, from the first time there, to any higher one.
func (r *caseReader) reached(x life) {
	clear(r.waiting)
	clear(r.done)
	for _, a := range x.arrivals {
		if a.rung == rungLost {
			r.settle(len(r.waiting), fateElsewhere, a.at)
			return
		}
		r.settle(a.rung, fateConverted, a.at)
		if a.rung < r.ladder.won() && !r.done[a.rung] {
			r.waiting[a.rung], r.done[a.rung], r.cases[a.rung] = true, true, x.begin(a, r.end)
		}
	}
	r.settle(len(r.waiting), fateOpen, r.end)
}

// settle yields the cases that wait below a rung.
func (r *caseReader) settle(below int, f fate, at int64) {
	for k, waits := range r.waiting[:below] {
		if waits {
			r.waiting[k] = false
			r.yield(k, r.cases[k].settled(f, at))
		}
	}
}

// ordered yields how far the life came by one rung after the other.
func (r *caseReader) ordered(x life) {
	next, won := 0, r.ladder.won()
	var first, last conversionCase
	stop := func(f fate, at int64) {
		if next > 0 {
			r.yield(next-1, last.settled(f, at))
			r.yield(won, first.settled(f, at))
		}
	}
	for _, a := range x.arrivals {
		switch {
		case a.rung == won && next == won:
			stop(fateConverted, a.at)
			return
		case a.rung == won || a.rung == rungLost:
			stop(fateElsewhere, a.at)
			return
		case a.rung != next:
			continue
		case next == 0:
			first = x.begin(a, r.end)
		default:
			r.yield(next-1, last.settled(fateConverted, a.at))
		}
		last = x.begin(a, r.end)
		next++
	}
	stop(fateOpen, r.end)
}

// whole yields the way of a life from the first rung to its close.
func (r *caseReader) whole(x life) {
	won, last := r.ladder.won(), x.arrivals[len(x.arrivals)-1]
	first := slices.IndexFunc(x.arrivals, func(a landing) bool { return a.rung == 0 })
	if first < 0 || won == 0 {
		return
	}
	c := x.begin(x.arrivals[first], r.end)
	switch last.rung {
	case won:
		c = c.settled(fateConverted, last.at)
	case rungLost:
		c = c.settled(fateElsewhere, last.at)
	}
	r.yield(won, c)
}
