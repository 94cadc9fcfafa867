package funnel

import (
	"cmp"
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// SourcesOptions say what a source is and what it cost. The zero value reads the fact "source", takes every deal of the view, and counts a
// deal as accepted when it comes to the second open stage.
type SourcesOptions struct {
	// Fact names the source of a deal: a fact of the rows, or "owner"; empty: "source".
	Fact string
	// Period takes only the deals created in it; they are followed to the view's time. Zero: all.
	Period sf.Period
	// Accepted is the stage, by id or alias, at which a lead counts as accepted: when its deal comes to that stage, to an open one behind it in
	// selling order, or is won. Empty: the second open stage of those in use, or the first where there is no other.
	Accepted string
	// Days is the horizon of the rates: won, or accepted, within so many days of creation; 0: 180. At most [MaxAge].
	Days int
	// Costs is what each source cost for the deals of the period, in one currency; nil: costs are not known. A source that is not in it has no
	// known cost, which is not a cost of 0.
	Costs map[string]sf.Money
}

// sourceDays is the horizon of the rates of sources when nothing else is said.
const sourceDays = 180

// Sources is what each source of deals delivers, and at what cost (线索来源分析).
type Sources struct {
	Fact     string      `json:"fact"`
	Period   sf.Period   `json:"period,omitzero"`
	Accepted string      `json:"accepted"` // the id of the stage
	Days     int         `json:"days"`     // the horizon of the rates
	Total    SourceRow   `json:"total"`    // all sources as one
	Rows     []SourceRow `json:"rows"`     // by source; "" are deals of which none is known
	Changed  int64       `json:"changed"`  // deals whose last source is not their first: only for them do the two attributions differ
	Examples []string    `json:"examples"` // of them, by id, at most [MaxExamples]
	Warnings []sf.Note   `json:"warnings,omitzero"`
}

// SourceRow is one source. What it delivered goes by first touch; what was won is given under both rules.
//
// Two times speak of acceptance, both in days of the history's clock since the deal was created. DaysToAnswer is how long a lead waits for
// a yes or a no, the median of Kaplan and Meier, which takes leads that are waiting as having waited so far. DaysToAccept is how long the
// yes takes, where it comes: the first age t with F(t) ≥ ½ F(τ), where F is the cumulative incidence of acceptance (Aalen and Johansen) and τ
// the oldest age that was seen. To take refused leads as waiting would make it too long, and to look at accepted ones alone, too short.
type SourceRow struct {
	Source        string       `json:"source"`
	Delivered     int64        `json:"delivered"`       // deals created
	Accepted      int64        `json:"accepted"`        // of them: accepted so far
	Refused       int64        `json:"refused"`         // lost, and never accepted
	Waiting       int64        `json:"waiting"`         // open, and not accepted yet
	Won           int64        `json:"won"`             // of those delivered
	Lost          int64        `json:"lost"`            //
	Open          int64        `json:"open"`            //
	AcceptedShare sf.Estimate  `json:"accepted_share"`  // P(accepted within Days); Aalen and Johansen, see [Incidence.At]
	DaysToAnswer  sf.Estimate  `json:"days_to_answer"`  // the median wait for a yes or no
	DaysToAccept  sf.Estimate  `json:"days_to_accept"`  // the median wait of those accepted; no interval
	WinRate       sf.Estimate  `json:"win_rate"`        // P(won within Days), open deals as open; Aalen and Johansen
	Cost          sf.Money     `json:"cost,omitzero"`   // as given; of the total, that of all sources that have one
	CostPerAccept sf.Estimate  `json:"cost_per_accept"` // cost / accepted, as CostPerWin has it; Left are the waiting
	FirstTouch    SourceCredit `json:"first_touch"`
	LastTouch     SourceCredit `json:"last_touch"`
}

// Sources compares where deals come from: how many each source delivered, how many of them were accepted and how fast, how many are won, and
// what a win costs.
//
// A deal that came into the history in mid-life counts as delivered when it began, and bears on the rates from when it was observed; so does,
// in a view with a start of observation, one from before it. Deals that no row puts into a stage are left out. Rates within Days are the
// zero Estimate where nobody was followed for so long: counts and shares so far are there all the same. The total says what a win
// costs only where every source that delivered has a cost.
//
// The cost is that of reading the rows, sorting the deals, and of sources × oldest age. The error is an [*sf.InvalidError]: an empty period, a
// stage that is none, days out of range, a negative cost, amounts or costs in several currencies.
func (v *View) Sources(o SourcesOptions) (*Sources, error) {
	at, faults := v.acceptedAt(o.Accepted)
	if err := sf.Invalid(append(faults, o.faults()...)); err != nil {
		return nil, err
	}
	if _, err := zeroOf([]*View{v}, maps.Values(o.Costs)); err != nil {
		return nil, err
	}
	fact := cmp.Or(o.Fact, "source")
	deals := v.sourced(fact, at, o.Period)
	out := &Sources{
		Fact: fact, Period: o.Period, Accepted: v.history.pipeline.StageID(at), Days: cmp.Or(o.Days, sourceDays), Rows: []SourceRow{}, Examples: []string{},
	}
	if err := v.fillSources(out, deals, o.Costs); err != nil {
		return nil, err
	}
	out.Warnings = out.warnings(o.Costs != nil)
	return out, nil
}

// acceptedAt returns the index of the stage at which a deal counts as accepted.
func (v *View) acceptedAt(word string) (at int, faults []sf.Note) {
	p := v.history.pipeline
	if word != "" {
		i, ok := p.Index(word)
		if !ok || p.Outcome(i) != stage.Open {
			return 0, []sf.Note{sf.NewNote(CodeSourceStage, "accepted", sf.F("stage", sf.Text(clip(word))))}
		}
		return i, nil
	}
	seen := 0
	for i := range p.Len() {
		if p.Outcome(i) != stage.Open || v.history.retired[i] {
			continue
		}
		at = i
		if seen++; seen == 2 {
			break
		}
	}
	return at, nil
}

func (o SourcesOptions) faults() (faults []sf.Note) {
	faults = periodFaults("period", o.Period)
	if o.Days < 0 || o.Days > MaxAge {
		faults = append(faults, sf.NewNote(CodeSourceDays, "days", sf.F("days", sf.Int(int64(o.Days))), sf.F("max", sf.Int(MaxAge))))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Costs)) {
		if o.Costs[name].Sign() < 0 {
			faults = append(faults, sf.NewNote(CodeSourceCost, "costs", sf.F("source", sf.Text(clip(name))), sf.F("cost", sf.Amount(o.Costs[name]))))
		}
	}
	return faults
}

