package criteria_test

import (
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// noon is the asOf of most tests: a Monday in Shanghai.
var noon = time.Date(2026, 3, 16, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))

func cny(digits string) sf.Value { return money(digits, "CNY") }

func money(digits, currency string) sf.Value {
	m, err := sf.ParseMoney(digits, currency)
	if err != nil {
		panic(err)
	}
	return sf.Amount(m)
}

func day(text string) sf.Value {
	d, err := sf.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return sf.Day(d)
}

func codes(notes []sf.Note) []string {
	var all []string
	for _, n := range notes {
		all = append(all, n.Path+"|"+string(n.Code))
	}
	return all
}

func mustDecimal(digits string) decimal.Decimal {
	d, err := decimal.NewFromString(digits)
	if err != nil {
		panic(err)
	}
	return d
}
