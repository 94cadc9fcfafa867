package funnel_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// tenFlowing are ten deals, one begun each week, all closed by day 70:
//
//	deals 0–2: 2 days a lead, 10, 10 and 13 days an offer, won for 100, 200 and 300
//	deals 3–5: 4 days a lead, 5 days an offer, lost
//	deals 6–9: 1 day a lead, lost
func tenFlowing() []funnel.Event {
	var events []funnel.Event
	for i := range 10 {
		at := float64(7 * i)
		name := string(rune('0' + i))
		path := []funnel.Event{on(at, "lead"), on(at+1, "lost")}
		switch {
		case i < 3:
			offer := []float64{10, 10, 13}[i]
			path = []funnel.Event{on(at, "lead"), on(at+2, "offer"), paid(on(at+2+offer, "won"), int64(100*(i+1)))}
		case i < 6:
			path = []funnel.Event{on(at, "lead"), on(at+4, "offer"), on(at+9, "lost")}
		}
		for _, e := range path {
			events = append(events, but(e, func(e *funnel.Event) { e.Deal = name }))
		}
	}
	return events
}

func tenFlowingView(t require.TestingT) *funnel.View {
	return historyOf(t, office(), funnel.Options{}, tenFlowing()...).AsOf(on(70, "").At)
}

func bottlenecksOf(t require.TestingT, v *funnel.View, o funnel.BottleneckOptions) *funnel.Bottlenecks {
	b, err := v.Bottlenecks(o)
	require.NoError(t, err)
	return b
}

// Of ten leads 6 become offers, of 6 offers 3 are won: w = .3 from lead and .5 from offer, and a new deal is 0.6 times an offer. A point
// more to offer gains .5 − 0, since a lead does nothing else but get lost; to won it gains .6·(1 − 0); to lost as much is lost.
// A lead lasts .6·3 + .4·1 = 2.2 days, an offer (11 + 5)/2 = 8, so the cycle has 2.2 + .6·8 = 7 days.
// One deal begins each week: 4.348125 a month, worth 200 each when won, and 1/7·7 = 1 is open at any time.
func TestBottlenecksByHand(t *testing.T) {
	b := bottlenecksOf(t, tenFlowingView(t), funnel.BottleneckOptions{})
	value := func(want float64, e sf.Estimate, what string) {
		t.Helper()
		assert.InDelta(t, want, e.Value, 1e-12, what)
		assert.True(t, e.HasInterval() && e.Low <= e.Value && e.Value <= e.High, what)
	}
	const month = 365.2425 / 12 / 7
	value(.3, b.Now.WinRate, "win rate")
	value(7, b.Now.CycleDays, "cycle")
	value(.3*month, b.Now.WonPerMonth, "won")
	value(.3*month*200, b.Now.RevenuePerMonth, "revenue")
	value(1, b.Now.OpenDeals, "open")
	value(month, b.ArrivalsPerMonth, "arrivals")
	value(200, b.MeanAmount, "amount")
	assert.Equal(t, "CNY", b.Currency)
	assert.Empty(t, b.Warnings)
	assert.Equal(t, []int64{10, 10, 3}, []int64{b.Now.WinRate.N, b.ArrivalsPerMonth.N, b.MeanAmount.N})

	require.Len(t, b.Moves, 4)
	first := 0.0
	for i, want := range []struct {
		from, to string
		p, gain  float64
		n        int64
	}{{"offer", "won", .5, .006, 6}, {"lead", "offer", .6, .005, 10}, {"lead", "lost", .4, -.005, 10}, {"offer", "lost", .5, -.006, 6}} {
		m := b.Moves[i]
		assert.Equal(t, want.from+want.to, m.From+m.To)
		value(want.p, m.P, m.From+m.To)
		value(want.gain, m.WinGain, m.From+m.To)
		value(want.gain*month*200, m.RevenueGainPerMonth, m.From+m.To)
		assert.Equal(t, want.n, m.WinGain.N)
		first += m.First
	}
	assert.InDelta(t, 1, first, 1e-12)

	require.Len(t, b.Stages, 2)
	for i, want := range []struct {
		id                  string
		visits, stay, cycle float64
	}{{"offer", .6, 8, 4.8}, {"lead", 1, 2.2, 2.2}} {
		s := b.Stages[i]
		assert.Equal(t, want.id, s.Stage)
		assert.InDelta(t, want.visits, s.Visits.Value, 1e-12)
		value(want.stay, s.StayDays, s.Stage)
		value(want.cycle, s.CycleDays, s.Stage)
		value(want.cycle/7, s.Share, s.Stage)
	}
	assert.InDelta(t, 1, b.Stages[0].First+b.Stages[1].First, 1e-12)
}

