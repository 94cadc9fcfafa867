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
	// FirstConversion is the share of the stays in the first open stage that should move on to a later open stage or to a win. 0: what the
	// configured probabilities suppose.
	FirstConversion float64 `json:"first_conversion,omitzero"`
	// LateFrom is the id of the open stage from which on losses are late: the one in which the proposal is made. Empty: the first of the
	// second half of the open stages, which is the third of five.
	LateFrom string `json:"late_from,omitzero"`
	// LateLosses is the share of the losses that may come late. 0: what the configured probabilities suppose.
	LateLosses float64 `json:"late_losses,omitzero"`
	// Source is the fact that names where a deal came from. Empty: "source".
	Source string `json:"source,omitzero"`
}

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
			faults = append(faults, sf.NewNote(CodeAilmentStage, "late_from", sf.F("stage", sf.Text(clip(o.LateFrom)))))
		}
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
	Against  sf.Estimate `json:"against"`          // what it is compared with: given, configured, or of all other deals
	QValue   float64     `json:"q_value,omitzero"` // of a source: see [CompareRow]
	Deals    int64       `json:"deals"`            // how many lost deals show it
	Examples []string    `json:"examples"`         // ids of deals that show it, the latest first; at most [MaxExamples]
}

// methodConfigured is the name of what configured probabilities suppose.
const methodConfigured = "configured probabilities"

// Ailments returns what is wrong with the funnel in the three ways that guides to the funnel have a remedy for, and only that: a number is
// named when an interval of its distance from what it should be lies wholly on the wrong side.
//
//   - [CodeFirstConversionLow]: of the stays in the first open stage, the share p = Σ_j p_1j over later open stages and wins j is below
//     FirstConversion. Configured probabilities q of a win suppose q_1 = Σ_j p_1j q_j, so that of stays that move on to the same stages as
//     these do, p q_1 / Σ_j p_1j q_j should.
//   - [CodeLateLossesHigh]: of the deals that are lost, the share that is lost from the stage LateFrom on is above LateLosses. With ν_k how
//     often a new deal is in stage k it is Σ_{k late} ν_k p_k,lost / Σ_k ν_k p_k,lost. With π_s where new deals begin and q_L the
//     probability of the stage LateFrom, configured probabilities suppose at most
//     Σ_s π_s l_s / Σ_s π_s (1 − q_s), with l_s = q_s/q_L − q_s of early stages and 1 − q_s of late ones: as if every win that began early
//     had passed through LateFrom.
//   - [CodeSourcePoor]: of the deals from one source fewer are won than of all others, as [View.Compare] finds it by its default options.
//
// Where nothing is given, and a probability that is needed is not configured, or the probabilities do not rise, the first two are not named;
// nor are they where nothing can be said of a new deal.
//
// The first two are of the adjusted matrix, with the intervals of [View.Bottlenecks], at 95 %. In 4000 simulated funnels where all is as
// configured, late losses were named 2.3 times in 100, and a low first conversion 1.1 times in 100 of 100 deals and 2.7 of 1000; where deals
// skip stages or move back it is less often. They come before sources, which come by q-value and name. A source need not be the reason:
// its deals may have poor owners. Examples are deals that were lost so; a finding without any is not made.
//
// The cost is that of [View.Bottlenecks] and of [View.Compare]. The error is an [*sf.InvalidError]: an option out of its range, or stages
// from which no end can be reached.
func (v *View) Ailments(o AilmentOptions) ([]Ailment, error) {
	if err := sf.Invalid(o.faults(v)); err != nil {
		return nil, err
	}
	b, err := v.steadyFlow(o.FlowOptions)
	if err != nil {
		return nil, err
	}
	poor, err := v.poorSources(o.source())
	if err != nil {
		return nil, err
	}
	return append(v.leaks(b, o), poor...), nil
}

// poorSources returns the sources whose deals are won less often than the others.
func (v *View) poorSources(fact string) ([]Ailment, error) {
	c, err := v.Compare(fact, CompareOptions{Metrics: []CompareMetric{CompareWinRate}})
	if err != nil {
		return nil, err
	}
	lost := make(map[string]int64, len(c.Groups))
	for _, g := range c.Groups {
		lost[g.Name] = g.Lost
	}
	var found []Ailment
	for _, r := range c.Rows {
		if r.Standing != StandingLower {
			continue
		}
		a := ailment(CodeSourcePoor, r.Raw, r.Rest, sf.F("source", sf.Text(r.Group)), sf.F("days", sf.Int(int64(r.Days))))
		a.QValue, a.Deals, a.Examples = r.QValue, lost[r.Group], r.Examples
		found = append(found, a)
	}
	slices.SortStableFunc(found, func(x, y Ailment) int { return cmp.Compare(x.QValue, y.QValue) })
	return found, nil
}

// ailment makes the note of what was found.
func ailment(code sf.Code, share, against sf.Estimate, args ...sf.Fact) Ailment {
	args = append(args, sf.F("share", shown(share.Value)), sf.F("low", shown(share.Low)), sf.F("high", shown(share.High)),
		sf.F("against", shown(against.Value)))
	return Ailment{Note: sf.NewNote(code, "", args...), Share: share, Against: against}
}

// lostDeals are deals that were lost, in the order in which they are shown.
type lostDeals struct{ list []lostDeal }

type lostDeal struct {
	id string
	at int64
}

// show puts the deals into an ailment, the latest first, then by id.
func (l *lostDeals) show(a *Ailment) {
	slices.SortFunc(l.list, func(x, y lostDeal) int { return cmp.Or(cmp.Compare(y.at, x.at), cmp.Compare(x.id, y.id)) })
	a.Deals, a.Examples = int64(len(l.list)), []string{}
	for _, d := range l.list[:min(len(l.list), MaxExamples)] {
		a.Examples = append(a.Examples, d.id)
	}
}
