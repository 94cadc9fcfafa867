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
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// inYuan are drawn rows with amounts in one currency.
func inYuan(events []funnel.Event) []funnel.Event {
	for i := range events {
		if events[i].Amount.Currency() == "USD" {
			events[i].Amount = cny(11)
		}
	}
	return events
}

// drawEnds draws two times, the earlier first.
func drawEnds(t *rapid.T) (from, to time.Time) {
	at := func(label string) time.Time {
		return base.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, label)) * 4 * time.Hour)
	}
	from, to = at("from"), at("to")
	if to.Before(from) {
		from, to = to, from
	}
	return from, to
}

func bridge(t require.TestingT, opening, closing *funnel.View, o funnel.WaterfallOptions) *funnel.Bridge {
	b, err := funnel.Waterfall(opening, closing, o)
	require.NoError(t, err)
	return b
}

// checkCloses holds a group to opening + causes = closing, and every cause and part of it to examples.
func checkCloses(t require.TestingT, g funnel.BridgeGroup) {
	sum, deals := g.Opening.Amount, g.Opening.Deals
	var err error
	for _, r := range g.Causes {
		require.NotEmpty(t, r.Examples)
		require.Positive(t, r.Deals)
		sum, err = sum.Add(r.Amount)
		require.NoError(t, err)
		switch {
		case r.Cause <= funnel.CausePushedIn:
			deals += r.Deals
		case r.Cause >= funnel.CausePushedOut:
			deals -= r.Deals
		}
	}
	require.True(t, sum.Equal(g.Closing.Amount), "%s: %v and %v", g.Group, sum, g.Closing.Amount)
	require.Equal(t, g.Closing.Deals, deals, g.Group)
	s := g.Slippage
	fates := []funnel.DealTally{s.Won, s.Lost, s.Pushed, s.Standing, s.LeftOut}
	require.Equal(t, s.Due, sumOf(t, s.Due.Amount, fates...))
	for _, x := range append(fates, g.Passed.Won, g.Passed.Lost) {
		require.NotNil(t, x.Examples)
		require.Len(t, x.Examples, int(min(x.Deals, funnel.MaxExamples)))
	}
	for i, p := range s.Pushes {
		require.Positive(t, p.Days)
		require.True(t, i == 0 || p.Times < s.Pushes[i-1].Times || p.Times == s.Pushes[i-1].Times && p.Deal > s.Pushes[i-1].Deal)
	}
	require.Equal(t, int64(len(s.Pushes)), s.PushDays.N)
}

// sumOf adds up tallies, beginning with nothing in the currency of another amount.
func sumOf(t require.TestingT, like sf.Money, of ...funnel.DealTally) (sum funnel.Tally) {
	var err error
	sum.Amount, err = like.Sub(like)
	require.NoError(t, err)
	for _, x := range of {
		sum.Deals, sum.Unpriced = sum.Deals+x.Deals, sum.Unpriced+x.Unpriced
		sum.Amount, err = sum.Amount.Add(x.Amount)
		require.NoError(t, err)
	}
	return sum
}

// Whatever a history holds and whatever times are compared, opening + causes = closing in the whole and in each group, and groups make up the
// whole: what adds to what is as [funnel.Waterfall] says.
func TestWaterfallCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := historyOf(t, drawPipeline(t), drawOptions(t), inYuan(drawEvents(t))...)
		from, to := drawEnds(t)
		opening, closing := h.AsOf(from), h.AsOf(to)
		if rapid.Bool().Draw(t, "select") {
			closing = closing.Select(func(d funnel.Deal) bool { return d.ID() != "a" })
		}
		o := funnel.WaterfallOptions{By: rapid.SampledFrom([]string{"owner", "source", "stage", "nothing"}).Draw(t, "by")}
		if rapid.Bool().Draw(t, "due") {
			o.Due = sf.Months(base.AddDate(0, rapid.IntRange(-1, 3).Draw(t, "month"), 0), 1)[0]
		}
		b := bridge(t, opening, closing, o)
		checkCloses(t, b.All)
		for _, g := range b.Groups {
			checkCloses(t, g)
		}
		checkParts(t, b)
		checkOpen(t, opening, b.All.Opening, o)
		checkOpen(t, closing, b.All.Closing, o)
	})
}

