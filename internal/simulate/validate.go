package simulate

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Limits that keep a simulation finite.
const (
	maxDeals     = 1_000_000_000
	maxPerDay    = 1_000_000
	maxStages    = 500
	maxMeanSteps = 1000
)

// InvalidSpecError lists everything that is wrong with a Spec.
type InvalidSpecError struct {
	Faults []Fault
}

// Fault is one thing wrong with a Spec: where, and what.
type Fault struct {
	Path, Text string
}

// Error returns all faults, separated by semicolons.
func (e *InvalidSpecError) Error() string {
	parts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		parts[i] = f.Path + ": " + f.Text
	}
	return "simulate: invalid spec: " + strings.Join(parts, "; ")
}

// Validate returns an *[InvalidSpecError] with every fault, or nil.
func (s Spec) Validate() error {
	v := &validator{}
	v.stages(s.Stages)
	v.entry(s.Entry, s.Stages)
	v.time(s)
	v.arrivals(s.Arrivals)
	v.amounts(s.Amounts)
	v.agents("owners", s.Owners)
	v.agents("sources", s.Sources)
	v.choices("regions", s.Regions)
	v.surroundings(s)
	if len(v.faults) == 0 {
		return nil
	}
	return &InvalidSpecError{Faults: v.faults}
}

type validator struct {
	faults []Fault
}

func (v *validator) add(path, format string, args ...any) {
	v.faults = append(v.faults, Fault{Path: path, Text: fmt.Sprintf(format, args...)})
}

// within demands low ≤ x ≤ high, which NaN fails.
func (v *validator) within(path string, x, low, high float64) {
	if ok := x >= low && x <= high; !ok {
		v.add(path, "%v is not in [%v, %v]", x, low, high)
	}
}

func (v *validator) stages(stages []Stage) {
	if len(stages) == 0 || len(stages) > maxStages {
		v.add("stages", "%d stages, not 1 to %d", len(stages), maxStages)
		return
	}
	known, before := make(map[string]bool, len(stages)), len(v.faults)
	var open, ends int
	for i, s := range stages {
		path := fmt.Sprintf("stages[%d]", i)
		if s.ID == "" {
			v.add(path+".id", "is empty")
		} else if known[s.ID] {
			v.add(path+".id", "%q is used twice", s.ID)
		}
		known[s.ID] = true
		if s.Outcome == Open {
			open++
		} else {
			ends++
		}
	}
	if open == 0 {
		v.add("stages", "none is open")
	}
	if ends == 0 {
		v.add("stages", "none is an end")
	}
	for i, s := range stages {
		v.stage(fmt.Sprintf("stages[%d]", i), s, known)
	}
	if len(v.faults) == before {
		v.absorbing(stages)
	}
}

func (v *validator) stage(path string, s Stage, known map[string]bool) {
	if s.Outcome > Lost {
		v.add(path+".outcome", "%d is unknown", s.Outcome)
	}
	v.law(path+".stay", s.Stay)
	v.law(path+".ahead", s.Ahead)
	v.choices(path+".reasons", s.Reasons)
	if s.Outcome != Open {
		if len(s.Moves) > 0 {
			v.add(path+".moves", "leave a stage that is an end")
		}
		return
	}
	var sum float64
	for j, m := range s.Moves {
		at := fmt.Sprintf("%s.moves[%d]", path, j)
		if !known[m.To] {
			v.add(at+".to", "no stage %q", m.To)
		}
		v.within(at+".p", m.P, 0, 1)
		v.law(at+".stay", m.Stay)
		sum += m.P
	}
	if ok := math.Abs(sum-1) <= 1e-9; !ok { // NaN is not either
		v.add(path+".moves", "probabilities sum to %v, not 1", sum)
	}
}

// absorbing demands that deals end, soon enough to be simulated.
func (v *validator) absorbing(stages []Stage) {
	c := newChain(stages)
	end := make([]bool, len(stages))
	for i := range stages {
		end[i] = c.ends(i)
	}
	before := len(v.faults)
	for i, ok := range c.reaches(end) {
		if !ok {
			v.add(fmt.Sprintf("stages[%d]", i), "no end can be reached")
		}
	}
	if len(v.faults) > before {
		return
	}
	for i, steps := range c.meanSteps() {
		if ok := steps <= maxMeanSteps; !ok {
			v.add(fmt.Sprintf("stages[%d]", i), "takes %.4g moves to end, more than %d", steps, maxMeanSteps)
		}
	}
}

func (v *validator) law(path string, l Law) {
	const most = 1e12
	positive := func(name string, x, high float64) {
		if ok := x > 0 && x <= high; !ok {
			v.add(path+"."+name, "%v is not in (0, %v]", x, high)
		}
	}
	switch l.Kind {
	case Unset:
	case KindFixed:
		v.within(path+".scale", l.Scale, 0, most)
	case KindExponential:
		positive("scale", l.Scale, most)
	case KindWeibull, KindGamma:
		positive("scale", l.Scale, most)
		v.within(path+".shape", l.Shape, 0.05, 1e6)
	case KindLogNormal:
		positive("scale", l.Scale, most)
		v.within(path+".shape", l.Shape, 0, 5)
	case KindTable:
		weights := make([]float64, len(l.Points))
		for i, p := range l.Points {
			v.within(fmt.Sprintf("%s.points[%d].at", path, i), p.At, 0, most)
			weights[i] = p.Weight
		}
		v.weights(path+".points", weights)
	default:
		v.add(path+".kind", "%d is unknown", l.Kind)
	}
}

