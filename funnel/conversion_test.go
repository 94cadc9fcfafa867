package funnel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// ofDeal returns the row of a deal.
func ofDeal(deal string, days float64, stageID string) funnel.Event {
	return but(on(days, stageID), func(e *funnel.Event) { e.Deal = deal })
}

// afterDays returns the instant so many days after base.
func afterDays(days float64) time.Time { return base.Add(time.Duration(days * float64(day))) }

// threeSteps is lead, demo, offer, won, lost, with every move allowed.
func threeSteps(t require.TestingT) *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "three", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return p
}

// sixDeals are the deals of the tables below:
//
//	A  lead 0, demo 2, offer 5, won 9            one step after the other
//	B  lead 0, offer 3, won 10                   skips the demo
//	C  lead 1, demo 4, lead 6, demo 8, lost 12   goes back, and comes again
//	D  lead 1, lost 7
//	E  lead 2, demo 17                           open on day 20
//	F  demo 3, offer 8, lost 15                  begins in the middle
func sixDeals() []funnel.Event {
	return []funnel.Event{
		ofDeal("A", 0, "lead"), ofDeal("A", 2, "demo"), ofDeal("A", 5, "offer"), ofDeal("A", 9, "won"),
		ofDeal("B", 0, "lead"), ofDeal("B", 3, "offer"), ofDeal("B", 10, "won"),
		ofDeal("C", 1, "lead"), ofDeal("C", 4, "demo"), ofDeal("C", 6, "lead"), ofDeal("C", 8, "demo"), ofDeal("C", 12, "lost"),
		ofDeal("D", 1, "lead"), ofDeal("D", 7, "lost"),
		ofDeal("E", 2, "lead"), ofDeal("E", 17, "demo"),
		ofDeal("F", 3, "demo"), ofDeal("F", 8, "offer"), ofDeal("F", 15, "lost"),
	}
}

// parts are the counts of a rate, and its three shares; -1 for one that cannot be said.
type parts struct {
	entered, converted, elsewhere, beyond, open, before int64
	rate, settled, low, high                            float64
}

func partsOf(r funnel.ConversionRate) parts {
	said := func(e sf.Estimate) float64 {
		if e.IsZero() {
			return -1
		}
		return e.Value
	}
	p := parts{r.Entered, r.Converted, r.Elsewhere, r.Beyond, r.Open, r.Before, said(r.Rate), said(r.Settled), -1, -1}
	if r.Bounds != nil {
		p.low, p.high = r.Bounds.Low, r.Bounds.High
	}
	return p
}

func assertParts(t *testing.T, want, got parts, name string) {
	t.Helper()
	for _, x := range []struct{ want, got *float64 }{
		{&want.rate, &got.rate}, {&want.settled, &got.settled}, {&want.low, &got.low}, {&want.high, &got.high},
	} {
		assert.InDelta(t, *x.want, *x.got, 1e-12, name)
		*x.want = *x.got
	}
	assert.Equal(t, want, got, name)
}

func conversionOf(t require.TestingT, v *funnel.View, o funnel.ConversionOptions) *funnel.Conversion {
	c, err := v.Conversion(o)
	require.NoError(t, err)
	return c
}

// days returns the period from one day after base to another.
func days(from, to float64) sf.Period { return sf.Period{From: afterDays(from), To: afterDays(to)} }

