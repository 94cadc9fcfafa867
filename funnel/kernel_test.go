package funnel

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Eight stays that leave at ages 1, 2, 2, 3, 4, 4, and two that are open: at risk are 8, 8, 7, 4, 3, 1.
func eightStays(t *testing.T, unit int) *LifeTable {
	t.Helper()
	p, err := stage.New(stage.Config{ID: "k", Stages: []stage.Stage{
		{ID: "a"}, {ID: "b"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	l := NewLifeTable(unit)
	for _, v := range []Visit{
		{Next: 2, Days: 1},
		{Next: 2, Days: 2},
		{Next: 3, Days: 2},
		{Next: -1, Days: 3},
		{Next: 3, Days: 3},
		{Next: 2, Days: 4},
		{Next: 3, Days: 4},
		{Next: -1, Days: 6},
	} {
		l.Add(p, v)
	}
	return l
}

func TestKernel(t *testing.T) {
	h, err := eightStays(t, 1).Hazards(HazardOptions{})
	require.NoError(t, err)
	k := h.kernel()
	assert.Equal(t, []int{0, 1}, k.open)
	assert.Equal(t, []int{0, 1, -1, -1}, k.place)
	assert.Equal(t, [][]float64{{8, 8, 7, 4, 3, 1}, {}}, k.risk)
	assert.InDeltaSlice(t, []float64{0, 1. / 8, 1. / 7, 0, 1. / 3, 0}, k.hazard[0][2], 1e-15)
	assert.InDeltaSlice(t, []float64{0, 0, 1. / 7, 1. / 4, 1. / 3, 0}, k.hazard[0][3], 1e-15)
	assert.Equal(t, make([]float64, 6), k.hazard[0][1], "every destination has a list")
	assert.Len(t, k.hazard[1], 4)
	assert.Equal(t, tail{rate: 6. / 31, split: []float64{0, 0, .5, .5}, exits: 6, risk: 31}, k.tail[0])
	assert.Equal(t, tail{}, k.tail[1], "nobody was seen there")
}

func TestKernelInUnits(t *testing.T) {
	h, err := eightStays(t, 2).Hazards(HazardOptions{})
	require.NoError(t, err)
	k := h.kernel()
	assert.InDeltaSlice(t, []float64{1. / 8, 1. / 7, 1. / 3}, k.hazard[0][2], 1e-15)
	assert.InDeltaSlice(t, []float64{0, 1./7 + 5./7/4, 1. / 3}, k.hazard[0][3], 1e-15)
	// Two days with 7 and 4 at risk are worth (15/28)⁻¹ − 1 over 2/(7·5) + 1/(4·3).
	assert.InDeltaSlice(t, []float64{8, (28./15 - 1) / (2./35 + 1./12), 3}, k.risk[0], 1e-12)
	assert.InDelta(t, 1-25./31*25/31, k.tail[0].rate, 1e-15)
	assert.InDelta(t, 15.5, k.tail[0].risk, 0)
}

func TestKernelTails(t *testing.T) {
	h, err := eightStays(t, 1).Hazards(HazardOptions{Tail: TailNone})
	require.NoError(t, err)
	assert.Equal(t, tail{}, h.kernel().tail[0])
	h, err = eightStays(t, 1).Hazards(HazardOptions{Tail: TailNormalise})
	require.NoError(t, err)
	got := h.kernel().tail[0]
	assert.InDelta(t, 1, got.rate, 0)
	assert.InDeltaSlice(t, []float64{0, 0, 13. / 27, 14. / 27}, got.split, 1e-15)

	// Twelve exits at age 5 are the oldest ten, ties and all; those at age 1 are not among them.
	l := eightStays(t, 1)
	for range 12 {
		l.add(0, 3, 0, 9)
	}
	h, err = l.Hazards(HazardOptions{})
	require.NoError(t, err)
	assert.Equal(t, tail{rate: 1, split: []float64{0, 0, 0, 1}, exits: 12, risk: 12}, h.kernel().tail[0])
}
