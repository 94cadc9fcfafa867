package infer

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
)

// Span returns the times of the first and last thing that happened, and of the last that anybody knew or entered.
func Span(rows []table.Row) (first, last, known time.Time) {
	for _, r := range rows {
		if first.IsZero() || r.At.Before(first) {
			first = r.At
		}
		last, known = later(last, r.At), later(known, later(r.At, r.Recorded))
	}
	return first, last, known
}

// EndOfDay returns the first instant of the day after t, in a zone: what happened at t, or later on its day, lies before it. It is zero
// beyond the calendar.
func EndOfDay(t time.Time, zone *time.Location) time.Time {
	return sf.DateOf(t.In(zone)).AddDays(1).In(zone)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
