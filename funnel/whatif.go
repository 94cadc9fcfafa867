package funnel

import (
	"fmt"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Scenario is a funnel to which changes are made, as in "what if two in a hundred more proposals led to a negotiation, and negotiations took
// half the time". It begins with [View.Scenario], which changes nothing, is immutable, and safe for concurrent use.
type Scenario struct {
	b       *steadyFlow
	changes []ScenarioChange
	now     *scenarioState
}

// ScenarioOutcome is what a scenario comes to.
type ScenarioOutcome struct {
	Changes []ScenarioChange `json:"changes"` // in their order
	Before  SteadyState      `json:"before"`
	After   SteadyState      `json:"after"`
	// Difference is After − Before. Its intervals are of the difference itself: both are computed of the same draws. A difference that is 0
	// whatever the funnel is has none.
	Difference SteadyState `json:"difference"`
	Currency   string      `json:"currency,omitzero"` // of all money here
	Warnings   []sf.Note   `json:"warnings,omitzero"`
}

// Scenario returns the funnel as it is, to make changes to. It is seen as [View.Bottlenecks] sees it; the error is the same.
func (v *View) Scenario(o FlowOptions) (*Scenario, error) {
	b, err := v.pricedFlow(o, nil)
	if err != nil {
		return nil, err
	}
	return &Scenario{b: b, now: newScenarioState(b)}, nil
}

// With returns the scenario with further changes, made one after the other: With(a).With(b) is With(a, b). Changes leave alone what they do
// not name:
//
//   - A move that gains points takes them from the other moves of its stage, or from the losses, in proportion; one that loses points gives
//     them back so, and +0.02 then −0.02 is no change. Stays keep the length that they have by where they lead, so that the mean stay
//     changes when quick losses become slow wins.
//   - Stays that become shorter lead where they led.
//   - New deals begin in the same stages, and won deals are worth the same, but for the factor.
//
// The error is one [*sf.InvalidError] with every fault: a stage that is not there or of which nothing can be said, a move that nobody made
// and the rules do not allow, a probability that would leave 0 to 1 or has nothing to take from, a number that is NaN, infinite or negative
// where it must not be, and moves after which deals would never end. A change at fault is passed over to find the faults of the others.
func (s *Scenario) With(changes ...ScenarioChange) (*Scenario, error) {
	next := s.now.clone()
	var faults []sf.Note
	for i, c := range changes {
		found := next.apply(s.b, c)
		for _, fault := range found {
			fault.Path = fmt.Sprintf("changes[%d].%s", i, fault.Path)
			faults = append(faults, fault)
		}
	}
	if len(faults) == 0 {
		faults = next.endless(s.b)
	}
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	out := &Scenario{b: s.b, changes: slices.Clone(s.changes), now: next}
	for _, c := range changes {
		out.changes = append(out.changes, c.plain())
	}
	return out, nil
}

// Changes returns the changes made so far, in their order.
func (s *Scenario) Changes() []ScenarioChange { return slices.Clone(s.changes) }

// Outcome returns what the changes come to, in the long run: the funnel before them and after them as a [SteadyState], and the difference.
// With begin π, moves p between open stages, mean stays T, arrivals λ and the mean amount a,
//
//	ν = π (I − p)⁻¹    win rate = Σ_k ν_k p_k,won    cycle = Σ_k ν_k T_k    open deals = λ · cycle
//
// Intervals are those of [View.Bottlenecks]; in a draw in which a change would take a probability below 0 or above 1, it goes to 0 or 1. What
// a change costs, and whether it can be made, is not in the numbers.
//
// Sources: Little 1961, Operations Research 9, for open deals; Çinlar 1969, Advances in Applied Probability 1, for the cycle.
func (s *Scenario) Outcome() *ScenarioOutcome {
	out := &ScenarioOutcome{Changes: append([]ScenarioChange{}, s.changes...), Currency: s.b.amounts.currency, Warnings: slices.Clone(s.b.warnings)}
	if !s.b.known {
		return out
	}
	values, drawn := make([]float64, 3*steadyNumbers), make([]float64, 3*steadyNumbers)
	before, after := newScenarioState(s.b), s.now
	stay := make([]float64, len(s.b.rows))
	compare := func(d *flowDraw, dst []float64) {
		before.steady(s.b, d, stay, dst)
		for _, c := range s.changes {
			c.onDraw(s.b, d)
		}
		after.steady(s.b, d, stay, dst[steadyNumbers:])
		for i := range steadyNumbers {
			dst[2*steadyNumbers+i] = dst[steadyNumbers+i] - dst[i]
		}
	}
	samples := newFlowSamples(len(values), s.b.options.draws())
	s.b.each(s.b.options.draws(), func(d *flowDraw) {
		compare(d, drawn)
		samples.add(drawn)
	})
	compare(s.b.point(), values)
	out.Warnings = append(out.Warnings, samples.warnings()...)
	out.Before = s.b.say(values, samples, 0)
	out.After = s.b.say(values[steadyNumbers:], samples, steadyNumbers)
	out.Difference = s.b.say(values[2*steadyNumbers:], samples, 2*steadyNumbers)
	out.Difference.certain()
	return out
}

// certain takes the interval from what is 0 in every draw.
func (s *SteadyState) certain() {
	for _, e := range []*sf.Estimate{&s.WinRate, &s.CycleDays, &s.WonPerMonth, &s.RevenuePerMonth, &s.OpenDeals} {
		if e.Value == 0 && e.Low == 0 && e.High == 0 {
			e.Level = 0
		}
	}
}
