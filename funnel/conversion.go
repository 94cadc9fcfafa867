package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// ConversionOptions are the options of [View.Conversion]. The zero value is the conversion of stays from stage to stage, of all that was
// observed.
type ConversionOptions struct {
	Rule  ConversionRule  `json:"rule,omitzero"`
	Basis ConversionBasis `json:"basis,omitzero"`
	// Period is when a cohort entered, what a flow counts, or from when to when a snapshot is followed. It is cut at the view's end. The
	// zero Period is all that was observed: a cohort of all that entered, some of them before observation began; a flow and a snapshot
	// from the start of observation.
	Period sf.Period `json:"period,omitzero"`
	// WithinDays asks who converts no later than so many days after the day of entry, or of the snapshot, in the history's clock. 0: ever.
	WithinDays int `json:"within_days,omitzero"`
}

// Conversion says how many move on from each stage to the next. [View.Conversion] makes it.
type Conversion struct {
	Rule       ConversionRule   `json:"rule"`
	Basis      ConversionBasis  `json:"basis"`
	Period     sf.Period        `json:"period,omitzero"` // as asked for
	WithinDays int              `json:"within_days,omitzero"`
	Rates      []ConversionRate `json:"rates"`             // for each open stage, in selling order; stages given up have none
	Overall    ConversionRate   `json:"overall,omitzero"`  // from the first open stage to the win
	Warnings   []sf.Note        `json:"warnings,omitzero"` // rates that cannot be given, and why
}

// ConversionRate is the conversion from one stage to the next, with its parts. What a case is, a stay or a deal, says the rule. Entered is
// the sum of Converted, Elsewhere, Beyond and Open; of a period flow, Entered and Before together are.
type ConversionRate struct {
	From  string `json:"from"`
	To    string `json:"to,omitzero"`     // the next stage; for a win the won stage, and empty where there are several
	ToWon bool   `json:"to_won,omitzero"` // To is the win, in whichever won stage

	Entered   int64 `json:"entered"`         // cases: those that came into From; of a snapshot, those that stood there
	Converted int64 `json:"converted"`       // of them: moved on
	Elsewhere int64 `json:"elsewhere"`       // settled otherwise: a stay that left for another stage, a deal that closed without moving on
	Beyond    int64 `json:"beyond,omitzero"` // neither of the two within WithinDays
	Open      int64 `json:"open"`            // not settled: censored, not lost
	Before    int64 `json:"before,omitzero"` // not among Entered: they were there before they, or a flow's period, came under observation

	Rate    sf.Estimate `json:"rate"`            // of all cases, with open ones counted as open
	Settled sf.Estimate `json:"settled"`         // of the settled cases alone: "moved on / left"
	Bounds  *OpenBounds `json:"bounds,omitzero"` // of the cohort or snapshot at hand; nil for a flow
}

// OpenBounds is where a share comes out when all open cases turn out one way, or all the other: x of n cases with k still open can only end
// between x/n and (x+k)/n. These are no confidence limits: there is no chance in them. With no cases at all they are 0 and 1.
type OpenBounds struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Conversion returns how many move on from each open stage to the next, by one of three rules and on one of three bases. They answer
// different questions, and give different numbers for the same deals; the example works six deals by hand under each.
//
// The stages are the open ones of the pipeline in selling order, whatever moves it allows, and after the last of them the win, in whichever
// won stage. A stage that was given up is looked through: while a deal is in one it is taken to be still where it was before. A deal that
// is reopened begins anew, as another deal; so nothing that was settled is ever unsettled.
//
//   - [Direct] is the rate of stays: left for the very next stage, of all stays. Its Settled is the 阶段转化率 that CRMs show from stage to
//     stage, "entered next / left this".
//   - [Reached] is the rate of deals: came into any later stage or were won, of those that were in this one. From the first stage to the win
//     it is the win rate. Funnels that count a deal in every stage it skipped, as Bitrix24's "with conversions" does, have it in more denominators than
//     this rule.
//   - [Ordered] is the funnel in which each deal takes one step after the other: HubSpot's "gone through all stages", the closed funnel of
//     Google Analytics. Those that convert are exactly those that enter the next stage.
//
// Deals that begin in the middle of the funnel count from where they begin, and under Ordered once they have come to the first stage.
// Overall follows deals from the first stage to the win by any way under Direct and Reached, and by all stages in order under Ordered.
//
// Of a cohort or snapshot with cases i, T_i the days after which one was settled, and observed up to C_i,
//
//	Rate    = F(w) = Σ_{u≤w} S(u−1) d(u) / Y(u)      Aalen and Johansen 1978, with [Incidence]'s interval
//	Settled = x / (n − k)                            the interval of Jeffreys
//	Bounds  = x / n … (x + k) / n
//
// with w the days asked for, or the oldest age that was seen; d(u) the cases that convert at age u, Y(u) those then under observation and
// not settled, S(u) the share not settled after u; and n cases, x of them converted, k open. Where no case is open all three are x/n. Where many
// are, Settled has too many of what is quick, losses mostly; Rate has not, as long as when observation ends does not depend on how the
// deal goes; and Bounds hold whatever one supposes. Rate is that of the ages seen: cases that outlast them are not in it, and a warning
// says how many where it is more than a twentieth. Where all that were left at the last age converted at it, so that F is 1, the interval
// begins at l + (1 − l)·0.05^(1/Y), with l where it began an age before and Y those at risk. Ages above [MaxAge] are not followed, and warned of.
//
// A case that was first seen in its middle, because it was recorded late or because the view has a start of observation, is at risk from
// then on: it counts in Rate from that age, and stands in Before, not in Entered. What had ended before it was observed counts nowhere.
// A snapshot takes what was under observation when it was taken.
//
// In 4,000 simulated samples each of 60, 200 and 1,000 deals, one in eight of them open, the interval of a rate within 90 days held the
// truth in 95.8, 95.0 and 94.6 % (standard error 0.3). Cases are taken as independent, so where deals come back to a stage often, the intervals of Direct are
// somewhat too narrow for it.
//
// A flow has, with those that came before the period among the converted,
//
//	Rate = converted in the period / entered in the period
//
// and neither interval nor bounds; Open are those that are still there at its end.
//
// The zero Estimate stands where nothing can be said: nobody entered, or nobody was followed for WithinDays, which Warnings say. The cost is
// one reading of the rows, and memory for the ages seen. The error is an [*sf.InvalidError] about the options.
func (v *View) Conversion(o ConversionOptions) (*Conversion, error) {
	if err := sf.Invalid(o.faults(v)); err != nil {
		return nil, err
	}
	l := v.ladder()
	window := v.conversionWindow(o)
	tallies := make([]conversionTally, l.won()+1)
	reader := newCaseReader(o.Rule, l, v.asOf, func(rung int, c conversionCase) { window.count(&tallies[rung], c) })
	v.lives(l, reader.read)

	out := &Conversion{Rule: o.Rule, Basis: o.Basis, Period: o.Period, WithinDays: o.WithinDays, Rates: []ConversionRate{}}
	for k := range l.stages {
		rate, warnings := window.rate(&tallies[k], v.way(l, k, k+1))
		out.Rates, out.Warnings = append(out.Rates, rate), append(out.Warnings, warnings...)
	}
	if len(l.stages) > 0 {
		rate, warnings := window.rate(&tallies[l.won()], v.way(l, 0, l.won()))
		out.Overall, out.Warnings = rate, append(out.Warnings, warnings...)
	}
	return out, nil
}

