package funnel

import (
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// What arrivals are learned from.
const (
	recentWeeks   = 26 // that count when nothing else is said
	fewWeeks      = 8  // that show how much arrivals vary
	weeksPerMonth = 365.2425 / 12 / 7
)

// weekCounts counts arrivals in whole weeks back from an instant, and in what is left of a week before them.
type weekCounts struct {
	from   []int64 // where the rest begins, where each week begins, and the end of the last; in order
	weekly []int64
	rest   weekPart
}

// weeksIn cuts a span of time into weeks, back from its end.
func (c *clock) weeksIn(begin, end int64) *weekCounts {
	w := &weekCounts{from: []int64{end}}
	last := c.time(end)
	for k := 1; ; k++ {
		from, ok := micros(last.AddDate(0, 0, -7*k))
		if !ok || from < begin {
			w.rest.weeks = wall(c.time(w.from[len(w.from)-1])).Sub(wall(c.time(begin))).Hours() / (7 * 24)
			break
		}
		w.from = append(w.from, from)
	}
	w.from = append(w.from, begin)
	slices.Reverse(w.from)
	w.weekly = make([]int64, len(w.from)-2)
	return w
}

// wall returns what a clock on the wall shows as if there were no summer time, so that every day has 24 hours.
func wall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// lastWeeks returns the whole weeks before the view's end that were under observation, at most so many, without a rest. A segment in which nothing had
// happened yet was under observation all the same.
func (v *View) lastWeeks(most int) *weekCounts {
	first, ok := v.firstKnown()
	if !ok {
		first = v.asOf
	}
	begin := max(first, v.since)
	if earliest, ok := micros(v.AsOf().AddDate(0, 0, -7*most)); ok {
		begin = max(begin, earliest)
	}
	w := v.history.clock.weeksIn(begin, v.asOf)
	w.from[0], w.rest = w.from[1], weekPart{}
	return w
}

// count counts an arrival, if it falls into the span.
func (w *weekCounts) count(at int64) {
	switch i := sort.Search(len(w.from), func(i int) bool { return w.from[i] > at }); {
	case i == 0 || i == len(w.from):
	case i == 1:
		w.rest.n++
	default:
		w.weekly[i-2]++
	}
}

// sum returns the number of arrivals.
func (w *weekCounts) sum() int64 {
	n := w.rest.n
	for _, x := range w.weekly {
		n += x
	}
	return n
}

// weeks returns the length of the span, the rest included.
func (w *weekCounts) weeks() float64 { return float64(len(w.weekly)) + w.rest.weeks }

// daysPerWeek returns the days of a clock in one of the whole weeks; 0 where there is none.
func (w *weekCounts) daysPerWeek(c *clock) float64 {
	n := len(w.weekly)
	if n == 0 {
		return 0
	}
	return float64(c.day(w.from[n+1])-c.day(w.from[1])) / float64(n)
}

// warnings tells of too few weeks.
func (w *weekCounts) warnings() []sf.Note {
	if len(w.weekly) >= fewWeeks {
		return nil
	}
	return []sf.Note{sf.NewNote(CodeArrivalWeeks, "", sf.F("n", sf.Int(int64(len(w.weekly)))), sf.F("want", sf.Int(fewWeeks)))}
}

// flowArrivals is what is known of the deals that come into a funnel.
type flowArrivals struct {
	law         arrivals
	sum         int64
	weeks       float64
	daysPerWeek float64 // in the history's clock
	warnings    []sf.Note
}

// arrivals learns from the weeks; nothing where there is none.
func (w *weekCounts) arrivals(c *clock) flowArrivals {
	if len(w.weekly) == 0 {
		return flowArrivals{warnings: w.warnings()}
	}
	return flowArrivals{newArrivals(w.weekly, w.rest), w.sum(), w.weeks(), w.daysPerWeek(c), w.warnings()}
}

func (a flowArrivals) known() bool { return a.weeks > 0 }

// perWeek returns the mean number of arrivals in a week.
func (a flowArrivals) perWeek() float64 { return float64(a.sum) / a.weeks }

// draw draws a week's mean.
func (a flowArrivals) draw(r *rand.Rand) float64 {
	if !a.known() {
		return 0
	}
	return a.law.draw(r)
}
