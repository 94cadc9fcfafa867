package forecast_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// moveRow is a row of a history in a few words.
func moveRow(deal, stageID string, when time.Time, amount string) funnel.Event {
	e := funnel.Event{Deal: deal, At: when, Stage: stageID}
	if amount != "" {
		e.Amount = yuan(amount)
	}
	return e
}

func pastOf(t testing.TB, rows []funnel.Event) *funnel.History {
	t.Helper()
	h, err := funnel.NewHistory(pipeline(t), func(yield func(funnel.Event) bool) {
		for _, e := range rows {
			if !yield(e) {
				return
			}
		}
	}, funnel.Options{})
	require.NoError(t, err)
	return h
}

// tenWeeks holds two new deals a week for ten weeks before Monday 2026-11-23; one in four is won after a week, at 100, 200 and so on, and
// one in four lost.
func tenWeeks() (rows []funnel.Event) {
	for w := range 10 {
		for k := range 2 {
			id, created := fmt.Sprint("D", w, k), at("2026-09-14").AddDate(0, 0, 7*w+k)
			first := "lead"
			if w == 4 {
				first = "offer"
			}
			rows = append(rows, moveRow(id, first, created, ""))
			switch (2*w + k) % 4 {
			case 0:
				rows = append(rows, moveRow(id, "won", created.AddDate(0, 0, 7), fmt.Sprint(100*(w+1))))
			case 1:
				rows = append(rows, moveRow(id, "lost", created.AddDate(0, 0, 7), ""))
			}
		}
	}
	return rows
}

var monday = at("2026-11-23")

// fixed wins every deal with probability 0.3 a number of days after it entered its stage.
type fixed struct{ days int }

func (m fixed) WinBy(dst []float64, b *forecast.Book, by []time.Time) ([]float64, []sf.Note, error) {
	if dst == nil {
		dst = make([]float64, len(b.Deals)*(len(by)+1))
	}
	for i := range b.Deals {
		for j, t := range by {
			if b.Deals[i].Entered.AddDate(0, 0, m.days).Before(t) {
				dst[i*(len(by)+1)+j] = 0.3
			}
		}
		dst[i*(len(by)+1)+len(by)] = 0.3
	}
	return dst, nil, nil
}

func fourWeeks() (out []sf.Period) {
	for k := range 3 {
		out = append(out, sf.Period{From: monday.AddDate(0, 0, 28*k), To: monday.AddDate(0, 0, 28*(k+1))})
	}
	return out
}

func TestNewBusinessByHand(t *testing.T) {
	v := pastOf(t, tenWeeks()).AsOf(monday)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{Model: fixed{days: 14}})
	require.NoError(t, err)
	assert.True(t, n.AsOf().Equal(monday))
	rate := n.PerWeek()
	assert.InDelta(t, 2.05, rate.Value, 0.05, "20 deals in 10 weeks, a half more by the prior")
	assert.Equal(t, int64(20), rate.N)
	assert.Equal(t, sf.Estimate{Value: 500, N: 5, Method: "mean of won amounts"}, n.Amount(), "100, 300, 500, 700 and 900")
	assert.Empty(t, n.Notes())

	rep, err := forecast.Run(&forecast.Book{Pipeline: v.Pipeline(), AsOf: monday}, forecast.Configured(), forecast.Options{Periods: fourWeeks(), NewBusiness: n})
	require.NoError(t, err)
	first, second, all := rep.Total.Periods[0], rep.Total.Periods[1], rep.Total.Horizon
	assert.InDelta(t, 4*rate.Value, first.New.Created.Value, 1e-9)
	assert.InDelta(t, 0.3*2*rate.Value, first.New.Won.Value, 1e-9, "created in the first two of four weeks")
	assert.InDelta(t, 0.3*4*rate.Value, second.New.Won.Value, 1e-9)
	assert.InDelta(t, 0.3*10*rate.Value, all.New.Won.Value, 1e-9)
	assert.InDelta(t, 500*first.New.Won.Value, first.New.Revenue.Mean(), 1e-9)
	assert.Equal(t, first.New.Range.Mean, first.Total.Range.Mean)
	assert.Less(t, first.New.Created.Low, 8.0)
	assert.Greater(t, first.New.Created.High, 8.0)
	assert.InDelta(t, 0, first.Revenue.Mean(), 0, "open deals stay apart")
}

