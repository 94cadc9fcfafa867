package funnel_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// A deal that is reopened begins anew: what it was before stays settled.
func TestReopenedDealsConvertAnew(t *testing.T) {
	p := sixStages(t, stage.Moves{Policy: stage.Free, Reopen: true})
	h := historyOf(t, p, funnel.Options{},
		on(0, "lead"), on(1, "lost"), on(5, "lead"), on(6, "demo"), on(7, "offer"), on(8, "won2"))
	for _, rule := range []funnel.ConversionRule{funnel.Direct, funnel.Reached, funnel.Ordered} {
		c := conversionOf(t, h.AsOf(ever), funnel.ConversionOptions{Rule: rule})
		assertParts(t, parts{2, 1, 1, 0, 0, 0, 1. / 2, 1. / 2, 1. / 2, 1. / 2}, partsOf(c.Rates[0]), rule.String())
		assertParts(t, parts{2, 1, 1, 0, 0, 0, 1. / 2, 1. / 2, 1. / 2, 1. / 2}, partsOf(c.Overall), rule.String())
		assertParts(t, parts{1, 1, 0, 0, 0, 0, 1, 1, 1, 1}, partsOf(c.Rates[2]), rule.String())
		assert.Equal(t, [2]any{"", true}, [2]any{c.Rates[2].To, c.Rates[2].ToWon}, "there are two won stages")
		c = conversionOf(t, h.AsOf(afterDays(4)), funnel.ConversionOptions{Rule: rule})
		assertParts(t, parts{1, 0, 1, 0, 0, 0, 0, 0, 0, 0}, partsOf(c.Overall), "it was lost")
	}
}

// Stages that were given up are looked through: the stay before goes on until the deal is in one of the stages there are, and an entry from
// such a stage into the one before is no new one.
func TestRetiredStagesAreLookedThrough(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "p", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "lead"},
		{ID: "old", Retired: true},
		{ID: "offer"},
		{ID: "won", Outcome: stage.Won},
		{ID: "gold", Outcome: stage.Won, Retired: true},
		{ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	h := historyOf(t, p, funnel.Options{},
		ofDeal("A", 0, "lead"), ofDeal("A", 1, "old"), ofDeal("A", 3, "offer"), ofDeal("A", 4, "gold"),
		ofDeal("B", 0, "lead"), ofDeal("B", 1, "old"), ofDeal("B", 2, "lead"), ofDeal("B", 3, "old"),
		ofDeal("C", 0, "old"), ofDeal("C", 1, "old"), ofDeal("C", 2, "offer"), ofDeal("C", 3, "lost"),
		ofDeal("D", 0, "old"),
		ofDeal("E", 0, "old"), ofDeal("E", 1, "lost"))
	for _, rule := range []funnel.ConversionRule{funnel.Direct, funnel.Reached, funnel.Ordered} {
		c := conversionOf(t, h.AsOf(afterDays(10)), funnel.ConversionOptions{Rule: rule})
		require.Len(t, c.Rates, 2)
		assert.Equal(t, [4]string{"lead", "offer", "offer", "won"}, [4]string{c.Rates[0].From, c.Rates[0].To, c.Rates[1].From, c.Rates[1].To})
		// A converts after 3 days; B is open, at risk at ages 0 to 9: of two at risk at age 3 one converts, and nothing follows.
		assertParts(t, parts{2, 1, 0, 0, 1, 0, 1. / 2, 1, 1. / 2, 1}, partsOf(c.Rates[0]), rule.String())
		want := parts{2, 1, 1, 0, 0, 0, 1. / 2, 1. / 2, 1. / 2, 1. / 2} // A, C
		if rule == funnel.Ordered {
			want = parts{1, 1, 0, 0, 0, 0, 1, 1, 1, 1}
		}
		assertParts(t, want, partsOf(c.Rates[1]), rule.String())
	}
	d, err := h.AsOf(afterDays(10)).DropOff(funnel.DropOffOptions{})
	require.NoError(t, err)
	assert.Equal(t, [3]int64{2, 0, 1}, [3]int64{d.Stages[0].Entered, d.Stages[0].Dropped, d.Stages[0].Open})
}

