package funnel_test

import (
	"fmt"
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

	// On Saturday the 7th of February, work is over its limit of Friday, by no working day.
	s, err = h.AsOf(on2026(37)).Stalled(funnel.StalledOptions{SoonDays: -1})
	require.NoError(t, err)
	assert.Equal(t, []any{"work", "2026-02-06", 0}, []any{s.Deals[1].Deal, s.Deals[1].LimitDate.String(), s.Deals[1].DaysOver})
	assert.Empty(t, s.Soon)

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
	h := historyOf(t, limited(t), funnel.Options{}, events...)
	v := h.AsOf(on2026(204)) // old is 95 days there, new 54
	s, err := v.Stalled(funnel.StalledOptions{Quantile: .9})
	require.NoError(t, err)
	offer := s.Limits[2]
	assert.Equal(t, "offer", offer.Stage)
	// Of 32 stays 20 are lost at 1. One is won at 10 … 50 of 12 … 8 at risk, each 1/32 of all. At 60 … 90 it is one of 6 … 3, as new is no longer seen: with
	// 7/32 left, 7/192 of all each. At 100 the last is won, with the 7/96 that are left. 12/32 in all win: nine tenths of that have left at 100, and half
	// of it at 60, by 5/32 + 7/192 = 37/192 where 36/192 are asked for. Nine tenths of the stays of those ten were over at 90.
	assert.InDelta(t, 100, offer.Learned.Value, 0)
	assert.Equal(t, []int64{10, 2}, []int64{offer.Learned.N, offer.Learned.Left})
	assert.Empty(t, s.Warnings)
	assert.Empty(t, s.Deals)
	require.Len(t, s.Soon, 1, "old has five days left")
	s, err = v.Stalled(funnel.StalledOptions{Quantile: .5})
	require.NoError(t, err)
	assert.InDelta(t, 60, s.Limits[2].Learned.Value, 0)
	require.Len(t, s.Deals, 1)
	assert.Equal(t, []any{"old", funnel.LimitLearned, 60, 35}, []any{s.Deals[0].Deal, s.Deals[0].Source, s.Deals[0].LimitDays, s.Deals[0].DaysOver})

	// Seen from day 55 on, only the stays from there on count, and old has been there for as long as before.
	s, err = h.Between(on2026(55), on2026(204)).Stalled(funnel.StalledOptions{Quantile: .5})
	require.NoError(t, err)
	assert.Equal(t, []int64{5, 2}, []int64{s.Limits[2].Learned.N, s.Limits[2].Learned.Left})
	assert.Equal(t, []any{"old", 95}, []any{s.Deals[0].Deal, s.Deals[0].Days})
}

