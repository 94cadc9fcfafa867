package funnel

import "github.com/salesfunnel-go/salesfunnel/internal/word"

// DropOffRule says what drop-off is a share of. In JSON and text it is "settled" or "guide".
type DropOffRule uint8

// The rules of drop-off; [View.DropOff] has their formulas.
const (
	// Settled is the stays that left elsewhere, of those that left.
	Settled DropOffRule = iota // settled
	// Guide is the stays that did not enter the next stage, of all that entered (线索流失率); open ones are counted apart.
	Guide // guide
)

var dropOffRuleWords = word.Set[DropOffRule]{Package: "funnel", Name: "drop_off_rule", Words: []string{"settled", "guide"}}

// String returns the rule's word.
func (r DropOffRule) String() string { return dropOffRuleWords.String(r) }

// MarshalText writes the rule's word.
func (r DropOffRule) MarshalText() ([]byte, error) { return dropOffRuleWords.Marshal(r) }

// UnmarshalText reads the rule's word.
func (r *DropOffRule) UnmarshalText(b []byte) error { return dropOffRuleWords.Unmarshal(r, b) }

// DropOffKind says which way a stay went that did not go on to the next stage. In JSON and text it is "lost", "back", "ahead" or "won".
type DropOffKind uint8

// The ways off.
const (
	DroppedLost  DropOffKind = iota // lost: the deal was lost
	DroppedBack                     // back: to an earlier stage
	DroppedAhead                    // ahead: past the next stage, to one further on
	DroppedWon                      // won: won from before the last stage
)

var dropOffKindWords = word.Set[DropOffKind]{Package: "funnel", Name: "drop_off_kind", Words: []string{"lost", "back", "ahead", "won"}}

// String returns the kind's word.
func (k DropOffKind) String() string { return dropOffKindWords.String(k) }

// MarshalText writes the kind's word.
func (k DropOffKind) MarshalText() ([]byte, error) { return dropOffKindWords.Marshal(k) }

// UnmarshalText reads the kind's word.
func (k *DropOffKind) UnmarshalText(b []byte) error { return dropOffKindWords.Unmarshal(k, b) }
