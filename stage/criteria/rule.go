package criteria

import (
	"iter"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Rule is a compiled [Expr]: immutable and safe for concurrent use. The nil Rule tests nothing and is always true.
type Rule struct {
	source Expr
	root   *node // nil: no test
	facts  []string
}

// Func is a test written in Go, which an [Expr] calls by its name.
//
// Eval must not keep f, and should be a pure function of its arguments. What it allocates, and whether it panics, is the embedder's
// affair. A result below zero counts as False, above zero as True.
type Func struct {
	Name string
	Eval func(f sf.Facts, asOf time.Time) Truth
}

// evaluator is one compiled test. The facts are never nil.
type evaluator func(f sf.Facts, asOf time.Time) Truth

// node is a compiled part of an expression, with what [Rule.Explain] says about it.
type node struct {
	op    Op
	eval  evaluator
	of    []*node
	path  string   // in the source
	name  string   // of the fact or the function
	label string   // what people call it
	want  sf.Value // what the notes say was wanted
}

// nothing is the facts of a deal of which nothing is known.
var nothing = sf.FactMap(nil)

// Eval says whether the rule is true of the facts as of an instant; the location of asOf decides which day today is. Nil facts know
// nothing. It does not allocate, unless a Func does, the facts do, or a number has more than eighteen digits.
func (r *Rule) Eval(f sf.Facts, asOf time.Time) Truth {
	if r == nil || r.root == nil {
		return True
	}
	if f == nil {
		f = nothing
	}
	return r.root.eval(f, asOf)
}

// Expr returns the expression the rule was compiled from.
func (r *Rule) Expr() Expr {
	if r == nil {
		return Expr{}
	}
	return r.source.clone()
}

// Facts yields the name of every fact that the rule reads, once and in alphabetical order. What functions read is not known.
func (r *Rule) Facts() iter.Seq[string] {
	if r == nil {
		return slices.Values[[]string](nil)
	}
	return slices.Values(r.facts)
}
