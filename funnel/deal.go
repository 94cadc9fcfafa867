package funnel

import (
	"slices"
	"sort"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Deal is one deal as a view shows it: a small handle whose methods read the deal's visible rows, a few tens of nanoseconds each. It is an
// [sf.Facts], so criteria and models can ask it.
type Deal struct {
	view *View
	row  uint32
}

// dealFacts are the names that every deal answers to.
var dealFacts = []string{
	"age_days", "amount", "close", "closed", "created", "entered", "id", "last_activity", "next_at", "outcome", "owner", "reason", "stage", "stage_days",
}

// reserved reports whether a name is one that every deal answers to.
func reserved(name string) bool {
	_, found := slices.BinarySearch(dealFacts, name)
	return found
}

func (d Deal) state() state { return d.view.follow(d.row, listener{}) }

// ID returns the deal's id.
func (d Deal) ID() string { return d.view.history.deals.at(d.row) }

// Stage returns the id of the deal's stage and when it entered it; for a closed deal, when it closed. The id is empty when no row says a
// stage.
func (d Deal) Stage() (id string, entered time.Time) {
	s := d.state()
	if s.stage < 0 {
		return "", time.Time{}
	}
	return d.view.history.pipeline.StageID(s.stage), d.view.history.clock.time(s.entered)
}

// StageIndex returns the deal's stage as an index of the pipeline, -1 when no row says one.
func (d Deal) StageIndex() int { return d.state().stage }

// Outcome says whether the deal is open, won or lost.
func (d Deal) Outcome() stage.Outcome { return d.state().outcome }

// Created returns the instant of the deal's first row.
func (d Deal) Created() time.Time { return d.view.history.clock.time(d.state().created) }

// Closed returns when the deal was won or lost; ok is false while it is open.
func (d Deal) Closed() (t time.Time, ok bool) {
	s := d.state()
	if s.outcome == stage.Open {
		return time.Time{}, false
	}
	return d.view.history.clock.time(s.entered), true
}

// Days returns how many days the deal has been in its stage, in the history's clock; for a closed deal, since it closed.
func (d Deal) Days() int {
	s := d.state()
	if s.stage < 0 {
		return 0
	}
	return d.daysSince(s.entered)
}

func (d Deal) daysSince(at int64) int {
	clock := d.view.history.clock
	return int(clock.day(d.view.asOf) - clock.day(at))
}

// last returns the last value other than zero that the rows which count state in a column.
func last[T comparable](d Deal, column []T) (v T) {
	if column == nil {
		return v
	}
	var zero T
	d.view.follow(d.row, listener{row: func(i int, _ bool) {
		if column[i] != zero {
			v = column[i]
		}
	}})
	return v
}

// Owner returns who owns the deal.
func (d Deal) Owner() string {
	h := d.view.history
	return h.text(last(d, h.rows.owner))
}

// Amount returns the deal's amount; unknown where no row states one. What rows later than the close state does not count.
func (d Deal) Amount() sf.Money {
	h, code := d.view.history, uint32(0)
	d.view.follow(d.row, listener{row: func(i int, priced bool) {
		if stated := of(h.rows.amount, i); priced && stated != 0 {
			code = stated
		}
	}})
	m, _ := h.value(code).Money()
	return m
}

// Close returns the expected close date; zero where no row states one.
func (d Deal) Close() sf.Date { return last(d, d.view.history.rows.due) }

// Reason returns why the deal was lost, or why it last moved.
func (d Deal) Reason() string {
	h := d.view.history
	return h.text(last(d, h.rows.reason))
}

// NextAt returns the next step that was agreed; zero where no row states one.
func (d Deal) NextAt() time.Time {
	held := last(d, d.view.history.rows.next)
	if held == 0 {
		return time.Time{}
	}
	return d.view.history.clock.time(nextAt(held))
}

// LastActivity returns the instant of the last visible row or activity.
func (d Deal) LastActivity() time.Time {
	h, latest := d.view.history, int64(earliest)
	for i := h.first[d.row]; i < h.first[d.row+1] && h.rows.at[i] < d.view.asOf; i++ {
		if d.view.sees(int(i)) {
			latest = h.rows.at[i]
		}
	}
	touches := h.touchesOf(d.row)
	for i := range touches {
		if d.view.shows(&touches[i]) {
			latest = max(latest, touches[i].at)
		}
	}
	return h.clock.time(latest)
}

// Visits yields the deal's stays in open stages, in order.
func (d Deal) Visits() []Visit {
	var visits []Visit
	d.view.follow(d.row, listener{stay: func(s stay) { visits = append(visits, d.view.visit(d.row, s)) }})
	return visits
}

// Fact returns what is known of the deal under a name as of the view: a fact of its rows, or one of id, stage, outcome, owner, amount,
// close, reason, next_at, created, entered, closed, last_activity, age_days (since it was created) and stage_days (since it entered its stage).
func (d Deal) Fact(name string) sf.Value {
	switch name {
	case "id":
		return sf.Text(d.ID())
	case "owner":
		return known(d.Owner())
	case "reason":
		return known(d.Reason())
	case "amount":
		return sf.Amount(d.Amount())
	case "close":
		return sf.Day(d.Close())
	case "next_at":
		return sf.Instant(d.NextAt())
	case "last_activity":
		return sf.Instant(d.LastActivity())
	}
	if reserved(name) {
		return d.stateFact(name)
	}
	return d.ownFact(name)
}

// stateFact returns what the sequence of the rows tells.
func (d Deal) stateFact(name string) sf.Value {
	s, clock := d.state(), d.view.history.clock
	switch name {
	case "created":
		return sf.Instant(clock.time(s.created))
	case "age_days":
		return sf.Int(int64(d.daysSince(s.created)))
	}
	if s.stage < 0 {
		return sf.Value{}
	}
	switch name {
	case "stage":
		return sf.Text(d.view.history.pipeline.StageID(s.stage))
	case "outcome":
		return sf.Text(s.outcome.String())
	case "entered":
		return sf.Instant(clock.time(s.entered))
	case "stage_days":
		return sf.Int(int64(d.daysSince(s.entered)))
	case "closed":
		if s.outcome != stage.Open {
			return sf.Instant(clock.time(s.entered))
		}
	}
	return sf.Value{}
}

// ownFact returns a fact that the rows state, the last word first.
func (d Deal) ownFact(name string) sf.Value {
	h := d.view.history
	column := h.facts[name]
	if column == nil {
		return sf.Value{}
	}
	var v sf.Value
	d.view.follow(d.row, listener{row: func(i int, _ bool) {
		if code, ok := column.at(uint32(i)); ok {
			v = h.value(code)
		}
	}})
	return v
}

// at returns the value that a row states; ok is false when it states none.
func (f *factColumn) at(row uint32) (code uint32, ok bool) {
	i := sort.Search(len(f.row), func(i int) bool { return f.row[i] >= row })
	if i == len(f.row) || f.row[i] != row {
		return 0, false
	}
	return f.value[i], true
}

// known returns a text as a fact; the empty text is unknown.
func known(s string) sf.Value {
	if s == "" {
		return sf.Value{}
	}
	return sf.Text(s)
}
