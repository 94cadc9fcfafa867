package funnel_test

import (
	"crypto/sha256"
	"fmt"
	"math"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// tenDeals are ten deals with two open stages, a return, a skip, late entries and open deals, as (from, at) pairs in days of each deal's own
// age; until is when the deal was last seen if it is open, and known when it was first recorded.
var tenDeals = []struct {
	rows         []string
	at           []int
	until, known int
}{
	{rows: []string{"A", "B", "won"}, at: []int{0, 2, 5}},
	{rows: []string{"A", "lost"}, at: []int{0, 3}},
	{rows: []string{"A", "B", "A", "lost"}, at: []int{0, 1, 4, 6}},
	{rows: []string{"A", "B"}, at: []int{0, 2}, until: 7},
	{rows: []string{"A"}, at: []int{0}, until: 5},
	{rows: []string{"A", "B", "lost"}, at: []int{0, 2, 3}},
	{rows: []string{"A", "B", "won"}, at: []int{0, 4, 8}, known: 1},
	{rows: []string{"B", "won"}, at: []int{0, 6}, known: 2},
	{rows: []string{"A", "won"}, at: []int{0, 4}},
	{rows: []string{"A"}, at: []int{0}, until: 9, known: 3},
}

func abPipeline(t require.TestingT) *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "ab", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "A"}, {ID: "B"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return p
}

