package forecast_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// row is a row of a history on a day: the stage, the amount and the close date where it states them.
func row(deal, on, stage, amount, due string) funnel.Event {
	e := funnel.Event{Deal: deal, At: at(on), Stage: stage}
	if amount != "" {
		e.Amount = yuan(amount)
	}
	if due != "" {
		e.Close = day(due)
	}
	return e
}

func amountHistory(t require.TestingT, pipe *stage.Pipeline, rows ...funnel.Event) *funnel.History {
	b := funnel.NewBuilder(pipe, funnel.Options{})
	for _, e := range rows {
		b.Add(e)
	}
	h, err := b.History()
	require.NoError(t, err)
	return h
}

// quoted is a history whose ratios can be worked by hand.
func quoted() []funnel.Event {
	return []funnel.Event{
		row("a", "2026-01-01", "lead", "100", ""), row("a", "2026-01-11", "", "80", ""), // 100 for ten days, 80 for ten: 90 on the average
		row("a", "2026-01-21", "offer", "", ""), row("a", "2026-01-31", "won", "", ""),
		row("b", "2026-02-01", "lead", "200", ""), row("b", "2026-02-11", "offer", "", ""), row("b", "2026-02-21", "won", "200", ""),
		row("c", "2026-02-01", "lead", "900", ""), row("c", "2026-02-11", "lost", "100", ""), // lost: says nothing
		row("d", "2026-02-01", "lead", "700", ""), row("d", "2026-02-11", "", "100", ""), // open: says nothing yet
		row("e", "2026-02-01", "lead", "", ""), row("e", "2026-02-11", "won", "", ""), // no amount
		row("f", "2026-02-01", "lead", "500", ""), row("f", "2026-02-01", "offer", "500", ""), // no time in the first stage
		row("f", "2026-02-11", "won", "400", ""),
		row("g", "2026-02-01", "lead", "1", ""), row("g", "2026-02-11", "", "50", ""), row("g", "2026-02-21", "won", "", ""), // 1 is a placeholder
	}
}

func TestLearnAmountsByHand(t *testing.T) {
	v := amountHistory(t, pipeline(t), quoted()...).AsOf(at("2026-03-01"))
	a, err := forecast.LearnAmounts(v, forecast.AmountOptions{})
	require.NoError(t, err)
	assert.Equal(t, "CNY", a.Currency)
	assert.Equal(t, forecast.Fit{Learned: true, AsOf: at("2026-03-01")}, a.Fit())
	require.Len(t, a.Stages, 4) // lead, offer, signing, old
	lead, offer := a.Stages[0], a.Stages[1]
	// lead: a 80/90, b 200/200, g 50/50; e and f show nothing.
	assert.InDelta(t, 330.0/340, lead.Ratio.Value, 1e-12)
	assert.Equal(t, []int64{3, 2}, []int64{lead.Ratio.N, lead.Ratio.Left})
	assert.InDelta(t, (40.0+200+50)/340, lead.Kept, 1e-12) // a: 80 for half of the time
	// offer: a 80/80, b 200/200, f 400/500
	assert.InDelta(t, 680.0/780, offer.Ratio.Value, 1e-12)
	assert.InDelta(t, 280.0/780, offer.Kept, 1e-12)
	// The jackknife's variance of lead: residuals 80 − r·90, 200 − r·200, 50 − r·50, on 250, 140 and 290 of 340; for 340²/50600 deals.
	r := 330.0 / 340
	square := 0.0
	for _, x := range [][3]float64{{80, 90, 250}, {200, 200, 140}, {50, 50, 290}} {
		off := (x[0] - r*x[1]) / x[2]
		square += off * off
	}
	half := distuv.StudentsT{Sigma: 1, Nu: 340.0 * 340 / (90*90 + 200*200 + 50*50)}.Quantile(0.975) * math.Sqrt(square*2/3) / r
	assert.InDelta(t, r*math.Exp(-half), lead.Ratio.Low, 1e-9)
	assert.InDelta(t, r*math.Exp(half), lead.Ratio.High, 1e-9)
	assert.InDelta(t, 0.95, lead.Ratio.Level, 0)
	// σ² = 1.99912016 and τ² = 0.00065869446 by the formulas, in Python; so Z = A/(A + σ²/τ²), A = 340 and 780, the pooled ratio is
	// 0.90440505, and 47.797476 % of it is at 0.8: half of a's stay at 100 and f's 500.
	for i, want := range []struct{ weight, mean float64 }{{0.10074153541, 0.91107244424}, {0.20445752115, 0.89773765251}, {0, 0.90440504838}, {0, 0.90440504838}} {
		assert.InDelta(t, want.weight, a.Stages[i].Weight, 1e-10)
		assert.InDelta(t, want.mean, a.Stages[i].Ratios.Mean(), 1e-6)
		assert.InDelta(t, 0, a.Stages[i].Lost, 0)
	}
	assert.True(t, a.Stages[2].Ratio.IsZero(), "nobody was won from signing")
	assert.InDelta(t, 0.90440504838, a.Pooled.Mean(), 1e-6)
	var list []string
	for x := range a.Pooled.All() {
		list = append(list, fmt.Sprintf("%.2f:%.4f", x.Value, x.Share))
	}
	assert.Equal(t, []string{"0.80:0.4780", "1.00:0.5220"}, list)
	assert.Equal(t, []string{"forecast.amounts_left ", "forecast.amounts_placeholder "}, codes(a.Notes))
	assert.Equal(t, "of 1 of 5 won deals it is not known what the amount shown came to", a.Notes[0].Text)
}

