package criteria

import (
	"strconv"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Text returns the predicate as people read it, for a handbook: "Amount is at least 50000 CNY and Champion is known". The fields supply
// the labels of facts; a fact without a field goes by its name. The zero Expr has no text.
func (e Expr) Text(lang sf.Language, fields []sf.Field) string {
	if e.IsZero() {
		return ""
	}
	w := writer{words: english, fields: make(map[string]sf.Field, len(fields))}
	if lang == sf.Chinese {
		w.words = chinese
	}
	for _, field := range fields {
		if _, again := w.fields[field.Name]; !again {
			w.fields[field.Name] = field
		}
	}
	w.expr(e, true, false)
	return w.String()
}

// phrases are what the tests of one language say. %f stands for the fact, %v for the value or values, %d for the days.
type phrases struct {
	is, isNot   [opCount]string
	before      [opCount]string // for dates and instants, in place of is
	and, or     string
	not         string // around %v
	open, close string
	quote       [2]string
	comma       string
	yes, no     string
}

var english = phrases{
	is: [opCount]string{
		OpPresent: "%f is known", OpEq: "%f is %v", OpNe: "%f is not %v", OpLt: "%f is below %v", OpLe: "%f is at most %v",
		OpGt: "%f is above %v", OpGe: "%f is at least %v", OpIn: "%f is one of %v", OpHas: "%f includes %v", OpMatches: "%f matches %v",
		OpWithin: "%f is within the last %d days", OpAhead: "%f is within the next %d days", OpCall: "check %f passes",
	},
	isNot: [opCount]string{
		OpPresent: "%f is not known", OpIn: "%f is none of %v", OpHas: "%f does not include %v", OpMatches: "%f does not match %v",
		OpWithin: "%f is not within the last %d days", OpAhead: "%f is not within the next %d days", OpCall: "check %f does not pass",
	},
	before: [opCount]string{OpLt: "%f is before %v", OpLe: "%f is %v or earlier", OpGt: "%f is after %v", OpGe: "%f is %v or later"},
	and:    " and ", or: " or ", not: "not %v", open: "(", close: ")",
	quote: [2]string{`"`, `"`}, comma: ", ", yes: "yes", no: "no",
}

var chinese = phrases{
	is: [opCount]string{
		OpPresent: "%f 已填写", OpEq: "%f 为 %v", OpNe: "%f 不为 %v", OpLt: "%f 低于 %v", OpLe: "%f 不高于 %v",
		OpGt: "%f 高于 %v", OpGe: "%f 不低于 %v", OpIn: "%f 属于 %v 之一", OpHas: "%f 包含 %v", OpMatches: "%f 匹配 %v",
		OpWithin: "%f 在最近 %d 天内", OpAhead: "%f 在未来 %d 天内", OpCall: "检查 %f 通过",
	},
	isNot: [opCount]string{
		OpPresent: "%f 未填写", OpIn: "%f 不属于 %v", OpHas: "%f 不包含 %v", OpMatches: "%f 不匹配 %v",
		OpWithin: "%f 不在最近 %d 天内", OpAhead: "%f 不在未来 %d 天内", OpCall: "检查 %f 未通过",
	},
	before: [opCount]string{OpLt: "%f 早于 %v", OpLe: "%f 不晚于 %v", OpGt: "%f 晚于 %v", OpGe: "%f 不早于 %v"},
	and:    " 且 ", or: " 或 ", not: "并非%v", open: "（", close: "）",
	quote: [2]string{"“", "”"}, comma: "、", yes: "是", no: "否",
}

// opposite are the comparisons that are true exactly when another is false.
var opposite = [opCount]Op{OpEq: OpNe, OpNe: OpEq, OpLt: OpGe, OpGe: OpLt, OpGt: OpLe, OpLe: OpGt}

// writer writes one expression in one language.
type writer struct {
	strings.Builder
	words  phrases
	fields map[string]sf.Field
}

// expr writes e, or its opposite when it should not hold; within another group a group stands in brackets.
func (w *writer) expr(e Expr, holds, inside bool) {
	switch {
	case e.Op == OpNot && len(e.Of) == 1:
		w.expr(e.Of[0], !holds, inside)
	case !e.Op.isGroup():
		w.test(e, holds)
	case holds && !inside || len(e.Of) == 1:
		w.group(e, holds)
	default:
		before, after := w.words.open, w.words.close
		if !holds {
			outer := strings.SplitN(w.words.not, "%v", 2)
			before, after = outer[0]+before, after+outer[1]
		}
		w.WriteString(before)
		w.group(e, true)
		w.WriteString(after)
	}
}

// group writes the operands; those of a group of one may be turned into their opposite.
func (w *writer) group(e Expr, holds bool) {
	join := w.words.and
	if e.Op == OpAny {
		join = w.words.or
	}
	for i, operand := range e.Of {
		if i > 0 {
			w.WriteString(join)
		}
		w.expr(operand, holds, len(e.Of) > 1)
	}
}

func (w *writer) test(e Expr, holds bool) {
	op := e.Op
	if !op.Valid() {
		w.WriteString(op.String())
		return
	}
	phrase := w.words.is[op]
	if !holds && opposite[op] != 0 {
		op = opposite[op]
		phrase = w.words.is[op]
	} else if !holds {
		phrase = w.words.isNot[op]
	}
	if w.words.before[op] != "" && w.isTime(e) {
		phrase = w.words.before[op]
	}
	w.fill(phrase, e)
}

// isTime reports whether a comparison is about dates or instants.
func (w *writer) isTime(e Expr) bool {
	kind := w.fields[e.Fact].Kind
	if kind == sf.Unknown && len(e.Value) > 0 {
		kind = e.Value[0].Kind()
	}
	return kind == sf.KindDate || kind == sf.KindTime
}

// fill writes a phrase with its placeholders filled.
func (w *writer) fill(phrase string, e Expr) {
	for {
		before, rest, found := strings.Cut(phrase, "%")
		w.WriteString(before)
		if !found {
			return
		}
		switch rest[0] {
		case 'f':
			w.WriteString(w.label(e))
		case 'd':
			w.WriteString(strconv.Itoa(e.Days))
		default:
			w.values(e)
		}
		phrase = rest[1:]
	}
}

func (w *writer) label(e Expr) string {
	if field, ok := w.fields[e.Fact]; ok && e.Op != OpCall {
		return field.Title()
	}
	return e.Fact
}

func (w *writer) values(e Expr) {
	for i, v := range e.Value {
		if i > 0 {
			w.WriteString(w.words.comma)
		}
		w.value(v, e)
	}
}

// value writes text in quotation marks, unless it stands for a date, and the truth values as yes and no.
func (w *writer) value(v sf.Value, e Expr) {
	b, isBool := v.Bool()
	switch {
	case isBool && b:
		w.WriteString(w.words.yes)
	case isBool:
		w.WriteString(w.words.no)
	case v.Kind() == sf.KindText && readAs(v, w.fields[e.Fact].Kind).Kind() == sf.KindText:
		w.WriteString(w.words.quote[0] + v.String() + w.words.quote[1])
	default:
		w.WriteString(v.String())
	}
}
