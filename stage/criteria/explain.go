package criteria

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Explain appends a note for each test that keeps the rule from being true, in the order of the expression, and returns the truth that
// [Rule.Eval] returns. It appends nothing when that is True.
//
// A test keeps the rule from being true when it is not true itself, and under an odd number of not when it is not false. A part that is
// as it should be says nothing about what stands below it. Each note carries the path in the expression and the arguments fact (the
// field's label), name (the field's name), wanted and got; that of a function carries name only.
func (r *Rule) Explain(dst []sf.Note, f sf.Facts, asOf time.Time) ([]sf.Note, Truth) {
	if r == nil || r.root == nil {
		return dst, True
	}
	if f == nil {
		f = nothing
	}
	return r.root.explain(dst, f, asOf, True), r.root.eval(f, asOf)
}

// explain appends what keeps the node from being as it should be.
func (n *node) explain(dst []sf.Note, f sf.Facts, asOf time.Time, should Truth) []sf.Note {
	truth := n.eval(f, asOf)
	if truth == should {
		return dst
	}
	if !n.op.isGroup() {
		return append(dst, n.note(f, truth, should))
	}
	if n.op == OpNot {
		should = should.Not()
	}
	for _, operand := range n.of {
		dst = operand.explain(dst, f, asOf, should)
	}
	return dst
}

// note says why a test is not as it should be.
func (n *node) note(f sf.Facts, truth, should Truth) sf.Note {
	if n.op == OpCall {
		code := CodeCallUnknown
		if truth != Unknown {
			code = codeOf(n.op, should)
		}
		return sf.NewNote(code, n.path, sf.F("name", sf.Text(n.name)))
	}
	fact, name := sf.F("fact", sf.Text(n.label)), sf.F("name", sf.Text(n.name))
	wanted, got := sf.F("wanted", n.want), sf.F("got", f.Fact(n.name))
	switch {
	case !got.Value.Known():
		return sf.NewNote(CodeMissing, n.path, fact, name, wanted)
	case truth == Unknown:
		return sf.NewNote(CodeIncomparable, n.path, fact, name, wanted, got)
	default:
		return sf.NewNote(codeOf(n.op, should), n.path, fact, name, wanted, got)
	}
}

// leafCodes say, per operation, that it is not true but should be, and that it is not false but should be.
var leafCodes = [opCount]struct{ notTrue, notFalse sf.Code }{
	OpPresent: {CodeMissing, CodePresent},
	OpEq:      {CodeNotEqual, CodeEqual},
	OpNe:      {CodeEqual, CodeNotEqual},
	OpLt:      {CodeNotBelow, CodeTooLow},
	OpLe:      {CodeTooHigh, CodeNotAbove},
	OpGt:      {CodeNotAbove, CodeTooHigh},
	OpGe:      {CodeTooLow, CodeNotBelow},
	OpIn:      {CodeNotIn, CodeIn},
	OpHas:     {CodeLacksTag, CodeHasTag},
	OpMatches: {CodeNoMatch, CodeMatch},
	OpWithin:  {CodeNotWithin, CodeWithin},
	OpAhead:   {CodeNotAhead, CodeAhead},
	OpCall:    {CodeCallFalse, CodeCallTrue},
}

func codeOf(op Op, should Truth) sf.Code {
	if should == True {
		return leafCodes[op].notTrue
	}
	return leafCodes[op].notFalse
}