// What a book at nine o'clock has left of its first day is that much of a day's deals; weeks and periods add up all the same.
func TestNewBusinessOfABrokenDay(t *testing.T) {
	v := pastOf(t, tenWeeks()).AsOf(monday)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{Model: fixed{days: 0}})
	require.NoError(t, err)
	now := monday.Add(9 * time.Hour)
	rep, err := forecast.Run(&forecast.Book{Pipeline: v.Pipeline(), AsOf: now}, forecast.Configured(), forecast.Options{Periods: fourWeeks(), NewBusiness: n})
	require.NoError(t, err)
	assert.InDelta(t, (28-9./24)/7*n.PerWeek().Value, rep.Total.Periods[0].New.Created.Value, 1e-9)
	assert.InDelta(t, 4*n.PerWeek().Value, rep.Total.Periods[1].New.Created.Value, 1e-9)
}

// Expected wins and revenue add up over periods, more horizon never wins less, the whole is open plus new, and a quota is aimed at with
// both; under ρ the means stay and the spread grows.
func TestNewBusinessAddsUp(t *testing.T) {
	s := streaming()
	s.Arrivals.PerDay = 1
	cut := s.Start.AddDate(1, 0, 0)
	v := simulated(t, s, 1).AsOf(cut)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{})
	require.NoError(t, err)
	m, err := forecast.TimedOf(v, forecast.TimedOfOptions{})
	require.NoError(t, err)
	b := forecast.BookOf(v, cut, func(d funnel.Deal) []string { return []string{d.ID()[:5]} })
	periods := sf.Quarters(cut, 2)
	quota, err := sf.MoneyOf(decimal.NewFromInt(15_000), "CNY")
	require.NoError(t, err)
	o := forecast.Options{Periods: periods, NewBusiness: n, Quotas: []forecast.Quota{{Period: periods[1], Amount: quota}}}
	rep, err := forecast.Run(b, m, o)
	require.NoError(t, err)
	wins, revenue, last := 0.0, 0.0, 0.0
	for _, each := range rep.Total.Periods {
		wins, revenue = wins+each.New.Won.Value, revenue+each.New.Revenue.Mean()
		assert.Greater(t, each.New.Won.Value, last)
		last = each.New.Won.Value
		assert.InEpsilon(t, each.Revenue.Mean()+each.New.Revenue.Mean(), each.Total.Revenue.Mean(), 1e-12)
		assert.InEpsilon(t, each.Revenue.Variance()+each.New.Revenue.Variance(), each.Total.Revenue.Variance(), 1e-9)
	}
	assert.InEpsilon(t, wins, rep.Total.Horizon.New.Won.Value, 1e-9)
	assert.InEpsilon(t, revenue, rep.Total.Horizon.New.Revenue.Mean(), 1e-9)
	aimed := rep.Total.Periods[1]
	assert.InDelta(t, aimed.Total.Revenue.AtLeast(15_000), aimed.Total.Chance.Value, 0)
	assert.Greater(t, aimed.Total.Chance.Value, aimed.Chance.Value)
	assert.Contains(t, codes(rep.Notes), "forecast.new_apart ")
	for _, g := range rep.Total.Children {
		assert.Nil(t, g.Periods[0].New)
		assert.Nil(t, g.Horizon)
	}

	o.Dependence = forecast.Dependence{Rho: 0.15}
	shared, err := forecast.Run(b, m, o)
	require.NoError(t, err)
	for j, each := range shared.Total.Periods {
		apart := rep.Total.Periods[j]
		assert.InDelta(t, apart.Total.Range.Mean, each.Total.Dependent.Range.Mean, 0)
		assert.InEpsilon(t, each.Total.Revenue.Mean(), each.Total.Dependent.Revenue.Mean(), 1e-9)
		assert.Greater(t, each.Total.Dependent.Revenue.StdDev(), 1.05*each.Total.Revenue.StdDev())
	}
	assert.InDelta(t, shared.Total.Periods[1].Total.Dependent.Revenue.AtLeast(15_000), shared.Total.Periods[1].Total.Dependent.Chance.Value, 0)
	o.Dependence.Rho, o.Periods, o.Quotas = 1e-6, periods[:1], nil // next to independent
	near, err := forecast.Run(b, m, o)
	require.NoError(t, err)
	for j, each := range near.Total.Periods {
		x := rep.Total.Periods[j].Total.Revenue
		assert.InEpsilon(t, x.Variance(), each.Total.Dependent.Revenue.Variance(), 1e-3)
		assert.InDelta(t, x.Quantile(0.9), each.Total.Dependent.Range.P90, 0.02*x.StdDev())
	}
}

