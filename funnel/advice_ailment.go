package funnel

import (
	"cmp"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// AilmentOptions are the options of [View.Ailments]. The zero value compares with what the pipeline's configured probabilities suppose.
type AilmentOptions struct {
	FlowOptions
	// FirstConversion is the share of the stays in the first open stage that should move on to a later open stage or to a win. 0: the
	// ratio of the configured probabilities of the first and the second open stage; where those are not configured, the share of the stays
	// in all other stages.
	FirstConversion float64 `json:"first_conversion,omitzero"`
	// LateFrom is the id of the open stage from which on losses are late: the one in which the proposal is made. Empty: the first of the
	// second half of the open stages, which is the third of five.
	LateFrom string `json:"late_from,omitzero"`
	// LateLosses is the share of the losses that may come late. 0: what the configured probabilities suppose; where those are not
	// configured, one half.
	LateLosses float64 `json:"late_losses,omitzero"`
	// Source is the fact that names where a deal came from. Empty: "source".
	Source string `json:"source,omitzero"`
	// Within is how many days after its beginning a deal must be won to count as won, where sources are compared. 0: 180.
	Within int `json:"within,omitzero"`
}

// usualWithin is [AilmentOptions].Within when nothing else is said.
const usualWithin = 180

func (o AilmentOptions) within() int    { return cmp.Or(o.Within, usualWithin) }
func (o AilmentOptions) source() string { return cmp.Or(o.Source, "source") }

func (o AilmentOptions) faults(v *View) []sf.Note {
	faults := o.FlowOptions.faults(v)
	share := func(path string, p float64) {
		if !isProbability(p) {
			faults = append(faults, sf.NewNote(CodeAilmentShare, path, sf.F("share", number(p))))
		}
	}
	share("first_conversion", o.FirstConversion)
	share("late_losses", o.LateLosses)
	if o.LateFrom != "" {
		if i, ok := v.stageByID(o.LateFrom); !ok || v.history.pipeline.Outcome(i) != stage.Open {
			faults = append(faults, sf.NewNote(CodeAilmentStage, "late_from", sf.F("stage", sf.Text(o.LateFrom))))
		}
	}
	if o.Within != 0 && (o.Within < 1 || o.Within > MaxAge) {
		faults = append(faults, sf.NewNote(CodeAilmentWithin, "within", sf.F("days", sf.Int(int64(o.Within))), sf.F("max", sf.Int(MaxAge))))
	}
	return faults
}

// stageByID returns the stage of an id, which names and aliases are not.
func (v *View) stageByID(id string) (int, bool) {
	i, ok := v.history.pipeline.Index(id)
	return i, ok && v.history.pipeline.StageID(i) == id
}

// Ailment is something wrong with a funnel that is more than chance, with what speaks for it and deals to look at. Give its note to
// [Advice.For] to hear what to do.
type Ailment struct {
	sf.Note
	Share    sf.Estimate `json:"share"`            // what was found
	Against  sf.Estimate `json:"against"`          // what it is compared with: estimated, configured or given
	QValue   float64     `json:"q_value,omitzero"` // of a source: among sources as far below the rest, the share expected to be false alarms
	Deals    int64       `json:"deals"`            // how many deals show it
	Examples []string    `json:"examples"`         // ids of those, the latest first; at most [MaxExamples]
}

// The estimators of what an ailment is compared with, by name.
const (
	methodConfigured = "configured probabilities"
	methodOneHalf    = "one half"
)

// Ailments returns what is wrong with the funnel, and only that: a number is named when its interval lies wholly on the wrong side.
//
//   - [CodeFirstConversionLow]: of the stays in the first open stage, the share p = Σ_j p_1j that moves on, j a later open stage or a win, is
//     below FirstConversion. A configured probability q_1 of a win in the first stage and q_2 in the second suppose q_1/q_2. Of stays in all
//     other stages, weighted by how often a new deal is there, the share is estimated, and the interval is of the difference.
//   - [CodeLateLossesHigh]: of the deals that are lost, the share that is lost from the stage LateFrom on is above LateLosses. With ν_k how
//     often a new deal is in stage k it is Σ_{k late} ν_k p_k,lost / Σ_k ν_k p_k,lost. Configured probabilities that rise from q_1 to q_L at
//     the late stage suppose (q_1/q_L − q_1) / (1 − q_1).
//   - [CodeSourcePoor]: of the deals from one source, fewer are won within so many days of their beginning than of all other deals: the
//     cumulative incidence F of Aalen and Johansen, so that open deals count as open. The test is the lower tail of a binomial share,
//     with as many deals n as give the difference its variance where both are as the rest, at q-values of [CodeSourcePoor] below 0.05
//     (Benjamini and Hochberg 1995); sources with fewer than 10 deals are not tested. A poor source may have poor owners, or the other way
//     round; the comparison does not tell.
//
// The first two are of the adjusted matrix with the intervals of [View.Bottlenecks], and absent where nothing can be said of a new deal. The
// first conversion and late losses come before sources, which come by q-value and name. Examples are deals that were lost so.
//
// The cost is that of [View.Bottlenecks] and a life table for each source. The error is an [*sf.InvalidError]: an option out of its range, or
// stages from which no end can be reached.
func (v *View) Ailments(o AilmentOptions) ([]Ailment, error) {
	if err := sf.Invalid(o.faults(v)); err != nil {
		return nil, err
	}
	b, err := v.steadyFlow(o.FlowOptions)
	if err != nil {
		return nil, err
	}
	found := v.leaks(b, o)
	poor, err := v.poorSources(o)
	if err != nil {
		return nil, err
	}
	return append(found, poor...), nil
}

// lostDeals are deals that were lost, in the order in which they are shown.
type lostDeals struct{ list []lostDeal }

type lostDeal struct {
	id string
	at int64
}

// add takes in a deal.
func (l *lostDeals) add(id string, at int64) { l.list = append(l.list, lostDeal{id, at}) }

// show puts the deals into an ailment, the latest first, then by id.
func (l *lostDeals) show(a *Ailment) {
	slices.SortFunc(l.list, func(x, y lostDeal) int { return cmp.Or(cmp.Compare(y.at, x.at), cmp.Compare(x.id, y.id)) })
	a.Deals, a.Examples = int64(len(l.list)), []string{}
	for _, d := range l.list[:min(len(l.list), MaxExamples)] {
		a.Examples = append(a.Examples, d.id)
	}
}

// ailment makes the note of what was found.
func ailment(code sf.Code, share, against sf.Estimate, args ...sf.Fact) Ailment {
	args = append(args, sf.F("share", shown(share.Value)), sf.F("low", shown(share.Low)), sf.F("high", shown(share.High)),
		sf.F("against", shown(against.Value)))
	return Ailment{Note: sf.NewNote(code, "", args...), Share: share, Against: against}
}
