package funnel_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// TestSimulatedMoves counts the moves of a simulated log a second time, row by row.
func TestSimulatedMoves(t *testing.T) {
	p := sevenStages(t)
	rows := slices.Collect(simulate.SevenStages(3000).Rows(11))
	slices.SortStableFunc(rows, func(a, b simulate.Row) int { return cmp.Or(cmp.Compare(a.Deal, b.Deal), cmp.Compare(a.Seq, b.Seq)) })
	asOf := rows[len(rows)/2].At
	for _, end := range []time.Time{asOf, ever} {
		moves, days, open, first := map[string]int64{}, map[string]int64{}, map[string]int64{}, map[string]int64{}
		for i, r := range rows {
			if !r.At.Before(end) || !r.Recorded.Before(end) {
				continue
			}
			if i == 0 || rows[i-1].Deal != r.Deal {
				first[r.Stage]++
			}
			if i+1 < len(rows) && rows[i+1].Deal == r.Deal && rows[i+1].At.Before(end) {
				moves[r.Stage+">"+rows[i+1].Stage]++
				days[r.Stage] += int64(rows[i+1].At.Truncate(day).Sub(r.At.Truncate(day)) / day)
			} else {
				open[r.Stage]++
			}
		}
		var events []funnel.Event
		for _, r := range simulate.Shuffled(rows, 3) {
			events = append(events, funnel.Event{Deal: r.Deal, At: r.At, Recorded: r.Recorded, Seq: r.Seq, Stage: r.Stage})
		}
		h := historyOf(t, p, funnel.Options{}, events...)
		require.Empty(t, h.Findings())
		c := h.AsOf(end).Counts()
		for i := range 5 {
			from := p.StageID(i)
			for j := range p.Len() {
				assert.Equal(t, moves[from+">"+p.StageID(j)], c.Moves(from, p.StageID(j)), "%s to %s", from, p.StageID(j))
			}
			assert.Equal(t, open[from], c.Open(from), from)
			assert.Equal(t, first[from], c.Starts(from), from)
			assert.InDelta(t, float64(days[from])/float64(c.Left(from)), c.MeanDwell(from).Value, 1e-12, from)
		}
		assert.NotZero(t, c.Moves("s1", "s2"))
	}
}

// TestAFullRowIsReadBack holds a history to a simulated log that uses every column.
func TestAFullRowIsReadBack(t *testing.T) {
	p := pipelineOf(t, simulate.B2B())
	last, arrived := make(map[string]simulate.Row), make(map[string]time.Time)
	var events []funnel.Event
	for r := range simulate.B2B().Rows(5) {
		e := funnel.Event{Deal: r.Deal, At: r.At, Recorded: r.Recorded, Seq: r.Seq, Stage: r.Stage, Owner: r.Owner, Reason: r.Reason, NextAt: r.NextAt}
		e.Facts = []sf.Fact{sf.F("source", sf.Text(r.Source)), sf.F("region", sf.Text(r.Region))}
		if r.AmountKnown {
			e.Amount = cny(r.Amount)
		}
		e.Close = sf.DateOf(r.Close)
		events = append(events, e)
		if last[r.Deal].Stage != r.Stage { // rows may restate the stage
			arrived[r.Deal] = r.At
		}
		last[r.Deal] = r
	}
	v := historyOf(t, p, funnel.Options{RecordedLate: -1}, events...).AsOf(ever)
	require.Equal(t, len(last), v.Len())
	require.Equal(t, len(events), v.Events())
	for d := range v.Deals() {
		want := last[d.ID()]
		id, entered := d.Stage()
		require.Equal(t, []string{want.Stage, want.Owner}, []string{id, d.Owner()})
		require.True(t, arrived[d.ID()].Equal(entered) && want.At.Equal(d.LastActivity()), d.ID())
		require.Equal(t, fmt.Sprint(want.Source, want.Region), d.Fact("source").String()+d.Fact("region").String())
		if want.AmountKnown {
			require.Equal(t, cny(want.Amount).String(), d.Amount().String())
		}
		if want.Reason != "" {
			require.Equal(t, want.Reason, d.Reason())
		}
	}
}

func TestHistoryIsSmall(t *testing.T) {
	const n = 200_000
	l, p := shuffledLog(n), sevenStages(t)
	size := held(func() any {
		h, err := funnel.NewHistory(p, l.events, funnel.Options{})
		require.NoError(t, err)
		return h
	})
	assert.Less(t, size/n, 64.0, "bytes an event")
}
