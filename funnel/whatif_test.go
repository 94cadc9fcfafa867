package funnel_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func scenarioOf(t require.TestingT, v *funnel.View, o funnel.FlowOptions, changes ...funnel.ScenarioChange) *funnel.Scenario {
	s, err := v.Scenario(o)
	require.NoError(t, err)
	s, err = s.With(changes...)
	require.NoError(t, err)
	return s
}

// The ten deals of [tenFlowing]: leads take 3 days to an offer and 1 to a loss, offers 11 days to a win and 5 to a loss. Before, .3 are won in
// a cycle of 2.2 + .6·8 = 7 days, 200 each; one deal begins each week.
func TestScenarioByHand(t *testing.T) {
	const month = 365.2425 / 12 / 7
	for name, test := range map[string]struct {
		changes            []funnel.ScenarioChange
		win, cycle         float64
		arrivals, perMonth float64 // factors of new deals, and of their amounts
	}{
		"nothing":                {nil, .3, 7, 1, 1},
		"of offers .6 are won":   {[]funnel.ScenarioChange{funnel.MovePoints("offer", "won", .1, funnel.TakeRest)}, .36, 2.2 + .6*(.6*11+.4*5), 1, 1},
		"and .4":                 {[]funnel.ScenarioChange{funnel.MovePoints("offer", "won", -.1, funnel.TakeRest)}, .24, 2.2 + .6*(.4*11+.6*5), 1, 1},
		"of leads .8 are offers": {[]funnel.ScenarioChange{funnel.MovePoints("lead", "offer", .2, funnel.TakeLost)}, .4, (.8*3 + .2*1) + .8*8, 1, 1},
		"all of them":            {[]funnel.ScenarioChange{funnel.MovePoints("lead", "offer", .4, funnel.TakeRest)}, .5, 3 + 8, 1, 1},
		// A move that nobody made takes as long as all leads do, 2.2 days; the rest is .54 and .36.
		"leads won at once":           {[]funnel.ScenarioChange{funnel.MovePoints("lead", "won", .1, funnel.TakeRest)}, .1 + .54*.5, .1*2.2 + .54*3 + .36*1 + .54*8, 1, 1},
		"offers of half the time":     {[]funnel.ScenarioChange{funnel.StayTimes("offer", .5)}, .3, 2.2 + .6*4, 1, 1},
		"offers of no time":           {[]funnel.ScenarioChange{funnel.StayTimes("offer", 0), funnel.StayAtMost("offer", 3)}, .3, 2.2, 1, 1},
		"offers of 8 days at most":    {[]funnel.ScenarioChange{funnel.StayAtMost("offer", 8)}, .3, 2.2 + .6*(8+5)/2, 1, 1},
		"of 16, and twice as long":    {[]funnel.ScenarioChange{funnel.StayTimes("offer", 2), funnel.StayAtMost("offer", 16)}, .3, 2.2 + .6*(16+10)/2, 1, 1},
		"8 at most, twice as long":    {[]funnel.ScenarioChange{funnel.StayAtMost("offer", 8), funnel.StayTimes("offer", 2)}, .3, 2.2 + .6*(16+10)/2, 1, 1},
		"8, then 12 at most":          {[]funnel.ScenarioChange{funnel.StayAtMost("offer", 8), funnel.StayAtMost("offer", 12)}, .3, 2.2 + .6*(8+5)/2, 1, 1},
		"8 at most, and .6 are won":   {[]funnel.ScenarioChange{funnel.StayAtMost("offer", 8), funnel.MovePoints("offer", "won", .1, funnel.TakeRest)}, .36, 2.2 + .6*(.6*8+.4*5), 1, 1},
		"twice as many":               {[]funnel.ScenarioChange{funnel.ArrivalTimes(4), funnel.ArrivalTimes(.5)}, .3, 7, 2, 1},
		"none":                        {[]funnel.ScenarioChange{funnel.ArrivalTimes(0)}, .3, 7, 0, 1},
		"worth a tenth more, of half": {[]funnel.ScenarioChange{funnel.AmountTimes(1.1), funnel.ArrivalTimes(.5)}, .3, 7, .5, 1.1},
	} {
		o := scenarioOf(t, tenFlowingView(t), funnel.FlowOptions{Draws: 200}, test.changes...).Outcome()
		before := [5]float64{.3, 7, .3 * month, .3 * month * 200, 1}
		won := test.arrivals * test.win * month
		after := [5]float64{test.win, test.cycle, won, won * test.perMonth * 200, test.arrivals * test.cycle / 7}
		for i := range before {
			assert.InDelta(t, before[i], numbersOf(o.Before)[i].Value, 1e-12, "%s, before: %d", name, i)
			assert.InDelta(t, after[i], numbersOf(o.After)[i].Value, 1e-12, "%s, after: %d", name, i)
			change := numbersOf(o.Difference)[i]
			assert.InDelta(t, after[i]-before[i], change.Value, 1e-12, "%s, difference: %d", name, i)
			assert.Equal(t, math.Abs(after[i]-before[i]) > 1e-12, change.HasInterval(), "%s, what does not change is certain: %d", name, i)
		}
		assert.Equal(t, "CNY", o.Currency)
		assert.Len(t, o.Changes, len(test.changes))
	}
}

