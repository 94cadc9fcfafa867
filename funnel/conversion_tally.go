package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// The estimators by name.
const (
	methodConversionFlow    = "period flow"
	methodConversionSettled = "share of the settled"
)

// conversionTally counts the cases of one rung.
type conversionTally struct {
	entered, converted, elsewhere, beyond, open, before int64
	ages                                                *LifeTable // of one stage, with the two ways out; nil: no case yet
}

// The stages of a life table of one thing waited for: the wait, what was waited for, and all else that can end it.
const (
	waitOpen = iota
	waitReached
	waitMissed
)

// newWaits returns an empty life table of waits, in days.
func newWaits() *LifeTable {
	l := NewLifeTable(1)
	l.room(newStages([]string{"open", "reached", "missed"}, []stage.Outcome{stage.Open, stage.Won, stage.Lost}))
	return l
}

// always is before any instant that is held: the start of a period that has none.
const always = earliest - 1

// conversionWindow says which cases count, and from when to when.
type conversionWindow struct {
	basis    ConversionBasis
	from, to int64
	within   int64 // days; 0: ever
	clock    *clock
}

func (v *View) conversionWindow(o ConversionOptions) conversionWindow {
	w := conversionWindow{basis: o.Basis, within: int64(o.WithinDays), clock: v.history.clock}
	begin := v.since
	if o.Basis == Cohort {
		begin = always
	}
	w.from, w.to = v.span(o.Period, begin)
	return w
}

// count takes a case in, if it belongs to the window and any of it was under observation.
func (w conversionWindow) count(t *conversionTally, c conversionCase) {
	switch {
	case c.left < c.observed:
	case w.basis == Flow:
		w.pass(t, c)
	case w.basis == Snapshot:
		if c.entered < w.from && w.from <= c.left && c.observed <= w.from {
			if c.left >= w.to {
				c = c.settled(fateOpen, w.to)
			}
			t.follow(c, w.clock, w.from, w.from)
			w.settle(t, c, w.from)
		}
	case w.from <= c.entered && c.entered < w.to:
		t.follow(c, w.clock, c.entered, max(c.entered, c.observed))
		if c.observed > c.entered {
			t.before++
			return
		}
		w.settle(t, c, c.entered)
	}
}

// follow puts a case at risk, at ages counted from an origin, since it came under observation.
func (t *conversionTally) follow(c conversionCase, clock *clock, origin, since int64) {
	if t.ages == nil {
		t.ages = newWaits()
	}
	to := -1
	switch c.fate {
	case fateOpen:
	case fateConverted:
		to = waitReached
	case fateElsewhere:
		to = waitMissed
	}
	zero := clock.day(origin)
	t.ages.add(waitOpen, to, clock.day(since)-zero, clock.day(c.left)-zero)
}

// settle counts what a case comes to within the days asked for. One that is open was seen not to be settled at the ages before its last.
func (w conversionWindow) settle(t *conversionTally, c conversionCase, origin int64) {
	t.entered++
	days := w.clock.day(c.left) - w.clock.day(origin)
	switch {
	case w.within > 0 && days > w.within:
		t.beyond++
	case c.fate == fateConverted:
		t.converted++
	case c.fate == fateElsewhere:
		t.elsewhere++
	default:
		t.open++
	}
}

// pass counts a case in a flow: when it comes in, and when it goes out.
func (w conversionWindow) pass(t *conversionTally, c conversionCase) {
	begin := max(c.entered, c.observed)
	switch {
	case begin >= w.to || c.left < w.from:
		return
	case c.entered >= w.from && begin == c.entered:
		t.entered++
	default:
		t.before++
	}
	switch {
	case c.left >= w.to:
		t.open++
	case c.fate == fateConverted:
		t.converted++
	default:
		t.elsewhere++
	}
}

// rate returns what a tally comes to, given the names of its ends.
func (w conversionWindow) rate(t *conversionTally, r ConversionRate) (ConversionRate, []sf.Note) {
	r.Entered, r.Converted, r.Elsewhere, r.Beyond, r.Open, r.Before = t.entered, t.converted, t.elsewhere, t.beyond, t.open, t.before
	r.Settled = settledShare(methodConversionSettled, r.From, t.converted, t.converted+t.elsewhere+t.beyond, t.open)
	if w.basis == Flow {
		r.Rate = t.flow(r.From)
		return r, nil
	}
	r.Bounds = boundsOf(t.converted, t.open, t.entered)
	var warnings []sf.Note
	r.Rate, warnings = t.incidence(r.From, w.within)
	return r, warnings
}

