package salesfunnel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

var weekend = []time.Weekday{time.Saturday, time.Sunday}

// nationalDay2025 is China's National Day and Mid-Autumn holiday of 2025 as the State Council announced it: off from 1 to 8 October, working
// on Sunday 28 September and Saturday 11 October.
var nationalDay2025 = sf.Calendar{
	Location: time.FixedZone("CST", 8*3600),
	Weekend:  weekend,
	Holidays: []sf.Date{day("2025-10-01"), day("2025-10-02"), day("2025-10-03"), day("2025-10-04"), day("2025-10-05"), day("2025-10-06"), day("2025-10-07"), day("2025-10-08")},
	Workdays: []sf.Date{day("2025-09-28"), day("2025-10-11")},
}

func TestCalendarKnowsWorkingWeekends(t *testing.T) {
	c := nationalDay2025
	for d, want := range map[string]bool{
		"2025-09-26": true, "2025-09-27": false, "2025-09-28": true, "2025-09-30": true, "2025-10-01": false, "2025-10-08": false,
		"2025-10-09": true, "2025-10-11": true, "2025-10-12": false,
	} {
		assert.Equal(t, want, c.Working(day(d)), d)
	}
	// 26 Sep (Fri) → 28, 29, 30 Sep, 9, 10, 11 Oct
	assert.Equal(t, 6, c.Days(day("2025-09-26"), day("2025-10-12"), true))
	assert.Equal(t, day("2025-10-09"), c.AddDays(day("2025-09-26"), 4, true))
	assert.Equal(t, day("2025-10-11"), c.AddDays(day("2025-09-26"), 6, true))
	assert.Equal(t, day("2025-10-13"), c.AddDays(day("2025-09-26"), 7, true))
}

func TestCalendarZeroWorksEveryDay(t *testing.T) {
	var c sf.Calendar
	assert.Equal(t, time.UTC, c.Zone())
	assert.True(t, c.Working(day("2026-11-22")))
	assert.Equal(t, 10, c.Days(day("2026-11-20"), day("2026-11-30"), true))
	assert.Equal(t, day("2026-11-30"), c.AddDays(day("2026-11-20"), 10, true))
	assert.True(t, c.Date(time.Time{}).IsZero())
	assert.Equal(t, day("2026-11-23"), nationalDay2025.Date(time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)))
}

func TestCalendarEdges(t *testing.T) {
	c := sf.Calendar{Weekend: weekend}
	friday, monday := day("2026-11-20"), day("2026-11-23")
	assert.Equal(t, 1, c.Days(friday, monday, true))
	assert.Equal(t, 3, c.Days(friday, monday, false))
	assert.Equal(t, -1, c.Days(monday, friday, true))
	assert.Equal(t, monday, c.AddDays(friday, 1, true))
	assert.Equal(t, friday, c.AddDays(friday, 0, true))
	assert.Equal(t, friday, c.AddDays(friday, -3, true))
	assert.Zero(t, c.Days(sf.Date{}, friday, true))
	assert.Zero(t, c.Days(friday, sf.Date{}, false))
	assert.True(t, c.AddDays(sf.Date{}, 3, false).IsZero())
	wrong := sf.Calendar{Holidays: []sf.Date{{Year: 2026, Month: 2, Day: 30}}}
	assert.Equal(t, 5, wrong.Days(day("2026-02-28"), day("2026-03-05"), true), "30 February is no day off")
	never := sf.Calendar{Weekend: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}
	assert.True(t, never.AddDays(friday, 1, true).IsZero(), "nobody ever works")
}

// calendars draws calendars with weekends, holidays and working weekends, repeated and contradictory ones among them.
var calendars = rapid.Custom(func(t *rapid.T) sf.Calendar {
	near := rapid.Custom(func(t *rapid.T) sf.Date { return day("2026-01-01").AddDays(rapid.IntRange(0, 60).Draw(t, "n")) })
	return sf.Calendar{
		Weekend:  rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Weekday { return time.Weekday(rapid.IntRange(0, 6).Draw(t, "w")) }), 0, 4).Draw(t, "weekend"),
		Holidays: rapid.SliceOfN(near, 0, 12).Draw(t, "holidays"),
		Workdays: rapid.SliceOfN(near, 0, 12).Draw(t, "workdays"),
	}
})

func TestCalendarCountsDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendars.Draw(t, "calendar")
		from := day("2026-01-01").AddDays(rapid.IntRange(-20, 70).Draw(t, "from"))
		span := rapid.IntRange(0, 90).Draw(t, "span")
		want := 0
		for i := 1; i <= span; i++ {
			if c.Working(from.AddDays(i)) {
				want++
			}
		}
		to := from.AddDays(span)
		assert.Equal(t, want, c.Days(from, to, true))
		middle := from.AddDays(rapid.IntRange(0, 90).Draw(t, "middle"))
		assert.Equal(t, want, c.Days(from, middle, true)+c.Days(middle, to, true), "spans telescope")
		n := rapid.IntRange(1, 40).Draw(t, "n")
		if due := c.AddDays(from, n, true); !due.IsZero() {
			assert.Equal(t, n, c.Days(from, due, true))
			assert.Equal(t, n-1, c.Days(from, due.AddDays(-1), true), "it is the first such day")
		}
	})
}
