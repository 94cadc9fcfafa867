package funnel_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

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
	assert.Equal(t, "owner ann wins less often: 25% of the deals within 9 days, 75% of the others (q: <0.0001)", ann.Note.Text)
	assert.Equal(t, "owner ann 的赢单率偏低：9 天内为 25%，其余为 75%（q: <0.0001）", ann.Note.In(sf.Chinese))
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
	assert.Equal(t, "deals of owner ann take longer to end: half of them 9 days, of the others 2 (q: <0.0001)", cycle.Note.Text)
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
	assert.Equal(t, "deals of owner bo take longer to end: half of them >29 days, of the others 2 (q: <0.0001)", c.Rows[1].Note.Text)
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
	assert.Equal(t, "deals won by owner ann are smaller: 120 CNY on average, 160 of the others (q: <0.0001)", c.Rows[0].Note.Text)
	assert.Equal(t, []string{"d00", "d01", "d02", "d03", "d04"}, c.Rows[0].Examples[:5])
	assert.Equal(t, "owner bo 的成交金额偏高：平均 160 CNY，其余为 120（q: <0.0001）", c.Rows[1].Note.In(sf.Chinese))
	assert.Equal(t, []string{"d79", "d78", "d77", "d76", "d75"}, c.Rows[1].Examples[:5])
	assert.Equal(t, "Wilcoxon rank sum", c.Rows[1].Test)
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
