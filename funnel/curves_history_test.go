package funnel_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func curvesOfView(t testing.TB, v *funnel.View, horizon int) *funnel.Curves {
	t.Helper()
	h, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	c, err := h.Curves(horizon)
	require.NoError(t, err)
	return c
}

// Wins take 90 days here and losses 30. After a year the mean over won deals is too short, as it has the quick ones only, and of the
// closed deals .26 are won where .30 is true; the curves, in which open deals count, have it right. Deals end at hours of the day, and
// days are differences of dates, so nothing is lost to rounding.
func TestCurvesRecoverWhatClosedDealsHide(t *testing.T) {
	s := simulate.Trap()
	s.Arrivals.Deals = 40_000
	v := drawn(t, s, 4).AsOf(s.End)
	c := curvesOfView(t, v, 900)

	naive := v.WonMeanDays()
	assert.InDelta(t, 80.2, naive.Value, 1.5)
	assert.Less(t, naive.High, 85.0, "an interval does not mend a bias")
	require.Len(t, naive.Warnings, 1)
	assert.Equal(t, funnel.CodeWonOnly, naive.Warnings[0].Code)

	win, err := c.Eventually("open", 0)
	require.NoError(t, err)
	assert.InDelta(t, .30, win.Value, .01)
	assert.True(t, win.Low < .30 && .30 < win.High, "%v", win)
	won, err := c.Cycle("open", funnel.ToWon)
	require.NoError(t, err)
	assert.InDelta(t, 90, won.RestrictedMean(), 2)
	median, ok := won.Median()
	require.True(t, ok)
	assert.InDelta(t, 80.2, median, 2, "the median of a gamma distribution of shape 3 and mean 90")
	all, err := c.CycleOf(v.Counts(), funnel.ToEnd)
	require.NoError(t, err)
	assert.InDelta(t, .3*90+.7*30, all.RestrictedMean(), 1.5)
}

// With all deals closed, the curves without a horizon say of new deals what became of them: as many are won as were won.
func TestCurvesReproduceAClosedHistory(t *testing.T) {
	s := simulate.SevenStages(4000)
	s.Arrivals.Until, s.End = s.End, s.End.AddDate(60, 0, 0)
	v := drawn(t, s, 12).AsOf(s.End)
	c := curvesOfView(t, v, 1)
	counts := v.Counts()
	expected, won := 0.0, 0
	for i, id := range v.LifeTable(1).Stages()[:5] {
		p, x := c.WinEver(i, 0)
		assert.Zero(t, x)
		expected += float64(counts.Starts(id)) * p
	}
	for d := range v.Deals() {
		if d.Outcome() == stage.Won {
			won++
		}
	}
	assert.InDelta(t, expected, float64(won), 1e-6)
}

func TestWonMeanDays(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 15, 0, 0, 0, time.UTC) }
	p, err := stage.New(stage.Config{ID: "p", Stages: []stage.Stage{{ID: "a"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost}}})
	require.NoError(t, err)
	var events []funnel.Event
	add := func(deal string, from, to int, end string) {
		events = append(events, funnel.Event{Deal: deal, At: day(from), Stage: "a"})
		if end != "" {
			events = append(events, funnel.Event{Deal: deal, At: day(to), Stage: end})
		}
	}
	add("1", 1, 5, "won")
	view := func() *funnel.View {
		h, err := funnel.NewHistory(p, func(yield func(funnel.Event) bool) {
			for _, e := range events {
				if !yield(e) {
					return
				}
			}
		}, funnel.Options{})
		require.NoError(t, err)
		return h.AsOf(day(31))
	}
	assert.Equal(t, sf.Estimate{Value: 4, N: 1, Method: "mean cycle of won deals"}, view().WonMeanDays())
	add("2", 2, 10, "won")
	add("3", 2, 20, "lost")
	add("4", 2, 0, "")
	events = append(events, // in mid-life on record: what became of such deals before is not known
		funnel.Event{Deal: "5", At: day(1), Recorded: day(20), Stage: "a"},
		funnel.Event{Deal: "5", At: day(22), Recorded: day(22), Stage: "won"})
	e := view().WonMeanDays()
	half := 1.959963984540054 * math.Sqrt(8.0/2)
	assert.InDelta(t, 6, e.Value, 1e-15)
	assert.InDelta(t, 6-half, e.Low, 1e-12)
	assert.InDelta(t, 6+half, e.High, 1e-12)
	assert.EqualValues(t, 2, e.N)
	assert.EqualValues(t, 1, e.Left)
	events = events[4:]
	assert.True(t, view().WonMeanDays().IsZero())
}

// benchCurves has hazards of so many ages in each open stage, each of which leads to the next two and back.
func benchHazards(b *testing.B, stages, ages int) *funnel.Hazards {
	b.Helper()
	config := stage.Config{ID: "bench", Moves: stage.Moves{Policy: stage.Free}}
	for i := range stages {
		config.Stages = append(config.Stages, stage.Stage{ID: fmt.Sprint("s", i)})
	}
	config.Stages = append(config.Stages, stage.Stage{ID: "won", Outcome: stage.Won}, stage.Stage{ID: "lost", Outcome: stage.Lost})
	p, err := stage.New(config)
	require.NoError(b, err)
	var l funnel.LifeTable
	for i := range stages {
		for days := range ages {
			for x, next := range []int{i + 1, i + 2, i - 1, stages, stages + 1, -1} {
				if next >= -1 && next < stages+2 && (days+x)%3 == 0 {
					l.Add(p, funnel.Visit{Stage: i, Next: next, Days: days})
				}
			}
		}
	}
	h, err := l.Hazards(funnel.HazardOptions{})
	require.NoError(b, err)
	return h
}

func BenchmarkCurves(b *testing.B) {
	for _, stages := range []int{6, 12} {
		for _, horizon := range []int{365, 1460} {
			h := benchHazards(b, stages, horizon)
			b.Run(fmt.Sprintf("stages=%d/horizon=%d", stages, horizon), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := h.Curves(horizon); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkWinBy looks up every age of every stage at twelve horizons.
func BenchmarkWinBy(b *testing.B) {
	for _, horizon := range []int{365, 1460} {
		c, err := benchHazards(b, 6, horizon).Curves(horizon)
		require.NoError(b, err)
		b.Run(fmt.Sprintf("stages=6/horizon=%d", horizon), func(b *testing.B) {
			b.ReportAllocs()
			sum := 0.0
			for b.Loop() {
				for at := range 6 {
					for age := range horizon {
						for x := range 12 {
							p, _ := c.WinBy(at, age, (x+1)*horizon/12)
							sum += p
						}
					}
				}
			}
			b.ReportMetric(float64(b.N)*float64(6*12*horizon)/b.Elapsed().Seconds(), "lookups/s")
			if !(sum > 0) {
				b.Fatal(sum)
			}
		})
	}
}

// BenchmarkWinInterval takes one interval, which costs one pass over all hazards.
func BenchmarkWinInterval(b *testing.B) {
	for _, horizon := range []int{365, 1460} {
		c, err := benchHazards(b, 6, horizon).Curves(horizon)
		require.NoError(b, err)
		b.Run(fmt.Sprintf("stages=6/horizon=%d", horizon), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Win("s0", 30, []int{horizon}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
