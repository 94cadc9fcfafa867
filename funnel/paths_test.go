package funnel_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// wanderers are eight deals, 60 days long.
//
//	a  lead 0–4, demo 4–10, offer 10–20, won        the whole way, 20 days
//	b  lead 1–3, demo 3–9, offer 9–31, won          the same, 30 days
//	c  lead 2–6, demo 6–12, offer 12–16, lost       the same, 14 days
//	d  lead 0–5, offer 5–9, won                     skips demo, 9 days
//	e  lead 0–2, demo 2–8, lead 8–11, demo 11–18, offer 18–19, demo 19–24, lost    3 + 7 + 5 of its 24 days are repeated
//	f  demo 10–                                     begins in demo, open, 50 days
//	g  lead 20–25, lost                             5 days
//	h  won on day 30, without a word before
func wanderers() []funnel.Event {
	return []funnel.Event{
		dealOn("a", 0, "lead"), dealOn("a", 4, "demo"), dealOn("a", 10, "offer"), dealOn("a", 20, "won"),
		dealOn("b", 1, "lead"), dealOn("b", 3, "demo"), dealOn("b", 9, "offer"), dealOn("b", 31, "won2"),
		dealOn("c", 2, "lead"), dealOn("c", 6, "demo"), dealOn("c", 12, "offer"), dealOn("c", 16, "lost"),
		dealOn("d", 0, "lead"), dealOn("d", 5, "offer"), dealOn("d", 9, "won"),
		dealOn("e", 0, "lead"), dealOn("e", 2, "demo"), dealOn("e", 8, "lead"), dealOn("e", 11, "demo"), dealOn("e", 18, "offer"),
		dealOn("e", 19, "demo"), dealOn("e", 24, "lost"),
		dealOn("f", 10, "demo"),
		dealOn("g", 20, "lead"), dealOn("g", 25, "lost"),
		dealOn("h", 30, "won"),
	}
}

func waysOf(t *testing.T, v *funnel.View) *funnel.Paths {
	t.Helper()
	p, err := v.Paths(funnel.PathOptions{})
	require.NoError(t, err)
	return p
}

func TestPathsByHand(t *testing.T) {
	h := historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free}), funnel.Options{}, wanderers()...)
	p := waysOf(t, h.AsOf(base.AddDate(0, 0, 60)))
	assert.EqualValues(t, 8, p.Deals)
	assert.EqualValues(t, 7, p.Closed)
	assert.Empty(t, p.Warnings)
	assert.Zero(t, p.OtherDeals)

	var routes []string
	for _, r := range p.Routes {
		routes = append(routes, fmt.Sprint(r.Stages, r.Deals, r.Open, r.Ends, r.WinShare.Value, r.MedianDays.Value, r.Examples))
	}
	assert.Equal(t, []string{
		"[lead demo offer] 3 0 [{won 1} {won2 1} {lost 1}] 0.6666666666666666 20 [a b c]",
		"[] 1 0 [{won 1}] 1 0 [h]", // routes with as many deals by their stages in selling order
		"[lead] 1 0 [{lost 1}] 0 5 [g]",
		"[lead demo lead demo offer demo] 1 0 [{lost 1}] 0 24 [e]",
		"[lead offer] 1 0 [{won 1}] 1 9 [d]",
		"[demo] 0 1 [] 0 0 [f]",
	}, routes)
	first := p.Routes[0]
	assert.InDelta(t, 3./7, first.Share, 1e-12)
	// The interval of Jeffreys of 2 of 3: R 4.2.2, qbeta(c(.025,.975), 2.5, 1.5) = 0.176736097 0.961252382.
	assert.InDelta(t, 0.176736097, first.WinShare.Low, 1e-8)
	assert.InDelta(t, 0.961252382, first.WinShare.High, 1e-8)
	open := p.Routes[5]
	assert.True(t, open.WinShare.IsZero())
	assert.True(t, open.MedianDays.IsZero())
	assert.Zero(t, open.Share)

	assert.Equal(t, []funnel.Skip{
		{From: "", To: "demo", Over: []string{"lead"}, Count: 1, Deals: 1, Examples: []string{"f"}},
		{From: "", To: "won", Over: []string{"lead", "demo", "offer"}, Count: 1, Deals: 1, Examples: []string{"h"}},
		{From: "lead", To: "offer", Over: []string{"demo"}, Count: 1, Deals: 1, Examples: []string{"d"}},
	}, p.Skips)
	assert.Equal(t, []funnel.Return{
		{From: "demo", To: "lead", Count: 1, Deals: 1, Examples: []string{"e"}},
		{From: "offer", To: "demo", Count: 1, Deals: 1, Examples: []string{"e"}},
	}, p.Returns)
	assert.Equal(t, []funnel.Loop{
		{Stage: "lead", Count: 1, Deals: 1, Most: 1, Days: 3, Examples: []string{"e"}},
		{Stage: "demo", Count: 2, Deals: 1, Most: 2, Days: 12, Examples: []string{"e"}},
	}, p.Loops)

	// All days: 20 + 30 + 14 + 9 + 24 + 50 + 5 + 0 = 152, of which 15 are repeated, by e alone. With R = 15/152, the sum of (y − Rx)² is
	// (15 − 24R)² + R²(400 + 900 + 196 + 81 + 2500 + 25): R² · 4102 + (15 − 24R)².
	r := 15. / 152
	assert.EqualValues(t, 1, p.Rework.Deals)
	assert.EqualValues(t, 3, p.Rework.Stays)
	assert.EqualValues(t, 15, p.Rework.Days)
	assert.EqualValues(t, 152, p.Rework.All)
	assert.InDelta(t, r, p.Rework.Share.Value, 1e-12)
	assert.EqualValues(t, 8, p.Rework.Share.N)
	// R 4.2.2: y <- c(0,0,0,0,15,0,0,0); x <- c(20,30,14,9,24,50,5,0); R <- sum(y)/sum(x); s <- sqrt(8/7*sum((y-R*x)^2))/sum(x);
	// plogis(qlogis(R) + c(-1,1)*qnorm(.975)*s/(R*(1-R)))
	assert.InDelta(t, 0.0121169074, p.Rework.Share.Low, 1e-8)
	assert.InDelta(t, 0.4942755327, p.Rework.Share.High, 1e-8)
	_, err := json.Marshal(p)
	require.NoError(t, err)
}

