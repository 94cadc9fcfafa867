package table

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// DateOrder is the order of day and month in a date that does not begin with
// the year.
type DateOrder int

// The orders.
const (
	// OrderUnknown infers the order, column by column.
	OrderUnknown DateOrder = iota
	// OrderDMY is 31/12/2024.
	OrderDMY
	// OrderMDY is 12/31/2024.
	OrderMDY
)

const flagDates = "-dates"

// ParseDateOrder reads the value of -dates: dmy, mdy, or nothing.
func ParseDateOrder(s string) (DateOrder, error) {
	switch strings.ToLower(trim(s)) {
	case "", "auto":
		return OrderUnknown, nil
	case "dmy":
		return OrderDMY, nil
	case "mdy":
		return OrderMDY, nil
	}
	return OrderUnknown, fail(CodeFlag, "flag", flagDates, "faults", "\""+clip(s)+"\" is none of dmy, mdy")
}

// String is "dmy", "mdy" or empty.
func (o DateOrder) String() string { return [...]string{"", "dmy", "mdy"}[o] }

// stamp is a date as written. If the year stands last, first and second are
// day and month in an order still open.
type stamp struct {
	year, month, day int
	first, second    int
	yearLast, dotted bool
	clock            clock
	hasClock         bool
	instant          time.Time // of a number of seconds since 1970
}

// clock is a time of day, and its offset from UTC if it states one.
type clock struct {
	hour, minute, second, nano int
	offset                     int // seconds east
	zoned                      bool
}

const (
	oldest = 1900
	newest = 9999
)

// noDate are the ways to write that there is none, in lower case; the last
// two are how databases store nothing.
var noDate = []string{"0000-00-00", "0001-01-01", "0001/01/01", "1/1/0001"}

