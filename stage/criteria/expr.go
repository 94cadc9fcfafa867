package criteria

import (
	"slices"
	"unicode/utf8"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Expr is a predicate as plain data. The zero Expr is no test at all; see [Expr.IsZero].
//
// Which keys an operation uses:
//
//	present                    fact
//	eq ne lt le gt ge          fact, value (one)
//	in                         fact, value (one or more)
//	has                        fact, value (one text)
//	matches                    fact, value (one text: an RE2 pattern, found anywhere unless it is anchored with ^ and $)
//	within ahead               fact, days
//	all any                    of (one or more)
//	not                        of (one)
//	call                       fact: the name of the [Func]
type Expr struct {
	Op    Op         `json:"op"`
	Fact  string     `json:"fact,omitzero"`
	Value []sf.Value `json:"value,omitzero"`
	Days  int        `json:"days,omitzero"`
	Of    []Expr     `json:"of,omitzero"`
}

// IsZero reports whether the expression is no test, as that of a criterion which only people can judge. Compiled it is always true;
// inside another expression it is a fault.
func (e Expr) IsZero() bool {
	return e.Op == 0 && e.Fact == "" && e.Value == nil && e.Days == 0 && e.Of == nil
}

// Present is true when the fact is known and false when it is not; it is never unknown.
func Present(fact string) Expr { return Expr{Op: OpPresent, Fact: fact} }

// Eq is true when the fact equals v. Sets of tags are equal when they hold the same tags.
func Eq(fact string, v sf.Value) Expr { return compare(OpEq, fact, v) }

// Ne is true when the fact is known and differs from v.
func Ne(fact string, v sf.Value) Expr { return compare(OpNe, fact, v) }

// Less is true when the fact is less than v, or earlier.
func Less(fact string, v sf.Value) Expr { return compare(OpLt, fact, v) }

// AtMost is true when the fact is v or less, or earlier.
func AtMost(fact string, v sf.Value) Expr { return compare(OpLe, fact, v) }

// More is true when the fact is more than v, or later.
func More(fact string, v sf.Value) Expr { return compare(OpGt, fact, v) }

// AtLeast is true when the fact is v or more, or later.
func AtLeast(fact string, v sf.Value) Expr { return compare(OpGe, fact, v) }

func compare(op Op, fact string, v sf.Value) Expr {
	return Expr{Op: op, Fact: fact, Value: []sf.Value{v}}
}

// In is true when the fact equals one of the values: it says what [Any] of [Eq] says, and looks long lists up by bisection.
func In(fact string, values ...sf.Value) Expr {
	return Expr{Op: OpIn, Fact: fact, Value: slices.Clone(values)}
}

// Has is true when the fact is a set of tags that contains the tag.
func Has(fact, tag string) Expr { return compare(OpHas, fact, sf.Text(tag)) }

// Matches is true when the RE2 pattern is found in the fact, which is a text; ^ and $ anchor it.
func Matches(fact, pattern string) Expr { return compare(OpMatches, fact, sf.Text(pattern)) }

// Within is true when the fact, a date or an instant, lies in the last days up to asOf; see the package comment.
func Within(fact string, days int) Expr { return Expr{Op: OpWithin, Fact: fact, Days: days} }

// Ahead is true when the fact, a date or an instant, lies in the next days from asOf; see the package comment.
func Ahead(fact string, days int) Expr { return Expr{Op: OpAhead, Fact: fact, Days: days} }

// All is true when every operand is, false when one is false, and unknown otherwise.
func All(of ...Expr) Expr { return Expr{Op: OpAll, Of: slices.Clone(of)} }

// Any is true when one operand is, false when every one is false, and unknown otherwise.
func Any(of ...Expr) Expr { return Expr{Op: OpAny, Of: slices.Clone(of)} }

// Not is true when the operand is false, and unknown when it is unknown.
func Not(of Expr) Expr { return Expr{Op: OpNot, Of: []Expr{of}} }

// Call is what the [Func] of that name says.
func Call(name string) Expr { return Expr{Op: OpCall, Fact: name} }

// clone copies the expression, so that a rule shares nothing with its caller. Values are immutable.
func (e Expr) clone() Expr {
	e.Value = slices.Clone(e.Value)
	e.Of = slices.Clone(e.Of)
	for i := range e.Of {
		e.Of[i] = e.Of[i].clone()
	}
	return e
}

// maxShown bounds how many bytes of a text a note or an error repeats.
const maxShown = 64

// shorten cuts long text at the boundary of a character.
func shorten(s string) string {
	if len(s) <= maxShown {
		return s
	}
	end := maxShown
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