func TestPathsListTheCommonest(t *testing.T) {
	h := historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free}), funnel.Options{}, wanderers()...)
	p, err := h.AsOf(base.AddDate(0, 0, 60)).Paths(funnel.PathOptions{Most: 1})
	require.NoError(t, err)
	require.Len(t, p.Routes, 1)
	assert.EqualValues(t, 5, p.OtherDeals)
	_, err = h.AsOf(base.AddDate(0, 0, 60)).Paths(funnel.PathOptions{Most: -1})
	assert.Equal(t, []sf.Code{funnel.CodePathsMost}, codesOf(faultsOf(t, err)))
}

// What a deal has not done yet is not known: on day 10 e is in its second stay in lead, two days of it.
func TestPathsAreAsOf(t *testing.T) {
	h := historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free}), funnel.Options{}, wanderers()...)
	p := waysOf(t, h.AsOf(base.AddDate(0, 0, 10)))
	assert.EqualValues(t, 5, p.Deals) // a to e
	assert.EqualValues(t, 1, p.Closed)
	assert.EqualValues(t, 2, p.Rework.Days)
	assert.EqualValues(t, 10+9+8+9+10, p.Rework.All)

	// From day 9 on: d, which closed on it, has its route and no days; a 11 more, b 22, c 7, e 15, of which 2 + 7 + 5 are repeated.
	p = waysOf(t, h.Between(base.AddDate(0, 0, 9), base.AddDate(0, 0, 60)))
	assert.EqualValues(t, 8, p.Deals)
	assert.EqualValues(t, 14, p.Rework.Days)
	assert.EqualValues(t, 11+22+7+15+50+5, p.Rework.All)
	assert.Len(t, p.Skips, 3, "moves are those of the whole route")
	// From day 10 on d was over.
	assert.EqualValues(t, 7, waysOf(t, h.Between(base.AddDate(0, 0, 10), base.AddDate(0, 0, 60))).Deals)
}

func TestPathsOfNothing(t *testing.T) {
	p := waysOf(t, historyOf(t, sixStages(t, stageForward), funnel.Options{}).AsOf(base))
	assert.Zero(t, p.Deals)
	assert.True(t, p.Rework.Share.IsZero(), "no day was spent")
	b, err := json.Marshal(p)
	require.NoError(t, err)
	assert.JSONEq(t, `{"deals":0,"closed":0,"routes":[],"other_deals":0,"skips":[],"returns":[],"loops":[],
		"rework":{"deals":0,"stays":0,"days":0,"all_days":0,"share":null}}`, string(b))
	// Rows that name no stage are no route.
	p = waysOf(t, historyOf(t, sixStages(t, stageForward), funnel.Options{}, dealOn("a", 1, "")).AsOf(base.AddDate(0, 0, 9)))
	assert.Zero(t, p.Deals)
	// One deal that never goes back: the share is 0 of what there is, and one deal tells nothing of others.
	p = waysOf(t, historyOf(t, sixStages(t, stageForward), funnel.Options{}, dealOn("a", 1, "lead")).AsOf(base.AddDate(0, 0, 9)))
	assert.False(t, p.Rework.Share.IsZero())
	assert.False(t, p.Rework.Share.HasInterval())
}

