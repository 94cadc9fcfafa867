package funnel_test

import (
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

// TestCalendarEffectRecovers has three years of a stage of which .40 are won after 60 days in the mean, and three times as fast in the last ten days of a
// quarter. An age-only forecast of those ten days has less than half of the wins; with the effect it has them within four standard errors.
func TestCalendarEffectRecovers(t *testing.T) {
	start := time.Date(2022, time.January, 1, 0, 0, 0, 0, time.UTC)
	s := simulate.Spec{
		Stages: []simulate.Stage{
			{ID: "open", Stay: simulate.Exponential(60), Moves: []simulate.Move{{To: "won", P: .4}, {To: "lost", P: .6}}},
			{ID: "won", Outcome: simulate.Won},
			{ID: "lost", Outcome: simulate.Lost},
		},
		Start: start, Arrivals: simulate.Arrivals{Deals: 20_000, Until: start.AddDate(3, 0, 0)},
		Calendar: simulate.Calendar{Days: 10, Factor: 3},
	}
	h := drawn(t, s, 21)
	end := time.Date(2024, time.October, 1, 0, 0, 0, 0, time.UTC)
	v := h.AsOf(end.AddDate(0, 0, -10))
	hazards, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	effect, err := v.CalendarEffect(hazards, sf.Quarters(start, 13))
	require.NoError(t, err)
	rush, calm, observed, expected := 0.0, 0.0, 0.0, 0.0
	for b := range 92 {
		o, e := effect.Closings(b)
		observed, expected = observed+o, expected+e
	}
	assert.InDelta(t, 1, expected/observed, 1e-9, "over all days, as many are expected as there were")
	for b := range 10 {
		rush += effect.Factor(b) / 10
	}
	for b := 10; b < 90; b++ {
		calm += effect.Factor(b) / 80
	}
	assert.InDelta(t, 3, rush/calm, .25)

	plain, err := hazards.Curves(20)
	require.NoError(t, err)
	dated, err := effect.Curves(20, 10, 5, 10)
	require.NoError(t, err)
	assert.Equal(t, []int{5, 10, 20}, dated.Horizons())
	whole := h.AsOf(end.AddDate(30, 0, 0))
	won, naive, foretold := make([]float64, 3), make([]float64, 3), make([]float64, 3)
	for d := range v.Deals() {
		if d.Outcome() != stage.Open {
			continue
		}
		truth, _ := whole.Deal(d.ID())
		closed, _ := truth.Closed()
		for i, horizon := range dated.Horizons() {
			x, _ := plain.WinBy(d.StageIndex(), d.Days(), horizon)
			y, _ := dated.WinBy(d.StageIndex(), d.Days(), horizon)
			naive[i], foretold[i] = naive[i]+x, foretold[i]+y
			if truth.Outcome() == stage.Won && closed.Before(v.AsOf().AddDate(0, 0, horizon)) {
				won[i]++
			}
		}
	}
	require.Greater(t, won[1], 100.0)
	for i := range won {
		assert.InDelta(t, won[i], foretold[i], 4*math.Sqrt(won[i]), "%d days", dated.Horizons()[i])
	}
	assert.InDelta(t, .46, naive[1]/won[1], .06, "of the last ten days, an age-only model forecasts less than half")
}

// TestCalendarEffectByHand has one of two stays won at age 2.
func TestCalendarEffectByHand(t *testing.T) {
	p := sixStages(t, stageForward)
	at := func(day int) time.Time { return time.Date(2026, time.March, day, 0, 0, 0, 0, time.UTC) }
	v := historyOf(t, p, funnel.Options{},
		funnel.Event{Deal: "a", At: at(1), Stage: "lead"}, funnel.Event{Deal: "a", At: at(3), Stage: "won"},
		funnel.Event{Deal: "b", At: at(2), Stage: "lead"},
	).AsOf(at(6))
	hazards, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	win, err := hazards.At("lead", "won", 2)
	require.NoError(t, err)
	require.InDelta(t, .5, win.Value, 1e-15)
	effect, err := v.CalendarEffect(hazards, []sf.Period{{From: at(1), To: at(4)}, {From: at(4), To: at(9)}})
	require.NoError(t, err)
	for b, want := range [][2]float64{{1, .5}, {0, 0}, {0, 0}, {0, 0}, {0, .5}, {0, 0}} { // b is at age 2 on the 4th
		o, e := effect.Closings(b)
		assert.InDelta(t, want[0], o, 0, "%d days to the end", b)
		assert.InDelta(t, want[1], e, 1e-15, "%d days to the end", b)
		assert.InDelta(t, (want[0]+10)/(want[1]+10), effect.Factor(b), 1e-15)
	}
	assert.InDelta(t, 1, effect.Factor(-1), 0)
	o, e := effect.Closings(-1)
	assert.Zero(t, o+e)

	// The 6th and 7th have factors of 1, two and one days before the end.
	c, err := effect.Curves(1)
	require.NoError(t, err)
	x, _ := c.WinBy(0, 2, 1)
	assert.InDelta(t, .5, x, 1e-15)
	x, _ = c.WinBy(0, 2, 0)
	assert.Zero(t, x)
	x, _ = c.WinBy(3, 2, 1)
	assert.InDelta(t, 1, x, 0)
	x, _ = c.WinBy(5, 2, 1)
	assert.Zero(t, x)
	assert.PanicsWithValue(t, "funnel: horizon that these curves were not made for", func() { c.WinBy(0, 0, 2) })
	assert.PanicsWithValue(t, "funnel: no such stage in these curves", func() { c.WinBy(6, 0, 1) })
	assert.Zero(t, testing.AllocsPerRun(20, func() { c.WinBy(0, 1, 1) }))
}

// TestCalendarEffectLaws: nothing recorded later changes a factor, and without periods the curves are those of the age alone.
func TestCalendarEffectLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, asOf := drawPipeline(t), drawOptions(t), drawTime(t, "as of")
		events := drawEvents(t)
		v := historyOf(t, p, o, events...).AsOf(asOf)
		hazards, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
		require.NoError(t, err)
		weeks := sf.Weeks(base.AddDate(0, 0, -7).In(v.Calendar().Zone()), 5, time.Monday)
		effect, err := v.CalendarEffect(hazards, weeks)
		require.NoError(t, err)
		visible := slices.DeleteFunc(slices.Clone(events), func(e funnel.Event) bool { return !visibleAt(e, asOf) })
		again, err := historyOf(t, p, o, visible...).AsOf(asOf).CalendarEffect(hazards, weeks)
		require.NoError(t, err)
		for b := range 8 {
			o, e := effect.Closings(b)
			require.True(t, o >= 0 && e >= 0 && effect.Factor(b) > 0)
			require.Equal(t, effect.Factor(b), again.Factor(b))
		}

		none, err := v.CalendarEffect(hazards, nil)
		require.NoError(t, err)
		plain, err := hazards.Curves(30)
		horizon := rapid.IntRange(1, 30).Draw(t, "horizon")
		dated, datedErr := none.Curves(horizon)
		rush, rushErr := effect.Curves(horizon)
		require.Equal(t, err, datedErr)
		require.Equal(t, err, rushErr)
		if err != nil {
			return
		}
		for at := range p.Len() {
			age := rapid.IntRange(-1, 20).Draw(t, "age")
			p, x := plain.WinBy(at, age, horizon)
			q, y := dated.WinBy(at, age, horizon)
			require.InDelta(t, p, q, 1e-12)
			require.InDelta(t, x, y, 1e-12)
			q, y = rush.WinBy(at, age, horizon)
			require.True(t, q >= 0 && q <= 1 && y >= 0 && y <= 1+1e-12, "%v, %v", q, y)
		}
	})
}

func TestCalendarEffectRefuses(t *testing.T) {
	p := sixStages(t, stageForward)
	v := historyOf(t, p, funnel.Options{}, funnel.Event{Deal: "a", At: base, Stage: "lead"}).AsOf(base.AddDate(0, 0, 9))
	weekly, err := funnel.NewLifeTable(7).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	q := sf.Quarters(base, 2)
	_, err = v.CalendarEffect(weekly, []sf.Period{q[1], q[0], {From: base.AddDate(1, 0, 0), To: base}})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	codes := make([]sf.Code, 0, len(invalid.Faults))
	for _, f := range invalid.Faults {
		codes = append(codes, f.Code)
	}
	assert.Equal(t, []sf.Code{funnel.CodeEffectUnit, funnel.CodeEffectStages, funnel.CodePeriodOrder, funnel.CodePeriodOrder}, codes)

	daily, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	effect, err := v.CalendarEffect(daily, q)
	require.NoError(t, err)
	_, err = effect.Curves(0, 5, 3661)
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Faults, 2)
	c, err := effect.Curves()
	require.NoError(t, err)
	assert.Empty(t, c.Horizons())
}
