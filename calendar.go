package salesfunnel

import (
	"slices"
	"sort"
	"time"
)

// Calendar says which days are worked and where a day begins. The zero Calendar works every day, in UTC. A date in its lists that names no
// day, as 30 February, changes nothing.
type Calendar struct {
	Location *time.Location // nil: UTC
	Weekend  []time.Weekday // days of the week not worked; empty: none
	Holidays []Date         // further days not worked
	Workdays []Date         // days worked although they fall on a weekend, as in China's 调休; they win over Holidays
}

// maxSpan is how many days ahead a working day is looked for: a little more than a century.
const maxSpan = 40_000

// Zone returns the location, UTC when none is set.
func (c Calendar) Zone() *time.Location {
	if c.Location == nil {
		return time.UTC
	}
	return c.Location
}

// Date returns the civil date of an instant in the calendar's location.
func (c Calendar) Date(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	return DateOf(t.In(c.Zone()))
}

// Working reports whether a day is worked.
func (c Calendar) Working(d Date) bool {
	switch {
	case slices.Contains(c.Workdays, d):
		return true
	case slices.Contains(c.Holidays, d):
		return false
	default:
		return !slices.Contains(c.Weekend, d.Weekday())
	}
}

// Days counts the days after from up to and including to: all of them, or only the working ones. It is negative when to is before
// from, so that spans telescope: Days(a, b) + Days(b, c) = Days(a, c).
//
// From a Friday to the Monday after it are three days, and one working day where Saturday and Sunday are the weekend. Special case:
// 0 when either date is unknown. The cost does not grow with the span, but with the square of the number of holidays and workdays.
func (c Calendar) Days(from, to Date, working bool) int {
	if from.IsZero() || to.IsZero() {
		return 0
	}
	if to.Compare(from) < 0 {
		return -c.Days(to, from, working)
	}
	span := to.Number() - from.Number()
	if !working {
		return span
	}
	days := c.weekdays(from, span)
	for i, d := range c.Holidays {
		off := !slices.Contains(c.Weekend, d.Weekday()) && !slices.Contains(c.Workdays, d)
		if off && d.Valid() && inside(from, d, to) && !slices.Contains(c.Holidays[:i], d) {
			days--
		}
	}
	for i, d := range c.Workdays {
		on := slices.Contains(c.Weekend, d.Weekday())
		if on && d.Valid() && inside(from, d, to) && !slices.Contains(c.Workdays[:i], d) {
			days++
		}
	}
	return days
}

// AddDays returns the first day by which n days have passed after d: all days, or only working ones, so that a limit of one working day
// from a Friday ends on the Monday.
//
// Special cases: d itself for n ≤ 0; the zero Date when d is unknown, or when a century does not have that many working days.
func (c Calendar) AddDays(d Date, n int, working bool) Date {
	switch {
	case d.IsZero() || n <= 0:
		return d
	case !working:
		return d.AddDays(n)
	}
	offset := sort.Search(maxSpan, func(i int) bool { return c.Days(d, d.AddDays(i), true) >= n })
	if offset == maxSpan {
		return Date{}
	}
	return d.AddDays(offset)
}

// weekdays counts the days of the next span days after from that are no weekend.
func (c Calendar) weekdays(from Date, span int) int {
	var worked [7]bool
	perWeek := 0
	for w := time.Sunday; w <= time.Saturday; w++ {
		if !slices.Contains(c.Weekend, w) {
			worked[w] = true
			perWeek++
		}
	}
	days := span / 7 * perWeek
	weekday := int(from.Weekday())
	for i := 1; i <= span%7; i++ {
		if worked[(weekday+i)%7] {
			days++
		}
	}
	return days
}

// inside reports whether from < d ≤ to.
func inside(from, d, to Date) bool { return from.Compare(d) < 0 && d.Compare(to) <= 0 }
