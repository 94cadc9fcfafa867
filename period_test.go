package salesfunnel_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

func TestPeriodIsHalfOpen(t *testing.T) {
	q := sf.Quarters(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), 1)[0]
	assert.Equal(t, "2026-10-01..2027-01-01", q.String())
	assert.True(t, q.Contains(q.From))
	assert.False(t, q.Contains(q.To))
	assert.True(t, q.Contains(q.To.Add(-1)))
	assert.True(t, q.Valid())
	assert.False(t, sf.Period{From: q.To, To: q.From}.Valid())
	assert.False(t, sf.Period{}.Valid())
	assert.True(t, q.Equal(sf.Period{From: q.From.In(time.FixedZone("", 3600)), To: q.To}))
}

func TestPeriods(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) // a Sunday
	for _, c := range []struct {
		name string
		got  []sf.Period
		want string
	}{
		{"months", sf.Months(at, 3), "[2026-11-01..2026-12-01 2026-12-01..2027-01-01 2027-01-01..2027-02-01]"},
		{"quarters", sf.Quarters(at, 2), "[2026-10-01..2027-01-01 2027-01-01..2027-04-01]"},
		{"years", sf.Years(at, 1), "[2026-01-01..2027-01-01]"},
		{"fiscal quarters from February", sf.FiscalQuarters(at, 2, time.February), "[2026-11-01..2027-02-01 2027-02-01..2027-05-01]"},
		{"fiscal quarters from December", sf.FiscalQuarters(at, 1, time.December), "[2026-09-01..2026-12-01]"},
		{"fiscal years from April", sf.FiscalYears(at, 2, time.April), "[2026-04-01..2027-04-01 2027-04-01..2028-04-01]"},
		{"fiscal year from December", sf.FiscalYears(at, 1, time.December), "[2025-12-01..2026-12-01]"},
		{"weeks from Monday", sf.Weeks(at, 2, time.Monday), "[2026-11-16..2026-11-23 2026-11-23..2026-11-30]"},
		{"weeks from Sunday", sf.Weeks(at, 1, time.Sunday), "[2026-11-22..2026-11-29]"},
		{"none", sf.Months(at, -1), "[]"},
	} {
		assert.Equal(t, c.want, fmt.Sprint(c.got), c.name)
	}
	assert.Len(t, sf.Months(at, math.MaxInt), sf.MaxPeriods)
}

func TestWeekYearsOfThoseWhoPublishThem(t *testing.T) {
	apple := sf.WeekYear{Month: time.September, LastDay: time.Saturday}
	nrf := sf.WeekYear{Month: time.January, LastDay: time.Saturday, Nearest: true, Pattern: [3]int{4, 5, 4}}
	in := func(s string) time.Time { return day(s).In(time.UTC) }
	// Apple Inc., forms 10-K: fiscal 2022 ended 2022-09-24, fiscal 2023 (53 weeks) 2023-09-30, fiscal 2024 2024-09-28.
	assert.Equal(t, "[2021-09-26..2022-09-25 2022-09-25..2023-10-01 2023-10-01..2024-09-29]", fmt.Sprint(apple.Years(in("2022-01-15"), 3)))
	assert.Equal(t, "[2022-09-25..2022-12-25]", "["+apple.Quarters(in("2022-10-01"), 1)[0].String()+"]")
	// National Retail Federation, 4-5-4 calendar: 2023 had 53 weeks and ended 2024-02-03; 2024 ran from 2024-02-04 to 2025-02-01.
	assert.Equal(t, "[2023-01-29..2024-02-04 2024-02-04..2025-02-02]", fmt.Sprint(nrf.Years(in("2023-06-01"), 2)))
	assert.Equal(t, "[2024-02-04..2024-03-03 2024-03-03..2024-04-07 2024-04-07..2024-05-05]", fmt.Sprint(nrf.Months(in("2024-02-04"), 3)))
	assert.Equal(t, "2023-12-31..2024-02-04", nrf.Months(in("2024-02-03"), 1)[0].String(), "the 53rd week belongs to the last month")
}

func TestPeriodsTile(t *testing.T) {
	kinds := map[string]func(time.Time, int) []sf.Period{
		"months": sf.Months, "quarters": sf.Quarters, "years": sf.Years,
		"fiscal": func(t time.Time, n int) []sf.Period { return sf.FiscalQuarters(t, n, time.August) },
		"weeks":  func(t time.Time, n int) []sf.Period { return sf.Weeks(t, n, time.Wednesday) },
		"4-4-5":  sf.WeekYear{Month: time.June, LastDay: time.Friday}.Months,
		"5-4-4":  sf.WeekYear{Nearest: true, LastDay: time.Thursday, Pattern: [3]int{5, 4, 4}}.Months,
		"13":     sf.WeekYear{Pattern: [3]int{9, 9, 9}}.Quarters,
		"52":     sf.WeekYear{Nearest: true}.Years,
	}
	zones := []*time.Location{time.UTC, time.FixedZone("", 8*3600), zone(t, "America/Sao_Paulo"), zone(t, "America/New_York")}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"months", "quarters", "years", "fiscal", "weeks", "4-4-5", "5-4-4", "13", "52"}).Draw(t, "kind")
		loc := zones[rapid.IntRange(0, len(zones)-1).Draw(t, "zone")]
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "at"), 0).In(loc)
		n := rapid.IntRange(1, 30).Draw(t, "n")
		periods := kinds[name](at, n)
		assert.Len(t, periods, n)
		assert.True(t, periods[0].Contains(at), "%s holds %s", periods[0], at)
		for i, p := range periods {
			assert.True(t, p.Valid())
			assert.Equal(t, loc, p.From.Location())
			assert.Equal(t, sf.DateOf(p.From).In(loc), p.From, "a period begins with a day")
			if i > 0 {
				assert.True(t, p.From.Equal(periods[i-1].To))
			}
		}
	})
}

func TestPeriodsEndWithTheYearsOfADate(t *testing.T) {
	late := time.Date(9999, 6, 1, 0, 0, 0, 0, time.UTC)
	assert.LessOrEqual(t, len(sf.WeekYear{}.Years(late, 50)), 1)
	early := time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)
	assert.NotPanics(t, func() { sf.WeekYear{}.Months(early, 3) })
}