// A deal that was recorded in mid-life is at risk only from then: it came into the lead on day 0, was recorded on day 10 and converts on day
// 14. Another comes and is lost on its fifth day. At age 5 one of one leaves, so that nothing is left for those who convert later; had the
// first been at risk from the start, half would convert.
func TestLateEntryIsAtRiskSinceItWasSeen(t *testing.T) {
	late := func(e funnel.Event) funnel.Event { e.Recorded = afterDays(10); return e }
	h := historyOf(t, threeSteps(t), funnel.Options{},
		late(ofDeal("A", 0, "lead")), ofDeal("A", 14, "demo"),
		ofDeal("B", 0, "lead"), ofDeal("B", 5, "lost"),
		late(ofDeal("C", 0, "lead")), late(ofDeal("C", 2, "demo")), ofDeal("C", 20, "lost"))
	c := conversionOf(t, h.AsOf(afterDays(30)), funnel.ConversionOptions{})
	assertParts(t, parts{1, 0, 1, 0, 0, 1, 0, 0, 0, 0}, partsOf(c.Rates[0]), "C left the lead before anyone looked")
	assert.Equal(t, int64(2), c.Rates[0].Rate.N)
	w := c.Rates[0].Rate.Warnings
	require.Equal(t, []sf.Code{funnel.CodeConversionEmptied}, codesIn(w))
	assert.Contains(t, w[0].Text, "by age 5 all of the 1 then observed in stage lead were settled")
	assertParts(t, parts{1, 0, 0, 0, 1, 1, 0, -1, 0, 1}, partsOf(c.Rates[1]), "C came in before it was recorded, A is open")
}

// Nobody was under observation at ages 1 to 3, and then one who came in the middle converts: a curve with a hole says so.
func TestConversionWarnsOfAHole(t *testing.T) {
	h := historyOf(t, threeSteps(t), funnel.Options{},
		ofDeal("A", 4, "lead"), // seen at age 0 only
		but(ofDeal("B", 0, "lead"), func(e *funnel.Event) { e.Recorded = afterDays(4) }), ofDeal("B", 4.5, "demo"))
	e := conversionOf(t, h.AsOf(afterDays(5)), funnel.ConversionOptions{}).Rates[0].Rate
	assert.InDelta(t, 1, e.Value, 1e-12)
	require.Equal(t, []sf.Code{funnel.CodeRiskGap}, codesIn(e.Warnings))
	assert.Contains(t, e.Warnings[0].Text, "at age 1 no visit to stage lead")
	h = historyOf(t, threeSteps(t), funnel.Options{}, ofDeal("A", 0, "lead"),
		funnel.Event{Deal: "B", At: time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC), Stage: "lead"}, ofDeal("B", 1, "demo"))
	e = conversionOf(t, h.AsOf(afterDays(5)), funnel.ConversionOptions{}).Rates[0].Rate
	assert.Equal(t, []sf.Code{funnel.CodeTableBeyond, funnel.CodeConversionOutlast}, codesIn(e.Warnings))
}

// With a start of observation, those who were there are at risk from then; what had ended is not seen.
func TestConversionBetween(t *testing.T) {
	h := historyOf(t, threeSteps(t), funnel.Options{}, sixDeals()...)
	v := h.Between(afterDays(5), afterDays(20))
	c := conversionOf(t, v, funnel.ConversionOptions{})
	// C comes and converts at age 2, when D is not yet at risk, which is so from age 4 on, nor E, from age 3 on.
	assertParts(t, parts{1, 1, 0, 0, 0, 2, 1, 1, 1, 1}, partsOf(c.Rates[0]), "lead")
	assert.Equal(t, int64(3), c.Rates[0].Rate.N)
	assert.Equal(t, []sf.Code{funnel.CodeConversionEmptied}, codesIn(c.Rates[0].Rate.Warnings))
	// In the demo: C's first stay from age 1, left for the lead at 2; its second, lost at 4; F from age 2, converts at 5; A from age 3, at which it
	// converts; E at ages 0 to 2. One of 4 leaves at 2, one of 3 converts at 3, one of 2 is lost at 4, the last converts:
	// S = 3/4, 1/2, 1/4, 0 and F = 3/4·1/3 + 1/4 = 1/2.
	assertParts(t, parts{2, 0, 1, 0, 1, 3, 1. / 2, 0, 0, 1. / 2}, partsOf(c.Rates[1]), "demo")
	for _, rule := range []funnel.ConversionRule{funnel.Direct, funnel.Reached, funnel.Ordered} {
		for _, basis := range []funnel.ConversionBasis{funnel.Flow, funnel.Snapshot} {
			o := funnel.ConversionOptions{Rule: rule, Basis: basis}
			got := conversionOf(t, v, o)
			o.Period = days(5, 20)
			want := conversionOf(t, h.AsOf(afterDays(20)), o)
			got.Period = want.Period
			assert.Equal(t, want, got, "%v %v", rule, basis)
		}
	}
}

