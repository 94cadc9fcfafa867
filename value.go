package salesfunnel

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Kind says what a [Value] holds. In JSON and text it is a word.
type Kind uint8

// The kinds of a fact. Unknown is the zero Kind and the kind of the zero [Value].
const (
	Unknown    Kind = iota // unknown: nothing is known
	KindBool               // bool: true or false
	KindNumber             // number: an exact decimal
	KindMoney              // money: an exact amount in one currency
	KindText               // text: UTF-8
	KindDate               // date: a civil date, as an expected close date is
	KindTime               // time: an instant
	KindTags               // tags: a set of texts
)

// Value is one typed, immutable fact; the zero Value is unknown, which differs from 0, from false and from the empty text.
//
// Two values are compared with [Value.Compare] or [Value.Equal], not with ==: what does not fit into the value itself (a decimal of
// more than eighteen digits, a set of tags) stands behind a pointer.
type Value struct {
	kind Kind
	exp  int8  // of a number or of money: num × 10^exp, with no trailing zeros in num
	sub  int32 // nanoseconds of an instant
	num  int64
	str  string
	far  *far
}

// far holds what does not fit into a Value.
type far struct {
	number decimal.Decimal
	tags   []string
}

// MaxDigits bounds a number: more digits than this, before or after the point, is not a number that a CRM holds, and costs
// unbounded memory to compare.
const MaxDigits = 64

// Bool returns a true or false fact.
func Bool(b bool) Value {
	if b {
		return Value{kind: KindBool, num: 1}
	}
	return Value{kind: KindBool}
}

// Int returns an integer as a number fact.
func Int(n int64) Value {
	return Number(decimal.NewFromInt(n))
}

// Float returns the shortest decimal that reads back as f, so that Float(0.1) equals the number 0.1 exactly.
//
// Special cases: NaN, the infinities and magnitudes outside 10^±[MaxDigits] are unknown.
func Float(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	if a := math.Abs(f); a != 0 && (a < 1e-60 || a > 1e63) {
		return Value{}
	}
	return Number(shortestDecimal(f))
}

// Number returns a decimal fact. A decimal with more than [MaxDigits] digits before or after the point is unknown.
func Number(d decimal.Decimal) Value {
	if !inBounds(d) {
		return Value{}
	}
	v := Value{kind: KindNumber}
	v.setDecimal(d)
	return v
}

// Amount returns a money fact; an unknown amount is the unknown Value.
func Amount(m Money) Value {
	if !m.known {
		return Value{}
	}
	v := Value{kind: KindMoney, str: m.currency}
	v.setDecimal(m.amount)
	return v
}

// Text returns a text fact. The empty text is a known fact; a blank CRM cell should be given as the zero Value instead.
func Text(s string) Value {
	return Value{kind: KindText, str: s}
}

// Tags returns a set of texts as one fact: sorted, each once.
func Tags(tags ...string) Value {
	set := slices.Clone(tags)
	slices.Sort(set)
	return Value{kind: KindTags, far: &far{tags: slices.Compact(set)}}
}

// Day returns a civil date as a fact; the zero [Date] is the unknown Value.
func Day(d Date) Value {
	if d.IsZero() {
		return Value{}
	}
	return Value{kind: KindDate, num: d.packed()}
}

// Instant returns an instant as a fact, in UTC; the zero time is the unknown Value.
func Instant(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	return Value{kind: KindTime, num: t.Unix(), sub: int32(t.Nanosecond())}
}

// Kind returns what the value holds.
func (v Value) Kind() Kind { return v.kind }

// Known reports whether anything is known.
func (v Value) Known() bool { return v.kind != Unknown }

// IsZero reports whether the value is unknown; it is what the JSON option omitzero asks.
func (v Value) IsZero() bool { return v.kind == Unknown }

// Bool returns the truth held; ok is false unless the kind is [KindBool].
func (v Value) Bool() (b, ok bool) {
	return v.num != 0, v.kind == KindBool
}

// Number returns the decimal held; ok is false unless the kind is [KindNumber].
func (v Value) Number() (d decimal.Decimal, ok bool) {
	if v.kind != KindNumber {
		return decimal.Decimal{}, false
	}
	return v.decimal(), true
}

// Float returns the number or amount held as the nearest float64; ok is false for every other kind.
// It does not allocate when the decimal has at most eighteen digits.
func (v Value) Float() (f float64, ok bool) {
	if v.kind != KindNumber && v.kind != KindMoney {
		return 0, false
	}
	if v.far != nil {
		return v.far.number.InexactFloat64(), true
	}
	const exactly = 1 << 53
	if e := int(v.exp); v.num > -exactly && v.num < exactly && e >= -22 && e <= 22 {
		if e < 0 { // both are exact, so that the quotient is the nearest float64
			return float64(v.num) / pow10Float[-e], true
		}
		return float64(v.num) * pow10Float[e], true
	}
	return v.decimal().InexactFloat64(), true
}

// Money returns the amount held; ok is false unless the kind is [KindMoney].
func (v Value) Money() (m Money, ok bool) {
	if v.kind != KindMoney {
		return Money{}, false
	}
	return Money{amount: v.decimal(), currency: v.str, known: true}, true
}

// Text returns the text held; ok is false unless the kind is [KindText].
func (v Value) Text() (s string, ok bool) {
	if v.kind != KindText {
		return "", false
	}
	return v.str, true
}