// The gain from offer to won is the probability to become an offer, of which 6 of 10 leads and a third of a move speak: Beta(6⅓, 4⅔). With
// 20,000 draws a quantile at .025 has the standard error √(.025·.975/20000)/f, with f the density there about 1.1% of the width: 4 of them.
func TestBottleneckIntervalIsThatOfTheRow(t *testing.T) {
	b := bottlenecksOf(t, tenFlowingView(t), funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 20_000}, Points: 1})
	beta := distuv.Beta{Alpha: 6 + 1./3, Beta: 4 + 2./3}
	for q, got := range map[float64]float64{.025: b.Moves[0].WinGain.Low, .975: b.Moves[0].WinGain.High} {
		want := beta.Quantile(q)
		assert.InDelta(t, want, got, 4*math.Sqrt(.025*.975/20_000)/beta.Prob(want))
	}
}

func TestBottleneckOptions(t *testing.T) {
	v := tenFlowingView(t)
	gains := func(o funnel.BottleneckOptions) (out []string) {
		for _, m := range bottlenecksOf(t, v, o).Moves {
			out = append(out, m.From+">"+m.To)
		}
		return out
	}
	assert.Equal(t, []string{"offer>won", "lead>offer"}, gains(funnel.BottleneckOptions{Take: funnel.TakeLost}), "losses make no room for themselves")
	assert.Equal(t, []string{"lead>offer"}, gains(funnel.BottleneckOptions{Take: funnel.TakeLost, Least: .6}))
	rare := bottlenecksOf(t, v, funnel.BottleneckOptions{Least: .55})
	assert.Len(t, rare.Moves, 1)
	assert.Equal(t, []sf.Code{funnel.CodeBottleneckRare}, codesOf(rare.Warnings))
	assert.Equal(t, "3 moves are rarer than 0.55 and are not ranked", rare.Warnings[0].Text)
	half, one := bottlenecksOf(t, v, funnel.BottleneckOptions{Points: .5}), bottlenecksOf(t, v, funnel.BottleneckOptions{Points: 1})
	for i := range one.Moves {
		assert.InDelta(t, one.Moves[i].WinGain.Value, 2*half.Moves[i].WinGain.Value, 1e-15)
		assert.InDelta(t, one.Moves[i].WinGain.Low, 2*half.Moves[i].WinGain.Low, 1e-15)
	}
	seeded := bottlenecksOf(t, v, funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Seed: 1}})
	assert.NotEqual(t, seeded.Moves[0].WinGain.Low, bottlenecksOf(t, v, funnel.BottleneckOptions{}).Moves[0].WinGain.Low)
}

// Moves of which nothing can be taken come last, and as the stages stand; a loss of nothing is 0.
func TestMovesInOrder(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "line", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	named := func(name string, events ...funnel.Event) []funnel.Event {
		for i := range events {
			events[i].Deal = name
		}
		return events
	}
	v := historyOf(t, p, funnel.Options{}, slices.Concat(
		named("a", on(0, "lead"), on(1, "demo"), on(2, "offer"), paid(on(3, "won"), 5)),
		named("b", on(0, "lead"), on(1, "demo"), on(2, "offer"), on(3, "lost")),
		named("c", on(0, "lead"), on(1, "demo"), on(2, "offer"), paid(on(3, "won"), 7)),
	)...).AsOf(on(90, "").At)
	b := bottlenecksOf(t, v, funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Arrivals: sf.Period{From: on(30, "").At, To: on(90, "").At}}})
	var order []string
	for _, m := range b.Moves {
		order = append(order, m.From+">"+m.To)
	}
	assert.Equal(t, []string{"offer>won", "offer>lost", "lead>demo", "demo>offer"}, order)
	assert.True(t, b.Moves[2].WinGain.IsZero() && b.Moves[3].WinGain.IsZero())
	assert.Negative(t, b.Moves[1].WinGain.Value)
	lost := b.Moves[1].RevenueGainPerMonth
	assert.Zero(t, lost.Value, "nothing came in these weeks")
	assert.False(t, math.Signbit(lost.Value) || math.Signbit(lost.High))
	assert.Equal(t, "lead", b.Stages[0].Stage, "stages of the same days come as they stand")
}