// fillSources makes the rows of the sources, one after the other so that only one of them holds its tables at a time, and the total.
func (v *View) fillSources(out *Sources, deals []sourcedDeal, costs map[string]sf.Money) error {
	out.changes(v, deals)
	lasts, err := lastTouches(deals)
	if err != nil {
		return err
	}
	whole, err := v.sourceRow("", deals, out.Days)
	if err != nil {
		return err
	}
	whole.LastTouch = whole.FirstTouch
	byFirst, costed := firstTouches(deals), true
	for _, name := range sourceNames(byFirst, lasts, costs) {
		row, err := v.sourceRow(name, byFirst[name], out.Days)
		if err != nil {
			return err
		}
		row.LastTouch, row.Cost = lasts[name], costs[name]
		costed = costed && row.Cost.Known()
		if err := addMoney(&whole.Cost, row.Cost); err != nil {
			return err
		}
		row.price(true)
		out.Rows = append(out.Rows, row)
	}
	whole.price(costed)
	out.Total = whole
	return nil
}

// changes counts the deals whose last source is not their first.
func (s *Sources) changes(v *View, deals []sourcedDeal) {
	for i := range deals {
		if x := &deals[i]; x.first != x.last {
			s.Changed++
			if len(s.Examples) < MaxExamples {
				s.Examples = append(s.Examples, v.history.deals.at(x.deal))
			}
		}
	}
}

// sourceNames returns the sources that delivered deals, that deals knew last, or that have a cost, in order.
func sourceNames(byFirst map[string][]sourcedDeal, lasts map[string]SourceCredit, costs map[string]sf.Money) []string {
	names := make(map[string]bool)
	for name := range byFirst {
		names[name] = true
	}
	for name := range lasts {
		names[name] = true
	}
	for name, m := range costs {
		if m.Known() {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// firstTouches sorts deals by the source that they knew first, and returns the part of each.
func firstTouches(deals []sourcedDeal) map[string][]sourcedDeal {
	slices.SortStableFunc(deals, func(a, b sourcedDeal) int { return cmp.Compare(a.first, b.first) })
	parts := make(map[string][]sourcedDeal)
	for from := 0; from < len(deals); {
		to := from + 1
		for to < len(deals) && deals[to].first == deals[from].first {
			to++
		}
		parts[deals[from].first] = deals[from:to]
		from = to
	}
	return parts
}

// lastTouches returns the credit of each source that a deal knew last.
func lastTouches(deals []sourcedDeal) (map[string]SourceCredit, error) {
	out := make(map[string]SourceCredit)
	for i := range deals {
		credit := out[deals[i].last]
		if err := credit.take(&deals[i]); err != nil {
			return nil, err
		}
		out[deals[i].last] = credit
	}
	return out, nil
}

// warnings says what a reader should know of the whole.
func (s *Sources) warnings(asked bool) (notes []sf.Note) {
	if s.Changed > 0 {
		notes = append(notes, sf.NewNote(CodeSourceChanged, "", sf.F("n", sf.Int(s.Changed)), sf.F("examples", sf.Text(someOf(s.Examples)))))
	}
	var free, idle []string
	for i := range s.Rows {
		row := &s.Rows[i]
		switch active := row.Delivered > 0 || row.LastTouch.Won.Deals > 0; {
		case active && !row.Cost.Known():
			free = append(free, row.Source)
		case !active && row.Cost.Known():
			idle = append(idle, row.Source)
		}
	}
	if asked && len(free) > 0 {
		notes = append(notes, sf.NewNote(CodeSourceNoCost, "", sf.F("n", sf.Int(int64(len(free)))), sf.F("examples", sf.Text(namesOf(free)))))
	}
	if len(idle) > 0 {
		notes = append(notes, sf.NewNote(CodeSourceIdle, "", sf.F("n", sf.Int(int64(len(idle)))), sf.F("examples", sf.Text(namesOf(idle)))))
	}
	return notes
}

// namesOf names the first of some groups in a sentence; the empty name is that of deals of which it is not known.
func namesOf(names []string) string {
	short := make([]string, 0, 3)
	for _, name := range names[:min(len(names), 3)] {
		if name == "" {
			name = "?"
		}
		short = append(short, clip(name))
	}
	return someOf(short)
}
