package forecast_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// anyLeads draws a book of leads of any age, some closed deals among them.
func anyLeads(t *rapid.T) *forecast.Book {
	pipe, err := stage.New(stage.Config{ID: "any", Stages: []stage.Stage{
		{ID: "lead", Probability: p(.1)},
		{ID: "offer", Probability: p(.4)},
		{ID: "signing"},
		{ID: "old"},
		{ID: "won", Outcome: stage.Won},
		{ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	b := &forecast.Book{Pipeline: pipe, AsOf: asOf.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours")) * time.Hour)}
	for range rapid.IntRange(0, 8).Draw(t, "deals") {
		d := forecast.Deal{Stage: rapid.SampledFrom([]string{"lead", "lead", "lead", "won", "lost"}).Draw(t, "stage")}
		if age := rapid.IntRange(-1, 60).Draw(t, "age"); age >= 0 {
			d.Entered = b.AsOf.Add(-time.Duration(age) * 11 * time.Hour)
		}
		if rapid.Bool().Draw(t, "dated") {
			d.Close = day("2026-10-15").AddDays(rapid.IntRange(0, 100).Draw(t, "close"))
		}
		b.Deals = append(b.Deals, d)
	}
	return b
}

// anyTimes draws ascending times around the time of the book.
func anyTimes(t *rapid.T) []time.Time {
	hours := rapid.SliceOfN(rapid.IntRange(-500, 24*900), 0, 6).Draw(t, "by")
	slices.Sort(hours)
	by := make([]time.Time, len(hours))
	for i, h := range hours {
		by[i] = asOf.Add(time.Duration(h) * time.Hour)
	}
	return by
}

// checkRows checks what holds of every model: rows rise within [0, 1], closed deals are won at their time or lost, open ones not yet won.
func checkRows(t require.TestingT, rows []float64, b *forecast.Book, by []time.Time) {
	width := len(by) + 1
	require.Len(t, rows, len(b.Deals)*width)
	for i, d := range b.Deals {
		row := rows[i*width : (i+1)*width]
		last := 0.0
		for j, p := range row {
			require.GreaterOrEqual(t, p, last, "%v", row)
			require.LessOrEqual(t, p, 1.0, "%v", row)
			last = p
			if j == len(by) {
				continue
			}
			open := d.Stage != "won" && d.Stage != "lost"
			if open && !by[j].After(b.AsOf) {
				require.Zero(t, p, "what is open has not been won by %v", by[j])
			}
		}
		switch d.Stage {
		case "won":
			require.InDelta(t, 1, row[len(by)], 0)
		case "lost":
			require.Zero(t, row[len(by)])
		}
	}
}

// What every model keeps, alone and made of others.
func TestLawsOfModels(t *testing.T) {
	h := tenLeads(t, 1)
	one := timed(t, h, forecast.TimedOptions{})
	weekly := timed(t, tenLeads(t, 7), forecast.TimedOptions{HorizonDays: 100})
	models := []forecast.Model{
		one, weekly,
		timed(t, h, forecast.TimedOptions{Working: true}),
		forecast.Configured(),
		forecast.CloseDated(one),
		forecast.Blended(one, forecast.BlendOptions{}),
		forecast.Mixed(forecast.Weighted{Model: one, Weight: 1}, forecast.Weighted{Model: forecast.Configured(), Weight: .3}, forecast.Weighted{Model: weekly, Weight: 2}),
		forecast.Scored(constant(.7), weekly),
		forecast.ScoredWithin(constant(.4), 30, one),
		forecast.Calibrated(forecast.Blended(one, forecast.BlendOptions{}), forecast.LogitCalibration{Intercept: -.5, Slope: .6}),
		forecast.FittedAsOf(one, asOf),
	}
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(models).Draw(t, "model")
		b, by := anyLeads(t), anyTimes(t)
		if rapid.Bool().Draw(t, "weekends") {
			b.Calendar.Weekend = []time.Weekday{time.Saturday, time.Sunday}
		}
		rows, notes := winBy(t, m, b, by...)
		checkRows(t, rows, b, by)
		width := len(by) + 1

		// The order of the deals is no matter.
		order := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed"))).Perm(len(b.Deals))
		other := *b
		other.Deals = nil
		for _, i := range order {
			other.Deals = append(other.Deals, b.Deals[i])
		}
		turned, same := winBy(t, m, &other, by...)
		for k, i := range order {
			assert.Equal(t, rows[i*width:(i+1)*width], turned[k*width:(k+1)*width])
		}
		assert.Equal(t, notes, same)

		// A time more or less changes nothing of the others.
		if len(by) > 0 {
			fewer, _ := winBy(t, m, b, by[1:]...)
			for i := range b.Deals {
				assert.InDeltaSlice(t, rows[i*width+1:(i+1)*width], fewer[i*(width-1):(i+1)*(width-1)], 1e-12)
			}
		}

		// Asked twice it says the same, whatever stood in dst.
		dst := slices.Repeat([]float64{math.NaN()}, len(rows))
		again, _, err := m.WinBy(dst, b, by)
		require.NoError(t, err)
		assert.Equal(t, rows, again)
	})
}

// A model sees nothing but the book and the times: what a CRM knows later, in the same deals, cannot be asked of it.
func TestModelsOfPastBooksStay(t *testing.T) {
	early, late := twoPaths(t, false), twoPaths(t, true)
	past, grown := early.AsOf(asOf), late.AsOf(asOf)
	m, err := forecast.TimedOf(past, forecast.TimedOfOptions{})
	require.NoError(t, err)
	score := scorer(func(f sf.Facts, now time.Time) float64 {
		if _, ok := f.Fact("stage").Text(); ok && !now.After(asOf) {
			return .4
		}
		return .9
	})
	for _, each := range []forecast.Model{m, forecast.Scored(score, m), forecast.Blended(m, forecast.BlendOptions{}), forecast.CloseDated(m)} {
		o := forecast.Options{Periods: quarters(2)}
		a, err := forecast.Run(forecast.BookOf(past, at("2026-10-01"), nil), each, o)
		require.NoError(t, err)
		b, err := forecast.Run(forecast.BookOf(grown, at("2026-10-01"), nil), each, o)
		require.NoError(t, err)
		assert.Equal(t, a, b)
	}
}
