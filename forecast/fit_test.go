package forecast_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// fittedScore is a scorer that says what it was learned from.
type fittedScore struct {
	constant
	fit forecast.Fit
}

func (s fittedScore) Fit() forecast.Fit { return s.fit }

// A model made of others was fitted as of the latest of them, and of nothing known when one does not say.
func TestFitOfModels(t *testing.T) {
	march, may := at("2026-03-01"), at("2026-05-01")
	learned := func(at time.Time) forecast.Fit { return forecast.Fit{Learned: true, AsOf: at} }
	of := func(at time.Time) forecast.Model {
		return timed(t, tenLeads(t, 1), forecast.TimedOptions{AsOf: at})
	}
	silent, nothing := learned(time.Time{}), forecast.Fit{}
	weighted := func(m forecast.Model, w float64) forecast.Weighted { return forecast.Weighted{Model: m, Weight: w} }
	for i, c := range []struct {
		m    forecast.Model
		want forecast.Fit
	}{
		{forecast.Configured(), nothing},
		{forecast.CloseDated(nil), nothing},
		{forecast.Blend(nil, forecast.BlendOptions{}), silent},
		{of(march), learned(march)},
		{of(time.Time{}), silent},
		{steady{}, silent},
		{forecast.Learned(chain(t, .5)), silent},
		{forecast.FittedAsOf(forecast.Learned(chain(t, .5)), march), learned(march)},
		{forecast.FittedAsOf(of(may), march), learned(may)},
		{forecast.FittedAsOf(of(march), may), learned(may)},
		{forecast.CloseDated(of(march)), learned(march)},
		{forecast.Calibrated(of(march), forecast.LogitCalibration{Slope: .9}), learned(march)},
		{forecast.Calibrated(of(march), steps{}), learned(march)},
		{forecast.Calibrated(of(march), forecast.LogitCalibration{From: learned(may)}), learned(may)},
		{forecast.Calibrated(of(may), forecast.LogitCalibration{From: learned(march)}), learned(may)},
		{forecast.Calibrated(of(may), forecast.LogitCalibration{From: silent}), silent},
		{forecast.Scored(constant(.5), of(march)), silent},
		{forecast.Scored(fittedScore{fit: learned(may)}, of(march)), learned(may)},
		{forecast.Scored(fittedScore{fit: learned(march)}, of(may)), learned(may)},
		{forecast.Scored(fittedScore{fit: nothing}, forecast.Configured()), nothing},
		{forecast.Blended(of(march), forecast.BlendOptions{}), learned(march)},
		{forecast.Blended(of(march), forecast.BlendOptions{Prior: of(may)}), learned(may)},
		{forecast.Mixed(weighted(of(march), 1), weighted(of(may), 2), weighted(forecast.Configured(), 1)), learned(may)},
		{forecast.Mixed(weighted(of(march), 1), weighted(of(may), 0), weighted(nil, 1)), learned(march)},
		{forecast.Mixed(), nothing},
	} {
		assert.Equal(t, c.want, forecast.FitOf(c.m), i)
	}
}

func TestFitIsKnownOnlyAfterwards(t *testing.T) {
	f := forecast.Fit{Learned: true, AsOf: asOf}
	assert.True(t, f.Known(asOf), "nothing known at that time went in")
	assert.True(t, f.Known(asOf.Add(1)))
	assert.False(t, f.Known(asOf.Add(-1)))
	require.NoError(t, f.Check(asOf))
	err := f.Check(asOf.Add(-time.Hour))
	assert.Equal(t, []string{"forecast.fitted_later "}, said(t, err))
	assert.True(t, forecast.Fit{}.Known(time.Time{}))
	silent := forecast.Fit{Learned: true}
	assert.False(t, silent.Known(asOf))
	assert.Equal(t, []string{"forecast.fit_unknown "}, said(t, silent.Check(asOf)))
	text, err := json.Marshal([]forecast.Fit{f, silent, {}})
	require.NoError(t, err)
	assert.JSONEq(t, `[{"learned":true,"as_of":"2026-11-22T09:00:00Z"},{"learned":true},{"learned":false}]`, string(text))
}

// Run warns once, whatever the model that has seen the future is made of, and says nothing of one that has not, or does not say.
func TestRunWarnsOfTheFuture(t *testing.T) {
	later := asOf.AddDate(0, 0, 1)
	m := timed(t, tenLeads(t, 1), forecast.TimedOptions{AsOf: later})
	past := timed(t, tenLeads(t, 1), forecast.TimedOptions{AsOf: asOf})
	future := forecast.Fit{Learned: true, AsOf: later}
	count := func(m forecast.Model) (n int) {
		r, err := forecast.Run(leads(t, "2026-11-20"), m, forecast.Options{Periods: quarters(1)})
		require.NoError(t, err)
		for _, note := range r.Notes {
			if note.Code == forecast.CodeFittedLater {
				n++
				assert.Equal(t, "the model was fitted on what was known until 2026-11-23T09:00:00Z, which is after 2026-11-22T09:00:00Z: it has seen the future", note.Text)
				assert.Contains(t, note.In(sf.Chinese), "使用了未来信息")
			}
		}
		return n
	}
	for i, each := range []forecast.Model{
		m,
		forecast.FittedAsOf(past, later),
		forecast.Blended(m, forecast.BlendOptions{Evidence: map[string]float64{"lead": 1}}),
		forecast.Mixed(forecast.Weighted{Model: m, Weight: 1}, forecast.Weighted{Model: m, Weight: 1}),
		forecast.CloseDated(m),
		forecast.Scored(fittedScore{.5, future}, past),
		forecast.ScoredWithin(fittedScore{.5, future}, 30, past),
		forecast.Calibrated(past, forecast.LogitCalibration{Slope: .9, From: future}),
		forecast.Calibrated(forecast.Mixed(forecast.Weighted{Model: m, Weight: 1}), forecast.LogitCalibration{}),
	} {
		assert.Equal(t, 1, count(each), i)
	}
	for i, each := range []forecast.Model{past, forecast.Configured(), steady{}, forecast.Scored(constant(.5), past)} {
		assert.Zero(t, count(each), i)
	}
}

func TestBoardAndSimulationWarnOfTheFuture(t *testing.T) {
	b := leads(t, "2026-11-20")
	m := forecast.FittedAsOf(timed(t, tenLeads(t, 1), forecast.TimedOptions{}), asOf.Add(1))
	board, err := forecast.BoardOf(b, forecast.BoardOptions{Model: m})
	require.NoError(t, err)
	assert.Contains(t, codes(board.Notes), "forecast.fitted_later ")
	sim, err := forecast.Simulate(t.Context(), b, m, forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{})
	require.NoError(t, err)
	assert.Contains(t, codes(sim.Notes), "forecast.fitted_later ")
}

func TestFittedAsOfNothing(t *testing.T) {
	_, _, err := forecast.FittedAsOf(nil, asOf).WinBy(nil, leads(t, ""), nil)
	assert.Equal(t, []string{"forecast.no_model model"}, said(t, err))
}
