package funnel_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

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

// Where deals begin is as uncertain as the number of those that were seen to begin makes it: of 200, half begin as leads, which is Beta(100, 100).
// With 20,000 draws a quantile at .025 has the standard error √(.025·.975/20000)/f: 4 of them.
func TestWhereDealsBeginIsUncertain(t *testing.T) {
	v := historyOf(t, office(), funnel.Options{}, going(way{100, []string{"lead", "lost"}}, way{100, []string{"offer", "won"}})...).AsOf(on(400, "").At)
	b := bottlenecksOf(t, v, funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 20_000}})
	beta := distuv.Beta{Alpha: 100, Beta: 100}
	for _, s := range b.Stages {
		if s.Stage == "lead" {
			assert.InDelta(t, .5, s.Visits.Value, 1e-12)
			for q, got := range map[float64]float64{.025: s.Visits.Low, .975: s.Visits.High} {
				assert.InDelta(t, beta.Quantile(q), got, 4*math.Sqrt(.025*.975/20_000)/beta.Prob(beta.Quantile(q)))
			}
		}
	}
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

	since := bottlenecksOf(t, h.Between(on(30, "").At, on(70, "").At), funnel.BottleneckOptions{})
	assert.EqualValues(t, 5, since.Now.WinRate.N, "the others began before anybody looked")
	assert.True(t, since.MeanAmount.IsZero(), "and all wins were before")
	since = bottlenecksOf(t, h.Between(on(20, "").At, on(70, "").At), funnel.BottleneckOptions{})
	assert.InDelta(t, 300, since.MeanAmount.Value, 1e-12, "the one that was won on day 29")

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
