package funnel_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// dealOn is on for a deal by id.
func dealOn(id string, days float64, stageID string) funnel.Event {
	return but(on(days, stageID), func(e *funnel.Event) { e.Deal = id })
}

// daysOf is the period between two days after base.
func daysOf(from, to int) sf.Period {
	return sf.Period{From: base.AddDate(0, 0, from), To: base.AddDate(0, 0, to)}
}

// twoMonths are the deals of two spans of 30 days.
//
// From day 0 to 30: a won in 10 days for 100, b won in 20 for 300, c lost after 10; d and e are open at the end.
// From day 30 to 60: d won in 25 days for 300, e lost after 40, f won in 5 for an unknown amount; g, h and i are open at the end.
func twoMonths() []funnel.Event {
	return []funnel.Event{
		dealOn("a", 0, "lead"), paid(dealOn("a", 10, "won"), 100),
		dealOn("b", 2, "lead"), paid(dealOn("b", 12, "demo"), 250), paid(dealOn("b", 22, "won"), 300),
		dealOn("c", 5, "lead"), dealOn("c", 15, "lost"),
		dealOn("d", 20, "lead"), paid(dealOn("d", 45, "won2"), 300),
		dealOn("e", 15, "lead"), dealOn("e", 55, "lost"),
		dealOn("f", 31, "lead"), dealOn("f", 36, "won"),
		dealOn("g", 40, "lead"), dealOn("h", 50, "demo"), dealOn("i", 59, "lead"),
	}
}

func TestVelocityByHand(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, twoMonths()...).AsOf(base.AddDate(0, 0, 60))
	x, err := v.Velocity(daysOf(30, 60))
	require.NoError(t, err)

	b := x.Before // (2 open) · (2 of 3) · (200) / (15 days)
	span := sf.Period{From: b.From, To: b.To}
	assert.Equal(t, daysOf(0, 30), span)
	assert.EqualValues(t, 2, b.OpenDeals)
	assert.InDelta(t, 2./3, b.WinRate.Value, 1e-12)
	assert.EqualValues(t, 3, b.WinRate.N)
	assert.EqualValues(t, 2, b.WinRate.Left)
	assert.Equal(t, funnel.Tally{Deals: 2, Amount: cny(400)}, b.Won)
	assert.InDelta(t, 200, b.MeanWonAmount.Value, 1e-12)
	assert.InDelta(t, 15, b.MeanCycleDays.Value, 1e-12)
	assert.InDelta(t, 40./3, b.MeanCycleAll.Value, 1e-12)
	assert.InDelta(t, 2*(2./3)*200/15, b.AmountPerDay.Value, 1e-12)
	assert.Empty(t, b.Warnings)
	// The mean of 10 and 20 is 15 with a standard error of 5; Student's t of 1 degree of freedom is 12.7062 at .975.
	assert.InDelta(t, 15-5*12.7062, b.MeanCycleDays.Low, 1e-3)
	// Of amounts, on the log scale: 200·exp(±100·12.7062/200).
	assert.InDelta(t, 200*math.Exp(-6.3531), b.MeanWonAmount.Low, 1e-3)

	n := x.Now // (3 open) · (2 of 3) · (300, of d) / (15 days, of 25 and 5)
	assert.EqualValues(t, 3, n.OpenDeals)
	assert.Equal(t, funnel.Tally{Deals: 2, Unpriced: 1, Amount: cny(300)}, n.Won)
	assert.EqualValues(t, 1, n.MeanWonAmount.N)
	assert.EqualValues(t, 1, n.MeanWonAmount.Left)
	assert.False(t, n.MeanWonAmount.HasInterval(), "one amount")
	assert.InDelta(t, 3*(2./3)*300/15, n.AmountPerDay.Value, 1e-12)
	assert.InDelta(t, 70./3, n.MeanCycleAll.Value, 1e-12) // 25, 40 and 5
	assert.Equal(t, []sf.Code{funnel.CodeVelocityUnpriced, funnel.CodeVelocityCycle}, codesOf(n.Warnings))
	assert.Equal(t, "won deals took 15 days and all closed deals 23.3: the formula divides by the first where the second is right, so that its result is about 156% of what comes in",
		n.Warnings[1].In(sf.English))

	// With w and c unchanged, 2·200 → 3·300 at 2/3/15: of the change (900−400)·k the deals have (1·200 + 1·300)/2 = 250, the amounts
	// (2·100 + 3·100)/2 = 250.
	k := 2. / 3 / 15
	assert.InDelta(t, 250*k, x.Change.OpenDeals, 1e-12)
	assert.InDelta(t, 250*k, x.Change.Amount, 1e-12)
	assert.InDelta(t, 0, x.Change.WinRate, 1e-12)
	assert.InDelta(t, 0, x.Change.Cycle, 1e-12)
	assert.InDelta(t, 500*k, x.Change.Whole, 1e-12)
	_, err = json.Marshal(x)
	require.NoError(t, err)
}

