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

// Demo and offer both require a budget, offer a need too: who was in demo alone is asked for the budget, and a deal lacks something whichever it lacks.
func TestQualityFieldsOfSeveralStages(t *testing.T) {
	c := workStages(t).Config()
	c.Stages[2].Required = []string{"budget", "need"}
	c.Fields[1].Label = "the budget"
	p, err := stage.New(c)
	require.NoError(t, err)
	rows := []funnel.Event{dealRow("a", on(0, "demo")), dealRow("b", fact(on(0, "offer"), "need", sf.Text("x")))}
	q := qualityOf(t, workView(t, p, funnel.Options{}, 5, rows), funnel.QualityOptions{})
	assert.Equal(t, []string{"complete field_missing(budget) 2/2 [a b] []"}, qualityBrief(q)[:1])
	assert.Equal(t, "2 of 2 deals lack the budget", q.Findings[0].Note.Text)
	assert.Equal(t, []int64{2, 2}, []int64{checkOf(q, funnel.CodeQualityFieldMissing).Count, checkOf(q, funnel.CodeQualityFieldMissing).Of})
}

// A deal that closed at the very start of observation is looked at; an activity that is recorded later has not been heard of; a deal is an example once.
func TestQualityEdges(t *testing.T) {
	h := historyWith(t, workStages(t), funnel.Options{}, []funnel.Event{on(0, "demo"), on(10, "lost"), dealRow("e", on(0, "demo")), dealRow("e", on(9, "lost"))}, nil)
	q := qualityOf(t, h.Between(base.Add(10*day), base.Add(20*day)), funnel.QualityOptions{})
	assert.Equal(t, []string{"d"}, findingOf(t, q, funnel.CodeQualityFieldMissing).Deals)

	late := called(8)
	late.Recorded = base.Add(50 * day)
	q = qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 10, []funnel.Event{on(0, "lead")}, late), funnel.QualityOptions{UntouchedDays: 5})
	assert.Equal(t, int64(1), checkOf(q, funnel.CodeQualityUntouched).Count)

	twice := []funnel.Event{on(0, "lead"), recorded(on(1, "demo"), 2), recorded(on(2, "offer"), 3), dealRow("e", on(0, "lead")), recorded(dealRow("e", on(1, "demo")), 2)}
	q = qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 20, twice), funnel.QualityOptions{})
	assert.Equal(t, []string{"d", "e"}, findingOf(t, q, funnel.CodeQualityEntryLate).Deals)
	assert.Equal(t, []int64{1, 2, 4}, findingOf(t, q, funnel.CodeQualityEntryLate).Rows)
}

// Base is a Saturday, day 9 a Monday. A week is whole if observation begins by its Monday's midnight, and no week at noon; the empty weeks of two
// people are given once; an activity recorded later fills none.
func TestQualityWeekEdges(t *testing.T) {
	rows := []funnel.Event{dealRow("a", by("ann", on(1, "lead"))), dealRow("b", by("bo", on(1, "lead")))}
	late := called(10)
	late.Of, late.Recorded = "a", base.Add(50*day)
	h := historyWith(t, sixStages(t, stageForward), funnel.Options{}, rows, []sf.Activity{late})
	start := sf.DateOf(base)
	for from, want := range map[time.Time][]sf.Date{
		base.Add(9 * day):                  {start.AddDays(9), start.AddDays(16)},
		base.Add(9*day + 12*time.Hour):     {start.AddDays(16)},
		base.Add(9*day - time.Microsecond): {start.AddDays(9), start.AddDays(16)},
	} {
		f := findingOf(t, qualityOf(t, h.Between(from, base.Add(23*day)), funnel.QualityOptions{}), funnel.CodeQualityWeekEmpty)
		assert.Equal(t, want, f.Weeks)
		assert.Equal(t, int64(2*len(want)), f.Count)
	}
}

// A week off before an owner's first record takes nothing from the weeks since: those of days 16, 23, 30 and 37, of which the first has a record.
func TestQualityWeeksOffBefore(t *testing.T) {
	var o funnel.Options
	for d := range 7 {
		o.Calendar.Holidays = append(o.Calendar.Holidays, sf.DateOf(base).AddDays(9+d))
	}
	rows := []funnel.Event{dealRow("a", by("ann", on(17, "lead")))}
	f := findingOf(t, qualityOf(t, workView(t, sixStages(t, stageForward), o, 45, rows), funnel.QualityOptions{}), funnel.CodeQualityWeekEmpty)
	assert.Equal(t, []int64{3, 4}, []int64{f.Count, f.Of})
}
