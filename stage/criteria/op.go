package criteria

import "fmt"

// Op is what an [Expr] asks. In JSON and text it is a word; the zero Op is none.
type Op uint8

// The operations. Those from [OpEq] to [OpGe] compare one fact with one value.
const (
	_         Op = iota
	OpPresent    // present: the fact is known
	OpEq         // eq: equal
	OpNe         // ne: not equal
	OpLt         // lt: less, lower or earlier
	OpLe         // le: at most
	OpGt         // gt: more, higher or later
	OpGe         // ge: at least
	OpIn         // in: equal to one of the values
	OpHas        // has: a set of tags that contains the text
	OpMatches    // matches: a text in which the RE2 pattern is found
	OpWithin     // within: a date or an instant in the last days
	OpAhead      // ahead: a date or an instant in the next days
	OpAll        // all: every operand is true
	OpAny        // any: at least one operand is true
	OpNot        // not: the operand is false
	OpCall       // call: what the Func says
	opCount
)

// opWords are the operations as they stand in JSON, in the order of the constants.
var opWords = [opCount]string{
	"", "present", "eq", "ne", "lt", "le", "gt", "ge", "in", "has", "matches", "within", "ahead", "all", "any", "not", "call",
}

// Valid reports whether o is an operation.
func (o Op) Valid() bool { return o > 0 && o < opCount }

// String returns the operation's word.
func (o Op) String() string {
	if !o.Valid() {
		return fmt.Sprintf("op(%d)", uint8(o))
	}
	return opWords[o]
}

// MarshalText writes the operation's word; it fails for the zero Op.
func (o Op) MarshalText() ([]byte, error) {
	if !o.Valid() {
		return nil, fmt.Errorf("criteria: no operation %d", uint8(o))
	}
	return []byte(opWords[o]), nil
}

// UnmarshalText reads the operation's word.
func (o *Op) UnmarshalText(b []byte) error {
	for i, word := range opWords {
		if i > 0 && string(b) == word {
			*o = Op(i)
			return nil
		}
	}
	return fmt.Errorf("criteria: %q is no operation; there are %v", shorten(string(b)), opWords[1:])
}

// isOrder reports whether the operation asks which of two values comes first.
func (o Op) isOrder() bool { return o >= OpLt && o <= OpGe }

// isGroup reports whether the operation joins other tests.
func (o Op) isGroup() bool { return o == OpAll || o == OpAny || o == OpNot }