// A sum of amounts that is too large is refused, as everywhere.
func TestBottlenecksOfHugeAmounts(t *testing.T) {
	events := tenFlowing()
	for i := range events {
		if events[i].Amount.Known() {
			events[i].Amount = largestAmount(t)
		}
	}
	v := historyOf(t, office(), funnel.Options{}, events...).AsOf(on(70, "").At)
	_, err := v.Bottlenecks(funnel.BottleneckOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeAmountTooLarge}, codesOf(faultsOf(t, err)))
}

func TestBottleneckFaults(t *testing.T) {
	v := tenFlowingView(t)
	nan := math.NaN()
	_, err := v.Bottlenecks(funnel.BottleneckOptions{
		Points: nan, Least: 2, Take: 7,
		FlowOptions: funnel.FlowOptions{
			Draws: 5, Hazards: funnel.HazardOptions{Prior: -1, Tail: 9},
			Arrivals: sf.Period{From: on(3, "").At, To: on(1, "").At},
		},
	})
	var got []string
	for _, f := range faultsOf(t, err) {
		got = append(got, f.Path+" "+strings.TrimPrefix(string(f.Code), "funnel."))
	}
	assert.Equal(t, []string{
		"hazards.prior prior_weight", "hazards.tail hazard_tail", "draws flow_draws", "arrivals flow_period",
		"points bottleneck_points", "least bottleneck_least", "take flow_take",
	}, got)
	for _, o := range []funnel.BottleneckOptions{{Points: -1}, {Points: 1.5}, {Points: math.Inf(1)}, {Least: nan}, {Least: math.Inf(-1)}, {Least: 1.01}} {
		_, err := v.Bottlenecks(o)
		assert.Len(t, faultsOf(t, err), 1)
	}
	for _, p := range []sf.Period{
		{From: on(0, "").At, To: on(71, "").At}, {From: on(1, "").At}, {From: on(1, "").At, To: on(1, "").At},
	} {
		_, err := v.Bottlenecks(funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Arrivals: p}})
		assert.Equal(t, funnel.CodeFlowPeriod, faultsOf(t, err)[0].Code)
	}
	_, err = historyOf(t, office(), funnel.Options{}, tenFlowing()...).Between(on(10, "").At, on(70, "").At).Bottlenecks(
		funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Arrivals: sf.Period{From: on(9, "").At, To: on(60, "").At}}})
	assert.Equal(t, funnel.CodeFlowPeriod, faultsOf(t, err)[0].Code, "before the view's start")

	mixed := append(tenFlowing(), but(on(1, "lead"), func(e *funnel.Event) { e.Deal, e.Amount = "usd", money(5, "USD") }))
	_, err = historyOf(t, office(), funnel.Options{}, mixed...).AsOf(on(70, "").At).Bottlenecks(funnel.BottleneckOptions{})
	assert.Equal(t, funnel.CodeCurrencies, faultsOf(t, err)[0].Code)
	_, err = historyOf(t, office(), funnel.Options{}, mixed...).AsOf(on(70, "").At).Scenario(funnel.FlowOptions{})
	assert.Equal(t, funnel.CodeCurrencies, faultsOf(t, err)[0].Code)
}

