package funnel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// errorOf returns the standard error behind an interval.
func errorOf(e sf.Estimate) float64 { return (e.High - e.Low) / 2 / 1.96 }

// Wins take three times as long as losses here (90 and 30 days in the mean), and three in ten are won. Half a year after the first arrivals
// a quarter of the deals is open. Those that are settled have too many losses; the estimate has the truth within 4.5 of its standard errors (a
// chance of 1 in 100,000), and so have the bounds.
func TestConversionRecoversAWinRate(t *testing.T) {
	s := simulate.Trap()
	s.Arrivals.Deals = 10_000
	v := drawn(t, s, 3).AsOf(s.Start.AddDate(0, 0, 300))
	for _, rule := range []funnel.ConversionRule{funnel.Direct, funnel.Reached, funnel.Ordered} {
		r := conversionOf(t, v, funnel.ConversionOptions{Rule: rule}).Overall
		assert.Greater(t, r.Open, int64(1000))
		assert.InDelta(t, 0.30, r.Rate.Value, 4.5*errorOf(r.Rate))
		assert.Less(t, errorOf(r.Rate), 0.01)
		assert.Less(t, r.Settled.High, 0.27, "closed deals alone are mostly losses, and their interval does not mend that")
		assert.Less(t, r.Bounds.Low, 0.30)
		assert.Greater(t, r.Bounds.High, 0.30)
	}
	within := conversionOf(t, v, funnel.ConversionOptions{WithinDays: 90}).Overall
	assert.InDelta(t, trapWithin90, within.Rate.Value, 4.5*errorOf(within.Rate))
}

// In a funnel of five stages with skips and steps back, observed for 150 days from its start so that a third of the deals is open, each
// stage's rate is the truth within 4.5 standard errors: under Direct the probability of the move to the next stage, under Reached that of ever
// coming further.
func TestConversionRecoversEachStage(t *testing.T) {
	s := simulate.SevenStages(8_000)
	s.Arrivals.Until = s.Start.AddDate(0, 0, 150)
	s.End = s.Start.AddDate(0, 0, 200)
	truth, err := s.Truth()
	require.NoError(t, err)
	v := drawn(t, s, 7).AsOf(s.End)
	direct := conversionOf(t, v, funnel.ConversionOptions{})
	reached := conversionOf(t, v, funnel.ConversionOptions{Rule: funnel.Reached})
	for k := range 5 {
		d, r := direct.Rates[k], reached.Rates[k]
		assert.InDelta(t, truth.Next[k][k+1], d.Rate.Value, 4.5*errorOf(d.Rate), "direct %s", d.From)
		assert.InDelta(t, everFurther(truth, k), r.Rate.Value, 4.5*errorOf(r.Rate), "reached %s", r.From)
		assert.Positive(t, d.Open)
		assert.Less(t, errorOf(d.Rate), 0.025)
	}
	assert.InDelta(t, truth.Win[0], reached.Overall.Rate.Value, 4.5*errorOf(reached.Overall.Rate))
	assert.Less(t, reached.Overall.Settled.High, truth.Win[0], "wins are slower than losses")
}

// everFurther is the probability of ever coming from stage k into a later one or to the win, x = P x with x = 1 there, by repeated substitution.
func everFurther(truth simulate.Truth, k int) float64 {
	n := len(truth.Stages)
	x := make([]float64, n)
	for i := range n - 1 { // the last stage is lost
		if i > k {
			x[i] = 1
		}
	}
	for range 200 {
		for i := range k + 1 {
			x[i] = 0
			for j, p := range truth.Next[i] {
				x[i] += p * x[j]
			}
		}
	}
	return x[k]
}

// covers returns in how many of a number of samples the interval of the rate holds the truth, of so many deals each.
func covers(t *testing.T, samples, deals int) float64 {
	t.Helper()
	s := simulate.Trap()
	s.Arrivals.Deals = deals
	held := 0
	for seed := range samples {
		e := conversionOf(t, drawn(t, s, uint64(seed)).AsOf(s.End), funnel.ConversionOptions{WithinDays: 90}).Overall.Rate
		if e.Low <= trapWithin90 && trapWithin90 <= e.High {
			held++
		}
	}
	return float64(held) / float64(samples)
}

// trapWithin90 is the share of the deals of [simulate.Trap] that are won within 90 days after the day they begin. With U the time of day at
// entry, uniform, that is a stay below 91 − U days: .30 · ∫ G(x) dx over 90 … 91, with G(x) = 1 − e^−y (1 + y + y²/2) and y = x/30.
const trapWithin90 = 0.174159

// The interval covers the truth as often as it says, within 3.3 standard errors of a share of 300 samples, √(.95·.05/300) = .0126.
func TestConversionIntervalCovers(t *testing.T) {
	assert.InDelta(t, 0.95, covers(t, 300, 150), 3.3*0.0126)
}

func BenchmarkConversion(b *testing.B) {
	s := simulate.SevenStages(400_000)
	s.End = s.Start.AddDate(3, 0, 0)
	h, err := funnel.NewHistory(sevenStages(b), eventsOf(s.Rows(7)), funnel.Options{})
	require.NoError(b, err)
	v := h.AsOf(s.Start.Add(3 * 365 * 24 * time.Hour))
	rows := float64(v.Events())
	for _, rule := range []funnel.ConversionRule{funnel.Direct, funnel.Reached, funnel.Ordered} {
		b.Run(rule.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Conversion(funnel.ConversionOptions{Rule: rule}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
	b.Run("dropoff", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.DropOff(funnel.DropOffOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("lossreasons", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.LossReasons("owner"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
