package simulate

import (
	"testing"
	"time"
	_ "time/tzdata" // zones where the system has none

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func berlin(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestCivilTimeKeepsDatesAcrossClockChanges(t *testing.T) {
	loc := berlin(t)
	c := newClock(Spec{Location: loc})
	// Clocks went forward on 2024-03-31; 48 civil hours are 47 real ones.
	from := time.Date(2024, time.March, 30, 12, 0, 0, 0, loc)
	to := c.instant(c.civil(from) + 2*daySeconds)
	assert.Equal(t, time.Date(2024, time.April, 1, 12, 0, 0, 0, loc), to)
	assert.Equal(t, 47*time.Hour, to.Sub(from))
}

func TestHoursPressTheDay(t *testing.T) {
	c := newClock(Spec{Hours: Hours{From: 9, To: 17}})
	day := time.Date(2024, time.May, 6, 0, 0, 0, 0, time.UTC)
	for civil, want := range map[time.Duration]time.Duration{
		0:                                9 * time.Hour,
		12 * time.Hour:                   13 * time.Hour,
		23*time.Hour + 59*time.Minute:    16*time.Hour + 59*time.Minute + 40*time.Second,
		24*time.Hour - time.Second:       16*time.Hour + 59*time.Minute + 59*time.Second,
		48*time.Hour + 45*time.Minute:    57*time.Hour + 15*time.Minute,
		-24*time.Hour - 12*time.Hour:     -24*time.Hour - 11*time.Hour,
		-50 * 365 * 24 * time.Hour:       -50*365*24*time.Hour + 9*time.Hour,
		-80*365*24*time.Hour - time.Hour: -80*365*24*time.Hour - 24*time.Hour + 16*time.Hour + 40*time.Minute,
	} {
		assert.Equal(t, day.Add(want), c.instant(c.civil(day)+int64(civil/time.Second)), civil.String())
	}
}

func TestHoursKeepDayAndOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, 23).Draw(t, "from")
		c := newClock(Spec{Hours: Hours{From: from, To: rapid.IntRange(from+1, 24).Draw(t, "to")}})
		a := rapid.Int64Range(-1e10, 1e10).Draw(t, "a")
		b := a + rapid.Int64Range(0, 1e6).Draw(t, "more")
		at := c.instant(a)
		if c.instant(b).Before(at) || dayOf(at.Unix()) != dayOf(a) || at.Hour() < c.hours.From || at.Hour() >= c.hours.To {
			t.Fatalf("%d is %v, %d is %v", a, at, b, c.instant(b))
		}
	})
}

func TestPeriods(t *testing.T) {
	day := func(y int, m time.Month, d int) int64 {
		return dayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix())
	}
	for _, c := range []struct {
		span Span
		a, b int64
		same bool
	}{
		{Quarter, day(2024, 1, 1), day(2024, 3, 31), true},
		{Quarter, day(2024, 3, 31), day(2024, 4, 1), false},
		{Quarter, day(2024, 1, 1), day(2025, 1, 1), false},
		{Month, day(2024, 2, 1), day(2024, 2, 29), true},
		{Month, day(2024, 2, 29), day(2024, 3, 1), false},
		{Year, day(2024, 1, 1), day(2024, 12, 31), true},
		{Year, day(2024, 12, 31), day(2025, 1, 1), false},
		{Whole, day(1950, 1, 1), day(2990, 1, 1), true},
	} {
		assert.Equal(t, c.same, periodOf(c.span, c.a) == periodOf(c.span, c.b), "%+v", c)
	}
}

func TestStretch(t *testing.T) {
	c := Calendar{Days: 10, Factor: 3}
	civil := func(m time.Month, d int) int64 { return time.Date(2024, m, d, 0, 0, 0, 0, time.UTC).Unix() }
	for name, want := range map[string]struct {
		from int64
		days float64
		end  int64
	}{
		"before the rush":       {civil(1, 1), 30, civil(1, 31)},
		"up to the rush":        {civil(3, 12), 10, civil(3, 22)},
		"inside it":             {civil(3, 22), 15, civil(3, 27)},
		"into it":               {civil(3, 20), 8, civil(3, 24)},
		"through it and on":     {civil(3, 20), 2 + 30 + 5, civil(4, 6)},
		"across the year's end": {civil(12, 22), 31, time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC).Unix()},
	} {
		assert.Equal(t, want.end, c.stretch(want.from, seconds(want.days)), name)
	}
}

func TestStretchNeverPassesTheOrdinaryEndAndKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Calendar{Days: rapid.IntRange(1, 80).Draw(t, "days"), Factor: rapid.Float64Range(1, 1000).Draw(t, "factor")}
		from := rapid.Int64Range(-1e9, 4e9).Draw(t, "from")
		length := rapid.Int64Range(0, 1e8).Draw(t, "length")
		more := length + rapid.Int64Range(0, 1e6).Draw(t, "more")
		end := c.stretch(from, length)
		if end < from || end > from+length || c.stretch(from, more) < end {
			t.Fatalf("from %d, %d seconds end at %d", from, length, end)
		}
	})
}

func TestTimeNeverFallsAcrossClockChanges(t *testing.T) {
	spec := Textbook()
	spec.Location = berlin(t)
	for i := range 4 {
		spec.Stages[i].Stay = Exponential(0.02)
	}
	for _, day := range []time.Time{
		time.Date(2024, time.March, 31, 0, 0, 0, 0, spec.Location),
		time.Date(2024, time.October, 27, 0, 0, 0, 0, spec.Location),
	} {
		spec.Start, spec.Arrivals = day, Arrivals{Deals: 5000, Until: day.AddDate(0, 0, 1)}
		last := map[string]time.Time{}
		for row := range spec.Rows(1) {
			require.False(t, row.At.Before(last[row.Deal]), row.Deal)
			last[row.Deal] = row.At
		}
		require.Len(t, last, 5000)
	}
}