// With open deals the ranking is that of the adjusted matrix, row by row.
func TestBottlenecksAreOfTheAdjustedMatrix(t *testing.T) {
	s := flowingSpec(1, 0)
	h, err := funnel.NewHistory(pipelineOf(t, s), pricedEvents(s, 3), funnel.Options{})
	require.NoError(t, err)
	v := h.AsOf(s.End)
	hazards, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	m, err := hazards.Matrix()
	require.NoError(t, err)
	c, err := m.Chain()
	require.NoError(t, err)
	for _, take := range []funnel.TakeFrom{funnel.TakeRest, funnel.TakeLost} {
		b := bottlenecksOf(t, v, funnel.BottleneckOptions{Take: take, Least: -1, FlowOptions: funnel.FlowOptions{Draws: 100}})
		win, err := c.Win("s1")
		require.NoError(t, err)
		assert.InDelta(t, win.Value, b.Now.WinRate.Value, 1e-14)
		assert.Greater(t, len(b.Moves), 12)
		for _, move := range b.Moves {
			want, err := c.Sensitivity("s1", move.From, move.To, take)
			require.NoError(t, err)
			assert.InDelta(t, want/100, move.WinGain.Value, 1e-14)
			p, err := hazards.Move(move.From, move.To)
			require.NoError(t, err)
			assert.Equal(t, p, move.P)
		}
		for i := 1; i < len(b.Moves); i++ {
			assert.GreaterOrEqual(t, b.Moves[i-1].WinGain.Value, b.Moves[i].WinGain.Value)
		}
	}
}

// Where all deals are closed and began under observation, the win rate times the deals is the number of wins, to rounding.
func TestWinRateIsWinsWhereAllAreClosed(t *testing.T) {
	s := simulate.SevenStages(600)
	s.Arrivals.Until, s.End = s.End, s.End.AddDate(60, 0, 0)
	v := drawn(t, s, 4).AsOf(s.End)
	won := 0.0
	for d := range v.Deals() {
		if d.Outcome() == stage.Won {
			won++
		}
	}
	b := bottlenecksOf(t, v, funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 100}})
	assert.InDelta(t, won, b.Now.WinRate.Value*float64(b.Now.WinRate.N), 1e-8)
	sum := 0.0
	for _, x := range b.Stages {
		sum += x.CycleDays.Value
	}
	assert.InDelta(t, b.Now.CycleDays.Value, sum, 1e-9)
	mean, n := 0.0, 0.0
	for d := range v.Deals() {
		closed, _ := d.Closed()
		mean += closed.Truncate(day).Sub(d.Created().Truncate(day)).Hours() / 24
		n++
	}
	assert.InDelta(t, mean/n, b.Now.CycleDays.Value, 1e-9, "the mean cycle of all")
}

// Open deals are no losses, and no shorter than they will be: of the young pipeline of quick losses and slow wins, the completed stays alone
// say .261 and 41 days; .30 and .3·90 + .7·30 = 48 days are true.
func TestBottlenecksCountOpenDealsAsOpen(t *testing.T) {
	s := simulate.Trap()
	s.Arrivals.Deals = 20_000
	b := bottlenecksOf(t, drawn(t, s, 3).AsOf(s.End), funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 200}})
	for want, got := range map[float64]sf.Estimate{.30: b.Now.WinRate, 48: b.Now.CycleDays} {
		assert.Less(t, got.Low, want)
		assert.Greater(t, got.High, want)
		assert.Less(t, got.High-got.Low, .1*want)
	}
	assert.Contains(t, codesOf(b.Warnings), funnel.CodeFlowAmounts)
	assert.True(t, b.Now.RevenuePerMonth.IsZero() && b.Moves[0].RevenueGainPerMonth.IsZero() && b.MeanAmount.IsZero())
}

