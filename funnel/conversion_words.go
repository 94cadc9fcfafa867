package funnel

import "github.com/salesfunnel-go/salesfunnel/internal/word"

// ConversionRule says what it is to move on from a stage. In JSON and text it is "direct", "reached" or "ordered".
type ConversionRule uint8

// The rules of conversion. What "the next stage" is, [View.Conversion] says.
const (
	// Direct looks at single stays: one that is left for the very next stage has converted (阶段转化率). A stay that is left for a stage
	// further on, an earlier one or an end has not. A deal that returns to a stage stays there once more, and counts once more.
	Direct ConversionRule = iota // direct
	// Reached looks at deals: one that has been in a stage has converted when it later comes into any stage further on, or is won, whatever
	// it skips and however often it goes back in between. A deal counts once, from when it first came into the stage; one that skipped the stage does
	// not count there.
	Reached // reached
	// Ordered looks at deals that went through the stages in order: one counts in a stage when it has been in all stages before it, one after
	// the other, and has converted when it then comes into the next. What it does in between does not matter. A deal that skips a stage
	// stays behind at the skip, even if it is won.
	Ordered // ordered
)

var conversionRuleWords = word.Set[ConversionRule]{Package: "funnel", Name: "conversion_rule", Words: []string{"direct", "reached", "ordered"}}

// String returns the rule's word.
func (r ConversionRule) String() string { return conversionRuleWords.String(r) }

// MarshalText writes the rule's word.
func (r ConversionRule) MarshalText() ([]byte, error) { return conversionRuleWords.Marshal(r) }

// UnmarshalText reads the rule's word.
func (r *ConversionRule) UnmarshalText(b []byte) error { return conversionRuleWords.Unmarshal(r, b) }

// ConversionBasis says whose conversion is counted. In JSON and text it is "cohort", "flow" or "snapshot".
type ConversionBasis uint8

// The bases of conversion.
const (
	// Cohort takes those that entered the stage in the period, and follows them to the view's end: the entry cohort.
	Cohort ConversionBasis = iota // cohort
	// Flow takes what happened in the period: those that moved on in it, whenever they had entered, over those that entered in it. They
	// are not the same deals, so that the ratio may exceed 1; it has no interval.
	Flow // flow
	// Snapshot takes those that stood in the stage when the period began, and follows them from there to its end: the pipeline of the first
	// day of a quarter. Slow deals are more of a pipeline than of its entries, and none of its deals is new, so this is not the rate of
	// a cohort.
	Snapshot // snapshot
)

var conversionBasisWords = word.Set[ConversionBasis]{Package: "funnel", Name: "conversion_basis", Words: []string{"cohort", "flow", "snapshot"}}

// String returns the basis's word.
func (b ConversionBasis) String() string { return conversionBasisWords.String(b) }

// MarshalText writes the basis's word.
func (b ConversionBasis) MarshalText() ([]byte, error) { return conversionBasisWords.Marshal(b) }

// UnmarshalText reads the basis's word.
func (b *ConversionBasis) UnmarshalText(text []byte) error {
	return conversionBasisWords.Unmarshal(b, text)
}
