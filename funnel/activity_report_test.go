package funnel_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// visits are eight activities of ann (who owns the deal) and bo around a view at day 9:
//
//	planned  done   of   comes to
//	2.1      2.9    ann  kept: later on its day
//	4        3      ann  kept: a day early
//	4        6      ann  late; done on day 6
//	5        -      bo   missed
//	9.5      -      bo   ahead: today
//	20       -      bo   beyond the period
//	-        6.1    bo   unplanned
//	-        9.5    bo   has not happened yet
func visits() []sf.Activity {
	at := func(days float64) time.Time {
		if days < 0 {
			return time.Time{}
		}
		return base.Add(time.Duration(days * float64(day)))
	}
	one := func(by, kind string, planned, done float64) sf.Activity {
		a := sf.Activity{Of: "d", By: by, Kind: kind, Planned: at(planned), At: at(done)}
		if done < 0 {
			a.Recorded = base
		}
		return a
	}
	list := []sf.Activity{
		one("", "visit", 2.1, 2.9), one("ann", "visit", 4, 3), one("", "call", 4, 6), one("bo", "visit", 5, -1), one("bo", "call", 9.5, -1),
		one("bo", "call", 20, -1), one("bo", "visit", -1, 6.1), one("bo", "visit", -1, 9.5),
	}
	yes, no := sf.Bool(true), sf.Bool(false)
	list[0].Advance, list[1].Advance, list[6].Advance = yes, no, yes // of four that happened one does not say
	list[0].Prepared, list[1].Prepared, list[2].Prepared, list[6].Prepared = yes, yes, yes, yes
	return list
}

func TestActivityReport(t *testing.T) {
	owned := but(on(0, "lead"), func(e *funnel.Event) { e.Owner = "ann" })
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, []funnel.Event{owned}, visits()...)
	period := sf.Period{From: base, To: base.Add(10 * day)}
	r, err := v.ActivityReport(funnel.ActivityOptions{Period: period})
	require.NoError(t, err)
	assert.Equal(t, period, r.Period)
	assert.Equal(t, funnel.ActivityTally{Planned: 5, Kept: 2, Late: 1, Missed: 1, Ahead: 1, Done: 4, Unplanned: 1}, r.Total.ActivityTally)

	require.Len(t, r.People, 2)
	assert.Equal(t, "ann", r.People[0].Name)
	assert.Equal(t, funnel.ActivityTally{Planned: 3, Kept: 2, Late: 1, Done: 3}, r.People[0].ActivityTally)
	assert.Equal(t, funnel.ActivityTally{Planned: 2, Missed: 1, Ahead: 1, Done: 1, Unplanned: 1}, r.People[1].ActivityTally)
	require.Len(t, r.Kinds, 2)
	assert.Equal(t, funnel.ActivityTally{Planned: 2, Late: 1, Ahead: 1, Done: 1}, r.Kinds[0].ActivityTally, "calls")
	start := sf.DateOf(base)
	assert.Equal(t, []funnel.ActivityDay{
		{Person: "ann", Day: start.AddDays(2), ActivityTally: funnel.ActivityTally{Planned: 1, Kept: 1, Done: 1}},
		{Person: "ann", Day: start.AddDays(3), ActivityTally: funnel.ActivityTally{Done: 1}},
		{Person: "ann", Day: start.AddDays(4), ActivityTally: funnel.ActivityTally{Planned: 2, Kept: 1, Late: 1}},
		{Person: "ann", Day: start.AddDays(6), ActivityTally: funnel.ActivityTally{Done: 1}},
		{Person: "bo", Day: start.AddDays(5), ActivityTally: funnel.ActivityTally{Planned: 1, Missed: 1}},
		{Person: "bo", Day: start.AddDays(6), ActivityTally: funnel.ActivityTally{Done: 1, Unplanned: 1}},
		{Person: "bo", Day: start.AddDays(9), ActivityTally: funnel.ActivityTally{Planned: 1, Ahead: 1}},
	}, r.Days)

	// Kept 2 of 2 + 1 + 1. All are of one deal, which tells as much as one activity: Wilson for .5 of 1 is .5 ± .5·z/√(1 + z²) = .5 ± .445379.
	assert.InDelta(t, .5, r.Total.Fulfillment.Value, 1e-12)
	assert.InDelta(t, .054621, r.Total.Fulfillment.Low, 1e-6)
	assert.InDelta(t, .945379, r.Total.Fulfillment.High, 1e-6)
	assert.Equal(t, int64(4), r.Total.Fulfillment.N)
	assert.Equal(t, int64(1), r.Total.Fulfillment.Left)
	assert.Equal(t, []sf.Code{funnel.CodeShareFew}, codesOf(r.Total.Fulfillment.Warnings))

	// Two of the three that say ended in an advance; with the one that does not, between 2/4 and 3/4.
	advance := r.Total.Advance
	assert.InDelta(t, 2./3, advance.Value, 1e-12)
	assert.Equal(t, int64(3), advance.N)
	assert.Equal(t, int64(1), advance.Left)
	require.Equal(t, []sf.Code{funnel.CodeShareFew, funnel.CodeShareSilent}, codesOf(advance.Warnings))
	assert.Equal(t, "1 of 4 do not say; whatever they would say, the share lies between 50% and 75%", advance.Warnings[1].Text)
	assert.Equal(t, "share, Wilson by deals", r.Total.Prepared.Method, "of one deal")
	assert.InDelta(t, 1, r.Total.Prepared.High, 0)
	assert.True(t, r.Total.GoalMet.IsZero(), "nobody said, which is not 0")
}

