package funnel

import (
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// workDeal is a deal as a worklist reads it, in one pass over its rows and one over its activities. Instants that there are not are never.
type workDeal struct {
	deal   Deal
	state  state
	begun  bool // it is in the stage in which it began
	owner  string
	amount sf.Money
	close  sf.Date

	next, stated int64 // the next step as it was stated last, and when it was first stated so
	moved        int64 // the last move
	contacted    int64 // the last activity that is a contact
	heard        int64 // the last row or activity
	plans        []*touch
}

// readWork reads a deal; ok is false when it is not open.
func (v *View) readWork(deal uint32, contacts []string) (w workDeal, ok bool) {
	h := v.history
	w = workDeal{deal: Deal{v, deal}, next: never, stated: never, moved: never, contacted: never, heard: never}
	var amount uint32
	moves := 0
	w.state = v.follow(deal, listener{
		move: func(_, _, row int) { moves, w.moved = moves+1, h.rows.at[row] },
		row: func(i int, priced bool) {
			w.heard = h.rows.at[i]
			if x := of(h.rows.amount, i); priced && x != 0 {
				amount = x
			}
			if x := of(h.rows.due, i); !x.IsZero() {
				w.close = x
			}
			if x := of(h.rows.next, i); x != 0 {
				w.stateNext(nextAt(x), h.rows.at[i])
			}
		},
	})
	if w.state.stage < 0 || w.state.outcome != stage.Open {
		return w, false
	}
	w.begun = moves == 1
	w.owner = h.text(w.state.owner)
	w.amount, _ = h.value(amount).Money()
	w.readTouches(contacts)
	return w, true
}

// stateNext takes a next step that was stated at some time. One that is stated again is still the same step.
func (w *workDeal) stateNext(next, at int64) {
	if next != w.next {
		w.next, w.stated = next, at
	}
}

// readTouches reads the activities on record: the last one, the last contact, the steps they state, and the plans that have not happened.
func (w *workDeal) readTouches(contacts []string) {
	v := w.deal.view
	touches := v.history.touchesOf(w.deal.row)
	for i := range touches {
		t := &touches[i]
		switch {
		case !v.shows(t):
		case t.at == never:
			w.plans = append(w.plans, t)
		default:
			w.heard = max(w.heard, t.at)
			if len(contacts) == 0 || slices.Contains(contacts, t.activity.Kind) {
				w.contacted = t.at
			}
			if t.next != never && (t.at > w.stated || t.at == w.stated && t.next > w.next) { // of one instant, the later step
				w.stateNext(t.next, t.at)
			}
		}
	}
	if w.next != never && w.kept() {
		w.next = never
	}
}

// kept reports whether a contact or a move kept the next step: on its day or later, and after it was stated.
func (w *workDeal) kept() bool {
	clock := w.deal.view.history.clock
	day := clock.civil(w.next)
	by := func(at int64) bool { return at != never && at > w.stated && clock.civil(at) >= day }
	return by(w.contacted) || by(w.moved)
}

// nextAt returns the next step that stands, or else the first plan that does; the zero time where there is neither.
func (w *workDeal) nextAt() time.Time {
	clock := w.deal.view.history.clock
	switch {
	case w.next != never:
		return clock.written(w.next)
	case len(w.plans) > 0:
		return clock.written(w.plans[0].planned)
	default:
		return time.Time{}
	}
}

// touchesSince returns the first instant of an activity that is on record, of a deal that is on record too, whatever deals the view selects.
func (v *View) touchesSince() int64 {
	since := int64(never)
	for d := range uint32(v.history.deals.len()) {
		touches := v.history.touchesOf(d)
		for i := range touches {
			if t := &touches[i]; t.at != never && v.shows(t) && (since == never || t.at < since) && v.seen(d) {
				since = t.at
			}
		}
	}
	return since
}

// keepsSteps reports whether a next step or a plan is on record, of a deal that is on record too, whatever deals the view selects.
func (v *View) keepsSteps() bool {
	h := v.history
	for d := range uint32(h.deals.len()) {
		for i := int(h.first[d]); i < int(h.first[d+1]) && h.rows.at[i] < v.asOf; i++ {
			if of(h.rows.next, i) != 0 && v.sees(i) {
				return true
			}
		}
		if v.seen(d) && slices.ContainsFunc(h.touchesOf(d), func(t touch) bool { return v.shows(&t) && (t.next != never || t.planned != never) }) {
			return true
		}
	}
	return false
}

// workedAfter returns the instant at which a length of time has passed since another, in days that count: on a day that is not worked time
// stands still. ok is false when the calendar has no such instant within some years.
func workedAfter(cal sf.Calendar, from time.Time, length time.Duration) (at time.Time, ok bool) {
	at = from.In(cal.Zone())
	for range 10_000 {
		day := cal.Date(at)
		end := day.AddDays(1).In(cal.Zone())
		if day.IsZero() || end.IsZero() {
			return time.Time{}, false
		}
		if cal.Working(day) {
			left := end.Sub(at)
			if length <= left {
				return at.Add(length), true
			}
			length -= left
		}
		at = end
	}
	return time.Time{}, false
}
