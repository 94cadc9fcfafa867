package funnel

import (
	"cmp"
	"slices"
	"sort"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Instants are held as microseconds since 1970, which covers the years 1 to 9999; nanoseconds would wrap in the year 2262.
const (
	earliest  = -62135596800_000_000 // 0001-01-01T00:00:00Z
	latest    = 253402300800_000_000 // 10000-01-01T00:00:00Z, the first instant that is too late
	dayMicros = int64(24 * time.Hour / time.Microsecond)
)

// micros returns an instant as it is held, rounded down to the microsecond; ok is false for the zero time and outside the years 1 to 9999.
func micros(t time.Time) (at int64, ok bool) {
	s := t.Unix()
	if s < earliest/1_000_000 || s >= latest/1_000_000 {
		return 0, false
	}
	at = s*1_000_000 + int64(t.Nanosecond())/1000
	return at, at > earliest // the zero time, and what rounds down to it
}

// clock tells the day of an instant in the calendar's location and counts days, all or only the worked ones.
type clock struct {
	zone    *time.Location
	fixed   bool    // the zone is UTC
	since   []int64 // instants at which an offset begins, in order
	offset  []int64 // microseconds east of UTC from since[i] on
	until   int64   // the table ends here
	working bool
	week    [8]int64    // worked days among the first n of a week that begins on Thursday, as 1970 did
	special []exception // holidays and worked weekends, by day
}

// exception is a day that differs from its weekday, with the sum of all differences up to and including it.
type exception struct {
	day, sum int64
}

// newClock prepares a clock for instants from first to last; others are told too, only slower.
func newClock(c sf.Calendar, working bool, first, last int64) *clock {
	k := &clock{zone: c.Zone(), working: working}
	k.fixed = k.zone == time.UTC
	if !k.fixed && first <= last {
		k.tabulate(first, last)
	}
	if working {
		k.setWeek(c)
	}
	return k
}

// tabulate notes every change of the zone's offset between two instants.
func (k *clock) tabulate(first, last int64) {
	at := first
	for {
		t := time.UnixMicro(at).In(k.zone)
		_, offset := t.Zone()
		k.since = append(k.since, at)
		k.offset = append(k.offset, int64(offset)*1_000_000)
		_, end := t.ZoneBounds()
		if end.IsZero() {
			k.until = latest
			return
		}
		next := end.UnixMicro()
		if next > last || next <= at {
			k.until = next
			return
		}
		at = next
	}
}

// setWeek counts the worked days of a week and notes the days that differ from it.
func (k *clock) setWeek(c sf.Calendar) {
	worked := func(day int64) int64 {
		if slices.Contains(c.Weekend, time.Weekday((day+4)%7)) {
			return 0
		}
		return 1
	}
	for i := range int64(7) {
		k.week[i+1] = k.week[i] + worked(i)
	}
	days := slices.Concat(c.Holidays, c.Workdays)
	slices.SortFunc(days, sf.Date.Compare)
	for _, d := range slices.Compact(days) {
		n := int64(d.Number())
		usual := worked(((n % 7) + 7) % 7)
		if is := c.Working(d); d.Valid() && is != (usual == 1) {
			k.special = append(k.special, exception{day: n, sum: 1 - 2*usual})
		}
	}
	slices.SortFunc(k.special, func(a, b exception) int { return cmp.Compare(a.day, b.day) })
	for i := 1; i < len(k.special); i++ {
		k.special[i].sum += k.special[i-1].sum
	}
}

// civil returns the number of the civil day of an instant, 0 for 1970-01-01.
func (k *clock) civil(at int64) int64 {
	if k.fixed {
		return floorDiv(at, dayMicros)
	}
	if len(k.since) == 0 || at < k.since[0] || at >= k.until {
		_, offset := time.UnixMicro(at).In(k.zone).Zone()
		return floorDiv(at+int64(offset)*1_000_000, dayMicros)
	}
	lo, hi := 0, len(k.since)
	for hi-lo > 1 {
		if mid := int(uint(lo+hi) >> 1); k.since[mid] <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return floorDiv(at+k.offset[lo], dayMicros)
}

// day returns a number that grows by one with each day that counts: two of them differ by what [sf.Calendar.Days] counts, the days after
// the first up to and including the second.
func (k *clock) day(at int64) int64 {
	d := k.civil(at)
	if !k.working {
		return d
	}
	weeks := floorDiv(d, 7)
	n := weeks*k.week[7] + k.week[d-7*weeks+1]
	if i := sort.Search(len(k.special), func(i int) bool { return k.special[i].day > d }); i > 0 {
		n += k.special[i-1].sum
	}
	return n
}

// time returns an instant as callers see it.
func (k *clock) time(at int64) time.Time { return time.UnixMicro(at).In(k.zone) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
