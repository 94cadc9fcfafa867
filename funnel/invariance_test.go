package funnel_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Neither the names of stages nor the order in which deals are read changes when deals are won; and parts of the deals, counted apart,
// give the whole.
func TestTimeInStageDependsOnNothingElse(t *testing.T) {
	s := simulate.SevenStages(400)
	rows := slices.Collect(s.Rows(5))
	p := pipelineOf(t, s)
	h, err := funnel.NewHistory(p, eventsOf(slices.Values(rows)), funnel.Options{})
	require.NoError(t, err)
	view := h.AsOf(s.End)
	table := view.LifeTable(1)
	want, err := table.MarshalJSON()
	require.NoError(t, err)

	shuffled, err := funnel.NewHistory(p, eventsOf(slices.Values(simulate.Shuffled(rows, 6))), funnel.Options{})
	require.NoError(t, err)
	got, err := shuffled.AsOf(s.End).LifeTable(1).MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "shuffled")

	var merged funnel.LifeTable
	for _, part := range view.Split("reason") {
		require.NoError(t, merged.Merge(part.LifeTable(1)))
	}
	got, err = merged.MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "in parts")

	config := p.Config()
	for i := range config.Stages {
		config.Stages[i].ID = "阶段" + config.Stages[i].ID
	}
	renamed, err := stage.New(config)
	require.NoError(t, err)
	events := func(yield func(funnel.Event) bool) {
		for e := range eventsOf(slices.Values(rows)) {
			e.Stage = "阶段" + e.Stage
			if !yield(e) {
				return
			}
		}
	}
	other, err := funnel.NewHistory(renamed, events, funnel.Options{})
	require.NoError(t, err)
	a, b := curvesOfTable(t, table, 120), curvesOfTable(t, other.AsOf(s.End).LifeTable(1), 120)
	for i := range 5 {
		for _, age := range []int{0, 3, 40, 400} {
			for _, horizon := range []int{1, 7, 30, 120} {
				x, shareX := a.WinBy(i, age, horizon)
				y, shareY := b.WinBy(i, age, horizon)
				assert.InDelta(t, x, y, 0)
				assert.InDelta(t, shareX, shareY, 0)
			}
		}
	}
}
