package stage

import (
	"errors"
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// stage checks one stage by itself and compiles what it asks.
func (v *validation) stage(i int) {
	s := &v.config.Stages[i]
	path := indexed("stages", i)
	if !defined(v, outcomeWords, s.Outcome, path+".outcome") {
		v.tangled = true
	}
	v.probability(s, path+".probability")
	v.category(s, path+".category")
	v.time(s, path)
	v.text(s.Goal, MaxText, path+".goal")
	for j, play := range bounded(v, s.Playbook, MaxList, path+".playbook") {
		v.text(play, MaxText, indexed(path+".playbook", j))
	}
	first := map[string]int{} // criteria of a stage share one space of ids, so that an id names one line
	v.gates = append(v.gates, gates{
		required:   v.required(s.Required, path+".required"),
		entry:      v.criteria(s.Entry, first, path+".entry"),
		exit:       v.criteria(s.Exit, first, path+".exit"),
		milestones: v.milestones(s.Milestones, path+".milestones"),
	})
}

func (v *validation) probability(s *Stage, path string) {
	if s.Probability == nil {
		return
	}
	p := *s.Probability
	got := sf.F("got", probabilityValue(p))
	switch {
	case !(p >= 0 && p <= 1): // so that NaN is refused too
		v.fault(CodeProbability, path, got)
	case s.Outcome == Won && p != 1:
		v.fault(CodeWonProbability, path, got)
	case s.Outcome == Lost && p != 0:
		v.fault(CodeLostProbability, path, got)
	}
}

func probabilityValue(p float64) sf.Value {
	if v := sf.Float(p); v.Known() {
		return v
	}
	return sf.Text("NaN or infinite")
}

func (v *validation) category(s *Stage, path string) {
	if !defined(v, categoryWords, s.Category, path) || s.Outcome > Lost {
		return
	}
	switch s.Category {
	case ByOutcome, Omitted:
		return
	case InPipeline, BestCase, Commit:
		if s.Outcome == Open {
			return
		}
	case Closed:
		if s.Outcome != Open {
			return
		}
	}
	v.fault(CodeCategory, path, sf.F("category", sf.Text(s.Category.String())), sf.F("outcome", sf.Text(s.Outcome.String())))
}

// time checks the limits of a stage and of its milestones. Time does not run in a stage that is won or lost.
func (v *validation) time(s *Stage, path string) {
	if s.Outcome != Open {
		if !s.Limit.IsZero() {
			v.fault(CodeClosedLimit, path+".limit")
		}
		if len(s.Milestones) > 0 {
			v.fault(CodeClosedLimit, path+".milestones")
		}
	}
	if !s.Limit.IsZero() {
		v.days(s.Limit.Days, 1, path+".limit.days")
	}
}

func (v *validation) days(days, least int, path string) {
	if days < least || days > MaxDays {
		v.fault(CodeDays, path, number("days", days), number("min", least), number("max", MaxDays))
	}
}

func (v *validation) required(names []string, path string) []need {
	names = bounded(v, names, MaxList, path)
	first := make(map[string]int, len(names))
	var needs []need
	for j, name := range names {
		at := indexed(path, j)
		if !v.name(name, at) {
			continue
		}
		v.once(first, name, j, at)
		declared := slices.IndexFunc(v.config.Fields, func(f sf.Field) bool { return f.Name == name })
		if declared < 0 {
			v.fault(CodeUndeclaredField, at, sf.F("field", sf.Text(name)))
			continue
		}
		needs = append(needs, need{name: name, label: v.config.Fields[declared].Title(), id: "required." + name})
	}
	return needs
}

func (v *validation) criteria(list []Criterion, first map[string]int, path string) []rule {
	var rules []rule
	for j, c := range bounded(v, list, MaxList, path) {
		if test := v.criterion(c, first, j, indexed(path, j)); test != nil {
			rules = append(rules, rule{at: j, test: test})
		}
	}
	return rules
}

func (v *validation) milestones(list []Milestone, path string) []*criteria.Rule {
	first := map[string]int{}
	var rules []*criteria.Rule
	for j, m := range bounded(v, list, MaxList, path) {
		at := indexed(path, j)
		v.days(m.Due.Days, 0, at+".due.days")
		rules = append(rules, v.criterion(Criterion{ID: m.ID, Text: m.Text, Test: m.Test}, first, j, at))
	}
	return rules
}

// criterion checks one line and compiles its test; nil when only people can judge it, or when it is at fault.
func (v *validation) criterion(c Criterion, first map[string]int, j int, path string) *criteria.Rule {
	if v.name(c.ID, path+".id") {
		v.once(first, c.ID, j, path+".id")
	}
	v.text(c.Text, MaxText, path+".text")
	if c.Test.IsZero() {
		if c.Text == "" {
			v.fault(CodeEmptyCriterion, path)
		}
		return nil
	}
	if v.tests += weight(c.Test, MaxTests-v.tests); v.tests > MaxTests {
		return nil // said once, after all stages
	}
	test, err := criteria.Compile(c.Test, v.config.Fields, v.funcs...)
	v.below(path+".test", err)
	return test
}

// weight counts the operations and values of a test. It stops soon after there are more than most, so that a tree that contains itself does
// no harm.
func weight(e criteria.Expr, most int) int {
	n := 1 + len(e.Value)
	for _, part := range e.Of {
		if n > most {
			break
		}
		n += weight(part, most-n)
	}
	return n
}

// functions checks the functions that criteria may call, and keeps those that are sound, so that no criterion reports them again.
func (v *validation) functions() {
	_, err := criteria.Compile(criteria.Expr{}, nil, v.funcs...)
	if err == nil {
		return
	}
	v.below("", err)
	seen := map[string]bool{}
	v.funcs = slices.DeleteFunc(slices.Clone(v.funcs), func(f criteria.Func) bool {
		drop := f.Name == "" || f.Eval == nil || seen[f.Name]
		seen[f.Name] = true
		return drop
	})
}

// below takes over the faults of an error, their paths put below another.
func (v *validation) below(path string, err error) {
	var invalid *sf.InvalidError
	if !errors.As(err, &invalid) {
		return
	}
	for _, f := range invalid.Faults {
		f.Path = joined(path, f.Path)
		v.faults = append(v.faults, f)
	}
}

// graph checks that the moves are what the policy reads.
func (v *validation) graph() {
	m := v.config.Moves
	faults := len(v.faults)
	switch {
	case !defined(v, policyWords, m.Policy, "moves.policy"):
	case m.Policy == Graph && len(m.Graph) == 0:
		v.fault(CodeGraphMissing, "moves.graph")
	case m.Policy != Graph && len(m.Graph) > 0:
		v.fault(CodeGraphUnused, "moves.graph", sf.F("policy", sf.Text(m.Policy.String())))
	case len(m.Graph) > MaxStages+1:
		v.fault(CodeTooMany, "moves.graph", number("n", len(m.Graph)), number("max", MaxStages+1))
	default:
		for _, from := range slices.Sorted(maps.Keys(m.Graph)) {
			v.edges(from, m.Graph[from])
		}
	}
	v.tangled = v.tangled || len(v.faults) > faults
}

// edges checks the moves that the graph lists for one stage.
func (v *validation) edges(from string, targets []string) {
	path := keyed("moves.graph", from)
	if _, ok := v.ids[from]; !ok && from != "" {
		v.fault(CodeUnknownStage, path, sf.F("stage", sf.Text(shortened(from))))
	}
	first := map[string]int{}
	for j, to := range bounded(v, targets, MaxStages, path) {
		at := indexed(path, j)
		_, known := v.ids[to]
		switch {
		case !known:
			v.fault(CodeUnknownStage, at, sf.F("stage", sf.Text(shortened(to))))
		case to == from:
			v.fault(CodeSameStage, at, sf.F("stage", sf.Text(to)))
		default:
			v.once(first, to, j, at)
		}
	}
}
