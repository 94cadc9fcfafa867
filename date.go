package salesfunnel

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// Date is a civil date, as an expected close date is: a day without an hour or a zone. The zero Date is unknown.
// Dates compare with == and order with [Date.Compare].
type Date struct {
	Year       int16
	Month, Day uint8
}

// errDate is the answer to text that names no day.
var errDate = errors.New(`salesfunnel: a date is a day that exists, written "2006-01-02"`)

// DateOf returns the date of an instant in the location of t; the zero time is the zero Date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	year, month, day := t.Date()
	if year < 1 || year > 9999 {
		return Date{}
	}
	return Date{Year: int16(year), Month: uint8(month), Day: uint8(day)}
}

// ParseDate reads "2006-01-02" and refuses a day that does not exist.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, errDate
	}
	return Date{Year: int16(t.Year()), Month: uint8(t.Month()), Day: uint8(t.Day())}, nil
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether the date names a day that exists between the years 1 and 9999.
func (d Date) Valid() bool { return !d.IsZero() && DateOf(d.In(time.UTC)) == d }

// In returns the start of the day in a location (nil: UTC), and the zero time for the zero Date. Where a clock change skips midnight it is the first instant of the day.
func (d Date) In(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	if loc == nil {
		loc = time.UTC
	}
	return startOfDay(int(d.Year), time.Month(d.Month), int(d.Day), loc)
}

// startOfDay returns the first instant of a civil day.
func startOfDay(year int, month time.Month, day int, loc *time.Location) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, loc)
	if t.Hour() == 0 {
		return t
	}
	// The day begins after a skipped hour. time.Date may land before the gap, on the day before.
	noon := time.Date(year, month, day, 12, 0, 0, 0, loc)
	begin, _ := noon.ZoneBounds()
	if begin.Day() == noon.Day() && begin.Before(noon) {
		return begin
	}
	return t
}

// Number counts days: the number of d is one more than that of the day before it, and 1970-01-01 is 0. The zero Date has the number 0 too.
func (d Date) Number() int {
	if d.IsZero() {
		return 0
	}
	return int(floorDiv(time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC).Unix(), 86400))
}

// AddDays returns the date n days later; unknown stays unknown, and so is a day outside the years 1 to 9999.
func (d Date) AddDays(n int) Date {
	if d.IsZero() || n > 4_000_000 || n < -4_000_000 {
		return Date{}
	}
	return DateOf(time.Date(int(d.Year), time.Month(d.Month), int(d.Day)+n, 0, 0, 0, 0, time.UTC))
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.In(time.UTC).Weekday() }

// Compare returns -1 when d is before e, +1 when it is after, 0 when they are the same. The zero Date is before every other.
func (d Date) Compare(e Date) int { return cmp.Compare(d.packed(), e.packed()) }

// String returns "2006-01-02", and "?" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return "?"
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes "2006-01-02"; the zero Date is empty.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads "2006-01-02"; empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// packed returns the date as an integer of the same order: yyyymmdd.
func (d Date) packed() int64 {
	return int64(d.Year)*10000 + int64(d.Month)*100 + int64(d.Day)
}

func unpackDate(n int64) Date {
	return Date{Year: int16(n / 10000), Month: uint8(n / 100 % 100), Day: uint8(n % 100)}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
