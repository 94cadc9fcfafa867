package funnel

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Weeks go back from Friday the 10th of April 2026, 12:00, to Monday the 16th of March, 00:00: three whole ones, and 4½ days of 7 before them, although
// summer time began on the 29th of March, so that one of the weeks has an hour less. An instant belongs to the part that it begins.
func TestWeeksAreCutBackFromTheEnd(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	at := func(month time.Month, day, hour int) int64 {
		return time.Date(2026, month, day, hour, 0, 0, 0, zone).UnixMicro()
	}
	begin, end := at(3, 16, 0), at(4, 10, 12)
	c := newClock(sf.Calendar{Location: zone}, false, begin, end)
	w := c.weeksIn(begin, end)
	assert.Equal(t, []int64{begin, at(3, 20, 12), at(3, 27, 12), at(4, 3, 12), end}, w.from)
	assert.InDelta(t, 4.5/7, w.rest.weeks, 1e-12)
	assert.InDelta(t, 3+4.5/7, w.weeks(), 1e-12)
	for _, x := range []int64{begin - 1, begin, at(3, 20, 12) - 1, at(3, 20, 12), at(3, 27, 12) - 1, at(4, 3, 12), end - 1, end, end + 1} {
		w.count(x)
	}
	assert.Equal(t, []int64{2, 0, 2}, w.weekly)
	assert.Equal(t, [2]int64{2, 6}, [2]int64{w.rest.n, w.sum()})
	assert.InDelta(t, 7, w.daysPerWeek(c), 1e-12, "whole weeks alone")
	flow := w.arrivals(c)
	assert.InDelta(t, 6/(3+4.5/7), flow.perWeek(), 1e-12)
	require.Len(t, flow.warnings, 1)
	assert.Equal(t, CodeArrivalWeeks, flow.warnings[0].Code)

	before := c.weeksIn(at(3, 23, 0), at(3, 30, 0)) // a week of 167 hours is one
	assert.Equal(t, []int64{at(3, 23, 0), at(3, 23, 0), at(3, 30, 0)}, before.from)
	assert.Zero(t, before.rest.weeks)
	days := c.weeksIn(at(3, 28, 0), at(4, 2, 0))
	assert.InDelta(t, 5./7, days.rest.weeks, 1e-12, "as many hours less do not make fewer days")
	assert.False(t, days.arrivals(c).known())

	eight := c.weeksIn(at(2, 13, 12), end)
	assert.Len(t, eight.weekly, 8)
	assert.Empty(t, eight.warnings(), "eight are enough")
}

// A part of a week, of length t, has the size t/α. With α = ½ and two in half a week it is Γ(2+1)/Γ(1)·½² = ½; without dispersion it is t² = ¼; with two in
// a whole week, of size 2, it is Γ(4)/Γ(2)·½² = 3/2.
func TestArrivalsOfAPartOfAWeek(t *testing.T) {
	assert.InDelta(t, math.Log(.5), dispersionLikelihood(nil, weekPart{2, .5}, .5), 1e-12)
	assert.InDelta(t, math.Log(.25), dispersionLikelihood(nil, weekPart{2, .5}, 0), 1e-12)
	assert.InDelta(t, math.Log(1.5), dispersionLikelihood([]int64{2}, weekPart{}, .5), 1e-12)
	assert.InDelta(t, math.Log(.75), dispersionLikelihood([]int64{2}, weekPart{2, .5}, .5), 1e-12)
	assert.Zero(t, dispersionLikelihood([]int64{2}, weekPart{}, 0))
}
