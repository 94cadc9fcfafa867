package funnel

import (
	"cmp"
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// WorkloadOptions say whose work is compared. The zero value takes owners who have open deals, and activities of the last 30 days.
type WorkloadOptions struct {
	// By is the fact that work is parted by; empty: "owner".
	By string
	// Team are people who count although they may have no open deal: without them an idle colleague is not seen, and the load looks even.
	Team []string
	// Period is when activities count; zero: the 30 days before the view's own day.
	Period sf.Period
}

// workloadDays is how long activities count when nothing else is said.
const workloadDays = 30

// Workload is what each owner has to do at a view's time, and how evenly it is spread (工作量).
type Workload struct {
	By         string        `json:"by"`
	Period     sf.Period     `json:"period"` // of the activities
	Rows       []WorkloadRow `json:"rows"`   // by owner; "" are deals that have none, which take no part in the imbalance
	Deals      Imbalance     `json:"deals"`
	Amount     Imbalance     `json:"amount"`
	Activities Imbalance     `json:"activities"`
	Warnings   []sf.Note     `json:"warnings,omitzero"`
}

// WorkloadRow is one owner.
type WorkloadRow struct {
	Owner      string   `json:"owner"`
	Open       Tally    `json:"open"`       // open deals
	OverLimit  int64    `json:"over_limit"` // of them: longer in their stage than its limit allows; 0 also where stages have none
	NoNext     int64    `json:"no_next"`    // of them: no next step is agreed that is still ahead
	Activities int64    `json:"activities"` // done in the period, on any deal of the view
	Examples   []string `json:"examples"`   // open deals, by id, those over their limit first, at most [MaxExamples]
}

// Workload counts the open deals and activities of each owner, and measures how unevenly they are spread; see [Imbalance].
//
// An activity counts for the person it names, else for the owner of its deal; with By other than "owner", for its deal's value of that fact.
// Deals that no row puts into a stage are left out. A start of observation of the view changes nothing here.
//
// The cost is that of reading the rows and activities, and of sorting the owners. The error is an [*sf.InvalidError]: an empty period, amounts
// in several currencies.
func (v *View) Workload(o WorkloadOptions) (*Workload, error) {
	period, faults := v.workPeriod(o.Period)
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	if _, err := v.currency(); err != nil {
		return nil, err
	}
	w := &workers{view: v, by: cmp.Or(o.By, "owner"), rows: make(map[string]*worker)}
	for _, name := range o.Team {
		w.at(name)
	}
	for d := range v.Deals() {
		if err := w.take(d, period); err != nil {
			return nil, err
		}
	}
	out := &Workload{By: w.by, Period: period, Rows: []WorkloadRow{}}
	for _, name := range slices.Sorted(maps.Keys(w.rows)) {
		out.Rows = append(out.Rows, w.rows[name].row())
	}
	out.measure()
	return out, nil
}

// workPeriod returns when activities count.
func (v *View) workPeriod(p sf.Period) (sf.Period, []sf.Note) {
	if !wholeTime(p) {
		return p, periodFaults("period", p)
	}
	zone := v.history.clock.zone
	today := sf.DateOf(v.AsOf())
	return sf.Period{From: today.AddDays(-workloadDays).In(zone), To: today.In(zone)}, nil
}

// workers are the owners under way.
type workers struct {
	view *View
	by   string
	rows map[string]*worker
}

type worker struct {
	WorkloadRow
	over, other []string // examples
}

func (w *workers) at(name string) *worker {
	if w.rows[name] == nil {
		w.rows[name] = &worker{WorkloadRow: WorkloadRow{Owner: name}}
	}
	return w.rows[name]
}

// take counts one deal and its activities.
func (w *workers) take(d Deal, period sf.Period) error {
	s := d.state()
	if s.stage < 0 {
		return nil
	}
	name := groupName(d, w.by)
	for _, a := range d.Activities() {
		if !a.Done() || !period.Contains(a.At) {
			continue
		}
		if w.by == "owner" && a.By != "" {
			w.at(a.By).Activities++
		} else {
			w.at(name).Activities++
		}
	}
	if s.outcome != stage.Open {
		return nil
	}
	h, one := w.view.history, w.at(name)
	cal := h.options.Calendar
	last := h.pipeline.LimitDate(s.stage, h.clock.time(s.entered), cal)
	late := !last.IsZero() && last.Compare(cal.Date(w.view.AsOf())) < 0
	list := &one.other
	if late {
		one.OverLimit++
		list = &one.over
	}
	if len(*list) < MaxExamples {
		*list = append(*list, d.ID())
	}
	if next := d.NextAt(); next.IsZero() || next.Before(w.view.AsOf()) {
		one.NoNext++
	}
	return one.Open.add(d.Amount())
}

// row returns the counts with examples.
func (w *worker) row() WorkloadRow {
	all := append(slices.Clone(w.over), w.other...)
	w.Examples = append([]string{}, all[:min(len(all), MaxExamples)]...)
	return w.WorkloadRow
}
