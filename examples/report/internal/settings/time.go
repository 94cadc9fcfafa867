package settings

import (
	"strconv"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// AsOf is an end of observation that was asked for: a day, whose end is meant, or an instant. Its zero value is neither.
type AsOf struct {
	Day     sf.Date
	Instant time.Time
}

// End is the instant that is meant, zero if none was given.
func (a AsOf) End(zone *time.Location) time.Time {
	switch {
	case !a.Day.IsZero():
		return a.Day.AddDays(1).In(zone)
	case !a.Instant.IsZero():
		return a.Instant.In(zone)
	}
	return time.Time{}
}

// String returns what the flag reads, and nothing for the zero AsOf.
func (a AsOf) String() string {
	switch {
	case !a.Day.IsZero():
		return a.Day.String()
	case !a.Instant.IsZero():
		return a.Instant.Format(time.RFC3339)
	}
	return ""
}

// Periods is how many calendar periods of which kind are asked about.
type Periods struct {
	Unit string // week, month, quarter or year
	N    int
}

// Span is the days of a waterfall: from the beginning of the one to the beginning of the other. The zero Span is none.
type Span struct{ From, To sf.Date }

// IsZero reports whether there is none.
func (s Span) IsZero() bool { return s == Span{} }

// String returns what -waterfall reads, and nothing for the zero Span.
func (s Span) String() string {
	if s.IsZero() {
		return ""
	}
	return s.From.String() + ".." + s.To.String()
}

// maxPeriods bounds the periods of one report.
const maxPeriods = 60

// String returns what -periods reads.
func (p Periods) String() string { return p.Unit + ":" + strconv.Itoa(p.N) }

// From returns the periods, the first being the one that holds t.
func (p Periods) From(t time.Time) []sf.Period {
	switch p.Unit {
	case "week":
		return sf.Weeks(t, p.N, time.Monday)
	case "month":
		return sf.Months(t, p.N)
	case "year":
		return sf.Years(t, p.N)
	default:
		return sf.Quarters(t, p.N)
	}
}

func (s *Settings) readTime(r *raw) error {
	s.Zone = time.UTC
	if r.tz != "" {
		zone, err := time.LoadLocation(r.tz)
		if err != nil || r.tz == "Local" { // the machine's own zone would make the report depend on where it runs
			return bad("-tz", r.tz, "a name of the zone database, such as Asia/Shanghai")
		}
		s.Zone = zone
	}
	for _, end := range []struct {
		dst         *AsOf
		flag, value string
	}{{&s.AsOf, "-as-of", r.asOf}, {&s.Since, "-since", r.since}} {
		var ok bool
		if *end.dst, ok = readAsOf(end.value); !ok {
			return bad(end.flag, end.value, "a day such as 2026-03-31, whose end is meant, or an instant such as 2026-03-31T18:00:00+08:00")
		}
	}
	if !s.readWaterfall(r.waterfall) {
		return bad("-waterfall", r.waterfall, "two days such as 2026-01-01..2026-04-01: from the beginning of the first to the beginning of the second")
	}
	return s.readPeriods(r.periods)
}

func (s *Settings) readWaterfall(text string) bool {
	if text == "" {
		return true
	}
	from, to, found := strings.Cut(text, "..")
	var errFrom, errTo error
	s.Waterfall.From, errFrom = sf.ParseDate(strings.TrimSpace(from))
	s.Waterfall.To, errTo = sf.ParseDate(strings.TrimSpace(to))
	return found && errFrom == nil && errTo == nil && s.Waterfall.From.Compare(s.Waterfall.To) < 0
}

func readAsOf(text string) (a AsOf, ok bool) {
	if text == "" {
		return AsOf{}, true
	}
	if day, err := sf.ParseDate(text); err == nil {
		return AsOf{Day: day}, true
	}
	t, err := time.Parse(time.RFC3339, text)
	return AsOf{Instant: t}, err == nil && t.Year() > 1 && t.Year() < 9999
}

func (s *Settings) readPeriods(text string) error {
	s.Periods = Periods{Unit: "quarter", N: 2}
	if text == "" {
		return nil
	}
	unit, count, found := strings.Cut(text, ":")
	n, err := strconv.Atoi(count)
	known := unit == "week" || unit == "month" || unit == "quarter" || unit == "year"
	if !found || !known || err != nil || n < 1 || n > maxPeriods {
		return bad("-periods", text, "week:N, month:N, quarter:N or year:N, with N from 1 to "+strconv.Itoa(maxPeriods))
	}
	s.Periods = Periods{Unit: unit, N: n}
	return nil
}
