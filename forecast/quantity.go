package forecast

import (
	"cmp"
	"math"
	"math/big"
	"strconv"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// quantity is a positive decimal coefficient·10^exponent without trailing zeros, so that equal amounts are equal field by field.
// Amounts of CRMs fit an int64; far holds the few that do not.
type quantity struct {
	near int64
	far  *big.Int
	exp  int32
}

// mostNearDigits is how many decimal digits always fit an int64.
const mostNearDigits = 18

// withinDigits reports whether d has at most [sf.MaxDigits] digits before and after the point, without expanding it: the bound that
// money has too.
func withinDigits(d decimal.Decimal) bool {
	if d.Sign() == 0 {
		return true
	}
	digits := int64(d.NumDigits())
	if digits > 4*sf.MaxDigits {
		return false
	}
	q := quantityOf(d)
	return digits+int64(d.Exponent()) <= sf.MaxDigits && int64(q.exp) >= -sf.MaxDigits
}

// readQuantity is quantityOf, and reports whether d is withinDigits; d is not zero.
func readQuantity(d decimal.Decimal) (q quantity, ok bool) {
	const most = sf.MaxDigits - mostNearDigits
	if exp := d.Exponent(); exp >= -most && exp <= most && d.NumDigits() <= mostNearDigits {
		return quantityOf(d), true
	}
	if !withinDigits(d) {
		return quantity{}, false
	}
	return quantityOf(d), true
}

// quantityOf normalizes the magnitude of d, which is not zero.
func quantityOf(d decimal.Decimal) quantity {
	if d.NumDigits() <= mostNearDigits {
		n, exp := d.CoefficientInt64(), d.Exponent()
		if n < 0 {
			n = -n
		}
		for n%10 == 0 {
			n /= 10
			exp++
		}
		return quantity{near: n, exp: exp}
	}
	n, exp := d.Coefficient(), d.Exponent()
	n.Abs(n)
	ten, rest := big.NewInt(10), new(big.Int)
	for {
		tenth := new(big.Int)
		if tenth.QuoRem(n, ten, rest); rest.Sign() != 0 {
			break
		}
		n = tenth
		exp++
	}
	if n.IsInt64() {
		return quantity{near: n.Int64(), exp: exp}
	}
	return quantity{far: n, exp: exp}
}

// in returns the quantity in units of 10^exp, exp being at most its own exponent.
func (q quantity) in(exp int32) *big.Int {
	n := q.far
	if n == nil {
		n = big.NewInt(q.near)
	}
	if q.exp == exp {
		return n
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(q.exp-exp)), nil)
	return scale.Mul(scale, n)
}

// word is in, where that fits an int64.
func (q quantity) word(exp int32) (n int64, ok bool) {
	if q.far != nil || q.exp-exp > mostNearDigits {
		return 0, false
	}
	n = q.near
	for range q.exp - exp {
		if n > math.MaxInt64/10 {
			return 0, false
		}
		n *= 10
	}
	return n, true
}

// float returns the float64 nearest to the quantity.
func (q quantity) float() float64 {
	if power := int(q.exp); q.far == nil && q.near < mostExact && power >= -22 && power <= 22 { // both are exact (Clinger 1990)
		if power < 0 {
			return float64(q.near) / math.Pow10(-power)
		}
		return float64(q.near) * math.Pow10(power)
	}
	b := make([]byte, 0, 32)
	if q.far == nil {
		b = strconv.AppendInt(b, q.near, 10)
	} else {
		b = q.far.Append(b, 10)
	}
	b = append(b, 'e')
	b = strconv.AppendInt(b, int64(q.exp), 10)
	f, _ := strconv.ParseFloat(string(b), 64) // the digits are bounded, so it neither fails nor overflows
	return f
}

// compare orders quantities whose floats tie: any total order does, it only has to be the same one every time.
func (q quantity) compare(r quantity) int {
	switch {
	case q.exp != r.exp:
		return cmp.Compare(q.exp, r.exp)
	case q.far == nil && r.far == nil:
		return cmp.Compare(q.near, r.near)
	case q.far == nil:
		return -1
	case r.far == nil:
		return 1
	}
	return q.far.Cmp(r.far)
}
