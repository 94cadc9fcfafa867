package funnel_test

import (
	"fmt"
	"testing"

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
