package funnel_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// lifeOf returns the rows of a deal of an owner: days after base and stages in turn.
func lifeOf(deal, owner string, amount int64, steps ...any) (rows []funnel.Event) {
	for i := 0; i < len(steps); i += 2 {
		days, _ := steps[i].(int)
		id, _ := steps[i+1].(string)
		e := but(on(float64(days), id), func(e *funnel.Event) { e.Deal, e.Owner = deal, owner })
		if amount != 0 {
			e.Amount = cny(amount)
		}
		rows = append(rows, e)
	}
	return rows
}

// teamByHand are four deals of ann, three of bo, and one of nobody.
func teamByHand() (rows []funnel.Event) {
	for _, life := range [][]funnel.Event{
		lifeOf("a1", "ann", 100, 0, "lead", 1, "demo", 2, "won"),
		lifeOf("a2", "ann", 0, 0, "lead", 3, "lost"),
		lifeOf("a3", "ann", 0, 96, "lead"),
		lifeOf("a4", "ann", 300, 0, "lead", 2, "demo", 5, "won"),
		lifeOf("b1", "bo", 0, 0, "lead", 4, "lost"),
		lifeOf("b2", "bo", 260, 0, "lead", 3, "demo", 4, "offer", 6, "won"),
		lifeOf("b3", "bo", 0, 90, "lead"),
		lifeOf("n1", "", 0, 0, "lead", 1, "lost"),
	} {
		rows = append(rows, life...)
	}
	return rows
}

func afterBase(days int) time.Time { return base.AddDate(0, 0, days) }

// rowOf finds a row.
func rowOf(t require.TestingT, c *funnel.Comparison, group string, m funnel.CompareMetric, stageID string) funnel.CompareRow {
	for _, r := range c.Rows {
		if r.Group == group && r.Metric == m && r.Stage == stageID {
			return r
		}
	}
	require.Fail(t, "no such row", "%s %v %s", group, m, stageID)
	return funnel.CompareRow{}
}

