package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// The counts of hazards are those of the visits that the life table was made of.
func TestHazardsCountTheirMoves(t *testing.T) {
	pipe := causes(t)
	var table funnel.LifeTable
	var counts funnel.Counts
	for i, v := range []funnel.Visit{
		{Stage: 0, Next: 1, Days: 3}, {Stage: 0, Next: 1, Days: 0}, {Stage: 0, Next: 2, Days: 5}, {Stage: 0, Next: -1, Days: 4},
	} {
		v.Deal = string(rune('a' + i))
		table.Add(pipe, v)
		counts.Add(pipe, v)
	}
	h, err := table.Hazards(funnel.HazardOptions{Prior: 3})
	require.NoError(t, err)
	got := h.Counts()
	assert.Equal(t, counts.Stages(), got.Stages())
	for _, from := range got.Stages() {
		for _, to := range got.Stages() {
			assert.Equal(t, counts.Moves(from, to), got.Moves(from, to), "%s to %s", from, to)
		}
		assert.Equal(t, counts.Open(from), got.Open(from))
	}
	m, err := got.Matrix(funnel.Perks())
	require.NoError(t, err)
	_, ok := m.P(got.Stages()[0], got.Stages()[0])
	assert.True(t, ok)
	empty, err := new(funnel.LifeTable).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	assert.Empty(t, empty.Counts().Stages())
}