// needs demands a law where a share says that it is used.
func (v *validator) needs(path string, share float64, l Law, law string) {
	v.within(path, share, 0, 1)
	v.law(law, l)
	if share > 0 && l.Kind == Unset {
		v.add(law, "is needed by %s", path)
	}
}

func (v *validator) weights(path string, weights []float64) {
	var sum float64
	for i, w := range weights {
		v.within(fmt.Sprintf("%s[%d].weight", path, i), w, 0, 1e12)
		sum += w
	}
	if sum == 0 {
		v.add(path, "the weights sum to 0")
	}
}

func (v *validator) choices(path string, choices []Choice) {
	if len(choices) == 0 {
		return
	}
	names, weights := make([]string, len(choices)), make([]float64, len(choices))
	for i, c := range choices {
		names[i], weights[i] = c.Name, c.Weight
	}
	v.names(path, names)
	v.weights(path, weights)
}

func (v *validator) names(path string, names []string) {
	seen := make(map[string]bool, len(names))
	for i, name := range names {
		if name == "" {
			v.add(fmt.Sprintf("%s[%d].name", path, i), "is empty")
		} else if seen[name] {
			v.add(fmt.Sprintf("%s[%d].name", path, i), "%q is used twice", name)
		}
		seen[name] = true
	}
}

func (v *validator) agents(path string, agents []Agent) {
	choices := make([]Choice, len(agents))
	for i, a := range agents {
		choices[i] = Choice{Name: a.Name, Weight: a.Weight}
		if a.WinOdds != 0 {
			v.within(fmt.Sprintf("%s[%d].win_odds", path, i), a.WinOdds, 1e-6, 1e6)
		}
		if a.Pace != 0 {
			v.within(fmt.Sprintf("%s[%d].pace", path, i), a.Pace, 1e-3, 1e3)
		}
	}
	v.choices(path, choices)
}

func (v *validator) entry(entry []Choice, stages []Stage) {
	v.choices("entry", entry)
	open := make(map[string]bool, len(stages))
	for _, s := range stages {
		open[s.ID] = s.Outcome == Open
	}
	for i, c := range entry {
		if c.Name != "" && !open[c.Name] {
			v.add(fmt.Sprintf("entry[%d].name", i), "no open stage %q", c.Name)
		}
	}
}

func (v *validator) time(s Spec) {
	year := func(path string, t time.Time) {
		if y := t.Year(); y < 1900 || y > 2999 {
			v.add(path, "year %d is not in 1900 to 2999", y)
		}
	}
	if s.Start.IsZero() {
		v.add("start", "is missing")
	} else {
		year("start", s.Start)
	}
	for _, end := range []struct {
		path string
		t    time.Time
	}{{"end", s.End}, {"arrivals.until", s.Arrivals.Until}} {
		if end.t.IsZero() {
			continue
		}
		year(end.path, end.t)
		if !end.t.After(s.Start) {
			v.add(end.path, "is not after start")
		}
	}
	if s.End.IsZero() && s.Arrivals.Until.IsZero() {
		v.add("arrivals.until", "is missing, and so is end")
	}
	if h := s.Hours; h != (Hours{}) && (h.From < 0 || h.To > 24 || h.From >= h.To) {
		v.add("hours", "[%d, %d) is not within the day", h.From, h.To)
	}
}

func (v *validator) arrivals(a Arrivals) {
	v.within("arrivals.deals", float64(a.Deals), 0, maxDeals)
	v.within("arrivals.per_day", a.PerDay, 0, maxPerDay)
	if a.Dispersion != 0 {
		v.within("arrivals.dispersion", a.Dispersion, 1e-6, 100)
	}
	if (a.Deals > 0) == (a.PerDay > 0) {
		v.add("arrivals", "needs either deals or per_day")
	}
	if a.Dispersion > 0 && a.Deals > 0 {
		v.add("arrivals.dispersion", "needs per_day")
	}
}

func (v *validator) amounts(a Amounts) {
	v.law("amounts.law", a.Law)
	if a.Unit < 0 || a.Unit > maxAmount {
		v.add("amounts.unit", "%d is not in 0 to %d", a.Unit, int64(maxAmount))
	}
	v.within("amounts.missing", a.Missing, 0, 1)
	v.needs("amounts.change", a.Change, a.Factor, "amounts.factor")
	v.within("amounts.logit_per_log", a.LogitPerLog, -100, 100)
	if a.LogitPerLog != 0 && a.Law.Mean() <= 0 {
		v.add("amounts.logit_per_log", "needs amounts with a positive mean")
	}
}

func (v *validator) surroundings(s Spec) {
	v.law("recording.lag", s.Recording.Lag)
	v.needs("recording.back_dated", s.Recording.BackDated, s.Recording.Back, "recording.back")
	if c := s.Calendar; c != (Calendar{}) {
		v.within("calendar.days", float64(c.Days), 1, 80)
		v.within("calendar.factor", c.Factor, 1, 1000)
	}
	v.within("frailty", s.Frailty, 0, 3)
	v.within("dependence.rho", s.Dependence.Rho, 0, 0.999)
	if s.Dependence.Period > Whole {
		v.add("dependence.period", "%d is unknown", s.Dependence.Period)
	}
	v.within("close_dates.share", s.CloseDates.Share, 0, 1)
	v.law("close_dates.ahead", s.CloseDates.Ahead)
	v.law("close_dates.push", s.CloseDates.Push)
	v.within("close_dates.ignored", s.CloseDates.Ignored, 0, 1)
	v.needs("next_steps.share", s.NextSteps.Share, s.NextSteps.Ahead, "next_steps.ahead")
	v.needs("late_entry.share", s.LateEntry.Share, s.LateEntry.Delay, "late_entry.delay")
}