// Seen from day 100 on, a deal created on day 96 has been followed for the ages 0 to 3.
//
//	ann   age 2: 4 at risk, a1 won: F = 1/4, S = 3/4; age 3: 3 at risk, a2 lost: S = 1/2, a3 no longer seen; age 5: a4 won: F = 1/4 + 1/2
//	bo    age 4: 3 at risk, b1 lost: S = 2/3; age 6: 2 at risk, b2 won: F = 1/3
//	rest  of ann, n1 included: age 1: S = 3/4; age 4: 3 at risk: S = 1/2; age 6: F = 1/4
//	rest  of bo: age 1: 5 at risk, n1 lost: S = 4/5; age 2: 4: F = 1/5, S = 3/5; age 3: 3: S = 2/5; age 5: F = 3/5
//	all   age 1: 8: S = 7/8; age 2: 7: F = 1/8, S = 6/8; age 3: 6: S = 5/8; age 4: 4: S = 15/32; age 5: 3: F = 9/32, S = 10/32; age 6: F = 14/32
//
// Of closed deals alone ann won 2/3 and bo 1/2.
func TestCompareByHand(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, teamByHand()...).AsOf(afterBase(100))
	c, err := v.Compare("owner", funnel.CompareOptions{HorizonDays: 8})
	require.NoError(t, err)
	assert.Equal(t, []funnel.CompareGroup{
		{Name: "", Deals: 1, Lost: 1},
		{Name: "ann", Deals: 4, Open: 1, Won: 2, Lost: 1},
		{Name: "bo", Deals: 3, Open: 1, Won: 1, Lost: 1},
	}, c.Groups)
	assert.Equal(t, "owner", c.Fact)
	assert.Nil(t, c.Created)
	var wholes []string
	for _, w := range c.Wholes {
		wholes = append(wholes, fmt.Sprintf("%v %s %d: %.5g of %d", w.Metric, w.Stage, w.Days, w.All.Value, w.All.N))
	}
	assert.Equal(t, []string{
		"win_rate  8: 0.4375 of 8",
		// lead: at 1 a1 forward and n1 lost of 8: F 1/8, S 6/8; at 2 a4 of 6: F 2/8, S 5/8; at 3 of 5 b2 forward, a2 lost: F 3/8, S 3/8; at 4 b1 of 2
		"conversion lead 8: 0.375 of 8",
		// demo: a1 and b2 forward after 1, a4 after 3
		"conversion demo 8: 1 of 3",
		"conversion offer 8: 1 of 1",
		"cycle  0: 4 of 8",      // S is 5/8 at 3 and 15/32 at 4
		"velocity  0: 6.6 of 3", // 660 in 100 days
		"mean_amount  8: 220 of 3",
	}, wholes)
	var got []string
	for _, r := range c.Rows {
		got = append(got, fmt.Sprintf("%v %s %s %d: %.4f %.4f %.4f %v", r.Metric, r.Stage, r.Group, r.Days, r.Raw.Value, r.Rest.Value, r.Difference.Value, r.Standing))
	}
	assert.Equal(t, []string{
		"win_rate   8: 0.0000 0.5000 -0.5000 not_judged", // others: age 2: 1/7, S = 6/7; 3: 5/7; 4: 15/28; 5: F = 9/28, S = 10/28; 6: 14/28
		"win_rate  ann 8: 0.7500 0.2500 0.5000 too_few",
		"win_rate  bo 8: 0.3333 0.6000 -0.2667 too_few",
		"conversion lead  8: 0.0000 0.4286 -0.4286 not_judged",
		"conversion lead ann 3: 0.5000 0.2500 0.2500 too_few", // no deal of ann was followed in lead for more than 3 days
		"conversion lead bo 3: 0.3333 0.4000 -0.0667 too_few",
		"conversion demo  8: 0.0000 1.0000 0.0000 not_judged",
		"conversion demo ann 8: 1.0000 1.0000 0.0000 too_few",
		"conversion demo bo 8: 1.0000 1.0000 0.0000 too_few",
		"conversion offer  8: 0.0000 1.0000 0.0000 not_judged",
		"conversion offer ann 8: 0.0000 1.0000 0.0000 too_few",
		"conversion offer bo 8: 1.0000 0.0000 0.0000 too_few",
		"cycle   0: 1.0000 5.0000 -4.0000 not_judged",
		"cycle  ann 0: 3.0000 4.0000 -1.0000 too_few",
		"cycle  bo 0: 6.0000 3.0000 3.0000 too_few",
		"velocity   0: 0.0000 6.6000 0.0000 not_judged",
		"velocity  ann 0: 4.0000 2.6000 0.0000 not_judged",
		"velocity  bo 0: 2.6000 4.0000 0.0000 not_judged",
		"mean_amount   8: 0.0000 220.0000 0.0000 not_judged",
		"mean_amount  ann 8: 200.0000 260.0000 -60.0000 too_few",
		"mean_amount  bo 8: 260.0000 200.0000 60.0000 too_few",
	}, got)
	ann := rowOf(t, c, "ann", funnel.CompareMeanAmount, "")
	assert.InDelta(t, 1270.6205, ann.Raw.High-200, 1e-3, "Student's t₁ is 12.706, and 100 and 300 are 100 from their mean by √(20000/2)")
	assert.False(t, rowOf(t, c, "bo", funnel.CompareMeanAmount, "").Raw.HasInterval(), "one deal")
	assert.Equal(t, "400 CNY", ann.WonSum.Amount.String())
	assert.Equal(t, funnel.CodeCompareFew, ann.Note.Code)
	assert.Equal(t, funnel.CodeCompareNoName, c.Rows[0].Note.Code)
	assert.Equal(t, funnel.CodeCompareNoTest, rowOf(t, c, "bo", funnel.CompareVelocity, "").Note.Code)
	assert.Equal(t, 100, c.Wholes[5].PerDays)
	assert.True(t, rowOf(t, c, "ann", funnel.CompareConversion, "lead").Shrunk.IsZero(), "it was not followed for 8 days")
	assert.Equal(t, []sf.Code{funnel.CodeCompareNotCause}, codesIn(c.Notes))
	for _, r := range c.Rows {
		assert.Zero(t, r.PValue+r.QValue)
		assert.Empty(t, r.Examples)
	}
}

