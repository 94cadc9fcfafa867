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

// tale is what one simulated book foretold and what came of it: for each time, and in the end, by deal.
type tale struct {
	foretold, baseline [][]float64 // by time and deal
	came               [][]float64
}

// simulatedTale learns a timed model from nine hundred days, asks it about the open deals of that day, and waits for the end of all.
func simulatedTale(t testing.TB, seed uint64, days ...int) tale {
	t.Helper()
	s := simulate.SevenStages(12_000)
	s.CloseDates = simulate.CloseDates{Share: 0.9, Ahead: simulate.Gamma(15, 3), Push: simulate.Gamma(10, 2), Ignored: 0.3}
	cut := s.Start.AddDate(0, 0, 900)
	s.Arrivals.Until, s.End = cut, s.End.AddDate(20, 0, 0)
	h := simulated(t, s, seed)
	past, later := h.AsOf(cut), h.AsOf(s.End)
	m, err := forecast.TimedOf(past, forecast.TimedOfOptions{})
	require.NoError(t, err)
	assert.True(t, forecast.FitOf(m).Known(cut))
	b := openBook(past, cut)
	var by []time.Time
	for _, d := range days {
		by = append(by, cut.AddDate(0, 0, d))
	}
	rows, _ := winBy(t, m, b, by...)
	base, _ := winBy(t, forecast.CloseDated(nil), b, by...)
	out := tale{make([][]float64, len(days)+1), make([][]float64, len(days)+1), make([][]float64, len(days)+1)}
	for i, d := range b.Deals {
		deal, ok := later.Deal(d.ID)
		require.True(t, ok)
		closed, over := deal.Closed()
		for j := range out.came {
			y := 0.0
			if over && deal.Outcome() == stage.Won && (j == len(by) || closed.Before(by[j])) {
				y = 1
			}
			out.came[j] = append(out.came[j], y)
			out.foretold[j] = append(out.foretold[j], rows[i*(len(by)+1)+j])
			out.baseline[j] = append(out.baseline[j], base[i*(len(by)+1)+j])
		}
	}
	return out
}

// openBook is the book of the open deals of a view.
func openBook(v *funnel.View, cut time.Time) *forecast.Book {
	b := forecast.BookOf(v, cut, nil)
	b.Deals = slices.DeleteFunc(b.Deals, func(d forecast.Deal) bool {
		i, _ := b.Pipeline.Index(d.Stage)
		return b.Pipeline.Outcome(i) != stage.Open
	})
	return b
}

// foretells checks, over so many simulated books, that what was foretold came: the sum by each time, and among the deals of like chance. The
// variance is that of the coming wins, Σp(1−p), and a ninth more for what was learned, from some twenty-five deals for each of the book;
// 3.3 standard errors are a chance of one in a thousand for each of the twenty-four. The baseline knows the true win probabilities of the stages, and
// is worse by Brier all the same.
func foretells(t *testing.T, first, books uint64) {
	t.Helper()
	const bins = 5
	days := []int{15, 45, 90}
	var sum, came, variance [4][bins + 1]float64 // the last bin is all
	var brier, baseline, squares [4]float64
	for seed := range books {
		told := simulatedTale(t, first+seed, days...)
		for j := range told.came {
			off, spread := 0.0, 0.0
			for i, q := range told.foretold[j] {
				y := told.came[j][i]
				for _, k := range []int{min(int(q*bins), bins-1), bins} {
					sum[j][k], came[j][k], variance[j][k] = sum[j][k]+q, came[j][k]+y, variance[j][k]+q*(1-q)
				}
				off, spread = off+q-y, spread+q*(1-q)
				brier[j] += (q - y) * (q - y)
				baseline[j] += (told.baseline[j][i] - y) * (told.baseline[j][i] - y)
			}
			squares[j] += off * off / spread
		}
	}
	for j := range sum {
		for k := range sum[j] {
			se := math.Sqrt(variance[j][k] * 10 / 9)
			assert.InDelta(t, came[j][k], sum[j][k], 3.3*se+1e-9, "time %d, chances from %d/%d", j, k, bins)
			t.Logf("time %d, bin %d: foretold %.1f, came %.0f, %.2f se", j, k, sum[j][k], came[j][k], (sum[j][k]-came[j][k])/se)
		}
		// The squares of the books' standardised errors average 1, with a variance of 2 each; the ninth is what was learned.
		n := float64(books)
		t.Logf("time %d: mean square %.3f of %d books; Brier ratio to the baseline %.3f", j, squares[j]/n, books, brier[j]/baseline[j])
		assert.InDelta(t, 1, squares[j]/n, 3.3*math.Sqrt(2/n)+1./9)
		if j < len(days) {
			assert.Less(t, brier[j], baseline[j])
		}
	}
}