func TestBottlenecksOfLittle(t *testing.T) {
	of := func(events ...funnel.Event) *funnel.Bottlenecks {
		return bottlenecksOf(t, historyOf(t, office(), funnel.Options{}, events...).AsOf(on(70, "").At), funnel.BottleneckOptions{})
	}
	t.Run("nothing", func(t *testing.T) {
		b := of()
		assert.Equal(t, []sf.Code{funnel.CodeFlowStarts, funnel.CodeArrivalWeeks, funnel.CodeFlowAmounts}, codesOf(b.Warnings))
		assert.Empty(t, b.Moves)
		assert.Empty(t, b.Stages)
		assert.Zero(t, b.Now)
		text, err := json.Marshal(b)
		require.NoError(t, err)
		assert.Contains(t, string(text), `"win_rate":null`)
		assert.Contains(t, string(text), `"moves":[]`)
	})
	t.Run("one open deal", func(t *testing.T) {
		b := of(on(0, "lead"))
		assert.Contains(t, codesOf(b.Warnings), funnel.CodeNoEvidence)
		assert.Empty(t, b.Moves)
	})
	t.Run("an open offer that nobody left", func(t *testing.T) {
		b := of(on(0, "lead"), on(3, "offer"))
		i := slices.Index(codesOf(b.Warnings), funnel.CodeNoEvidence)
		assert.Equal(t, "nothing can be said of stage lead: no deal was seen to leave stage offer", b.Warnings[i].Text)
	})
	t.Run("one deal won", func(t *testing.T) {
		b := of(on(0, "lead"), paid(on(3, "won"), 500))
		assert.InDelta(t, 1, b.Now.WinRate.Value, 0)
		assert.Less(t, b.Now.WinRate.Low, .9, "one deal is little")
		require.Len(t, b.Moves, 1)
		assert.True(t, b.Moves[0].WinGain.IsZero(), "no other move was seen to take from")
		assert.Zero(t, b.Moves[0].First)
		assert.InDelta(t, 500, b.MeanAmount.Value, 0)
		assert.False(t, b.MeanAmount.HasInterval() || b.Now.RevenuePerMonth.HasInterval(), "nothing tells how amounts differ")
		assert.False(t, b.Now.RevenuePerMonth.IsZero())
		assert.Contains(t, codesOf(b.Warnings), funnel.CodeFlowAmounts)
		assert.Equal(t, []string{"lead", "offer"}, []string{b.Stages[0].Stage, b.Stages[1].Stage}, "of offer nothing can be said")
		assert.True(t, b.Stages[1].CycleDays.IsZero())
	})
	t.Run("all lost on the day they came", func(t *testing.T) {
		a, b := on(0, "lead"), on(0.2, "lost")
		got := of(a, b, but(on(8, "lead"), func(e *funnel.Event) { e.Deal = "e" }), but(on(8.1, "lost"), func(e *funnel.Event) { e.Deal = "e" }))
		assert.InDelta(t, 0, got.Now.WinRate.Value, 0)
		assert.Positive(t, got.Now.WinRate.High)
		assert.InDelta(t, 0, got.Now.CycleDays.Value, 0)
		assert.True(t, got.Stages[0].Share.IsZero(), "of nothing")
	})
	t.Run("closed when first seen", func(t *testing.T) {
		assert.Contains(t, codesOf(of(on(0, "won")).Warnings), funnel.CodeFlowStarts)
	})
	t.Run("closed without a word on the amount", func(t *testing.T) {
		events := tenFlowing()
		for i := range events {
			if events[i].Deal == "1" {
				events[i].Amount = sf.Money{}
			}
		}
		b := of(events...)
		assert.Equal(t, "1 of 3 won deals have no amount; the mean amount leaves them out", b.Warnings[0].Text)
		assert.InDelta(t, 200, b.MeanAmount.Value, 1e-12)
		assert.EqualValues(t, 1, b.MeanAmount.Left)
	})
	t.Run("amounts of nothing and less", func(t *testing.T) {
		events := tenFlowing()
		for i := range events {
			if events[i].Amount.Known() {
				events[i].Amount = cny(map[string]int64{"0": -100, "1": 0, "2": 10}[events[i].Deal])
			}
		}
		b := of(events...)
		assert.InDelta(t, -30, b.MeanAmount.Value, 1e-12)
		assert.True(t, b.MeanAmount.HasInterval() && b.MeanAmount.Low < -30 && b.MeanAmount.High > -30)
		assert.Empty(t, b.Warnings)
	})
}