// faults returns what is wrong with the options.
func (o ConversionOptions) faults(v *View) (faults []sf.Note) {
	if !conversionRuleWords.Valid(o.Rule) {
		faults = append(faults, sf.NewNote(CodeConversionRule, "rule", sf.F("rule", sf.Int(int64(o.Rule)))))
	}
	if !conversionBasisWords.Valid(o.Basis) {
		faults = append(faults, sf.NewNote(CodeConversionBasis, "basis", sf.F("basis", sf.Int(int64(o.Basis)))))
	}
	faults = append(faults, periodFaults("period", o.Period)...)
	if _, starts := v.Since(); o.Basis == Snapshot && wholeTime(o.Period) && !starts {
		faults = append(faults, sf.NewNote(CodeConversionNoStart, "period"))
	}
	switch {
	case o.WithinDays < 0 || o.WithinDays > MaxAge:
		faults = append(faults, sf.NewNote(CodeConversionWithin, "within_days",
			sf.F("days", sf.Int(int64(o.WithinDays))), sf.F("max", sf.Int(MaxAge))))
	case o.WithinDays > 0 && o.Basis == Flow:
		faults = append(faults, sf.NewNote(CodeConversionFlowWithin, "within_days", sf.F("days", sf.Int(int64(o.WithinDays)))))
	}
	return faults
}

// wholeTime reports whether a period is the zero one, which stands for all that was observed.
func wholeTime(p sf.Period) bool { return p.From.IsZero() && p.To.IsZero() }

// periodFaults returns what is wrong with a period that was asked for under a name.
func periodFaults(path string, p sf.Period) []sf.Note {
	if wholeTime(p) || p.Valid() && p.From.Year() >= 0 && p.To.Year() <= 9999 { // what JSON can say
		return nil
	}
	return []sf.Note{periodFault(path, p)}
}

func periodFault(path string, p sf.Period) sf.Note {
	return sf.NewNote(CodePeriod, path, sf.F("from", instantText(p.From)), sf.F("to", instantText(p.To)))
}

// span returns the instants of a period in the view: from inclusive, to exclusive. The zero period begins where it is told to.
func (v *View) span(p sf.Period, begin int64) (from, to int64) {
	if wholeTime(p) {
		return begin, v.asOf
	}
	return instant(p.From), min(instant(p.To), v.asOf)
}

// way returns the names of a rate's ends.
func (v *View) way(l *ladder, from, to int) ConversionRate {
	p := v.history.pipeline
	r := ConversionRate{From: p.StageID(l.stages[from]), ToWon: to == l.won()}
	if !r.ToWon {
		r.To = p.StageID(l.stages[to])
		return r
	}
	wins := 0
	for i := range l.rung {
		if p.Outcome(i) == stage.Won && !v.history.retired[i] {
			wins++
			r.To = p.StageID(i)
		}
	}
	if wins > 1 {
		r.To = ""
	}
	return r
}