// Ten deals come into lead on day 0: four leave for demo on day 2, of which one wins and three are lost; four leave for offer on day 6, of which three win and one is
// lost; two are lost. So w is ¼ in demo, ¾ in offer and .4·¼ + .4·¾ = .4 in lead; of the winners a quarter leaves lead on day 2 and the rest on day 6.
// Moves to demo and offer say as much as (4·¼ + 4·¾)² / (4·¼² + 4·¾²) = 16/2.5 alike.
func TestStalledWeighsMovesByTheirChanceToWin(t *testing.T) {
	var events []funnel.Event
	deal := func(id string, steps ...any) {
		for i := 0; i < len(steps); i += 2 {
			events = append(events, bridgeRow(id, steps[i].(int), steps[i+1].(string), "", 100, 0))
		}
	}
	for i, end := range []string{"won", "lost", "lost", "lost"} {
		deal("d"+string(rune('0'+i)), 0, "lead", 2, "demo", 9, end)
	}
	for i, end := range []string{"won", "won", "won", "lost"} {
		deal("o"+string(rune('0'+i)), 0, "lead", 6, "offer", 9, end)
	}
	deal("l0", 0, "lead", 8, "lost")
	deal("l1", 0, "lead", 8, "lost")
	h := historyOf(t, limited(t), funnel.Options{}, events...)
	for q, want := range map[float64]float64{.2: 2, .25: 2, .26: 6, .9: 6} {
		s, err := h.AsOf(on2026(100)).Stalled(funnel.StalledOptions{Quantile: q})
		require.NoError(t, err)
		assert.InDelta(t, want, s.Limits[0].Learned.Value, 0, q)
		assert.Equal(t, []int64{6, 7, 3}, []int64{s.Limits[0].Learned.N, int64(s.Limits[1].Learned.Value), s.Limits[2].Learned.N})
	}

	// 1000 in demo are worth as much as 500 in lead and less than 400 in offer: no wonder that the order is by .25, .4 and .75 of it. Lost and won
	// deals do not count, and a learned limit on few moves is warned of.
	for _, x := range []struct {
		id, stage string
		amount    int64
	}{{"a", "demo", 1000}, {"b", "lead", 630}, {"c", "offer", 400}, {"e", "offer", 0}} {
		events = append(events, bridgeRow(x.id, 50, x.stage, "", x.amount, 0))
	}
	v := historyOf(t, limited(t), funnel.Options{}, events...).AsOf(on2026(52)) // two days in, so that nothing that is learned changes
	s, err := v.Stalled(funnel.StalledOptions{SoonDays: 20})
	require.NoError(t, err)
	var order []string
	for _, d := range s.Soon {
		order = append(order, d.Deal)
	}
	assert.Equal(t, []string{"c", "b", "a", "e"}, order)
	assert.InDeltaSlice(t, []float64{.75, .4, .25, .75}, []float64{s.Soon[0].Win, s.Soon[1].Win, s.Soon[2].Win, s.Soon[3].Win}, 1e-12)
	require.Len(t, s.Warnings, 1)
	assert.Equal(t, "the limit of stage offer is learned from 3 moves towards a win only", s.Warnings[0].Text)
}

// A hundred deals are won after 1, 2, … 100 days, and twenty have been open for 1000, as nobody closed them. The last ten wins, at 91 … 100 days, come from
// 30 + 29 + … + 21 + 899·20 = 18,235 stays and days at risk, so of the twenty 1 − (1 − 10/18,235)³⁶⁵ = .18 would leave within a year more, and 103.6 of the
// 120 win: 93.3 are nine tenths of that. Were all of them waited for, nine tenths of the 120 would have to have left, and nothing could be said.
func TestStalledDoesNotWaitForEver(t *testing.T) {
	var events []funnel.Event
	for i := range 120 {
		id := fmt.Sprintf("x%03d", i)
		events = append(events, bridgeRow(id, 0, "offer", "", 10, 0))
		if i < 100 {
			events = append(events, bridgeRow(id, i+1, "won", "", 0, 0))
		}
	}
	s, err := historyOf(t, limited(t), funnel.Options{}, events...).AsOf(on2026(1000)).Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	assert.InDelta(t, 94, s.Limits[2].Learned.Value, 0)
	require.Len(t, s.Deals, 20)
	assert.Equal(t, []any{"x100", 906}, []any{s.Deals[0].Deal, s.Deals[0].DaysOver})

	// After 80 days, 40 are open, of which nearly all will have won in a year: what 108 of the 120 need cannot be said yet, and 60 need 60 days.
	for q, want := range map[float64]float64{.9: 0, .5: 60} {
		s, err := historyOf(t, limited(t), funnel.Options{}, events...).AsOf(on2026(81)).Stalled(funnel.StalledOptions{Quantile: q})
		require.NoError(t, err)
		assert.InDelta(t, want, s.Limits[2].Learned.Value, 0)
		assert.Equal(t, want == 0, s.Limits[2].Learned.IsZero())
	}
}

// Nobody has left the stage: the order counts with the configured probability, and without one with the whole amount.
func TestStalledStakesWithoutHistory(t *testing.T) {
	config := limited(t).Config()
	tenth := .1
	config.Stages[0].Probability = &tenth
	p, err := stage.New(config)
	require.NoError(t, err)
	s, err := historyOf(t, p, funnel.Options{}, bridgeRow("a", 0, "lead", "", 100, 0), bridgeRow("b", 0, "demo", "", 11, 0)).AsOf(on2026(90)).Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	assert.Equal(t, []any{"b", 1., "a", .1}, []any{s.Deals[0].Deal, s.Deals[0].Win, s.Deals[1].Deal, s.Deals[1].Win})
}

