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
	risk, left   []int64
	stays, exits int64
}

// add takes in weeks of a stay, in the last of which it left or not.
func (t *stayTable) add(w stayWeeks, left bool) {
	last := -1
	for k := range w.steps() {
		if short := k + 1 - len(t.risk); short > 0 {
			t.risk, t.left = append(t.risk, make([]int64, short)...), append(t.left, make([]int64, short)...)
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

// stayLaw is how long stays in one stage last: by step, the cumulative hazard of leaving in that week and its variance, with d of the Y at risk having
// left,
//
//	Λ = Σ_{i<d} 1/(Y−i)      Var Λ = Σ_{i<d} 1/(Y−i)²
//
// as if they had left one after the other. Where all left it does not say that nobody can stay: e^−Λ is about 0.56/Y. Beyond the steps
// that were seen nobody leaves, so that what nobody knows is no reason for an alarm.
//
// Source: Fleming and Harrington 1984, Communications in Statistics – Theory and Methods 13.
type stayLaw []stepHazard

type stepHazard struct {
	hazard, variance float64
}

// law returns the hazards of a table, of the steps that were seen.
func (t *stayTable) law() stayLaw {
	law := make(stayLaw, len(t.risk))
	for k, y := range t.risk {
		for i := range t.left[k] {
			x := 1 / float64(y-i)
			law[k].hazard, law[k].variance = law[k].hazard+x, law[k].variance+x*x
		}
	}
	return law
}

// outlast returns, for each of some stays, the cumulative hazard H of leaving in its weeks until now, so that it outlasts them with probability e^−H, and the
// variance of Σ e^−H that comes from the law being estimated: Σ_k (Σ e^−H over the stays that go through step k)² Var Λ(k). Of a week that was worked in part,
// the last one first, the hazard is that part.
func (l stayLaw) outlast(stays []stayWeeks, worked []float64) (hazards []float64, variance float64) {
	hazards, through := make([]float64, len(stays)), make([]float64, len(l))
	for i, w := range stays {
		l.pass(w, worked, func(k int, part float64) { hazards[i] += part * l[k].hazard })
		there := math.Exp(-hazards[i])
		l.pass(w, worked, func(k int, part float64) { through[k] += part * there })
	}
	for k, x := range through {
		variance += x * x * l[k].variance
	}
	return hazards, variance
}

// pass calls do with every step that was seen and how much of its week was worked.
func (l stayLaw) pass(w stayWeeks, worked []float64, do func(k int, part float64)) {
	back := int(w.to - w.from) // weeks from the step to the last one
	if w.first < 0 {
		back--
	}
	for k := range w.steps() {
		if k < len(l) {
			do(k, worked[back])
		}
		back--
	}
}
