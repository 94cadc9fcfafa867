package criteria

import (
	"slices"
	"strconv"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// The bounds of an expression.
const (
	MaxDepth   = 64     // levels of operations inside each other
	MaxNodes   = 4096   // tests and connectives
	MaxPattern = 1000   // bytes of one RE2 pattern
	MaxDays    = 36_525 // of within and ahead: a hundred years
)

// maxFaults bounds how many faults are kept: nobody reads more, and a path is longer than the value it leads to.
const maxFaults = 1000

// Compile checks an expression and makes a rule of it. On failure the error is an [*sf.InvalidError] that holds every fault (of
// more than a thousand, the first) with its path in the expression, as in of[1].value[0].
//
// The fields declare which facts there are and of which kind: then a fact without a field and a value of another kind are faults, and
// text that stands for a date ("2026-03-15") or an instant (RFC 3339) is read as the kind of its field. A plain number is never read
// as money: an amount has a currency. With nil fields nothing is declared, and a comparison across kinds is Unknown when it is
// evaluated. A field of kind unknown is declared without a kind. Of two fields of one name the first counts.
//
// The zero Expr compiles to a rule that is always true.
func Compile(e Expr, fields []sf.Field, funcs ...Func) (*Rule, error) {
	c := newCompiler(fields, funcs)
	var root *node
	if !e.IsZero() {
		root = c.node(e, "", 1)
	}
	if err := sf.Invalid(c.faults); err != nil {
		return nil, err
	}
	return &Rule{source: e.clone(), root: root, facts: c.factNames()}, nil
}

// compiler walks an expression once, checks it and builds closures on the way. What it builds is dropped when there are faults.
type compiler struct {
	fields   map[string]sf.Field
	declared bool
	funcs    map[string]Func
	used     map[string]bool
	nodes    int
	program  int // what the patterns cost together
	faults   []sf.Note
}

func newCompiler(fields []sf.Field, funcs []Func) *compiler {
	c := &compiler{
		fields:   make(map[string]sf.Field, len(fields)),
		declared: fields != nil,
		funcs:    make(map[string]Func, len(funcs)),
		used:     map[string]bool{},
	}
	for _, field := range fields {
		if _, again := c.fields[field.Name]; !again {
			c.fields[field.Name] = field
		}
	}
	for i, fn := range funcs {
		path := "funcs[" + strconv.Itoa(i) + "]"
		if fn.Name == "" || fn.Eval == nil {
			c.fault(CodeBadFunc, path, sf.F("name", sf.Text(fn.Name)))
		}
		if _, again := c.funcs[fn.Name]; again {
			c.fault(CodeDuplicateFunc, path, sf.F("name", sf.Text(fn.Name)))
			continue
		}
		c.funcs[fn.Name] = fn
	}
	return c
}

func (c *compiler) fault(code sf.Code, path string, args ...sf.Fact) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, sf.NewNote(code, path, args...))
	}
}

func (c *compiler) factNames() []string {
	names := make([]string, 0, len(c.used))
	for name := range c.used {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// node compiles one part of the expression; nil where there was a fault.
func (c *compiler) node(e Expr, path string, depth int) *node {
	c.nodes++
	if c.nodes > MaxNodes {
		if c.nodes == MaxNodes+1 { // said once
			c.fault(CodeTooMany, "", limit(MaxNodes))
		}
		return nil
	}
	if depth > MaxDepth {
		c.fault(CodeTooDeep, path, limit(MaxDepth))
		return nil
	}
	if !e.Op.Valid() {
		c.fault(CodeNoOp, path)
		return nil
	}
	c.refuseUnused(e, path)
	switch {
	case e.Op.isGroup():
		return c.group(e, path, depth)
	case e.Fact == "":
		c.fault(CodeNoFact, path, opArg(e))
		return nil
	case e.Op == OpCall:
		return c.call(e, path)
	default:
		return c.test(e, path)
	}
}

// refuseUnused reports each key that the operation does not use: it would mean something to whoever wrote it.
func (c *compiler) refuseUnused(e Expr, path string) {
	takesDays := e.Op == OpWithin || e.Op == OpAhead
	takesValue := e.Op >= OpEq && e.Op <= OpMatches
	for _, key := range []struct {
		name        string
		used, given bool
	}{
		{"fact", !e.Op.isGroup(), e.Fact != ""},
		{"value", takesValue, len(e.Value) > 0},
		{"days", takesDays, e.Days != 0},
		{"of", e.Op.isGroup(), len(e.Of) > 0},
	} {
		if key.given && !key.used {
			c.fault(CodeUnusedKey, at(path, key.name), opArg(e), sf.F("key", sf.Text(key.name)))
		}
	}
}

func (c *compiler) group(e Expr, path string, depth int) *node {
	switch {
	case len(e.Of) == 0 && e.Op != OpNot:
		c.fault(CodeNoOperands, path, opArg(e))
	case len(e.Of) != 1 && e.Op == OpNot:
		c.fault(CodeOneOperand, path, opArg(e), sf.F("got", sf.Int(int64(len(e.Of)))))
	}
	n := &node{op: e.Op, path: path}
	evals := make([]evaluator, 0, min(len(e.Of), MaxNodes))
	for i, operand := range e.Of {
		if c.nodes > MaxNodes {
			return nil
		}
		child := c.node(operand, at(path, index("of", i)), depth+1)
		if child != nil {
			n.of = append(n.of, child)
			evals = append(evals, child.eval)
		}
	}
	if len(evals) == 0 || len(evals) < len(e.Of) {
		return nil
	}
	n.eval = connect(e.Op, evals)
	return n
}

func (c *compiler) call(e Expr, path string) *node {
	fn, ok := c.funcs[e.Fact]
	if !ok {
		c.fault(CodeUnknownFunc, at(path, "fact"), sf.F("name", sf.Text(shorten(e.Fact))))
		return nil
	}
	eval := func(f sf.Facts, asOf time.Time) Truth { return max(False, min(True, fn.Eval(f, asOf))) }
	return &node{op: e.Op, eval: eval, path: path, name: e.Fact, label: e.Fact}
}

// test compiles an operation that reads one fact.
func (c *compiler) test(e Expr, path string) *node {
	field, ok := c.field(e, path)
	if !ok {
		return nil
	}
	c.used[e.Fact] = true
	n := &node{op: e.Op, path: path, name: e.Fact, label: field.Title()}
	switch e.Op {
	case OpPresent:
		n.eval = present(e.Fact)
	case OpWithin, OpAhead:
		c.checkDays(e, field, path)
		n.eval, n.want = near(e.Fact, e.Op == OpAhead, e.Days), sf.Int(int64(e.Days))
	case OpHas, OpMatches:
		c.textTest(n, e, field, path)
	default:
		c.comparison(n, e, field, path)
	}
	return n
}

// field returns the declaration of the fact; where nothing is declared, one without a kind.
func (c *compiler) field(e Expr, path string) (field sf.Field, ok bool) {
	field, ok = c.fields[e.Fact]
	if !ok && c.declared {
		c.fault(CodeUndeclared, at(path, "fact"), sf.F("fact", sf.Text(shorten(e.Fact))))
		return field, false
	}
	if !ok {
		field = sf.Field{Name: e.Fact}
	}
	return field, true
}

func limit(n int) sf.Fact { return sf.F("limit", sf.Int(int64(n))) }

func opArg(e Expr) sf.Fact { return sf.F("op", sf.Text(e.Op.String())) }

// at puts a key behind a path.
func at(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func index(key string, i int) string { return key + "[" + strconv.Itoa(i) + "]" }
