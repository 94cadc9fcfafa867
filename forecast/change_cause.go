package forecast

import "github.com/salesfunnel-go/salesfunnel/internal/word"

// ChangeCause is why a forecast changed by one deal. In JSON and text it is a word such as "won".
type ChangeCause uint8

// The causes. A deal that is in one book only, or closed in either, has one cause (but for a won one whose amount or date was put right). One
// that is open in both is taken from the earlier state to the later one step by step in the order of age to model; each step changes one
// thing and asks for the probabilities again, so that the steps add up to the whole difference. What two changes do together falls to the
// later step.
const (
	ChangeNew      ChangeCause = iota // new: it is in the later book alone, open or already won
	ChangeReopened                    // reopened: it was won or lost, and is open again
	ChangeWon                         // won: it was open or lost, and is won
	ChangeLost                        // lost: it was open or won, and is lost
	ChangeGone                        // gone: it is in the earlier book alone, as one that was deleted
	ChangeMovedIn                     // moved_in: it came from another group, with all that it brings now
	ChangeMovedOut                    // moved_out: it went to another group, with all that it brought
	ChangeAge                         // age: time passed, and nothing else
	ChangeStage                       // stage: it is in another stage, or entered it anew
	ChangeDate                        // date: its close date moved
	ChangeAmount                      // amount: its amount changed, became known or unknown
	ChangeOverride                    // override: a probability was set by hand, changed or taken back
	ChangeFacts                       // facts: what else is known of it, for models that read it
	ChangeModel                       // model: another model judges it, or another pipeline
)

var changeWords = word.Set[ChangeCause]{Package: "forecast", Name: "cause of change", Words: []string{
	"new", "reopened", "won", "lost", "gone", "moved_in", "moved_out", "age", "stage", "date", "amount", "override", "facts", "model",
}}

// String returns the cause's word.
func (c ChangeCause) String() string { return changeWords.String(c) }

// MarshalText writes the cause's word.
func (c ChangeCause) MarshalText() ([]byte, error) { return changeWords.Marshal(c) }

// UnmarshalText reads the cause's word.
func (c *ChangeCause) UnmarshalText(b []byte) error { return changeWords.Unmarshal(c, b) }
