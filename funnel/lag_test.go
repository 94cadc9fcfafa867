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

// slowRecord is a stage of which .40 are won and .60 lost, both after 30 days in the mean, whose closing comes on record 10 days late
// in the mean, and 150 days of arrivals.
func slowRecord(deals int) simulate.Spec {
	start := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)
	return simulate.Spec{
		Stages: []simulate.Stage{
			{ID: "open", Stay: simulate.Exponential(30), Moves: []simulate.Move{{To: "won", P: .4}, {To: "lost", P: .6}}},
			{ID: "won", Outcome: simulate.Won},
			{ID: "lost", Outcome: simulate.Lost},
		},
		Start: start, Arrivals: simulate.Arrivals{Deals: deals, Until: start.AddDate(0, 0, 150)},
		Recording: simulate.Recording{Lag: simulate.Exponential(10)},
	}
}

// never calls no row late, so that a lag at the beginning of a deal is a lag only.
var never = funnel.Options{RecordedLate: -1}

// TestLagRecovers: moves that are not on record yet make stays look longer and forecasts lower. The table with the earlier end and the
// curves of what is shown have both right. Tolerances are four standard errors.
func TestLagRecovers(t *testing.T) {
	s := slowRecord(20_000)
	asOf := s.Start.AddDate(0, 0, 150)
	events := slices.Collect(eventsOf(s.Rows(7)))
	for i := range events {
		if events[i].Stage == "open" {
			events[i].Recorded = time.Time{}
		}
	}
	h := historyOf(t, pipelineOf(t, s), never, events...)
	v := h.AsOf(asOf)
	lag := v.Lag()
	require.Empty(t, lag.Warnings())
	for _, d := range []int{0, 2, 5, 10, 20, 30} { // a move at any hour of a day, recorded by the end of the d-th after it
		want := 1 - 10*math.Exp(-float64(d)/10)*(1-math.Exp(-.1))
		assert.InDelta(t, want, lag.Within(d), .015, "within %d days", d)
	}
	assert.InDelta(t, 30, lag.Quantile(.95), 2)

	want := .4 * (1 - math.Exp(-30.5/30))
	plain, lagged := curvesOfTable(t, v.LifeTable(1), 60), curvesOfTable(t, v.LifeTableLagged(1, lag), 60)
	p, _ := plain.WinBy(0, 0, 31) // by the end of the thirtieth day after that of entry
	q, _ := lagged.WinBy(0, 0, 31)
	assert.Less(t, p, want-.015, "what is not on record counts as staying")
	assert.InDelta(t, want, q, .015)

	hazards, err := v.LifeTableLagged(1, lag).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	shown, err := hazards.CurvesLagged(30, lag)
	require.NoError(t, err)
	whole := h.AsOf(asOf.AddDate(30, 0, 0))
	n, won, there := 0, 0, 0
	naive, foretold, still := 0.0, 0.0, 0.0
	for d := range v.Deals() {
		if d.Outcome() != stage.Open {
			continue
		}
		n++
		x, _ := plain.WinBy(d.StageIndex(), d.Days(), 30)
		y, _ := shown.WinBy(d.StageIndex(), d.Days(), 30)
		naive, foretold, still = naive+x, foretold+y, still+shown.Still(d.StageIndex(), d.Days())
		truth, _ := whole.Deal(d.ID())
		closed, _ := truth.Closed()
		if !closed.Before(asOf) {
			there++
		}
		if truth.Outcome() == stage.Won && closed.Before(asOf.AddDate(0, 0, 30)) {
			won++
		}
	}
	require.Greater(t, n, 3000)
	se := 4 * math.Sqrt(float64(n)*.3*.7)
	assert.InDelta(t, won, foretold, se)
	assert.InDelta(t, there, still, se)
	assert.Less(t, naive, float64(won)-se, "an age-only forecast takes what is shown for what is")
	assert.Less(t, float64(there), .85*float64(n), "many that are shown as open are closed")
}

func curvesOfTable(t testing.TB, l *funnel.LifeTable, horizon int) *funnel.Curves {
	t.Helper()
	h, err := l.Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	c, err := h.Curves(horizon)
	require.NoError(t, err)
	return c
}