// A deal that is reopened counts as it ended last, and a late row from when it was on record.
func TestLearnAmountsOfLastLives(t *testing.T) {
	pipe, err := stage.New(stage.Config{ID: "p", Moves: stage.Moves{Policy: stage.Forward, Reopen: true}, Stages: []stage.Stage{
		{ID: "a"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	late := row("y", "2026-01-03", "", "50", "")
	late.Recorded = at("2026-01-06")
	backdated := row("y", "2026-01-02", "", "70", "") // it happened before, so it changes nothing that books showed since the sixth
	backdated.Recorded = at("2026-01-08")
	h := amountHistory(t, pipe,
		row("x", "2026-01-01", "a", "300", ""), row("x", "2026-01-05", "won", "30", ""),
		row("x", "2026-01-11", "a", "100", ""), row("x", "2026-01-21", "won", "90", ""),
		row("y", "2026-01-01", "a", "100", ""), late, backdated, row("y", "2026-01-11", "won", "50", ""),
		row("z", "2026-01-01", "a", "100", ""), row("z", "2026-01-05", "won", "", ""), row("z", "2026-01-11", "a", "", ""), // open again
	)
	a, err := forecast.LearnAmounts(h.AsOf(at("2026-02-01")), forecast.AmountOptions{})
	require.NoError(t, err)
	// x 90/100; y 100 for five days, 50 for five: 50/75
	assert.InDelta(t, 140.0/175, a.Stages[0].Ratio.Value, 1e-12)
	assert.InDelta(t, 25.0/175, a.Stages[0].Kept, 1e-12)
	assert.InDelta(t, 1, a.Stages[0].Weight, 0, "there is no other stage")
}

// What is learned at a cutoff is what the deals that are open then come to: of simulated deals whose amount is cut in half of the cases when
// they come to the second stage, and again by a tenth in a fifth of the cases when they are won.
func TestAmountsForetellOpenDeals(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 22))
	b := funnel.NewBuilder(pipeline(t), funnel.Options{})
	for i := range 15000 {
		id, came, amount := fmt.Sprintf("%05d", i), at("2025-01-01").AddDate(0, 0, random.IntN(500)), math.Exp(9+0.8*random.NormFloat64())
		say := func(days int, stage string) {
			came = came.AddDate(0, 0, days)
			b.Add(funnel.Event{Deal: id, At: came, Stage: stage, Amount: yuan(fmt.Sprintf("%.2f", amount))})
		}
		say(0, "lead")
		if random.Float64() < 0.5 {
			amount *= 0.6 + 0.4*random.Float64() // 0.9 on the average of all
		}
		say(1+random.IntN(60), "offer")
		if random.Float64() < 0.2 {
			amount *= 0.9 // 0.98
		}
		say(1+random.IntN(60), []string{"won", "lost"}[random.IntN(2)])
	}
	h, err := b.History()
	require.NoError(t, err)
	cutoff := at("2026-04-01")
	a, err := forecast.LearnAmounts(h.AsOf(cutoff), forecast.AmountOptions{})
	require.NoError(t, err)
	came := h.AsOf(at("2027-01-01"))
	for i, want := range []float64{0.9 * 0.98, 0.98} {
		var w, x []float64
		for d := range h.AsOf(cutoff).Deals() {
			if end, _ := came.Deal(d.ID()); d.StageIndex() == i && end.Outcome() == stage.Won {
				w, x = append(w, end.Amount().Float64()), append(x, d.Amount().Float64())
			}
		}
		won, shown, square := 0.0, 0.0, 0.0
		for k := range w {
			won, shown = won+w[k], shown+x[k]
		}
		for k := range w {
			square += (w[k] - won/shown*x[k]) * (w[k] - won/shown*x[k]) / shown / shown
		}
		require.Greater(t, len(w), 300)
		r := a.Stages[i]
		se := (r.Ratio.High - r.Ratio.Low) / 3.92
		assert.InDelta(t, want, r.Ratio.Value, 3.3*se)
		assert.InDelta(t, won/shown, r.Ratios.Mean(), 3.3*math.Sqrt(square+se*se))
		assert.Less(t, r.Ratio.High, 1.0, "amounts as shown would be too much")
	}
}

// Amounts of 0 and credits are no quotes, and a stay that came on record late is shown from then.
func TestLearnAmountsOfOddities(t *testing.T) {
	late := row("l", "2026-01-11", "offer", "", "")
	late.Recorded = at("2026-01-16")
	h := amountHistory(t, pipeline(t),
		row("z", "2026-01-01", "lead", "0", ""), row("z", "2026-01-11", "won", "", ""), // nothing for nothing
		row("n", "2026-01-01", "lead", "-5", ""), row("n", "2026-01-11", "", "5", ""), row("n", "2026-01-12", "won", "5", ""),
		row("m", "2026-01-01", "lead", "5", ""), row("m", "2026-01-11", "won", "-5", ""), // taken back
		row("l", "2026-01-01", "lead", "100", ""), late, row("l", "2026-01-14", "", "50", ""), row("l", "2026-01-21", "won", "", ""),
	)
	a, err := forecast.LearnAmounts(h.AsOf(at("2026-02-01")), forecast.AmountOptions{})
	require.NoError(t, err)
	assert.Equal(t, []int64{2, 2}, []int64{a.Stages[0].Ratio.N, a.Stages[0].Ratio.Left})
	assert.InDelta(t, 55.0/105, a.Stages[0].Ratio.Value, 1e-12)
	assert.InDelta(t, 1, a.Stages[1].Ratio.Value, 1e-12, "by the sixteenth it was 50")
	assert.Equal(t, []string{"forecast.amounts_left "}, codes(a.Notes))
}

func TestLearnAmountsRefuses(t *testing.T) {
	h := amountHistory(t, pipeline(t), append(quoted(), funnel.Event{Deal: "h", At: at("2026-02-01"), Stage: "lead", Amount: money(t, "5", "USD")}, row("h", "2026-02-05", "won", "", ""))...)
	_, err := forecast.LearnAmounts(h.AsOf(at("2026-03-01")), forecast.AmountOptions{})
	assert.Equal(t, []string{"forecast.currency deals.h"}, said(t, err))
	_, err = forecast.LearnAmounts(nil, forecast.AmountOptions{Ratios: 2, Placeholder: math.NaN()})
	assert.Equal(t, []string{"forecast.no_history view", "forecast.amount_option ratios", "forecast.amount_option placeholder"}, said(t, err))
	a, err := forecast.LearnAmounts(amountHistory(t, pipeline(t)).AsOf(asOf), forecast.AmountOptions{})
	require.NoError(t, err)
	assert.Nil(t, a.Pooled)
	assert.Equal(t, []string{"forecast.amounts_none "}, codes(a.Notes))
}

func money(t require.TestingT, digits, currency string) sf.Money {
	m, err := sf.ParseMoney(digits, currency)
	require.NoError(t, err)
	return m
}

// What is learned as of a time does not know what comes later, and the order of rows changes no byte.
func TestAmountsKnowNoFuture(t *testing.T) {
	cutoff := at("2026-02-15")
	rapid.Check(t, func(t *rapid.T) {
		var rows, past []funnel.Event
		for i := range rapid.IntRange(1, 40).Draw(t, "rows") {
			e := row(rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "deal"), "2026-01-01", rapid.SampledFrom([]string{"", "lead", "offer", "won", "lost"}).Draw(t, "stage"), rapid.SampledFrom([]string{"", "0", "10", "20", "25"}).Draw(t, "amount"), rapid.SampledFrom([]string{"", "2026-01-20", "2026-02-20"}).Draw(t, "close"))
			e.At = e.At.AddDate(0, 0, rapid.IntRange(0, 70).Draw(t, "day"))
			e.Recorded, e.Seq = e.At.AddDate(0, 0, rapid.SampledFrom([]int{0, 0, 1, 20}).Draw(t, "late")), int64(i)
			rows = append(rows, e)
			if e.At.Before(cutoff) && e.Recorded.Before(cutoff) {
				past = append(past, e)
			}
		}
		pipe := pipeline2(t)
		all, known := amountHistory(t, pipe, rows...).AsOf(cutoff), amountHistory(t, pipe, shuffled(past, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "swap") })...).AsOf(cutoff)
		assert.Equal(t, everythingOf(t, known), everythingOf(t, all))
	})
}

