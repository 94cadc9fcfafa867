package funnel

import (
	"sort"

	"github.com/salesfunnel-go/salesfunnel/stage"
)

// This file reads deals as series count them: what happened to a deal in which period, and at the ends of which periods it was open.

// wholeFunnel is the place of the funnel as a whole among the stages.
const wholeFunnel = -1

// seriesEvents is told what happens, by period and stage. Each function may be nil.
type seriesEvents struct {
	enter func(k, stage int)
	leave func(k int, s stay, days int64) // a stay that ended, with its days
	close func(k int, c seriesClose)
	open  func(o seriesOpen)
}

// seriesClose is a deal that closes.
type seriesClose struct {
	won    bool
	days   int64  // since it was created
	aged   bool   // it was followed from its creation, so that days are its cycle
	amount uint32 // code of its value at the close; 0: unknown
}

// seriesOpen says that a deal is open, in a stage or in wholeFunnel, at the ends of the periods from to before to, with one amount.
type seriesOpen struct {
	stage    int
	from, to int
	amount   uint32 // code of a value; 0: unknown
}

// seriesReader reads the deals of a view.
type seriesReader struct {
	view     *View
	from, to []int64 // of the periods, to at the view's time at most
}

// period returns the period that holds an instant, and -1 where none does or the instant lies before the start of observation.
func (r *seriesReader) period(at int64) int {
	k := sort.Search(len(r.from), func(k int) bool { return r.from[k] > at }) - 1
	if k < 0 || at >= r.to[k] || at < r.view.since {
		return -1
	}
	return k
}

// ends returns how many periods have ended by an instant.
func (r *seriesReader) ends(at int64) int {
	return sort.Search(len(r.to), func(k int) bool { return r.to[k] > at })
}

// seriesSpell is a time in which a deal is open with one amount.
type seriesSpell struct {
	stage  int
	since  int64
	amount uint32
	open   bool
}

// dealReader is what is known of a deal while its rows are read.
type dealReader struct {
	*seriesReader
	events seriesEvents
	closes []dealClose
	spells [2]seriesSpell // of the funnel and of the stage
}

// dealClose is a close of which it is not yet known whether the deal came late.
type dealClose struct {
	at     int64
	won    bool
	seen   bool // from an open stage
	amount uint32
}

// read tells what happened to a deal.
func (r *seriesReader) read(deal uint32, e seriesEvents) {
	d := dealReader{seriesReader: r, events: e}
	d.spells[0].stage, d.spells[1].stage = wholeFunnel, wholeFunnel
	l := listener{move: d.move, row: d.row}
	if e.leave != nil {
		l.stay = d.stay
	}
	s := r.view.follow(deal, l)
	d.end(s)
}

// move hears that the deal comes into a stage.
func (d *dealReader) move(from, to, row int) {
	h, at := d.view.history, d.view.history.rows.at[row]
	open := h.pipeline.Outcome(to) == stage.Open
	k := d.period(at)
	if open && k >= 0 && d.events.enter != nil {
		d.events.enter(k, to)
		if from < 0 {
			d.events.enter(k, wholeFunnel)
		}
	}
	if !open && d.events.close != nil {
		d.closes = append(d.closes, dealClose{at: at, won: h.pipeline.Outcome(to) == stage.Won, seen: from >= 0, amount: d.spells[0].amount})
	}
	d.turn(0, at, seriesSpell{stage: wholeFunnel, since: at, amount: d.spells[0].amount, open: open})
	d.turn(1, at, seriesSpell{stage: to, since: at, amount: d.spells[0].amount, open: open})
}

// row hears of a row that counts.
func (d *dealReader) row(row int, priced bool) {
	h := d.view.history
	amount := of(h.rows.amount, row)
	if !priced || amount == 0 || amount == d.spells[0].amount {
		return
	}
	if n := len(d.closes); n > 0 && !d.spells[0].open {
		d.closes[n-1].amount = amount // stated with the close
	}
	for i := range d.spells {
		next := d.spells[i]
		next.since, next.amount = h.rows.at[row], amount
		d.turn(i, next.since, next)
	}
}

// turn ends a spell and begins the next.
func (d *dealReader) turn(i int, at int64, next seriesSpell) {
	now := &d.spells[i]
	if i == 0 && now.open && next.open && now.amount == next.amount {
		return // it moves within the funnel
	}
	d.tell(*now, at)
	*now = next
}

// tell tells of a spell that is over, if a period ended in it.
func (d *dealReader) tell(s seriesSpell, until int64) {
	if !s.open || d.events.open == nil {
		return
	}
	if from, to := d.ends(s.since), d.ends(until); from < to {
		d.events.open(seriesOpen{stage: s.stage, from: from, to: to, amount: s.amount})
	}
}

// stay hears of a stay that was under observation.
func (d *dealReader) stay(s stay) {
	if s.next < 0 {
		return
	}
	if k := d.period(s.left); k >= 0 {
		clock := d.view.history.clock
		d.events.leave(k, s, clock.day(s.left)-clock.day(s.entered))
	}
}

// end tells what is only known when all rows are read.
func (d *dealReader) end(s state) {
	for _, spell := range d.spells {
		d.tell(spell, d.view.asOf)
	}
	clock := d.view.history.clock
	for _, c := range d.closes {
		if k := d.period(c.at); k >= 0 {
			d.events.close(k, seriesClose{won: c.won, days: clock.day(c.at) - clock.day(s.created), aged: c.seen && !s.late, amount: c.amount})
		}
	}
}