// Tags returns a copy of the set held, sorted; ok is false unless the kind is [KindTags].
func (v Value) Tags() (tags []string, ok bool) {
	if v.kind != KindTags {
		return nil, false
	}
	return slices.Clone(v.far.tags), true
}

// HasTag reports whether the value is a set that contains the text. It does not allocate.
func (v Value) HasTag(tag string) bool {
	if v.kind != KindTags {
		return false
	}
	_, found := slices.BinarySearch(v.far.tags, tag)
	return found
}

// Date returns the civil date held; ok is false unless the kind is [KindDate].
func (v Value) Date() (d Date, ok bool) {
	if v.kind != KindDate {
		return Date{}, false
	}
	return unpackDate(v.num), true
}

// Time returns the instant held, in UTC; ok is false unless the kind is [KindTime].
func (v Value) Time() (t time.Time, ok bool) {
	if v.kind != KindTime {
		return time.Time{}, false
	}
	return time.Unix(v.num, int64(v.sub)).UTC(), true
}

// Compare orders v and w: the sign is -1, 0 or +1. Numbers and amounts are compared exactly, texts by their bytes, false before
// true, tags only for equality.
//
// Special cases: ok is false, and sign 0, when either is unknown, the kinds differ, the currencies differ, or two different sets of
// tags are asked for their order. It does not allocate when both decimals have at most eighteen digits.
func (v Value) Compare(w Value) (sign int, ok bool) {
	if v.kind != w.kind || v.kind == Unknown {
		return 0, false
	}
	switch v.kind {
	case KindNumber:
		return v.compareDecimal(w), true
	case KindMoney:
		if v.str != w.str {
			return 0, false
		}
		return v.compareDecimal(w), true
	case KindText:
		return strings.Compare(v.str, w.str), true
	case KindTags:
		return 0, slices.Equal(v.far.tags, w.far.tags)
	case KindTime:
		if v.num == w.num {
			return compareInt(int64(v.sub), int64(w.sub)), true
		}
		return compareInt(v.num, w.num), true
	default: // bool and date are ordered by their number
		return compareInt(v.num, w.num), true
	}
}

// Equal reports whether v and w hold the same fact: two unknown values are equal, values of different kinds or currencies are not.
func (v Value) Equal(w Value) bool {
	if v.kind == Unknown || w.kind == Unknown {
		return v.kind == w.kind
	}
	sign, ok := v.Compare(w)
	return ok && sign == 0
}

// String returns the value as a reader would write it: digits without an exponent, 2006-01-02 for a date, RFC 3339 for an instant,
// tags joined by commas, and "?" for unknown.
func (v Value) String() string {
	switch v.kind {
	case KindBool:
		return strconv.FormatBool(v.num != 0)
	case KindNumber:
		return string(appendDecimal(nil, v.decimal()))
	case KindMoney:
		m, _ := v.Money()
		return m.String()
	case KindText:
		return v.str
	case KindDate:
		d, _ := v.Date()
		return d.String()
	case KindTime:
		t, _ := v.Time()
		return t.Format(time.RFC3339Nano)
	case KindTags:
		return strings.Join(v.far.tags, ", ")
	default:
		return "?"
	}
}

// setDecimal stores d without trailing zeros, in the value itself where it fits.
func (v *Value) setDecimal(d decimal.Decimal) {
	coefficient := d.Coefficient()
	if !coefficient.IsInt64() || coefficient.Int64() == math.MinInt64 {
		v.far = &far{number: trimDecimal(d)}
		if c := v.far.number.Coefficient(); c.IsInt64() && c.Int64() != math.MinInt64 {
			n := v.far.number
			v.far = nil
			v.num, v.exp = c.Int64(), int8(n.Exponent())
		}
		return
	}
	num, exp := coefficient.Int64(), d.Exponent()
	if num == 0 {
		return
	}
	for num%10 == 0 {
		num /= 10
		exp++
	}
	v.num, v.exp = num, int8(exp)
}

// decimal returns the number or amount held.
func (v Value) decimal() decimal.Decimal {
	if v.far != nil {
		return v.far.number
	}
	return decimal.New(v.num, int32(v.exp))
}

// compareDecimal compares two numbers without allocating where both fit into their values.
func (v Value) compareDecimal(w Value) int {
	if v.far == nil && w.far == nil {
		return compareScaled(v.num, int(v.exp), w.num, int(w.exp))
	}
	return v.decimal().Cmp(w.decimal())
}

// compareScaled compares a·10^i with b·10^j exactly.
func compareScaled(a int64, i int, b int64, j int) int {
	if sa, sb := compareInt(a, 0), compareInt(b, 0); sa != sb || sa == 0 {
		return compareInt(int64(sa), int64(sb))
	}
	if a < 0 {
		return -compareMagnitude(uint64(-a), i, uint64(-b), j)
	}
	return compareMagnitude(uint64(a), i, uint64(b), j)
}

// compareMagnitude compares a·10^i with b·10^j for a, b in (0, 2⁶³).
func compareMagnitude(a uint64, i int, b uint64, j int) int {
	if i < j {
		return -compareMagnitude(b, j, a, i)
	}
	const most = 19 // 10¹⁹ is the largest power of ten below 2⁶⁴, and exceeds every b
	if i-j > most {
		return 1
	}
	hi, lo := bits.Mul64(a, pow10(i-j))
	if hi > 0 || lo > b {
		return 1
	}
	if lo < b {
		return -1
	}
	return 0
}

func compareInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// pow10Float holds the powers of ten that a float64 represents exactly.
var pow10Float = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

func pow10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}