// A plan that has not come to its day does not count, whether it is done early or still to be done: else those done early would count, and
// those to be done not.
func TestFulfillmentIsOfPlansWhoseDayHasPassed(t *testing.T) {
	at := func(d float64) time.Time { return base.Add(time.Duration(d * float64(day))) }
	plan := func(of string, planned, done float64) sf.Activity {
		a := sf.Activity{Of: of, Planned: at(planned), Recorded: base}
		if done > 0 {
			a.At = at(done)
		}
		return a
	}
	touches := []sf.Activity{plan("a", 4, 3), plan("b", 5, 0), plan("c", 9.5, 8), plan("c", 9.2, 9.1), plan("d", 9.6, 0), plan("d", 12, 0), plan("e", 12, 1)}
	var rows []funnel.Event
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		rows = append(rows, dealRow(id, on(0, "lead")))
	}
	r, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 9.3, rows, touches...).
		ActivityReport(funnel.ActivityOptions{Period: sf.Period{From: base, To: at(20)}})
	require.NoError(t, err)
	assert.Equal(t, funnel.ActivityTally{Planned: 7, Kept: 4, Missed: 1, Ahead: 2, Done: 4}, r.Total.ActivityTally)
	f := r.Total.Fulfillment
	assert.InDelta(t, .5, f.Value, 1e-12)
	assert.Equal(t, [2]int64{2, 5}, [2]int64{f.N, f.Left})
}

// Visits of one deal are alike. By deal:
//
//	x of n                           n*                                                                                       interval
//	2, 2, 0, 0, 1 and 1 of 2 each    12²·¼ / (6/5 · 4) · (z/t₅)² = 7.5 · (1.959964/2.570582)² = 4.36008                       .5 ± .342193
//	2, 2 and 2 of 2                  3, the deals                                                                             [1/(1 + z²/3), 1]
//	1 and 1 of 2                     4, for the deals do not differ                                                           .5 ± .349961
//	1, 1, 0, 0 of 1                  4, for a deal has one                                                                    .5 ± .349961
//	4 of 4, 0 of 4                   8²·¼ / (2 · 8) · (z/t₁)² = (1.959964/12.706205)² < 1, so 1                               .5 ± .445379
func TestActivityShareIsOfDeals(t *testing.T) {
	for name, c := range map[string]struct {
		yes, of   []int
		low, high float64
		method    string
	}{
		"alike":        {[]int{2, 2, 0, 0, 1, 1}, []int{2, 2, 2, 2, 2, 2}, .157807, .842193, "share, Wilson by deals"},
		"settled":      {[]int{2, 2, 2}, []int{2, 2, 2}, .438503, 1, "share, Wilson by deals"},
		"no spread":    {[]int{1, 1}, []int{2, 2}, .150039, .849961, "share, Wilson"},
		"one each":     {[]int{1, 1, 0, 0}, []int{1, 1, 1, 1}, .150039, .849961, "share, Wilson"},
		"as far apart": {[]int{4, 0}, []int{4, 4}, .054621, .945379, "share, Wilson by deals"},
	} {
		t.Run(name, func(t *testing.T) {
			var rows []funnel.Event
			var touches []sf.Activity
			for d, n := range c.of {
				id := string(rune('a' + d))
				rows = append(rows, dealRow(id, on(0, "lead")))
				for i := range n {
					touches = append(touches, sf.Activity{Of: id, By: "ann", At: base.Add(time.Duration(i+1) * day), Advance: sf.Bool(i < c.yes[d])})
				}
			}
			r, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, rows, touches...).ActivityReport(funnel.ActivityOptions{})
			require.NoError(t, err)
			for _, e := range []sf.Estimate{r.Total.Advance, r.People[0].Advance, r.Kinds[0].Advance} {
				assert.InDelta(t, c.low, e.Low, 1e-6)
				assert.InDelta(t, c.high, e.High, 1e-6)
				assert.Equal(t, c.method, e.Method)
				assert.Equal(t, int64(len(touches)), e.N)
			}
		})
	}
}

