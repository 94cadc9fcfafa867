package salesfunnel_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"
	_ "time/tzdata" // zones where the system has none

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// dates draws days that exist.
var dates = rapid.Custom(func(t *rapid.T) sf.Date {
	return sf.Date{Year: 1970, Month: 1, Day: 1}.AddDays(rapid.IntRange(-500_000, 2_900_000).Draw(t, "day"))
})

func day(s string) sf.Date {
	d, err := sf.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func zone(t testing.TB, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestDateOfAnInstantDependsOnTheZone(t *testing.T) {
	east := time.FixedZone("", 8*3600)
	at := time.Date(2026, 12, 31, 20, 0, 0, 0, time.UTC)
	assert.Equal(t, day("2026-12-31"), sf.DateOf(at))
	assert.Equal(t, day("2027-01-01"), sf.DateOf(at.In(east)))
	assert.True(t, sf.DateOf(time.Time{}).IsZero())
	assert.True(t, sf.DateOf(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero())
	assert.True(t, sf.DateOf(time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero())
}

func TestParseDate(t *testing.T) {
	for _, s := range []string{"", "2026-2-3", "2026-02-30", "2025-02-29", "0000-01-01", "20260203", "2026-13-01", "2026-02-03T00:00:00Z"} {
		_, err := sf.ParseDate(s)
		require.Error(t, err, s)
	}
	d, err := sf.ParseDate("2024-02-29")
	require.NoError(t, err)
	assert.Equal(t, sf.Date{Year: 2024, Month: 2, Day: 29}, d)
	assert.Equal(t, "0044-03-15", day("0044-03-15").String())
	assert.Equal(t, "?", sf.Date{}.String())
}

func TestDateValid(t *testing.T) {
	assert.True(t, day("9999-12-31").Valid())
	for _, d := range []sf.Date{{}, {Year: 2025, Month: 2, Day: 29}, {Year: 2025, Month: 13, Day: 1}, {Year: 2025, Month: 1}, {Year: -3, Month: 1, Day: 1}, {Year: 10000, Month: 1, Day: 1}} {
		assert.False(t, d.Valid(), "%v", d)
	}
}

func TestDateArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := dates.Draw(t, "d"), rapid.IntRange(-1000, 1000).Draw(t, "n")
		e := d.AddDays(n)
		if e.IsZero() {
			return // beyond the years of a date
		}
		assert.True(t, e.Valid())
		assert.Equal(t, n, e.Number()-d.Number())
		assert.Equal(t, d, e.AddDays(-n))
		assert.Equal(t, (int(d.Weekday())+n%7+7)%7, int(e.Weekday()))
		switch {
		case n < 0:
			assert.Equal(t, -1, e.Compare(d))
		case n > 0:
			assert.Equal(t, 1, e.Compare(d))
		default:
			assert.Equal(t, 0, e.Compare(d))
		}
	})
	assert.Zero(t, day("1970-01-01").Number())
	assert.Zero(t, sf.Date{}.Number())
	assert.True(t, sf.Date{}.AddDays(1).IsZero())
	assert.True(t, day("9999-12-31").AddDays(1).IsZero())
	assert.True(t, day("2026-01-01").AddDays(math.MaxInt).IsZero())
}

func TestDateStartsAfterASkippedMidnight(t *testing.T) {
	// São Paulo skipped the hour from midnight on 2018-11-04; Beirut did on 2022-03-27.
	for _, c := range []struct{ zone, day, want string }{
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"},
		{"Asia/Beirut", "2022-03-27", "2022-03-27T01:00:00+03:00"},
		{"Asia/Shanghai", "2026-03-01", "2026-03-01T00:00:00+08:00"},
		{"Europe/Berlin", "2026-03-29", "2026-03-29T00:00:00+01:00"},
	} {
		loc := zone(t, c.zone)
		start := day(c.day).In(loc)
		assert.Equal(t, c.want, start.Format(time.RFC3339), c.zone)
		assert.Equal(t, day(c.day), sf.DateOf(start))
		assert.NotEqual(t, day(c.day), sf.DateOf(start.Add(-time.Nanosecond)))
	}
	assert.True(t, sf.Date{}.In(nil).IsZero())
	assert.Equal(t, time.UTC, day("2026-01-01").In(nil).Location())
}

func TestDateText(t *testing.T) {
	type row struct {
		Due sf.Date `json:"due,omitzero"`
	}
	b, err := json.Marshal(row{day("2026-03-15")})
	require.NoError(t, err)
	assert.Equal(t, `{"due":"2026-03-15"}`, string(b))
	var r row
	require.NoError(t, json.Unmarshal(b, &r))
	assert.Equal(t, day("2026-03-15"), r.Due)
	b, err = json.Marshal(row{})
	require.NoError(t, err)
	assert.Equal(t, `{}`, string(b))
	require.NoError(t, json.Unmarshal([]byte(`{"due":""}`), &r))
	assert.True(t, r.Due.IsZero())
	require.Error(t, json.Unmarshal([]byte(`{"due":"2026-02-30"}`), &r))
	empty, err := sf.Date{}.MarshalText()
	require.NoError(t, err)
	assert.Empty(t, empty)
}
