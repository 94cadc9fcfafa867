package forecast_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// By hand: logit .2 = −ln 4, so that a slope of ½ makes odds of 1 : 2, and an intercept of ln 2 more makes them 1 : 1.
func TestLogitCalibrationByHand(t *testing.T) {
	half := forecast.LogitCalibration{Slope: .5}
	up := forecast.LogitCalibration{Intercept: math.Log(2), Slope: .5}
	flat := forecast.LogitCalibration{Intercept: math.Log(3)}
	for _, c := range []struct {
		by      forecast.LogitCalibration
		p, want float64
	}{
		{half, .2, 1. / 3},
		{half, .8, 2. / 3},
		{half, .5, .5},
		{up, .2, .5},
		{forecast.LogitCalibration{Slope: 2}, .2, 1. / 17},
		{flat, .2, .75},
		{flat, .9, .75},
		{flat, 0, 0},
		{flat, 1, 1},
		{up, 0, 0},
		{up, 1, 1},
		{forecast.LogitCalibration{}, .123456789, .123456789},
		{forecast.LogitCalibration{Slope: 1}, .123456789, .123456789},
		{forecast.LogitCalibration{Intercept: -1e308, Slope: 1}, .5, 0},
		{forecast.LogitCalibration{Intercept: 1e308, Slope: 1}, .5, 1},
		{half, 5e-324, math.Sqrt(5e-324)},
	} {
		assert.InDelta(t, c.want, c.by.Calibrate(c.p), 1e-15, "%+v of %g", c.by, c.p)
	}
	assert.True(t, math.IsNaN(half.Calibrate(math.NaN())))
	assert.True(t, math.IsNaN(forecast.LogitCalibration{Intercept: 1}.Calibrate(2)))
}

// One map over all horizons: a row .2, .7, .7 becomes that of each.
func TestCalibratedByHand(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	b := leads(t, "2026-11-22", "2026-11-19")
	b.Deals = append(b.Deals, forecast.Deal{Stage: "won", Entered: at("2026-11-22")}, forecast.Deal{Stage: "lost"})
	by := []time.Time{at("2026-11-22"), at("2026-11-24"), at("2026-11-26")}
	rows, notes := winBy(t, forecast.Calibrated(m, forecast.LogitCalibration{Slope: .5}), b, by...)
	q := math.Sqrt(7.) / (math.Sqrt(7.) + math.Sqrt(3.))
	assert.InDeltaSlice(t, []float64{
		0, 1. / 3, q, q,
		0, 1, 1, 1,
		0, 1, 1, 1,
		0, 0, 0, 0,
	}, rows, 1e-12, "what is certain stays so")
	assert.Empty(t, notes)
}

// steps is a calibration of two steps, as an isotonic one is; falling turns it round.
type steps struct{ falling, beyond bool }

func (s steps) Calibrate(p float64) float64 {
	switch {
	case s.beyond:
		return 1.5
	case (p < .5) != s.falling:
		return .1
	}
	return .6
}

func TestCalibratedRefusals(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	b, by := leads(t, "2026-11-22"), []time.Time{at("2026-11-24"), at("2026-11-26")}
	_, _, err := forecast.Calibrated(nil, nil).WinBy(nil, b, by)
	assert.Equal(t, []string{"forecast.no_model model", "forecast.calibration calibration"}, said(t, err))
	for _, c := range []forecast.LogitCalibration{{Slope: -1}, {Slope: math.NaN()}, {Slope: math.Inf(1)}, {Intercept: math.NaN()}, {Intercept: math.Inf(-1)}} {
		_, _, err = forecast.Calibrated(m, c).WinBy(nil, b, by)
		assert.Equal(t, []string{"forecast.calibration calibration"}, said(t, err), "%+v", c)
	}
	rows, _ := winBy(t, forecast.Calibrated(m, steps{}), b, by...)
	assert.InDeltaSlice(t, []float64{.1, .6, .6}, rows, 0)
	for _, c := range []steps{{falling: true}, {beyond: true}} {
		_, _, err = forecast.Calibrated(m, c).WinBy(nil, b, by)
		assert.Equal(t, []string{"forecast.calibration calibration"}, said(t, err))
	}
	// What is no probability passes, for Run to refuse.
	rows, _ = winBy(t, forecast.Calibrated(model(func(*forecast.Deal) []float64 { return []float64{math.NaN(), 2} }), steps{}), leads(t, ""), by[0])
	assert.True(t, math.IsNaN(rows[0]))
	assert.InDelta(t, 2, rows[1], 0)
}

// For any straight line on the log-odds rows keep rising within [0, 1], and a line back undoes it.
func TestCalibratedLaws(t *testing.T) {
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{})
	rapid.Check(t, func(t *rapid.T) {
		c := forecast.LogitCalibration{Intercept: rapid.Float64Range(-3, 3).Draw(t, "a"), Slope: rapid.Float64Range(.1, 3).Draw(t, "b")}
		b, by := anyLeads(t), anyTimes(t)
		rows, _ := winBy(t, forecast.Calibrated(m, c), b, by...)
		checkRows(t, rows, b, by)
		p := rapid.Float64Range(.1, .9).Draw(t, "p")
		back := forecast.LogitCalibration{Intercept: -c.Intercept / c.Slope, Slope: 1 / c.Slope}
		assert.InDelta(t, p, back.Calibrate(c.Calibrate(p)), 1e-6)
		assert.LessOrEqual(t, c.Calibrate(p), c.Calibrate(min(p+.001, 1)))
	})
}

func TestCalibrationRoundTrips(t *testing.T) {
	for _, c := range []forecast.LogitCalibration{{}, {Intercept: -.25, Slope: .75, From: forecast.Fit{Learned: true, AsOf: asOf}}} {
		text, err := json.Marshal(c)
		require.NoError(t, err)
		var again forecast.LogitCalibration
		require.NoError(t, json.Unmarshal(text, &again))
		assert.Equal(t, c, again)
	}
	text, err := json.Marshal(forecast.LogitCalibration{Slope: .5})
	require.NoError(t, err)
	assert.Equal(t, `{"intercept":0,"slope":0.5}`, string(text))
	assert.Equal(t, "校准映射不是有限值、递减，或超出 0 到 1：0.2 至 1.5", sf.NewNote(forecast.CodeCalibration, "", sf.F("what", sf.Text("0.2 至 1.5"))).In(sf.Chinese))
}