// What wins and losses take, and the factor that the field's formula is off by: in a steady state, by the law of Little, arrivals λ leave
// λ·(.3·90 + .7·30) = 48 λ deals open, and the formula makes 48λ·.3·a/90 = .16 λa of them where .3 λa come in: 48/90 = .533. Simulated over
// 20 months, of which the last 10 count: about 6,000 wins of 20,000 deals. The formula's relative standard error is that of open/(wins share …):
// √(1/960 + .7/6000 + var(cycle)/6000) = .033, with var(cycle)/90² = 1/3; 4 of them are .13·.53 = .07.
func TestVelocityIsNotWhatComesIn(t *testing.T) {
	s := simulate.Trap()
	s.Start, s.Arrivals = time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), simulate.Arrivals{PerDay: 20}
	s.End = s.Start.AddDate(0, 20, 0)
	s.Amounts = simulate.Amounts{Law: simulate.Fixed(1000)}
	v := pricedHistory(t, s, 5).AsOf(s.End)
	period := sf.Period{From: s.Start.AddDate(0, 10, 0), To: s.End}
	x, err := v.Velocity(period)
	require.NoError(t, err)
	truth := 20 * .3 * 1000
	assert.InDelta(t, 48./90, x.Now.AmountPerDay.Value/truth, .07)
	assert.Contains(t, codesOf(x.Now.Warnings), funnel.CodeVelocityCycle)
	right := x.Now.AmountPerDay.Value * x.Now.MeanCycleDays.Value / x.Now.MeanCycleAll.Value
	assert.InEpsilon(t, truth, right, .13, "divided by the mean cycle of all deals")

	y, err := v.Throughput(period)
	require.NoError(t, err)
	// Relative standard error: √(1/6100 arrivals + .7/.3/12000 for P(win)) = .019; 4 of them.
	assert.InEpsilon(t, truth, y.AmountPerDay.Value, .076)
	assert.Less(t, y.AmountPerDay.Low, truth)
	assert.Greater(t, y.AmountPerDay.High, truth)
}

// pricedHistory reads a simulation with its amounts, in whole yuan.
func pricedHistory(t testing.TB, s simulate.Spec, seed uint64) *funnel.History {
	t.Helper()
	b := funnel.NewBuilder(pipelineOf(t, s), funnel.Options{Calendar: sf.Calendar{Location: s.Location}})
	for r := range s.Rows(seed) {
		e := funnel.Event{Deal: r.Deal, At: r.At, Recorded: r.Recorded, Seq: r.Seq, Stage: r.Stage}
		if r.AmountKnown {
			e.Amount = cny(r.Amount / 100)
		}
		b.Add(e)
	}
	h, err := b.History()
	require.NoError(t, err)
	return h
}

func TestVelocityOfAPeriodThatIsNotOver(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, twoMonths()...).AsOf(base.AddDate(0, 0, 40))
	x, err := v.Velocity(daysOf(30, 60))
	require.NoError(t, err)
	assert.Equal(t, base.AddDate(0, 0, 40), x.Now.To)
	assert.Equal(t, base.AddDate(0, 0, 20), x.Before.From, "as long as the part that is over")
	assert.Equal(t, funnel.CodePaceCut, x.Now.Warnings[0].Code)
	assert.True(t, x.Now.AmountPerDay.IsZero(), "f was won without an amount")
	assert.True(t, x.Change.IsZero())
	b, err := json.Marshal(x.Now.AmountPerDay)
	require.NoError(t, err)
	assert.Equal(t, "null", string(b))
}