func TestNewBusinessNeverLooksAhead(t *testing.T) {
	rows := tenWeeks()
	later := append(tenWeeks(), moveRow("later", "lead", monday.AddDate(0, 0, 1), ""), moveRow("D00", "offer", monday.AddDate(0, 0, 2), "9"))
	options := forecast.NewBusinessOptions{}
	run := func(h *funnel.History) *forecast.Report {
		v := h.AsOf(monday)
		n, err := forecast.LearnNewBusiness(v, options)
		require.NoError(t, err)
		rep, err := forecast.Run(&forecast.Book{Pipeline: v.Pipeline(), AsOf: monday}, forecast.Configured(), forecast.Options{Periods: fourWeeks(), NewBusiness: n, Dependence: forecast.Dependence{Rho: 0.1}})
		require.NoError(t, err)
		return rep
	}
	want := run(pastOf(t, rows))
	assert.Equal(t, written(t, want), written(t, run(pastOf(t, later))))
	before := runtime.GOMAXPROCS(1)
	got := run(pastOf(t, rows))
	runtime.GOMAXPROCS(before)
	assert.Equal(t, written(t, want), written(t, got))
	assert.Equal(t, want.Total.Periods[2].Total.Dependent.Revenue, got.Total.Periods[2].Total.Dependent.Revenue)

	n, err := forecast.LearnNewBusiness(pastOf(t, later).AsOf(monday.AddDate(0, 0, 3)), options)
	require.NoError(t, err)
	_, err = forecast.Run(&forecast.Book{Pipeline: pipeline(t), AsOf: monday}, forecast.Configured(), forecast.Options{Periods: fourWeeks(), NewBusiness: n})
	assert.Equal(t, []string{"forecast.new_later new_business"}, said(t, err))
}

func TestNewBusinessOfNothing(t *testing.T) {
	_, err := forecast.LearnNewBusiness(pastOf(t, nil).AsOf(monday), forecast.NewBusinessOptions{})
	assert.Equal(t, []string{"forecast.new_weeks "}, said(t, err))

	long := monday.AddDate(1, 0, 0) // no deal was created for 42 weeks
	v := pastOf(t, tenWeeks()).AsOf(long)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{})
	require.NoError(t, err)
	b := forecast.BookOf(v, monday, nil)
	rep, err := forecast.Run(b, forecast.Configured(), forecast.Options{Periods: sf.Months(long, 2), NewBusiness: n, Dependence: forecast.Dependence{Rho: 0.1}})
	require.NoError(t, err)
	o := rep.Total.Periods[1]
	assert.Zero(t, o.New.Created.Value)
	assert.Zero(t, o.New.Won.Value)
	assert.Zero(t, o.New.Range)
	assert.Equal(t, o.Range, o.Total.Range)
	assert.Contains(t, codes(rep.Notes), "forecast.new_none ")

	var free []funnel.Event
	for _, e := range tenWeeks() {
		e.Amount = sf.Money{}
		free = append(free, e)
	}
	_, err = forecast.LearnNewBusiness(pastOf(t, free).AsOf(monday), forecast.NewBusinessOptions{})
	assert.Equal(t, []string{"forecast.new_amounts "}, said(t, err))
}

