package funnel

import (
	"math"
	"math/rand/v2"
	"sort"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// What arrivals are learned from.
const (
	flowWeeks       = 26 // weeks that count when nothing else is said
	fewestFlowWeeks = 8  // weeks that show how much arrivals vary
	weeksPerMonth   = 365.2425 / 12 / 7
)

// weekCounts counts arrivals by week.
type weekCounts struct {
	from []int64 // where each week begins, and the end of the last; in order
	n    []float64
}

// flowArrivals is what is known of arrivals.
type flowArrivals struct {
	weeks       int
	sum         float64
	dispersion  float64 // φ: variance over mean, at least 1
	daysPerWeek float64 // in the history's clock
}

// arrivalWeeks returns the weeks in which arrivals count: those of a period, or the last ones that were under observation.
func (v *View) arrivalWeeks(p sf.Period) *weekCounts {
	end, begin, most := v.asOf, max(v.firstRow(), v.since), flowWeeks
	if p != (sf.Period{}) {
		end, begin, most = instant(p.To), instant(p.From), math.MaxInt
	}
	w := &weekCounts{}
	last := v.history.clock.time(end)
	for k := 1; k <= most; k++ {
		from, ok := micros(last.AddDate(0, 0, -7*k))
		if !ok || from < begin {
			break
		}
		w.from = append(w.from, from)
	}
	for i, j := 0, len(w.from)-1; i < j; i, j = i+1, j-1 {
		w.from[i], w.from[j] = w.from[j], w.from[i]
	}
	w.n = make([]float64, len(w.from))
	w.from = append(w.from, end)
	return w
}

// firstRow returns the instant of the first row of the whole history that the view knows of, whichever deals it selects: a segment in which
// nothing had happened yet was under observation all the same.
func (v *View) firstRow() int64 {
	h, first := v.history, v.asOf
	for d := range h.deals.len() {
		for i := h.first[d]; i < h.first[d+1] && h.rows.at[i] < first; i++ {
			if v.sees(int(i)) {
				first = h.rows.at[i]
				break
			}
		}
	}
	return first
}

// count counts an arrival, if it falls into one of the weeks.
func (w *weekCounts) count(at int64) {
	i := sort.Search(len(w.from), func(i int) bool { return w.from[i] > at })
	if i > 0 && i < len(w.from) {
		w.n[i-1]++
	}
}

// arrivals returns what the weeks come to.
func (w *weekCounts) arrivals(c *clock) flowArrivals {
	a := flowArrivals{weeks: len(w.n), dispersion: 1}
	if a.weeks == 0 {
		return a
	}
	for _, n := range w.n {
		a.sum += n
	}
	mean, square := a.sum/float64(a.weeks), 0.0
	for _, n := range w.n {
		square += (n - mean) * (n - mean)
	}
	if a.weeks > 1 && mean > 0 {
		a.dispersion = math.Max(1, square/float64(a.weeks-1)/mean)
	}
	a.daysPerWeek = float64(c.day(w.from[a.weeks])-c.day(w.from[0])) / float64(a.weeks)
	return a
}

func (a flowArrivals) known() bool { return a.weeks > 0 }

// perWeek returns the mean number of arrivals in a week.
func (a flowArrivals) perWeek() float64 { return a.sum / float64(a.weeks) }

func (a flowArrivals) warnings() []sf.Note {
	if a.weeks >= fewestFlowWeeks {
		return nil
	}
	return []sf.Note{sf.NewNote(CodeFlowWeeks, "", sf.F("n", sf.Int(int64(a.weeks))), sf.F("want", sf.Int(fewestFlowWeeks)))}
}

// mostDispersion bounds a drawn dispersion, which has no mean where only a few weeks were seen.
const mostDispersion = 1e9

// draw draws a week's mean.
func (a flowArrivals) draw(r *rand.Rand) float64 {
	if a.weeks == 0 {
		return 0
	}
	m, phi := float64(a.weeks), a.dispersion
	if m > 1 {
		phi = math.Min(math.Max(1, phi*(m-1)/(2*gammaDraw(r, (m-1)/2, 1))), mostDispersion)
	}
	return gammaDraw(r, a.sum/phi+0.5, m/phi)
}
