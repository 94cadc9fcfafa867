package stage

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// MaxExamples bounds the examples that a [Trial] gives of each thing.
const MaxExamples = 10

// Trial is what a change of rules would have done to the same moves. Examples are places in the sequence of moves, counted from 0, the
// first [MaxExamples] of them.
type Trial struct {
	Moves         int        `json:"moves"`                     // how many moves were looked at
	AllowedBefore int        `json:"allowed_before"`            // by the rules in force, overrides included
	AllowedAfter  int        `json:"allowed_after"`             // by the candidate, overrides included
	Overridden    int        `json:"overridden"`                // allowed by the candidate only because of an override
	NewlyRefused  int        `json:"newly_refused"`             // allowed before, refused after
	NewlyAllowed  int        `json:"newly_allowed"`             // refused before, allowed after
	Refused       []int      `json:"refused_examples,omitzero"` // moves newly refused
	Allowed       []int      `json:"allowed_examples,omitzero"` // moves newly allowed
	Obstacles     []Obstacle `json:"obstacles,omitzero"`        // what stands against moves, the most frequent under the candidate first
}

// Obstacle is one rule or criterion and the moves that it stands against. A move counts at every obstacle that it meets, overridden or not.
type Obstacle struct {
	Stage     string `json:"stage,omitzero"`    // the id of the stage that asks; of the stage to enter for a rule of moving
	Gate      Gate   `json:"gate"`              // on which occasion
	Criterion string `json:"criterion"`         // the id of the criterion, or "required.<field>", or the code of the rule of moving
	Before    int    `json:"before"`            // moves that it stands against under the rules in force
	After     int    `json:"after"`             // moves that it stands against under the candidate
	Unknown   int    `json:"unknown,omitzero"`  // of those after: the moves of which it is only not known to be met
	Alone     int    `json:"alone,omitzero"`    // of those after: the moves that nothing else stands against
	Newly     int    `json:"newly,omitzero"`    // of those after: the moves that were allowed before and are refused now
	Examples  []int  `json:"examples,omitzero"` // of those after
}

// CheckAll says what a candidate configuration would have done to moves that were made, or asked for, under the one in force. It is a dry
// run of a change of rules. To count what one configuration refuses, let it be its own candidate; nil means that.
//
// It keeps no more than a count for each rule and criterion, however many moves there are.
func (p *Pipeline) CheckAll(candidate *Pipeline, moves iter.Seq2[Move, sf.Facts]) Trial {
	if candidate == nil {
		candidate = p
	}
	t := trial{obstacles: map[obstacleKey]*Obstacle{}}
	var was, is []finding
	var from, to way
	for m, f := range moves {
		from, was = p.judge(m, f, was[:0])
		to, is = candidate.judge(m, f, is[:0])
		allowedBefore, _ := settle(was, m.Override)
		allowed, overridden := settle(is, m.Override)
		t.count(allowedBefore, allowed, overridden)
		for _, x := range was {
			t.at(p.key(x, from)).Before++
		}
		for _, x := range is {
			t.at(candidate.key(x, to)).meet(x, t.total.Moves, len(is) == 1, allowedBefore && !allowed)
		}
		t.total.Moves++
	}
	return t.result()
}

// trial is a [Trial] that is being counted.
type trial struct {
	total     Trial
	obstacles map[obstacleKey]*Obstacle
}

type obstacleKey struct {
	stage     string
	gate      Gate
	criterion string
}

// key names what a finding found.
func (p *Pipeline) key(x finding, w way) obstacleKey {
	if x.gate == AtMove {
		k := obstacleKey{gate: AtMove, criterion: string(x.code)}
		if w.to >= 0 {
			k.stage = p.StageID(w.to)
		}
		return k
	}
	return obstacleKey{stage: p.StageID(x.stage), gate: x.gate, criterion: p.criterionID(x)}
}

func (t *trial) at(k obstacleKey) *Obstacle {
	o := t.obstacles[k]
	if o == nil {
		o = &Obstacle{Stage: k.stage, Gate: k.gate, Criterion: k.criterion}
		t.obstacles[k] = o
	}
	return o
}

// count enters how one move was decided.
func (t *trial) count(before, after, overridden bool) {
	c := &t.total
	if before {
		c.AllowedBefore++
	}
	if after {
		c.AllowedAfter++
	}
	if overridden {
		c.Overridden++
	}
	switch {
	case before && !after:
		c.NewlyRefused++
		c.Refused = withExample(c.Refused, c.Moves)
	case after && !before:
		c.NewlyAllowed++
		c.Allowed = withExample(c.Allowed, c.Moves)
	}
}

// meet enters a move that the obstacle stands against under the candidate.
func (o *Obstacle) meet(x finding, move int, alone, newly bool) {
	o.After++
	if x.gate != AtMove && x.truth == criteria.Unknown {
		o.Unknown++
	}
	if alone {
		o.Alone++
	}
	if newly {
		o.Newly++
	}
	o.Examples = withExample(o.Examples, move)
}

func withExample(examples []int, move int) []int {
	if len(examples) < MaxExamples {
		examples = append(examples, move)
	}
	return examples
}

// result puts the obstacles in order: by moves after, moves before, stage, gate, criterion.
func (t *trial) result() Trial {
	for _, o := range t.obstacles {
		t.total.Obstacles = append(t.total.Obstacles, *o)
	}
	slices.SortFunc(t.total.Obstacles, func(a, b Obstacle) int {
		return cmp.Or(
			cmp.Compare(b.After, a.After),
			cmp.Compare(b.Before, a.Before),
			strings.Compare(a.Stage, b.Stage),
			cmp.Compare(a.Gate, b.Gate),
			strings.Compare(a.Criterion, b.Criterion),
		)
	})
	return t.total
}