// tenDealsView lays the ten deals so that each ends its observation at one time: by the clock, or after the whole of its last day.
func tenDealsView(t require.TestingT, late, over time.Duration) *funnel.View {
	end := base.AddDate(0, 0, 20)
	var events []funnel.Event
	for i, d := range tenDeals {
		born := base.AddDate(0, 0, 20-max(d.until, d.at[len(d.at)-1])).Add(-over)
		for k, id := range d.rows {
			e := funnel.Event{Deal: fmt.Sprint("d", i), At: born.AddDate(0, 0, d.at[k]), Stage: id}
			if d.known > 0 {
				e.Recorded = later(e.At, born.AddDate(0, 0, d.known).Add(late))
			}
			events = append(events, e)
		}
	}
	return historyOf(t, abPipeline(t), funnel.Options{RecordedLate: time.Hour}, events...).AsOf(end.Add(time.Microsecond))
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// TestOccupationOfAHistory has the probabilities of survfit, R 4.2.2 with survival 3.5-3, through a history of rows.
func TestOccupationOfAHistory(t *testing.T) {
	v := tenDealsView(t, 12*time.Hour, day)
	o, err := v.Occupation()
	require.NoError(t, err)
	assert.Equal(t, []string{"A", "B", "won", "lost"}, o.Stages())
	assert.Equal(t, []float64{1, 0, 0, 0}, o.At(nil, -1))
	for age, want := range map[int][]float64{
		4: {.2857142857, .3979591837, .09183673469, .2244897959},
		6: {.1428571429, .1989795918, .2908163265, .3673469388},
		9: {.1428571429, 0, .4897959184, .3673469388},
	} {
		assert.InDeltaSlice(t, want, o.At(nil, age), 5e-11)
		assert.InDelta(t, want[2], o.Won(age).Value, 5e-11)
		assert.InDelta(t, want[3], o.Lost(age).Value, 5e-11)
	}
	assert.Equal(t, []int64{7, 0, 0, 0}, []int64{o.Started("A"), o.Started("B"), o.Started("won"), o.Started("?")})
	assert.Equal(t, []int64{0, 4, 5, 0, 0}, []int64{o.AtRisk("A", 0), o.AtRisk("A", 3), o.AtRisk("B", 3), o.AtRisk("won", 3), o.AtRisk("?", 3)})
	last, ok := o.Until()
	assert.True(t, ok)
	assert.Equal(t, 9, last)
	e, err := o.Estimate("B", 9)
	require.NoError(t, err)
	assert.False(t, e.HasInterval())
	assert.Empty(t, e.Warnings)
	e, err = o.Estimate("A", 10)
	require.NoError(t, err)
	assert.Equal(t, int64(7), e.N)
	assert.Less(t, e.Low, e.Value)
	assert.Greater(t, e.High, e.Value)
	assert.Equal(t, []any{funnel.CodeNotFollowed}, []any{e.Warnings[0].Code})
	_, err = o.Estimate("C", 1)
	assert.Equal(t, funnel.CodeChainStage, faultsOf(t, err)[0].Code)
	var days []int
	for d, p := range o.Of("won") {
		if days = append(days, d); d == 4 {
			assert.InDelta(t, .09183673469, p, 5e-11)
			break
		}
	}
	assert.Equal(t, []int{1, 2, 3, 4}, days)
	for range o.Of("?") {
		t.Error("no such stage")
	}
	assert.Equal(t, "occupation of 4 stages, 7 deals", o.String())
}

// TestRatesOfAHistory has the continuous-time chain of the same deals: occurrence and exposure, the inverse of the generator and Garwood's
// interval in R 4.2.2.
func TestRatesOfAHistory(t *testing.T) {
	r := tenDealsView(t, 0, 0).Rates()
	assert.InDelta(t, 30, r.Exposure("A"), 1e-9)
	assert.InDelta(t, 20, r.Exposure("B"), 1e-9)
	assert.Zero(t, r.Exposure("won")+r.Exposure("?"))
	ab, err := r.PerDay("A", "B")
	require.NoError(t, err)
	assert.InDelta(t, 5./30, ab.Value, 1e-10)
	assert.InDelta(t, .0541162130, ab.Low, 1e-9)
	assert.InDelta(t, .3889444026, ab.High, 1e-9)
	assert.Equal(t, int64(5), ab.N)
	bw, err := r.PerDay("B", "won")
	require.NoError(t, err)
	assert.InDelta(t, 3./20, bw.Value, 1e-10)
	none, err := r.PerDay("A", "A")
	require.NoError(t, err)
	assert.Zero(t, none.Low)
	assert.InDelta(t, -math.Log(.025)/30, none.High, 1e-10)
	end, err := r.PerDay("won", "A")
	require.NoError(t, err)
	assert.True(t, end.IsZero())
	_, err = r.PerDay("x", "y")
	assert.Len(t, faultsOf(t, err), 2)
	c, err := r.Chain()
	require.NoError(t, err)
	for id, want := range map[string][2]float64{"A": {4. / 7, 50. / 7}, "B": {5. / 7, 38. / 7}, "won": {1, 0}} {
		win, err := c.Win(id)
		require.NoError(t, err)
		assert.InDelta(t, want[0], win.Value, 1e-12)
		days, err := r.MeanDays(id)
		require.NoError(t, err)
		assert.InDelta(t, want[1], days, 1e-9)
	}
	_, err = r.MeanDays("x")
	assert.Equal(t, funnel.CodeChainStage, faultsOf(t, err)[0].Code)
	_, err = historyOf(t, abPipeline(t), funnel.Options{}).AsOf(ever).Rates().MeanDays("A")
	assert.Equal(t, funnel.CodeNoEvidence, faultsOf(t, err)[0].Code)
}

// TestMovesWithinADay: a deal that is won on the day it began has been won by the end of that day, and the unfinished last day tells nothing.
func TestMovesWithinADay(t *testing.T) {
	at := func(d, hour int) time.Time { return base.AddDate(0, 0, d).Add(time.Duration(hour) * time.Hour) }
	events := []funnel.Event{
		{Deal: "quick", At: at(0, 9), Stage: "A"},
		{Deal: "quick", At: at(0, 10), Stage: "B"},
		{Deal: "quick", At: at(0, 11), Stage: "won"},
		{Deal: "slow", At: at(0, 9), Stage: "A"},
		{Deal: "slow", At: at(2, 10), Stage: "B"},
		{Deal: "slow", At: at(2, 11), Stage: "A"},
		{Deal: "slow", At: at(3, 9), Stage: "lost"},
	}
	h := historyOf(t, abPipeline(t), funnel.Options{}, events...)
	o, err := h.AsOf(at(3, 12)).Occupation()
	require.NoError(t, err)
	assert.Equal(t, []float64{.5, 0, .5, 0}, o.At(nil, 0))
	assert.Equal(t, []float64{.5, 0, .5, 0}, o.At(nil, 3))
	o, err = h.AsOf(at(4, 0)).Occupation()
	require.NoError(t, err)
	assert.Equal(t, []float64{.5, 0, .5, 0}, o.At(nil, 2))
	assert.Equal(t, []float64{0, 0, .5, .5}, o.At(nil, 3))
	_, ended := o.Until()
	assert.False(t, ended)
	_, err = h.Between(at(1, 0), at(4, 0)).Occupation()
	assert.Equal(t, funnel.CodeNoBeginning, faultsOf(t, err)[0].Code)
}

// TestAReopenedDealBeginsAnew, and a view that begins later takes it for late only in the life it cut.
func TestAReopenedDealBeginsAnew(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "ab", Moves: stage.Moves{Policy: stage.Free, Reopen: true}, Stages: []stage.Stage{
		{ID: "A"}, {ID: "B"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	var events []funnel.Event
	for i, id := range []string{"A", "lost", "B", "won"} {
		events = append(events, funnel.Event{Deal: "d", At: base.AddDate(0, 0, 10*i), Stage: id})
	}
	h := historyOf(t, p, funnel.Options{}, events...)
	o, err := h.AsOf(ever).Occupation()
	require.NoError(t, err)
	assert.Equal(t, []float64{.5, .5, 0, 0}, o.At(nil, 9))
	assert.Equal(t, []float64{0, 0, .5, .5}, o.At(nil, 10))
	o, err = h.Between(base.AddDate(0, 0, 5), ever).Occupation()
	require.NoError(t, err)
	assert.Equal(t, int64(1), o.Started("B"))
	assert.Equal(t, int64(0), o.Started("A"))
	assert.Equal(t, []float64{0, 0, 1, 0}, o.At(nil, 10))
}

// TestOccupationRecoversTheTruth where deals keep their speed from stage to stage, many are open and many came in mid-life: the share won by
// an age agrees with that of the same deals followed to their end, within 4.5 standard errors (1 in 100,000).
func TestOccupationRecoversTheTruth(t *testing.T) {
	s := memoryless(3000)
	s.Frailty = 1
	s.LateEntry = simulate.LateEntry{Share: .3, Delay: simulate.Exponential(20)}
	v := drawn(t, s, 5).AsOf(s.End)
	o, err := v.Occupation()
	require.NoError(t, err)
	s.End, s.Arrivals.Until = time.Time{}, s.End
	s.LateEntry = simulate.LateEntry{}
	truth, err := drawn(t, s, 5).AsOf(ever).Occupation()
	require.NoError(t, err)
	for _, age := range []int{10, 30, 60, 100} {
		got, want := o.Won(age), truth.Won(age)
		assert.InDelta(t, want.Value, got.Value, 4.5*(got.High-got.Low)/3.92, age)
	}
	for age, p := range truth.Of("won") {
		n := float64(truth.Started("a"))
		e, err := truth.Estimate("won", age)
		require.NoError(t, err)
		q := 1 - p
		if p > 0 {
			assert.InDelta(t, 1-math.Pow(q, math.Exp(1.959964*math.Sqrt(p*q/n)/(q*math.Log(q)))), e.Low, 1e-6)
		}
		if age > 100 {
			break
		}
	}
}

func TestOccupationLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		p, options := drawPipeline(t), drawOptions(t)
		options.Strict = false
		asOf := drawTime(t, "as of")
		o, err := historyOf(t, p, options, events...).AsOf(asOf).Occupation()
		if err != nil {
			require.Equal(t, funnel.CodeNoBeginning, faultsOf(t, err)[0].Code)
			return
		}
		var won float64
		for age := -2; age < 14; age++ {
			row := o.At(nil, age)
			var sum float64
			for i, x := range row {
				require.GreaterOrEqual(t, x, 0.)
				sum += x
				e, err := o.Estimate(o.Stages()[i], age)
				require.NoError(t, err)
				require.True(t, !e.HasInterval() || e.Low >= 0 && e.Low <= e.Value+1e-12 && e.High >= e.Value-1e-12 && e.High <= 1, e)
			}
			require.InDelta(t, 1, sum, 1e-12)
			require.GreaterOrEqual(t, o.Won(age).Value, won-1e-12)
			won = o.Won(age).Value
		}
		// The names of deals do not matter.
		for i := range events {
			if utf8.ValidString(events[i].Deal) && events[i].Deal != "" {
				events[i].Deal = fmt.Sprintf("%x", sha256.Sum256([]byte(events[i].Deal)))
			}
		}
		again, err := historyOf(t, p, options, events...).AsOf(asOf).Occupation()
		require.NoError(t, err)
		for age := range 14 {
			require.InDeltaSlice(t, o.At(nil, age), again.At(nil, age), 1e-12)
		}
	})
}
