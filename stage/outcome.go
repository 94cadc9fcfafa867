package stage

import "github.com/salesfunnel-go/salesfunnel/internal/word"

// Outcome says whether a stage is a step or an end. In JSON it is a word.
type Outcome uint8

// The outcomes. Several stages may be won and several lost.
const (
	Open Outcome = iota // open
	Won                 // won
	Lost                // lost
)

// Category is where a forecast counts a deal. In JSON it is a word.
type Category uint8

// The forecast categories. ByOutcome, the zero value, counts open stages as pipeline and the others as closed.
const (
	ByOutcome  Category = iota // by_outcome
	InPipeline                 // pipeline
	BestCase                   // best_case
	Commit                     // commit
	Closed                     // closed
	Omitted                    // omitted
)

// Policy is the rule that moves between open stages follow. In JSON it is a word.
type Policy uint8

// The move policies. Every one is widened by [Moves].Back and [Moves].Reopen.
const (
	Forward Policy = iota // forward: to any later open stage, skipping allowed
	Next                  // next: to the next open stage that is not retired
	Free                  // free: to any open stage
	Graph                 // graph: as listed
)

var (
	outcomeWords  = word.Set[Outcome]{Package: "stage", Name: "outcome", Words: []string{"open", "won", "lost"}}
	categoryWords = word.Set[Category]{
		Package: "stage", Name: "category", Words: []string{"by_outcome", "pipeline", "best_case", "commit", "closed", "omitted"},
	}
	policyWords = word.Set[Policy]{Package: "stage", Name: "policy", Words: []string{"forward", "next", "free", "graph"}}
)

// String returns the outcome's word.
func (o Outcome) String() string { return outcomeWords.String(o) }

// MarshalText writes the outcome's word.
func (o Outcome) MarshalText() ([]byte, error) { return outcomeWords.Marshal(o) }

// UnmarshalText reads the outcome's word.
func (o *Outcome) UnmarshalText(b []byte) error { return outcomeWords.Unmarshal(o, b) }

// String returns the category's word.
func (c Category) String() string { return categoryWords.String(c) }

// MarshalText writes the category's word.
func (c Category) MarshalText() ([]byte, error) { return categoryWords.Marshal(c) }

// UnmarshalText reads the category's word.
func (c *Category) UnmarshalText(b []byte) error { return categoryWords.Unmarshal(c, b) }

// String returns the policy's word.
func (p Policy) String() string { return policyWords.String(p) }

// MarshalText writes the policy's word.
func (p Policy) MarshalText() ([]byte, error) { return policyWords.Marshal(p) }

// UnmarshalText reads the policy's word.
func (p *Policy) UnmarshalText(b []byte) error { return policyWords.Unmarshal(p, b) }
