package salesfunnel_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Money is exact, and unknown is not zero.
func ExampleMoney() {
	a, _ := sf.ParseMoney("1200.10", "CNY")
	b, _ := sf.ParseMoney("0.20", "CNY")
	sum, err := a.Add(b)
	fmt.Println(sum, err)
	fmt.Println(a.Add(sf.Money{})) // an unknown amount takes no part
	dollars, _ := sf.ParseMoney("5", "USD")
	_, err = a.Add(dollars)
	fmt.Println(err)
	weighted, _ := a.Weighted(0.1, decimal.New(1, -2)) // 0.1 is one tenth, to the last digit
	fmt.Println(weighted)
	// Output:
	// 1200.3 CNY <nil>
	// 1200.1 CNY <nil>
	// salesfunnel: amounts in two currencies do not add: "CNY" and "USD"
	// 120.01 CNY
}

// Seven working days over China's National Day, with its working weekends (调休).
func ExampleCalendar() {
	day := func(month time.Month, d int) sf.Date { return sf.Date{Year: 2025, Month: uint8(month), Day: uint8(d)} }
	c := sf.Calendar{
		Location: time.FixedZone("CST", 8*3600),
		Weekend:  []time.Weekday{time.Saturday, time.Sunday},
		Holidays: []sf.Date{day(10, 1), day(10, 2), day(10, 3), day(10, 6), day(10, 7), day(10, 8)},
		Workdays: []sf.Date{day(9, 28), day(10, 11)},
	}
	fmt.Println(c.AddDays(day(9, 26), 7, true))
	fmt.Println(c.Days(day(9, 26), day(10, 13), true), "of", c.Days(day(9, 26), day(10, 13), false), "days are worked")
	// Output:
	// 2025-10-13
	// 7 of 17 days are worked
}

// Quarters of a fiscal year that begins in April, and the months of a 4-5-4 retail year.
func ExampleFiscalQuarters() {
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	fmt.Println(sf.FiscalQuarters(today, 2, time.April))
	fmt.Println(sf.WeekYear{Month: time.January, LastDay: time.Saturday, Nearest: true, Pattern: [3]int{4, 5, 4}}.Months(today, 2))
	// Output:
	// [2026-10-01..2027-01-01 2027-01-01..2027-04-01]
	// [2026-11-01..2026-11-29 2026-11-29..2027-01-03]
}

// A note has a code for programs, arguments for translators, and a sentence for people.
func ExampleNote_In() {
	n := sf.NewNote(sf.CodeUnknownKey, "stages[2]", sf.F("key", sf.Text("probabilty")))
	fmt.Println(n.Code)
	fmt.Println(n.In(sf.English))
	fmt.Println(n.In(sf.Chinese))
	fmt.Println(n.Format("clé inconnue : {key} ({path})"))
	// Output:
	// json.unknown_key
	// unknown key probabilty
	// 未知的键 probabilty
	// clé inconnue : probabilty (stages[2])
}