func TestVelocityOfNothing(t *testing.T) {
	p := sixStages(t, stageForward)
	x, err := historyOf(t, p, funnel.Options{}).AsOf(base).Velocity(daysOf(-30, 0))
	require.NoError(t, err)
	assert.True(t, x.Now.AmountPerDay.IsZero())
	assert.True(t, x.Now.WinRate.IsZero())
	assert.Equal(t, []sf.Code{funnel.CodeVelocityNoWin}, codesOf(x.Now.Warnings))

	lost := historyOf(t, p, funnel.Options{}, dealOn("a", 1, "lead"), dealOn("a", 3, "lost")).AsOf(base.AddDate(0, 0, 10))
	x, err = lost.Velocity(daysOf(0, 10))
	require.NoError(t, err)
	assert.Zero(t, x.Now.WinRate.Value)
	assert.False(t, x.Now.WinRate.IsZero(), "0 of 1 is said")
	assert.True(t, x.Now.AmountPerDay.IsZero(), "nothing was won, so nothing has an amount or a cycle")
	assert.Equal(t, []sf.Code{funnel.CodePaceEarly, funnel.CodeVelocityNoWin}, codesOf(x.Now.Warnings))
}

// Deals that were closed when first seen, or came in mid-life, count as won but have no cycle.
func TestVelocityKnowsWhatItHasNotSeen(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		paid(dealOn("a", 3, "won"), 7),
		recorded(dealOn("b", 0, "lead"), 8), paid(recorded(dealOn("b", 9, "won"), 9), 9),
		dealOn("c", 1, "lead"), paid(dealOn("c", 5, "won"), 8),
	).AsOf(base.AddDate(0, 0, 10))
	x, err := v.Velocity(daysOf(0, 10))
	require.NoError(t, err)
	assert.EqualValues(t, 3, x.Now.Won.Deals)
	assert.EqualValues(t, 1, x.Now.MeanCycleDays.N)
	assert.EqualValues(t, 2, x.Now.MeanCycleDays.Left)
	assert.InDelta(t, 4, x.Now.MeanCycleDays.Value, 0)
	assert.Equal(t, [2]int64{1, 2}, [2]int64{x.Now.MeanCycleAll.N, x.Now.MeanCycleAll.Left})
}

// Where no win has a cycle, or every cycle is of 0 days, nothing can be divided by it, and a warning says why.
func TestVelocityWithoutACycle(t *testing.T) {
	for want, events := range map[sf.Code][]funnel.Event{
		funnel.CodeVelocityNoCycle: {paid(dealOn("a", 3, "won"), 7), paid(dealOn("b", 4, "won"), 9)},
		funnel.CodeVelocitySameDay: {dealOn("a", 3, "lead"), paid(dealOn("a", 3.2, "won"), 7)},
	} {
		x, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 10)).Velocity(daysOf(0, 10))
		require.NoError(t, err)
		assert.True(t, x.Now.AmountPerDay.IsZero())
		assert.Equal(t, []sf.Code{funnel.CodePaceEarly, want}, codesOf(x.Now.Warnings))
	}
}

// A deal that was won, reopened and won again counts in both periods, with what it was worth each time; its second cycle is since creation.
func TestVelocityOfAReopenedDeal(t *testing.T) {
	p := sixStages(t, stage.Moves{Policy: stage.Free, Reopen: true})
	rows := []funnel.Event{
		dealOn("a", 0, "lead"), paid(dealOn("a", 10, "won"), 100), paid(dealOn("a", 35, "demo"), 400), paid(dealOn("a", 50, "won"), 700),
		paid(dealOn("a", 55, ""), 900), // after the close: not what it was worth then
	}
	x, err := historyOf(t, p, funnel.Options{}, rows...).AsOf(base.AddDate(0, 0, 60)).Velocity(daysOf(30, 60))
	require.NoError(t, err)
	assert.Equal(t, funnel.Tally{Deals: 1, Amount: cny(100)}, x.Before.Won)
	assert.Equal(t, funnel.Tally{Deals: 1, Amount: cny(700)}, x.Now.Won)
	assert.InDelta(t, 10, x.Before.MeanCycleDays.Value, 0)
	assert.InDelta(t, 50, x.Now.MeanCycleDays.Value, 0)
	// Won in dollars first, and in yuan now: the two do not add, though no deal has an amount in dollars any more.
	rows[1].Amount = money(100, "USD")
	_, err = historyOf(t, p, funnel.Options{}, rows...).AsOf(base.AddDate(0, 0, 60)).Velocity(daysOf(30, 60))
	assert.Equal(t, []sf.Code{funnel.CodeCurrencies}, codesOf(faultsOf(t, err)))
}

