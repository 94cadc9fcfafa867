package table

import (
	"testing"
	"time"
	_ "time/tzdata" // zones for the tests, wherever they run

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

func TestDateForms(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	tests := []struct {
		in    string
		order DateOrder
		want  string // RFC 3339, read in Shanghai; empty is unreadable
	}{
		{"2024-03-15T20:55:00Z", 0, "2024-03-16T04:55:00+08:00"},
		{"2024-03-15T20:55:00.000+0000", 0, "2024-03-16T04:55:00+08:00"},
		{"2024-03-15T20:55:00-05:30", 0, "2024-03-16T10:25:00+08:00"},
		{"2024-03-15 20:55:00 +08", 0, "2024-03-15T20:55:00+08:00"},
		{"2024-03-15 20:55:00 UTC", 0, "2024-03-16T04:55:00+08:00"},
		{"2024-03-15 20:55 GMT+8", 0, "2024-03-15T20:55:00+08:00"},
		{"2024-03-15", 0, "2024-03-15T00:00:00+08:00"},
		{"2024-03-15 20:55", 0, "2024-03-15T20:55:00+08:00"},
		{"2024-03-15 9:05:07", 0, "2024-03-15T09:05:07+08:00"},
		{"2024-03-15 20:55:07.123", 0, "2024-03-15T20:55:07.123+08:00"},
		{"2024-03-15T20:55:07.5", 0, "2024-03-15T20:55:07.5+08:00"},
		{"2024-03-15T20:55:07,000000001", 0, "2024-03-15T20:55:07.000000001+08:00"},
		{"2024/3/15", 0, "2024-03-15T00:00:00+08:00"},
		{"2024/3/15 下午 8:55", 0, "2024-03-15T20:55:00+08:00"},
		{"2024/3/15 上午12:05", 0, "2024-03-15T00:05:00+08:00"},
		{"2024.03.15", 0, "2024-03-15T00:00:00+08:00"},
		{"2024年3月15日", 0, "2024-03-15T00:00:00+08:00"},
		{"2024年3月15日 15时04分", 0, "2024-03-15T15:04:00+08:00"},
		{"2024年3月15日15时04分05秒", 0, "2024-03-15T15:04:05+08:00"},
		{"2024年03月15日 15:04", 0, "2024-03-15T15:04:00+08:00"},
		{"24年3月15日", 0, "2024-03-15T00:00:00+08:00"},
		{"２０２４-０３-１５", 0, "2024-03-15T00:00:00+08:00"},
		{"20240315", 0, "2024-03-15T00:00:00+08:00"},
		{"20240315093001", 0, "2024-03-15T09:30:01+08:00"},
		{"45366", 0, "2024-03-15T00:00:00+08:00"},
		{"45366.0", 0, "2024-03-15T00:00:00+08:00"},
		{"45366.8715277778", 0, "2024-03-15T20:55:00+08:00"},
		{"45351", 0, "2024-02-29T00:00:00+08:00"},
		{"18264", 0, "1950-01-01T00:00:00+08:00"},
		{"2958465", 0, "9999-12-31T00:00:00+08:00"},
		{"1710506700", 0, "2024-03-15T20:45:00+08:00"},
		{"1710506700.25", 0, "2024-03-15T20:45:00.25+08:00"},
		{"1710506700123", 0, "2024-03-15T20:45:00.123+08:00"},
		{"03/04/24", OrderDMY, "2024-04-03T00:00:00+08:00"},
		{"03/04/24", OrderMDY, "2024-03-04T00:00:00+08:00"},
		{"3/4/2024 08:55 PM", OrderMDY, "2024-03-04T20:55:00+08:00"},
		{"3/4/2024, 12:55:01 am", OrderMDY, "2024-03-04T00:55:01+08:00"},
		{"02/23/26 08:55 PM", OrderMDY, "2026-02-23T20:55:00+08:00"},
		{"15.03.2024", OrderDMY, "2024-03-15T00:00:00+08:00"},
		{"15-03-69", OrderDMY, "1969-03-15T00:00:00+08:00"},
		{"15-03-68", OrderDMY, "2068-03-15T00:00:00+08:00"},
		{"4/4/2024", 0, "2024-04-04T00:00:00+08:00"},
		{"15-Mar-24", 0, "2024-03-15T00:00:00+08:00"},
		{"15 March 2024 10:00", 0, "2024-03-15T10:00:00+08:00"},
		{"Mar 15, 2024", 0, "2024-03-15T00:00:00+08:00"},
		{"Sept 5, 2024", 0, "2024-09-05T00:00:00+08:00"},
		{"9999-12-31 23:59:59", 0, "9999-12-31T23:59:59+08:00"},
		{"9999-12-31T23:59:59Z", 0, "9999-12-31T23:59:59Z"},
		{"2024-02-29", 0, "2024-02-29T00:00:00+08:00"},
		{"2023-02-29", 0, ""},
		{"2024-13-01", 0, ""},
		{"2024-04-31", 0, ""},
		{"13/14/2024", 0, ""},
		{"03/04/24", 0, ""},
		{"15/03/2024", OrderMDY, ""},
		{"2024-03-15 24:00", 0, ""},
		{"2024-03-15 20:60", 0, ""},
		{"2024-03-15 20:5", 0, ""},
		{"2024-03-15 13:05 PM", 0, ""},
		{"2024-03-15 20:55 CST", 0, ""},
		{"2024-03-15x", 0, ""},
		{"2024-03/15", 0, ""},
		{"2024-3", 0, ""},
		{"2024", 0, ""},
		{"1066-10-14", 0, ""},
		{"99999999999999999999", 0, ""},
		{"12", 0, ""},
		{"tomorrow", 0, ""},
		{"Mar", 0, ""},
		{"", 0, ""},
		{"2024年3月", 0, ""},
		{"45366.5.1", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			st, ok := parseStamp(tt.in)
			var got time.Time
			if ok {
				got, ok = st.at(tt.order, shanghai)
			}
			require.Equal(t, tt.want != "", ok)
			if ok {
				assert.Equal(t, tt.want, got.Format(time.RFC3339Nano))
			}
		})
	}
}

