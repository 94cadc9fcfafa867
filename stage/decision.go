package stage

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/word"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// Decision is the answer to a [Move], with every reason. Its JSON is fit to be the body of a refusal, HTTP status 422.
type Decision struct {
	Allowed    bool      `json:"allowed"`
	Overridden bool      `json:"overridden,omitzero"` // allowed only because of the override; what it lifted is listed all the same
	From       string    `json:"from,omitzero"`       // the stage's id; as asked when there is no such stage
	To         string    `json:"to"`                  // the stage's id; as asked when there is no such stage
	Override   Override  `json:"override,omitzero"`   // who overrode and why, where Overridden
	Broken     []sf.Note `json:"broken,omitzero"`     // the rules of moving that the move breaks
	Unmet      []Unmet   `json:"unmet,omitzero"`      // every criterion that is not known to be met
}

// Unmet is a criterion that stands against a move.
type Unmet struct {
	Stage     string         `json:"stage"`         // the id of the stage that asks it
	Gate      Gate           `json:"gate"`          // on which occasion
	Criterion Criterion      `json:"criterion"`     // the line of the handbook, without its test
	Truth     criteria.Truth `json:"truth"`         // false, or unknown
	Why       []sf.Note      `json:"why,omitzero"`  // what is not true in it
	Path      string         `json:"path,omitzero"` // where in the configuration
}

// Notes returns every reason in one list, for [sf.Note.In] to say in a language: first the rules that the move breaks, then each
// criterion, followed by what is not true in it.
func (d Decision) Notes() []sf.Note {
	notes := append([]sf.Note(nil), d.Broken...)
	for _, u := range d.Unmet {
		if u.Gate != AtRequired { // its one reason says it all
			notes = append(notes, u.note())
		}
		notes = append(notes, u.Why...)
	}
	return notes
}

func (u Unmet) note() sf.Note {
	code := CodeNotMet
	if u.Truth == criteria.Unknown {
		code = CodeNotKnown
	}
	text := u.Criterion.Text
	if text == "" {
		text = u.Criterion.ID
	}
	return sf.NewNote(code, u.Path, sf.F("criterion", sf.Text(text)), sf.F("stage", sf.Text(u.Stage)))
}

// Gate is the occasion on which something is asked of a deal. In JSON it is a word.
type Gate uint8

// The gates.
const (
	AtMove     Gate = iota // move: the rules of moving
	AtRequired             // required: fields that must be known to enter
	AtExit                 // exit: criteria to move on
	AtEntry                // entry: criteria to enter
)

var gateWords = word.Set[Gate]{Package: "stage", Name: "gate", Words: []string{"move", "required", "exit", "entry"}}

// String returns the gate's word.
func (g Gate) String() string { return gateWords.String(g) }

// MarshalText writes the gate's word.
func (g Gate) MarshalText() ([]byte, error) { return gateWords.Marshal(g) }

// UnmarshalText reads the gate's word.
func (g *Gate) UnmarshalText(b []byte) error { return gateWords.Unmarshal(g, b) }