// The stays of the demo under Direct last 3 (A, converts), 2 and 4 (C, elsewhere), 5 (F, converts) days, and E's has lasted 3, so that it was at
// risk at ages 0 to 2:
//
//	age   at risk   leave              S       F
//	2     5         1 elsewhere        4/5     0
//	3     3         1 converts         8/15    4/5·1/3 = 4/15
//	4     2         1 elsewhere        4/15    4/15
//	5     1         1 converts         0       4/15 + 4/15 = 8/15
//
// Under Reached they are A after 3, C after 8 (lost), F after 5, with E open at ages 0 to 2: at 3 one of 3 converts, at 5 one of 2, so that
// F = 1/3 + 2/3·1/2 = 2/3. Under Ordered F is not among them: at 3 one of 2 converts, and F = 1/2.
//
// On the whole way from the lead, E was at risk at ages 0 to 17, longer than all others took, so that F is the share of all five.
func TestSixDealsByHand(t *testing.T) {
	v := historyOf(t, threeSteps(t), funnel.Options{}, sixDeals()...).AsOf(afterDays(20))
	for _, x := range []struct {
		name string
		o    funnel.ConversionOptions
		want [4]parts // lead, demo, offer, overall
	}{
		{"direct", funnel.ConversionOptions{}, [4]parts{
			{6, 4, 2, 0, 0, 0, 4. / 6, 4. / 6, 4. / 6, 4. / 6}, // A C C E; B skips, D lost
			{5, 2, 2, 0, 1, 0, 8. / 15, 2. / 4, 2. / 5, 3. / 5},
			{3, 2, 1, 0, 0, 0, 2. / 3, 2. / 3, 2. / 3, 2. / 3}, // A B; F
			{5, 2, 2, 0, 1, 0, 2. / 5, 2. / 4, 2. / 5, 3. / 5}, // A B; C D; E
		}},
		{"reached", funnel.ConversionOptions{Rule: funnel.Reached}, [4]parts{
			{5, 4, 1, 0, 0, 0, 4. / 5, 4. / 5, 4. / 5, 4. / 5}, // A B C E; D
			{4, 2, 1, 0, 1, 0, 2. / 3, 2. / 3, 2. / 4, 3. / 4}, // A F; C; E
			{3, 2, 1, 0, 0, 0, 2. / 3, 2. / 3, 2. / 3, 2. / 3},
			{5, 2, 2, 0, 1, 0, 2. / 5, 2. / 4, 2. / 5, 3. / 5},
		}},
		{"ordered", funnel.ConversionOptions{Rule: funnel.Ordered}, [4]parts{
			{5, 3, 2, 0, 0, 0, 3. / 5, 3. / 5, 3. / 5, 3. / 5}, // A C E; B D
			{3, 1, 1, 0, 1, 0, 1. / 2, 1. / 2, 1. / 3, 2. / 3}, // A; C; E
			{1, 1, 0, 0, 0, 0, 1, 1, 1, 1},                     // A
			{5, 1, 3, 0, 1, 0, 1. / 5, 1. / 4, 1. / 5, 2. / 5}, // A; B C D; E
		}},
		{"direct within 3 days", funnel.ConversionOptions{WithinDays: 3}, [4]parts{
			{6, 3, 1, 2, 0, 0, 3. / 6, 3. / 6, 3. / 6, 3. / 6}, // A C C; B; D took 6 and E 15 days
			{5, 1, 1, 2, 1, 0, 4. / 15, 1. / 4, 1. / 5, 2. / 5},
			{3, 0, 0, 3, 0, 0, 0, 0, 0, 0}, // 4, 7 and 7 days
			{5, 0, 0, 5, 0, 0, 0, 0, 0, 0}, // E too has been on its way for longer
		}},
		{"direct, entered on days 2 to 4", funnel.ConversionOptions{Period: days(2, 5)}, [4]parts{
			{1, 1, 0, 0, 0, 0, 1, 1, 1, 1},                     // E
			{3, 2, 1, 0, 0, 0, 2. / 3, 2. / 3, 2. / 3, 2. / 3}, // A F; C
			{1, 1, 0, 0, 0, 0, 1, 1, 1, 1},                     // B
			{1, 0, 0, 0, 1, 0, 0, -1, 0, 1},                    // E, of which nothing is settled
		}},
		// From day 5 to day 9. Three were in the demo: A until day 5, C until 6, F until 8; C comes in on day 8 and stays.
		{"direct flow", funnel.ConversionOptions{Basis: funnel.Flow, Period: days(5, 10)}, [4]parts{
			{1, 1, 1, 0, 1, 2, 1, 1. / 2, -1, -1}, // C comes and goes; D is lost, E stays
			{1, 2, 1, 0, 1, 3, 2, 2. / 3, -1, -1}, // two move on for one who enters
			{2, 1, 0, 0, 2, 1, 1. / 2, 1, -1, -1}, // A and F come, A is won, B was there
			{0, 1, 1, 0, 3, 5, -1, 1. / 2, -1, -1},
		}},
		{"direct snapshot", funnel.ConversionOptions{Basis: funnel.Snapshot, Period: days(5, 10)}, [4]parts{
			{2, 0, 1, 0, 1, 0, 0, 0, 0, 1. / 2}, // D is lost, E stays; ages 0 to 4 are seen
			{3, 2, 1, 0, 0, 0, 2. / 3, 2. / 3, 2. / 3, 2. / 3},
			{1, 0, 0, 0, 1, 0, 0, -1, 0, 1},                    // B is won on day 10, which is after the period
			{5, 1, 1, 0, 3, 0, 1. / 5, 1. / 2, 1. / 5, 4. / 5}, // D lost on day 7, A won on day 9; B C E go on
		}},
		{"reached flow", funnel.ConversionOptions{Rule: funnel.Reached, Basis: funnel.Flow, Period: days(5, 10)}, [4]parts{
			{0, 0, 1, 0, 1, 2, -1, 0, -1, -1}, // C has moved on for good
			{0, 2, 0, 0, 1, 3, -1, 1, -1, -1}, // A F; C is on its way
			{2, 1, 0, 0, 2, 1, 1. / 2, 1, -1, -1},
			{0, 1, 1, 0, 3, 5, -1, 1. / 2, -1, -1},
		}},
	} {
		c := conversionOf(t, v, x.o)
		require.Len(t, c.Rates, 3)
		for k, r := range append(c.Rates, c.Overall) {
			assertParts(t, x.want[k], partsOf(r), x.name+" "+r.From+" "+r.To)
		}
		assert.Equal(t, [4][2]string{{"lead", "demo"}, {"demo", "offer"}, {"offer", "won"}, {"lead", "won"}},
			[4][2]string{{c.Rates[0].From, c.Rates[0].To}, {c.Rates[1].From, c.Rates[1].To}, {c.Rates[2].From, c.Rates[2].To}, {c.Overall.From, c.Overall.To}})
		assert.Equal(t, []bool{false, false, true, true}, []bool{c.Rates[0].ToWon, c.Rates[1].ToWon, c.Rates[2].ToWon, c.Overall.ToWon})
		echo := funnel.ConversionOptions{Rule: c.Rule, Basis: c.Basis, Period: c.Period, WithinDays: c.WithinDays}
		assert.Equal(t, x.o, echo)
	}
}

