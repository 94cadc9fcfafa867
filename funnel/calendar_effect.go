package funnel

import (
	"slices"
	"sort"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// CalendarEffect is how much more, or less, likely deals close on a day because of the days to the end of its period: the rush at the end
// of a quarter. It is made by [View.CalendarEffect], immutable, and safe for concurrent use.
type CalendarEffect struct {
	hazards  *Hazards
	clock    *clock
	from, to []int64 // by period: its first day and the first after it, as the clock counts them
	today    int64
	observed []float64 // by days to the end: O
	expected []float64 // E
}

// effectWeight is how many closings, as many as expected, stand behind every factor.
const effectWeight = 10

// mostToEnd bounds the days to the end of a period that have a factor of their own, which are those of a year.
const mostToEnd = 366

// CalendarEffect learns how closings cluster by the days b to the end of their period, 0 on its last day, in the history's clock. With O_b
// the closings that the view shows on such days, and E_b those expected of the stays under observation then, under hazards that know of the
// age only, Σ h_i,ends(age), the hazards of winning and losing are multiplied by
//
//	(O_b + 10) / (E_b + 10)
//
// The ten keep a factor that little stands behind near 1. The hazards should be those of the same view, in units of a day. Days in no
// period, and those with more than a year to its end, have a factor of 1.
//
// The periods must be in order and not overlap; they should reach from the history's first day to beyond the last forecast, as
// [sf.Quarters] of its first day do. The error is an [*sf.InvalidError] that names the periods that are not, hazards of another unit, and
// hazards of other stages.
//
// Multiplying hazards by the ratio of observed and expected events is indirect standardization: Breslow and Day 1987, Statistical Methods in
// Cancer Research II, ch. 2. With a gamma prior of mean 1 and that weight, the factor is the posterior mean (Clayton and Kaldor 1987,
// Biometrics 43).
func (v *View) CalendarEffect(h *Hazards, periods []sf.Period) (*CalendarEffect, error) {
	if err := sf.Invalid(effectFaults(v, h, periods)); err != nil {
		return nil, err
	}
	clock := v.history.clock
	e := &CalendarEffect{hazards: h, clock: clock, today: clock.day(v.asOf)}
	longest := int64(0)
	for _, p := range periods {
		from, to := clock.day(instant(p.From)-1)+1, clock.day(instant(p.To)-1)+1
		e.from, e.to = append(e.from, from), append(e.to, to)
		longest = max(longest, min(to-from, mostToEnd))
	}
	e.observed, e.expected = make([]float64, longest), make([]float64, longest)
	closing := h.closing()
	count := func(s stay) {
		entered, since, left := clock.day(s.entered), clock.day(s.since), clock.day(s.left)
		e.learn(closing[h.k.place[s.stage]], entered, since, left, s.next < 0)
		if s.next >= 0 && h.stages.out[s.next] != stage.Open && left-entered <= MaxAge {
			if b := e.toEnd(left); b >= 0 {
				e.observed[b]++
			}
		}
	}
	for d := range v.candidates() {
		v.follow(d, listener{stay: count})
	}
	return e, nil
}

// effectFaults returns why an effect cannot be learned.
func effectFaults(v *View, h *Hazards, periods []sf.Period) []sf.Note {
	var faults []sf.Note
	if h.unit != 1 {
		faults = append(faults, sf.NewNote(CodeEffectUnit, "", sf.F("unit", sf.Int(int64(h.unit)))))
	}
	if s := stagesOf(v.history.pipeline); !slices.Equal(s.ids, h.stages.ids) || !slices.Equal(s.out, h.stages.out) {
		faults = append(faults, sf.NewNote(CodeEffectStages, ""))
	}
	for i, p := range periods {
		if !p.Valid() || i > 0 && p.From.Before(periods[i-1].To) {
			faults = append(faults, sf.NewNote(CodePeriodOrder, "periods", sf.F("period", sf.Text(p.String()))))
		}
	}
	return faults
}

// closing returns the hazard of coming to any end, by position and age; the last is that of the tail.
func (h *Hazards) closing() [][]float64 {
	sums := make([][]float64, len(h.k.open))
	for i := range sums {
		sums[i] = make([]float64, h.k.ages(i)+1)
		for j, out := range h.stages.out {
			if out == stage.Open {
				continue
			}
			for u, x := range h.k.hazard[i][j] {
				sums[i][u] += x
			}
			sums[i][len(sums[i])-1] += h.k.tail[i].rate * h.k.part(i, j)
		}
	}
	return sums
}

// learn adds what was expected of one stay, at the ages at which a life table has it at risk.
func (e *CalendarEffect) learn(closing []float64, entered, since, left int64, open bool) {
	last := min(left, entered+MaxAge)
	if open || left-entered > MaxAge {
		last--
	}
	for day := since; day <= last; day++ {
		if b := e.toEnd(day); b >= 0 {
			e.expected[b] += closing[min(day-entered, int64(len(closing)-1))]
		}
	}
}

// toEnd returns the days to the end of a day's period, −1 for a day that has no factor.
func (e *CalendarEffect) toEnd(day int64) int {
	i := sort.Search(len(e.to), func(i int) bool { return e.to[i] > day })
	if i == len(e.to) || day < e.from[i] || e.to[i]-1-day >= int64(len(e.expected)) {
		return -1
	}
	return int(e.to[i] - 1 - day)
}

// Hazards returns the hazards that the effect multiplies.
func (e *CalendarEffect) Hazards() *Hazards { return e.hazards }

// At returns the same effect, as it was learned, for [CalendarEffect.Curves] from the day of t on instead of the view's own day.
func (e *CalendarEffect) At(t time.Time) *CalendarEffect {
	moved := *e
	moved.today = e.clock.day(instant(t))
	return &moved
}

// Factor returns what the hazards of closing are multiplied by on a day so many days before the last of its period; 1 where nothing was
// learned.
func (e *CalendarEffect) Factor(daysToEnd int) float64 {
	if daysToEnd < 0 || daysToEnd >= len(e.expected) {
		return 1
	}
	return (e.observed[daysToEnd] + effectWeight) / (e.expected[daysToEnd] + effectWeight)
}

// Closings returns O and E, the closings that were observed and expected so many days before the last of a period.
func (e *CalendarEffect) Closings(daysToEnd int) (observed, expected float64) {
	if daysToEnd < 0 || daysToEnd >= len(e.expected) {
		return 0, 0
	}
	return e.observed[daysToEnd], e.expected[daysToEnd]
}
