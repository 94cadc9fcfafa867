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

// limited is a pipeline with a limit of 10 days, one of 5 working days, and a stage without.
func limited(t require.TestingT) *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "limited", Stages: []stage.Stage{
		{ID: "lead", Limit: stage.Limit{Days: 10}},
		{ID: "demo", Limit: stage.Limit{Days: 5, Working: true}},
		{ID: "offer"},
		{ID: "won", Outcome: stage.Won},
		{ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return p
}

// As of day 40 of 2026, Tuesday the 10th of February: day 29 is Friday the 30th of January.
//
//	late    lead since day 20, last day 30: 10 over, 100              bare   lead since day 10, last day 20: 20 over, no amount
//	big     lead since day 28, last day 38:  2 over, 1000             work   demo since day 29, Friday; five working days on is Friday day 36: 2 over, 50
//	soon    lead since day 33, last day 43: within a week             fresh  lead since day 38, last day 48: not yet
func TestStalledByHand(t *testing.T) {
	row := func(id string, day int, stage string, amount int64) funnel.Event {
		return bridgeRow(id, day, stage, "王芳", amount, 0)
	}
	events := []funnel.Event{
		row("late", 20, "lead", 100), row("big", 28, "lead", 1000), row("bare", 10, "lead", 0), row("work", 25, "lead", 50), row("work", 29, "demo", 0),
		row("soon", 33, "lead", 7), row("fresh", 38, "lead", 7), row("offered", 20, "offer", 9), row("done", 1, "lead", 5), row("done", 39, "won", 0),
	}
	events[0].NextAt = on2026(50)
	o := funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}}
	h := historyOf(t, limited(t), o, events...)
	s, err := h.AsOf(on2026(40)).Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	var got [][]any
	for _, d := range s.Deals {
		got = append(got, []any{d.Deal, d.Days, d.LimitDays, d.LimitDate.String(), d.DaysOver, d.Source})
	}
	assert.Equal(t, [][]any{
		{"big", 12, 10, "2026-02-08", 2, funnel.LimitConfigured},
		{"late", 20, 10, "2026-01-31", 10, funnel.LimitConfigured},
		{"work", 11, 5, "2026-02-06", 2, funnel.LimitConfigured},
		{"bare", 30, 10, "2026-01-21", 20, funnel.LimitConfigured},
	}, got, "by expected money, the one without an amount last")
	assert.Equal(t, "王芳", s.Deals[1].Owner)
	assert.Equal(t, on2026(50), s.Deals[1].NextAt)
	assert.Equal(t, on2026(20), s.Deals[1].LastActivity)
	assert.Equal(t, []any{int64(4), int64(1), "1150"}, []any{s.Total.Deals, s.Total.Unpriced, s.Total.Amount.Digits()})
	require.Len(t, s.Soon, 1)
	assert.Equal(t, []any{"soon", 0}, []any{s.Soon[0].Deal, s.Soon[0].DaysOver})
	require.Len(t, s.Warnings, 1)
	assert.Equal(t, "stage offer has no limit, and too little is known to learn one; 1 open deals are not judged, offered among them", s.Warnings[0].Text)

	for days, want := range map[int]int{-1: 0, 3: 0, 4: 1, 9: 2} { // soon has 3 days left, fresh 8
		s, err := h.AsOf(on2026(40)).Stalled(funnel.StalledOptions{SoonDays: days})
		require.NoError(t, err)
		assert.Len(t, s.Soon, want, days)
	}
}

// Ten deals won after 10, 20, … 100 days, twenty lost after 1, and two that are still open, at 95 and at 54 days.
func TestStalledLearnsFromWinners(t *testing.T) {
	var events []funnel.Event
	for i := range 10 {
		id := string(rune('a' + i))
		events = append(events, bridgeRow(id, 0, "offer", "", 10, 0), bridgeRow(id, 10*(i+1), "won", "", 0, 0))
	}
	for i := range 20 {
		id := "lost" + string(rune('a'+i))
		events = append(events, bridgeRow(id, 0, "offer", "", 10, 0), bridgeRow(id, 1, "lost", "", 0, 0))
	}
	events = append(events, bridgeRow("old", 109, "offer", "", 10, 0), bridgeRow("new", 150, "offer", "", 10, 0))
	v := historyOf(t, limited(t), funnel.Options{}, events...).AsOf(on2026(204)) // old is 95 days there, new 54
	s, err := v.Stalled(funnel.StalledOptions{Quantile: .9})
	require.NoError(t, err)
	offer := s.Limits[2]
	assert.Equal(t, "offer", offer.Stage)
	// Of 32 stays 20 are lost at 1. One leaves at 10 … 50 of 12 … 8 at risk, at 60 … 90 of 6 … 3, as new is no longer seen, and at 100 the last of one.
	f, survival := 0.0, 12./32
	var reached []float64
	for _, risk := range []float64{12, 11, 10, 9, 8, 6, 5, 4, 3, 1} {
		f += survival / risk
		survival -= survival / risk
		reached = append(reached, f)
	}
	want := 10 * float64(1+slices.IndexFunc(reached, func(x float64) bool { return x >= .9*f-1e-12 }))
	assert.InDelta(t, want, offer.Learned.Value, 0)
	assert.Equal(t, []int64{10, 2}, []int64{offer.Learned.N, offer.Learned.Left})
	s, err = v.Stalled(funnel.StalledOptions{Quantile: .5})
	require.NoError(t, err)
	want = 10 * float64(1+slices.IndexFunc(reached, func(x float64) bool { return x >= .5*f-1e-12 }))
	assert.InDelta(t, want, s.Limits[2].Learned.Value, 0)
	require.Len(t, s.Deals, 1)
	assert.Equal(t, []any{"old", funnel.LimitLearned, int(want), 95 - int(want)}, []any{s.Deals[0].Deal, s.Deals[0].Source, s.Deals[0].LimitDays, s.Deals[0].DaysOver})
}