// TestLagByHand: moves of 10 days ago and more show any lag, those of yesterday only lags of a day at most.
func TestLagByHand(t *testing.T) {
	p := sixStages(t, stageForward)
	var events []funnel.Event
	deal := func(name string, days, lag, n int) {
		for i := range n {
			id := name + string(rune('a'+i/26)) + string(rune('a'+i%26))
			at := base.AddDate(0, 0, -days)
			events = append(events,
				funnel.Event{Deal: id, At: at.AddDate(0, 0, -5), Stage: "lead"},
				funnel.Event{Deal: id, At: at, Recorded: at.AddDate(0, 0, lag), Stage: "demo"})
		}
	}
	deal("x", 30, 0, 30)
	deal("y", 30, 3, 10)
	deal("z", 2, 0, 60) // shown of 80 if a quarter is recorded on the third day
	deal("w", 2, 3, 20) // not shown
	deal("v", 3, 0, 5)
	lag := historyOf(t, p, never, events...).AsOf(base).Lag()
	assert.Equal(t, int64(105), lag.Moves())
	for d, want := range []float64{.75, .75, .75, 1, 1} {
		assert.InDelta(t, want, lag.Within(d), 1e-12, "day %d", d)
	}
	assert.Zero(t, lag.Within(-1))
	assert.Equal(t, 3, lag.Longest())
	for _, test := range []struct {
		q    float64
		want int
	}{{0, 0}, {-1, 0}, {math.NaN(), 0}, {.75, 0}, {.76, 3}, {1, 3}, {7, 3}, {math.Inf(1), 3}} {
		assert.Equal(t, test.want, lag.Quantile(test.q), "%v", test.q)
	}

	// Observation ends three days ago: the moves of that day and later are not seen, and who made them was a lead at ages of 4 and 3 at most.
	v := historyOf(t, p, never, events...).AsOf(base)
	l := v.LifeTableLagged(1, lag)
	assert.Equal(t, int64(40), l.Exits("lead", "demo", 5))
	assert.Equal(t, int64(125), l.AtRisk("lead", 3))
	assert.Equal(t, int64(45), l.AtRisk("lead", 4))
	assert.Equal(t, int64(40), l.AtRisk("lead", 5))
	assert.Equal(t, int64(40), l.Stays("demo"))
	assert.Equal(t, int64(40), l.AtRisk("demo", 26))
	assert.Zero(t, l.AtRisk("demo", 27))
}

// TestLagOfFewMoves: two moves could have shown a lag of 4 days, which is too few to say that half have it.
func TestLagOfFewMoves(t *testing.T) {
	p := sixStages(t, stageForward)
	var events []funnel.Event
	for i, days := range []int{10, 10, 2, 2, 2, 2, 2, 2} {
		at, lag := base.AddDate(0, 0, -days), 0
		if i == 0 {
			lag = 4
		}
		id := string(rune('a' + i))
		events = append(events, funnel.Event{Deal: id, At: at.AddDate(0, 0, -1), Stage: "lead"},
			funnel.Event{Deal: id, At: at, Recorded: at.AddDate(0, 0, lag), Stage: "won"})
	}
	lag := historyOf(t, p, never, events...).AsOf(base).Lag()
	assert.InDelta(t, 7./8, lag.Within(0), 1e-15)
	assert.Equal(t, 4, lag.Quantile(.95))
}

// TestLagLeavesBackfillOut: a deal that came into the history in mid-life tells of the lag from then on only.
func TestLagLeavesBackfillOut(t *testing.T) {
	p := sixStages(t, stageForward)
	at := func(day int) time.Time { return base.AddDate(0, 0, day) }
	v := historyOf(t, p, funnel.Options{}, []funnel.Event{
		{Deal: "a", At: at(-900), Recorded: at(-50), Stage: "lead"},
		{Deal: "a", At: at(-500), Recorded: at(-50), Stage: "demo"},
		{Deal: "a", At: at(-20), Recorded: at(-18), Stage: "offer"},
		{Deal: "a", At: at(-10), Recorded: at(-12), Stage: "won"},
	}...).AsOf(base)
	lag := v.Lag()
	assert.Equal(t, int64(2), lag.Moves())
	assert.Equal(t, 2, lag.Longest())
	assert.InDelta(t, .5, lag.Within(0), 1e-12, "recorded before it happened is recorded at once")
	require.Len(t, lag.Warnings(), 1)
	assert.Equal(t, funnel.CodeLagFew, lag.Warnings()[0].Code)
}