// boundsOf returns between what x of n can end when k are open.
func boundsOf(x, k, n int64) *OpenBounds {
	if n == 0 {
		return &OpenBounds{0, 1}
	}
	return &OpenBounds{float64(x) / float64(n), float64(x+k) / float64(n)}
}

// settledShare returns x of n settled cases, with k left out.
func settledShare(method, id string, x, n, k int64) sf.Estimate {
	if n == 0 {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: float64(x) / float64(n), Level: level, N: n, Left: k, Method: method}
	e.Low, e.High = binomial.Jeffreys(float64(x), float64(n), level)
	if k > 0 {
		e.Warnings = []sf.Note{sf.NewNote(CodeConversionSettledOnly, "", sf.F("stage", sf.Text(id)), sf.F("n", sf.Int(k)), sf.F("of", sf.Int(n+k)))}
	}
	return e
}

// flow returns the ratio of a period flow.
func (t *conversionTally) flow(id string) sf.Estimate {
	if t.entered == 0 {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: float64(t.converted) / float64(t.entered), N: t.entered, Method: methodConversionFlow}
	if t.before > 0 || t.open > 0 {
		e.Warnings = []sf.Note{sf.NewNote(CodeConversionFlow, "",
			sf.F("stage", sf.Text(id)), sf.F("before", sf.Int(t.before)), sf.F("open", sf.Int(t.open)))}
	}
	return e
}

// incidence returns the estimate of Aalen and Johansen that a case has converted by an age; 0: by the oldest that was seen. Where that
// cannot be said, a note says why.
func (t *conversionTally) incidence(id string, within int64) (sf.Estimate, []sf.Note) {
	if t.ages == nil {
		return sf.Estimate{}, nil
	}
	f := t.ages.flow(waitOpen)
	last := len(f.risk) - 1
	if last < 0 {
		return sf.Estimate{}, nil
	}
	at := last
	if within > 0 {
		at = int(min(within, int64(last)))
	}
	r := newRisks(f, waitReached)
	var doubts []sf.Note
	f.each(func(day int, list []float64, leave, m float64) {
		if day > at {
			return
		}
		before, share, low := r.s, r.share(), r.low
		r.pass(list, leave, m)
		if share > 0 && share < 1 && r.share() == 1 { // by the end of the day all have converted, m of them on it
			r.low = low + (1-low)*allOf(m)
		}
		if len(doubts) == 0 {
			doubts = thin(id, day, before, r.s, m, day < last)
		}
	})
	if within > int64(last) && r.s > nobody {
		return sf.Estimate{}, []sf.Note{sf.NewNote(CodeConversionNotFollowed, "",
			sf.F("stage", sf.Text(id)), sf.F("days", sf.Int(within)), sf.F("last", sf.Int(int64(last))))}
	}
	e := sf.Estimate{Value: r.share(), Low: r.low, High: r.high, Level: level, N: f.stays, Method: methodIncidence}
	e.Warnings = doubts
	if f.beyond > 0 {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeTableBeyond, "",
			sf.F("stage", sf.Text(id)), sf.F("n", sf.Int(f.beyond)), sf.F("max", sf.Int(MaxAge))))
	}
	if within == 0 && r.s > mostUnseen {
		e.Warnings = append(e.Warnings, sf.NewNote(CodeConversionOutlast, "",
			sf.F("stage", sf.Text(id)), sf.F("share", shown(r.s)), sf.F("age", sf.Int(int64(last)))))
	}
	return e, nil
}

// thin returns what a curve must warn of at a day after which others come under observation: that nobody was, or that all who were had left.
func thin(id string, day int, before, after, m float64, more bool) []sf.Note {
	at, age := sf.F("stage", sf.Text(id)), sf.F("age", sf.Int(int64(day)))
	switch {
	case !more || before <= nobody:
		return nil
	case m == 0:
		return []sf.Note{sf.NewNote(CodeRiskGap, "", at, age)}
	case after <= nobody:
		return []sf.Note{sf.NewNote(CodeConversionEmptied, "", at, age, sf.F("n", sf.Int(int64(m))))}
	default:
		return nil
	}
}