// The clocks of São Paulo went from 23:59:59 to 01:00 that night.
func TestDayWithoutMidnight(t *testing.T) {
	loc := zone(t, "America/Sao_Paulo")
	st, ok := parseStamp("2018-11-04")
	require.True(t, ok)
	got, ok := st.at(OrderUnknown, loc)
	require.True(t, ok)
	assert.Equal(t, "2018-11-04T01:00:00-02:00", got.Format(time.RFC3339))
}

func TestCivilDay(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	for in, want := range map[string]string{
		"2024-03-15":           "2024-03-15",
		"2024-03-15 23:59":     "2024-03-15",
		"2024-03-15T20:00:00Z": "2024-03-16",
		"1710532800000":        "2024-03-16",
		"9999-12-31":           "9999-12-31",
	} {
		st, ok := parseStamp(in)
		require.True(t, ok, in)
		got, ok := st.civil(OrderUnknown, shanghai)
		require.True(t, ok, in)
		assert.Equal(t, want, got.String(), in)
	}
	assert.Empty(t, Date{}.String())
}

func TestMissingDate(t *testing.T) {
	for _, s := range []string{"", "-", "N/A", "null", "NIL", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z"} {
		assert.True(t, missingDate(s), s)
	}
	assert.False(t, missingDate("2024-01-01"))
}

func TestOrderOfColumn(t *testing.T) {
	tests := []struct {
		name  string
		cells []string
		want  DateOrder
		code  Code
	}{
		{"day first", []string{"03/04/24", "13/04/24"}, OrderDMY, ""},
		{"month first", []string{"03/04/24", "04/13/24"}, OrderMDY, ""},
		{"both", []string{"13/04/24", "04/13/24"}, 0, CodeDatesMixed},
		{"neither", []string{"03/04/24", "2024-01-01"}, 0, CodeDatesAmbiguous},
		{"same day and month", []string{"03/03/24"}, 0, ""},
		{"year first", []string{"2024-01-02"}, 0, ""},
		{"points", []string{"03.04.2024"}, OrderDMY, ""},
		{"points against", []string{"03.04.2024", "04.13.2024"}, OrderMDY, ""},
		{"nothing readable", []string{"", "n/a", "x"}, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &orders{}
			for i, c := range tt.cells {
				o.add(c, Example{Row: i + 2, Value: c})
			}
			got, code := o.decide(OrderUnknown)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.code, code)
		})
	}
	o := &orders{}
	o.add("03/04/24", Example{Row: 2})
	got, code := o.decide(OrderMDY)
	assert.Equal(t, OrderMDY, got, "the flag decides")
	assert.Empty(t, code)
}

// Every day that the forms can write is read back, whatever the form.
func TestDatesRoundTrip(t *testing.T) {
	forms := []struct {
		layout string
		order  DateOrder
	}{
		{time.RFC3339Nano, 0},
		{"2006-01-02 15:04:05", 0},
		{"2006/1/2 15:04:05", 0},
		{"2006年1月2日 15:04:05", 0},
		{"2006年01月02日15时04分05秒", 0},
		{"2/1/2006 15:04:05", OrderDMY},
		{"01/02/2006 03:04:05 PM", OrderMDY},
		{"2.1.2006 15:04:05", OrderDMY},
		{"02-Jan-2006 15:04:05", 0},
		{"January 2, 2006 3:04:05 PM", 0},
		{"20060102150405", 0},
	}
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-2208988800, 253402300799).Draw(t, "seconds"), 0).UTC()
		form := rapid.SampledFrom(forms).Draw(t, "form")
		text := at.Format(form.layout)
		st, ok := parseStamp(text)
		require.True(t, ok, text)
		got, ok := st.at(form.order, time.UTC)
		require.True(t, ok, text)
		require.True(t, at.Equal(got), "%s: %s", text, got)
	})
}

func TestParseDateOrder(t *testing.T) {
	for in, want := range map[string]DateOrder{"": OrderUnknown, "dmy": OrderDMY, " MDY ": OrderMDY} {
		got, err := ParseDateOrder(in)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := ParseDateOrder("ymd")
	require.ErrorContains(t, err, "-dates cannot be used")
	assert.Equal(t, "dmy", OrderDMY.String())
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{
		"2024-03-15T20:55:00Z", "2024年3月15日 15时04分", "45366.87", "03/04/24 08:55 PM", "15-Mar-24", "Mar 15, 2024", "1710506700",
		"9999-12-31", "2024/3/15 下午 8:55", "0000-00-00",
	} {
		f.Add(s)
	}
	loc := zone(f, "America/Sao_Paulo")
	f.Fuzz(func(t *testing.T, s string) {
		st, ok := parseStamp(s)
		if !ok {
			return
		}
		for _, o := range []DateOrder{OrderUnknown, OrderDMY, OrderMDY} {
			at, ok := st.at(o, loc)
			day, same := st.civil(o, loc)
			if !ok {
				continue
			}
			if at.Year() < oldest-1 || at.Year() > newest {
				t.Fatalf("%q gives %s", s, at)
			}
			if y, m, d := at.Date(); same && (Date{y, m, d}) != day {
				t.Fatalf("%q is at %s but on %s", s, at, day)
			}
		}
	})
}
