package funnel

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// StalledOptions say when a deal stays too long. The zero value takes the configured limit of a stage, and where it has none the time within which nine in
// ten of the deals that go on to win have left.
type StalledOptions struct {
	Quantile float64 // of the stays of deals that go on to win, for stages without a limit; 0: 0.9
	SoonDays int     // also show who passes the limit within so many days from today on (停留时长提醒); 0: 7, below 0: nobody
}

func (o StalledOptions) quantile() float64 { return cmp.Or(o.Quantile, 0.9) }
func (o StalledOptions) soon() int         { return cmp.Or(o.SoonDays, 7) }

// LimitSource says where a limit comes from. In JSON and text it is "configured" or "learned".
type LimitSource uint8

// The sources of limits.
const (
	LimitConfigured LimitSource = iota // configured: the stage's own
	LimitLearned                       // learned: a quantile of the stays of deals that go on to win
)

var limitWords = [...]string{"configured", "learned"}

// String returns the source's word.
func (s LimitSource) String() string {
	if int(s) < len(limitWords) {
		return limitWords[s]
	}
	return fmt.Sprintf("limit(%d)", uint8(s))
}

// MarshalText writes the source's word.
func (s LimitSource) MarshalText() ([]byte, error) {
	if int(s) >= len(limitWords) {
		return nil, fmt.Errorf("funnel: no source of limits %d", uint8(s))
	}
	return []byte(limitWords[s]), nil
}

// UnmarshalText reads the source's word.
func (s *LimitSource) UnmarshalText(b []byte) error {
	i := slices.Index(limitWords[:], string(b))
	if i < 0 {
		return fmt.Errorf("funnel: %q is no source of limits; there are %v", b, limitWords)
	}
	*s = LimitSource(i)
	return nil
}

// Stalled are the open deals that have stayed too long in their stage, and those that are about to.
type Stalled struct {
	Deals    []StalledDeal `json:"deals"` // beyond the limit, the most expected money first
	Soon     []StalledDeal `json:"soon"`  // within it, but not for long, in the same order
	Total    Tally         `json:"total"` // of Deals
	Limits   []StageLimit  `json:"limits"`
	Warnings []sf.Note     `json:"warnings,omitzero"`
}

// StageLimit is how long deals may stay in one open stage.
type StageLimit struct {
	Stage   string      `json:"stage"`
	Limit   stage.Limit `json:"limit,omitzero"` // as configured
	Learned sf.Estimate `json:"learned"`        // days, the quantile of the stays of deals that go on to win; zero where it cannot be said
}

// StalledDeal is one open deal and its limit.
type StalledDeal struct {
	Deal         string      `json:"deal"`
	Stage        string      `json:"stage"`
	Owner        string      `json:"owner,omitzero"`
	Amount       sf.Money    `json:"amount,omitzero"`
	Entered      time.Time   `json:"entered"`
	Days         int         `json:"days"`       // in the stage, in the history's clock
	LimitDays    int         `json:"limit_days"` // working days where the limit counts them
	LimitDate    sf.Date     `json:"limit_date"` // the last day within the limit
	DaysOver     int         `json:"days_over"`  // since that day, of the kind that the limit counts; 0 for who is within it
	Source       LimitSource `json:"source"`
	LastActivity time.Time   `json:"last_activity"`
	NextAt       time.Time   `json:"next_at,omitzero"`

	stake float64 // expected money, for the order
}

// Stalled returns the open deals that have been in their stage for longer than its limit. The limit is the configured one, whose day is that of
// [stage.Pipeline.LimitDate]. Where a stage has none it is learned, from open deals too: of the deals that go on to win, a share q has left the stage
// within
//
//	inf{ u : Σ_{v≤u} Σ_j f_ij(v)·w_j ≥ q·w_i }      f_ij(v) = S_i(v−1) h_ij(v)
//
// days, with h the hazards of leaving i for j at age v, S the survival and w_j the probability to win from j. The stays of won deals alone would give a
// limit that is too short, since the slow ones among the deals are still open. Where observation does not reach so far, nothing is learned,
// and a warning names deals that are not judged.
//
// The order is that of expected money, amount × probability to win from the stage, deals without an amount last; then of days over, then of ids.
// The probability is that of the adjusted matrix, [Hazards.Matrix], else the configured one, else 1.
//
// The error is an [*sf.InvalidError]: options out of range, or amounts in several currencies.
func (v *View) Stalled(o StalledOptions) (*Stalled, error) {
	if q := o.quantile(); !(q > 0 && q < 1) {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeStalledOption, "quantile", sf.F("value", number(o.Quantile)), sf.F("want", sf.Text("0 < q < 1")))})
	}
	if _, err := v.currency(); err != nil {
		return nil, err
	}
	limits, win := v.stageLimits(o.quantile())
	out := &Stalled{Deals: []StalledDeal{}, Soon: []StalledDeal{}, Limits: []StageLimit{}}
	unjudged := make(map[int][]string)
	cal := v.history.options.Calendar
	today := cal.Date(v.AsOf())
	for d := range v.Deals() {
		s := d.state()
		if s.stage < 0 || s.outcome != stage.Open {
			continue
		}
		item, ok := d.against(limits[s.stage], s)
		if !ok {
			unjudged[s.stage] = append(unjudged[s.stage], d.ID())
			continue
		}
		item.stake = item.Amount.Float64() * win[s.stage]
		switch left := today.Number(); {
		case item.LimitDate.Compare(today) < 0:
			item.DaysOver = cal.Days(item.LimitDate, today, limits[s.stage].working)
			out.Deals = append(out.Deals, item)
			if err := out.Total.add(item.Amount); err != nil {
				return nil, err
			}
		case item.LimitDate.Number()-left < o.soon():
			out.Soon = append(out.Soon, item)
		}
	}
	slices.SortStableFunc(out.Deals, byStake)
	slices.SortStableFunc(out.Soon, byStake)
	for i, limit := range limits {
		if v.history.pipeline.Outcome(i) == stage.Open {
			out.Limits = append(out.Limits, StageLimit{Stage: v.history.pipeline.StageID(i), Limit: limit.configured, Learned: limit.learned})
			out.Warnings = append(out.Warnings, limit.warnings(v.history.pipeline.StageID(i), unjudged[i])...)
		}
	}
	return out, nil
}