// TestNoLagChangesNothing: where all is recorded when it happens, everything is the same to the last bit.
func TestNoLagChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		for i := range events {
			events[i].Recorded = time.Time{}
		}
		v := historyOf(t, drawPipeline(t), drawOptions(t), events...).AsOf(drawTime(t, "as of"))
		lag, unit := v.Lag(), rapid.IntRange(0, 8).Draw(t, "unit")
		require.Zero(t, lag.Longest())
		require.Zero(t, lag.Quantile(1))
		require.InDelta(t, 1, lag.Within(0), 0)
		require.Equal(t, encodeTable(t, v.LifeTable(unit)), encodeTable(t, v.LifeTableLagged(unit, lag)))
		require.Equal(t, encodeTable(t, v.LifeTable(unit)), encodeTable(t, v.LifeTableLagged(unit, nil)))
		h, err := v.LifeTable(unit).Hazards(funnel.HazardOptions{})
		require.NoError(t, err)
		plain, err := h.Curves(40)
		lagged, lagErr := h.CurvesLagged(40, rapid.SampledFrom([]*funnel.Lag{lag, nil}).Draw(t, "lag"))
		require.Equal(t, err, lagErr)
		if err != nil {
			return
		}
		for range 5 {
			at, age, horizon := rapid.IntRange(0, 5).Draw(t, "stage"), rapid.IntRange(-1, 30).Draw(t, "age"), rapid.IntRange(-1, 40).Draw(t, "horizon")
			require.InDelta(t, 1, lagged.Still(at, age), 0)
			require.Equal(t, pair(plain.WinBy(at, age, horizon)), pair(lagged.WinBy(at, age, horizon)))
			require.Equal(t, pair(plain.WinEver(at, age)), pair(lagged.WinEver(at, age)))
		}
	})
}

func pair(a, b float64) [2]float64 { return [2]float64{a, b} }

// TestLagNeverLooksAhead changes rows that are recorded at the view's time or later, and adds such rows: nothing of the lag changes.
func TestLagNeverLooksAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, asOf := drawPipeline(t), drawOptions(t), drawTime(t, "as of")
		events := drawEvents(t)
		tellLag := func(events []funnel.Event) string {
			v := historyOf(t, p, o, events...).AsOf(asOf)
			lag := v.Lag()
			within := make([]float64, 0, 50)
			for d := range 50 {
				within = append(within, lag.Within(d))
			}
			b, err := json.Marshal(within)
			require.NoError(t, err)
			return string(b) + encodeTable(t, v.LifeTableLagged(1, lag))
		}
		before := tellLag(events)
		changed := slices.Clone(events)
		for i, e := range changed {
			if !visibleAt(e, asOf) {
				changed[i].Stage = rapid.SampledFrom([]string{"lead", "won", "offer"}).Draw(t, "other stage")
				changed[i].Recorded = asOf.Add(time.Duration(rapid.IntRange(0, 9000).Draw(t, "later")) * time.Hour)
			}
		}
		for range rapid.IntRange(0, 5).Draw(t, "more") {
			e := drawEvent(t)
			if e.Recorded = asOf.Add(rapid.SampledFrom([]time.Duration{0, time.Hour, 3000 * time.Hour}).Draw(t, "recorded late")); !visibleAt(e, asOf) {
				changed = append(changed, e)
			}
		}
		require.Equal(t, before, tellLag(changed))
	})
}

// TestLagIsADistribution: whatever is on record, G rises to 1, and the tables take no more stays than without a lag.
func TestLagIsADistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := historyOf(t, drawPipeline(t), drawOptions(t), drawEvents(t)...).AsOf(drawTime(t, "as of"))
		lag, last := v.Lag(), 0.0
		for d := range min(lag.Longest(), 2000) + 1 {
			g := lag.Within(d)
			require.True(t, g >= last && g <= 1, "%v after %v", g, last)
			last = g
		}
		require.InDelta(t, 1, lag.Within(lag.Longest()), 0)
		if q := lag.Quantile(.95); q > 0 {
			require.GreaterOrEqual(t, lag.Within(q), .95)
			require.Less(t, lag.Within(q-1), .95)
		}
		plain, lagged := v.LifeTable(1), v.LifeTableLagged(1, lag)
		for _, id := range []string{"lead", "demo", "offer"} {
			require.LessOrEqual(t, lagged.Stays(id), plain.Stays(id))
			for age := range 30 {
				require.LessOrEqual(t, lagged.AtRisk(id, age), plain.AtRisk(id, age))
				require.LessOrEqual(t, lagged.Exits(id, "lost", age), plain.Exits(id, "lost", age))
			}
		}
	})
}

func TestCurvesLaggedRefuse(t *testing.T) {
	h, err := new(funnel.LifeTable).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	for _, horizon := range []int{0, -1, 3661, math.MaxInt} {
		_, err := h.CurvesLagged(horizon, nil)
		var invalid *sf.InvalidError
		require.ErrorAs(t, err, &invalid)
		assert.Equal(t, funnel.CodeHorizon, invalid.Faults[0].Code)
	}
}