// The evidence of the demo's rate under Direct, from the table above: Var F = Σ_u (Σ_k h_k g_k² − (Σ_k h_k g_k)²)/Y with F = 8/15. At 2, going
// elsewhere takes x = 8/15 of S = 4/5 with it: g = −(8/15)/(4/5) = −2/3, and h = 1/5 of 5, 4/9·4/25/5 = 16/1125. At 3, h = 1/3 of 3: g = 4/5 − (4/15)/(2/3) =
// 2/5, and 4/25·2/9/3 = 8/675. At 4, h = 1/2 of 2: g = −(4/15)/(1/2) = −8/15, and 64/225/4/2 = 8/225. At 5 all leave, which has no variance.
// The sum is 48/3375 + 40/3375 + 120/3375 = 208/3375, which R 4.2.2, survival 3.5-3 has as well: survfit(Surv(t, s) ~ 1) with t = 3, 2, 4, 5, 2.5 and
// s = 1, 2, 2, 1, 0 gives .533333 with std.err .248253 for state 1. The interval is 1 − (7/15)^exp(±1.96 √(208/3375)/((7/15) log(15/7))).
func TestConversionIsAnEstimate(t *testing.T) {
	v := historyOf(t, threeSteps(t), funnel.Options{}, sixDeals()...).AsOf(afterDays(20))
	c := conversionOf(t, v, funnel.ConversionOptions{})
	e := c.Rates[1].Rate
	assert.Equal(t, int64(5), e.N)
	assert.Equal(t, "Aalen-Johansen", e.Method)
	assert.InDelta(t, 0.95, e.Level, 0)
	assert.InDelta(t, 0.176378, e.Low, 1e-6)
	assert.InDelta(t, 0.949885, e.High, 1e-6)
	assert.Empty(t, e.Warnings, "all ages were seen")
	s := c.Rates[1].Settled
	assert.Equal(t, [2]int64{4, 1}, [2]int64{s.N, s.Left})
	require.Equal(t, []sf.Code{funnel.CodeConversionSettledOnly}, codesIn(s.Warnings))
	assert.Equal(t, "1 of 5 in stage demo are still open and left out; the slow ones are among them", s.Warnings[0].Text)
	assert.Equal(t, "阶段 demo 的 5 个中有 1 个仍在进行，未计入；其中往往是推进较慢的", s.Warnings[0].In(sf.Chinese))
	assert.Empty(t, c.Rates[0].Settled.Warnings)

	w := c.Overall.Rate.Warnings
	require.Equal(t, []sf.Code{funnel.CodeConversionOutlast}, codesIn(w), "E may still be won")
	assert.Equal(t, "20% of those in stage lead are expected to be still open after 17 days, the longest that any was followed; "+
		"what becomes of them is not in the rate", w[0].Text)

	c = conversionOf(t, v, funnel.ConversionOptions{Basis: funnel.Flow, Period: days(5, 10)})
	e = c.Rates[1].Rate
	assert.Equal(t, sf.Estimate{Value: 2, N: 1, Method: "period flow", Warnings: e.Warnings}, e, "no interval")
	require.Equal(t, []sf.Code{funnel.CodeConversionFlow}, codesIn(e.Warnings))
	assert.Equal(t, "those who moved on from stage demo in the period are not those who entered in it: 3 were there before, and 1 are still there",
		e.Warnings[0].Text)

	c = conversionOf(t, v, funnel.ConversionOptions{Rule: funnel.Ordered, WithinDays: 400})
	assert.True(t, c.Overall.Rate.IsZero(), "E was followed for less")
	require.Equal(t, []sf.Code{funnel.CodeConversionNotFollowed}, codesIn(c.Warnings))
	assert.Equal(t, "nobody in stage lead was followed for 400 days, only up to day 17; the rate cannot be said", c.Warnings[0].Text)
	assertParts(t, parts{5, 1, 3, 0, 1, 0, -1, 1. / 4, 1. / 5, 2. / 5}, partsOf(c.Overall), "but the bounds can")
	assert.InDelta(t, 0.5, c.Rates[1].Rate.Value, 1e-12, "all have ended who were followed")
}

// codesIn returns the codes of notes.
func codesIn(notes []sf.Note) (codes []sf.Code) {
	for _, n := range notes {
		codes = append(codes, n.Code)
	}
	return codes
}
