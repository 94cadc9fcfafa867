package funnel_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// campaign are deals of one source created on 20 days from a day on, of which so many are won after 5 days; the others are lost then.
func campaign(from int, source string, won, deals int) (rows []funnel.Event) {
	for i := range deals {
		end := "lost"
		if i < won {
			end = "won"
		}
		at := from + i%20
		for _, e := range lifeOf(fmt.Sprintf("%s%02d-%02d", source, from, i), "ann", 0, at, "lead", at+5, end) {
			rows = append(rows, fact(e, "source", sf.Text(source)))
		}
	}
	return rows
}

// changed compares before and after day 30.
func changed(t *testing.T, asOf int, o funnel.BeforeAfterOptions, rows ...[]funnel.Event) *funnel.BeforeAfter {
	t.Helper()
	var all []funnel.Event
	for _, r := range rows {
		all = append(all, r...)
	}
	b, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, all...).AsOf(afterBase(asOf)).BeforeAfter(afterBase(30), o)
	require.NoError(t, err)
	return b
}

// 30 of 40 were won and 10 of 40 are: z = 10/√(40·40/79/4) as in TestCompareFindsADifference. In the lead stage the moves are the same, and with three
// tests, two of which have that p and one none, since all end alike, q is ³⁄₂ p.
func TestBeforeAfterByHand(t *testing.T) {
	b := changed(t, 60, funnel.BeforeAfterOptions{}, campaign(0, "web", 30, 40), campaign(30, "web", 10, 40))
	assert.Equal(t, funnel.ChangeSide{Created: days(0, 30), Seen: afterBase(30), Deals: 40, Won: 30, Lost: 10}, b.Before)
	assert.Equal(t, funnel.ChangeSide{Created: days(30, 60), Seen: afterBase(60), Deals: 40, Won: 10, Lost: 30}, b.After)
	require.Len(t, b.Rows, 5) // demo and offer, where nobody came, among them
	win := b.Rows[0]
	assert.Equal(t, [4]float64{.75, .25, -.5, 5}, [4]float64{win.Before.Value, win.After.Value, win.Difference.Value, float64(win.Days)})
	assert.InEpsilon(t, 8.826169e-06, win.PValue, 1e-5)
	assert.InEpsilon(t, 8.826169e-06, win.QValue, 1e-5, "the two with this p are the first of two")
	assert.Equal(t, funnel.StandingLower, win.Standing)
	assert.Equal(t, "of deals created since 2026-04-27, 25% are won within 5 days; of those before, 75% (q: <0.0001)", win.Note.Text)
	assert.Equal(t, "2026-04-27 起创建的商机在 5 天内的赢单率为 25%，此前为 75%（q: <0.0001）", win.Note.In(sf.Chinese))
	require.Len(t, win.Examples, funnel.MaxExamples)
	assert.Equal(t, "web30-19", win.Examples[0], "the latest lost since")
	assert.Equal(t, funnel.CodeChangeAdvance, b.Rows[1].Note.Code)
	assert.Equal(t, "lead", b.Rows[1].Stage)
	assert.Equal(t, funnel.CodeChangeFew, b.Rows[2].Note.Code)
	assert.Equal(t, funnel.CodeChangeFewEnds, b.Rows[4].Note.Code, "all end at once, and when cannot tell the sides apart")
	assert.Equal(t, [3]float64{5, 5, 0}, [3]float64{b.Rows[4].Before.Value, b.Rows[4].After.Value, b.Rows[4].Difference.Value})
	assert.Equal(t, []sf.Code{funnel.CodeChangeNotCause}, codesIn(b.Notes))
	assert.Nil(t, b.MixTest)
	text, err := json.Marshal(b)
	require.NoError(t, err)
	var back funnel.BeforeAfter
	require.NoError(t, json.Unmarshal(text, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	assert.JSONEq(t, string(text), string(again))
}

// Before the date is what was known at the date: deals won since are open there, though they are won by now.
func TestBeforeIsAsKnownAtTheDate(t *testing.T) {
	late := lifeOf("late", "ann", 0, 28, "lead", 33, "won")
	filed := lifeOf("filed", "ann", 0, 10, "lead", 12, "won")
	filed[1].Recorded = afterBase(31)
	b := changed(t, 50, funnel.BeforeAfterOptions{}, campaign(10, "web", 5, 20), late, filed, campaign(30, "web", 5, 20), lifeOf("old", "ann", 0, 5, "lead", 40, "won"))
	assert.Equal(t, funnel.ChangeSide{Created: days(10, 30), Seen: afterBase(30), Deals: 22, Open: 7, Won: 5, Lost: 10}, b.Before,
		"five of the campaign were created on days 25 to 29, and end on the date or later")
	assert.Equal(t, funnel.ChangeSide{Created: days(30, 50), Seen: afterBase(50), Deals: 20, Open: 5, Won: 5, Lost: 10}, b.After)
	b = changed(t, 50, funnel.BeforeAfterOptions{WindowDays: 7}, campaign(10, "web", 5, 20), campaign(30, "web", 5, 20))
	assert.Equal(t, days(23, 30), b.Before.Created)
	assert.Equal(t, days(30, 37), b.After.Created)
	assert.Equal(t, afterBase(37), b.After.Seen, "and what came after is not looked at")
	assert.Equal(t, b.Before.Open, b.After.Open)
	assert.Empty(t, codesIn(b.Notes)[1:])
	b = changed(t, 60, funnel.BeforeAfterOptions{}, campaign(10, "web", 5, 20), campaign(30, "web", 5, 20))
	assert.Equal(t, []sf.Code{funnel.CodeChangeNotCause, funnel.CodeChangeShort}, codesIn(b.Notes), "the record begins on day 10")
	assert.Equal(t, "30", b.Notes[1].Arg("days").String())
}

// Web leads are won at .2 and those of the fair at .6, before and after. There were 60 and 20, and there are 20 and 60: in all the rate rises from .3 to .5,
// z = 8/√(64·96/159/4), and within the sources nothing has changed. Pearson's statistic is 4 · 20²/40.
func TestBeforeAfterStratified(t *testing.T) {
	rows := [][]funnel.Event{campaign(0, "web", 12, 60), campaign(0, "fair", 12, 20), campaign(30, "web", 4, 20), campaign(30, "fair", 36, 60)}
	o := funnel.BeforeAfterOptions{Metrics: []funnel.CompareMetric{funnel.CompareWinRate}}
	plain := changed(t, 60, o, rows...).Rows[0]
	assert.InDelta(t, .2, plain.Difference.Value, 1e-12)
	assert.InEpsilon(t, .01005571, plain.PValue, 1e-4) // R: 2*pnorm(-8/sqrt(64*96/159/4))
	assert.Equal(t, funnel.StandingHigher, plain.Standing)
	assert.True(t, plain.Standardized.IsZero())

	o.Stratify = "source"
	b := changed(t, 60, o, rows...)
	r := b.Rows[0]
	assert.InDelta(t, .2, r.Difference.Value, 1e-12)
	assert.InDelta(t, 0, r.Standardized.Value, 1e-12)
	assert.Equal(t, int64(160), r.Standardized.N)
	assert.Less(t, r.Standardized.Low, -.1)
	assert.Greater(t, r.Standardized.High, .1)
	assert.InDelta(t, 1, r.PValue, .02, "the score is 0; the median of a skewed one is not quite")
	assert.Equal(t, funnel.StandingNoDifference, r.Standing)
	assert.Equal(t, funnel.CodeChangeNone, r.Note.Code)
	assert.Equal(t, []funnel.ChangeOfMix{{Name: "fair", Before: 20, After: 60}, {Name: "web", Before: 60, After: 20}}, b.Mix)
	assert.InDelta(t, 40, b.MixTest.Statistic, 1e-9)
	assert.Equal(t, 1, b.MixTest.DF)
	assert.InEpsilon(t, 2.539629e-10, b.MixTest.PValue, 1e-4) // R: pchisq(40, 1, lower.tail = FALSE)
	assert.Equal(t, []sf.Code{funnel.CodeChangeNotCause, funnel.CodeChangeMix}, codesIn(b.Notes))
	assert.Equal(t, "2026-04-27 之后商机按“source”的构成发生了变化（p: <0.0001）", b.Notes[1].In(sf.Chinese))

	one := changed(t, 60, funnel.BeforeAfterOptions{Metrics: o.Metrics, Stratify: "owner"}, rows...).Rows[0]
	assert.InDelta(t, one.Difference.Low, one.Standardized.Low, 1e-12, "of one stratum")
	assert.InDelta(t, one.Difference.High, one.Standardized.High, 1e-12)

	rare := changed(t, 60, o, campaign(0, "web", 0, 40), campaign(30, "web", 0, 40), campaign(30, "new", 2, 8)).Rows[0]
	assert.Equal(t, int64(8), rare.Standardized.Left, "there was none before")
	assert.Less(t, rare.Standardized.Low, -.05, "no win of 40 on either side is no proof of none")
}

// Small strata are tested together: 3 and 3 of a and b are expected to have 3 each on a side, and are one column with 6; alone they are left.
func TestBeforeAfterMixOfSmallStrata(t *testing.T) {
	o := funnel.BeforeAfterOptions{Metrics: []funnel.CompareMetric{funnel.CompareWinRate}, Stratify: "source"}
	b := changed(t, 60, o, campaign(0, "web", 9, 20), campaign(0, "a", 1, 3), campaign(0, "b", 1, 3), campaign(30, "web", 9, 20), campaign(30, "a", 1, 3), campaign(30, "b", 1, 3))
	require.NotNil(t, b.MixTest)
	assert.Equal(t, funnel.ChangeMixTest{Statistic: 0, DF: 1, PValue: 1}, *b.MixTest)
	assert.NotContains(t, codesIn(b.Notes), funnel.CodeChangeMix)
	b = changed(t, 60, o, campaign(0, "web", 9, 20), campaign(30, "web", 9, 20))
	assert.Nil(t, b.MixTest, "one stratum has no mix")
	b = changed(t, 60, o, campaign(0, "web", 9, 20))
	assert.Nil(t, b.MixTest, "nor has one side")
	assert.Equal(t, funnel.StandingTooFew, b.Rows[0].Standing)
}

// Wins that come a week later: by day 12 there are as many, and on the way there fewer; and the cycle is longer.
func TestBeforeAfterInWhenMoreThanHowMany(t *testing.T) {
	var rows []funnel.Event
	for i := range 40 {
		rows = append(rows, lifeOf(fmt.Sprint("b", i), "ann", 0, i%10, "lead", i%10+2, "won")...)
		rows = append(rows, lifeOf(fmt.Sprint("a", i), "ann", 0, 30+i%10, "lead", 30+i%10+9, "won")...)
	}
	b := changed(t, 60, funnel.BeforeAfterOptions{Stages: []string{"lead"}, HorizonDays: 12}, rows)
	require.Len(t, b.Rows, 3)
	assert.Equal(t, funnel.CodeChangeMixed, b.Rows[0].Note.Code)
	assert.Equal(t, funnel.StandingNoDifference, b.Rows[0].Standing)
	assert.Empty(t, b.Rows[0].Examples)
	assert.Equal(t, "half of the deals created since 2026-04-27 end within 9 days; of those before, within 2 (q: <0.0001)", b.Rows[2].Note.Text)
	assert.Equal(t, funnel.StandingHigher, b.Rows[2].Standing)
	assert.Equal(t, "a0", b.Rows[2].Examples[0])
}

// A window is as long as the time since the date at most. What comes after the horizon is not tested: 10 of 40 are won by day 3 on both sides, and of the
// others all are lost on day 8 before, and won after.
func TestBeforeAfterLooksNoFurther(t *testing.T) {
	var rows []funnel.Event
	for i := range 40 {
		for from, end := range map[int]string{0: "lost", 30: "won"} {
			if i < 10 {
				rows = append(rows, lifeOf(fmt.Sprint(from, "-", i), "ann", 0, from+i%10, "lead", from+i%10+3, "won")...)
			} else {
				rows = append(rows, lifeOf(fmt.Sprint(from, "-", i), "ann", 0, from+i%10, "lead", from+i%10+8, end)...)
			}
		}
	}
	win := []funnel.CompareMetric{funnel.CompareWinRate}
	b := changed(t, 60, funnel.BeforeAfterOptions{WindowDays: 100, HorizonDays: 5, Metrics: win}, rows)
	assert.Equal(t, [2]sf.Period{days(0, 30), days(30, 60)}, [2]sf.Period{b.Before.Created, b.After.Created})
	assert.InDelta(t, 1, b.Rows[0].PValue, .02, "the score is 0")
	b = changed(t, 60, funnel.BeforeAfterOptions{HorizonDays: 9, Metrics: win}, rows)
	assert.Equal(t, funnel.StandingHigher, b.Rows[0].Standing)

	b = changed(t, 60, funnel.BeforeAfterOptions{Metrics: win}, campaign(0, "web", 10, 40), campaign(30, "web", 3, 29))
	assert.Equal(t, funnel.CodeChangeFew, b.Rows[0].Note.Code, "29 since, and 30 are asked for")
	b = changed(t, 60, funnel.BeforeAfterOptions{Metrics: win}, campaign(0, "web", 3, 29), campaign(30, "web", 10, 40))
	assert.Equal(t, funnel.CodeChangeFew, b.Rows[0].Note.Code, "29 before")
}

// Strata are told apart by name, though before the date there was one and since it there are two: of stays as of deals web is compared with web.
func TestBeforeAfterStrataOfStays(t *testing.T) {
	o := funnel.BeforeAfterOptions{Stratify: "source", Stages: []string{"lead"}}
	b := changed(t, 60, o, campaign(0, "web", 30, 40), campaign(30, "web", 10, 40), campaign(30, "fair", 5, 5))
	assert.Equal(t, funnel.StandingLower, b.Rows[0].Standing)
	assert.InEpsilon(t, b.Rows[0].PValue, b.Rows[1].PValue, 1e-9, "every deal leaves lead as it ends")
	assert.InDelta(t, b.Rows[0].Standardized.Value, b.Rows[1].Standardized.Value, 1e-12)
	assert.InDelta(t, -.5, b.Rows[0].Standardized.Value, 1e-12)
	assert.EqualValues(t, 5, b.Rows[0].Standardized.Left)
}

func TestBeforeAfterRefuses(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}).AsOf(afterBase(30))
	for _, date := range []time.Time{{}, afterBase(30), afterBase(31), afterBase(30).Add(-time.Hour).AddDate(0, 0, 1)} {
		_, err := v.BeforeAfter(date, funnel.BeforeAfterOptions{})
		refused(t, err, "funnel.compare_date date")
	}
	b, err := v.BeforeAfter(afterBase(29).Add(7*time.Hour), funnel.BeforeAfterOptions{})
	require.NoError(t, err)
	assert.Equal(t, afterBase(29), b.Date, "the start of its day")
	assert.Equal(t, days(28, 29), b.Before.Created)
	_, err = v.BeforeAfter(afterBase(20), funnel.BeforeAfterOptions{
		WindowDays: -1, HorizonDays: -1, Level: 2, MinN: -1, Metrics: []funnel.CompareMetric{funnel.CompareVelocity}, Stages: []string{"won"},
	})
	refused(t, err, "funnel.compare_horizon horizon_days", "funnel.compare_level level", "funnel.compare_min_n min_n", "funnel.compare_stage stages[0]",
		"funnel.compare_window window_days", "funnel.compare_metric metrics[0]")
}
