package simulate

import "time"

const daySeconds = 86_400

// clock turns civil seconds into instants. Civil seconds count from 1970-01-01 00:00 on the clock on the wall, every day
// having 86,400 of them, so that a stay of whole days lasts whole dates across changes of the clock.
type clock struct {
	loc   *time.Location
	hours Hours
}

func newClock(s Spec) clock {
	c := clock{loc: s.Location, hours: s.Hours}
	if c.loc == nil {
		c.loc = time.UTC
	}
	if c.hours == (Hours{}) {
		c.hours.To = 24
	}
	return c
}

// civil returns the civil seconds of an instant.
func (c clock) civil(t time.Time) int64 {
	local := t.In(c.loc)
	year, month, day := local.Date()
	hour, minute, second := local.Clock()
	return time.Date(year, month, day, hour, minute, second, 0, time.UTC).Unix()
}

// midnight returns the civil seconds at which the day of an instant begins.
func (c clock) midnight(t time.Time) int64 { return dayOf(c.civil(t)) * daySeconds }

// instant returns the time of civil seconds, pressed into the opening hours.
func (c clock) instant(civil int64) time.Time {
	day := dayOf(civil)
	second := civil - day*daySeconds
	second = int64(c.hours.From)*3600 + second*int64(c.hours.To-c.hours.From)/24
	if c.loc == time.UTC {
		return time.Unix(day*daySeconds+second, 0).UTC()
	}
	return time.Date(1970, time.January, 1+int(day), 0, 0, int(second), 0, c.loc)
}

// dayOf returns the civil day of civil seconds, rounding down before 1970 too.
func dayOf(civil int64) int64 {
	day := civil / daySeconds
	if civil%daySeconds < 0 {
		day--
	}
	return day
}

// date returns a civil day as midnight UTC.
func date(day int64) time.Time { return time.Unix(day*daySeconds, 0).UTC() }

// seconds rounds days to whole seconds.
func seconds(days float64) int64 { return int64(days*daySeconds + 0.5) }

// periodOf numbers the period of a civil day.
func periodOf(span Span, day int64) uint64 {
	if span == Whole {
		return 0
	}
	year, month, _ := date(day).Date()
	months := uint64(year)*12 + uint64(month-1)
	switch span {
	case Month:
		return months
	case Year:
		return months / 12
	case Quarter, Whole:
	}
	return months / 3
}

// stretch returns the civil time at which a stay of the given length ends when time runs faster towards quarter ends.
func (c Calendar) stretch(from, length int64) int64 {
	left := float64(length)
	for {
		next := quarterEnd(from)
		slow := max(next-int64(c.Days)*daySeconds-from, 0)
		if left <= float64(slow) {
			return from + int64(left)
		}
		left -= float64(slow)
		fast := next - from - slow
		if left <= float64(fast)*c.Factor {
			return from + slow + int64(left/c.Factor)
		}
		left -= float64(fast) * c.Factor
		from = next
	}
}

// quarterEnd returns the first civil second of the next calendar quarter.
func quarterEnd(civil int64) int64 {
	year, month, _ := date(dayOf(civil)).Date()
	next := month - (month-1)%3 + 3
	return time.Date(year, next, 1, 0, 0, 0, 0, time.UTC).Unix()
}