// The six segments of TestShrinkOfSixSegments as owners: where all deals have ended, each is worth exactly the deals it has.
func TestCompareShrinks(t *testing.T) {
	var rows []funnel.Event
	want := []float64{.286660, .371281, .266793, .396437, .241233, .417897}
	wins, of := []int{2, 5, 1, 9, 0, 12}, []int{10, 12, 8, 20, 6, 25}
	for i, n := range of {
		for k := range n {
			end, deal := "lost", fmt.Sprint(i, "-", k)
			if k < wins[i] {
				end = "won"
			}
			rows = append(rows, lifeOf(deal, string(rune('a'+i)), 0, k%3, "lead", k%3+2+k%4, end)...)
		}
	}
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(afterBase(30))
	c, err := v.Compare("owner", funnel.CompareOptions{HorizonDays: 20, Metrics: []funnel.CompareMetric{funnel.CompareWinRate}})
	require.NoError(t, err)
	require.Len(t, c.Rows, 6)
	for i, r := range c.Rows {
		assert.InDelta(t, float64(wins[i])/float64(of[i]), r.Raw.Value, 1e-12)
		assert.InDelta(t, want[i], r.Shrunk.Value, 6e-7)
		assert.Equal(t, int64(of[i]), r.Shrunk.N)
	}
	assert.InDelta(t, .113606, c.Rows[0].Shrunk.Low, 6e-7)
	assert.InDelta(t, .501632, c.Rows[0].Shrunk.High, 6e-7)
	assert.Equal(t, 6, c.Wholes[0].Groups)
	assert.InDelta(t, 29./81, c.Wholes[0].All.Value, 1e-12)
}

// halves are 40 deals of ann and 40 of bo, of which so many are won after so many days; the others are lost after 9.
func halves(wonByAnn, annDays, wonByBo, boDays int) (rows []funnel.Event) {
	for i := range 40 {
		for _, x := range []struct {
			owner     string
			won, days int
		}{{"ann", wonByAnn, annDays}, {"bo", wonByBo, boDays}} {
			deal := fmt.Sprintf("%s%02d", x.owner, i)
			if i < x.won {
				rows = append(rows, lifeOf(deal, x.owner, int64(1000+100*i), 0, "lead", x.days, "won")...)
			} else {
				rows = append(rows, lifeOf(deal, x.owner, 0, 0, "lead", 9, "lost")...)
			}
		}
	}
	return rows
}