func TestStagesWithoutAnEndAreRefused(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "loop", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "a"}, {ID: "b"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	v := historyOf(t, p, funnel.Options{}, on(0, "a"), on(1, "b"), on(2, "a")).AsOf(on(9, "").At)
	_, err = v.Bottlenecks(funnel.BottleneckOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeCannotEnd, funnel.CodeCannotEnd}, codesOf(faultsOf(t, err)))
	_, err = v.Ailments(funnel.AilmentOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeCannotEnd, funnel.CodeCannotEnd}, codesOf(faultsOf(t, err)))
}

// Where deals begin is told by those that were seen to begin.
func TestWhereDealsBegin(t *testing.T) {
	named := func(name string, events ...funnel.Event) []funnel.Event {
		for i := range events {
			events[i].Deal = name
		}
		return events
	}
	events := slices.Concat(
		tenFlowing(),
		named("import", recorded(on(1, "offer"), 20), recorded(on(30, "won"), 30)), // on record 19 days after it began
		named("direct", on(2, "offer"), on(12, "lost")),
	)
	b := bottlenecksOf(t, historyOf(t, office(), funnel.Options{}, events...).AsOf(on(70, "").At), funnel.BottleneckOptions{})
	assert.EqualValues(t, 11, b.Now.WinRate.N, "the import is not one of them")
	assert.EqualValues(t, 12, b.ArrivalsPerMonth.N, "but it came in")
	// 7 of the 8 stays in offer are seen whole, and the import from day 19 on, alone: its win comes after all others have left.
	// So w(offer) is 3/7, with .6 + 1/11·.4 of a new deal coming there.
	assert.InDelta(t, (10*.6+1)/11, b.Stages[0].Visits.Value, 1e-12)

	reopen, err := stage.New(stage.Config{ID: "office", Moves: stage.Moves{Reopen: true}, Stages: []stage.Stage{
		{ID: "lead"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	events = append(tenFlowing(), named("6", on(50, "offer"), on(55, "won"))...) // lost on day 43
	b = bottlenecksOf(t, historyOf(t, reopen, funnel.Options{}, events...).AsOf(on(70, "").At), funnel.BottleneckOptions{})
	assert.EqualValues(t, 11, b.Now.WinRate.N, "a reopened deal begins anew")
	assert.EqualValues(t, 11, b.ArrivalsPerMonth.N)
	assert.InDelta(t, 4./11, b.Now.WinRate.Value, 1e-12, "4 wins of 11 lives")
}

// Arrivals are counted by whole weeks from the view's time back, of the 26 that are under observation.
func TestArrivalsByWeek(t *testing.T) {
	arrivals := func(v *funnel.View, o funnel.FlowOptions) (float64, int64) {
		b := bottlenecksOf(t, v, funnel.BottleneckOptions{FlowOptions: o})
		return b.ArrivalsPerMonth.Value / (365.2425 / 12 / 7), b.ArrivalsPerMonth.N
	}
	h := historyOf(t, office(), funnel.Options{}, tenFlowing()...)
	for _, test := range []struct {
		name    string
		view    *funnel.View
		o       funnel.FlowOptions
		perWeek float64
		n       int64
	}{
		{"ten weeks", h.AsOf(on(70, "").At), funnel.FlowOptions{}, 1, 10},
		{"ten weeks and a half: the first three days are left out", h.AsOf(on(73, "").At), funnel.FlowOptions{}, .9, 9},
		{"26 of 40 weeks", h.AsOf(on(280, "").At), funnel.FlowOptions{}, 0, 0},
		{"all 40", h.AsOf(on(280, "").At), funnel.FlowOptions{Arrivals: sf.Period{From: base, To: on(280, "").At}}, 10. / 40, 10},
		{"a period of two weeks and a day, which counts", h.AsOf(on(70, "").At), funnel.FlowOptions{Arrivals: sf.Period{From: on(20, "").At, To: on(35, "").At}}, 2 / (2 + 1./7), 2},
		{"since a start", h.Between(on(30, "").At, on(70, "").At), funnel.FlowOptions{}, 1, 5},
	} {
		perWeek, n := arrivals(test.view, test.o)
		assert.InDelta(t, test.perWeek, perWeek, 1e-12, test.name)
		assert.Equal(t, test.n, n, test.name)
	}
	short := bottlenecksOf(t, h.AsOf(on(70, "").At), funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{
		Arrivals: sf.Period{From: on(20, "").At, To: on(35, "").At},
	}})
	assert.Equal(t, "arrivals are learned from 2 whole weeks only; 8 are needed to know how much they vary", short.Warnings[0].Text)
	none := bottlenecksOf(t, h.AsOf(on(70, "").At), funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{
		Arrivals: sf.Period{From: on(20, "").At, To: on(26, "").At},
	}})
	assert.True(t, none.ArrivalsPerMonth.IsZero() && none.Now.WonPerMonth.IsZero() && none.Now.OpenDeals.IsZero())
	assert.True(t, none.Moves[0].RevenueGainPerMonth.IsZero())
	assert.False(t, none.Moves[0].WinGain.IsZero())

	// A segment in which nothing had happened yet was under observation all the same.
	part := h.AsOf(on(70, "").At).Select(func(d funnel.Deal) bool { return d.ID() > "5" })
	perWeek, n := arrivals(part, funnel.FlowOptions{})
	assert.InDelta(t, .4, perWeek, 1e-12)
	assert.EqualValues(t, 4, n)
}

// What varies more than independent arrivals do has a wider interval.
func TestOverdispersedArrivals(t *testing.T) {
	width := func(dispersion float64) float64 {
		s := flowingSpec(3, dispersion)
		h, err := funnel.NewHistory(pipelineOf(t, s), pricedEvents(s, 5), funnel.Options{})
		require.NoError(t, err)
		a := bottlenecksOf(t, h.AsOf(s.End), funnel.BottleneckOptions{}).ArrivalsPerMonth
		return (a.High - a.Low) / a.Value
	}
	// Weekly means of 21 have a variance of 21, and of 21 + .3·21² = 153: √(153/21) = 2.7 times as wide.
	assert.Greater(t, width(.3), 1.6*width(0))
}

// Working days and arrivals of a week go together: 5 days a week.
func TestLittleInWorkingDays(t *testing.T) {
	weekend := sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}
	h := historyOf(t, office(), funnel.Options{Calendar: weekend, Working: true}, tenFlowing()...)
	b := bottlenecksOf(t, h.AsOf(on(70, "").At), funnel.BottleneckOptions{})
	assert.InDelta(t, b.Now.CycleDays.Value/5, b.Now.OpenDeals.Value, 1e-12)
}

// Deals pile up as Little's law says: a simulated pipeline of 18 months, with arrivals until the end, has about as many open deals. 550
// arrivals of mean cycle 25 days give about 25 open ones, a Poisson count: 4.5 of its standard errors.
func TestLittleIsSeen(t *testing.T) {
	s := flowingSpec(4, 0)
	h, err := funnel.NewHistory(pipelineOf(t, s), pricedEvents(s, 8), funnel.Options{})
	require.NoError(t, err)
	v := h.AsOf(s.End)
	open := 0.0
	for d := range v.Deals() {
		if d.Outcome() == stage.Open {
			open++
		}
	}
	want := bottlenecksOf(t, v, funnel.BottleneckOptions{}).Now.OpenDeals
	assert.InDelta(t, want.Value, open, 4.5*math.Sqrt(want.Value))
}

// The same deals give the same bytes in any order of rows and under any names.
func TestBottlenecksDependOnNothingElse(t *testing.T) {
	s := flowingSpec(.5, 0)
	rows := slices.Collect(pricedEvents(s, 5))
	p := pipelineOf(t, s)
	say := func(p *stage.Pipeline, events []funnel.Event) string {
		v := historyOf(t, p, funnel.Options{}, events...).AsOf(s.End)
		b := bottlenecksOf(t, v, funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 200}})
		scenario, err := v.Scenario(funnel.FlowOptions{Draws: 200})
		require.NoError(t, err)
		scenario, err = scenario.With(funnel.ArrivalTimes(2))
		require.NoError(t, err)
		text, err := json.Marshal([]any{b, scenario.Outcome()})
		require.NoError(t, err)
		return string(text)
	}
	want := say(p, rows)
	shuffled := slices.Clone(rows)
	slices.Reverse(shuffled)
	assert.Equal(t, want, say(p, shuffled))

	config := p.Config()
	for i := range config.Stages {
		config.Stages[i].ID = "阶段" + config.Stages[i].ID
	}
	renamed, err := stage.New(config)
	require.NoError(t, err)
	for i := range rows {
		rows[i].Stage = "阶段" + rows[i].Stage
	}
	assert.Equal(t, want, strings.ReplaceAll(say(renamed, rows), "阶段", ""))
}