// partsOfBridge are the numbers of a group that sum to those of the whole. What became of deals that are open at both ends does so only
// together: those that moved are counted where they came in.
func partsOfBridge(t require.TestingT, g funnel.BridgeGroup) map[string]funnel.Tally {
	s := g.Slippage
	out := map[string]funnel.Tally{
		"opening": g.Opening, "closing": g.Closing, "passed won": g.Passed.Won.Tally, "passed lost": g.Passed.Lost.Tally,
		"due": s.Due, "due won": s.Won.Tally, "due lost": s.Lost.Tally, "pushed": s.Pushed.Tally, "standing": s.Standing.Tally, "due left out": s.LeftOut.Tally,
		"pushes": {Deals: int64(len(s.Pushes))},
	}
	add := func(part string, deals int64, amount sf.Money) {
		sum, err := out[part].Amount.Add(amount)
		require.NoError(t, err)
		out[part] = funnel.Tally{Deals: out[part].Deals + deals, Amount: sum}
	}
	for _, r := range g.Causes {
		switch r.Cause {
		case funnel.CauseMovedOut:
			add("open at both", 0, r.Amount)
			add("moves", -r.Deals, sf.Money{})
		case funnel.CauseMovedIn:
			add("open at both", r.Deals, r.Amount)
			add("moves", r.Deals, sf.Money{})
		case funnel.CausePriced, funnel.CauseIncreased, funnel.CauseDecreased, funnel.CauseUnchanged:
			add("open at both", r.Deals, r.Amount)
		default:
			add(r.Cause.String(), r.Deals, r.Amount)
			add("ended "+r.Cause.String(), 0, r.Ended)
		}
	}
	return out
}

// checkParts holds the groups of a bridge to the whole.
func checkParts(t require.TestingT, b *funnel.Bridge) {
	sums, pushes := make(map[string]funnel.Tally), make(map[string]funnel.Push)
	for _, g := range b.Groups {
		for part, x := range partsOfBridge(t, g) {
			amount, err := sums[part].Amount.Add(x.Amount)
			require.NoError(t, err)
			sums[part] = funnel.Tally{Deals: sums[part].Deals + x.Deals, Unpriced: sums[part].Unpriced + x.Unpriced, Amount: amount}
		}
		for _, p := range g.Slippage.Pushes {
			require.NotContains(t, pushes, p.Deal)
			pushes[p.Deal] = p
		}
	}
	require.Zero(t, sums["moves"].Deals, "as many deals come as go")
	whole := partsOfBridge(t, b.All)
	for part, x := range sums {
		want := whole[part]
		require.Equal(t, [2]int64{want.Deals, want.Unpriced}, [2]int64{x.Deals, x.Unpriced}, part)
		require.True(t, x.Amount.Sign() == 0 && want.Amount.Sign() == 0 || x.Amount.Equal(want.Amount), "%s: %v and %v", part, x.Amount, want.Amount)
	}
	for part, want := range whole {
		require.True(t, want.Deals == 0 || sums[part].Deals == want.Deals, part)
	}
	require.Len(t, pushes, len(b.All.Slippage.Pushes))
	for _, p := range b.All.Slippage.Pushes {
		require.Equal(t, p, pushes[p.Deal])
	}
}

// checkOpen holds one end of a bridge to the deals that its view shows as open.
func checkOpen(t require.TestingT, v *funnel.View, end funnel.Tally, o funnel.WaterfallOptions) {
	var want funnel.Tally
	for d := range v.Deals() {
		due := d.Close()
		if d.Outcome() != stage.Open || d.StageIndex() < 0 || o.Due.Valid() && (due.IsZero() || !o.Due.Contains(due.In(v.Calendar().Zone()))) {
			continue
		}
		want.Deals++
		if amount := d.Amount(); amount.Known() {
			want.Amount, _ = want.Amount.Add(amount)
		} else {
			want.Unpriced++
		}
	}
	require.Equal(t, [2]int64{want.Deals, want.Unpriced}, [2]int64{end.Deals, end.Unpriced})
	require.True(t, want.Deals == want.Unpriced && end.Amount.Sign() == 0 || want.Amount.Equal(end.Amount), "%v and %v", want.Amount, end.Amount)
}