func pipeline2(t require.TestingT) *stage.Pipeline {
	pipe, err := stage.New(stage.Config{ID: "p", Moves: stage.Moves{Policy: stage.Free, Reopen: true}, Stages: []stage.Stage{
		{ID: "lead"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return pipe
}

// everythingOf is the JSON of what amounts and close dates of a view say.
func everythingOf(t require.TestingT, v *funnel.View) string {
	a, err := forecast.LearnAmounts(v, forecast.AmountOptions{})
	require.NoError(t, err)
	w, err := forecast.WinRatesOf(v, forecast.WinRateOptions{Days: 30})
	require.NoError(t, err)
	e, err := forecast.LearnAmountEffect(v, forecast.AmountEffectOptions{Days: 30})
	require.NoError(t, err)
	b, err := json.Marshal([]any{a, w, e, forecast.CloseDatesOf(v)})
	require.NoError(t, err)
	return string(b)
}

func TestRatios(t *testing.T) {
	r := ratios(t, forecast.Ratio{Value: 1, Share: 2}, forecast.Ratio{Value: 0.5, Share: 1}, forecast.Ratio{Value: 1.0000001, Share: 1}, forecast.Ratio{Value: 3, Share: 0})
	b, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Equal(t, `[{"value":0.5,"share":0.25},{"value":1,"share":0.75}]`, string(b))
	assert.InDelta(t, 0.875, r.Mean(), 1e-12)
	assert.InDelta(t, math.Sqrt(0.25*0.375*0.375+0.75*0.125*0.125), r.StdDev(), 1e-12)
	var back forecast.Ratios
	require.NoError(t, json.Unmarshal(b, &back))
	assert.InDelta(t, 0.875, back.Mean(), 1e-12)
	require.Error(t, json.Unmarshal([]byte(`[]`), &back))
	require.Error(t, json.Unmarshal([]byte(`{}`), &back))
	var none *forecast.Ratios
	assert.InDelta(t, 1, none.Mean(), 0)
	assert.InDelta(t, 0, none.StdDev(), 0)
	_, err = forecast.NewRatios(forecast.Ratio{Value: -1, Share: 1}, forecast.Ratio{Value: 1, Share: math.NaN()}, forecast.Ratio{Value: math.Inf(1), Share: 1})
	assert.Len(t, said(t, err), 3)
	_, err = forecast.NewRatios(forecast.Ratio{Value: 1})
	assert.Equal(t, []string{"forecast.amount_ratios ratios"}, said(t, err))
	var many []forecast.Ratio
	for i := range 65 {
		many = append(many, forecast.Ratio{Value: float64(i), Share: 1})
	}
	_, err = forecast.NewRatios(many...)
	assert.Equal(t, []string{"forecast.amount_ratios ratios"}, said(t, err))
}

// Amounts are part of a forecast: the mean is scaled stage by stage, weighted values stay, and the notes tell.
func TestRunWithAmounts(t *testing.T) {
	const ratio = 0.875
	a := &forecast.Amounts{Pooled: ratios(t, forecast.Ratio{Value: 0.5, Share: 1}, forecast.Ratio{Value: 1, Share: 3})}
	for _, dep := range []forecast.Dependence{{}, {Rho: 0.2}} {
		o := forecast.Options{Periods: quarters(2), Dependence: dep}
		plain, err := forecast.Run(small(t), forecast.Configured(), o)
		require.NoError(t, err)
		o.Amounts = a
		rep, err := forecast.Run(small(t), forecast.Configured(), o)
		require.NoError(t, err)
		for g := range rep.Total.All() {
			was := plain.Total.Find(g.Path...)
			for j, now := range g.Periods {
				shown := was.Periods[j]
				assert.Nil(t, shown.AsShown)
				assert.Equal(t, []any{shown.Weighted, shown.Won, shown.Due, shown.Categories}, []any{now.Weighted, now.Won, now.Due, now.Categories})
				won := now.Won.Float64()
				assert.InDelta(t, won+ratio*(shown.Revenue.Mean()-won), now.Revenue.Mean(), 1e-9)
				if now.AsShown != nil {
					assert.InDelta(t, shown.Revenue.Mean(), now.AsShown.Mean, 1e-9)
					assert.InDelta(t, shown.Revenue.StdDev(), now.AsShown.StdDev, 1e-9)
				}
				if now.Dependent != nil {
					assert.InDelta(t, now.Revenue.Mean(), now.Dependent.Revenue.Mean(), 1e-9)
					assert.Greater(t, now.Dependent.Revenue.StdDev(), now.Revenue.StdDev()-1e-9)
				}
			}
		}
		assert.Same(t, a, rep.Amounts)
		assert.Contains(t, codes(rep.Notes), "forecast.amounts_unseen ")
		assert.Contains(t, codes(rep.Notes), "forecast.amounts_used ")
	}
}

func TestRunTellsOfAmounts(t *testing.T) {
	a, err := forecast.LearnAmounts(amountHistory(t, pipeline(t), quoted()...).AsOf(at("2026-03-01")), forecast.AmountOptions{})
	require.NoError(t, err)
	run := func(a *forecast.Amounts) []sf.Note {
		rep, err := forecast.Run(small(t), forecast.Configured(), forecast.Options{Periods: quarters(1), Amounts: a})
		require.NoError(t, err)
		return rep.Notes
	}
	notes := run(a)
	assert.Equal(t, "1 of 7 open deals are in stages that no won deal is known from; their amounts take what was learned of all stages", notes[len(notes)-2].Text)
	assert.Equal(t, "ranges and chances take amounts to come out as in the past: on the whole at 90.2% of what is shown; weighted values do not", notes[len(notes)-1].Text)
	later := *a
	later.AsOf = asOf.AddDate(0, 0, 1)
	assert.Contains(t, codes(run(&later)), "forecast.fitted_later ")
	assert.Contains(t, codes(run(&forecast.Amounts{})), "forecast.amounts_none ")
	sim, err := forecast.Simulate(t.Context(), small(t), forecast.Configured(), forecast.Options{Periods: quarters(1), Amounts: a}, forecast.MonteCarlo{Trials: 100})
	require.NoError(t, err)
	assert.Contains(t, codes(sim.Notes), "forecast.amounts_as_shown ")
	b, err := json.Marshal(a)
	require.NoError(t, err)
	var back forecast.Amounts
	require.NoError(t, json.Unmarshal(b, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	assert.JSONEq(t, string(b), string(again))
}