// Days are those of the history's clock: in Shanghai the deal took two days, and none was worked.
func TestConversionDaysAreOfTheClock(t *testing.T) {
	rows := []funnel.Event{
		{Deal: "d", At: time.Date(2026, 10, 2, 15, 59, 0, 0, time.UTC), Stage: "lead"}, // Friday 23:59 in Shanghai
		{Deal: "d", At: time.Date(2026, 10, 3, 16, 1, 0, 0, time.UTC), Stage: "demo"},  // Sunday 00:01 in Shanghai
	}
	calendar := sf.Calendar{Location: time.FixedZone("Asia/Shanghai", 8*3600), Weekend: []time.Weekday{time.Saturday, time.Sunday}}
	for working, within := range map[bool]int{false: 2, true: 0} {
		v := historyOf(t, threeSteps(t), funnel.Options{Calendar: calendar, Working: working}, rows...).AsOf(ever)
		for _, w := range []int{1, 2} {
			r := conversionOf(t, v, funnel.ConversionOptions{WithinDays: w}).Rates[0]
			assert.Equal(t, w >= within, r.Converted == 1, "%v %d", working, w)
			assert.Equal(t, int64(1), r.Converted+r.Beyond)
		}
	}
}

func TestConversionRefuses(t *testing.T) {
	v := historyOf(t, threeSteps(t), funnel.Options{}, sixDeals()...).AsOf(afterDays(20))
	for _, x := range []struct {
		o    funnel.ConversionOptions
		want []sf.Code
	}{
		{funnel.ConversionOptions{Rule: 9, Basis: 9, Period: days(5, 5), WithinDays: -1}, []sf.Code{
			funnel.CodeConversionRule, funnel.CodeConversionBasis, funnel.CodePeriod, funnel.CodeConversionWithin,
		}},
		{funnel.ConversionOptions{WithinDays: funnel.MaxAge + 1}, []sf.Code{funnel.CodeConversionWithin}},
		{funnel.ConversionOptions{Basis: funnel.Flow, WithinDays: 1}, []sf.Code{funnel.CodeConversionFlowWithin}},
		{funnel.ConversionOptions{Basis: funnel.Snapshot}, []sf.Code{funnel.CodeConversionNoStart}},
		{funnel.ConversionOptions{Period: sf.Period{From: base}}, []sf.Code{funnel.CodePeriod}},
		{funnel.ConversionOptions{Period: sf.Period{From: base, To: base.AddDate(9000, 0, 0)}}, []sf.Code{funnel.CodePeriod}},
	} {
		c, err := v.Conversion(x.o)
		var invalid *sf.InvalidError
		require.ErrorAs(t, err, &invalid)
		assert.Nil(t, c)
		assert.Equal(t, x.want, codesIn(invalid.Faults))
	}
	_, err := v.Conversion(funnel.ConversionOptions{WithinDays: funnel.MaxAge, Period: sf.Period{To: base}})
	require.NoError(t, err, "a period from the beginning of time")
}