// The bridges of two halves of the deals add up to that of all, cause by cause.
func TestWaterfallsOfPartsMakeTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := historyOf(t, drawPipeline(t), drawOptions(t), inYuan(drawEvents(t))...)
		from, to := drawEnds(t)
		half := func(v *funnel.View, first bool) *funnel.View {
			return v.Select(func(d funnel.Deal) bool { return (d.ID() < "b") == first })
		}
		type sum struct {
			deals  int64
			amount string
		}
		rows := func(bridges ...*funnel.Bridge) map[funnel.Cause]sum {
			deals, amounts := map[funnel.Cause]int64{}, map[funnel.Cause]sf.Money{}
			for _, b := range bridges {
				for _, r := range b.All.Causes {
					deals[r.Cause] += r.Deals
					amounts[r.Cause], _ = amounts[r.Cause].Add(r.Amount)
				}
			}
			out := map[funnel.Cause]sum{}
			for c, n := range deals {
				amount := amounts[c]
				if amount.Sign() == 0 { // of a half without amounts it is unknown
					amount = sf.Money{}
				}
				out[c] = sum{n, amount.Digits()}
			}
			return out
		}
		whole := bridge(t, h.AsOf(from), h.AsOf(to), funnel.WaterfallOptions{})
		one := bridge(t, half(h.AsOf(from), true), half(h.AsOf(to), true), funnel.WaterfallOptions{})
		other := bridge(t, half(h.AsOf(from), false), half(h.AsOf(to), false), funnel.WaterfallOptions{})
		require.Equal(t, rows(whole), rows(one, other))
	})
}

// Rows recorded at or after the closing, the order of the others, and a start of observation change nothing.
func TestWaterfallLooksBackOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o := drawPipeline(t), drawOptions(t)
		events := inYuan(drawEvents(t))
		from, to := drawEnds(t)
		ask := func(v, w *funnel.View) string {
			return asJSON(t, bridge(t, v, w, funnel.WaterfallOptions{By: "owner"}))
		}
		h := historyOf(t, p, o, events...)
		want := ask(h.AsOf(from), h.AsOf(to))
		known := slices.DeleteFunc(slices.Clone(events), func(e funnel.Event) bool { return !visibleAt(e, to) })
		k := historyOf(t, p, o, known...)
		require.Equal(t, want, ask(k.AsOf(from), k.AsOf(to)))
		require.Equal(t, want, ask(h.Between(from, from), h.Between(from, to)))
	})
}

// Other names of owners give the same bridges under other names.
func TestWaterfallKnowsNoNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := inYuan(drawEvents(t))
		renamed := slices.Clone(events)
		names := map[string]string{"ann": "赵敏", "bo": "aa"}
		for i := range renamed {
			if name, ok := names[renamed[i].Owner]; ok {
				renamed[i].Owner = name
			}
		}
		p, o := drawPipeline(t), drawOptions(t)
		from, to := drawEnds(t)
		h, r := historyOf(t, p, o, events...), historyOf(t, p, o, renamed...)
		was := bridge(t, h.AsOf(from), h.AsOf(to), funnel.WaterfallOptions{By: "owner"})
		is := bridge(t, r.AsOf(from), r.AsOf(to), funnel.WaterfallOptions{By: "owner"})
		require.Equal(t, asJSON(t, was.All), asJSON(t, is.All))
		require.Len(t, is.Groups, len(was.Groups))
		for _, g := range was.Groups {
			if name, ok := names[g.Group]; ok {
				g.Group = name
			}
			at := slices.IndexFunc(is.Groups, func(x funnel.BridgeGroup) bool { return x.Group == g.Group })
			require.GreaterOrEqual(t, at, 0)
			require.Equal(t, asJSON(t, g), asJSON(t, is.Groups[at]))
		}
	})
}