func TestTimedForetellsSimulatedWins(t *testing.T) { foretells(t, 5, 12) }

// rush is a pipeline of one stage with exponential stays, of which closings are three times as likely in the last ten days of a quarter.
func rush(factor float64) simulate.Spec {
	start := time.Date(2021, time.January, 1, 0, 0, 0, 0, time.UTC)
	s := simulate.Spec{
		Stages: []simulate.Stage{
			{ID: "open", Stay: simulate.Exponential(40), Moves: []simulate.Move{{To: "won", P: 0.4}, {To: "lost", P: 0.6}}},
			{ID: "won", Outcome: simulate.Won},
			{ID: "lost", Outcome: simulate.Lost},
		},
		Start:    start,
		End:      start.AddDate(5, 0, 0),
		Arrivals: simulate.Arrivals{Deals: 20_000, Until: start.AddDate(4, 0, 0)},
	}
	if factor > 1 {
		s.Calendar = simulate.Calendar{Days: 10, Factor: factor}
	}
	return s
}

// Thirty days before the end of a quarter, the wins of its last ten days are foretold with the effect, and less than .6 of them without. The
// effect is held back by the ten closings that stand behind each factor: with E expected of them it is (3E + 10)/(E + 10), so that of 2.2 the
// rush adds at most 10/(E+10) is missing.
func TestTimedLearnsTheRush(t *testing.T) {
	var plain, rushed, came, variance, short float64
	for seed := range uint64(4) {
		h := simulated(t, rush(3), 40+seed)
		cut := time.Date(2024, time.June, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 3*int(seed%2), 0)
		v := h.AsOf(cut)
		quarters := sf.Quarters(rush(3).Start, 20)
		without, err := forecast.TimedOf(v, forecast.TimedOfOptions{})
		require.NoError(t, err)
		with, err := forecast.TimedOf(v, forecast.TimedOfOptions{Periods: quarters})
		require.NoError(t, err)
		b := openBook(v, cut)
		end := cut.AddDate(0, 1, 0)
		last := []time.Time{end.AddDate(0, 0, -10), end}
		a, _ := winBy(t, without, b, last...)
		e, _ := winBy(t, with, b, last...)
		later := h.AsOf(rush(3).End)
		for i, d := range b.Deals {
			plain += a[3*i+1] - a[3*i]
			p := e[3*i+1] - e[3*i]
			rushed, variance = rushed+p, variance+p*(1-p)
			if deal, _ := later.Deal(d.ID); deal.Outcome() == stage.Won {
				if closed, _ := deal.Closed(); !closed.Before(last[0]) && closed.Before(last[1]) {
					came++
				}
			}
		}
		effect, err := v.CalendarEffect(hazardsOf(t, v), quarters)
		require.NoError(t, err)
		_, expected := effect.Closings(5)
		short += 10 / (expected + 10) / 4
	}
	se := math.Sqrt(variance * 10 / 9)
	t.Logf("last ten days: came %.0f, with the effect %.1f, without %.1f (%.2f); se %.1f, held back by at most %.3f", came, rushed, plain, plain/came, se, short)
	assert.InDelta(t, came, rushed, 3.3*se+short*rushed)
	assert.Less(t, plain, .6*came)
}