// byStake orders by expected money; deals are in the order of their ids already.
func byStake(a, b StalledDeal) int {
	switch {
	case a.Amount.Known() != b.Amount.Known():
		if a.Amount.Known() {
			return -1
		}
		return 1
	default:
		return cmp.Or(cmp.Compare(b.stake, a.stake), cmp.Compare(b.DaysOver, a.DaysOver))
	}
}

// stageLimit is the limit of one stage.
type stageLimit struct {
	configured stage.Limit
	learned    sf.Estimate
	working    bool // what its days are
}

// fewToLearn is how many moves towards a win a learned limit should stand on.
const fewToLearn = 10

func (l stageLimit) warnings(id string, unjudged []string) (notes []sf.Note) {
	switch n := int64(len(unjudged)); {
	case n > 0:
		notes = append(notes, sf.NewNote(CodeStalledNoLimit, "", sf.F("stage", sf.Text(id)), sf.F("n", sf.Int(n)), sf.F("examples", sf.Text(someOf(unjudged)))))
	case l.configured.IsZero() && !l.learned.IsZero() && l.learned.N < fewToLearn:
		notes = append(notes, sf.NewNote(CodeStalledFew, "", sf.F("stage", sf.Text(id)), sf.F("n", sf.Int(l.learned.N))))
	}
	return notes
}

// against holds an open deal against the limit of its stage; ok is false where there is none.
func (d Deal) against(l stageLimit, s state) (item StalledDeal, ok bool) {
	h := d.view.history
	cal := h.options.Calendar
	item = StalledDeal{
		Deal: d.ID(), Stage: h.pipeline.StageID(s.stage), Owner: d.Owner(), Amount: d.Amount(), Entered: h.clock.time(s.entered),
		Days: d.daysSince(s.entered), LastActivity: d.LastActivity(), NextAt: d.NextAt(),
	}
	switch {
	case !l.configured.IsZero():
		item.LimitDays, item.LimitDate = l.configured.Days, h.pipeline.LimitDate(s.stage, item.Entered, cal)
	case !l.learned.IsZero():
		item.Source, item.LimitDays = LimitLearned, int(l.learned.Value)
		item.LimitDate = cal.AddDays(cal.Date(item.Entered), item.LimitDays, l.working)
	}
	return item, !item.LimitDate.IsZero()
}

// stageLimits returns the limit of each stage, and the probability to win from it.
func (v *View) stageLimits(q float64) ([]stageLimit, []float64) {
	p := v.history.pipeline
	limits, win := make([]stageLimit, p.Len()), make([]float64, p.Len())
	for i := range limits {
		limits[i] = stageLimit{configured: p.Limit(i), working: p.Limit(i).Working}
		if limits[i].configured.IsZero() {
			limits[i].working = v.history.options.Working
		}
		if win[i] = 1; p.Outcome(i) != stage.Won {
			if configured, ok := p.Probability(i); ok {
				win[i] = configured
			}
		}
	}
	hazards, err := v.LifeTable(1).Hazards(HazardOptions{})
	if err != nil { // more ages than can be kept: nothing is learned
		return limits, win
	}
	matrix, err := hazards.Matrix()
	if err != nil {
		return limits, win
	}
	chain, err := matrix.Chain()
	if err != nil {
		return limits, win
	}
	for i := range win {
		if e, err := chain.Win(p.StageID(i)); err == nil && !e.IsZero() {
			win[i] = e.Value
		}
	}
	for at, i := range hazards.k.open {
		if e, err := chain.Win(p.StageID(i)); err == nil && !e.IsZero() {
			limits[i].learned = hazards.winnersStay(at, win, q)
		}
	}
	return limits, win
}

// winnersStay returns within how many days a share q of the deals that go on to win from a stage have left it.
func (h *Hazards) winnersStay(at int, win []float64, q float64) sf.Estimate {
	f, hazard := h.flows[at], h.k.hazard[at]
	target, sum, s := q*win[f.at], 0.0, 1.0
	if !(target > 0) {
		return sf.Estimate{}
	}
	towards := 0.0 // moves towards a win that were seen
	for k, j := range f.to {
		towards += f.left[k] * win[j]
	}
	for u := range f.risk {
		leave := 0.0
		for _, j := range f.to {
			leave += hazard[j][u]
			sum += s * hazard[j][u] * win[j]
		}
		if sum >= target-sameShare {
			return sf.Estimate{Value: float64(u), N: int64(math.Round(towards)), Left: f.stays - int64(f.sum), Method: "quantile of the stay given a win"}
		}
		s *= 1 - math.Min(leave, 1)
	}
	return sf.Estimate{}
}
