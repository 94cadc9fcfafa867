package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var paceArgs = []string{"-events", "-", "-stages", "lead,won,lost", "-won", "won", "-lost", "lost", "-as-of", "2025-12-31"}

// halves are the deals of two spans of 91 days, 2025-07-03 to 2025-10-01 and 2025-10-02 to 2025-12-31. In the first one deal of two is won, for
// 100 after 10 days, and one is open at its end; in the second two of three, for 100 and 300 after 10 and 30 days, and two are open.
const halves = `deal,at,stage,amount
a,2025-07-03,lead,100
a,2025-07-13,won,
b,2025-07-03,lead,70
b,2025-07-08,lost,
c,2025-09-21,lead,300
c,2025-10-21,won,
d,2025-10-11,lead,100
d,2025-10-21,won,
e,2025-10-11,lead,60
e,2025-10-13,lost,
f,2025-12-01,lead,10
g,2025-12-01,lead,10
`

func TestVelocityByHand(t *testing.T) {
	r := report(t, halves, paceArgs...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	v := at(t, r, "velocity")
	holds(t, v, map[string]any{
		"from": "2025-10-02T00:00:00Z", "to": "2026-01-01T00:00:00Z",
		"open_deals": integer(2), "won_deals": integer(2), "won_amount": "400", "won_per_day": "4.4", // 400/91 = 4.3956
		"mean_won_amount": "200", "mean_cycle_days": 20., "mean_cycle_all_days": 14., // (30+10+2)/3
		"amount_per_day": "13.33", // 2 × 2/3 × 200 / 20
		"mean_amount":    "166.67",
	})
	holds(t, at(t, v, "win_rate"), map[string]any{"value": 2. / 3, "n": integer(3)})
	holds(t, at(t, v, "arrivals_per_day"), map[string]any{"value": 7. / 182, "n": integer(7)})
	assert.Equal(t, "2025-07-03T00:00:00Z", at(t, v, "throughput_from"))
	holds(t, at(t, v, "before"), map[string]any{
		"from": "2025-07-03T00:00:00Z", "to": "2025-10-02T00:00:00Z",
		"open_deals": integer(1), "won_amount": "100", "mean_cycle_days": 10., "amount_per_day": "5", // 1 × 1/2 × 100 / 10
	})
	assert.Equal(t, "8.33", at(t, v, "change", "whole"))
	sum := 0.0
	for _, key := range []string{"open_deals", "win_rate", "amount", "cycle"} {
		f, err := json.Number(at(t, v, "change", key).(string)).Float64()
		require.NoError(t, err)
		sum += f
	}
	assert.InDelta(t, 8.33, sum, 0.021, "four numbers that are rounded to cents")
}

// A history that is shorter than the two spans is not compared with time before it.
func TestAYoungHistoryHasNoPeriodBefore(t *testing.T) {
	rows := "deal,at,stage,amount\na,2025-12-01,lead,100\na,2025-12-11,won,\nb,2025-12-05,lead,10\n"
	v := at(t, report(t, rows, paceArgs...), "velocity")
	assert.Equal(t, "2025-12-01T00:00:00Z", at(t, v, "from"))
	assert.Nil(t, at(t, v, "before"))
	assert.Nil(t, at(t, v, "change"))
	assert.Equal(t, "10", at(t, v, "amount_per_day"), "1 × 1 × 100 / 10")
	_, text, _ := program(t, rows, paceArgs...)
	assert.NotContains(t, text, "adds to the change")
	assert.Contains(t, text, "Nothing can be judged yet")
}

func TestNothingWonIsNoVelocity(t *testing.T) {
	rows := "deal,at,stage,amount\na,2025-01-01,lead,100\na,2025-01-11,lost,\nb,2025-01-05,lead,10\n"
	v := at(t, report(t, rows, paceArgs...), "velocity")
	holds(t, v, map[string]any{"amount_per_day": nil, "mean_cycle_days": nil, "won_amount": "0", "won_per_day": "0", "win_rate": nil, "open_deals": integer(1)})
	_, text, _ := program(t, rows, paceArgs...)
	assert.Contains(t, text, "No deal began since 2025-07-03")
}

// One deal of nineteen has ended: what becomes of the others is no number.
func TestWhatNobodySawIsNoThroughput(t *testing.T) {
	rows := "deal,at,stage,amount\na,2025-12-20,lead,100\na,2025-12-22,won,\n"
	for i := range 18 {
		rows += fmt.Sprintf("b%d,2025-12-20,lead,10\n", i)
	}
	v := at(t, report(t, rows, paceArgs...), "velocity")
	holds(t, v, map[string]any{"throughput_per_day": nil, "win_chance": nil, "won_amount": "100", "win_chance_extrapolated": 18. / 19})
	_, text, _ := program(t, rows, paceArgs...)
	assert.Contains(t, text, "What new deals will bring cannot be said")
}

func TestAPeriodThatEndsAtNoonEndsOnThatDay(t *testing.T) {
	_, text, _ := program(t, halves, append(paceArgs[:len(paceArgs)-1:len(paceArgs)-1], "2025-12-31T12:00:00Z")...)
	assert.Contains(t, text, "a day, 2025-10-01 to 2025-12-31\n")
	_, text, _ = program(t, halves, paceArgs...)
	assert.Contains(t, text, "a day, 2025-10-02 to 2025-12-31\n")
	assert.Contains(t, text, "Before: 2025-07-03 to 2025-10-01.")
}

// weekly has so many new deals in each of the weeks that end with the one before 2026: each is open for three days and won.
func weekly(recorded bool, news ...int) string {
	var b strings.Builder
	b.WriteString("deal,at,stage,amount,recorded\n")
	first := time.Date(2025, 12, 29, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -7*len(news))
	for w, n := range news {
		for k := range n {
			day := first.AddDate(0, 0, 7*w+k%3)
			known := ""
			if recorded && k == 0 {
				known = day.AddDate(0, 0, 9).Format(time.DateOnly)
			}
			fmt.Fprintf(&b, "w%02d-%02d,%s,lead,10,%s\n", w, k, day.Format(time.DateOnly), known)
			fmt.Fprintf(&b, "w%02d-%02d,%s,won,,%s\n", w, k, day.AddDate(0, 0, 3).Format(time.DateOnly), known)
		}
	}
	return b.String()
}

func TestAnExceptionIsNamedWithItsDeals(t *testing.T) {
	news := []int{5, 4, 6, 5, 5, 4, 6, 5, 5, 4, 6, 5, 4, 40}
	r := report(t, weekly(false, news...), append(paceArgs, "-limit", "10")...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	s := at(t, r, "series")
	assert.Equal(t, "week", at(t, s, "unit"))
	assert.Equal(t, false, at(t, s, "as_known"))
	items := at(t, s, "exceptions", "items").([]any)
	require.NotEmpty(t, items)
	holds(t, items[0], map[string]any{"from": "2025-12-22T00:00:00Z", "metric": "entries", "stage": nil, "value": 40., "state": "exception"})
	assert.Equal(t, "w13-00", at(t, items, 0, "examples", 0))

	assert.Equal(t, integer(7*52), at(t, s, "total"), "seven numbers of the funnel as a whole; its one stage is the same")
	rows := at(t, s, "rows").([]any)
	require.Len(t, rows, 10)
	assert.Equal(t, "partial", at(t, rows, 0, "state"), "the week of the new year is not over")
	assert.Equal(t, "2025-12-29T00:00:00Z", at(t, rows, 0, "from"))

	_, text, _ := program(t, weekly(false, news...), paceArgs...)
	for _, want := range []string{"THE LAST WHOLE WEEK, 2025-12-22 to 2025-12-28", "EXCEPTION", "w13-00", "But in the last whole week 40 deals"} {
		assert.Contains(t, strings.Join(strings.Fields(text), " "), want)
	}
	_, zh, _ := program(t, weekly(false, news...), append(paceArgs, "-lang", "zh", "-limit", "0")...)
	assert.Contains(t, zh, "最近一个完整周（2025-12-22 至 2025-12-28）", "whatever the limit of the lists")
	assert.Contains(t, zh, "例外")
}

// All are lost where all were won: the text says it once.
func TestALossIsNotSaidTwice(t *testing.T) {
	rows := weekly(false, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 9)
	rows = strings.NewReplacer("2025-12-25,won", "2025-12-25,lost", "2025-12-26,won", "2025-12-26,lost", "2025-12-27,won", "2025-12-27,lost").Replace(rows)
	metrics := map[any]bool{}
	for _, e := range at(t, report(t, rows, paceArgs...), "series", "exceptions", "items").([]any) {
		metrics[at(t, e, "metric")] = true
	}
	assert.True(t, metrics["conversion"] && metrics["drop_off"], metrics)
	_, text, _ := program(t, rows, paceArgs...)
	assert.Regexp(t, `2025-12-22 +won of closed deals +all +0%`, text)
	assert.NotContains(t, text, "lost of closed deals")
	assert.Contains(t, text, "the JSON lists all")
}

// What is put on record nine days later is missing in the newest week. Held against weeks that were as young, it is as full as they.
func TestWeeksAreComparedAsTheyWereKnown(t *testing.T) {
	s := at(t, report(t, weekly(true, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5), paceArgs...), "series")
	assert.Equal(t, true, at(t, s, "as_known"))
	for _, row := range at(t, s, "rows").([]any) {
		if at(t, row, "metric") == "entries" && at(t, row, "from").(string) >= "2025-11" && at(t, row, "state") != "partial" {
			assert.Equal(t, integer(4), at(t, row, "value"), "one of five is not on record")
		}
	}
}

// A history that was brought in on one day was known of no week before.
func TestWeeksBroughtInTogetherAreTakenAsTheyAreKnown(t *testing.T) {
	rows := "deal,at,stage,recorded\na,2025-11-03,lead,2025-12-20\na,2025-11-05,won,2025-12-20\nb,2025-11-04,lead,2025-12-20\nc,2025-12-23,lead,\n"
	s := at(t, report(t, rows, paceArgs...), "series")
	assert.Equal(t, false, at(t, s, "as_known"))
}

func TestPaceLooksAtNothingLater(t *testing.T) {
	later := halves + "z,2026-02-01,lead,99\nf,2026-02-01,won,\n"
	early, known := report(t, later, paceArgs...), report(t, halves, paceArgs...)
	for _, key := range []string{"conversion", "drop_off", "loss_reasons", "velocity", "series"} {
		assert.Equal(t, known[key], early[key], key)
	}
}
