package funnel

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Weeks end before Monday 2026-03-02. A stay that began on Tuesday the 10th of February began on the second day of week −3.
func TestWeeksOfAStay(t *testing.T) {
	at := func(day, hour int) int64 { return time.Date(2026, 2, day, hour, 0, 0, 0, time.UTC).UnixMicro() }
	f := healthFrame{clock: newClock(sf.Calendar{}, false, 0, 0), weeks: 4}
	f.end = f.clock.civil(at(30, 12)) // the 2nd of March
	assert.Equal(t, int64(-3), f.week(at(10, 15)))
	assert.Equal(t, []int64{-1, 0, -2}, []int64{f.week(at(29, 23)), f.week(at(30, 0)), f.week(at(22, 23))})
	steps := func(from, to int64) []int { return slices.Collect(f.weeksOf(at(10, 15), from, to).steps()) }
	assert.Equal(t, []int{1, 7, 8}, steps(-3, 0))
	assert.Equal(t, []int{1}, steps(-3, -2))
	assert.Equal(t, []int{8}, steps(-1, 0))
	assert.Empty(t, steps(0, 0))
	assert.Equal(t, []int{6, 7}, slices.Collect(f.weeksOf(at(15, 0), -3, -1).steps()), "Sunday is the last day of a week")
	for range f.weeksOf(at(10, 15), -3, 0).steps() { // a loop may end at the first step, and at a later one
		break
	}
	old := f.weeksOf(earliest, -8, 0)
	assert.Equal(t, []int32{-1, mostSteps, mostSteps}, []int32{old.first, old.from, old.to})
}

// Five stays: one began on day 1 of a week and left in it, one began on day 1 and left in the week after, one began on day 6 and left two weeks after, one was
// followed in step 8 alone and left, and one began on day 6 and was still there after step 7.
//
//	step           1    6    7    8      sum
//	at risk        2    2    3    2        9
//	left           1    0    1    2        4      r = 4.5/10
func TestStayLawByHand(t *testing.T) {
	var table stayTable
	table.add(stayWeeks{1, 7, 7}, true)
	table.add(stayWeeks{1, 7, 8}, true)
	table.add(stayWeeks{6, 7, 9}, true)
	table.add(stayWeeks{-1, 8, 9}, true)
	table.add(stayWeeks{6, 7, 8}, false)
	table.add(stayWeeks{-1, mostSteps, mostSteps}, true) // beyond what is kept
	assert.Equal(t, []float64{0, 2, 0, 0, 0, 0, 2, 3, 2}, table.risk)
	assert.Equal(t, []float64{0, 1, 0, 0, 0, 0, 0, 1, 2}, table.left)
	assert.Equal(t, []int64{6, 4}, []int64{table.stays, table.exits})

	law := table.law()
	h := []float64{.45, 1.45 / 3, .45, .45, .45, .45, .45 / 3, 1.45 / 4, 2.45 / 3, .45}
	y := []float64{1, 3, 1, 1, 1, 1, 3, 4, 3, 10}
	for k := range h {
		assert.InDelta(t, -math.Log(1-h[k]), law[k].hazard, 1e-14, k)
		assert.InDelta(t, h[k]/(1-h[k])/y[k], law[k].variance, 1e-14, k)
	}
	assert.Len(t, law, len(h))

	// One stay of steps 1 and 7, one of 7, and one of 8, 9 and 10, the last two of which nobody was seen in.
	hazards, variance := law.outlast([]stayWeeks{{1, 7, 8}, {-1, 7, 8}, {-1, 8, 11}})
	p := []float64{(1 - h[1]) * (1 - h[7]), 1 - h[7], (1 - h[8]) * .55 * .55}
	for i := range p {
		assert.InDelta(t, p[i], math.Exp(-hazards[i]), 1e-14)
	}
	want := p[0]*p[0]*law[1].variance + (p[0]+p[1])*(p[0]+p[1])*law[7].variance + p[2]*p[2]*law[8].variance + 4*p[2]*p[2]*law[9].variance
	assert.InDelta(t, want, variance, 1e-14)
}
