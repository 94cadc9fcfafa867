package funnel

import (
	"iter"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// View is a history as it was known at one time: what happened and was on record before it. Nothing later can change any number that it
// gives. It is immutable and safe for concurrent use.
type View struct {
	history *History
	asOf    int64
	since   int64    // before earliest: from the beginning
	only    []uint32 // the deals selected, in order; nil: all
	chosen  bool
}

// Pipeline returns the pipeline that the history is read by.
func (v *View) Pipeline() *stage.Pipeline { return v.history.pipeline }

// Calendar returns the calendar that days are counted by.
func (v *View) Calendar() sf.Calendar { return v.history.Calendar() }

// AsOf returns the end of observation, in the calendar's location.
func (v *View) AsOf() time.Time { return v.history.clock.time(v.asOf) }

// Since returns the start of observation; ok is false when there is none.
func (v *View) Since() (t time.Time, ok bool) {
	if v.since < earliest {
		return time.Time{}, false
	}
	return v.history.clock.time(v.since), true
}

// candidates yields the deals of the view, seen or not.
func (v *View) candidates() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if v.chosen {
			for _, d := range v.only {
				if !yield(d) {
					return
				}
			}
			return
		}
		for d := range uint32(v.history.deals.len()) {
			if !yield(d) {
				return
			}
		}
	}
}

// seen reports whether any row of a deal is visible.
func (v *View) seen(deal uint32) bool {
	h := v.history
	for i := h.first[deal]; i < h.first[deal+1] && h.rows.at[i] < v.asOf; i++ {
		if v.sees(int(i)) {
			return true
		}
	}
	return false
}

// firstKnown returns the instant of the first row of the history that the view's time knows, whatever deals are selected.
func (v *View) firstKnown() (at int64, ok bool) {
	h := v.history
	at = latest
	for d := range h.deals.len() {
		for i := h.first[d]; i < h.first[d+1] && h.rows.at[i] < min(v.asOf, at); i++ {
			if v.sees(int(i)) {
				at, ok = h.rows.at[i], true
				break
			}
		}
	}
	return at, ok
}

// Len counts the deals that the view shows. It looks at each.
func (v *View) Len() (n int) {
	for d := range v.candidates() {
		if v.seen(d) {
			n++
		}
	}
	return n
}

// Events counts the rows that the view shows. It looks at each.
func (v *View) Events() (n int) {
	for d := range v.candidates() {
		n += v.follow(d, listener{}).rows
	}
	return n
}

// Deals yields the deals that the view shows, by id.
func (v *View) Deals() iter.Seq[Deal] {
	return func(yield func(Deal) bool) {
		for d := range v.candidates() {
			if v.seen(d) && !yield(Deal{v, d}) {
				return
			}
		}
	}
}

// Deal returns the deal of that id; ok is false when the view does not show it.
func (v *View) Deal(id string) (d Deal, ok bool) {
	at, found := v.history.deals.find(id)
	if found && v.chosen {
		_, found = slices.BinarySearch(v.only, at)
	}
	if !found || !v.seen(at) {
		return Deal{}, false
	}
	return Deal{v, at}, true
}

// Visits yields the stays in open stages that were under observation, deal by deal, each deal's in order. A stay that had not ended has no
// next stage, and is left at the view's time.
func (v *View) Visits() iter.Seq[Visit] {
	return func(yield func(Visit) bool) {
		more := true
		for d := range v.candidates() {
			v.follow(d, listener{stay: func(s stay) { more = more && yield(v.visit(d, s)) }})
			if !more {
				return
			}
		}
	}
}

// visit is a stay as callers see it.
func (v *View) visit(deal uint32, s stay) Visit {
	h := v.history
	entered := h.clock.day(s.entered)
	return Visit{
		Deal: h.deals.at(deal), Owner: h.text(s.owner), Stage: s.stage, Next: s.next, First: s.first, Late: s.since > s.entered,
		Entered: h.clock.time(s.entered), Since: h.clock.time(s.since), Left: h.clock.time(s.left),
		Days: int(h.clock.day(s.left) - entered), SinceDays: int(h.clock.day(s.since) - entered),
	}
}

// Counts counts the moves of the view.
func (v *View) Counts() *Counts {
	var c Counts
	c.bind(v.history.pipeline)
	clock := v.history.clock
	count := func(s stay) {
		c.add(s.stage, s.next, clock.day(s.left)-clock.day(s.entered), s.first, s.since > s.entered)
	}
	for d := range v.candidates() {
		v.follow(d, listener{stay: count})
	}
	return &c
}

// Walk reads the rows of one deal, or of several, in any order, as a view at that time would: it is what a distributed engine maps over
// deals whose rows it has brought together. The findings are those of the rows and of their sequence.
func Walk(p *stage.Pipeline, o Options, asOf time.Time, rows []Event) ([]Visit, []Finding) {
	b := NewBuilder(p, o)
	for _, e := range rows {
		b.Add(e)
	}
	b.settle()
	h := b.arrange()
	v := h.AsOf(asOf)
	var visits []Visit
	for visit := range v.Visits() {
		visits = append(visits, visit)
	}
	return visits, append(h.Findings(), v.Findings()...)
}

// text returns the text of a code plus one, empty for 0.
func (h *History) text(code uint32) string {
	if code == 0 {
		return ""
	}
	return h.texts.at(code - 1)
}

// value returns the value of a code.
func (h *History) value(code uint32) sf.Value {
	if code == 0 {
		return sf.Value{}
	}
	return h.values[code]
}