// 30 of 40 against 10 of 40 at one age. Without censoring and ties apart, Gray's score is 30 − 20 and its variance 40·40/79·¼ (the
// hypergeometric distribution): z = 10/√5.0633 = 4.4441. p is below both times 2, so that q is p.
func TestCompareFindsADifference(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, halves(10, 9, 30, 9)...).AsOf(afterBase(30))
	c, err := v.Compare("owner", funnel.CompareOptions{Metrics: []funnel.CompareMetric{funnel.CompareWinRate, funnel.CompareMeanAmount}})
	require.NoError(t, err)
	ann, bo := c.Rows[0], c.Rows[1]
	assert.Equal(t, funnel.StandingLower, ann.Standing)
	assert.Equal(t, funnel.StandingHigher, bo.Standing)
	assert.Equal(t, "Gray's test", ann.Test)
	assert.InEpsilon(t, 8.826169e-06, ann.PValue, 1e-5) // R: 2*pnorm(-10/sqrt(40*40/79/4))
	assert.Equal(t, ann.PValue, bo.PValue)
	assert.InDelta(t, -.5, ann.Difference.Value, 1e-12)
	assert.Less(t, ann.Difference.High, 0.)
	assert.Equal(t, []string{"ann10", "ann11", "ann12", "ann13", "ann14"}, ann.Examples[:5], "lost")
	assert.Equal(t, []string{"bo00", "bo01", "bo02", "bo03", "bo04"}, bo.Examples[:5], "won")
	assert.Equal(t, "ann wins less often: 25% of the deals within 9 days, 75% of the others (q: <0.0001)", ann.Note.Text)
	assert.Equal(t, "ann 的赢单率偏低：9 天内为 25%，其余为 75%（q: <0.0001）", ann.Note.In(sf.Chinese))
	assert.Equal(t, funnel.CodeCompareFew, c.Rows[2].Note.Code, "ann has won ten deals, and thirty are needed")
	assert.Equal(t, funnel.StandingTooFew, c.Rows[2].Standing)

	strict, err := v.Compare("owner", funnel.CompareOptions{Level: 1e-6, MinN: 41})
	require.NoError(t, err)
	assert.Equal(t, funnel.StandingTooFew, strict.Rows[0].Standing)
	strict, err = v.Compare("owner", funnel.CompareOptions{Level: 1e-6})
	require.NoError(t, err)
	assert.Equal(t, funnel.CodeCompareCrosses, strict.Rows[0].Note.Code, "an interval of 95 % and a test at 10⁻⁶")
	assert.Equal(t, funnel.StandingNoDifference, strict.Rows[0].Standing)
}

// All deals of both are won, those of ann a week later: the test tells them apart, and of all deals all are won.
func TestCompareWhenMoreThanHowMany(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, halves(40, 9, 40, 2)...).AsOf(afterBase(30))
	c, err := v.Compare("owner", funnel.CompareOptions{})
	require.NoError(t, err)
	ann := rowOf(t, c, "ann", funnel.CompareWinRate, "")
	assert.Less(t, ann.QValue, .001)
	assert.Equal(t, funnel.StandingNoDifference, ann.Standing)
	assert.Equal(t, funnel.CodeCompareMixed, ann.Note.Code)
	assert.Empty(t, ann.Examples)
	cycle := rowOf(t, c, "ann", funnel.CompareCycle, "")
	assert.Equal(t, funnel.StandingHigher, cycle.Standing)
	assert.Equal(t, "deals of ann take longer to end: half of them 9 days, of the others 2 (q: <0.0001)", cycle.Note.Text)
	assert.Equal(t, []string{"ann00", "ann01", "ann02", "ann03", "ann04"}, cycle.Examples[:5])
	assert.Equal(t, funnel.StandingLower, rowOf(t, c, "bo", funnel.CompareCycle, "").Standing)
	assert.Equal(t, funnel.CodeCompareAlike, rowOf(t, c, "bo", funnel.CompareMeanAmount, "").Note.Code)
}

// Where fewer than half of a group have ended, its median is more than what was seen.
func TestCompareCycleNotReached(t *testing.T) {
	rows := halves(40, 2, 0, 0)
	var kept []funnel.Event
	for _, e := range rows {
		if e.Stage != "lost" || e.Deal < "bo08" {
			kept = append(kept, e)
		}
	}
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, kept...).AsOf(afterBase(30))
	c, err := v.Compare("owner", funnel.CompareOptions{Metrics: []funnel.CompareMetric{funnel.CompareCycle}})
	require.NoError(t, err)
	assert.True(t, c.Rows[1].Raw.IsZero())
	assert.Equal(t, "deals of bo take longer to end: half of them >29 days, of the others 2 (q: <0.0001)", c.Rows[1].Note.Text)
	assert.Equal(t, []string{"bo08", "bo09", "bo10", "bo11", "bo12"}, c.Rows[1].Examples[:5], "open for the longest")
}

