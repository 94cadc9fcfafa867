package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Four stays: one leaves at age 0, one at 1, one at 2, and one is open through age 1. At risk are 4, 3 and 1, so D = 3, Y = 8 and r = 3.5/9.
// The tail is that of all ages, as there are fewer than ten exits: h = 3.5/9 too.
func TestStayLawByHand(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "p", Stages: []stage.Stage{{ID: "a"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost}}})
	require.NoError(t, err)
	table := NewLifeTable(1)
	for _, x := range []Visit{{Next: 1, Days: 0}, {Next: 2, Days: 1}, {Next: 1, Days: 2}, {Next: -1, Days: 2}} {
		table.Add(p, x)
	}
	f := table.flow(0)
	l := newStayLaw(f)
	r := 3.5 / 9
	h := []float64{(1 + r) / 5, (1 + r) / 4, (1 + r) / 2, r, r}
	for u, want := range h {
		assert.InDelta(t, -math.Log(1-want), l.at(u), 1e-15, u)
	}
	assert.Equal(t, int64(4), l.stays)
	assert.Equal(t, 1, f.median(), "three quarters are left after age 0, half after age 1")

	l.reach(5)
	even := [7]float64{1, 1, 1, 1, 1, 1, 1}
	assert.InDelta(t, l.at(1)+l.at(2)+l.at(3), l.between(1, 4, 3, &even), 1e-15)
	factor := [7]float64{2, 3, 5, 7, 11, 13, 17}
	assert.InDelta(t, 13*l.at(0)+17*l.at(1)+2*l.at(2)+3*l.at(3), l.between(0, 4, 5, &factor), 1e-12, "it began on the day 5 of the week")
	var seen [7]float64
	l.expected(1, 3, 6, &seen)
	assert.InDeltaSlice(t, []float64{l.at(1), l.at(2), 0, 0, 0, 0, 0}, seen[:], 1e-15)

	// Var Λ(u) = h/((1−h)(Y+1)), and the ages beyond stand or fall together.
	variance := func(h, y float64) float64 { return h / ((1 - h) * y) }
	assert.InDelta(t, 4*variance(h[0], 5)+9*variance(h[1], 4)+variance(h[2], 2)+(5+6)*(5+6)*variance(r, 9), l.uncertainty([]float64{2, 3, 1, 5, 6}), 1e-12)
}