// Three in ten deals are won, after 90 days on average; the others are lost after 30. Nine in ten winners have left after 90·ln 10 = 207 days. In a year's
// history the learned limit is within 4.5 standard errors of that: of 20,000 deals some 2,500 winners could be followed so far, and √(.9·.1/2500)
// over the density .1/90 is 5.4 days. The stays of those already won say far less.
func TestStalledRecoversTheTruth(t *testing.T) {
	s := simulate.Spec{
		Stages: []simulate.Stage{
			{ID: "open", Moves: []simulate.Move{{To: "won", P: .3, Stay: simulate.Exponential(90)}, {To: "lost", P: .7, Stay: simulate.Exponential(30)}}},
			{ID: "won", Outcome: simulate.Won},
			{ID: "lost", Outcome: simulate.Lost},
		},
		Start: on2026(0), End: on2026(365), Arrivals: simulate.Arrivals{Deals: 20_000},
	}
	v := drawn(t, s, 5).AsOf(s.End)
	found, err := v.Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	truth := 90 * math.Log(10)
	assert.InDelta(t, truth, found.Limits[0].Learned.Value, 4.5*5.4)
	var stays []int
	for x := range v.Visits() {
		if x.Next == 1 {
			stays = append(stays, x.Days)
		}
	}
	slices.Sort(stays)
	assert.Less(t, float64(stays[9*len(stays)/10]), truth-4.5*5.4, "the winners so far are the quick ones")
}

func TestStalledFaults(t *testing.T) {
	v := historyOf(t, limited(t), funnel.Options{}).AsOf(ever)
	for _, q := range []float64{-1, 1, 2, math.NaN()} {
		_, err := v.Stalled(funnel.StalledOptions{Quantile: q})
		require.ErrorContains(t, err, "0 < q < 1")
	}
	s, err := v.Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	assert.Empty(t, s.Deals)
	assert.Len(t, s.Limits, 3)
	two := historyOf(t, limited(t), funnel.Options{}, bridgeRow("a", 1, "lead", "", 5, 0), but(bridgeRow("b", 1, "lead", "", 0, 0), func(e *funnel.Event) { e.Amount = money(5, "USD") }))
	_, err = two.AsOf(ever).Stalled(funnel.StalledOptions{})
	require.ErrorContains(t, err, "CNY, USD")
	for w := funnel.LimitConfigured; w <= funnel.LimitLearned; w++ {
		b, err := w.MarshalText()
		require.NoError(t, err)
		var back funnel.LimitSource
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, w, back)
	}
	_, err = funnel.LimitSource(9).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "limit(9)", funnel.LimitSource(9).String())
	require.Error(t, new(funnel.LimitSource).UnmarshalText([]byte("x")))
}

// Whatever a history holds: stalled deals are open and judged once, and later rows do not matter.
func TestStalledLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		for i := range events {
			if events[i].Amount.Currency() == "USD" {
				events[i].Amount = cny(11)
			}
		}
		p, o := drawPipeline(t), drawOptions(t)
		at := base.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "as of")) * 4 * time.Hour)
		v := historyOf(t, p, o, events...).AsOf(at)
		s, err := v.Stalled(funnel.StalledOptions{Quantile: rapid.SampledFrom([]float64{0, .1, .5, .99}).Draw(t, "q")})
		require.NoError(t, err)
		seen := map[string]bool{}
		for _, d := range append(slices.Clone(s.Deals), s.Soon...) {
			require.False(t, seen[d.Deal])
			seen[d.Deal] = true
			deal, ok := v.Deal(d.Deal)
			require.True(t, ok && deal.Outcome() == stage.Open)
			require.GreaterOrEqual(t, d.DaysOver, 0)
		}
		require.Equal(t, int64(len(s.Deals)), s.Total.Deals)
		var visible []funnel.Event
		for _, e := range events {
			if visibleAt(e, at) {
				visible = append(visible, e)
			}
		}
		again, err := historyOf(t, p, o, visible...).AsOf(at).Stalled(funnel.StalledOptions{Quantile: .5})
		require.NoError(t, err)
		same, err := v.Stalled(funnel.StalledOptions{Quantile: .5})
		require.NoError(t, err)
		require.Equal(t, same, again)
	})
}
