package funnel_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// Amounts are of deals that could be followed to the horizon, 10 days, and were won by it: of quick it is so; slow was won later, young on day 2 of the 5
// it could be followed for, and late is on record from day 1 on. All of them came in, of which one a group's only win has no amount.
func TestCompareMoney(t *testing.T) {
	late := lifeOf("late", "ann", 800, 3, "lead", 7, "won")
	late[0].Recorded = afterBase(4)
	rows := slices.Concat(late,
		lifeOf("quick", "ann", 100, 5, "lead", 10, "won"),
		lifeOf("slow", "ann", 200, 5, "lead", 20, "won"),
		lifeOf("young", "ann", 400, 25, "lead", 27, "won"),
		lifeOf("gift", "bo", 0, 5, "lead", 10, "won"),
		lifeOf("none", "cy", 0, 5, "lead", 10, "lost"),
	)
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{RecordedLate: 1}, rows...)
	c, err := h.AsOf(afterBase(30)).Compare("owner", funnel.CompareOptions{HorizonDays: 10})
	require.NoError(t, err)
	mean := rowOf(t, c, "ann", funnel.CompareMeanAmount, "")
	assert.InDelta(t, 100, mean.Raw.Value, 0)
	assert.Equal(t, funnel.Tally{Deals: 1, Amount: cny(100)}, *mean.WonSum)
	whole := c.Wholes[len(c.Wholes)-2]
	assert.Equal(t, funnel.CompareVelocity, whole.Metric)
	assert.Equal(t, 27, whole.PerDays)
	assert.InDelta(t, 1500./27, rowOf(t, c, "ann", funnel.CompareVelocity, "").Raw.Value, 1e-12)
	assert.True(t, rowOf(t, c, "bo", funnel.CompareVelocity, "").Raw.IsZero(), "what came in is not known")
	nothing := rowOf(t, c, "cy", funnel.CompareVelocity, "").Raw
	assert.True(t, !nothing.IsZero() && nothing.Value == 0, "nothing came in")

	part, err := h.Between(afterBase(8), afterBase(30)).Compare("owner", funnel.CompareOptions{Metrics: []funnel.CompareMetric{funnel.CompareVelocity}})
	require.NoError(t, err)
	assert.Equal(t, 22, part.Wholes[0].PerDays, "since observation began")
	assert.InDelta(t, 700./22, rowOf(t, part, "ann", funnel.CompareVelocity, "").Raw.Value, 1e-12)
}
