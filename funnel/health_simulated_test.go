package funnel_test

import (
	"iter"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// healthySpec is a funnel of three stages in which nothing ever changes, over two years: arrivals a day, their weekly dispersion, and the law of every stay.
func healthySpec(perDay, dispersion float64, stay simulate.Law) simulate.Spec {
	return simulate.Spec{
		Stages: []simulate.Stage{
			{ID: "lead", Stay: stay, Moves: []simulate.Move{{To: "demo", P: .6}, {To: "lost", P: .4}}},
			{ID: "demo", Stay: stay, Moves: []simulate.Move{{To: "offer", P: .6}, {To: "lead", P: .05}, {To: "lost", P: .35}}},
			{ID: "offer", Stay: stay, Moves: []simulate.Move{{To: "won", P: .5}, {To: "lost", P: .5}}},
			{ID: "won", Outcome: simulate.Won},
			{ID: "lost", Outcome: simulate.Lost},
		},
		Start:    time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC),
		End:      time.Date(2025, 12, 29, 0, 0, 0, 0, time.UTC), // a Monday
		Arrivals: simulate.Arrivals{PerDay: perDay, Dispersion: dispersion},
	}
}

// onWorkdays puts what happens at a weekend off to the next Monday, in the order in which it happened.
func onWorkdays(rows iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
	return func(yield func(simulate.Row) bool) {
		for r := range rows {
			if wait := map[time.Weekday]int{time.Saturday: 2, time.Sunday: 1}[r.At.Weekday()]; wait > 0 {
				r.At = time.Date(r.At.Year(), r.At.Month(), r.At.Day()+wait, 0, 0, 0, int(r.Seq), time.UTC)
				r.Recorded = r.At
			}
			if !yield(r) {
				return
			}
		}
	}
}

// healthOf draws a funnel, changes its rows, and judges it at its end.
func healthOf(t testing.TB, s simulate.Spec, seed uint64, change func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row], o funnel.HealthOptions) *funnel.Health {
	t.Helper()
	end := s.End
	s.End = end.AddDate(0, 0, 7) // for changes that put rows off, or move them ahead
	rows := s.Rows(seed)
	if change != nil {
		rows = change(rows)
	}
	h, err := funnel.NewHistory(pipelineOf(t, s), eventsOf(rows), funnel.Options{})
	require.NoError(t, err)
	health, err := h.AsOf(end).Health(o)
	require.NoError(t, err)
	return health
}

// stuck lets nobody leave a stage from a time on.
func stuck(stageID string, from time.Time) func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
	return func(rows iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
		return func(yield func(simulate.Row) bool) {
			deal, at, held := "", "", false
			for r := range rows {
				if r.Deal != deal {
					deal, at, held = r.Deal, "", false
				}
				if held = held || at == stageID && !r.At.Before(from); held {
					continue
				}
				if at = r.Stage; !yield(r) {
					return
				}
			}
		}
	}
}

// diverted loses all deals that would come into a stage from a time on.
func diverted(stageID string, from time.Time) func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
	return func(rows iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
		return func(yield func(simulate.Row) bool) {
			gone := ""
			for r := range rows {
				switch {
				case r.Deal == gone:
					continue
				case r.Stage == stageID && !r.At.Before(from):
					gone, r.Stage = r.Deal, "lost"
				}
				if !yield(r) {
					return
				}
			}
		}
	}
}

// dried lets no deal begin from a time on.
func dried(from time.Time) func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
	return func(rows iter.Seq[simulate.Row]) iter.Seq[simulate.Row] {
		return func(yield func(simulate.Row) bool) {
			seen := ""
			for r := range rows {
				if r.Deal != seen && r.Seq == 1 && r.At.Before(from) {
					seen = r.Deal
				}
				if r.Deal == seen && !yield(r) {
					return
				}
			}
		}
	}
}

// verdicts counts the verdicts over some seeds, and in how many a stage is in a state.
func verdicts(t testing.TB, s simulate.Spec, draws int, change func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row], stageID string, state funnel.HealthState) (by map[funnel.HealthState]int, found int) {
	t.Helper()
	by = make(map[funnel.HealthState]int)
	for seed := range draws {
		h := healthOf(t, s, uint64(seed)+1, change, funnel.HealthOptions{})
		by[h.Verdict]++
		for _, x := range h.Stages {
			if x.Stage == stageID && x.State == state {
				found++
			}
		}
	}
	return by, found
}

