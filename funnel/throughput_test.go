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
)

// Four deals begin in the 28 days from day 30 on, one in each week.
func TestThroughputByHand(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		dealOn("a", 31, "lead"), dealOn("a", 33, "demo"), paid(dealOn("a", 35, "won"), 100),
		dealOn("b", 40, "lead"), dealOn("b", 44, "lost"),
		dealOn("c", 50, "lead"), paid(dealOn("c", 54, "won"), 300),
		dealOn("d", 57, "lead"), dealOn("d", 57.5, "lost"),
		paid(dealOn("e", 45, "won"), 200), // closed when first seen: an amount, but no arrival
		dealOn("z", 2, "lead"), dealOn("z", 3, "lost"),
	).AsOf(base.AddDate(0, 0, 70))
	x, err := v.Throughput(daysOf(30, 58))
	require.NoError(t, err)
	assert.InDelta(t, 4./28, x.ArrivalsPerDay.Value, 1e-12)
	// The posterior of four weeks of 1, integrated on 60,000 points of the mean in Python: 0.326612 and 2.642898 a week.
	assert.InEpsilon(t, 0.326612/7, x.ArrivalsPerDay.Low, .01)
	assert.InEpsilon(t, 2.642898/7, x.ArrivalsPerDay.High, .01)
	assert.InDelta(t, 2./5, x.WinProbability.Value, 1e-9, "all have closed: two of five")
	assert.InDelta(t, 200, x.MeanAmount.Value, 1e-12)
	assert.EqualValues(t, 3, x.MeanAmount.N)
	assert.InDelta(t, 4./28*.4*200, x.AmountPerDay.Value, 1e-9)
	assert.Equal(t, []sf.Code{funnel.CodeArrivalWeeks, funnel.CodeThroughputUnseen}, codesOf(x.Warnings))

	// The interval joins those of the factors on the log scale.
	down, up := 0.0, 0.0
	for _, e := range []sf.Estimate{x.ArrivalsPerDay, x.WinProbability, x.MeanAmount} {
		down += math.Pow(math.Log(e.Value/e.Low), 2)
		up += math.Pow(math.Log(e.High/e.Value), 2)
	}
	assert.InDelta(t, x.AmountPerDay.Value*math.Exp(-math.Sqrt(down)), x.AmountPerDay.Low, 1e-9)
	assert.InDelta(t, x.AmountPerDay.Value*math.Exp(math.Sqrt(up)), x.AmountPerDay.High, 1e-9)
}

// Weeks of 0, 0, 8 and 0 say much less than four weeks of 2.
func TestThroughputOfBunches(t *testing.T) {
	var events []funnel.Event
	for i := range 8 {
		events = append(events, dealOn(string(rune('a'+i)), 15+float64(i)/2, "lead"))
	}
	events = append(events, dealOn("z", -10, "lead"), paid(dealOn("z", -5, "won"), 5))
	x, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 28)).Throughput(daysOf(0, 28))
	require.NoError(t, err)
	// As above, in Python: 0.591644 and 20.036094 a week.
	assert.InEpsilon(t, 0.591644/7, x.ArrivalsPerDay.Low, .01)
	assert.InEpsilon(t, 20.036094/7, x.ArrivalsPerDay.High, .03)
}

func TestThroughputSaysWhatItCannot(t *testing.T) {
	p := sixStages(t, stageForward)
	x, err := historyOf(t, p, funnel.Options{}).AsOf(base).Throughput(daysOf(-70, 0))
	require.NoError(t, err)
	assert.Zero(t, x.ArrivalsPerDay.Value)
	assert.Zero(t, x.ArrivalsPerDay.Low)
	assert.Positive(t, x.ArrivalsPerDay.High, "no arrival in 70 days may be chance")
	assert.True(t, x.AmountPerDay.IsZero())
	assert.Equal(t, []sf.Code{funnel.CodeNoBeginning}, codesOf(x.Warnings))

	// Nothing has happened yet to the one deal.
	x, err = historyOf(t, p, funnel.Options{}, dealOn("a", 1, "lead")).AsOf(base.AddDate(0, 0, 80)).Throughput(daysOf(10, 80))
	require.NoError(t, err)
	assert.True(t, x.AmountPerDay.IsZero())

	// One has begun in demo today, and no deal was ever seen there for a day.
	x, err = historyOf(t, p, funnel.Options{}, dealOn("a", 1, "lead"), dealOn("a", 5, "lost"), dealOn("b", 9.1, "demo")).AsOf(base.Add(228 * time.Hour)).Throughput(daysOf(0, 80))
	require.NoError(t, err)
	assert.True(t, x.WinProbability.IsZero())
	assert.Contains(t, codesOf(x.Warnings), funnel.CodeNoEvidence)

	// All are lost: no amount is known of a win, and none can be said.
	x, err = historyOf(t, p, funnel.Options{}, dealOn("a", 1, "lead"), dealOn("a", 5, "lost")).AsOf(base.AddDate(0, 0, 80)).Throughput(daysOf(0, 80))
	require.NoError(t, err)
	assert.Zero(t, x.WinProbability.Value)
	assert.False(t, x.WinProbability.IsZero())
	assert.True(t, x.MeanAmount.IsZero())
	assert.True(t, x.AmountPerDay.IsZero())

	// Deals go round within a day and never spend any time: no probability can be computed.
	round := historyOf(t, p, funnel.Options{}, dealOn("a", 1, "lead"), dealOn("a", 1.1, "demo"), dealOn("a", 1.2, "lead"), dealOn("a", 1.3, "demo"),
		paid(dealOn("b", 3, "won"), 4))
	x, err = round.AsOf(base.AddDate(0, 0, 1).Add(8 * time.Hour)).Throughput(daysOf(0, 80))
	require.NoError(t, err)
	assert.True(t, x.WinProbability.IsZero())
	assert.NotEmpty(t, x.Warnings)
}