// Larger deals, ranks 1 to 40 and 41 to 80: W is as small as can be, z = −800/√(1600·81/12).
func TestCompareAmounts(t *testing.T) {
	var rows []funnel.Event
	for i := range 80 {
		rows = append(rows, lifeOf(fmt.Sprintf("d%02d", i), []string{"ann", "bo"}[i/40], int64(100+i), 0, "lead", 3, "won")...)
	}
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(afterBase(30))
	c, err := v.Compare("owner", funnel.CompareOptions{Metrics: []funnel.CompareMetric{funnel.CompareMeanAmount}})
	require.NoError(t, err)
	assert.InEpsilon(t, 1.382085e-14, c.Rows[0].PValue, 1e-5) // R: 2*pnorm(-800/sqrt(10800))
	assert.Equal(t, "deals won by ann are smaller: 120 CNY on average, 160 of the others (q: <0.0001)", c.Rows[0].Note.Text)
	assert.Equal(t, []string{"d00", "d01", "d02", "d03", "d04"}, c.Rows[0].Examples[:5])
	assert.Equal(t, "bo 的成交金额偏高：平均 160 CNY，其余为 120（q: <0.0001）", c.Rows[1].Note.In(sf.Chinese))
	assert.Equal(t, []string{"d79", "d78", "d77", "d76", "d75"}, c.Rows[1].Examples[:5])
	assert.Equal(t, "Wilcoxon rank sum", c.Rows[1].Test)
}

// What follows a reopening, what had closed before it was on record and what was never seen open take no part.
func TestCompareLeavesOut(t *testing.T) {
	p := sixStages(t, stage.Moves{Policy: stage.Free, Reopen: true})
	rows := append(lifeOf("again", "ann", 0, 0, "lead", 3, "lost", 5, "demo", 6, "offer", 8, "won"),
		append(lifeOf("unseen", "ann", 0, 2, "won"), lifeOf("young", "bo", 0, 9, "lead")...)...)
	for _, e := range append(lifeOf("filed", "bo", 0, 0, "lead", 2, "won"), lifeOf("known", "bo", 0, 0, "lead", 8, "won")...) {
		e.Recorded = afterBase(6)
		if e.Deal == "known" && e.Stage == "won" {
			e.Recorded = time.Time{}
		}
		rows = append(rows, e)
	}
	h := historyOf(t, p, funnel.Options{RecordedLate: 48 * time.Hour}, rows...)
	c, err := h.AsOf(afterBase(10)).Compare("owner", funnel.CompareOptions{HorizonDays: 9})
	require.NoError(t, err)
	assert.Equal(t, []funnel.CompareGroup{
		{Name: "ann", Deals: 1, Lost: 1, Unseen: 1},
		{Name: "bo", Deals: 2, Open: 1, Won: 1, Late: 1, Unseen: 1}, // filed when it had closed; known on day 6, won on day 8
	}, c.Groups)
	assert.Equal(t, []sf.Code{funnel.CodeCompareNotCause, funnel.CodeCompareLate, funnel.CodeCompareUnseen}, codesIn(c.Notes))
	assert.Equal(t, "2 of 5 deals had closed before they were on record, or were never seen in an open stage; they are left out", c.Notes[2].Text)
	demo := rowOf(t, c, "ann", funnel.CompareConversion, "demo")
	assert.True(t, demo.Raw.IsZero(), "it came there after it was reopened")
	// Of bo, young is at risk at age 0, and from 6 on known alone, with nobody in between: what part was left by then is not known.
	bo := rowOf(t, c, "bo", funnel.CompareWinRate, "")
	assert.Equal(t, 0, bo.Days)
	assert.Equal(t, int64(1), bo.Raw.N)

	since := h.Between(afterBase(4), afterBase(10))
	c, err = since.Compare("owner", funnel.CompareOptions{HorizonDays: 9})
	require.NoError(t, err)
	assert.Equal(t, []funnel.CompareGroup{{Name: "bo", Deals: 2, Open: 1, Won: 1, Late: 1}}, c.Groups, "the rest had closed before observation began")

	c, err = h.AsOf(afterBase(10)).Compare("owner", funnel.CompareOptions{Period: days(1, 10)})
	require.NoError(t, err)
	assert.Equal(t, days(1, 10), *c.Created)
	assert.Equal(t, []funnel.CompareGroup{{Name: "ann", Unseen: 1}, {Name: "bo", Deals: 1, Open: 1}}, c.Groups)
}