// Of a pipeline without a rush none is learned: what is foretold is nearly what it is without the effect. Each factor has a standard error of
// 1/√(E+10), and the closings of ninety days pool them.
func TestTimedLearnsNoRushFromNone(t *testing.T) {
	s := rush(1)
	v := simulated(t, s, 7).AsOf(s.Start.AddDate(4, 0, 0))
	without, err := forecast.TimedOf(v, forecast.TimedOfOptions{})
	require.NoError(t, err)
	with, err := forecast.TimedOf(v, forecast.TimedOfOptions{Periods: sf.Quarters(s.Start, 20)})
	require.NoError(t, err)
	b := openBook(v, v.AsOf())
	end := v.AsOf().AddDate(0, 3, 0)
	a, _ := winBy(t, without, b, end)
	e, _ := winBy(t, with, b, end)
	plain, rushed := 0.0, 0.0
	for i := range b.Deals {
		plain, rushed = plain+a[2*i], rushed+e[2*i]
	}
	assert.InEpsilon(t, plain, rushed, .03)
}

// Moves come on record five days late on average, so that some of the deals shown as open were won already. A model that knows foretells the
// wins of the next fifteen days and those; one that does not falls short.
func TestTimedCountsWithLag(t *testing.T) {
	var lagged, plain, came, variance float64
	for seed := range uint64(12) {
		s := simulate.SevenStages(12_000)
		cut := s.Start.AddDate(0, 0, 900)
		s.Recording = simulate.Recording{Lag: simulate.Exponential(5), InOrder: true}
		s.Arrivals.Until, s.End = cut, s.End.AddDate(20, 0, 0)
		h := simulated(t, s, 60+seed)
		v := h.AsOf(cut)
		m, err := forecast.TimedOf(v, forecast.TimedOfOptions{Lagged: true})
		require.NoError(t, err)
		b := openBook(v, cut)
		soon := cut.AddDate(0, 0, 15)
		rows, _ := winBy(t, m, b, soon)
		m, err = forecast.TimedOf(v, forecast.TimedOfOptions{})
		require.NoError(t, err)
		without, _ := winBy(t, m, b, soon)
		later := h.AsOf(s.End)
		for i, d := range b.Deals {
			p := rows[2*i]
			lagged, plain, variance = lagged+p, plain+without[2*i], variance+p*(1-p)
			if deal, _ := later.Deal(d.ID); deal.Outcome() == stage.Won {
				if closed, _ := deal.Closed(); closed.Before(soon) {
					came++
				}
			}
		}
	}
	se := math.Sqrt(variance * 10 / 9)
	t.Logf("shown as open, won within 15 days: came %.0f, foretold %.1f, without the lag %.1f, se %.1f", came, lagged, plain, se)
	assert.InDelta(t, came, lagged, 3.3*se)
	assert.Less(t, plain, came-3.3*se)
}

func BenchmarkModels(b *testing.B) {
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
	model := func(o forecast.TimedOfOptions) forecast.Model {
		m, err := forecast.TimedOf(past, o)
		require.NoError(b, err)
		return m
	}
	plain := model(forecast.TimedOfOptions{})
	for _, each := range []struct {
		name  string
		model forecast.Model
	}{
		{"timed", plain},
		{"effect", model(forecast.TimedOfOptions{Periods: sf.Quarters(s.Start, 40)})},
		{"lagged", model(forecast.TimedOfOptions{Lagged: true})},
		{"blended", forecast.Blended(plain, forecast.BlendOptions{})},
		{"calibrated", forecast.Calibrated(plain, forecast.LogitCalibration{Slope: .9})},
		{"scored", forecast.Scored(constant(.4), plain)},
		{"configured", forecast.Configured()},
	} {
		b.Run("deals=10000/times=4/"+each.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := each.model.WinBy(nil, &book, by); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*1e4/b.Elapsed().Seconds(), "deals/s")
		})
	}
}
