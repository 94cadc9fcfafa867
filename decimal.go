package salesfunnel

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"strconv"

	"github.com/shopspring/decimal"
)

// errDigits is the answer to text that is not a decimal number within bounds.
var errDigits = errors.New("salesfunnel: not a decimal number of reasonable length")

// inBounds reports whether d has at most MaxDigits digits before and after the point. It never expands d.
func inBounds(d decimal.Decimal) bool {
	if d.Sign() == 0 {
		return true
	}
	const bitsOfMost = 2 * MaxDigits * 4 // more bits than 2·MaxDigits decimal digits need
	coefficient := d.Coefficient()
	if coefficient.BitLen() > bitsOfMost {
		return false
	}
	digits := int64(len(new(big.Int).Abs(coefficient).String()))
	trailing := int64(trailingZeros(coefficient))
	exp := int64(d.Exponent())
	return digits+exp <= MaxDigits && exp+trailing >= -MaxDigits
}

// trimDecimal returns d without trailing zeros; zero has exponent 0.
func trimDecimal(d decimal.Decimal) decimal.Decimal {
	if d.Sign() == 0 {
		return decimal.Decimal{}
	}
	coefficient := d.Coefficient()
	zeros := trailingZeros(coefficient)
	if zeros == 0 {
		return d
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(zeros)), nil)
	return decimal.NewFromBigInt(coefficient.Quo(coefficient, scale), d.Exponent()+int32(zeros))
}

func trailingZeros(n *big.Int) int {
	if n.IsInt64() {
		zeros := 0
		for m := n.Int64(); m != 0 && m%10 == 0; m /= 10 {
			zeros++
		}
		return zeros
	}
	digits := n.String()
	zeros := 0
	for i := len(digits) - 1; i > 0 && digits[i] == '0'; i-- {
		zeros++
	}
	return zeros
}

// shortestDecimal returns the shortest decimal that reads back as the finite f.
func shortestDecimal(f float64) decimal.Decimal {
	d, err := decimal.NewFromString(strconv.FormatFloat(f, 'g', -1, 64))
	if err != nil {
		return decimal.Decimal{}
	}
	return d
}

// roundTo returns the multiple of unit nearest to d, half to even, for unit > 0.
func roundTo(d, unit decimal.Decimal) decimal.Decimal {
	scale := min(d.Exponent(), unit.Exponent())
	a := d.Shift(-scale).BigInt()
	u := unit.Shift(-scale).BigInt()
	multiple := divideHalfEven(a, u)
	return trimDecimal(decimal.NewFromBigInt(multiple.Mul(multiple, u), scale))
}

// divideHalfEven returns a/u rounded to the nearest integer, half to even, for u > 0.
func divideHalfEven(a, u *big.Int) *big.Int {
	quotient, remainder := new(big.Int).DivMod(a, u, new(big.Int)) // Euclidean: 0 ≤ remainder < u
	switch twice := remainder.Lsh(remainder, 1).Cmp(u); {
	case twice > 0, twice == 0 && quotient.Bit(0) == 1:
		quotient.Add(quotient, big.NewInt(1))
	}
	return quotient
}

// appendDecimal appends the plain digits of d, without exponent or trailing zeros after the point.
func appendDecimal(b []byte, d decimal.Decimal) []byte {
	d = trimDecimal(d)
	if d.Sign() < 0 {
		b = append(b, '-')
		d = d.Neg()
	}
	digits := d.Coefficient().String()
	exp := int(d.Exponent())
	if exp >= 0 {
		b = append(b, digits...)
		if d.Sign() != 0 {
			b = append(b, bytes.Repeat([]byte{'0'}, exp)...)
		}
		return b
	}
	whole := len(digits) + exp
	if whole <= 0 {
		b = append(b, '0', '.')
		b = append(b, bytes.Repeat([]byte{'0'}, -whole)...)
		return append(b, digits...)
	}
	b = append(b, digits[:whole]...)
	b = append(b, '.')
	return append(b, digits[whole:]...)
}

// parseDecimal reads a decimal within bounds; long text is refused before it is read.
func parseDecimal(s string) (decimal.Decimal, error) {
	if len(s) == 0 || len(s) > 4*MaxDigits {
		return decimal.Decimal{}, errDigits
	}
	d, err := decimal.NewFromString(s)
	if err != nil || !inBounds(d) {
		return decimal.Decimal{}, errDigits
	}
	return d, nil
}

// decodeStrict reads one JSON object into a plain struct and refuses unknown keys and what follows.
func decodeStrict(b []byte, dst any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(dst); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("salesfunnel: more than one JSON value")
	}
	return nil
}