// A move back is not forward: of 40 deals of ann half go back from the offer to the demo, of bo half go on.
func TestCompareBackIsNotForward(t *testing.T) {
	var rows []funnel.Event
	for i := range 40 {
		next := []string{"demo", "won"}[i%2]
		rows = append(rows, lifeOf(fmt.Sprintf("a%02d", i), "ann", 0, 0, "offer", 3, next)...)
		rows = append(rows, lifeOf(fmt.Sprintf("b%02d", i), "bo", 0, 0, "demo", 3, []string{"offer", "won"}[i%2])...)
	}
	v := historyOf(t, sixStages(t, stage.Moves{Policy: stage.Free}), funnel.Options{}, rows...).AsOf(afterBase(30))
	c, err := v.Compare("owner", funnel.CompareOptions{HorizonDays: 5, Metrics: []funnel.CompareMetric{funnel.CompareConversion}})
	require.NoError(t, err)
	assert.InDelta(t, .5, rowOf(t, c, "ann", funnel.CompareConversion, "offer").Raw.Value, 1e-12)
	assert.InDelta(t, 1, rowOf(t, c, "bo", funnel.CompareConversion, "demo").Raw.Value, 1e-12)
}

// Of a low rate: those lost in time, then those that had not ended by then, of which the open ones still wait, then those that ended later.
func TestCompareExamplesOfALowRate(t *testing.T) {
	var rows []funnel.Event
	for _, e := range halves(0, 0, 30, 9) {
		switch deal := e.Deal; {
		case e.Stage == "lost" && (deal == "ann03" || deal == "ann04"):
			continue
		case e.Stage == "lost" && deal >= "ann05" && deal < "bo":
			e.At = afterBase(25)
		}
		rows = append(rows, e)
	}
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(afterBase(30))
	c, err := v.Compare("owner", funnel.CompareOptions{HorizonDays: 15, Metrics: []funnel.CompareMetric{funnel.CompareWinRate}})
	require.NoError(t, err)
	require.Equal(t, funnel.StandingLower, c.Rows[0].Standing)
	assert.Equal(t, []string{"ann00", "ann01", "ann02", "ann03", "ann04", "ann05"}, c.Rows[0].Examples[:6])
}

// A deal created at the end of a period is not in it.
func TestComparePeriodIsHalfOpen(t *testing.T) {
	rows := append(lifeOf("first", "ann", 0, 10, "lead"), lifeOf("next", "ann", 0, 20, "lead")...)
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(afterBase(30))
	c, err := v.Compare("owner", funnel.CompareOptions{Period: days(10, 20)})
	require.NoError(t, err)
	assert.Equal(t, int64(1), c.Groups[0].Deals)
}

