package funnel

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // zones where the system has none

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// clockZones are some locations with odd clock changes; those that this machine does not know are left out.
func clockZones() []*time.Location {
	list := []*time.Location{nil, time.UTC, time.FixedZone("", 14*3600), time.FixedZone("", -12*3600), time.FixedZone("", 1)}
	names := []string{"Europe/Berlin", "America/St_Johns", "Asia/Shanghai", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut", "Africa/Monrovia"}
	for _, name := range names {
		if zone, err := time.LoadLocation(name); err == nil {
			list = append(list, zone)
		}
	}
	return list
}

func TestDayIsTheCivilDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(clockZones()).Draw(t, "zone")
		instants := rapid.OneOf(
			rapid.Int64Range(earliest+2*dayMicros, latest-2*dayMicros),
			rapid.Int64Range(0, 2_000_000_000_000_000),
			rapid.Map(rapid.IntRange(-80, 130), func(year int) int64 { return time.Date(1970+year, 1, 1, 0, 0, 0, -1000, time.UTC).UnixMicro() }),
			rapid.Map(rapid.Int64Range(-90000, 90000), func(s int64) int64 { return (1774746000 + s) * 1_000_000 }), // Europe, 2026-03-29 01:00Z
			rapid.Map(rapid.Int64Range(-90000, 90000), func(s int64) int64 { return (1325239200 + s) * 1_000_000 }), // Samoa left 2011-12-30 out
		)
		from, to := instants.Draw(t, "from"), instants.Draw(t, "to")
		c := sf.Calendar{Location: zone}
		k := newClock(c, false, min(from, to), max(from, to))
		for _, at := range []int64{from, to, instants.Draw(t, "any")} {
			require.Equal(t, int64(c.Date(time.UnixMicro(at)).Number()), k.day(at))
			require.Equal(t, at, k.time(at).UnixMicro())
		}
	})
}

func TestWorkingDaysAreTheCalendars(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawDay := rapid.Custom(func(t *rapid.T) sf.Date {
			return sf.Date{Year: 1970, Month: 1, Day: 1}.AddDays(rapid.IntRange(-40, 40).Draw(t, "day"))
		})
		c := sf.Calendar{
			Location: rapid.SampledFrom(clockZones()).Draw(t, "zone"),
			Weekend:  rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 6), func(d int) time.Weekday { return time.Weekday(d) }), 0, 3).Draw(t, "weekend"),
			Holidays: rapid.SliceOfN(drawDay, 0, 12).Draw(t, "holidays"),
			Workdays: rapid.SliceOfN(drawDay, 0, 12).Draw(t, "workdays"),
		}
		drawAt := rapid.Int64Range(-60*dayMicros, 60*dayMicros)
		from, to := drawAt.Draw(t, "from"), drawAt.Draw(t, "to")
		if from > to {
			from, to = to, from
		}
		want, naive := c.Days(c.Date(time.UnixMicro(from)), c.Date(time.UnixMicro(to)), true), 0
		for d := c.Date(time.UnixMicro(from)); d != c.Date(time.UnixMicro(to)); {
			d = d.AddDays(1)
			if c.Working(d) {
				naive++
			}
		}
		require.Equal(t, want, naive)
		k := newClock(c, true, from, to)
		require.Equal(t, int64(want), k.day(to)-k.day(from))
	})
}

func TestWorkingDaysByHand(t *testing.T) {
	at := func(s string) int64 {
		d, err := sf.ParseDate(s)
		require.NoError(t, err)
		return d.In(nil).UnixMicro()
	}
	c := sf.Calendar{
		Weekend:  []time.Weekday{time.Saturday, time.Sunday},
		Holidays: []sf.Date{{Year: 2026, Month: 10, Day: 1}, {Year: 2026, Month: 2, Day: 30}, {}},
		Workdays: []sf.Date{{Year: 2026, Month: 10, Day: 10}},
	}
	k := newClock(c, true, 0, 0)
	for _, x := range []struct {
		from, to string
		want     int64
	}{
		{"2026-09-25", "2026-09-28", 1}, // Friday to Monday
		{"2026-09-26", "2026-09-28", 1}, // Saturday to Monday
		{"2026-09-25", "2026-09-27", 0}, // Friday to Sunday
		{"2026-09-30", "2026-10-01", 0}, // a holiday
		{"2026-10-09", "2026-10-10", 1}, // a worked Saturday
		{"2026-02-27", "2026-03-03", 2}, // a day that does not exist changes nothing
		{"1969-12-31", "1970-01-02", 2},
	} {
		assert.Equal(t, x.want, k.day(at(x.to))-k.day(at(x.from)), x)
	}
}

func TestMicros(t *testing.T) {
	for _, x := range []struct {
		t    time.Time
		want int64
		ok   bool
	}{
		{time.Time{}, 0, false},
		{time.Time{}.Add(999), 0, false}, // rounds down to the zero time
		{time.Time{}.Add(1000), earliest + 1, true},
		{time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), latest - 1, true},
		{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), 0, false},
		{time.Unix(0, -1), -1, true},
		{time.Unix(0, 1999), 1, true},
		{time.Unix(1<<62, 0), 0, false},
		{time.Unix(-1<<62, 0), 0, false},
	} {
		at, ok := micros(x.t)
		assert.Equal(t, x.ok, ok, x.t)
		if ok {
			assert.Equal(t, x.want, at, x.t)
		}
	}
	assert.Equal(t, int64(earliest), instant(time.Time{}))
	assert.Equal(t, int64(earliest), instant(time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)))
	assert.Equal(t, int64(latest), instant(time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)))
	for _, at := range []int64{earliest + 1, -2, -1, 1, 2, latest - 1, 0} {
		b := Builder{}
		assert.Equal(t, at, nextAt(b.next(time.UnixMicro(at), 0)))
		assert.NotZero(t, b.next(time.UnixMicro(at), 0))
	}
	assert.Equal(t, []int64{-2, -1, -1, 0, 0}, slices.Collect(func(yield func(int64) bool) {
		for _, a := range []int64{-4, -3, -1, 0, 2} {
			yield(floorDiv(a, 3))
		}
	}))
}

func TestClockChangesToTheMicrosecond(t *testing.T) {
	zone, err := time.LoadLocation("Pacific/Apia")
	if err != nil {
		t.Fatal(err)
	}
	// Samoa left 2011-12-30 out: 23:59:59 on the 29th was followed by the 31st.
	change := time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC).UnixMicro()
	number := func(d int) int64 { return int64(sf.Date{Year: 2011, Month: 12, Day: uint8(d)}.Number()) }
	for _, last := range []int64{change, change - 1, change + dayMicros} { // in the table, and beyond its end
		k := newClock(sf.Calendar{Location: zone}, false, change-400*dayMicros, last)
		assert.Equal(t, number(29), k.day(change-1))
		assert.Equal(t, number(31), k.day(change))
	}
}