// Only deals that were seen to begin say where deals begin, and only wins under observation what a win is worth. Three begin in lead and
// one in demo.
func TestThroughputOfWhatWasSeen(t *testing.T) {
	events := []funnel.Event{
		dealOn("a", 31, "lead"), paid(dealOn("a", 35, "won"), 100),
		dealOn("b", 32, "lead"), dealOn("b", 36, "lost"),
		dealOn("c", 33, "lead"), dealOn("c", 37, "lost"),
		dealOn("d", 34, "demo"), paid(dealOn("d", 38, "won"), 300),
		recorded(dealOn("late", 40, "demo"), 41), dealOn("late", 42, "lost"),
		dealOn("old", 1, "demo"), paid(dealOn("old", 2, "won"), 9000),
		dealOn("before", 3, "demo"), paid(dealOn("before", 50, "won"), 200),
	}
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{RecordedLate: time.Hour}, events...)
	x, err := h.Between(base.AddDate(0, 0, 30), base.AddDate(0, 0, 60)).Throughput(daysOf(30, 60))
	require.NoError(t, err)
	assert.EqualValues(t, 4, x.WinProbability.N)
	assert.EqualValues(t, 3, x.MeanAmount.N)
	assert.InDelta(t, 200, x.MeanAmount.Value, 1e-12)
	hazards, err := h.Between(base.AddDate(0, 0, 30), base.AddDate(0, 0, 60)).LifeTable(0).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	curves, err := hazards.Curves(1)
	require.NoError(t, err)
	lead, err := curves.Eventually("lead", 0)
	require.NoError(t, err)
	demo, err := curves.Eventually("demo", 0)
	require.NoError(t, err)
	assert.InDelta(t, (3*lead.Value+demo.Value)/4, x.WinProbability.Value, 1e-12)
	assert.InDelta(t, (3*lead.Low+demo.Low)/4, x.WinProbability.Low, 1e-12)
	assert.InDelta(t, (3*lead.High+demo.High)/4, x.WinProbability.High, 1e-12)
}

// Where none of many new deals has been won yet, nothing comes in as far as is known, and the upper end says how much may.
func TestThroughputOfNoWins(t *testing.T) {
	events := []funnel.Event{paid(dealOn("w1", 3, "won"), 100), paid(dealOn("w2", 4, "won"), 140)} // closed when first seen
	for i := range 70 {
		id := fmt.Sprint("d", i)
		events = append(events, dealOn(id, float64(i), "lead"), dealOn(id, float64(i)+.5, "lost"))
	}
	x, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 70)).Throughput(daysOf(0, 70))
	require.NoError(t, err)
	y := x.AmountPerDay
	assert.Zero(t, y.Value)
	assert.Zero(t, y.Low)
	assert.True(t, y.HasInterval())
	up := math.Hypot(math.Log(x.ArrivalsPerDay.High/x.ArrivalsPerDay.Value), math.Log(x.MeanAmount.High/x.MeanAmount.Value))
	assert.InEpsilon(t, x.ArrivalsPerDay.Value*x.WinProbability.High*x.MeanAmount.Value*math.Exp(up), y.High, 1e-9)
}

// What comes after the period says nothing of it.
func TestThroughputEndsWithItsPeriod(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{}, twoMonths()...)
	now, err := h.AsOf(base.AddDate(0, 0, 60)).Throughput(daysOf(0, 30))
	require.NoError(t, err)
	then, err := h.AsOf(base.AddDate(0, 0, 30)).Throughput(daysOf(0, 30))
	require.NoError(t, err)
	assert.Equal(t, then, now)
}

// throughputHeld draws funnels with bunched arrivals and amounts that vary, and returns how often the interval held the truth.
func throughputHeld(t testing.TB, runs int, seed uint64) float64 {
	held := 0
	for i := range runs {
		s := simulate.Trap()
		s.Start, s.Arrivals = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), simulate.Arrivals{PerDay: 1.5, Dispersion: .15}
		s.End = s.Start.AddDate(0, 0, 400)
		s.Amounts = simulate.Amounts{Law: simulate.LogNormal(1000, .85)}
		x, err := pricedHistory(t, s, seed+uint64(i)).AsOf(s.End).Throughput(sf.Period{From: s.End.AddDate(0, 0, -182), To: s.End})
		require.NoError(t, err)
		truth := 1.5 * .3 * 1000 * math.Exp(.85*.85/2)
		if x.AmountPerDay.Low <= truth && truth <= x.AmountPerDay.High {
			held++
		}
	}
	return float64(held) / float64(runs)
}

// A few dozen funnels. The standard error is √(.95·.05/60) = .028; four of them.
func TestThroughputIntervalsHold(t *testing.T) {
	assert.InDelta(t, .95, throughputHeld(t, 60, 100), .112)
}
