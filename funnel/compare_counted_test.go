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
	"github.com/salesfunnel-go/salesfunnel/stage"
)

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