func TestConversionOfNothing(t *testing.T) {
	p := threeSteps(t)
	empty := historyOf(t, p, funnel.Options{}).AsOf(ever)
	future := historyOf(t, p, funnel.Options{}, sixDeals()...).AsOf(afterDays(20))
	closed := historyOf(t, p, funnel.Options{}, on(0, "lost"), but(on(0, ""), func(e *funnel.Event) { e.Deal = "e" })).AsOf(ever)
	for _, c := range []*funnel.Conversion{
		conversionOf(t, empty, funnel.ConversionOptions{}),
		conversionOf(t, future, funnel.ConversionOptions{Period: days(300, 400)}),
		conversionOf(t, future, funnel.ConversionOptions{Period: days(300, 400), Basis: funnel.Snapshot}),
		conversionOf(t, closed, funnel.ConversionOptions{Rule: funnel.Ordered}),
	} {
		for _, r := range append(c.Rates, c.Overall) {
			assert.Equal(t, parts{rate: -1, settled: -1, high: 1}, partsOf(r), "nothing is known")
		}
		assert.Empty(t, c.Warnings)
	}
	c := conversionOf(t, future, funnel.ConversionOptions{Period: days(300, 400), Basis: funnel.Flow})
	assert.Equal(t, parts{rate: -1, settled: -1, low: -1, high: -1}, partsOf(c.Rates[0]))
	today := historyOf(t, p, funnel.Options{}, on(0, "lead")).AsOf(afterDays(0.5))
	r := conversionOf(t, today, funnel.ConversionOptions{}).Rates[0]
	assert.Equal(t, parts{entered: 1, open: 1, rate: -1, settled: -1, high: 1}, partsOf(r), "no day was seen to its end")
}