// Stated on day 5, the amount counts at day 8. On day 20 a loss of day 3 comes on record: it was stated of a closed deal, and the deal of day 10
// is a new try without one. The amount goes, and that is not "unchanged".
func TestWaterfallTakesAnAmountBack(t *testing.T) {
	h := historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free, Reopen: true}), funnel.Options{},
		on(1, "lead"), paid(on(5, ""), 70), recorded(on(3, "lost"), 20), recorded(on(10, "demo"), 20))
	b := bridge(t, h.AsOf(base.Add(8*day)), h.AsOf(base.Add(30*day)), funnel.WaterfallOptions{})
	assert.Equal(t, []string{"decreased 1 -70 [d]"}, bridgeCauses(b.All))
	assert.Equal(t, int64(1), b.All.Closing.Unpriced)
	assert.Equal(t, "0", b.All.Closing.Amount.Digits())
}

// A deal leaves with the amount of the opening; what it was sold for stands beside it.
func TestWaterfallSaysWhatWasSold(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		bridgeRow("a", 1, "lead", "", 10, 0), bridgeRow("a", 40, "won", "", 15, 0),
		bridgeRow("b", 1, "lead", "", 20, 0), bridgeRow("b", 40, "won2", "", 18, 0),
		bridgeRow("c", 1, "lead", "", 5, 0), bridgeRow("c", 40, "lost", "", 0, 0))
	b := bridge(t, h.AsOf(on2026(30)), h.AsOf(on2026(60)), funnel.WaterfallOptions{})
	require.Len(t, b.All.Causes, 2)
	assert.Equal(t, "-30 33", b.All.Causes[0].Amount.Digits()+" "+b.All.Causes[0].Ended.Digits())
	assert.Equal(t, "-5 5", b.All.Causes[1].Amount.Digits()+" "+b.All.Causes[1].Ended.Digits())
}

// Put off by 10, 30, 20 and 20 days: the mean is 20 and the standard error √(200/3/4); t with 3 degrees of freedom is 3.182446 at .975.
func TestPushDays(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		bridgeRow("a", 1, "lead", "", 0, 40), bridgeRow("a", 2, "", "", 0, 50),
		bridgeRow("b", 1, "lead", "", 0, 40), bridgeRow("b", 2, "", "", 0, 60), bridgeRow("b", 3, "", "", 0, 70),
		bridgeRow("c", 1, "lead", "", 0, 40), bridgeRow("c", 2, "", "", 0, 30),
		bridgeRow("d", 1, "lead", "", 0, 40), bridgeRow("d", 2, "", "", 0, 60),
		bridgeRow("e", 1, "lead", "", 0, 40), bridgeRow("e", 2, "", "", 0, 60))
	at := func(d int, of ...string) sf.Estimate {
		closing := h.AsOf(on2026(d)).Select(func(d funnel.Deal) bool { return slices.Contains(of, d.ID()) })
		return bridge(t, h.AsOf(on2026(1)), closing, funnel.WaterfallOptions{}).All.Slippage.PushDays
	}
	e := at(20, "a", "b", "c", "d", "e")
	assert.InDelta(t, 20, e.Value, 1e-12)
	assert.InDelta(t, 20-3.182446305*math.Sqrt(200./12), e.Low, 1e-6)
	assert.InDelta(t, 20+3.182446305*math.Sqrt(200./12), e.High, 1e-6)
	assert.Equal(t, int64(4), e.N)
	assert.True(t, at(2, "a", "b").IsZero())
	assert.False(t, at(20, "a").HasInterval())
	assert.Zero(t, at(20, "a", "b").Low, "fewer than no days it cannot be")
}

// asJSON is a result in a form that can be compared.
func asJSON(t require.TestingT, x any) string {
	b, err := json.Marshal(x)
	require.NoError(t, err)
	return string(b)
}
