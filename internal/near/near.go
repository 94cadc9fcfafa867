// Package near does in machine words what decimals of ordinary length need most often.
package near

import (
	"math"
	"math/bits"
	"strconv"

	"github.com/shopspring/decimal"
)

const (
	// mostDigits is how many decimal digits always fit an int64.
	mostDigits = 18
	// mostShift bounds the exponents of numbers that are worked in machine words.
	mostShift = 30
)

// Multiple returns amount × p as a number of units, rounded half to even, where p is taken as the shortest decimal that reads back as it.
// ok is false where the numbers are too long for machine words, the unit is not positive or p is not in [0, 1].
func Multiple(amount decimal.Decimal, p float64, unit decimal.Decimal) (n int64, ok bool) {
	a, aExp, okA := digitsOf(amount)
	u, uExp, okU := digitsOf(unit)
	if !okA || !okU || unit.Sign() <= 0 || !(p >= 0 && p <= 1) {
		return 0, false
	}
	m, mExp := shortestDigits(p)
	places := uExp - aExp - mExp // the product is a·m·10^−places units of 10^uExp
	for ; places < 0 && a < math.MaxInt64/10; places++ {
		a *= 10
	}
	if places < 0 || places > 2*mostDigits {
		return 0, false
	}
	first := min(places, mostDigits)
	high, low := bits.Mul64(a, m)
	multiple, ok := quotientHalfEven(high, low, tenTo(first), u, tenTo(places-first))
	if !ok || multiple > math.MaxInt64 {
		return 0, false
	}
	return int64(multiple) * int64(amount.Sign()), true
}

// digitsOf returns the magnitude of d as digits·10^exp.
func digitsOf(d decimal.Decimal) (digits uint64, exp int, ok bool) {
	exp = int(d.Exponent())
	if exp < -mostShift || exp > mostShift || d.NumDigits() > mostDigits {
		return 0, 0, false
	}
	n := d.CoefficientInt64()
	if n < 0 {
		n = -n
	}
	return uint64(n), exp, true
}

// shortestDigits returns the shortest digits·10^exp that read back as f, 0 ≤ f ≤ 1: at most 17 digits.
func shortestDigits(f float64) (digits uint64, exp int) {
	var buffer [32]byte
	text := strconv.AppendFloat(buffer[:0], f, 'e', -1, 64)
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits = digits*10 + uint64(c-'0')
			if i > 0 {
				exp--
			}
		case c == 'e':
			power, _ := strconv.Atoi(string(text[i+1:]))
			return digits, exp + power
		}
	}
	return digits, exp
}

// tenTo returns 10^n for 0 ≤ n ≤ 18.
func tenTo(n int) uint64 {
	ten := uint64(1)
	for range n {
		ten *= 10
	}
	return ten
}

// quotientHalfEven returns (high, low)/(first·u·second) rounded to the nearest integer, half to even; ok is false where something overflows.
func quotientHalfEven(high, low, first, u, second uint64) (quotient uint64, ok bool) {
	over, rest := bits.Mul64(u, second)
	if over != 0 || rest > math.MaxInt64 || high >= first {
		return 0, false
	}
	whole, before := bits.Div64(high, low, first)
	quotient, remainder := whole/rest, whole%rest
	// Twice the remainder less the divisor is first·(2·remainder − rest) + 2·before, with 0 ≤ before < first.
	var up bool
	switch more := int64(2*remainder - rest); more { // within ±2⁶³
	case 0:
		up = before > 0 || quotient%2 == 1
	case -1:
		up = 2*before > first || 2*before == first && quotient%2 == 1
	default:
		up = more > 0
	}
	if up {
		quotient++
	}
	return quotient, true
}