func TestPaceRefuses(t *testing.T) {
	events := twoMonths()
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...)
	v := h.AsOf(base.AddDate(0, 0, 60))
	part := h.Between(base.AddDate(0, 0, 20), base.AddDate(0, 0, 60))
	usd := append(slices.Clone(events), but(dealOn("u", 50, "won"), func(e *funnel.Event) { e.Amount = money(5, "USD") }))
	mixed := historyOf(t, sixStages(t, stageForward), funnel.Options{}, usd...).AsOf(base.AddDate(0, 0, 60))
	for name, ask := range map[string]func(v *funnel.View, p sf.Period) error{
		"velocity":   func(v *funnel.View, p sf.Period) error { _, err := v.Velocity(p); return err },
		"throughput": func(v *funnel.View, p sf.Period) error { _, err := v.Throughput(p); return err },
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, []sf.Code{funnel.CodePeriod}, codesOf(faultsOf(t, ask(v, daysOf(9, 9)))))
			assert.Equal(t, []sf.Code{funnel.CodePeriod, funnel.CodePaceAhead}, codesOf(faultsOf(t, ask(v, daysOf(70, 60)))))
			assert.Equal(t, []sf.Code{funnel.CodePaceAhead}, codesOf(faultsOf(t, ask(v, daysOf(60, 90)))))
			assert.Equal(t, []sf.Code{funnel.CodePaceUnseen}, codesOf(faultsOf(t, ask(part, daysOf(10, 30)))))
			assert.Equal(t, []sf.Code{funnel.CodeCurrencies}, codesOf(faultsOf(t, ask(mixed, daysOf(30, 60)))))
			assert.NotEmpty(t, faultsOf(t, ask(v, sf.Period{})))
			require.NoError(t, ask(part, daysOf(20, 60)))
		})
	}
	x, err := part.Velocity(daysOf(30, 60))
	require.NoError(t, err)
	assert.True(t, x.Before.IsZero(), "days 0 to 30 were not under observation to their full length")
	whole, err := v.Velocity(daysOf(30, 60))
	require.NoError(t, err)
	assert.Equal(t, whole.Now, x.Now)
}

// A day is a day, also where the clock changes: clocks go forward on the day after base.
func TestVelocityAcrossAClockChange(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	o := funnel.Options{Calendar: sf.Calendar{Location: loc}}
	start := time.Date(2026, 4, 1, 0, 0, 0, 0, loc)
	h := historyOf(t, sixStages(t, stageForward), o, funnel.Event{Deal: "a", At: start.AddDate(0, -3, 0), Stage: "lead"})
	x, err := h.AsOf(start.AddDate(0, 1, 0)).Velocity(sf.Period{From: start, To: start.AddDate(0, 0, 7)})
	require.NoError(t, err)
	assert.True(t, start.AddDate(0, 0, -7).Equal(x.Before.From), x.Before.From)
	assert.Equal(t, 167*time.Hour, x.Before.To.Sub(x.Before.From))

	// A span that ends at noon is of half a day more, and so is the one before it.
	noon, err := h.AsOf(start.AddDate(0, 0, 7).Add(12 * time.Hour)).Velocity(sf.Period{From: start, To: start.AddDate(0, 1, 0)})
	require.NoError(t, err)
	assert.True(t, start.AddDate(0, 0, -7).Add(-12*time.Hour).Equal(noon.Before.From), noon.Before.From)
}

func TestVelocityChangeAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []funnel.Event
		for i, n := 0, rapid.IntRange(1, 25).Draw(t, "deals"); i < n; i++ {
			id := string(rune('A' + i))
			at := rapid.Float64Range(0, 55).Draw(t, "at")
			events = append(events, dealOn(id, at, "lead"))
			if end := rapid.SampledFrom([]string{"", "won", "won", "lost"}).Draw(t, "end"); end != "" {
				events = append(events, paid(dealOn(id, at+rapid.Float64Range(1, 30).Draw(t, "days"), end), rapid.Int64Range(-5, 1000).Draw(t, "amount")))
			}
		}
		x, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 60)).Velocity(daysOf(30, 60))
		require.NoError(t, err)
		if x.Now.AmountPerDay.IsZero() || x.Before.AmountPerDay.IsZero() {
			require.True(t, x.Change.IsZero())
			return
		}
		c := x.Change
		require.Equal(t, c.Whole, c.OpenDeals+c.WinRate+c.Amount+c.Cycle) // the parts add up exactly
		require.InDelta(t, x.Now.AmountPerDay.Value-x.Before.AmountPerDay.Value, c.Whole, 1e-9*(1+math.Abs(x.Now.AmountPerDay.Value)))
	})
}

// paceAnswers is all that a view says of pace, as JSON.
func paceAnswers(t require.TestingT, v *funnel.View) string {
	var out []any
	keep := func(x any, err error) {
		if err != nil {
			x = err.Error()
		}
		out = append(out, x)
	}
	p := daysOf(-3, 5)
	x, err := v.Velocity(p)
	keep(x, err)
	y, err := v.Throughput(p)
	keep(y, err)
	var days []sf.Period
	for i := range 14 {
		days = append(days, daysOf(i-3, i-2))
	}
	z, err := v.Series(funnel.SeriesOptions{Periods: days, Baseline: 8, Level: .2})
	keep(z, err)
	z, err = v.Series(funnel.SeriesOptions{Unit: funnel.ByMonth, AsKnown: true, Count: 3})
	keep(z, err)
	w, err := v.Paths(funnel.PathOptions{})
	keep(w, err)
	b, err := json.Marshal(out)
	require.NoError(t, err)
	return string(b)
}

// Whatever the rows: no panic, nothing that is not finite, and no word of what is not visible.
func TestPaceIsAsOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events := drawPipeline(t), drawOptions(t), drawEvents(t)
		asOf := base.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "as of")) * 4 * time.Hour)
		var visible []funnel.Event
		for _, e := range events {
			if visibleAt(e, asOf) {
				visible = append(visible, e)
			}
		}
		want := paceAnswers(t, historyOf(t, p, o, visible...).AsOf(asOf))
		require.Equal(t, want, paceAnswers(t, historyOf(t, p, o, events...).AsOf(asOf)))
		paceAnswers(t, historyOf(t, p, o, events...).Between(drawTime(t, "since"), asOf))
		absurd := historyOf(t, p, o, events...).AsOf(drawTime(t, "absurd"))
		_, _ = absurd.Velocity(sf.Period{From: drawTime(t, "from"), To: drawTime(t, "to")})
		_, _ = absurd.Throughput(sf.Period{From: drawTime(t, "from"), To: drawTime(t, "to")})
		_, _ = absurd.Series(funnel.SeriesOptions{Count: 30})
	})
}

// The order of the rows of different deals does not matter, and a selection of all is all.
func TestPaceDoesNotDependOnTheOrderOfRows(t *testing.T) {
	s := simulate.B2B()
	s.End = s.Start.AddDate(0, 8, 0)
	var events []funnel.Event
	for r := range s.Rows(3) {
		events = append(events, funnel.Event{Deal: r.Deal, At: r.At, Recorded: r.Recorded, Seq: r.Seq, Stage: r.Stage, Amount: cny(r.Amount / 100)})
	}
	p := pipelineOf(t, s)
	answers := func(h *funnel.History, all bool) string {
		v := h.AsOf(s.End)
		if all {
			v = v.Select(func(funnel.Deal) bool { return true })
		}
		var out []any
		x, err := v.Velocity(sf.Period{From: s.End.AddDate(0, -2, 0), To: s.End})
		require.NoError(t, err)
		y, err := v.Throughput(sf.Period{From: s.End.AddDate(0, -3, 0), To: s.End})
		require.NoError(t, err)
		z, err := v.Series(funnel.SeriesOptions{})
		require.NoError(t, err)
		w, err := v.Paths(funnel.PathOptions{})
		require.NoError(t, err)
		b, err := json.Marshal(append(out, x, y, z, w))
		require.NoError(t, err)
		return string(b)
	}
	want := answers(historyOf(t, p, funnel.Options{}, events...), false)
	slices.Reverse(events)
	assert.Equal(t, want, answers(historyOf(t, p, funnel.Options{}, events...), true))
}