func TestCompareOfNothing(t *testing.T) {
	p := sixStages(t, stageForward)
	for name, rows := range map[string][]funnel.Event{
		"no deal":     nil,
		"one":         lifeOf("a", "ann", 0, 0, "lead"),
		"one won":     lifeOf("a", "ann", 5, 0, "lead", 1, "won"),
		"all lost":    halves(0, 0, 0, 0),
		"no stage":    {but(on(0, ""), func(e *funnel.Event) { e.Owner = "ann" })},
		"of this day": lifeOf("a", "ann", 0, 30, "lead"),
	} {
		v := historyOf(t, p, funnel.Options{}, rows...).AsOf(afterBase(30))
		c, err := v.Compare("owner", funnel.CompareOptions{})
		require.NoError(t, err, name)
		assert.NotNil(t, c.Groups, name)
		assert.Len(t, c.Wholes, 7, name)
		for _, r := range c.Rows {
			assert.Contains(t, []funnel.Standing{funnel.StandingTooFew, funnel.StandingNotJudged, funnel.StandingNoDifference}, r.Standing, name)
		}
		b, err := json.Marshal(c)
		require.NoError(t, err, name)
		var back funnel.Comparison
		require.NoError(t, json.Unmarshal(b, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		assert.JSONEq(t, string(b), string(again), name)
	}
}

func TestCompareRefuses(t *testing.T) {
	rows := append(lifeOf("a", "ann", 5, 0, "lead", 1, "won"), but(on(0, "lead"), func(e *funnel.Event) { e.Deal, e.Amount = "b", money(5, "USD") }))
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(afterBase(30))
	_, err := v.Compare("owner", funnel.CompareOptions{})
	refused(t, err, "funnel.currencies ")
	_, err = v.Compare("owner", funnel.CompareOptions{Metrics: []funnel.CompareMetric{funnel.CompareCycle, funnel.CompareWinRate, funnel.CompareCycle}})
	require.NoError(t, err, "no metric of money")
	_, err = v.Compare("owner", funnel.CompareOptions{
		Period: sf.Period{From: afterBase(3), To: afterBase(1)}, HorizonDays: funnel.MaxAge + 1, Level: 1, MinN: -1,
		Metrics: []funnel.CompareMetric{0, 9}, Stages: []string{"demo", "won", "nowhere"},
	})
	refused(t, err, "funnel.compare_horizon horizon_days", "funnel.compare_level level", "funnel.compare_min_n min_n",
		"funnel.compare_stage stages[1]", "funnel.compare_stage stages[2]", "funnel.compare_period period", "funnel.compare_metric metrics[1]")
	c, err := v.Compare("owner", funnel.CompareOptions{Stages: []string{"offer", "lead"}, Metrics: []funnel.CompareMetric{funnel.CompareConversion}})
	require.NoError(t, err)
	assert.Equal(t, []string{"lead", "offer"}, []string{c.Wholes[0].Stage, c.Wholes[1].Stage}, "in selling order")
}

// refused holds an error to its faults.
func refused(t *testing.T, err error, want ...string) {
	t.Helper()
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	var got []string
	for _, n := range invalid.Faults {
		got = append(got, fmt.Sprint(n.Code, " ", n.Path))
	}
	assert.Equal(t, want, got)
}

func TestCompareWords(t *testing.T) {
	for _, word := range []string{"win_rate", "conversion", "cycle", "velocity", "mean_amount"} {
		var m funnel.CompareMetric
		require.NoError(t, m.UnmarshalText([]byte(word)))
		b, err := m.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, [2]string{word, word}, [2]string{string(b), m.String()})
	}
	for _, word := range []string{"not_judged", "too_few", "no_difference", "lower", "higher"} {
		var s funnel.Standing
		require.NoError(t, s.UnmarshalText([]byte(word)))
		b, err := s.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, [2]string{word, word}, [2]string{string(b), s.String()})
	}
	var m funnel.CompareMetric
	require.Error(t, m.UnmarshalText([]byte("x")))
	var s funnel.Standing
	require.Error(t, s.UnmarshalText([]byte("x")))
	_, err := funnel.CompareMetric(9).MarshalText()
	require.Error(t, err)
	_, err = funnel.Standing(9).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "metric(9) standing(9)", fmt.Sprint(funnel.CompareMetric(9), " ", funnel.Standing(9)))
}

func BenchmarkCompare(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	v := ownedTeam(b, 100_000, .3, 1, func(time.Time) string { return fmt.Sprint("owner", r.IntN(50)) })
	b.Run("deals=100000/groups=50", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Compare("owner", funnel.CompareOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