func TestConversionJSON(t *testing.T) {
	v := historyOf(t, threeSteps(t), funnel.Options{}, sixDeals()...).AsOf(afterDays(20))
	r := conversionOf(t, v, funnel.ConversionOptions{}).Rates[2]
	r.Rate, r.Settled = sf.Estimate{Value: 0.5, N: 3, Method: "m"}, sf.Estimate{}
	b, err := json.Marshal(r)
	require.NoError(t, err)
	assert.JSONEq(t, `{"from":"offer","to":"won","to_won":true,"entered":3,"converted":2,"elsewhere":1,"open":0,
		"rate":{"value":0.5,"n":3,"method":"m"},"settled":null,"bounds":{"low":0.6666666666666666,"high":0.6666666666666666}}`, string(b))
	b, err = json.Marshal(conversionOf(t, v, funnel.ConversionOptions{Basis: funnel.Flow}))
	require.NoError(t, err)
	var back funnel.Conversion
	require.NoError(t, json.Unmarshal(b, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	assert.JSONEq(t, string(b), string(again))
	assert.NotContains(t, string(b), "bounds")
}

func TestConversionWords(t *testing.T) {
	for i, word := range []string{"direct", "reached", "ordered"} {
		assertWord(t, funnel.ConversionRule(i), word, new(funnel.ConversionRule))
	}
	for i, word := range []string{"cohort", "flow", "snapshot"} {
		assertWord(t, funnel.ConversionBasis(i), word, new(funnel.ConversionBasis))
	}
	for i, word := range []string{"settled", "guide"} {
		assertWord(t, funnel.DropOffRule(i), word, new(funnel.DropOffRule))
	}
	for i, word := range []string{"lost", "back", "ahead", "won"} {
		assertWord(t, funnel.DropOffKind(i), word, new(funnel.DropOffKind))
	}
	for _, x := range []interface {
		String() string
		MarshalText() ([]byte, error)
	}{funnel.ConversionRule(7), funnel.ConversionBasis(7), funnel.DropOffRule(7), funnel.DropOffKind(7)} {
		_, err := x.MarshalText()
		require.Error(t, err)
		assert.Contains(t, x.String(), "(7)")
	}
}

// assertWord holds an enum to its word, there and back.
func assertWord[T interface {
	comparable
	String() string
	MarshalText() ([]byte, error)
}, P interface {
	*T
	UnmarshalText(text []byte) error
}](t *testing.T, x T, word string, back P) {
	t.Helper()
	b, err := x.MarshalText()
	require.NoError(t, err)
	assert.Equal(t, []string{word, word}, []string{string(b), x.String()})
	require.NoError(t, back.UnmarshalText(b))
	assert.Equal(t, x, *back)
	require.Error(t, back.UnmarshalText([]byte("nothing")))
}

// What is at an end of the period: one who enters when it ends is not of it, and a period beyond the view ends with the view.
func TestConversionAtTheEndsOfThePeriod(t *testing.T) {
	v := historyOf(t, threeSteps(t), funnel.Options{}, sixDeals()...).AsOf(afterDays(20))
	flow := conversionOf(t, v, funnel.ConversionOptions{Basis: funnel.Flow, Period: days(5, 8)}).Rates[1]
	assertParts(t, parts{0, 1, 1, 0, 1, 3, -1, 1. / 2, -1, -1}, partsOf(flow), "A; C goes back; F leaves and C comes again as it ends")
	for _, basis := range []funnel.ConversionBasis{funnel.Cohort, funnel.Flow, funnel.Snapshot} {
		want := conversionOf(t, v, funnel.ConversionOptions{Basis: basis, Period: days(5, 20)})
		got := conversionOf(t, v, funnel.ConversionOptions{Basis: basis, Period: days(5, 400)})
		got.Period = want.Period
		assert.Equal(t, want, got, basis.String())
	}
}

// E was seen open at ages 0 to 17: of 17 days something can be said, of 18 not. A rate within days leaves nothing open to come, so it does not warn.
func TestConversionWithinWhatWasSeen(t *testing.T) {
	v := historyOf(t, threeSteps(t), funnel.Options{}, sixDeals()...).AsOf(afterDays(20))
	c := conversionOf(t, v, funnel.ConversionOptions{WithinDays: 17})
	assertParts(t, parts{5, 2, 2, 1, 0, 0, 2. / 5, 2. / 5, 2. / 5, 2. / 5}, partsOf(c.Overall), "17")
	assert.Empty(t, c.Overall.Rate.Warnings)
	c = conversionOf(t, v, funnel.ConversionOptions{WithinDays: 18})
	assertParts(t, parts{5, 2, 2, 0, 1, 0, -1, 2. / 4, 2. / 5, 3. / 5}, partsOf(c.Overall), "18")
}

// One who was recorded in mid-life, on day 10, is none of a snapshot of day 5, nor did it enter in a flow: it was there before it was seen.
func TestLateEntryInFlowAndSnapshot(t *testing.T) {
	h := historyOf(t, threeSteps(t), funnel.Options{},
		but(ofDeal("A", 2, "lead"), func(e *funnel.Event) { e.Recorded = afterDays(10) }), ofDeal("A", 14, "demo"), ofDeal("B", 0, "lead"))
	v := h.AsOf(afterDays(20))
	snapshot := conversionOf(t, v, funnel.ConversionOptions{Basis: funnel.Snapshot, Period: days(5, 20)}).Rates[0]
	assertParts(t, parts{1, 0, 0, 0, 1, 0, 0, -1, 0, 1}, partsOf(snapshot), "B")
	snapshot = conversionOf(t, v, funnel.ConversionOptions{Basis: funnel.Snapshot, Period: days(10, 20)}).Rates[0]
	assertParts(t, parts{2, 1, 0, 0, 1, 0, 1. / 2, 1, 1. / 2, 1}, partsOf(snapshot), "it was on record by day 10")
	flow := conversionOf(t, v, funnel.ConversionOptions{Basis: funnel.Flow, Period: days(1, 20)}).Rates[0]
	assertParts(t, parts{0, 1, 0, 0, 1, 2, -1, 1, -1, -1}, partsOf(flow), "A and B were there before")
}

// One of three converts after a day and both others after two. A day before the end F = 1/3 with the variance 1/3·2/3/3 = 2/27, and its interval begins
// at l = 1 − (2/3)^exp(−1.96 √(2/27) / (2/3·log(3/2))); then both who are left convert.
func TestConversionOfAll(t *testing.T) {
	h := historyOf(t, threeSteps(t), funnel.Options{}, ofDeal("A", 0, "lead"), ofDeal("A", 1, "demo"),
		ofDeal("B", 0, "lead"), ofDeal("B", 2, "demo"), ofDeal("C", 0, "lead"), ofDeal("C", 2, "demo"))
	e := conversionOf(t, h.AsOf(ever), funnel.ConversionOptions{}).Rates[0].Rate
	l := 1 - math.Pow(2./3, math.Exp(-1.959964*math.Sqrt(2./27)/(2./3*math.Log(1.5))))
	assert.InDelta(t, 1, e.Value, 0)
	assert.InDelta(t, l+(1-l)*math.Sqrt(0.05), e.Low, 1e-6)
	assert.InDelta(t, 1, e.High, 0)
}
