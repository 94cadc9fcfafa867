package funnel

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// checked is a check with the p-values of its two questions, each with the least that it could have had; 1: not asked.
func checked(openBest, open, entriesBest, entries float64) stageCheck {
	return stageCheck{openBest: openBest, open: HealthTest{PValue: open}, entriesBest: entriesBest, entries: HealthTest{PValue: entries}}
}

// settled returns the states and the adjusted p-values, those of open deals first.
func settled(level float64, checks ...stageCheck) (states []HealthState, adjusted [][2]float64) {
	settleHealth(checks, level)
	for _, c := range checks {
		states, adjusted = append(states, c.state), append(adjusted, [2]float64{c.open.Adjusted, c.entries.Adjusted})
	}
	return states, adjusted
}

// Four questions: Holm's p-values are 4·.01, 3·.02, 2·.03 and .8. By themselves three would be alarms.
func TestHealthIsAdjustedByHolm(t *testing.T) {
	states, adjusted := settled(.05, checked(0, .8, 0, .03), checked(0, .01, 0, .02))
	assert.Equal(t, []HealthState{HealthFull, HealthBlocked}, states)
	assert.InDeltaSlice(t, []float64{.8, .06}, adjusted[0][:], 1e-12)
	assert.InDeltaSlice(t, []float64{.04, .06}, adjusted[1][:], 1e-12)
}

// A question that could not be answered by an alarm, even with the worst of counts, is not asked and takes nothing from the others: .012 times 4 is an
// alarm, and times 5 or 6 were none. One whose worst count has the level itself is asked.
func TestHealthAsksNothingInVain(t *testing.T) {
	states, adjusted := settled(.05, checked(.051, .051, .05, .9), checked(.01, .9, .01, .012), checked(.01, .9, .2, .3), checked(1, 0, 1, 0))
	assert.Equal(t, []HealthState{HealthFull, HealthGap, HealthFull, HealthUnknown}, states)
	assert.Equal(t, []float64{0, 0, 0, 0}, []float64{adjusted[0][0], adjusted[2][1], adjusted[3][0], adjusted[3][1]})
	assert.InDelta(t, .048, adjusted[1][1], 1e-12)
	states, adjusted = settled(.05, checked(.05, .9, .051, .9))
	assert.Equal(t, []HealthState{HealthFull}, states)
	assert.Equal(t, [2]float64{.9, 0}, adjusted[0])
	assert.InDelta(t, .9, StageHealth{Open: HealthTest{Adjusted: .9}, Entries: HealthTest{}}.PValue(), 0)
	assert.InDelta(t, .3, StageHealth{Open: HealthTest{Adjusted: .3}, Entries: HealthTest{Adjusted: .8}}.PValue(), 0)
}

// The source dries up: the first stages are empty. Then one goes on, and all that lack deals after it have a gap, whatever lies between, one that was not
// asked, one that is blocked, or another gap. An alarm at the level itself is one.
func TestWhatGoesOnEarlierMakesAGap(t *testing.T) {
	lacks, goes, mute := checked(1, 0, 0, 1e-6), checked(1, 0, 0, .9), checked(1, 0, 1, 0)
	stuck := checked(0, 1e-6, 0, 1e-6)
	states, _ := settled(.05, mute, lacks, stuck, lacks, goes, lacks, mute, stuck, lacks, goes, lacks)
	assert.Equal(t, []HealthState{
		HealthUnknown, HealthEmpty, HealthBlocked, HealthEmpty, HealthFull, HealthGap, HealthUnknown, HealthBlocked, HealthGap, HealthFull, HealthGap,
	}, states)
	states, _ = settled(.05, checked(0, .05, 1, 0))
	assert.Equal(t, []HealthState{HealthBlocked}, states)
	states, _ = settled(.05, checked(0, 1e-6, 0, .9), lacks) // a stage that is blocked goes on taking in
	assert.Equal(t, []HealthState{HealthBlocked, HealthGap}, states)
}

// Ten in each of 12 weeks, and as many deals on average that begin in bursts: twenty in four weeks would be an alarm by the stage's own weeks alone.
func TestEntriesAreAsUnevenAsTheIntake(t *testing.T) {
	own := newArrivals([]int64{10, 10, 11, 9, 10, 10, 9, 11, 10, 10, 10, 10}, weekPart{})
	intake := newArrivals([]int64{2, 25, 0, 31, 4, 6, 18, 1, 3, 22, 0, 8}, weekPart{})
	ask := func(intake arrivals) stageCheck {
		c := stageCheck{entries: HealthTest{Observed: 20}}
		c.askEntries(own, intake, 4)
		return c
	}
	alone, bursts := ask(own), ask(intake)
	assert.InDelta(t, own.below(20, 4), alone.entries.PValue, 1e-9)
	assert.InDelta(t, own.below(0, 4), alone.entriesBest, 1e-9)
	assert.Less(t, alone.entries.PValue, .01)
	assert.Greater(t, bursts.entries.PValue, .05)
	assert.Greater(t, bursts.entriesBest, 10*alone.entriesBest)
	assert.InDelta(t, own.mean(4), bursts.entries.Expected.Value, 1e-9, "the mean is the stage's own")
	assert.Equal(t, int64(12), bursts.entries.Expected.N)
	assert.Less(t, bursts.entries.Expected.Low, alone.entries.Expected.Low)
	assert.Greater(t, bursts.entries.Expected.High, alone.entries.Expected.High)
}

// Five working days take a week, three take 21/5 days and so five. Where every day is a day off, they are days.
func TestDaysThatWorkingDaysTake(t *testing.T) {
	of := func(working bool, weekend ...time.Weekday) (days []int) {
		f := healthFrame{clock: newClock(sf.Calendar{Weekend: weekend}, working, 0, 0)}
		for _, d := range []int{0, 1, 3, 5, 10, MaxAge + 1} {
			days = append(days, f.civilDays(d))
		}
		return days
	}
	assert.Equal(t, []int{0, 2, 5, 7, 14, (7*MaxAge + 4) / 5}, of(true, time.Saturday, time.Sunday))
	assert.Equal(t, []int{0, 1, 3, 5, 10, MaxAge}, of(false, time.Saturday, time.Sunday))
	assert.Equal(t, []int{0, 1, 3, 5, 10, MaxAge}, of(true, 0, 1, 2, 3, 4, 5, 6))
}
