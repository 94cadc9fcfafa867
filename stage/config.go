package stage

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// SchemaVersion is the version of the configuration's JSON that this release reads and writes.
const SchemaVersion = 1

// MaxStages bounds the stages of a pipeline.
const MaxStages = 255

// Config is a pipeline as plain data, to be edited, stored as JSON and given to [New].
type Config struct {
	SchemaVersion int        `json:"schema_version"` // [SchemaVersion]; 0 in Go code means the same
	ID            string     `json:"id"`
	Name          string     `json:"name,omitzero"`
	Fields        []sf.Field `json:"fields,omitzero"` // the facts that criteria and required lists may name
	Stages        []Stage    `json:"stages"`          // in selling order
	Moves         Moves      `json:"moves,omitzero"`
}

// Stage is one step of the pipeline, or one of its ends.
type Stage struct {
	ID          string      `json:"id"`
	Name        string      `json:"name,omitzero"`        // what people call it; empty: the id
	Aliases     []string    `json:"aliases,omitzero"`     // former ids and labels that history still says
	Outcome     Outcome     `json:"outcome,omitzero"`     // open, won or lost: a type, never a name
	Probability *float64    `json:"probability,omitzero"` // P(win) as configured; nil: not configured, which 0 is not
	Category    Category    `json:"category,omitzero"`    // where a forecast counts its deals
	Required    []string    `json:"required,omitzero"`    // names of fields that must be known to enter
	Entry       []Criterion `json:"entry,omitzero"`       // what must be true to enter
	Exit        []Criterion `json:"exit,omitzero"`        // what must be true to move on; a move to a lost stage does not ask
	Limit       Limit       `json:"limit,omitzero"`       // how long a deal may stay
	Goal        string      `json:"goal,omitzero"`        // what the stage is to achieve
	Playbook    []string    `json:"playbook,omitzero"`    // how sellers get there
	Milestones  []Milestone `json:"milestones,omitzero"`  // what should be true by when
	Retired     bool        `json:"retired,omitzero"`     // history may say it; no deal may enter it any more
}

// Title returns the stage's name, or its id where it has none.
func (s Stage) Title() string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

// Criterion is a line of the handbook and the test behind it. The zero Test is a line that only people can judge: it stands in the
// handbook and is never checked. Within a stage an id stands for one entry or exit criterion.
type Criterion struct {
	ID   string        `json:"id"`
	Text string        `json:"text,omitzero"`
	Test criteria.Expr `json:"test,omitzero"`
}

// Milestone is what should be true by when, counted from the entry into the stage.
type Milestone struct {
	ID   string        `json:"id"`
	Text string        `json:"text,omitzero"`
	Test criteria.Expr `json:"test,omitzero"`
	Due  Limit         `json:"due"`
}

// Limit is a length of time such as 15 working days; the zero Limit is none.
type Limit struct {
	Days    int  `json:"days"`
	Working bool `json:"working,omitzero"` // count only the working days of the calendar in use
}

// IsZero reports whether there is no limit.
func (l Limit) IsZero() bool { return l == Limit{} }

// Moves says which moves between stages are allowed. No move leads into a retired stage, or from a stage to itself.
//
// A deal may be created in any open stage; under [Next] only in the first, and where the graph of [Graph] lists "" only as listed. A move
// from an open stage to a won or lost one is allowed under every policy but [Graph]. From one won or lost stage to another there is no
// move that is not listed: the deal is reopened first.
type Moves struct {
	Policy Policy              `json:"policy,omitzero"`
	Graph  map[string][]string `json:"graph,omitzero"`  // for the policy graph: from id → to ids; "" → where new deals may begin
	Back   bool                `json:"back,omitzero"`   // a deal may also return to any earlier open stage
	Reopen bool                `json:"reopen,omitzero"` // a closed deal may also return to any open stage
}