func missingDate(s string) bool {
	if missingAmount(s) {
		return true
	}
	for _, p := range noDate {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// parseStamp reads any of the forms of a date. A two-digit year is in 1969 to
// 2068, as in POSIX.
func parseStamp(s string) (stamp, bool) {
	s = trim(foldText(s))
	if s == "" || len(s) > 64 {
		return stamp{}, false
	}
	if strings.Trim(s, "0123456789.") == "" && strings.Count(s, ".") <= 1 {
		return parseNumber(s)
	}
	p := &cursor{s: s}
	var st stamp
	ok := p.date(&st)
	if !ok {
		return stamp{}, false
	}
	st.clock, st.hasClock, ok = p.clock()
	if !ok || p.i != len(p.s) {
		return stamp{}, false
	}
	return st, st.plausible()
}

// plausible reports whether the date exists in the calendar, in at least one
// order.
func (s stamp) plausible() bool {
	if !s.yearLast {
		return isDay(s.year, s.month, s.day)
	}
	return isDay(s.year, s.second, s.first) || isDay(s.year, s.first, s.second)
}

func isDay(y, m, d int) bool {
	if y < oldest || y > newest || m < 1 || m > 12 || d < 1 {
		return false
	}
	return d <= time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// date is the civil date, given the order of the column. OrderUnknown is for
// columns in which no value depends on it.
func (s stamp) date(o DateOrder) (Date, bool) {
	y, m, d := s.year, s.month, s.day
	switch {
	case !s.yearLast:
	case s.first == s.second:
		m, d = s.first, s.second
	case o == OrderDMY:
		d, m = s.first, s.second
	case o == OrderMDY:
		m, d = s.first, s.second
	default:
		return Date{}, false
	}
	return Date{y, time.Month(m), d}, isDay(y, m, d)
}

// at is the instant, in loc where the date states no zone. A bare day is its
// beginning.
func (s stamp) at(o DateOrder, loc *time.Location) (time.Time, bool) {
	if !s.instant.IsZero() {
		return inYears(s.instant, loc), true
	}
	d, ok := s.date(o)
	if !ok {
		return time.Time{}, false
	}
	c := s.clock
	if c.zoned {
		zone := time.UTC
		if c.offset != 0 {
			zone = time.FixedZone("", c.offset)
		}
		return inYears(time.Date(d.Year, d.Month, d.Day, c.hour, c.minute, c.second, c.nano, zone), loc), true
	}
	t := time.Date(d.Year, d.Month, d.Day, c.hour, c.minute, c.second, c.nano, loc)
	if t.Day() != d.Day {
		// The clock was put forward over midnight: the day begins after it.
		if _, end := t.ZoneBounds(); !end.IsZero() && end.In(loc).Day() == d.Day {
			t = end.In(loc)
		}
	}
	return t, true
}

// inYears moves an instant to a zone, unless that would leave the years that
// RFC 3339 can write.
func inYears(t time.Time, loc *time.Location) time.Time {
	if moved := t.In(loc); moved.Year() <= newest {
		return moved
	}
	return t
}

// civil is the day on which the date falls, in loc if it states an instant.
func (s stamp) civil(o DateOrder, loc *time.Location) (Date, bool) {
	if s.instant.IsZero() && !s.clock.zoned {
		return s.date(o)
	}
	t, ok := s.at(o, loc)
	if !ok {
		return Date{}, false
	}
	y, m, d := t.Date()
	return Date{y, m, d}, true
}

// bareDay reports whether the date shows no time of day.
func (s stamp) bareDay() bool {
	return s.instant.IsZero() && (!s.hasClock || s.clock == clock{})
}

// The serial numbers of the 1900 date system that are taken for dates: 1950 to
// 2099, and the last day of 9999.
const (
	serialFirst = 18264
	serialLast  = 73050
	serialEnd   = 2958465
)

// parseNumber reads a date that is one number: a spreadsheet's serial, a
// compact 20240315 or 20240315093000, seconds or milliseconds since 1970.
func parseNumber(s string) (stamp, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole) > 14 || len(fraction) > 18 {
		return stamp{}, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return stamp{}, false
	}
	switch {
	case n >= serialFirst && n <= serialLast || n == serialEnd:
		return parseSerial(n, fraction)
	case len(whole) == 13 && fraction == "":
		return stamp{instant: time.UnixMilli(n).UTC()}, true
	case n > 1e8 && n < 1e11 && len(whole) <= 10:
		nano, ok := fractionNano(fraction)
		return stamp{instant: time.Unix(n, int64(nano)).UTC()}, ok
	case (len(whole) == 8 || len(whole) == 14) && fraction == "":
		return parseCompact(whole)
	}
	return stamp{}, false
}

func parseCompact(s string) (stamp, bool) {
	at := func(i, n int) int {
		v, _ := strconv.Atoi(s[i : i+n])
		return v
	}
	st := stamp{year: at(0, 4), month: at(4, 2), day: at(6, 2)}
	if len(s) == 14 {
		st.hasClock = true
		st.clock = clock{hour: at(8, 2), minute: at(10, 2), second: at(12, 2)}
	}
	return st, st.plausible() && st.clock.valid()
}

// parseSerial counts days from 1899-12-30. The 1900 system starts with 1900-01-01 as day 1 and
// holds 1900 for a leap year, so that from day 61 on the count is one ahead of
// the calendar, which this origin absorbs; all serials taken are beyond. The fraction is
// of a day, and is rounded to the millisecond: serials carry no more.
func parseSerial(n int64, fraction string) (stamp, bool) {
	f := 0.0
	if fraction != "" {
		var err error
		if f, err = strconv.ParseFloat("0."+fraction, 64); err != nil {
			return stamp{}, false
		}
	}
	const day = 24 * 60 * 60 * 1000
	ms := int64(math.Round(f * day))
	if ms == day && n == serialEnd {
		ms--
	}
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n)).Add(time.Duration(ms) * time.Millisecond)
	st := stamp{year: t.Year(), month: int(t.Month()), day: t.Day(), hasClock: ms != 0}
	st.clock = clock{hour: t.Hour(), minute: t.Minute(), second: t.Second(), nano: t.Nanosecond()}
	return st, true
}

// fractionNano reads the digits behind a decimal point as nanoseconds.
func fractionNano(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	if !isDigits(s) {
		return 0, false
	}
	n, _ := strconv.Atoi((s + "000000000")[:9])
	return n, true
}