func TestNewBusinessTellsWhatItLeavesOut(t *testing.T) {
	rows := append(tenWeeks(),
		moveRow("gift", "won", at("2026-10-05"), "50"),
		moveRow("free", "lead", at("2026-10-06"), ""), moveRow("free", "won", at("2026-10-07"), ""),
		moveRow("back", "lead", at("2026-10-06"), ""), moveRow("back", "won", at("2026-10-07"), "-5"))
	v := pastOf(t, rows).AsOf(monday)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{Weeks: 7, Model: forecast.Configured()})
	require.NoError(t, err)
	assert.Equal(t, []string{"funnel.arrival_weeks ", "forecast.new_closed ", "forecast.new_amount_left "}, codes(n.Notes()))
	assert.Equal(t, int64(2), n.Amount().Left)
	rep, err := forecast.Run(&forecast.Book{Pipeline: v.Pipeline(), AsOf: monday}, forecast.Configured(), forecast.Options{Periods: fourWeeks(), NewBusiness: n})
	require.NoError(t, err)
	assert.Contains(t, codes(rep.Notes), "forecast.new_undated ")
	assert.Zero(t, rep.Total.Periods[0].New.Range)
}

func TestNewBusinessIsNotDrawn(t *testing.T) {
	v := pastOf(t, tenWeeks()).AsOf(monday)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{Model: fixed{}})
	require.NoError(t, err)
	b := &forecast.Book{Pipeline: v.Pipeline(), AsOf: monday}
	sim, err := forecast.Simulate(t.Context(), b, forecast.Configured(), forecast.Options{Periods: fourWeeks(), NewBusiness: n}, forecast.MonteCarlo{})
	require.NoError(t, err)
	assert.Contains(t, codes(sim.Notes), "forecast.new_not_drawn ")
}

// Uncertain amounts are in all totals, under dependence too.
func TestNewBusinessBesideUncertainAmounts(t *testing.T) {
	v := pastOf(t, tenWeeks()).AsOf(monday)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{Model: fixed{}})
	require.NoError(t, err)
	half, err := forecast.NewRatios(forecast.Ratio{Value: 0.5, Share: 1})
	require.NoError(t, err)
	b := &forecast.Book{Pipeline: v.Pipeline(), AsOf: monday, Deals: []forecast.Deal{{ID: "A", Stage: "lead", Entered: monday, Amount: yuan("100000")}}}
	o := forecast.Options{Periods: fourWeeks(), NewBusiness: n, Dependence: forecast.Dependence{Rho: 0.1}}
	of := func(amounts *forecast.Amounts) forecast.Outlook {
		o.Amounts = amounts
		rep, err := forecast.Run(b, fixed{}, o)
		require.NoError(t, err)
		return rep.Total.Periods[0]
	}
	shown, won := of(nil), of(&forecast.Amounts{Pooled: half})
	fewer := 0.5 * 0.3 * 100000
	assert.InDelta(t, shown.Total.Range.Mean-fewer, won.Total.Range.Mean, 1e-6)
	assert.InDelta(t, won.Range.Mean+won.New.Range.Mean, won.Total.Range.Mean, 1e-9)
	assert.InDelta(t, won.Total.Range.Mean, won.Total.Dependent.Revenue.Mean(), 1e-6)
	assert.InDelta(t, shown.Total.Dependent.Range.P90-50000, won.Total.Dependent.Range.P90, 500)
}

