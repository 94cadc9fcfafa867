package render

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// unknown stands where nothing is known, which is not 0.
const unknown = "–"

// exact is an amount to the last digit, or to a hundredth of the unit of display.
func (w *writer) exact(m document.Money) string {
	d, ok := m.Decimal()
	if !ok {
		return unknown
	}
	if w.unit.Exponent > 0 {
		return grouped(d.Shift(-w.unit.Exponent).StringFixedBank(2))
	}
	if d.IsInteger() {
		return grouped(d.StringFixedBank(0))
	}
	return grouped(d.StringFixed(max(int32(w.minor), -d.Exponent())))
}

// weighted is an amount to the minor unit, which is what weighted amounts are rounded to.
func (w *writer) weighted(m document.Money) string {
	d, ok := m.Decimal()
	if !ok || w.unit.Exponent > 0 {
		return w.exact(m)
	}
	return grouped(d.StringFixedBank(int32(w.minor)))
}

// rough is a modeled amount, without digits that say nothing.
func (w *writer) rough(m document.Money) string {
	d, ok := m.Decimal()
	switch {
	case !ok:
		return unknown
	case w.unit.Exponent > 0:
		return grouped(d.Shift(-w.unit.Exponent).StringFixedBank(2))
	case d.Abs().LessThan(decimal.New(100, 0)) && !d.IsInteger():
		return grouped(d.StringFixedBank(2))
	}
	return grouped(d.StringFixedBank(0))
}

// grouped puts commas between thousands.
func grouped(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	whole, fraction, point := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + fraction
	}
	return sign + whole
}

func count[T int | int64](n T) string { return grouped(strconv.FormatInt(int64(n), 10)) }

func optional(n *int) string {
	if n == nil {
		return unknown
	}
	return count(*n)
}

// percent is a share; what is not 0 or 1 is never shown as if it were.
func percent(p float64) string {
	switch {
	case p > 0 && p < 0.01:
		return "<1%"
	case p < 1 && p > 0.99:
		return ">99%"
	}
	return strconv.FormatFloat(100*p, 'f', 0, 64) + "%"
}

// fine is a share with a digit more.
func fine(p float64) string {
	switch {
	case p > 0 && p < 0.001:
		return "<0.1%"
	case p < 1 && p > 0.999:
		return ">99.9%"
	}
	return strconv.FormatFloat(100*p, 'f', 1, 64) + "%"
}

func maybe(p *float64, show func(float64) string) string {
	if p == nil {
		return unknown
	}
	return show(*p)
}

func tenth(f float64) string { return grouped(strconv.FormatFloat(f, 'f', 1, 64)) }

func hundredth(f float64) string { return grouped(strconv.FormatFloat(f, 'f', 2, 64)) }

// day is the date of an instant in the report's zone.
func day(t document.Instant) string {
	if time.Time(t).IsZero() {
		return unknown
	}
	return time.Time(t).Format(time.DateOnly)
}

// lastDay is the last day of a period that ends at an instant: the day before it, or its own day where that has begun.
func lastDay(t document.Instant) string { return sf.DateOf(time.Time(t).Add(-1)).String() }
