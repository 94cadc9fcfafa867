package table

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// DecimalMark is the character before the fraction of an amount.
type DecimalMark int

// The decimal marks.
const (
	// DecimalUnknown infers the mark, column by column: a comma only if every
	// amount can be read so and one cannot be read otherwise.
	DecimalUnknown DecimalMark = iota
	// DecimalPoint reads 1,234.50, 1 234.50 and 1'234.50.
	DecimalPoint
	// DecimalComma reads 1.234,50, 1 234,50 and 1'234,50.
	DecimalComma
)

const (
	flagDecimal = "-decimal"
	maxDigits   = 38 // as many as SQL's widest decimals
)

// ParseDecimalMark reads the value of -decimal: point, comma, or nothing.
func ParseDecimalMark(s string) (DecimalMark, error) {
	switch strings.ToLower(trim(s)) {
	case "", "auto":
		return DecimalUnknown, nil
	case "point", ".":
		return DecimalPoint, nil
	case "comma", ",":
		return DecimalComma, nil
	}
	return DecimalUnknown, fail(CodeFlag, "flag", flagDecimal, "faults", "\""+clip(s)+"\" is none of point, comma")
}

// String is "point", "comma" or empty.
func (m DecimalMark) String() string { return [...]string{"", "point", "comma"}[m] }

// noAmount are the ways to write that there is none, in lower case.
var noAmount = []string{
	"", "-", "--", "---", "—", "——", "n/a", "na", "#n/a", "null", "<null>", `\n`, "nil", "none", "nan", "tbd", "?", "无", "空", "未知", "待定", "暂无",
}

// written is an amount taken apart, its number not yet read.
type written struct {
	number   string
	exponent int32 // of a number such as 1.2E+07
	negative bool
	unit     unit
}

// takeApart splits an amount into sign, number and unit. It reports false if
// it is not of that form; an amount that is missing is for the caller.
func takeApart(s string) (written, bool) {
	s = trim(foldText(s))
	first := strings.IndexAny(s, "0123456789")
	if first < 0 || len(s) > 128 {
		return written{}, false
	}
	if first > 0 && (s[first-1] == '.' || s[first-1] == ',') {
		first--
	}
	last := first
	for last < len(s) && strings.IndexByte("0123456789.,' ", s[last]) >= 0 {
		last++
	}
	w := written{number: strings.TrimRight(s[first:last], " ")}
	end := first + len(w.number)
	w.exponent, end = scientific(s, end)
	before, minus := stripSigns(s[:first], "(")
	after, more := stripSigns(s[end:], ")")
	w.negative = minus+more > 0
	bracket := strings.Contains(s[:first], "(")
	if bracket != strings.Contains(s[end:], ")") || minus+more > 1 {
		return written{}, false
	}
	ok := w.units(before, after)
	return w, ok
}

// stripSigns removes the signs and one bracket, and counts what makes the
// amount negative, a pair of brackets once.
func stripSigns(s, bracket string) (rest string, negative int) {
	if s == "" {
		return "", 0
	}
	negative = strings.Count(s, "-")
	if bracket == "(" {
		negative += strings.Count(s, "(")
	}
	rest = strings.ReplaceAll(strings.ReplaceAll(s, "-", ""), "+", "")
	return trim(strings.Replace(rest, bracket, "", 1)), negative
}

// scientific reads an exponent at i, as spreadsheets write large numbers.
func scientific(s string, i int) (int32, int) {
	if i >= len(s) || s[i] != 'e' && s[i] != 'E' {
		return 0, i
	}
	j, sign := i+1, int32(1)
	if j < len(s) && (s[j] == '+' || s[j] == '-') {
		if s[j] == '-' {
			sign = -1
		}
		j++
	}
	n, digits := int32(0), 0
	for j < len(s) && s[j] >= '0' && s[j] <= '9' && digits < 3 {
		n = 10*n + int32(s[j]-'0')
		digits++
		j++
	}
	if digits == 0 || digits > 2 || n > 30 {
		return 0, i
	}
	return sign * n, j
}

