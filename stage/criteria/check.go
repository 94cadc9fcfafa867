package criteria

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// maxProgram bounds what the patterns of one expression cost together, in instructions and ranges of characters: a short pattern such
// as (\pL{99}){9} compiles to a long program.
const maxProgram = 1 << 16

// comparison checks and compiles eq, ne, lt, le, gt, ge and in.
func (c *compiler) comparison(n *node, e Expr, field sf.Field, path string) {
	switch {
	case e.Op == OpIn && len(e.Value) == 0:
		c.fault(CodeNoValues, path, opArg(e))
		return
	case e.Op != OpIn && len(e.Value) != 1:
		c.oneValue(e, path)
		return
	}
	values := make([]sf.Value, len(e.Value))
	known := true
	for i, v := range e.Value {
		values[i] = c.literal(v, e, field, at(path, index("value", i)))
		known = known && v.Known()
	}
	if !known {
		return
	}
	if e.Op == OpIn {
		n.eval, n.want = member(e.Fact, values), sf.Text(list(values))
		return
	}
	n.eval, n.want = compareWith(e.Fact, e.Op, values[0]), values[0]
}

// list joins values for a note.
func list(values []sf.Value) string {
	const most = 20
	var texts []string
	for i, v := range values {
		if i == most {
			texts = append(texts, "…")
			break
		}
		texts = append(texts, shorten(v.String()))
	}
	return strings.Join(texts, ", ")
}

func (c *compiler) oneValue(e Expr, path string) {
	c.fault(CodeOneValue, path, opArg(e), sf.F("got", sf.Int(int64(len(e.Value)))))
}

// literal checks one value against the operation and the field, and returns it in the kind of the field.
func (c *compiler) literal(v sf.Value, e Expr, field sf.Field, path string) sf.Value {
	if !v.Known() {
		c.fault(CodeUnknownValue, path)
		return v
	}
	kind := field.Kind
	if kind == sf.Unknown {
		kind = v.Kind()
	}
	if e.Op.isOrder() && (kind == sf.KindBool || kind == sf.KindTags) {
		c.fault(CodeNoOrder, path, opArg(e), sf.F("kind", sf.Text(kind.String())))
		return v
	}
	read := readAs(v, kind)
	switch {
	case read.Kind() == kind:
	case kind == sf.KindMoney && v.Kind() == sf.KindNumber:
		c.fault(CodeNoCurrency, path, sf.F("fact", sf.Text(field.Title())), sf.F("got", v))
	default:
		c.wrongKind(e, field, path, kind.String(), v.Kind().String())
	}
	return read
}

// readAs reads text as the date or instant it stands for, and leaves every other value as it is.
func readAs(v sf.Value, kind sf.Kind) sf.Value {
	text, ok := v.Text()
	if !ok {
		return v
	}
	switch kind {
	case sf.KindDate:
		if d, err := sf.ParseDate(text); err == nil {
			return sf.Day(d)
		}
	case sf.KindTime:
		if t, err := time.Parse(time.RFC3339Nano, text); err == nil && !t.IsZero() {
			return sf.Instant(t)
		}
	default:
	}
	return v
}

func (c *compiler) wrongKind(e Expr, field sf.Field, path, want, got string) {
	c.fault(CodeWrongKind, path, opArg(e), sf.F("fact", sf.Text(field.Title())), sf.F("want", sf.Text(want)), sf.F("got", sf.Text(got)))
}

func (c *compiler) checkDays(e Expr, field sf.Field, path string) {
	if e.Days < 0 || e.Days > MaxDays {
		c.fault(CodeBadDays, at(path, "days"), sf.F("got", sf.Int(int64(e.Days))), limit(MaxDays))
	}
	if k := field.Kind; k != sf.Unknown && k != sf.KindDate && k != sf.KindTime {
		c.wrongKind(e, field, at(path, "fact"), "date, time", k.String())
	}
}

// textTest checks and compiles has and matches, whose value is one text.
func (c *compiler) textTest(n *node, e Expr, field sf.Field, path string) {
	want := sf.KindText
	if e.Op == OpHas {
		want = sf.KindTags
	}
	if field.Kind != sf.Unknown && field.Kind != want {
		c.wrongKind(e, field, at(path, "fact"), want.String(), field.Kind.String())
	}
	if len(e.Value) != 1 {
		c.oneValue(e, path)
		return
	}
	path = at(path, index("value", 0))
	text, ok := e.Value[0].Text()
	switch {
	case !e.Value[0].Known():
		c.fault(CodeUnknownValue, path)
		return
	case !ok:
		c.wrongKind(e, field, path, sf.KindText.String(), e.Value[0].Kind().String())
		return
	}
	n.want = e.Value[0]
	if e.Op == OpHas {
		n.eval = hasTag(e.Fact, text)
		return
	}
	if re := c.pattern(text, path); re != nil {
		n.eval = matches(e.Fact, re)
	}
}

// pattern compiles a pattern after it has counted what that would cost.
func (c *compiler) pattern(text, path string) *regexp.Regexp {
	shown := sf.F("pattern", sf.Text(shorten(text)))
	if len(text) > MaxPattern {
		c.fault(CodeLongPattern, path, shown, limit(MaxPattern))
		return nil
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		c.fault(CodeBadPattern, path, shown, sf.F("reason", sf.Text(shorten(err.Error()))))
		return nil
	}
	c.program += programSize(tree)
	if c.program > maxProgram {
		c.fault(CodeCostlyPattern, path, shown)
		return nil
	}
	return regexp.MustCompile(text) // what parses, compiles
}

// programSize estimates the program of a pattern: its nodes, times the repetitions around them.
func programSize(tree *syntax.Regexp) int {
	size := 1 + len(tree.Rune)
	for _, sub := range tree.Sub {
		size += programSize(sub)
	}
	if tree.Op == syntax.OpRepeat {
		size *= max(1, tree.Min, tree.Max)
	}
	return min(size, 2*maxProgram) // no overflow, however the repetitions multiply
}
