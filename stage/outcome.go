package stage

import "fmt"

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
	outcomeWords  = [...]string{"open", "won", "lost"}
	categoryWords = [...]string{"by_outcome", "pipeline", "best_case", "commit", "closed", "omitted"}
	policyWords   = [...]string{"forward", "next", "free", "graph"}
)

// String returns the outcome's word.
func (o Outcome) String() string { return word(outcomeWords[:], uint8(o)) }

// MarshalText writes the outcome's word.
func (o Outcome) MarshalText() ([]byte, error) {
	return marshalWord("outcome", outcomeWords[:], uint8(o))
}

// UnmarshalText reads the outcome's word.
func (o *Outcome) UnmarshalText(b []byte) error {
	n, err := unmarshalWord("outcome", outcomeWords[:], b)
	*o = Outcome(n)
	return err
}

// String returns the category's word.
func (c Category) String() string { return word(categoryWords[:], uint8(c)) }

// MarshalText writes the category's word.
func (c Category) MarshalText() ([]byte, error) {
	return marshalWord("category", categoryWords[:], uint8(c))
}

// UnmarshalText reads the category's word.
func (c *Category) UnmarshalText(b []byte) error {
	n, err := unmarshalWord("category", categoryWords[:], b)
	*c = Category(n)
	return err
}

// String returns the policy's word.
func (p Policy) String() string { return word(policyWords[:], uint8(p)) }

// MarshalText writes the policy's word.
func (p Policy) MarshalText() ([]byte, error) { return marshalWord("policy", policyWords[:], uint8(p)) }

// UnmarshalText reads the policy's word.
func (p *Policy) UnmarshalText(b []byte) error {
	n, err := unmarshalWord("policy", policyWords[:], b)
	*p = Policy(n)
	return err
}

func word(words []string, n uint8) string {
	if int(n) < len(words) {
		return words[n]
	}
	return fmt.Sprintf("%d", n)
}

func marshalWord(what string, words []string, n uint8) ([]byte, error) {
	if int(n) >= len(words) {
		return nil, fmt.Errorf("stage: no %s %d", what, n)
	}
	return []byte(words[n]), nil
}

func unmarshalWord(what string, words []string, b []byte) (uint8, error) {
	for i, w := range words {
		if string(b) == w {
			return uint8(i), nil
		}
	}
	return 0, fmt.Errorf("stage: %q is no %s; there are %v", b, what, words)
}
