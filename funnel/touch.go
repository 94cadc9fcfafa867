package funnel

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// touch is an activity as it is held: instants in microseconds, never for one that is not given.
type touch struct {
	activity                    sf.Activity // its texts, answers and facts alone
	deal                        string
	at, planned, recorded, next int64
	row                         int64
}

// never stands for an instant that is not given.
const never = earliest - 1

// Touch takes an activity. It moves nothing, and counts for the last activity of its deal once it has happened. One without an At is a plan
// and needs a Planned.
func (b *Builder) Touch(a sf.Activity) {
	row := b.added
	b.added++
	t := touch{row: row}
	ok := true
	held := func(at time.Time) int64 {
		if at.IsZero() {
			return never
		}
		m, valid := micros(at)
		ok = ok && valid
		return m
	}
	t.at, t.planned, t.recorded = held(a.At), held(a.Planned), held(a.Recorded)
	from := t.at
	if from == never {
		from = t.planned
	}
	switch {
	case a.Of == "":
		b.faulty.add(CodeNoDeal, "", row)
		return
	case !utf8.ValidString(a.Of):
		b.faulty.add(CodeBadText, "", row)
		return
	case !ok || from == never:
		b.faulty.add(CodeBadTime, "", row)
		return
	}
	if t.recorded == never {
		t.recorded = from
	}
	t.recorded = max(t.recorded, t.at)
	t.next = never
	if next := b.next(a.NextAt, row); next != 0 {
		t.next = nextAt(next)
	}
	t.deal = strings.Clone(a.Of)
	t.activity = b.heldActivity(a, row)
	b.touch = append(b.touch, t)
}

// heldActivity returns what is kept of an activity beside its instants and its deal: the texts that are valid, and the answers that are one.
func (b *Builder) heldActivity(a sf.Activity, row int64) sf.Activity {
	text := func(s string) string {
		if !utf8.ValidString(s) {
			b.faulty.add(CodeBadText, "", row)
			return ""
		}
		held, known := b.words[s]
		if !known {
			held = strings.Clone(s)
			b.words[held] = held
		}
		return held
	}
	answer := func(v sf.Value) sf.Value {
		if _, ok := v.Bool(); !ok {
			return sf.Value{}
		}
		return v
	}
	out := sf.Activity{
		Kind: text(a.Kind), By: text(a.By), Goal: text(a.Goal), Outcome: text(a.Outcome), Next: text(a.Next),
		GoalMet: answer(a.GoalMet), Prepared: answer(a.Prepared), Advance: answer(a.Advance),
	}
	for _, f := range a.Facts {
		if !utf8.ValidString(f.Name) || !utf8.ValidString(textIn(f.Value)) {
			b.faulty.add(CodeBadText, "", row)
			continue
		}
		out.Facts = append(out.Facts, sf.F(strings.Clone(f.Name), f.Value))
	}
	return out
}

// when returns the instant at which an activity stands in a list: that of its happening, or that of its plan.
func (t *touch) when() int64 {
	if t.at != never {
		return t.at
	}
	return t.planned
}

// arrangeTouches sorts the activities by deal and instant.
func (h *History) arrangeTouches(touches []touch, faulty *findings) {
	type entry struct {
		deal uint32
		touch
	}
	var known []entry
	for _, t := range touches {
		deal, ok := h.deals.find(t.deal)
		if !ok {
			faulty.add(CodeTouchUnknown, "", t.row)
			continue
		}
		known = append(known, entry{deal, t})
	}
	if len(known) == 0 {
		return
	}
	slices.SortFunc(known, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.deal, b.deal), cmp.Compare(a.when(), b.when()), cmp.Compare(a.recorded, b.recorded), cmp.Compare(a.row, b.row))
	})
	h.touchFirst = make([]uint32, h.deals.len()+1)
	for _, t := range known {
		h.touchFirst[t.deal+1]++
		h.touches = append(h.touches, t.touch)
	}
	for i := 1; i < len(h.touchFirst); i++ {
		h.touchFirst[i] += h.touchFirst[i-1]
	}
}

// touchesOf returns the activities of a deal, visible or not, by the instant at which they stand.
func (h *History) touchesOf(deal uint32) []touch {
	if h.touchFirst == nil {
		return nil
	}
	return h.touches[h.touchFirst[deal]:h.touchFirst[deal+1]]
}

// shows reports whether an activity was on record, and had happened unless it is a plan.
func (v *View) shows(t *touch) bool { return t.recorded < v.asOf && t.at < v.asOf }

// activity returns an activity as callers see it.
func (h *History) activity(t *touch) sf.Activity {
	a := t.activity
	instant := func(at int64) time.Time {
		if at == never {
			return time.Time{}
		}
		return h.clock.written(at)
	}
	a.Of, a.At, a.Planned, a.Recorded, a.NextAt = t.deal, instant(t.at), instant(t.planned), instant(t.recorded), instant(t.next)
	a.Facts = slices.Clone(a.Facts)
	return a
}

// written returns an instant as callers see it, in UTC where the location would put it beyond the years that JSON can write.
func (k *clock) written(at int64) time.Time {
	if t := k.time(at); t.Year() >= 1 && t.Year() <= 9999 {
		return t
	}
	return k.time(at).UTC()
}

// Activities returns the deal's activities that were on record, in the order of their instants: those that had happened, and plans.
func (d Deal) Activities() []sf.Activity {
	var out []sf.Activity
	touches := d.view.history.touchesOf(d.row)
	for i := range touches {
		if d.view.shows(&touches[i]) {
			out = append(out, d.view.history.activity(&touches[i]))
		}
	}
	return out
}