// units reads the unit from both sides. A currency may stand on one of them
// or on both if they agree; a magnitude stands behind the number.
func (w *written) units(before, after string) bool {
	u, ok := parseUnit(after)
	if !ok {
		return false
	}
	w.unit = u
	if before == "" {
		return true
	}
	front, ok := parseCurrency(before)
	switch {
	case !ok:
		return false
	case front.code != "" && !u.allows(front.code), u.code != "" && !front.allows(u.code):
		return false
	case front.sign != "" && u.sign != "" && front.sign != u.sign:
		return false
	}
	if u.code == "" {
		w.unit.code = front.code
		w.unit.sign = front.sign + strings.TrimPrefix(u.sign, front.sign)
	}
	return true
}

// digits removes the grouping from a number with a decimal mark, which gives
// the number with a point; false if the number is not written so. Groups are
// of three digits, or of two before the last in the Indian manner.
func digits(number string, mark DecimalMark) (string, bool) {
	point, groups := ".", ",' "
	if mark == DecimalComma {
		point, groups = ",", ".' "
	}
	whole, fraction, divided := strings.Cut(number, point)
	if divided && !isDigits(fraction) || whole == "" && !divided {
		return "", false
	}
	if i := strings.IndexAny(whole, groups); i >= 0 {
		parts := strings.Split(whole, whole[i:i+1])
		if !grouped(parts, whole[i] == ',') {
			return "", false
		}
		whole = strings.Join(parts, "")
	} else if whole != "" && !isDigits(whole) {
		return "", false
	}
	if len(whole)+len(fraction) > maxDigits {
		return "", false
	}
	if whole == "" {
		whole = "0"
	}
	if fraction == "" {
		return whole, true
	}
	return whole + "." + fraction, true
}

func grouped(parts []string, indian bool) bool {
	last := len(parts) - 1
	for i, p := range parts {
		switch {
		case !isDigits(p):
			return false
		case i == 0 && (len(p) > 3 || p[0] == '0'):
			return false
		case i == last && len(p) != 3:
			return false
		case i > 0 && i < last && len(p) != 3 && (!indian || len(p) != 2):
			return false
		}
	}
	return true
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// value is the exact amount, under a header's exponent unless the cell states
// its own magnitude.
func (w written) value(mark DecimalMark, header int32) (decimal.Decimal, bool) {
	if mark == DecimalUnknown {
		mark = DecimalPoint
	}
	s, ok := digits(w.number, mark)
	if !ok {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return decimal.Decimal{}, false
	}
	if w.unit.magnitude {
		header = 0
	}
	d = d.Shift(w.exponent + w.unit.exponent + header)
	if w.negative {
		d = d.Neg()
	}
	return d, true
}

func missingAmount(s string) bool {
	return len(s) <= 16 && slices.Contains(noAmount, strings.ToLower(foldText(s)))
}

// marks is the evidence for the decimal mark of a column.
type marks struct {
	point, comma, either, long int
	firstPoint, firstComma     Example
	firstEither                Example
}

// add weighs one amount. A number such as 1,234 is read as grouped unless
// others show a decimal comma; 1.234 alone says nothing, for that is how both
// a European thousand and three decimals are written. Four digits without a
// group show that the column does not group.
func (m *marks) add(s string, at Example) {
	w, ok := takeApart(s)
	if !ok {
		return
	}
	p, asPoint := digits(w.number, DecimalPoint)
	c, asComma := digits(w.number, DecimalComma)
	switch {
	case asPoint && asComma && p == c:
		if whole, _, _ := strings.Cut(p, "."); len(whole) > 3 && isDigits(w.number) {
			m.long++
		}
	case asPoint && asComma:
		if strings.Contains(w.number, ".") {
			m.either++
			keep(&m.firstEither, at)
		}
	case asPoint:
		m.point++
		keep(&m.firstPoint, at)
	case asComma:
		m.comma++
		keep(&m.firstComma, at)
	}
}

func keep(first *Example, at Example) {
	if first.Row == 0 {
		at.Value = clip(at.Value)
		*first = at
	}
}

// decide is the mark of the column.
func (m *marks) decide(want DecimalMark) (DecimalMark, Code) {
	switch {
	case want != DecimalUnknown:
		return want, ""
	case m.point > 0 && m.comma > 0:
		return DecimalUnknown, CodeDecimalMixed
	case m.comma > 0:
		return DecimalComma, ""
	case m.point > 0:
		return DecimalPoint, ""
	case m.either > 0 && m.long == 0:
		return DecimalUnknown, CodeDecimalAmbiguous
	case m.either > 0:
		return DecimalPoint, ""
	}
	return DecimalUnknown, ""
}
