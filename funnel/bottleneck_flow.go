package funnel

import (
	"cmp"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// FlowOptions say how [View.Bottlenecks], [View.Scenario] and [View.Ailments] see the funnel as a steady flow. The zero value counts open
// deals as open, learns arrivals from the last 26 whole weeks, and takes 2000 draws for the intervals.
type FlowOptions struct {
	// Hazards are the options of the adjusted matrix, [Hazards.Matrix].
	Hazards HazardOptions `json:"hazards,omitzero"`
	// Arrivals is the period in which arrivals are counted, a week at least. The zero Period is the 26 weeks that
	// end at the view's time, or as many as there are since the first row, or since the view's start.
	Arrivals sf.Period `json:"arrivals,omitzero"`
	// Draws is how many times the funnel is drawn from what is known of it; 100 to 100,000. 0: 2000. Of a funnel with so many moves that
	// their draws would not fit into 128 MiB, fewer are taken.
	Draws int `json:"draws,omitzero"`
	// Seed of the draws.
	Seed uint64 `json:"seed,omitzero"`
}

// The bounds of [FlowOptions].Draws.
const (
	fewestFlowDraws = 100
	usualFlowDraws  = 2000
	mostFlowDraws   = 100_000
)

func (o FlowOptions) draws() int { return cmp.Or(o.Draws, usualFlowDraws) }

// faults returns what is wrong with the options for a view.
func (o FlowOptions) faults(v *View) []sf.Note {
	faults := o.Hazards.faults()
	for i := range faults {
		faults[i].Path = "hazards." + faults[i].Path
	}
	if o.Draws != 0 && (o.Draws < fewestFlowDraws || o.Draws > mostFlowDraws) {
		faults = append(faults, sf.NewNote(CodeFlowDraws, "draws", sf.F("n", sf.Int(int64(o.Draws))),
			sf.F("min", sf.Int(fewestFlowDraws)), sf.F("max", sf.Int(mostFlowDraws))))
	}
	if o.Arrivals != (sf.Period{}) && (!o.Arrivals.Valid() || instant(o.Arrivals.From) < v.since || instant(o.Arrivals.To) > v.asOf) {
		faults = append(faults, sf.NewNote(CodeFlowPeriod, "arrivals", sf.F("period", sf.Text(o.Arrivals.String()))))
	}
	return faults
}

// SteadyState is what a funnel comes to when it goes on for long as it is: so many new deals a month, moves with the same probabilities, and
// stays of the same length. Months are of 365.2425/12 days.
type SteadyState struct {
	WinRate         sf.Estimate `json:"win_rate"`          // of a new deal, ever
	CycleDays       sf.Estimate `json:"cycle_days"`        // mean days until a new deal is won or lost, the slow ones included
	WonPerMonth     sf.Estimate `json:"won_per_month"`     // arrivals a month × WinRate
	RevenuePerMonth sf.Estimate `json:"revenue_per_month"` // WonPerMonth × mean amount
	OpenDeals       sf.Estimate `json:"open_deals"`        // arrivals a day × CycleDays (Little 1961, Operations Research 9)
}

// steadyFlow is a funnel as a steady flow, in numbers.
type steadyFlow struct {
	options  FlowOptions
	pipeline *stage.Pipeline
	stages   *stages
	chain    *Chain // of the estimated moves
	hazards  *Hazards
	rows     []*flowRow // by stage; nil where nothing can be said
	starts   []float64  // by stage: deals seen to begin there
	begun    int64      // the sum of starts
	known    bool       // something can be said of a new deal
	arrivals flowArrivals
	amounts  flowAmounts
	warnings []sf.Note
}

// pricedFlow reads the view for everything that bottlenecks and scenarios need. The error is an [*sf.InvalidError].
func (v *View) pricedFlow(o FlowOptions, faults []sf.Note) (*steadyFlow, error) {
	if err := sf.Invalid(append(o.faults(v), faults...)); err != nil {
		return nil, err
	}
	currency, err := v.currency()
	if err != nil {
		return nil, err
	}
	b, err := v.steadyFlow(o)
	if err != nil {
		return nil, err
	}
	b.amounts.currency = currency
	if err := b.amounts.read(v); err != nil {
		return nil, err
	}
	b.warnings = append(b.warnings, b.arrivals.warnings...)
	b.warnings = append(b.warnings, b.amounts.warnings()...)
	return b, nil
}

// steadyFlow reads the view for all but the amounts.
func (v *View) steadyFlow(o FlowOptions) (*steadyFlow, error) {
	b := &steadyFlow{options: o, pipeline: v.history.pipeline, stages: stagesOf(v.history.pipeline)}
	b.starts = make([]float64, len(b.stages.ids))
	v.readFlow(b)
	if err := b.readRows(v); err != nil {
		return nil, err
	}
	b.setKnown()
	return b, nil
}

// flowWeeks returns the weeks in which arrivals are counted.
func (v *View) flowWeeks(p sf.Period) *weekCounts {
	if p == (sf.Period{}) {
		return v.lastWeeks(recentWeeks)
	}
	return v.history.clock.weeksIn(instant(p.From), instant(p.To))
}

// readFlow reads where deals begin, and when they arrive.
func (v *View) readFlow(b *steadyFlow) {
	h := v.history
	weeks := v.flowWeeks(b.options.Arrivals)
	type beginning struct {
		stage int
		at    int64
	}
	var begins []beginning
	for d := range v.candidates() {
		begins = begins[:0]
		first := false // the first of them is the deal's first stage
		s := v.follow(d, listener{move: func(from, to, row int) {
			if h.pipeline.Outcome(to) == stage.Open && (from < 0 || h.pipeline.Outcome(from) != stage.Open) {
				begins = append(begins, beginning{to, h.rows.at[row]})
				first = first || from < 0
			}
		}})
		for i, begin := range begins {
			weeks.count(begin.at)
			imported := s.late && first && i == 0 // where it was when it came into the history is not where it began
			if begin.at >= v.since && !imported {
				b.starts[begin.stage]++
				b.begun++
			}
		}
	}
	b.arrivals = weeks.arrivals(h.clock)
}

// readRows reads the moves and the days of each stage, and makes the chain of them.
func (b *steadyFlow) readRows(v *View) error {
	rows, err := b.flowRows(v.LifeTable(1))
	if err != nil {
		return err
	}
	m := emptyMatrix(b.stages)
	for i, r := range rows {
		switch {
		case b.stages.out[i] != stage.Open:
			m.row(i)[i], m.known[i] = 1, true
		case r != nil:
			copy(m.row(i), r.p)
			m.known[i] = true
		}
	}
	if b.chain, err = m.Chain(); err != nil {
		return err
	}
	for i := range rows {
		if b.chain.at[i] < 0 {
			rows[i] = nil
		}
	}
	b.rows = rows
	b.setPriors()
	return nil
}

// setPriors spreads the weight of one move evenly over those that a stage may make: to an end, or to a stage of which something is known, if
// the rules allow the move or it was seen.
func (b *steadyFlow) setPriors() {
	for i, r := range b.rows {
		if r == nil {
			continue
		}
		r.prior = make([]float64, len(r.p))
		m := 0.0
		for j, p := range r.p {
			said := b.stages.out[j] != stage.Open || b.rows[j] != nil
			if p > 0 || said && b.pipeline.CanMove(i, j) {
				r.prior[j] = 1
				m++
			}
		}
		for j := range r.prior {
			r.prior[j] /= m
		}
	}
}

// setKnown says whether anything is known of a new deal, and if not, why.
func (b *steadyFlow) setKnown() {
	b.known = b.begun > 0
	if !b.known {
		b.warnings = append(b.warnings, sf.NewNote(CodeFlowStarts, ""))
	}
	for i, n := range b.starts {
		if n > 0 && b.rows[i] == nil {
			b.known = false
			b.warnings = append(b.warnings, noEvidence("", b.stages.ids[i], b.stages.ids[b.chain.hole[i]]))
		}
	}
}
