package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// End asks of one end what Win asks of the won ones.
func TestEndOfOneStage(t *testing.T) {
	view, curves, err := exampleCurves()
	require.NoError(t, err)
	p := view.Pipeline()
	lead, _ := p.Index("lead")
	won, _ := p.Index("won")
	lost, _ := p.Index("lost")
	horizons := []int{0, 5, 20, 60}
	wins, err := curves.Win("lead", 3, horizons)
	require.NoError(t, err)
	same, err := curves.End("won", "lead", 3, horizons)
	require.NoError(t, err)
	assert.Equal(t, wins, same, "there is one won stage")
	losses, err := curves.End("lost", "lead", 3, horizons)
	require.NoError(t, err)
	for x, h := range horizons {
		value, _ := curves.By(lost, lead, 3, h)
		assert.InDelta(t, value, losses[x].Value, 0)
		if h > 0 {
			assert.True(t, losses[x].HasInterval())
			assert.LessOrEqual(t, losses[x].Low, value)
			assert.GreaterOrEqual(t, losses[x].High, value)
		}
	}
	// With two ends the losses of a deal that has ended by then are what is not won: the same spread on the other side.
	all, _ := curves.EndBy(lead, 3, 60)
	both, _ := curves.By(won, lead, 3, 60)
	assert.InDelta(t, all, both+losses[3].Value, 1e-12)
	done, err := curves.End("lost", "won", 0, []int{9})
	require.NoError(t, err)
	assert.Zero(t, done[0].Value)

	_, err = curves.End("offer", "nowhere", -1, []int{-1})
	assert.Equal(t, []string{"end", "id", "age", "horizons[0]"}, pathsOf(t, err))
	_, err = curves.End("nowhere", "lead", 0, nil)
	assert.Equal(t, []string{"end"}, pathsOf(t, err))
}

func pathsOf(t *testing.T, err error) (paths []string) {
	t.Helper()
	for _, fault := range faultsOf(t, err) {
		paths = append(paths, fault.Path)
	}
	return paths
}
