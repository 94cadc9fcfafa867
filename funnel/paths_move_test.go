package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// A stage in which the deal was before is not passed over; one in which it never was is, each time, by one deal.
func TestPathsCountMovesAndDeals(t *testing.T) {
	p := waysOf(t, historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free}), funnel.Options{},
		dealOn("a", 0, "lead"), dealOn("a", 1, "demo"), dealOn("a", 2, "lead"), dealOn("a", 3, "offer"),
		dealOn("b", 0, "lead"), dealOn("b", 1, "offer"), dealOn("b", 2, "lead"), dealOn("b", 3, "offer"),
	).AsOf(base.AddDate(0, 0, 9)))
	assert.Equal(t, []funnel.Skip{{From: "lead", To: "offer", Over: []string{"demo"}, Count: 2, Deals: 1, Examples: []string{"b"}}}, p.Skips)
	assert.Equal(t, []funnel.Return{
		{From: "demo", To: "lead", Count: 1, Deals: 1, Examples: []string{"a"}},
		{From: "offer", To: "lead", Count: 1, Deals: 1, Examples: []string{"b"}},
	}, p.Returns)
}

// A deal that reopens begins anew, also where the stage of lost deals stands first: nothing is passed over on the way back.
func TestPathsFromAClosedStageSkipNothing(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "p", Moves: stage.Moves{Policy: stage.Free, Reopen: true}, Stages: []stage.Stage{
		{ID: "lost", Outcome: stage.Lost}, {ID: "lead"}, {ID: "demo"}, {ID: "won", Outcome: stage.Won},
	}})
	require.NoError(t, err)
	got := waysOf(t, historyOf(t, p, funnel.Options{}, dealOn("a", 0, "demo"), dealOn("a", 2, "lost"), dealOn("a", 4, "demo")).AsOf(base.AddDate(0, 0, 9)))
	require.Len(t, got.Skips, 1)
	assert.Empty(t, got.Skips[0].From, "it began in demo, and passed over lead then only")
	assert.EqualValues(t, 1, got.Skips[0].Count)
}

// Of an even number of deals the median is the lower of the two in the middle, and of routes that nobody ended the one with more open deals comes first.
func TestPathsMedianAndOpenRoutes(t *testing.T) {
	p := waysOf(t, historyOf(t, sixStages(t, stageForward), funnel.Options{},
		dealOn("a", 0, "lead"), dealOn("a", 4, "won"), dealOn("b", 0, "lead"), dealOn("b", 9, "lost"), dealOn("c", 0, "lead"),
		dealOn("d", 0, "demo"), dealOn("e", 0, "offer"), dealOn("f", 0, "offer"),
	).AsOf(base.AddDate(0, 0, 20)))
	require.Len(t, p.Routes, 3)
	assert.InDelta(t, 4, p.Routes[0].MedianDays.Value, 0)
	assert.EqualValues(t, 1, p.Routes[0].WinShare.Left, "c is in lead yet")
	assert.Equal(t, []string{"offer"}, p.Routes[1].Stages)
	assert.Equal(t, []string{"demo"}, p.Routes[2].Stages)
}