// Nothing later changes an answer, and no rows make one panic or come out as no number.
func TestBottleneckLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		var visible []funnel.Event
		for _, e := range events {
			if visibleAt(e, asOf) {
				visible = append(visible, e)
			}
		}
		flow := funnel.FlowOptions{Draws: 100, Hazards: drawHazardOptions(t)}
		say := func(events []funnel.Event) string {
			v := historyOf(t, p, o, events...).AsOf(asOf)
			out := []any{}
			b, err := v.Bottlenecks(funnel.BottleneckOptions{FlowOptions: flow, Least: -1})
			if err != nil {
				faultsOf(t, err)
			}
			out = append(out, b)
			ailments, err := v.Ailments(funnel.AilmentOptions{FlowOptions: flow, FirstConversion: 1, LateLosses: .01})
			if err != nil {
				faultsOf(t, err)
			}
			out = append(out, ailments)
			if scenario, err := v.Scenario(flow); err == nil {
				for _, c := range drawChanges(t) {
					if next, err := scenario.With(c); err == nil {
						scenario = next
					}
				}
				out = append(out, scenario.Outcome())
			}
			text, err := json.Marshal(out)
			require.NoError(t, err)
			require.NotContains(t, string(text), `"value":null`, "a number that is none")
			return string(text)
		}
		require.NotEmpty(t, say(visible))
	})
}

