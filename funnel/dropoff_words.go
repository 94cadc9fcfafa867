package funnel

import (
	"fmt"
	"slices"
)

// DropOffRule says what drop-off is a share of. In JSON and text it is "settled" or "guide".
type DropOffRule uint8

// The rules of drop-off; [View.DropOff] has their formulas.
const (
	// SettledDropOff is the stays that left elsewhere, of those that left.
	SettledDropOff DropOffRule = iota // settled
	// GuideDropOff is the stays that did not enter the next stage, of all that entered (线索流失率); open ones are counted apart.
	GuideDropOff // guide
)

var dropOffRuleWords = [...]string{"settled", "guide"}

// String returns the rule's word.
func (r DropOffRule) String() string {
	if int(r) < len(dropOffRuleWords) {
		return dropOffRuleWords[r]
	}
	return fmt.Sprintf("drop_off_rule(%d)", uint8(r))
}

// MarshalText writes the rule's word.
func (r DropOffRule) MarshalText() ([]byte, error) {
	if int(r) >= len(dropOffRuleWords) {
		return nil, fmt.Errorf("funnel: no drop-off rule %d", uint8(r))
	}
	return []byte(dropOffRuleWords[r]), nil
}

// UnmarshalText reads the rule's word.
func (r *DropOffRule) UnmarshalText(b []byte) error {
	i := slices.Index(dropOffRuleWords[:], string(b))
	if i < 0 {
		return fmt.Errorf("funnel: %q is no drop-off rule; there are %v", b, dropOffRuleWords)
	}
	*r = DropOffRule(i)
	return nil
}

// DropOffKind says which way a stay went that did not go on to the next stage. In JSON and text it is "lost", "back", "ahead" or "won".
type DropOffKind uint8

// The ways off.
const (
	DroppedLost  DropOffKind = iota // lost: the deal was lost
	DroppedBack                     // back: to an earlier stage
	DroppedAhead                    // ahead: past the next stage, to one further on
	DroppedWon                      // won: won from before the last stage
)

var dropOffKindWords = [...]string{"lost", "back", "ahead", "won"}

// String returns the kind's word.
func (k DropOffKind) String() string {
	if int(k) < len(dropOffKindWords) {
		return dropOffKindWords[k]
	}
	return fmt.Sprintf("drop_off_kind(%d)", uint8(k))
}

// MarshalText writes the kind's word.
func (k DropOffKind) MarshalText() ([]byte, error) {
	if int(k) >= len(dropOffKindWords) {
		return nil, fmt.Errorf("funnel: no way off %d", uint8(k))
	}
	return []byte(dropOffKindWords[k]), nil
}

// UnmarshalText reads the kind's word.
func (k *DropOffKind) UnmarshalText(b []byte) error {
	i := slices.Index(dropOffKindWords[:], string(b))
	if i < 0 {
		return fmt.Errorf("funnel: %q is no way off; there are %v", b, dropOffKindWords)
	}
	*k = DropOffKind(i)
	return nil
}
