package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// DropOffOptions are the options of [View.DropOff].
type DropOffOptions struct {
	Rule   DropOffRule `json:"rule,omitzero"`
	Period sf.Period   `json:"period,omitzero"` // when the stays began; it is cut at the view's end. Zero: all that was observed
}

// DropOff says how many drop off in each stage, and where they go. [View.DropOff] makes it.
type DropOff struct {
	Rule   DropOffRule    `json:"rule"`
	Period sf.Period      `json:"period,omitzero"` // as asked for
	Stages []StageDropOff `json:"stages"`          // each open stage, in selling order; stages given up have none
}

// StageDropOff is the drop-off in one stage, with its parts. Entered is the sum of Converted, Dropped and Open, and Dropped that of To.
type StageDropOff struct {
	Stage string `json:"stage"`

	Entered   int64 `json:"entered"`         // stays that began
	Converted int64 `json:"converted"`       // of them: left for the next stage
	Dropped   int64 `json:"dropped"`         // left elsewhere
	Open      int64 `json:"open"`            // still there: counted apart, not dropped
	Before    int64 `json:"before,omitzero"` // stays that came under observation in their middle; they count nowhere else

	Rate   sf.Estimate  `json:"rate"`
	Bounds OpenBounds   `json:"bounds"` // of Dropped / Entered: with no stay that is open dropped, and with all of them
	To     []DropOffWay `json:"to"`     // where they went, in the order of the pipeline
}

// DropOffWay is where stays went that did not go on to the next stage.
type DropOffWay struct {
	Stage    string      `json:"stage"`
	Kind     DropOffKind `json:"kind"`
	Stays    int64       `json:"stays"`
	Examples []string    `json:"examples"` // the deals, by id, each once; at most [MaxExamples]
}

// The estimators by name.
const (
	methodDropOffSettled = "left elsewhere / left"
	methodDropOffGuide   = "not entered next / entered"
)

// DropOff returns how many of the stays in each open stage do not go on to the next one, and where they go instead: to a lost stage, back, ahead
// past the next stage, or to an early win. The last two are no loss: their rows say how much of the drop-off they are. Stages, stays, stages that were given up and deals that were reopened are as in
// [View.Conversion] under [Direct]: a deal that comes back to a stage counts once more.
//
// With n stays that began, x that went on, y that left elsewhere, and k = n − x − y that are still open,
//
//	Settled: y / (x + y)     Guide: y / n     Bounds: y / n … (y + k) / n
//
// Settled leaves the open ones out, and is too high while what is lost is lost quickly; its interval is that of Jeffreys.
// Guide is the 线索流失率 of sales handbooks, "未进入下一阶段 / 进入本阶段": the open ones stay in the denominator and are counted apart, neither as
// dropped nor as gone on, since it is not known which they will be. A spreadsheet that takes all which have not moved on yet as dropped has the
// higher of the Bounds. The interval, that of Jeffreys, is given once none is open, when all of these are the same; until then the Bounds say what
// is known. [View.Conversion] has the estimate that counts open stays as open: drop-off is 1 less that, in the long run.
//
// Stays that came under observation in their middle are left out: what dropped off before was never seen.
//
// The zero Estimate stands where no stay is in the denominator. The cost is one reading of the rows. The error is an [*sf.InvalidError] about
// the options.
func (v *View) DropOff(o DropOffOptions) (*DropOff, error) {
	faults := periodFaults("period", o.Period)
	if !dropOffRuleWords.Valid(o.Rule) {
		faults = append(faults, sf.NewNote(CodeDropOffRule, "rule", sf.F("rule", sf.Int(int64(o.Rule)))))
	}
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	l := v.ladder()
	from, to := v.span(o.Period, always)
	tallies := make([]dropOffTally, len(l.stages))
	v.lives(l, func(x life) {
		x.stays(l, v.asOf, func(rung, next int, c conversionCase) {
			if c.left >= c.observed && from <= c.entered && c.entered < to {
				tallies[rung].take(x.deal, next, c)
			}
		})
	})
	out := &DropOff{Rule: o.Rule, Period: o.Period, Stages: []StageDropOff{}}
	for k := range tallies {
		out.Stages = append(out.Stages, v.stageDropOff(&tallies[k], l, k, o.Rule))
	}
	return out, nil
}

// dropOffTally counts the stays of one stage.
type dropOffTally struct {
	converted, open, before int64
	to                      map[int]*dropOffDeals // by stage
}

// dropOffDeals are stays that went one way.
type dropOffDeals struct {
	stays    int64
	examples []uint32
}

func (t *dropOffTally) take(deal uint32, to int, c conversionCase) {
	switch {
	case c.observed > c.entered:
		t.before++
	case c.fate == fateConverted:
		t.converted++
	case c.fate == fateOpen:
		t.open++
	default:
		if t.to == nil {
			t.to = make(map[int]*dropOffDeals)
		}
		if t.to[to] == nil {
			t.to[to] = &dropOffDeals{}
		}
		t.to[to].take(deal)
	}
}

// take counts a stay of a deal; the stays of a deal come one after the other.
func (d *dropOffDeals) take(deal uint32) {
	d.stays++
	if n := len(d.examples); n < MaxExamples && (n == 0 || d.examples[n-1] != deal) {
		d.examples = append(d.examples, deal)
	}
}

// stageDropOff returns what the tally of a rung comes to.
func (v *View) stageDropOff(t *dropOffTally, l *ladder, rung int, rule DropOffRule) StageDropOff {
	p := v.history.pipeline
	out := StageDropOff{Stage: p.StageID(l.stages[rung]), Converted: t.converted, Open: t.open, Before: t.before, To: []DropOffWay{}}
	for i := range p.Len() {
		if d := t.to[i]; d != nil {
			out.Dropped += d.stays
			out.To = append(out.To, DropOffWay{Stage: p.StageID(i), Kind: l.kind(p.Outcome(i), rung, l.rung[i]), Stays: d.stays, Examples: v.ids(d.examples)})
		}
	}
	out.Entered = out.Converted + out.Dropped + out.Open
	out.Bounds = *boundsOf(out.Dropped, out.Open, out.Entered)
	if rule == Settled {
		out.Rate = settledShare(methodDropOffSettled, out.Stage, out.Dropped, out.Converted+out.Dropped, out.Open)
	} else {
		out.Rate = out.guide()
	}
	return out
}

// kind says what way leads from a rung to a stage.
func (l *ladder) kind(outcome stage.Outcome, from, to int) DropOffKind {
	switch {
	case outcome == stage.Lost:
		return DroppedLost
	case outcome == stage.Won:
		return DroppedWon
	case to < from:
		return DroppedBack
	default:
		return DroppedAhead
	}
}

// guide returns Dropped of Entered, with an interval once none is open.
func (s *StageDropOff) guide() sf.Estimate {
	e := settledShare(methodDropOffGuide, s.Stage, s.Dropped, s.Entered, 0)
	if s.Open > 0 {
		e.Low, e.High, e.Level = 0, 0, 0
		e.Warnings = []sf.Note{sf.NewNote(CodeDropOffOpen, "",
			sf.F("stage", sf.Text(s.Stage)), sf.F("n", sf.Int(s.Open)), sf.F("of", sf.Int(s.Entered)), sf.F("most", shown(s.Bounds.High)))}
	}
	return e
}

// ids returns the ids of deals.
func (v *View) ids(deals []uint32) []string {
	out := make([]string, len(deals))
	for i, d := range deals {
		out[i] = v.history.deals.at(d)
	}
	return out
}
