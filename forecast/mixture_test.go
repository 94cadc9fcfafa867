package forecast_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/forecast"
)

func TestMixedByHand(t *testing.T) {
	b := leads(t, "2026-11-22")
	b.Deals[0].Close = day("2026-11-23")
	b.Deals = append(b.Deals, forecast.Deal{Stage: "won", Entered: at("2026-11-23").Add(-1 * 24 * time.Hour)}, forecast.Deal{Stage: "lost"})
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	by := []time.Time{at("2026-11-22"), at("2026-11-24"), at("2026-11-26")}
	parts := []forecast.Weighted{{Model: m, Weight: 3}, {Model: forecast.Configured(), Weight: 1}, {Model: refusing{}}}
	mixed := forecast.Mixed(parts...)
	parts[0].Weight = 100 // is not looked at any more
	rows, notes := winBy(t, mixed, b, by...)
	want := []float64{
		0, .75*.2 + .25*.1, .75*.7 + .25*.1, .75*.7 + .25*.1,
		0, 1, 1, 1,
		0, 0, 0, 0,
	}
	assert.InDeltaSlice(t, want, rows, 1e-12)
	assert.Empty(t, notes)
	for _, w := range []float64{math.MaxFloat64, 1, 1e-300} {
		rows, _ = winBy(t, forecast.Mixed(forecast.Weighted{Model: m, Weight: w}, forecast.Weighted{Model: forecast.Configured(), Weight: w}), b)
		assert.InDeltaSlice(t, []float64{.4, 1, 0}, rows, 1e-12, "weights count against each other alone")
	}
	dst := make([]float64, 12)
	for i := range dst {
		dst[i] = math.NaN()
	}
	again, _, err := mixed.WinBy(dst, b, by)
	require.NoError(t, err)
	assert.InDeltaSlice(t, want, again, 1e-12, "what stood in dst does not matter")
	assert.Same(t, &dst[0], &again[0])
}

func TestMixedRefusals(t *testing.T) {
	m := forecast.Configured()
	_, _, err := forecast.Mixed(forecast.Weighted{Model: m, Weight: -1}, forecast.Weighted{Weight: 1}, forecast.Weighted{Model: m, Weight: math.NaN()}, forecast.Weighted{Model: m, Weight: math.Inf(1)}).WinBy(nil, leads(t, ""), nil)
	assert.Equal(t, []string{"forecast.weight parts[0].weight", "forecast.no_model parts[1].model", "forecast.weight parts[2].weight", "forecast.weight parts[3].weight"}, said(t, err))
	for _, none := range []forecast.Model{forecast.Mixed(), forecast.Mixed(forecast.Weighted{Model: m})} {
		_, _, err = none.WinBy(nil, leads(t, ""), nil)
		assert.Equal(t, []string{"forecast.weight parts"}, said(t, err))
	}
	_, _, err = forecast.Mixed(forecast.Weighted{Model: m, Weight: 1}).WinBy(nil, &forecast.Book{}, nil)
	assert.True(t, isInvalid(err))
}