// One week of a young history cannot rule out millions of deals: that is said, and not computed.
func TestNewBusinessOfOneWeekIsRefused(t *testing.T) {
	rows := []funnel.Event{
		moveRow("a", "lead", at("2026-10-01"), "100"), moveRow("b", "lead", at("2026-10-02"), "50"), moveRow("c", "lead", at("2026-10-03"), "70"),
		moveRow("a", "won", at("2026-10-08"), "120"), moveRow("b", "lost", at("2026-10-07"), ""),
	}
	now := at("2026-10-10")
	v := pastOf(t, rows).AsOf(now)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{Model: fixed{}})
	require.NoError(t, err)
	_, err = forecast.Run(&forecast.Book{Pipeline: v.Pipeline(), AsOf: now}, fixed{}, forecast.Options{Periods: sf.Quarters(now, 2), NewBusiness: n})
	assert.Equal(t, []string{"forecast.new_anything new_business"}, said(t, err))
}

func TestNewBusinessIsRefused(t *testing.T) {
	v := pastOf(t, tenWeeks()).AsOf(monday)
	learn := func(m forecast.Model) *forecast.NewBusiness {
		n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{Model: m})
		require.NoError(t, err)
		return n
	}
	b := &forecast.Book{Pipeline: v.Pipeline(), AsOf: monday}
	try := func(b *forecast.Book, n *forecast.NewBusiness, periods []sf.Period) []string {
		_, err := forecast.Run(b, forecast.Configured(), forecast.Options{Periods: periods, NewBusiness: n})
		return said(t, err)
	}
	assert.Equal(t, []string{"forecast.new_horizon periods"}, try(b, learn(fixed{}), sf.Years(monday, 12)))
	wrong := model(func(*forecast.Deal) []float64 { return []float64{0, 2, 2, 2, 2} })
	assert.Equal(t, []string{"forecast.model_row new_business"}, try(b, learn(wrong), fourWeeks()))
	dollars := *b
	dollars.Deals = []forecast.Deal{{ID: "A", Stage: "lead", Amount: usd(t, "5")}}
	assert.Equal(t, []string{"forecast.currency new_business"}, try(&dollars, learn(fixed{}), fourWeeks()))
	assert.Equal(t, []string{"forecast.new_weeks new_business"}, try(b, &forecast.NewBusiness{}, fourWeeks()))

	rows := append(tenWeeks(), funnel.Event{Deal: "$", Stage: "lead", At: at("2026-10-05")}, funnel.Event{Deal: "$", Stage: "won", At: at("2026-10-06"), Amount: usd(t, "5")})
	_, err := forecast.LearnNewBusiness(pastOf(t, rows).AsOf(monday), forecast.NewBusinessOptions{})
	assert.Equal(t, []string{"forecast.currency amount"}, said(t, err))
}

// written is what a report says in JSON.
func written(t testing.TB, rep *forecast.Report) string {
	t.Helper()
	b, err := json.Marshal(rep)
	require.NoError(t, err)
	return string(b)
}

func usd(t testing.TB, digits string) sf.Money {
	t.Helper()
	m, err := sf.ParseMoney(digits, "USD")
	require.NoError(t, err)
	return m
}

// Entry stages count by their shares: two of twenty deals began as an offer.
func TestNewBusinessBeginsWhereDealsDid(t *testing.T) {
	offers := model(func(d *forecast.Deal) []float64 {
		if d.Stage == "offer" {
			return []float64{0, 1, 1, 1, 1}
		}
		return []float64{0, 0, 0, 0, 0}
	})
	v := pastOf(t, tenWeeks()).AsOf(monday)
	n, err := forecast.LearnNewBusiness(v, forecast.NewBusinessOptions{Model: offers})
	require.NoError(t, err)
	rep, err := forecast.Run(&forecast.Book{Pipeline: v.Pipeline(), AsOf: monday}, forecast.Configured(), forecast.Options{Periods: fourWeeks(), NewBusiness: n})
	require.NoError(t, err)
	assert.InDelta(t, 12*0.1*n.PerWeek().Value, rep.Total.Periods[0].New.Won.Value, 1e-9, "of all twelve weeks, as the model says that they are won at once")
}