// A deal that reopens goes on with its route; the way back to an open stage is neither a skip nor a return, but what it repeats is rework.
func TestPathsOfReopenedDeals(t *testing.T) {
	p := waysOf(t, historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free, Reopen: true}), funnel.Options{},
		dealOn("a", 0, "lead"), dealOn("a", 4, "demo"), dealOn("a", 6, "lost"), dealOn("a", 20, "demo"), dealOn("a", 29, "offer"), dealOn("a", 30, "won"),
	).AsOf(base.AddDate(0, 0, 60)))
	require.Len(t, p.Routes, 1)
	assert.Equal(t, []string{"lead", "demo", "demo", "offer"}, p.Routes[0].Stages)
	assert.Equal(t, []funnel.RouteEnd{{Stage: "won", Deals: 1}}, p.Routes[0].Ends)
	assert.InDelta(t, 30, p.Routes[0].MedianDays.Value, 0)
	assert.Empty(t, p.Returns)
	assert.Empty(t, p.Skips)
	assert.EqualValues(t, 9, p.Rework.Days)
	assert.EqualValues(t, 4+2+9+1, p.Rework.All, "it lay closed for two weeks")
}

// A stage that the pipeline has given up is no longer passed over.
func TestPathsDoNotMissRetiredStages(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "p", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo", Retired: true}, {ID: "offer"}, {ID: "won", Outcome: stage.Won},
	}})
	require.NoError(t, err)
	h := historyOf(t, p, funnel.Options{},
		dealOn("a", 0, "lead"), dealOn("a", 2, "demo"), dealOn("a", 3, "offer"),
		dealOn("b", 0, "lead"), dealOn("b", 2, "offer"))
	got := waysOf(t, h.AsOf(base.AddDate(0, 0, 9)))
	assert.Empty(t, got.Skips)
	assert.Len(t, got.Routes, 2)
}

// The routes of a simulated funnel add up to its deals, those of two halves to the whole, and moves to the counts of [funnel.View.Counts].
func TestPathsAddUp(t *testing.T) {
	s := simulate.B2B()
	v := pricedHistory(t, s, 2).AsOf(s.End)
	all := funnel.PathOptions{Most: 1 << 20}
	whole, err := v.Paths(all)
	require.NoError(t, err)
	var closed, deals int64
	share := 0.0
	for _, r := range whole.Routes {
		closed += r.Deals
		deals += r.Deals + r.Open
		share += r.Share
	}
	assert.Equal(t, whole.Closed, closed)
	assert.Equal(t, whole.Deals, deals)
	assert.InDelta(t, 1, share, 1e-9)
	counts := v.Counts()
	back := int64(0)
	for _, r := range whole.Returns {
		assert.Equal(t, counts.Moves(r.From, r.To), r.Count)
		back += r.Count
	}
	var stays, days int64
	for visit := range v.Visits() {
		days += int64(visit.Days - visit.SinceDays) // under observation
	}
	for _, l := range whole.Loops {
		stays += l.Count
	}
	assert.Equal(t, days, whole.Rework.All)
	assert.Equal(t, stays, whole.Rework.Stays)
	assert.GreaterOrEqual(t, whole.Rework.Stays, back, "who goes back repeats a stay")

	var parts [2]*funnel.Paths
	for rest := range parts {
		parts[rest], err = v.Select(func(d funnel.Deal) bool { return int(d.ID()[len(d.ID())-1])%2 == rest }).Paths(all)
		require.NoError(t, err)
	}
	assert.Equal(t, whole.Deals, parts[0].Deals+parts[1].Deals)
	assert.Equal(t, whole.Rework.Days, parts[0].Rework.Days+parts[1].Rework.Days)
	assert.Equal(t, whole.Rework.Deals, parts[0].Rework.Deals+parts[1].Rework.Deals)
}

// A deal that goes round forever has no route, and is said to have none; what it cost counts.
func TestPathsOfEndlessDeals(t *testing.T) {
	var events []funnel.Event
	for i := range 40 {
		events = append(events, dealOn("a", float64(2*i), "lead"), dealOn("a", float64(2*i+1), "demo"))
	}
	events = append(events, dealOn("b", 0, "lead"))
	p := waysOf(t, historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free}), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 80)))
	assert.Equal(t, []sf.Code{funnel.CodePathsLong}, codesOf(p.Warnings))
	assert.EqualValues(t, 1, p.OtherDeals)
	assert.EqualValues(t, 78, p.Rework.Stays)
	assert.EqualValues(t, 78, p.Rework.Days)
	assert.EqualValues(t, 39, p.Loops[0].Most)
}
