package funnel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// Base, day 0, is a Saturday; day 6 is a Friday, 7 and 8 are off, and 9 is a Monday.
func TestWorklistWorkingDays(t *testing.T) {
	weekend := funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}}
	lead := func(days float64) []funnel.Event {
		return []funnel.Event{nextAt(on(days, "offer"), 90), dealRow("other", nextAt(on(0, "offer"), 90))}
	}
	someCall := sf.Activity{Of: "other", Kind: "visit", At: base}
	of := func(p *stage.Pipeline, at float64, rows []funnel.Event) []string {
		l, err := workView(t, p, weekend, at, rows, someCall).Worklist(funnel.WorklistOptions{ContactWorking: true})
		require.NoError(t, err)
		return workBrief(l)
	}
	six := sixStages(t, stageForward)
	assert.Equal(t, []string{"d: late lead_late@6+1"}, of(six, 9.5, lead(5.5)), "from Thursday noon to Friday noon; by Monday one worked day late, not three")
	assert.Equal(t, []string{"d: soon lead_due@7+0"}, of(six, 6.9, lead(6)), "24 hours of Friday have passed at midnight, not on Monday; no worked day is left")

	p, err := stage.New(stage.Config{
		ID: "m", Fields: []sf.Field{{Name: "need", Kind: sf.KindText}},
		Stages: []stage.Stage{
			{ID: "lead", Milestones: []stage.Milestone{{ID: "called", Test: criteria.Present("need"), Due: stage.Limit{Days: 1, Working: true}}}},
			{ID: "won", Outcome: stage.Won},
			{ID: "lost", Outcome: stage.Lost},
		},
	})
	require.NoError(t, err)
	rows := []funnel.Event{dealRow("other", on(0, "won")), nextAt(on(5, "lead"), 90)}
	assert.Equal(t, []string{"d: late lead_late@6+2, late milestone_overdue@6+2"}, of(p, 10, rows), "Monday and Tuesday")
}

// A deal that began at the very instant of the first activity on record is asked for a contact, and one that has left the stage it began in is not.
func TestWorklistContactFromTheFirstActivity(t *testing.T) {
	first := sf.Activity{Of: "other", Kind: "call", At: base.Add(12 * time.Hour)}
	rows := []funnel.Event{nextAt(on(.5, "demo"), 90), dealRow("m", nextAt(on(.5, "demo"), 90)), dealRow("m", on(.7, "offer")), dealRow("other", nextAt(on(0, "demo"), 90))}
	shanghai := funnel.Options{Calendar: sf.Calendar{Location: time.FixedZone("CST", 8*3600)}}
	l, err := workView(t, sixStages(t, stageForward), shanghai, 3, rows, first).Worklist(funnel.WorklistOptions{ContactWithin: time.Hour})
	require.NoError(t, err)
	assert.Equal(t, []string{"d: late lead_late@0+3"}, workBrief(l))
	assert.Contains(t, l.Items[0].Reasons[0].Note.Text, "2026-03-28 21:00")
}

// A won stage that stands before an open one is where that goes on to.
func TestWorklistUnmetOfWonBefore(t *testing.T) {
	p, err := stage.New(stage.Config{
		ID: "r", Fields: []sf.Field{{Name: "need", Kind: sf.KindText}}, Moves: stage.Moves{Policy: stage.Free, Reopen: true},
		Stages: []stage.Stage{
			{ID: "lead"}, {ID: "won", Outcome: stage.Won}, {ID: "renewal", Exit: []stage.Criterion{{ID: "need", Test: criteria.Present("need")}}}, {ID: "lost", Outcome: stage.Lost},
		},
	})
	require.NoError(t, err)
	l, err := workView(t, p, funnel.Options{}, 1, []funnel.Event{nextAt(on(0, "renewal"), 90)}).Worklist(funnel.WorklistOptions{})
	require.NoError(t, err)
	assert.Equal(t, []string{"d: standing unmet"}, workBrief(l))
}