// alarms is how many verdicts are not full.
func alarms(by map[funnel.HealthState]int) int {
	return by[funnel.HealthBlocked] + by[funnel.HealthGap] + by[funnel.HealthEmpty]
}

// Of 40 healthy funnels with uneven weeks, and of 40 with free weekends, at most .05 + 2 standard errors of .034 raise an alarm, which is 4. The long test
// draws many more.
func TestHealthyFunnelsRaiseFewAlarms(t *testing.T) {
	for _, change := range []func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row]{nil, onWorkdays} {
		by, full := verdicts(t, healthySpec(1, .3, simulate.Exponential(20)), 40, change, "demo", funnel.HealthFull)
		assert.LessOrEqual(t, alarms(by), 4)
		assert.GreaterOrEqual(t, full, 36)
		assert.Zero(t, by[funnel.HealthUnknown])
	}
}

// At one deal a day, what stops for the four weeks of a window is found in most funnels: a stage that nobody leaves, a source that dries up, and a stage
// that nothing comes into although the one before it goes on. In 400 funnels the stage was found in .99 and more,
// and the funnel's verdict was that in .96 and more; of 20, four standard errors less are 18 and 15.
func TestHealthFindsWhatIsWrong(t *testing.T) {
	s := healthySpec(1, .1, simulate.Exponential(20))
	from := s.End.AddDate(0, 0, -28)
	for _, x := range []struct {
		change  func(iter.Seq[simulate.Row]) iter.Seq[simulate.Row]
		stage   string
		state   funnel.HealthState
		verdict funnel.HealthState
	}{
		{stuck("demo", from), "demo", funnel.HealthBlocked, funnel.HealthBlocked},
		{diverted("offer", from), "offer", funnel.HealthGap, funnel.HealthGap},
		{dried(from), "lead", funnel.HealthEmpty, funnel.HealthEmpty},
	} {
		by, found := verdicts(t, s, 20, x.change, x.stage, x.state)
		assert.GreaterOrEqual(t, found, 18, x.state)
		assert.GreaterOrEqual(t, by[x.verdict], 15, x.state)
	}
}

// A survival curve that has seen the blockage explains it away. In eighteen weeks of history, of which nobody left demo in the last eight, that of the view
// itself expects nearly as many deals as there are, and 82 of 100 such funnels were within the sixth part of .05 that each of six questions has at least;
// held against the time before the last eight weeks, 97 of 100 were called blocked. Of 30, four standard errors less are 16 and 25.
func TestAReferenceThatHoldsTheBlockageMissesIt(t *testing.T) {
	s := healthySpec(1, .1, simulate.Exponential(20))
	s.Start = s.End.AddDate(0, 0, -7*18)
	change := stuck("demo", s.End.AddDate(0, 0, -56))
	missed, found := 0, 0
	for seed := range uint64(30) {
		h, err := funnel.NewHistory(pipelineOf(t, s), eventsOf(change(s.Rows(seed+1))), funnel.Options{})
		require.NoError(t, err)
		v := h.AsOf(s.End)
		hazards, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
		require.NoError(t, err)
		survival, err := hazards.Survival("demo")
		require.NoError(t, err)
		open, expected, variance := 0, 0., 0.
		for x := range v.Visits() {
			if x.Stage != 1 {
				continue
			}
			if x.Next < 0 {
				open++
			}
			age := int(s.End.Sub(x.Entered.Truncate(24*time.Hour)) / (24 * time.Hour))
			p := survival.At(age - 1).Value
			expected, variance = expected+p, variance+p*(1-p)
		}
		if float64(open)-.5 < expected+2.39*math.Sqrt(variance) {
			missed++
		}
		health, err := v.Health(funnel.HealthOptions{})
		require.NoError(t, err)
		if health.Stages[1].State == funnel.HealthBlocked {
			found++
		}
	}
	assert.GreaterOrEqual(t, missed, 16)
	assert.GreaterOrEqual(t, found, 25)
}

// BenchmarkHealth reports rows a second for 100,000 deals.
func BenchmarkHealth(b *testing.B) {
	s := simulate.SevenStages(100_000)
	v := drawn(b, s, 1).AsOf(s.End)
	rows := v.Events()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Health(funnel.HealthOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
