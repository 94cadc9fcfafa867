package salesfunnel

import (
	"math"
	"math/bits"

	"github.com/shopspring/decimal"

	"github.com/salesfunnel-go/salesfunnel/internal/near"
)

// weightedNear returns amount × p rounded to a multiple of unit, half to even, in machine words: the same digits as [Money.Weighted] finds
// with integers of any length, in a tenth of the time, which is what a forecast of many deals asks for most often. ok is false where the
// numbers are too long, or the unit is not positive.
func weightedNear(amount decimal.Decimal, p float64, unit decimal.Decimal) (product decimal.Decimal, ok bool) {
	n, ok := near.Multiple(amount, p, unit)
	if !ok {
		return decimal.Decimal{}, false
	}
	return nearDecimal(n, unit)
}

// nearDecimal returns n·unit without trailing zeros; ok is false where the digits do not fit an int64.
func nearDecimal(n int64, unit decimal.Decimal) (product decimal.Decimal, ok bool) {
	size := n
	if n < 0 {
		size = -n
	}
	over, digits := bits.Mul64(uint64(size), uint64(unit.CoefficientInt64()))
	if over != 0 || digits > math.MaxInt64 {
		return decimal.Decimal{}, false
	}
	if digits == 0 {
		return decimal.Decimal{}, true
	}
	exp := unit.Exponent()
	for digits%10 == 0 {
		digits /= 10
		exp++
	}
	if n < 0 {
		return decimal.New(-int64(digits), exp), true
	}
	return decimal.New(int64(digits), exp), true
}