// In draws in which there is less to take than a change takes, it takes what there is: a win rate stays one.
func TestScenarioStaysWithinBounds(t *testing.T) {
	all := scenarioOf(t, tenFlowingView(t), funnel.FlowOptions{},
		funnel.MovePoints("lead", "offer", .4, funnel.TakeRest), funnel.MovePoints("offer", "won", .5, funnel.TakeLost)).Outcome().After.WinRate
	assert.InDelta(t, 1, all.Value, 1e-12)
	assert.InDelta(t, 1, all.High, 1e-12)
	assert.Less(t, all.Low, .9)
	none := scenarioOf(t, tenFlowingView(t), funnel.FlowOptions{}, funnel.MovePoints("lead", "offer", -.6, funnel.TakeRest)).Outcome().After.WinRate
	assert.InDelta(t, 0, none.Value, 1e-12)
	assert.InDelta(t, 0, none.Low, 1e-12)

	// Six of ten leads are won on the day they come and four are lost after five days: with all of them won, a cycle is 0 or longer.
	var events []funnel.Event
	for i := range 10 {
		path := []funnel.Event{on(float64(7*i), "lead"), on(float64(7*i)+.1, "won")}
		if i >= 6 {
			path[1] = on(float64(7*i+5), "lost")
		}
		for _, e := range path {
			events = append(events, but(e, func(e *funnel.Event) { e.Deal = string(rune('0' + i)) }))
		}
	}
	v := historyOf(t, office(), funnel.Options{}, events...).AsOf(on(70, "").At)
	cycle := scenarioOf(t, v, funnel.FlowOptions{}, funnel.MovePoints("lead", "won", .4, funnel.TakeRest)).Outcome().After.CycleDays
	assert.InDelta(t, 0, cycle.Value, 1e-12)
	assert.GreaterOrEqual(t, cycle.Low, 0.)
	assert.Positive(t, cycle.High)
}

func numbersOf(s funnel.SteadyState) [5]sf.Estimate {
	return [5]sf.Estimate{s.WinRate, s.CycleDays, s.WonPerMonth, s.RevenuePerMonth, s.OpenDeals}
}

// solved is the win rate and the cycle of a new deal, by the inverse of gonum: nothing of it is the package's own but the moves and the stays.
func solved(ids []string, open func(id string) bool, p func(from, to string) float64, begin, days map[string]float64) (win, cycle float64) {
	var said []string
	for _, id := range ids {
		if open(id) {
			said = append(said, id)
		}
	}
	n := len(said)
	a, right := mat.NewDense(n, n, nil), mat.NewDense(n, 2, nil)
	for i, from := range said {
		for j, to := range said {
			a.Set(i, j, -p(from, to))
			if i == j {
				a.Set(i, j, 1-p(from, to))
			}
		}
		right.Set(i, 0, p(from, "won"))
		right.Set(i, 1, days[from])
	}
	var x mat.Dense
	if err := x.Solve(a, right); err != nil {
		panic(err)
	}
	for i, id := range said {
		win, cycle = win+begin[id]*x.At(i, 0), cycle+begin[id]*x.At(i, 1)
	}
	return win, cycle
}

// shifted returns the moves of a chain with points more for one of them, taken from the others or from the loss.
func shifted(p func(from, to string) float64, k, j string, points float64, take funnel.TakeFrom) func(from, to string) float64 {
	return func(from, to string) float64 {
		switch {
		case from != k:
			return p(from, to)
		case to == j:
			return p(from, to) + points
		case take == funnel.TakeRest:
			return p(from, to) * (1 - points/(1-p(k, j)))
		case to == "lost":
			return p(from, to) - points
		}
		return p(from, to)
	}
}

