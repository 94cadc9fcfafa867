package funnel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// A reason that a row states the day before is a basis, and so is one that the row of the move states again; what is recorded after the view's
// time is none.
func TestQualityBasisOfReasons(t *testing.T) {
	late := called(8)
	late.Recorded = base.Add(50 * day)
	for name, c := range map[string]struct {
		rows    []funnel.Event
		touches []sf.Activity
		want    string
	}{
		"the day before":  {rows: []funnel.Event{on(0, "lead"), reasonOf("fits", on(8, "")), on(9, "demo")}, want: "0/1"},
		"the same again":  {rows: []funnel.Event{reasonOf("fits", on(0, "lead")), reasonOf("fits", on(9, "demo"))}, want: "0/1"},
		"recorded later":  {rows: []funnel.Event{on(0, "lead"), on(9, "demo"), paid(on(20, ""), 6)}, touches: []sf.Activity{late}, want: "1/1"},
		"a repeated move": {rows: []funnel.Event{on(0, "lead"), on(9, "demo"), fact(on(9, "demo"), "need", sf.Text("a"))}, want: "0/1"},
	} {
		t.Run(name, func(t *testing.T) {
			check := checkOf(qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 40, c.rows, c.touches...), funnel.QualityOptions{}), funnel.CodeQualityNoBasis)
			assert.Equal(t, c.want, fmt.Sprintf("%d/%d", check.Count, check.Of))
			assert.Empty(t, check.Why.Code, check.Why)
		})
	}
}

// A move without a basis is the matter of who owned the deal then, not of who took it over later.
func TestQualityBasisOfTheOwnerThen(t *testing.T) {
	rows := []funnel.Event{by("ann", on(0, "lead")), on(9, "demo"), by("bo", on(20, ""))}
	q := qualityOf(t, workView(t, sixStages(t, stageForward), funnel.Options{}, 40, append(rows, paid(on(30, ""), 5))), funnel.QualityOptions{})
	assert.Equal(t, []string{"stage demo 1/1", "owner ann 1/1"}, groupBrief(findingOf(t, q, funnel.CodeQualityNoBasis).Groups))
}

// What counts of a row that was passed over: nothing. The deal was lost on day 5, and a row in another stage after it is no news of it.
func TestQualityBasisOfRowsPassedOver(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "p", Moves: stage.Moves{Policy: stage.Free, Reopen: true}, Stages: []stage.Stage{
		{ID: "lead"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	rows := []funnel.Event{on(0, "lead"), reasonOf("price", on(5, "lost")), fact(on(12, "won"), "need", sf.Text("a")), on(15, "lead")}
	q := qualityOf(t, workView(t, p, funnel.Options{}, 40, rows), funnel.QualityOptions{})
	assert.Equal(t, []int64{1, 2}, []int64{checkOf(q, funnel.CodeQualityNoBasis).Count, checkOf(q, funnel.CodeQualityNoBasis).Of})
}

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
