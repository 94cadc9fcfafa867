package funnel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// Plans are by person, instant, deal and kind, whatever the order in which they came in; one that names nobody is the owner's.
func TestWorklistPlansInOrder(t *testing.T) {
	plan := func(of, by, kind string, days float64) sf.Activity {
		return planAs(planned(days, 0), func(a *sf.Activity) { a.Of, a.By, a.Kind = of, by, kind })
	}
	rows := []funnel.Event{dealRow("a", by("cy", on(0, "offer"))), dealRow("b", by("ann", on(0, "offer")))}
	touches := []sf.Activity{
		plan("a", "", "visit", 5), plan("a", "bo", "visit", 4), plan("b", "bo", "call", 4), plan("b", "bo", "visit", 3), plan("b", "", "mail", 6), plan("a", "bo", "call", 4),
		plan("b", "", "call", 7.9), plan("b", "", "call", 8),
	}
	o := funnel.WorklistOptions{UntouchedDays: -1, ContactWithin: -1, SoonDays: -1}
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 7.5, rows, touches...)
	l, err := v.Worklist(o)
	require.NoError(t, err)
	var got []string
	for _, p := range l.Plans {
		got = append(got, fmt.Sprintf("%s@%d+%d %s %s", p.Person, p.Due.Number()-sf.DateOf(base).Number(), p.Over, p.Activity.Of, p.Activity.Kind))
	}
	assert.Equal(t, []string{"ann@6+1 b mail", "ann@7+0 b call", "bo@3+4 b visit", "bo@4+3 a call", "bo@4+3 a visit", "bo@4+3 b call", "cy@5+2 a visit"}, got)
	require.Len(t, l.Items, 2)
	assert.Equal(t, []string{"b", "a"}, []string{l.Items[0].Deal, l.Items[1].Deal})
	assert.Equal(t, base.Add(3*day), l.Items[0].NextAt, "the first of its plans")
	assert.Equal(t, base.Add(4*day), l.Items[1].NextAt)

	o.Limit = 1
	short, err := v.Worklist(o)
	require.NoError(t, err)
	assert.Equal(t, l.Plans[:1], short.Plans)
	assert.Equal(t, l.Items[:1], short.Items)
}

// planAs changes a plan.
func planAs(a sf.Activity, change func(a *sf.Activity)) sf.Activity {
	change(&a)
	return a
}

// Of two late deals without an amount the one comes first of which something is late for longer, whichever of its reasons that is: a has a step
// that is 1 day late and a plan that is 6 days late; b has a step that is 4 days late, and a plan for the day after tomorrow.
func TestWorklistOrderByDaysLate(t *testing.T) {
	rows := []funnel.Event{dealRow("b", nextAt(on(0, "offer"), 5)), dealRow("z", nextAt(on(0, "offer"), 8))}
	late, ahead := planned(3, 0), planned(11, 0)
	late.Of, ahead.Of = "z", "b"
	l, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, rows, late, ahead).Worklist(funnel.WorklistOptions{UntouchedDays: -1, ContactWithin: -1})
	require.NoError(t, err)
	assert.Equal(t, []string{"z: late next_overdue@8+1, late plan_overdue@3+6", "b: late next_overdue@5+4, soon plan_due@11-2"}, workBrief(l))
}

// What is not looked for is neither counted nor listed, nor is anything said that only it needs; its companion still is.
func TestWorklistSkips(t *testing.T) {
	rows := []funnel.Event{nextAt(on(0, "lead"), 30)}
	of := func(days float64, skip ...sf.Code) *funnel.Worklist {
		l, err := workView(t, workStages(t), funnel.Options{}, days, rows).Worklist(funnel.WorklistOptions{Skip: skip})
		require.NoError(t, err)
		return l
	}
	l := of(3, funnel.CodeWorkUnmet, funnel.CodeWorkLeadLate, funnel.CodeWorkMilestoneDue)
	assert.Equal(t, []string{"d: late milestone_overdue@2+1, soon limit_near@5-2"}, workBrief(l))
	assert.Empty(t, l.Items[0].Unmet)
	assert.Empty(t, l.Notes, "no activity is on record, which only late leads would need")
	assert.Len(t, l.Reasons, len(funnel.WorkReasons())-3)
	assert.Equal(t, int64(-1), reasonCount(l.Reasons, funnel.CodeWorkUnmet))
	assert.Equal(t, []string{"d: today milestone_due@2+0, soon limit_near@5-3"}, workBrief(of(2, funnel.CodeWorkUnmet, funnel.CodeWorkMilestoneOverdue)))
}

// A row and a call of one instant state different steps: the later one counts, whichever states it.
func TestWorklistStepsOfOneInstant(t *testing.T) {
	for _, c := range [][2]float64{{8, 6}, {6, 8}} {
		call := sf.Activity{Of: "d", At: base.Add(4 * day), NextAt: base.Add(time.Duration(c[1] * float64(day)))}
		l, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, []funnel.Event{on(0, "offer"), nextAt(on(4, ""), c[0])}, call).
			Worklist(funnel.WorklistOptions{UntouchedDays: -1, ContactWithin: -1})
		require.NoError(t, err)
		assert.Equal(t, []string{"d: late next_overdue@8+1"}, workBrief(l), c)
	}
}

// What is written after a deal has closed changes no amount, even if it is opened again.
func TestWorklistAmountOfReopened(t *testing.T) {
	rows := []funnel.Event{paid(on(0, "active"), 5), on(2, "churned"), paid(on(3, ""), 9), on(4, "active")}
	v := workView(t, afterSale(t), funnel.Options{}, 5, rows)
	l, err := v.Worklist(funnel.WorklistOptions{})
	require.NoError(t, err)
	d, _ := v.Deal("d")
	assert.Equal(t, cny(5).String(), l.Items[0].Amount.String())
	assert.Equal(t, d.Amount(), l.Items[0].Amount)
}