func TestActivityReportOptions(t *testing.T) {
	rows := []funnel.Event{on(0, "lead"), on(8, "won")} // closed deals count, too
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, rows, visits()...)
	all, err := v.ActivityReport(funnel.ActivityOptions{})
	require.NoError(t, err)
	assert.Equal(t, funnel.ActivityTally{Planned: 4, Kept: 2, Late: 1, Missed: 1, Done: 4, Unplanned: 1}, all.Total.ActivityTally, "to the view's time")
	assert.Contains(t, asJSON(t, all), `{"total"`, "no period was asked for")
	assert.Empty(t, all.People[0].Name, "nobody owns the deal")

	calls, err := v.ActivityReport(funnel.ActivityOptions{Kinds: []string{"call"}})
	require.NoError(t, err)
	assert.Equal(t, funnel.ActivityTally{Planned: 1, Late: 1, Done: 1}, calls.Total.ActivityTally)
	bo, err := v.ActivityReport(funnel.ActivityOptions{Person: "bo"})
	require.NoError(t, err)
	assert.Equal(t, funnel.ActivityTally{Planned: 1, Missed: 1, Done: 1, Unplanned: 1}, bo.Total.ActivityTally)

	since, err := historyWith(t, sixStages(t, stageForward), funnel.Options{}, rows, visits()).Between(base.Add(4*day), base.Add(9*day)).
		ActivityReport(funnel.ActivityOptions{})
	require.NoError(t, err)
	assert.Equal(t, funnel.ActivityTally{Planned: 3, Kept: 1, Late: 1, Missed: 1, Done: 2, Unplanned: 1}, since.Total.ActivityTally)

	_, err = v.ActivityReport(funnel.ActivityOptions{Period: sf.Period{From: base, To: base}})
	assert.Equal(t, []sf.Code{funnel.CodePeriod}, codesOf(faultsOf(t, err)))
	none, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, nil).ActivityReport(funnel.ActivityOptions{})
	require.NoError(t, err)
	assert.Zero(t, none.Total)
	assert.Contains(t, asJSON(t, none), `"people":[]`)
}

// Plans add up; people, kinds and days make up the whole; neither the order of rows nor later rows change anything.
func TestActivityReportLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, touches := drawPipeline(t), drawOptions(t), drawEvents(t), drawTouches(t)
		days := float64(rapid.IntRange(0, 24).Draw(t, "days")) / 2
		now := base.Add(time.Duration(days * float64(day)))
		options := funnel.ActivityOptions{Period: sf.Period{From: base.Add(-day), To: base.Add(8 * day)}}
		v := workView(t, p, o, days, events, touches...)
		r, err := v.ActivityReport(options)
		require.NoError(t, err)
		for _, group := range [][]funnel.ActivityOf{r.People, r.Kinds} {
			var sum funnel.ActivityTally
			for _, g := range group {
				require.Equal(t, g.Planned, g.Kept+g.Late+g.Missed+g.Ahead)
				require.LessOrEqual(t, g.Unplanned, g.Done)
				addTally(&sum, g.ActivityTally)
			}
			require.Equal(t, r.Total.ActivityTally, sum)
		}
		var sum funnel.ActivityTally
		for _, d := range r.Days {
			addTally(&sum, d.ActivityTally)
		}
		require.Equal(t, r.Total.ActivityTally, sum)

		known := slices.DeleteFunc(slices.Clone(events), func(e funnel.Event) bool { return !visibleAt(e, now) })
		slices.Reverse(touches)
		past, err := workView(t, p, o, days, known, touches...).ActivityReport(options)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, r), asJSON(t, past))

		sum = funnel.ActivityTally{}
		for _, part := range v.Split("owner") {
			share, err := part.ActivityReport(options)
			require.NoError(t, err)
			addTally(&sum, share.Total.ActivityTally)
		}
		require.Equal(t, r.Total.ActivityTally, sum)
	})
}

func addTally(sum *funnel.ActivityTally, a funnel.ActivityTally) {
	sum.Planned += a.Planned
	sum.Kept += a.Kept
	sum.Late += a.Late
	sum.Missed += a.Missed
	sum.Ahead += a.Ahead
	sum.Done += a.Done
	sum.Unplanned += a.Unplanned
}
