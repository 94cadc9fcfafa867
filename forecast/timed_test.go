package forecast_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// simulated is the history of a simulation, with the true win probabilities written on its stages.
func simulated(t testing.TB, s simulate.Spec, seed uint64) *funnel.History {
	t.Helper()
	truth, err := s.Truth()
	require.NoError(t, err)
	c := stage.Config{ID: "simulated", Moves: stage.Moves{Policy: stage.Free}}
	for i, each := range s.Stages {
		st := stage.Stage{ID: each.ID, Outcome: map[simulate.Outcome]stage.Outcome{simulate.Won: stage.Won, simulate.Lost: stage.Lost}[each.Outcome]}
		if each.Outcome == simulate.Open {
			st.Probability = p(truth.Win[i])
		}
		c.Stages = append(c.Stages, st)
	}
	pipe, err := stage.New(c)
	require.NoError(t, err)
	h, err := funnel.NewHistory(pipe, func(yield func(funnel.Event) bool) {
		for r := range s.Rows(seed) {
			e := funnel.Event{Deal: r.Deal, At: r.At, Recorded: r.Recorded, Seq: r.Seq, Stage: r.Stage, Close: sf.DateOf(r.Close)}
			if r.AmountKnown {
				e.Amount, _ = sf.MoneyOf(decimal.New(r.Amount, -2), "CNY")
			}
			if !yield(e) {
				return
			}
		}
	}, funnel.Options{})
	require.NoError(t, err)
	return h
}

// The sum of P(won by) over an open book agrees with the wins that came, by each of three times and in the end. The model is learned before the
// book's time and judged after it. The variance is that of the coming wins, Σp(1−p), and a ninth more for what was learned, from some twenty-five
// deals for each of the book; 3.3 standard errors are a chance of one in a thousand for each of the four. The close-date baseline knows the true win probabilities and is worse by Brier all the same.
func TestTimedForetellsSimulatedWins(t *testing.T) {
	s := simulate.SevenStages(12_000)
	s.CloseDates = simulate.CloseDates{Share: 0.9, Ahead: simulate.Gamma(15, 3), Push: simulate.Gamma(10, 2), Ignored: 0.3}
	cut := s.Start.AddDate(0, 0, 900)
	s.Arrivals.Until, s.End = s.End, s.End.AddDate(20, 0, 0)
	h := simulated(t, s, 5)
	past := h.AsOf(cut)
	m, err := forecast.TimedOf(past, forecast.TimedOfOptions{})
	require.NoError(t, err)
	b := forecast.BookOf(past, cut, nil)
	b.Deals = slices.DeleteFunc(b.Deals, func(d forecast.Deal) bool { return d.Stage == "won" || d.Stage == "lost" })
	by := []time.Time{cut.AddDate(0, 0, 15), cut.AddDate(0, 0, 45), cut.AddDate(0, 0, 90)}
	rows, _, err := m.WinBy(nil, b, by)
	require.NoError(t, err)
	base, _, err := forecast.CloseDated(nil).WinBy(nil, b, by)
	require.NoError(t, err)
	later := h.AsOf(s.End)
	width := len(by) + 1
	for j := range width {
		sum, variance, won, brier, baseline := 0.0, 0.0, 0.0, 0.0, 0.0
		for i, d := range b.Deals {
			came := 0.0
			deal, ok := later.Deal(d.ID)
			require.True(t, ok)
			if closed, over := deal.Closed(); over && deal.Outcome() == stage.Won && (j == len(by) || closed.Before(by[j])) {
				came = 1
			}
			q := rows[i*width+j]
			sum, variance, won = sum+q, variance+q*(1-q), won+came
			brier, baseline = brier+(q-came)*(q-came), baseline+(base[i*width+j]-came)*(base[i*width+j]-came)
		}
		se := math.Sqrt(variance * 10 / 9)
		t.Logf("%d deals, horizon %d: foretold %.1f, came %.0f, se %.1f; Brier %.4f against %.4f", len(b.Deals), j, sum, won, se, brier/float64(len(b.Deals)), baseline/float64(len(b.Deals)))
		assert.InDelta(t, won, sum, 3.3*se)
		if j < len(by) {
			assert.Less(t, brier, baseline)
		}
	}
	assert.True(t, forecast.FitOf(m).Known(cut))
	assert.False(t, forecast.FitOf(m).Known(cut.Add(-1)))
}

func BenchmarkTimed(b *testing.B) {
	s := simulate.SevenStages(12_000)
	past := simulated(b, s, 5).AsOf(s.End.AddDate(0, 0, -100))
	quarters := sf.Quarters(past.AsOf(), 5)
	by := []time.Time{quarters[1].From, quarters[2].From, quarters[3].From, quarters[4].From}
	open := forecast.BookOf(past, past.AsOf(), nil)
	book := *open
	book.Deals = nil
	for i := range 10_000 {
		d := open.Deals[i%len(open.Deals)]
		d.ID = ""
		book.Deals = append(book.Deals, d)
	}
	for name, o := range map[string]forecast.TimedOfOptions{"plain": {}, "effect": {Periods: sf.Quarters(s.Start, 40)}, "lagged": {Lagged: true}} {
		m, err := forecast.TimedOf(past, o)
		require.NoError(b, err)
		b.Run("deals=10000/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := m.WinBy(nil, &book, by); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
