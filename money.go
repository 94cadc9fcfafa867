package salesfunnel

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Money is an exact amount in one currency. The zero Money is unknown, which an amount of 0 is not.
//
// The currency is a label, usually an ISO 4217 code. The empty currency is a unit of its own: it does not add to any other.
// Amounts are compared with [Money.Equal] and [Money.Cmp], not with ==.
type Money struct {
	amount   decimal.Decimal
	currency string
	known    bool
}

// Errors of money arithmetic, for [errors.Is].
var (
	ErrCurrency    = errors.New("salesfunnel: amounts in two currencies do not add")
	ErrAmount      = fmt.Errorf("salesfunnel: an amount may have at most %d digits before and after the point", MaxDigits)
	ErrProbability = errors.New("salesfunnel: a probability is a number from 0 to 1")
	ErrLabel       = errors.New("salesfunnel: a currency is at most 16 bytes of UTF-8 without spaces or control characters")
)

// MoneyOf returns amount in currency. It fails with [ErrAmount] when the amount has more than [MaxDigits] digits before or after the
// point, and with [ErrLabel] when the currency is longer than 16 bytes or holds a space or control character.
func MoneyOf(amount decimal.Decimal, currency string) (Money, error) {
	if !inBounds(amount) {
		return Money{}, ErrAmount
	}
	if !validCurrency(currency) {
		return Money{}, ErrLabel
	}
	return Money{amount: trimDecimal(amount), currency: currency, known: true}, nil
}

// ParseMoney reads an amount of decimal digits ("1234.50"), in the given currency.
func ParseMoney(digits, currency string) (Money, error) {
	d, err := parseDecimal(digits)
	if err != nil {
		return Money{}, err
	}
	return MoneyOf(d, currency)
}

// Decimal returns the exact amount; known is false, and the amount 0, when it is unknown.
func (m Money) Decimal() (amount decimal.Decimal, known bool) { return m.amount, m.known }

// Currency returns the currency, which is empty for unknown money and may be empty for known money.
func (m Money) Currency() string { return m.currency }

// Known reports whether the amount is known.
func (m Money) Known() bool { return m.known }

// IsZero reports whether the amount is unknown; it is what the JSON option omitzero asks. An amount of 0 is not zero in this sense.
func (m Money) IsZero() bool { return !m.known }

// Sign returns -1, 0 or +1; 0 for an unknown amount.
func (m Money) Sign() int { return m.amount.Sign() }

// Float64 returns the amount as the nearest float64, 0 when it is unknown.
func (m Money) Float64() float64 { return m.amount.InexactFloat64() }

// Add returns m + n exactly. An unknown amount adds nothing and takes no part: the sum of two unknown amounts is unknown, so a sum that
// starts from the zero Money stays unknown until something is known. It fails with [ErrCurrency] when the currencies differ.
func (m Money) Add(n Money) (Money, error) {
	switch {
	case !n.known:
		return m, nil
	case !m.known:
		return n, nil
	case m.currency != n.currency:
		return Money{}, fmt.Errorf("%w: %q and %q", ErrCurrency, m.currency, n.currency)
	}
	return MoneyOf(m.amount.Add(n.amount), m.currency)
}

// Sub returns m − n exactly, with the rules of [Money.Add].
func (m Money) Sub(n Money) (Money, error) { return m.Add(n.Neg()) }

// Neg returns −m; unknown stays unknown.
func (m Money) Neg() Money {
	if !m.known {
		return m
	}
	return Money{amount: m.amount.Neg(), currency: m.currency, known: true}
}

// Times returns m × factor exactly. It fails with [ErrAmount] when the product leaves the bounds of an amount.
func (m Money) Times(factor decimal.Decimal) (Money, error) {
	if !m.known {
		return m, nil
	}
	if !inBounds(factor) {
		return Money{}, ErrAmount
	}
	return MoneyOf(m.amount.Mul(factor), m.currency)
}

// RoundTo returns the multiple of unit nearest to m, half to even. A unit that is not positive leaves m as it is.
func (m Money) RoundTo(unit decimal.Decimal) Money {
	if !m.known || unit.Sign() <= 0 || !inBounds(unit) {
		return m
	}
	return Money{amount: roundTo(m.amount, unit), currency: m.currency, known: true}
}

// Weighted returns m × p rounded to the nearest multiple of unit, half to even, where p is taken as the shortest decimal that reads
// back as the same float64: 0.1 is one tenth. A unit that is not positive rounds nothing.
//
// Special cases: an unknown amount stays unknown; ErrProbability for p outside [0, 1] or NaN; ErrAmount when the result leaves the
// bounds of an amount.
func (m Money) Weighted(p float64, unit decimal.Decimal) (Money, error) {
	if !(p >= 0 && p <= 1) { // NaN is neither
		return Money{}, ErrProbability
	}
	if !m.known || p == 1 {
		return m.RoundTo(unit), nil
	}
	if product, ok := weightedNear(m.amount, p, unit); ok {
		return Money{amount: product, currency: m.currency, known: true}, nil
	}
	return m.weightedFar(p, unit)
}

// weightedFar is Weighted of a known amount with integers of any length.
func (m Money) weightedFar(p float64, unit decimal.Decimal) (Money, error) {
	product := m.amount.Mul(shortestDecimal(p))
	if unit.Sign() > 0 && inBounds(unit) {
		product = roundTo(product, unit)
	}
	return MoneyOf(product, m.currency)
}

// Cmp compares two known amounts in one currency; ok is false when either is unknown or the currencies differ.
func (m Money) Cmp(n Money) (sign int, ok bool) {
	if !m.known || !n.known || m.currency != n.currency {
		return 0, false
	}
	return m.amount.Cmp(n.amount), true
}

// Equal reports whether m and n are the same amount in the same currency, or both unknown.
func (m Money) Equal(n Money) bool {
	if !m.known || !n.known {
		return m.known == n.known
	}
	return m.currency == n.currency && m.amount.Equal(n.amount)
}

// Digits returns the amount as plain decimal digits without an exponent, and "" when it is unknown.
func (m Money) Digits() string {
	if !m.known {
		return ""
	}
	return string(appendDecimal(nil, m.amount))
}

// String returns the digits and the currency, as in "1234.5 CNY", and "?" when the amount is unknown.
func (m Money) String() string {
	if !m.known {
		return "?"
	}
	b, _ := m.AppendText(nil)
	return string(b)
}

// AppendText appends the digits and the currency; nothing when the amount is unknown. The digits are its own: no package setting of the
// decimal library changes them.
func (m Money) AppendText(b []byte) ([]byte, error) {
	if !m.known {
		return b, nil
	}
	b = appendDecimal(b, m.amount)
	if m.currency != "" {
		b = append(b, ' ')
		b = append(b, m.currency...)
	}
	return b, nil
}

// moneyJSON is money as other programs read it: the digits are a string, so that no reader rounds them.
type moneyJSON struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency,omitzero"`
}

// MarshalJSON writes {"amount":"1234.5","currency":"CNY"}, and null for an unknown amount.
func (m Money) MarshalJSON() ([]byte, error) {
	if !m.known {
		return []byte("null"), nil
	}
	return json.Marshal(moneyJSON{Amount: m.Digits(), Currency: m.currency})
}

// UnmarshalJSON reads what [Money.MarshalJSON] writes.
func (m *Money) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = Money{}
		return nil
	}
	var j moneyJSON
	if err := decodeStrict(b, &j); err != nil {
		return err
	}
	parsed, err := ParseMoney(j.Amount, j.Currency)
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

func validCurrency(s string) bool {
	if len(s) > 16 || !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}
