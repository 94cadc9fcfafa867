package funnel_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// recordedAfter is a history of deals that all came into lead on day 10 and into demo on day 12, the latter recorded after some days.
func recordedAfter(t testing.TB, days ...int) *funnel.History {
	var rows []funnel.Event
	for i, late := range days {
		id := fmt.Sprintf("d%03d", i)
		rows = append(rows, funnel.Event{Deal: id, Stage: "lead", At: on2026(10), Recorded: on2026(10)},
			funnel.Event{Deal: id, Stage: "demo", At: on2026(12), Recorded: on2026(12 + late)})
	}
	return historyOf(t, steadyPipeline(t), funnel.Options{RecordedLate: -1}, rows...)
}

// Of 100 moves 90 are recorded at once, 6 after 3 days and 4 after 20: 95 % are on record after 3 days.
func TestHealthWaitsForMostOfTheMoves(t *testing.T) {
	days := make([]int, 100)
	for i := range days {
		switch {
		case i >= 96:
			days[i] = 20
		case i >= 90:
			days[i] = 3
		}
	}
	h, err := recordedAfter(t, days...).AsOf(on2026(200)).Health(funnel.HealthOptions{})
	require.NoError(t, err)
	assert.Equal(t, on2026(197), h.Window.To)
}

// Twenty moves say how late they are, and nineteen do not. Nobody waits for longer than a window.
func TestHealthLearnsTheLagFromTwentyMoves(t *testing.T) {
	for _, x := range []struct{ moves, late, window, lag int }{{20, 5, 28, 5}, {19, 5, 28, 0}, {20, 50, 28, 28}, {20, 50, 7, 7}} {
		days := make([]int, x.moves)
		for i := range days {
			days[i] = x.late
		}
		h, err := recordedAfter(t, days...).AsOf(on2026(200)).Health(funnel.HealthOptions{WindowDays: x.window})
		require.NoError(t, err)
		assert.Equal(t, on2026(200-x.lag), h.Window.To, x)
	}
}

// A young funnel is judged when 112 days are on record, five days later than where nothing is late.
func TestAYoungFunnelWaitsForTheRecord(t *testing.T) {
	rows := steady(nil)
	for i := range rows {
		rows[i].Recorded = rows[i].At.Add(5 * day)
	}
	v := historyOf(t, steadyPipeline(t), funnel.Options{RecordedLate: -1}, rows...)
	h, err := v.AsOf(on2026(116)).Health(funnel.HealthOptions{})
	require.NoError(t, err)
	assert.Equal(t, "unknown: unknown unknown unknown unknown", states(h))
	assert.Equal(t, "历史太短，尚无法判断；自 2026-04-28 起可以判断", h.Stages[0].Note.In(sf.Chinese)) // day 117
	h, err = v.AsOf(on2026(117)).Health(funnel.HealthOptions{})
	require.NoError(t, err)
	assert.Equal(t, funnel.HealthFull, h.Stages[0].State)
}
