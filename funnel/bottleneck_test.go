package funnel_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
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
		assert.Equal(t, want.gain > 0, m.First > 0, "a loss is never the first")
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
	assert.Equal(t, "3 moves are rarer than 55% and are not ranked", rare.Warnings[0].Text)
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
