package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// geometric has one open stage that is left with probability .1 a day, for won three times in ten.
func geometric(t *testing.T, horizon int) *Curves {
	t.Helper()
	k, s := kernelOf([]stage.Outcome{stage.Open, stage.Won, stage.Lost}, [][][]float64{{{0}, {.03}, {.07}}},
		[]tail{{rate: .1, split: []float64{0, .3, .7}, exits: 10, risk: 100}})
	c, err := curvesOf(k, s, horizon)
	require.NoError(t, err)
	return c
}

// Geometric: P(T ≤ t) = 1 − .9^{t+1}, mean 9, and the end does not depend on the time.
func TestCycleOfOneStage(t *testing.T) {
	c := geometric(t, 400)
	for _, to := range []Passage{ToEnd, ToWon} {
		x, err := c.Cycle("A", to)
		require.NoError(t, err)
		assert.InDelta(t, []float64{1, .3}[to], x.Ever(), 1e-15)
		assert.InDelta(t, 9, x.RestrictedMean(), 1e-12)
		median, ok := x.Median()
		assert.True(t, ok)
		assert.Equal(t, 6, median, "1 − .9^7 = .522, 1 − .9^6 = .469")
		p90, ok := x.P90()
		assert.True(t, ok)
		assert.Equal(t, 21, p90)
		assert.InDelta(t, 1-math.Pow(.9, 5), x.Before(5), 1e-15)
		assert.Zero(t, x.Before(-1))
		assert.InDelta(t, x.Before(400), x.Before(9999), 0)
		assert.Greater(t, x.Extrapolated(), .8, "only age 0 was observed")
		require.Len(t, x.Warnings(), 1)
		assert.Equal(t, CodeExtrapolated, x.Warnings()[0].Code)
		for _, q := range []float64{-1, 2, math.NaN()} {
			_, ok := x.Quantile(q)
			assert.False(t, ok)
		}
	}
	x, err := geometric(t, 6).Cycle("A", ToEnd)
	require.NoError(t, err)
	_, ok := x.Median()
	assert.False(t, ok, "the horizon does not reach it")
	sum := 0.0
	for h := 1; h <= 6; h++ {
		sum += math.Pow(.9, float64(h))
	}
	assert.InDelta(t, sum, x.RestrictedMean(), 1e-14)
}

func TestCycleFromCreation(t *testing.T) {
	k, s := renewalExample()
	c, err := curvesOf(k, s, 50)
	require.NoError(t, err)
	p := pipelineOfStages(s)
	var starts Counts
	for x := range 4 {
		starts.Add(p, Visit{Stage: min(x, 1), Next: 3, First: true})
	}
	x, err := c.CycleOf(&starts, ToWon)
	require.NoError(t, err)
	ever := .25*.4411764706 + .75*.5823529412
	assert.InDelta(t, ever, x.Ever(), 1e-9)
	for h, w := range []float64{0, .25*.0816326531 + .75*.1581632653, .25*.2966472303 + .75*.4959912536} {
		assert.InDelta(t, w/ever, x.Before(h), 1e-9)
	}
	assert.Empty(t, x.Warnings())
}

// Deals that never end are no part of the distribution, and are told of.
func TestCycleOfWhatEnds(t *testing.T) {
	k, s := kernelOf([]stage.Outcome{stage.Open, stage.Won, stage.Lost}, [][][]float64{{{0, 0}, {.1, .1}, {0, .1}}}, make([]tail, 1))
	c, err := curvesOf(k, s, 10)
	require.NoError(t, err)
	x, err := c.Cycle("A", ToEnd)
	require.NoError(t, err)
	assert.InDelta(t, .28, x.Ever(), 1e-15)
	assert.InDelta(t, .18/.28, x.RestrictedMean(), 1e-14)
	require.Len(t, x.Warnings(), 2)
	assert.Equal(t, CodeNeverEnds, x.Warnings()[1].Code)
	assert.Equal(t, sf.Float(.72), x.Warnings()[1].Arg("share"))
}

func TestCycleRefuses(t *testing.T) {
	c := geometric(t, 6)
	_, err := c.Cycle("B", Passage(7))
	assert.Equal(t, []sf.Code{CodeChainStage, CodePassage}, codesOf(t, err))
	_, err = c.Cycle("?", ToEnd)
	assert.Equal(t, []sf.Code{CodeChainStage}, codesOf(t, err))
	_, err = c.CycleOf(&Counts{}, ToEnd)
	assert.Equal(t, []sf.Code{CodeNoStarts}, codesOf(t, err))
	_, other := renewalExample()
	var starts Counts
	starts.Add(pipelineOfStages(other), Visit{Stage: 0, Next: 2, First: true})
	_, err = c.CycleOf(&starts, ToEnd)
	assert.Contains(t, codesOf(t, err), CodeCountsStages)
	k, s := kernelOf([]stage.Outcome{stage.Open, stage.Won, stage.Lost}, [][][]float64{{{0}, {0}, {1}}}, make([]tail, 1))
	c, err = curvesOf(k, s, 6)
	require.NoError(t, err)
	_, err = c.Cycle("A", ToWon)
	assert.Equal(t, []sf.Code{CodeNeverEndsSo}, codesOf(t, err))
}
