package stage

import (
	"math/bits"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// stageSet is a set of stages by index.
type stageSet [(MaxStages + 63) / 64]uint64

func (s *stageSet) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s *stageSet) has(i int) bool { return s[i>>6]>>(i&63)&1 != 0 }

// union adds the members of t and reports whether there were new ones.
func (s *stageSet) union(t *stageSet) (grew bool) {
	for k, word := range t {
		grew = grew || word&^s[k] != 0
		s[k] |= word
	}
	return grew
}

// each calls f for every member, in order.
func (s *stageSet) each(f func(i int)) {
	for k, word := range s {
		for ; word != 0; word &= word - 1 {
			f(k<<6 + bits.TrailingZeros64(word))
		}
	}
}

// moveRules says which moves are allowed. Stage -1 is where deals are created.
type moveRules struct {
	policy       Policy
	back, reopen bool
	outcomes     []Outcome
	retired      []bool
	listed       []stageSet // under Graph, by from+1
	starts       bool       // the graph lists where deals begin
	allowed      []stageSet // by from+1
}

// newMoveRules works out which moves are allowed. Names of the graph that are no ids are left out.
func newMoveRules(stages []Stage, m Moves, ids map[string]int) moveRules {
	r := moveRules{policy: m.Policy, back: m.Back, reopen: m.Reopen}
	r.outcomes = make([]Outcome, len(stages))
	r.retired = make([]bool, len(stages))
	for i, s := range stages {
		r.outcomes[i], r.retired[i] = s.Outcome, s.Retired
	}
	r.list(m.Graph, ids)
	r.allowed = make([]stageSet, len(stages)+1)
	for from := -1; from < len(stages); from++ {
		for to := range stages {
			if r.breach(from, to) == "" {
				r.allowed[from+1].add(to)
			}
		}
	}
	return r
}

// list reads the graph.
func (r *moveRules) list(graph map[string][]string, ids map[string]int) {
	r.listed = make([]stageSet, len(r.outcomes)+1)
	if r.policy != Graph {
		return
	}
	_, r.starts = graph[""]
	for id, targets := range graph {
		from, ok := ids[id]
		if id == "" {
			from, ok = -1, true
		}
		if !ok {
			continue
		}
		for _, target := range targets {
			if to, ok := ids[target]; ok {
				r.listed[from+1].add(to)
			}
		}
	}
}

func (r *moveRules) allow(from, to int) bool { return r.allowed[from+1].has(to) }

// breach returns the rule that a move breaks, "" when it breaks none.
func (r *moveRules) breach(from, to int) sf.Code {
	switch {
	case from == to:
		return CodeSameStage
	case r.retired[to]:
		return CodeRetired
	case r.listed[from+1].has(to):
		return ""
	case from < 0:
		return r.breachCreating(to)
	case r.outcomes[from] != Open:
		return r.breachReopening(to)
	case r.policy == Graph:
		return unless(r.back && to < from && r.outcomes[to] == Open, CodeUnlisted)
	case r.outcomes[to] != Open:
		return ""
	case to < from:
		return unless(r.back || r.policy == Free, CodeBackward)
	default:
		return unless(r.policy != Next || to == r.next(from), CodeSkips)
	}
}

// unless returns the code, or none when the move is in order.
func unless(ok bool, code sf.Code) sf.Code {
	if ok {
		return ""
	}
	return code
}

func (r *moveRules) breachCreating(to int) sf.Code {
	switch {
	case r.outcomes[to] != Open, r.starts:
		return CodeNotAStart
	default:
		return unless(r.policy != Next || to == r.next(-1), CodeNotAStart)
	}
}

func (r *moveRules) breachReopening(to int) sf.Code {
	if r.outcomes[to] != Open {
		return CodeClosedTwice
	}
	return unless(r.reopen, CodeNoReopening)
}

// next returns the open stage that follows, -1 when there is none.
func (r *moveRules) next(from int) int {
	for i := from + 1; i < len(r.outcomes); i++ {
		if r.outcomes[i] == Open && !r.retired[i] {
			return i
		}
	}
	return -1
}

// reached returns the stages that a deal can come to, from its creation on.
func (r *moveRules) reached() stageSet {
	reached := r.allowed[0]
	for grew := true; grew; {
		grew = false
		before := reached
		before.each(func(i int) {
			grew = reached.union(&r.allowed[i+1]) || grew
		})
	}
	return reached
}

// ending returns the stages from which a deal can come to a won or lost one.
func (r *moveRules) ending() stageSet {
	var ending stageSet
	for i, outcome := range r.outcomes {
		if outcome != Open {
			ending.add(i)
		}
	}
	for grew := true; grew; {
		grew = false
		for i := range r.outcomes {
			if !ending.has(i) && meet(&r.allowed[i+1], &ending) {
				ending.add(i)
				grew = true
			}
		}
	}
	return ending
}

func meet(s, t *stageSet) bool {
	for k := range s {
		if s[k]&t[k] != 0 {
			return true
		}
	}
	return false
}
