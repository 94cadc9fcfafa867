package funnel

import (
	"iter"
	"math"
)

// stayWeeks are weeks of one stay, as the steps of its life. The week in which it began is one of seven steps: 0 for a stay that began on the first day
// of its week, and had seven days to leave in it, up to 6 for one that began on the last. The weeks after it are the steps 7, 8, ….
type stayWeeks struct {
	first    int32 // the step of the week in which it began; −1: that week is none of them
	from, to int32 // the later ones: from ≤ step < to
}

// mostSteps bounds the steps of a life: [MaxAge] in weeks.
const mostSteps = 7 + MaxAge/7

// weeksOf returns the weeks from ≤ week < to of a stay that was entered at an instant.
func (f *healthFrame) weeksOf(entered, from, to int64) stayWeeks {
	day := f.clock.civil(entered) - f.end
	began := floorDiv(day, 7)
	step := func(week int64) int32 { return int32(min(max(week-began+6, 7), mostSteps)) }
	w := stayWeeks{first: -1, from: step(from), to: step(to)}
	if from <= began && began < to {
		w.first = int32(day - 7*began)
	}
	return w
}

// steps yields the steps in order.
func (w stayWeeks) steps() iter.Seq[int] {
	return func(yield func(int) bool) {
		if w.first >= 0 && !yield(int(w.first)) {
			return
		}
		for k := w.from; k < w.to; k++ {
			if !yield(int(k)) {
				return
			}
		}
	}
}

// stayTable counts, by step, the stays of one stage that were at risk of leaving in that week, and those that left.
type stayTable struct {
	risk, left   []float64
	stays, exits int64
}

// add takes in weeks of a stay, in the last of which it left or not.
func (t *stayTable) add(w stayWeeks, left bool) {
	last := -1
	for k := range w.steps() {
		if short := k + 1 - len(t.risk); short > 0 {
			t.risk, t.left = append(t.risk, make([]float64, short)...), append(t.left, make([]float64, short)...)
		}
		t.risk[k]++
		last = k
	}
	t.stays++
	if left && last >= 0 {
		t.left[last]++
		t.exits++
	}
}

// stayLaw is how long stays in one stage last: the cumulative hazard of leaving in the week of each step. The last one is that of all steps beyond those
// that were seen.
type stayLaw []stepHazard

// stepHazard is Λ = −log(1 − h) and its variance.
type stepHazard struct {
	hazard, variance float64
}

// law returns the hazards of a table with at least one exit. They are smoothed by one stay's worth of the mean rate r = (D + ½)/(Y + 1), D the exits and Y
// the weeks at risk, so that a week in which the few that were there all left does not say that nobody can stay longer:
//
//	h(k) = (d(k) + r) / (Y(k) + 1)      Var Λ(k) = h(k) / ((1 − h(k)) (Y(k) + 1))
//
// the variance by Greenwood.
func (t *stayTable) law() stayLaw {
	weeks, exits := 0.0, 0.0
	for k, y := range t.risk {
		weeks, exits = weeks+y, exits+t.left[k]
	}
	law, rate := make(stayLaw, 0, len(t.risk)+1), (exits+0.5)/(weeks+1)
	for k, y := range t.risk {
		law = append(law, newStepHazard(t.left[k]+rate, y+1))
	}
	return append(law, newStepHazard(exits+0.5, weeks+1))
}

func newStepHazard(d, y float64) stepHazard {
	h := d / y
	return stepHazard{-math.Log1p(-h), h / ((1 - h) * y)}
}

// outlast returns, for each of some stays, the cumulative hazard H of leaving in its weeks, so that it outlasts them with probability e^−H, and the
// variance of Σ e^−H that comes from the law being estimated: Σ_k (Σ e^−H over the stays that go through step k)² Var Λ(k).
func (l stayLaw) outlast(stays []stayWeeks) (hazards []float64, variance float64) {
	hazards, through := make([]float64, len(stays)), make([]float64, len(l))
	for i, w := range stays {
		for k := range w.steps() {
			hazards[i] += l[min(k, len(l)-1)].hazard
		}
		for k := range w.steps() {
			through[min(k, len(l)-1)] += math.Exp(-hazards[i])
		}
	}
	for k, x := range through {
		variance += x * x * l[k].variance
	}
	return hazards, variance
}