// The sensitivities are the finite differences of an absorbing chain that is solved by other means, and so is what a scenario comes to: by
// central differences of h = 1e-4 within their error, h²/6 times a third derivative of some hundreds.
func TestBottlenecksAreFiniteDifferences(t *testing.T) {
	s := flowingSpec(1, 0)
	h, err := funnel.NewHistory(pipelineOf(t, s), pricedEvents(s, 11), funnel.Options{})
	require.NoError(t, err)
	v := h.AsOf(s.End)
	hazards, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	m, err := hazards.Matrix()
	require.NoError(t, err)
	p := func(from, to string) float64 {
		x, ok := m.P(from, to)
		require.True(t, ok)
		return x
	}
	open := func(id string) bool { return id != "won" && id != "lost" }
	begin, days := map[string]float64{"s1": 1}, make(map[string]float64)
	for _, take := range []funnel.TakeFrom{funnel.TakeRest, funnel.TakeLost} {
		b := bottlenecksOf(t, v, funnel.BottleneckOptions{Take: take, FlowOptions: funnel.FlowOptions{Draws: 100}})
		for _, x := range b.Stages {
			days[x.Stage] = x.StayDays.Value
		}
		win, cycle := solved(m.Stages(), open, p, begin, days)
		assert.InDelta(t, win, b.Now.WinRate.Value, 1e-13)
		assert.InDelta(t, cycle, b.Now.CycleDays.Value, 1e-11)
		for _, move := range b.Moves {
			at := func(points float64) float64 {
				win, _ := solved(m.Stages(), open, shifted(p, move.From, move.To, points, take), begin, days)
				return win
			}
			assert.InDelta(t, (at(1e-4)-at(-1e-4))/2e-4, 100*move.WinGain.Value, 1e-6, "%s>%s", move.From, move.To)
			perWin := b.ArrivalsPerMonth.Value * b.MeanAmount.Value
			assert.InEpsilon(t, move.WinGain.Value*perWin, move.RevenueGainPerMonth.Value, 1e-12)
			after := scenarioOf(t, v, funnel.FlowOptions{Draws: 100}, funnel.MovePoints(move.From, move.To, .03, take)).Outcome().After
			assert.InDelta(t, at(.03), after.WinRate.Value, 1e-13, "%s>%s", move.From, move.To)
		}
	}
}

