package funnel

import (
	"cmp"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// StalledOptions say when a deal stays too long. The zero value takes the configured limit of a stage, and where it has none the time within which nine in
// ten of the deals that go on to win have left.
type StalledOptions struct {
	Quantile float64 // of the stays of deals that go on to win, for stages without a limit; 0: 0.9
	SoonDays int     // also show who passes the limit within so many days, of the calendar, from today on (停留时长提醒); 0: 7, below 0: nobody
}

func (o StalledOptions) quantile() float64 { return cmp.Or(o.Quantile, 0.9) }
func (o StalledOptions) soon() int         { return cmp.Or(o.SoonDays, 7) }

func (o StalledOptions) faults() []sf.Note {
	if q := o.quantile(); q > 0 && q < 1 {
		return nil
	}
	return []sf.Note{sf.NewNote(CodeStalledOption, "quantile", sf.F("value", number(o.Quantile)), sf.F("want", sf.Text("0 < q < 1")))}
}

// LimitSource says where a limit comes from. In JSON and text it is "configured" or "learned".
type LimitSource uint8

// The sources of limits.
const (
	LimitConfigured LimitSource = iota // configured: the stage's own
	LimitLearned                       // learned: a quantile of the stays of deals that go on to win
)

var limitWords = word.Set[LimitSource]{Package: "funnel", Name: "limit", Words: []string{"configured", "learned"}}

// String returns the source's word.
func (s LimitSource) String() string { return limitWords.String(s) }

// MarshalText writes the source's word.
func (s LimitSource) MarshalText() ([]byte, error) { return limitWords.Marshal(s) }

// UnmarshalText reads the source's word.
func (s *LimitSource) UnmarshalText(b []byte) error { return limitWords.Unmarshal(s, b) }

// Stalled are the open deals that have stayed too long in their stage, and those that are about to.
type Stalled struct {
	Deals    []StalledDeal `json:"deals"`  // beyond the limit, the most money at stake first: see [View.Stalled]
	Soon     []StalledDeal `json:"soon"`   // within it, but not for long, in the same order
	Total    Tally         `json:"total"`  // of Deals
	Limits   []StageLimit  `json:"limits"` // of the open stages, in selling order
	Warnings []sf.Note     `json:"warnings,omitzero"`
}

// StageLimit is how long deals may stay in one open stage.
type StageLimit struct {
	Stage   string      `json:"stage"`
	Limit   stage.Limit `json:"limit,omitzero"` // as configured
	Learned sf.Estimate `json:"learned"`        // days of the history's clock, of stages with a limit too; zero where it cannot be said
}

// StalledDeal is one open deal and its limit.
type StalledDeal struct {
	Deal         string      `json:"deal"`
	Stage        string      `json:"stage"`
	Owner        string      `json:"owner,omitzero"`
	Amount       sf.Money    `json:"amount,omitzero"`
	Win          float64     `json:"win"` // the probability to win from the stage, as the order has it
	Entered      time.Time   `json:"entered"`
	Days         int         `json:"days"`       // in the stage, in the history's clock
	LimitDays    int         `json:"limit_days"` // working days where the limit counts them
	LimitDate    sf.Date     `json:"limit_date"` // the last day within the limit
	DaysOver     int         `json:"days_over"`  // since that day, of the kind that the limit counts; 0 for who is within it, and on days off after it
	Source       LimitSource `json:"source"`
	LastActivity time.Time   `json:"last_activity"`    // the last row or activity
	NextAt       time.Time   `json:"next_at,omitzero"` // the next step that stands, overdue or to come, as a [Worklist] has it
}

// Stalled returns the open deals that have been in their stage for longer than its limit. The limit is the configured one, whose day is that of
// [stage.Pipeline.LimitDate]. Where a stage has none it is learned, from open deals too: of the deals that go on to win, a share q has left stage i
// within
//
//	inf{ u : Σ_{v≤u} Σ_j f_ij(v)·w_j ≥ q·Σ_{v≤τ+365} Σ_j f_ij(v)·w_j }      f_ij(v) = S_i(v−1) h_ij(v)
//
// days, with h the hazards of leaving i for j at age v, S the survival, τ the oldest age seen, [TailConstant] beyond it, and w_j the probability to win
// from j by the adjusted matrix, [Hazards.Matrix]. The stays of won deals alone would give a limit that is too short, since the slow ones among the deals are
// still open; deals that would win later than a year after τ are not waited for, as many that nobody closed would count among them. It supposes
// that the future depends on the stage and not on how long the deal was there. Where observation does not reach so far, nothing is learned, and
// a warning names deals that are not judged. N of what is learned is the number of moves that say as much as the ones seen, (Σ n_j·w_j)² / Σ n_j·w_j²
// for n_j moves to j (Kish 1965, Survey Sampling, 11.7); below 10 there is a warning. It has no interval.
//
// The order is that of the money at stake, amount × w_i, deals without an amount last; then of days over, then of ids. Where w_i cannot be
// learned it is the configured probability, and without one 1. A start of observation changes what is learned, and not how long a deal has stayed.
//
// The cost is that of reading the view twice. The error is an [*sf.InvalidError]: options out of range, amounts in several currencies, or a sum that
// is too large.
func (v *View) Stalled(o StalledOptions) (*Stalled, error) {
	if err := sf.Invalid(o.faults()); err != nil {
		return nil, err
	}
	if _, err := v.currency(); err != nil {
		return nil, err
	}
	limits := v.stageLimits(o.quantile())
	out := &Stalled{Deals: []StalledDeal{}, Soon: []StalledDeal{}, Limits: []StageLimit{}}
	unjudged := make([][]string, len(limits))
	cal := v.history.options.Calendar
	today := cal.Date(v.AsOf())
	for row := range v.candidates() {
		d, open := v.readWork(row, nil)
		if !open {
			continue
		}
		item := limits[d.state.stage].of(&d, cal, today)
		switch {
		case item.LimitDate.IsZero():
			unjudged[d.state.stage] = append(unjudged[d.state.stage], item.Deal)
		case item.LimitDate.Compare(today) < 0:
			out.Deals = append(out.Deals, item)
			if err := out.Total.add(item.Amount); err != nil {
				return nil, err
			}
		case item.LimitDate.Number()-today.Number() < o.soon():
			out.Soon = append(out.Soon, item)
		}
	}
	slices.SortStableFunc(out.Deals, byStake)
	slices.SortStableFunc(out.Soon, byStake)
	for i, limit := range limits {
		if p := v.history.pipeline; p.Outcome(i) == stage.Open {
			out.Limits = append(out.Limits, StageLimit{Stage: p.StageID(i), Limit: p.Limit(i), Learned: limit.learned})
			out.Warnings = append(out.Warnings, limit.warnings(p.StageID(i), unjudged[i])...)
		}
	}
	return out, nil
}

// of holds an open deal against the limit of its stage; the limit's date is zero where there is none.
func (l *stageLimit) of(d *workDeal, cal sf.Calendar, today sf.Date) StalledDeal {
	h := d.deal.view.history
	item := StalledDeal{
		Deal: d.deal.ID(), Stage: h.pipeline.StageID(d.state.stage), Owner: d.owner, Amount: d.amount, Win: l.win,
		Entered: h.clock.written(d.state.entered), Days: d.deal.daysSince(d.state.entered), LastActivity: h.clock.written(d.heard), NextAt: d.nextAt(),
	}
	if l.known {
		item.Source, item.LimitDays = l.source, l.holds.Days
		item.LimitDate = cal.AddDays(cal.Date(item.Entered), l.holds.Days, l.holds.Working)
		item.DaysOver = max(cal.Days(item.LimitDate, today, l.holds.Working), 0)
	}
	return item
}

// byStake orders by the money at stake; deals are in the order of their ids already.
func byStake(a, b StalledDeal) int {
	if a.Amount.Known() != b.Amount.Known() {
		if a.Amount.Known() {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.Amount.Float64()*b.Win, a.Amount.Float64()*a.Win), cmp.Compare(b.DaysOver, a.DaysOver))
}
