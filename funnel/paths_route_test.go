package funnel

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Of the 12 routes A×6, B×3, C, D, E, with two counters, what more than 12/3 = 4 deals took must be kept, in any order.
func TestCommonRoutesKeepTheCommonest(t *testing.T) {
	for _, order := range []string{"AAAAAABBBCDE", "EDCBBBAAAAAA", "ABACADABAEAB", "CDEBABABAAAA"} {
		c := newCommonRoutes(2)
		for _, r := range order {
			c.add([]byte(string(r)))
			assert.LessOrEqual(t, len(c.counts), 2)
		}
		assert.Contains(t, c.counts, "A", order)
		assert.True(t, c.dropped)
		assert.EqualValues(t, 4, c.least(), order)
	}
	few := newCommonRoutes(2)
	few.add([]byte("A"))
	few.add([]byte("B"))
	assert.Zero(t, few.least(), "all are counted")
}

// With room for two routes only those of more than a third of the deals are listed, exactly, and a warning says so: lead, offer is taken by 5 of 9, lead
// by 3, which is not more, and lead, demo by 1. The order of the deals does not matter.
func TestPathsInBoundedMemory(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "p", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won},
	}})
	require.NoError(t, err)
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for _, order := range []string{"oooooldll", "dlllooooo", "lodololoo"} {
		var rows []Event
		for i, route := range order {
			deal := fmt.Sprint(i)
			rows = append(rows, Event{Deal: deal, At: at, Stage: "lead"})
			if route != 'l' {
				rows = append(rows, Event{Deal: deal, At: at.AddDate(0, 0, 3), Stage: map[rune]string{'o': "offer", 'd': "demo"}[route]})
			}
			rows = append(rows, Event{Deal: deal, At: at.AddDate(0, 0, i+4), Stage: "won"})
		}
		h, err := NewHistory(p, slices.Values(rows), Options{})
		require.NoError(t, err)
		got := h.AsOf(at.AddDate(0, 1, 0)).pathsKept(PathOptions{}, 2)
		require.Len(t, got.Routes, 1, order)
		assert.Equal(t, []string{"lead", "offer"}, got.Routes[0].Stages)
		assert.EqualValues(t, 5, got.Routes[0].Deals)
		assert.EqualValues(t, 4, got.OtherDeals)
		require.Len(t, got.Warnings, 1)
		assert.Equal(t, CodePathsMany, got.Warnings[0].Code)
		assert.Equal(t, "there are more than 2 different routes; those of 3 deals or fewer are not listed", got.Warnings[0].In(sf.English))
	}
}