// Changes compose, a change and its opposite are none, and what is not changed stays, whatever the pipeline.
func TestScenarioLaws(t *testing.T) {
	s := flowingSpec(.5, 0)
	h, err := funnel.NewHistory(pipelineOf(t, s), pricedEvents(s, 2), funnel.Options{})
	require.NoError(t, err)
	base, err := h.AsOf(s.End).Scenario(funnel.FlowOptions{Draws: 100})
	require.NoError(t, err)
	now := base.Outcome()
	stages := rapid.SampledFrom([]string{"s1", "s2", "s3", "s4", "s5"})
	one := rapid.Custom(func(t *rapid.T) funnel.ScenarioChange {
		id := stages.Draw(t, "stage")
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			return funnel.StayTimes(id, rapid.Float64Range(0, 3).Draw(t, "factor"))
		case 1:
			return funnel.StayAtMost(id, rapid.Float64Range(0, 60).Draw(t, "days"))
		case 2:
			return funnel.ArrivalTimes(rapid.Float64Range(0, 3).Draw(t, "factor"))
		case 3:
			return funnel.AmountTimes(rapid.Float64Range(0, 3).Draw(t, "factor"))
		}
		return funnel.MovePoints(id, "lost", rapid.Float64Range(-.05, .05).Draw(t, "points"), funnel.TakeRest)
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := one.Draw(t, "a"), one.Draw(t, "b")
		first, err := base.With(a)
		require.NoError(t, err)
		then, err := first.With(b)
		require.NoError(t, err)
		both, err := base.With(a, b)
		require.NoError(t, err)
		require.Equal(t, both.Outcome(), then.Outcome())
		assert.Equal(t, []funnel.ScenarioChange{a, b}, both.Changes())
		assert.Len(t, first.Changes(), 1, "a scenario does not change")
		assert.Equal(t, now.Before, both.Outcome().Before)

		points := rapid.Float64Range(-.03, .03).Draw(t, "there and back")
		id := stages.Draw(t, "at")
		back, err := base.With(funnel.MovePoints(id, "lost", points, funnel.TakeRest), funnel.MovePoints(id, "lost", -points, funnel.TakeRest))
		require.NoError(t, err)
		for i, x := range numbersOf(back.Outcome().After) {
			assert.InEpsilon(t, numbersOf(now.Before)[i].Value, x.Value, 1e-12)
		}
		shorter, err := base.With(funnel.StayAtMost(id, rapid.Float64Range(0, 40).Draw(t, "at most")))
		require.NoError(t, err)
		assert.LessOrEqual(t, shorter.Outcome().Difference.CycleDays.Value, 1e-12)
		assert.Zero(t, shorter.Outcome().Difference.WinRate.Value)
	})
	text, err := json.Marshal(now)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"changes":[]`)
	assert.NotContains(t, string(text), "null")
}

func TestScenarioFaults(t *testing.T) {
	v := tenFlowingView(t)
	nan := math.NaN()
	base, err := v.Scenario(funnel.FlowOptions{})
	require.NoError(t, err)
	_, err = base.With(
		funnel.MovePoints("won", "nowhere", nan, 5),
		funnel.MovePoints("offer", "lead", .1, funnel.TakeRest), // the rules go forward only
		funnel.MovePoints("lead", "offer", .5, funnel.TakeRest),
		funnel.MovePoints("lead", "offer", -.7, funnel.TakeRest),
		funnel.MovePoints("offer", "lost", .1, funnel.TakeLost),
		funnel.StayTimes("nowhere", -1),
		funnel.StayTimes("offer", nan),
		funnel.StayAtMost("offer", -1),
		funnel.StayAtMost("offer", math.Inf(1)),
		funnel.ArrivalTimes(math.Inf(1)),
		funnel.AmountTimes(1e6),
		funnel.AmountTimes(2), // 2e6 with the one before
		funnel.ScenarioChange{Kind: 9},
	)
	var got []string
	for _, f := range faultsOf(t, err) {
		got = append(got, f.Path+" "+strings.TrimPrefix(string(f.Code), "funnel."))
	}
	assert.Equal(t, []string{
		"changes[0].stage chain_stage", "changes[0].to chain_stage", "changes[0].points scenario_points", "changes[0].take flow_take",
		"changes[1].to scenario_move",
		"changes[2].points scenario_beyond",
		"changes[3].points scenario_beyond",
		"changes[4].stage nothing_to_take",
		"changes[5].stage chain_stage", "changes[5].factor scenario_factor",
		"changes[6].factor scenario_factor",
		"changes[7].days scenario_days",
		"changes[8].days scenario_days",
		"changes[9].factor scenario_factor",
		"changes[11].factor scenario_factor",
		"changes[12].kind scenario_kind",
	}, got)
	for _, f := range faultsOf(t, err) {
		assert.NotContains(t, f.Text, "{")
	}
	_, err = v.Scenario(funnel.FlowOptions{Draws: -1})
	assert.Equal(t, []sf.Code{funnel.CodeFlowDraws}, codesOf(faultsOf(t, err)))
}

// Deals that go back and forth for ever are refused, and so is a change of a stage of which nothing is known.
func TestScenarioWithoutAnEnd(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "loop", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "a"}, {ID: "b"}, {ID: "unseen"}, {ID: "won", Outcome: stage.Won},
	}})
	require.NoError(t, err)
	v := historyOf(t, p, funnel.Options{}, on(0, "a"), on(1, "b"), on(2, "a"), on(3, "won")).AsOf(on(9, "").At)
	base, err := v.Scenario(funnel.FlowOptions{Draws: 100})
	require.NoError(t, err)
	_, err = base.With(funnel.MovePoints("a", "b", .5, funnel.TakeRest))
	faults := faultsOf(t, err)
	assert.Equal(t, []sf.Code{funnel.CodeScenarioEndless, funnel.CodeScenarioEndless}, codesOf(faults))
	assert.Equal(t, "changes", faults[0].Path)
	_, err = base.With(funnel.StayTimes("unseen", 2), funnel.MovePoints("a", "unseen", .1, funnel.TakeRest), funnel.MovePoints("a", "won", .1, funnel.TakeLost))
	assert.Equal(t, []sf.Code{funnel.CodeScenarioUnsaid, funnel.CodeScenarioUnsaid, funnel.CodeNothingToTake}, codesOf(faultsOf(t, err)))
	free, err := base.With(funnel.MovePoints("b", "a", 0, funnel.TakeRest))
	require.NoError(t, err, "no points need no room")
	assert.InDelta(t, 1, free.Outcome().After.WinRate.Value, 1e-12)
}

// Of a funnel of which nothing is known nothing is said.
func TestScenarioOfNothing(t *testing.T) {
	v := historyOf(t, office(), funnel.Options{}).AsOf(on(70, "").At)
	o := scenarioOf(t, v, funnel.FlowOptions{}, funnel.ArrivalTimes(2)).Outcome()
	assert.Zero(t, o.Before)
	assert.Zero(t, o.After)
	assert.Zero(t, o.Difference)
	assert.Contains(t, codesOf(o.Warnings), funnel.CodeFlowStarts)
}

func TestScenarioChangeJSON(t *testing.T) {
	changes := []funnel.ScenarioChange{
		funnel.MovePoints("a", "b", -.02, funnel.TakeLost), funnel.StayTimes("a", .5), funnel.StayAtMost("a", 30),
		funnel.ArrivalTimes(1.1), funnel.AmountTimes(.9),
	}
	text, err := json.Marshal(changes)
	require.NoError(t, err)
	assert.JSONEq(t, `[{"kind":"move","stage":"a","to":"b","points":-0.02,"take":"lost"},{"kind":"stay","stage":"a","factor":0.5},
		{"kind":"longest","stage":"a","days":30},{"kind":"arrivals","factor":1.1},{"kind":"amount","factor":0.9}]`, string(text))
	var back []funnel.ScenarioChange
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, changes, back)
	for i, word := range []string{"move", "stay", "longest", "arrivals", "amount"} {
		assert.Equal(t, word, funnel.ScenarioKind(i).String())
	}
	assert.Equal(t, "change(5)", funnel.ScenarioKind(5).String())
	_, err = funnel.ScenarioKind(5).MarshalText()
	require.Error(t, err)
	require.Error(t, new(funnel.ScenarioKind).UnmarshalText([]byte("wish")))
	// Only the fields of its kind are kept.
	s := scenarioOf(t, tenFlowingView(t), funnel.FlowOptions{Draws: 100}, funnel.ScenarioChange{Kind: funnel.ChangeAmount, Stage: "lead", Points: 3, Days: -1, Factor: 2})
	assert.Equal(t, []funnel.ScenarioChange{funnel.AmountTimes(2)}, s.Changes())
}

// coverScenario returns how often the interval of each difference held the truth, when half the losses of the third stage are won over to
// the fourth and stays in the second take half the time.
func coverScenario(t testing.TB, s simulate.Spec, runs, draws int) map[string]float64 {
	x, err := s.Truth()
	require.NoError(t, err)
	at := make(map[string]int)
	begin, days := map[string]float64{"s1": 1}, make(map[string]float64)
	for i, id := range x.Stages {
		at[id], days[id] = i, x.Stay[i]
	}
	p := func(from, to string) float64 { return x.Next[at[from]][at[to]] }
	open := func(id string) bool { return id != "won" && id != "lost" }
	win, cycle := solved(x.Stages, open, p, begin, days)
	days["s2"] /= 2
	after, shorter := solved(x.Stages, open, shifted(p, "s3", "s4", .05, funnel.TakeLost), begin, days)
	perMonth := s.Arrivals.PerDay * 365.2425 / 12
	truth := map[string]float64{"win": after - win, "cycle": shorter - cycle, "money": (after - win) * perMonth * s.Amounts.Law.Mean()}
	held := make(map[string]float64)
	for seed := range uint64(runs) {
		h, err := funnel.NewHistory(pipelineOf(t, s), pricedEvents(s, seed), funnel.Options{})
		require.NoError(t, err)
		d := scenarioOf(t, h.AsOf(s.End), funnel.FlowOptions{Draws: draws, Seed: seed},
			funnel.MovePoints("s3", "s4", .05, funnel.TakeLost), funnel.StayTimes("s2", .5)).Outcome().Difference
		for name, e := range map[string]sf.Estimate{"win": d.WinRate, "cycle": d.CycleDays, "money": d.RevenuePerMonth} {
			if e.HasInterval() && e.Low <= truth[name] && truth[name] <= e.High {
				held[name]++
			}
		}
	}
	return held
}

// Intervals of differences hold the truth as often as they say.
func TestScenarioIntervals(t *testing.T) {
	for name, held := range coverScenario(t, flowingSpec(1, 0), 40, 300) {
		assert.GreaterOrEqual(t, held, fewestHeld(40), name)
	}
}