// drawChanges draws changes, some of them absurd.
func drawChanges(t *rapid.T) []funnel.ScenarioChange {
	number := rapid.SampledFrom([]float64{0, .01, -.01, .5, 1, -1, 2, 1e300, math.NaN(), math.Inf(1), math.Inf(-1)})
	stages := rapid.SampledFrom([]string{"lead", "demo", "offer", "won", "lost", "nowhere"})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) funnel.ScenarioChange {
		return funnel.ScenarioChange{
			Kind: funnel.ScenarioKind(rapid.IntRange(0, 6).Draw(t, "kind")), Stage: stages.Draw(t, "stage"), To: stages.Draw(t, "to"),
			Points: number.Draw(t, "points"), Factor: number.Draw(t, "factor"), Days: number.Draw(t, "days"),
			Take: funnel.TakeFrom(rapid.IntRange(0, 2).Draw(t, "take")),
		}
	}), 0, 5).Draw(t, "changes")
}

func TestBottlenecksKnowNothingLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		var visible []funnel.Event
		for _, e := range events {
			if visibleAt(e, asOf) {
				visible = append(visible, e)
			}
		}
		say := func(events []funnel.Event) string {
			v := historyOf(t, p, o, events...).AsOf(asOf)
			b, err := v.Bottlenecks(funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 100}})
			ailments, other := v.Ailments(funnel.AilmentOptions{FlowOptions: funnel.FlowOptions{Draws: 100}, FirstConversion: 1})
			text, failed := json.Marshal([]any{b, err, ailments, other})
			require.NoError(t, failed)
			return string(text)
		}
		require.Equal(t, say(visible), say(events))
	})
}

func TestTakeFromWords(t *testing.T) {
	for take, word := range map[funnel.TakeFrom]string{funnel.TakeRest: "rest", funnel.TakeLost: "lost"} {
		text, err := take.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, word, string(text))
		assert.Equal(t, word, take.String())
		var back funnel.TakeFrom
		require.NoError(t, back.UnmarshalText(text))
		assert.Equal(t, take, back)
	}
	_, err := funnel.TakeFrom(2).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "take(2)", funnel.TakeFrom(2).String())
	require.Error(t, new(funnel.TakeFrom).UnmarshalText([]byte("all")))
}
