package stage

import (
	"iter"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// Pipeline is a checked configuration, made by [New]. It is immutable and safe for concurrent use; the zero Pipeline is not valid.
//
// Methods that take the index of a stage panic when there is no such stage, as a slice does, except [Pipeline.CanMove].
type Pipeline struct {
	config Config         // normalized and never handed out
	words  map[string]int // id, alias and name → stage
	moves  moveRules
	gates  []gates // what each stage asks, compiled
	hash   string
}

// gates is what one stage asks.
type gates struct {
	required    []need
	entry, exit []rule
	milestones  []*criteria.Rule // nil where only people can judge
}

// need is a field that must be known.
type need struct {
	name, label string
	id          string // what a decision calls it: required.<name>
}

// rule is the compiled test of a criterion.
type rule struct {
	at   int // its place in the list of the configuration
	test *criteria.Rule
}

// New checks a configuration and compiles its criteria. The functions are what criteria may call by name.
//
// Every fault is reported at once, in one [*sf.InvalidError], with its path, as in stages[2].probability. The configuration is copied.
func New(c Config, funcs ...criteria.Func) (*Pipeline, error) {
	v := validation{config: c, funcs: funcs}
	v.run()
	if err := sf.Invalid(v.faults); err != nil {
		return nil, err
	}
	p := &Pipeline{config: c.normalized(), words: v.words, moves: v.moves, gates: v.gates}
	hash, err := p.config.hash()
	if err != nil {
		return nil, err
	}
	p.hash = hash
	return p, nil
}

// ID returns the pipeline's id.
func (p *Pipeline) ID() string { return p.config.ID }

// Config returns a copy of the configuration, with the schema version filled in and empty lists left out.
func (p *Pipeline) Config() Config { return p.config.normalized() }

// Len returns the number of stages.
func (p *Pipeline) Len() int { return len(p.config.Stages) }

// All yields a copy of every stage with its index, in selling order.
func (p *Pipeline) All() iter.Seq2[int, Stage] {
	return func(yield func(int, Stage) bool) {
		for i, s := range p.config.Stages {
			if !yield(i, s.normalized()) {
				return
			}
		}
	}
}

// Stage returns a copy of the stage at an index. Where one property is enough, [Pipeline.StageID], [Pipeline.Outcome],
// [Pipeline.Probability], [Pipeline.Limit] and [Pipeline.Category] do not copy.
func (p *Pipeline) Stage(i int) Stage { return p.config.Stages[i].normalized() }

// StageID returns the id of the stage at an index.
func (p *Pipeline) StageID(i int) string { return p.config.Stages[i].ID }

// Outcome returns the outcome of the stage at an index.
func (p *Pipeline) Outcome(i int) Outcome { return p.config.Stages[i].Outcome }

// Probability returns the configured probability that a deal in the stage is won. It is 1 for a won and 0 for a lost stage, configured or
// not; ok is false for an open stage without one.
func (p *Pipeline) Probability(i int) (probability float64, ok bool) {
	s := &p.config.Stages[i]
	switch {
	case s.Outcome == Won:
		return 1, true
	case s.Outcome == Lost:
		return 0, true
	case s.Probability == nil:
		return 0, false
	default:
		return *s.Probability, true
	}
}

// Limit returns how long a deal may stay in the stage; the zero Limit is for ever.
func (p *Pipeline) Limit(i int) Limit { return p.config.Stages[i].Limit }

// Category returns where a forecast counts the deals of the stage. It is never [ByOutcome]: that is resolved to [InPipeline] for an open
// stage and [Closed] for any other.
func (p *Pipeline) Category(i int) Category {
	s := &p.config.Stages[i]
	switch {
	case s.Category != ByOutcome:
		return s.Category
	case s.Outcome == Open:
		return InPipeline
	default:
		return Closed
	}
}

// Index returns the index of the stage that has the id, alias or name, exactly as written. No word belongs to two stages. It does not
// allocate.
func (p *Pipeline) Index(word string) (i int, ok bool) {
	i, ok = p.words[word]
	return i, ok
}

// CanMove reports whether the move rules allow a deal to go from one stage to another, by index; from -1 is the creation of a deal.
// Criteria are not asked. It is false for an index that is no stage, and does not allocate.
func (p *Pipeline) CanMove(from, to int) bool {
	n := len(p.config.Stages)
	return from >= -1 && from < n && to >= 0 && to < n && p.moves.allow(from, to)
}

// Fields returns a copy of the declared fields.
func (p *Pipeline) Fields() []sf.Field { return cloneList(p.config.Fields) }

// Hash returns the SHA-256 of the configuration's canonical JSON in hexadecimal: what a report quotes to say which rules it was made
// under. It does not cover the Go functions that criteria call.
func (p *Pipeline) Hash() string { return p.hash }