// Counted in working days, deals that win leave after five of them, from one Friday to the next. Who came on Friday the 6th of March, day 64, is over the limit
// on Monday the 16th, by one working day; in calendar days, by three.
func TestStalledLearnsWorkingDays(t *testing.T) {
	var events []funnel.Event
	for i := range 12 {
		id := string(rune('a' + i))
		events = append(events, bridgeRow(id, 1, "offer", "", 10, 0), bridgeRow(id, 8, "won", "", 0, 0)) // the 2nd of January is a Friday
	}
	events = append(events, bridgeRow("z", 64, "offer", "", 10, 0))
	for working, want := range map[bool][]any{true: {6, 5, "2026-03-13", 1}, false: {10, 7, "2026-03-13", 3}} {
		o := funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}, Working: working}
		s, err := historyOf(t, limited(t), o, events...).AsOf(on2026(74)).Stalled(funnel.StalledOptions{})
		require.NoError(t, err)
		require.Len(t, s.Deals, 1)
		d := s.Deals[0]
		assert.Equal(t, want, []any{d.Days, d.LimitDays, d.LimitDate.String(), d.DaysOver})
	}
}

// Who wins does so on the day it comes in. A limit of no days is one: the next day is over it.
func TestALimitOfNoDays(t *testing.T) {
	var events []funnel.Event
	for i := range 12 {
		events = append(events, bridgeRow(string(rune('a'+i)), i, "offer", "", 10, 0), but(bridgeRow(string(rune('a'+i)), i, "won", "", 0, 0), func(e *funnel.Event) { e.At = e.At.Add(time.Hour) }))
	}
	events = append(events, bridgeRow("z", 30, "offer", "", 10, 0))
	s, err := historyOf(t, limited(t), funnel.Options{}, events...).AsOf(on2026(31)).Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	require.Len(t, s.Deals, 1)
	assert.Equal(t, []any{0, 1, funnel.LimitLearned}, []any{s.Deals[0].LimitDays, s.Deals[0].DaysOver, s.Deals[0].Source})
}

// The next step is the one that stands: a step that an activity kept is none, and a plan is one.
func TestStalledNextSteps(t *testing.T) {
	b := funnel.NewBuilder(limited(t), funnel.Options{})
	for _, id := range []string{"due", "kept", "planned", "said"} {
		e := bridgeRow(id, 0, "lead", "", 100, 0)
		if id == "due" || id == "kept" {
			e.NextAt = on2026(10)
		}
		b.Add(e)
	}
	b.Touch(sf.Activity{Of: "kept", At: on2026(12)})
	b.Touch(sf.Activity{Of: "planned", Planned: on2026(33), Recorded: on2026(5)})
	b.Touch(sf.Activity{Of: "said", At: on2026(6), NextAt: on2026(36)})
	h, err := b.History()
	require.NoError(t, err)
	s, err := h.AsOf(on2026(30)).Stalled(funnel.StalledOptions{})
	require.NoError(t, err)
	got := map[string][2]time.Time{}
	for _, d := range s.Deals {
		got[d.Deal] = [2]time.Time{d.NextAt, d.LastActivity}
	}
	assert.Equal(t, map[string][2]time.Time{
		"due": {on2026(10), on2026(0)}, "kept": {{}, on2026(12)}, "planned": {on2026(33), on2026(0)}, "said": {on2026(36), on2026(6)},
	}, got)
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
		for _, list := range [][]funnel.StalledDeal{s.Deals, s.Soon} {
			for i, d := range list {
				require.False(t, seen[d.Deal])
				seen[d.Deal] = true
				deal, ok := v.Deal(d.Deal)
				require.True(t, ok && deal.Outcome() == stage.Open)
				require.True(t, d.Win >= 0 && d.Win <= 1)
				if i > 0 {
					last := list[i-1]
					stake, before := d.Amount.Float64()*d.Win, last.Amount.Float64()*last.Win
					require.True(t, last.Amount.Known() || !d.Amount.Known())
					require.True(t, last.Amount.Known() != d.Amount.Known() || before > stake || before == stake && (last.DaysOver > d.DaysOver ||
						last.DaysOver == d.DaysOver && last.Deal < d.Deal))
				}
			}
		}
		for _, d := range s.Soon {
			require.Zero(t, d.DaysOver)
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
