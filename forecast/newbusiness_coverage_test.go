package forecast_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// streaming is a pipeline of three a day, in weeks of variance μ + 0.1 μ², whose won deals are worth 1,373 on average.
func streaming() simulate.Spec {
	s := simulate.SevenStages(1)
	s.Arrivals = simulate.Arrivals{PerDay: 3, Dispersion: 0.1}
	s.Amounts = simulate.Amounts{Law: simulate.LogNormal(1000, 0.8), Unit: 100}
	s.End = s.Start.AddDate(1, 3, 1)
	return s
}

// outcome is what came of the deals created from a time on, before another.
type outcome struct {
	created, won int
	revenue      float64
}

func came(h *funnel.History, from, to time.Time) (o outcome) {
	for d := range h.AsOf(to).Deals() {
		if d.Created().Before(from) {
			continue
		}
		o.created++
		if d.Outcome() == stage.Won {
			o.won++
			o.revenue += d.Amount().Float64()
		}
	}
	return o
}

// covered forecasts the quarter after a year and counts how often the truth lies between P10 and P90, ties at the ends by halves as they
// are for a number that is randomised between P(< x) and P(≤ x).
func covered(t *testing.T, seeds int) (created, won, revenue, bias float64) {
	t.Helper()
	var expected, seen float64
	for seed := range seeds {
		s := streaming()
		cut := s.Start.AddDate(0, 0, 7*52)
		h := simulated(t, s, uint64(seed))
		v := h.AsOf(cut)
		n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{})
		require.NoError(t, err)
		period := sf.Period{From: cut, To: cut.AddDate(0, 3, 0)}
		rep, err := forecast.Run(&forecast.Book{Pipeline: v.Pipeline(), AsOf: cut}, forecast.Configured(), forecast.Options{Periods: []sf.Period{period}, NewBusiness: n})
		require.NoError(t, err)
		o, truth := rep.Total.Periods[0].New, came(h, cut, period.To)
		created += inside(float64(truth.created), o.Created)
		won += inside(float64(truth.won), o.Won)
		if o.Range.P10 < truth.revenue && truth.revenue <= o.Range.P90 {
			revenue++
		}
		expected, seen = expected+o.Won.Value, seen+float64(truth.won)
	}
	k := float64(seeds)
	return created / k, won / k, revenue / k, expected/seen - 1
}

func inside(x float64, e sf.Estimate) float64 {
	switch {
	case x < e.Low || x > e.High:
		return 0
	case x == e.Low || x == e.High:
		return 0.5
	}
	return 1
}

// Thirty quarters: the standard error of a rate of 0.8 is 0.073, and three of them are allowed. Of the expected wins, some 34 a quarter
// with a variance of twice that, it is √(2/1020), a twenty-third.
func TestNewBusinessCoversWhatComes(t *testing.T) {
	created, won, revenue, bias := covered(t, 30)
	for _, rate := range []float64{created, won, revenue} {
		assert.InDelta(t, 0.8, rate, 3*0.073)
	}
	assert.InDelta(t, 0, bias, 3.0/23)
}
