package funnel_test

import (
	"encoding/json"
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
			return string(asJSON(t, bridge(t, v, w, funnel.WaterfallOptions{By: "owner"})))
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
		require.Equal(t, string(asJSON(t, was.All)), string(asJSON(t, is.All)))
		require.Len(t, is.Groups, len(was.Groups))
		for _, g := range was.Groups {
			if name, ok := names[g.Group]; ok {
				g.Group = name
			}
			at := slices.IndexFunc(is.Groups, func(x funnel.BridgeGroup) bool { return x.Group == g.Group })
			require.GreaterOrEqual(t, at, 0)
			require.Equal(t, string(asJSON(t, g)), string(asJSON(t, is.Groups[at])))
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

// Put off by 10 and by 30 days: the mean is 20, the standard error √(200/2) = 10.
func TestPushDays(t *testing.T) {
	h := historyOf(t, sixStages(t, stageForward), funnel.Options{},
		bridgeRow("a", 1, "lead", "", 0, 40), bridgeRow("a", 2, "", "", 0, 50),
		bridgeRow("b", 1, "lead", "", 0, 40), bridgeRow("b", 2, "", "", 0, 60), bridgeRow("b", 3, "", "", 0, 70),
		bridgeRow("c", 1, "lead", "", 0, 40), bridgeRow("c", 2, "", "", 0, 30))
	at := func(d int) sf.Estimate {
		return bridge(t, h.AsOf(on2026(1)), h.AsOf(on2026(d)), funnel.WaterfallOptions{}).Slippage.PushDays
	}
	e := at(20)
	assert.InDelta(t, 20, e.Value, 1e-12)
	assert.InDelta(t, 20-19.59963984540054, e.Low, 1e-9)
	assert.InDelta(t, 20+19.59963984540054, e.High, 1e-9)
	assert.Equal(t, int64(2), e.N)
	assert.True(t, at(2).IsZero())
	one := bridge(t, h.AsOf(on2026(1)), h.AsOf(on2026(20)).Select(func(d funnel.Deal) bool { return d.ID() == "a" }), funnel.WaterfallOptions{}).Slippage.PushDays
	assert.False(t, one.HasInterval())
	_, err := json.Marshal(e)
	require.NoError(t, err)
}

// asJSON is a result in a form that can be compared.
func asJSON(t require.TestingT, x any) string {
	b, err := json.Marshal(x)
	require.NoError(t, err)
	return string(b)
}
