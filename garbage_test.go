package salesfunnel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Nothing that a caller can hold in its hands makes the shared words panic or run on: dates that are none, times of any year, calendars
// of nonsense.
func TestGarbageIsAnswered(t *testing.T) {
	garbage := rapid.Custom(func(t *rapid.T) sf.Date {
		return sf.Date{Year: rapid.Int16().Draw(t, "year"), Month: rapid.Uint8().Draw(t, "month"), Day: rapid.Uint8().Draw(t, "day")}
	})
	instants := rapid.OneOf(
		rapid.Map(rapid.Int64(), func(s int64) time.Time { return time.Unix(s, 0) }),
		rapid.Map(rapid.IntRange(-400, 400), func(d int) time.Time { return time.Date(9999, 12, 31-d, 23, 0, 0, 0, time.UTC) }),
		rapid.Map(rapid.IntRange(-400, 400), func(d int) time.Time { return time.Date(1, 1, 1+d, 0, 0, 0, 0, time.UTC) }),
		rapid.Just(time.Time{}),
	)
	rapid.Check(t, func(t *rapid.T) {
		d, e, at, n := garbage.Draw(t, "d"), garbage.Draw(t, "e"), instants.Draw(t, "at"), rapid.IntRange(-3, 20).Draw(t, "n")
		c := sf.Calendar{
			Weekend:  rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Weekday { return time.Weekday(rapid.Int().Draw(t, "w")) }), 0, 3).Draw(t, "weekend"),
			Holidays: rapid.SliceOfN(garbage, 0, 4).Draw(t, "holidays"), Workdays: rapid.SliceOfN(garbage, 0, 4).Draw(t, "workdays"),
		}
		w := sf.WeekYear{
			Month: time.Month(rapid.Int().Draw(t, "month")), LastDay: time.Weekday(rapid.Int().Draw(t, "last")), Nearest: rapid.Bool().Draw(t, "nearest"),
			Pattern: [3]int{rapid.Int().Draw(t, "p"), rapid.Int().Draw(t, "q"), rapid.Int().Draw(t, "r")},
		}
		first := time.Month(rapid.IntRange(-20, 20).Draw(t, "first"))
		assert.NotPanics(t, func() {
			c.Days(d, e, true)
			c.AddDays(d, n, true)
			c.AddDays(d, n, false)
			c.Working(d)
			c.Date(at)
			_, _, _ = d.In(nil), d.Weekday(), d.Number()
			_, _ = d.String(), d.AddDays(rapid.Int().Draw(t, "days"))
			sf.Day(d).Compare(sf.Day(e))
			_ = sf.Day(d).String()
			_, _ = d.MarshalText()
			for _, periods := range [][]sf.Period{
				sf.Months(at, n), sf.Weeks(at, n, time.Weekday(rapid.Int().Draw(t, "weekday"))), sf.FiscalQuarters(at, n, first), w.Months(at, n), w.Years(at, n), w.Quarters(at, n),
			} {
				assert.LessOrEqual(t, len(periods), max(n, 0))
				for _, p := range periods {
					_, _ = p.Contains(at), p.String()
				}
			}
		})
	})
}
