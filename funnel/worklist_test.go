package funnel_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// workStages is a pipeline with everything a worklist looks at: lead has a limit of 5 days, a milestone on day 2 and an exit criterion; demo
// requires a budget; offer has nothing.
func workStages(t require.TestingT) *stage.Pipeline {
	p, err := stage.New(stage.Config{
		ID: "work", Fields: []sf.Field{{Name: "need", Kind: sf.KindText}, {Name: "budget", Kind: sf.KindNumber}, {Name: "phone", Kind: sf.KindText}},
		Stages: []stage.Stage{
			{
				ID: "lead", Name: "Lead", Limit: stage.Limit{Days: 5},
				Exit:       []stage.Criterion{{ID: "need", Text: "need known", Test: criteria.Eq("need", sf.Text("yes"))}},
				Milestones: []stage.Milestone{{ID: "called", Text: "first call", Test: criteria.Present("need"), Due: stage.Limit{Days: 2}}},
			},
			{ID: "demo", Name: "Demo", Required: []string{"budget"}},
			{ID: "offer", Name: "Offer"},
			{ID: "won", Outcome: stage.Won},
			{ID: "lost", Outcome: stage.Lost},
		},
	})
	require.NoError(t, err)
	return p
}

// workView is the deals at noon of so many days after base, with activities.
func workView(t require.TestingT, p *stage.Pipeline, o funnel.Options, days float64, events []funnel.Event, touches ...sf.Activity) *funnel.View {
	return historyWith(t, p, o, events, touches).AsOf(base.Add(time.Duration(days * float64(day))))
}

func historyWith(t require.TestingT, p *stage.Pipeline, o funnel.Options, events []funnel.Event, touches []sf.Activity) *funnel.History {
	b := funnel.NewBuilder(p, o)
	for _, e := range events {
		b.Add(e)
	}
	for _, a := range touches {
		b.Touch(a)
	}
	h, err := b.History()
	require.NoError(t, err)
	return h
}

// called is an activity of deal "d" so many days after base; planned is one that has not happened.
func called(days float64) sf.Activity {
	return sf.Activity{Of: "d", Kind: "call", At: base.Add(time.Duration(days * float64(day)))}
}

func planned(days, recordedOn float64) sf.Activity {
	return sf.Activity{
		Of: "d", Kind: "visit", Planned: base.Add(time.Duration(days * float64(day))), Recorded: base.Add(time.Duration(recordedOn * float64(day))),
	}
}

func nextAt(e funnel.Event, days float64) funnel.Event {
	return but(e, func(e *funnel.Event) { e.NextAt = base.Add(time.Duration(days * float64(day))) })
}

// workBrief writes the reasons of the list's items as "deal urgency: code@due+over …".
func workBrief(l *funnel.Worklist) []string {
	var out []string
	for _, item := range l.Items {
		var reasons []string
		for _, r := range item.Reasons {
			s := r.Urgency.String() + " " + strings.TrimPrefix(string(r.Note.Code), "funnel.work_")
			if !r.Due.IsZero() {
				s += fmt.Sprintf("@%d%+d", r.Due.Number()-sf.DateOf(base).Number(), r.Over)
			}
			reasons = append(reasons, s)
		}
		out = append(out, item.Deal+": "+strings.Join(reasons, ", "))
	}
	return out
}

func TestWorklistReasons(t *testing.T) {
	closes := func(e funnel.Event, d int) funnel.Event {
		return but(e, func(e *funnel.Event) { e.Close = sf.DateOf(base).AddDays(d) })
	}
	offer := on(0, "offer") // no limit, no criteria: only dates speak
	met := func(days float64) funnel.Event { return fact(on(days, "lead"), "need", sf.Text("yes")) }
	quiet := funnel.WorklistOptions{UntouchedDays: -1, ContactWithin: -1}
	tests := map[string]struct {
		rows    []funnel.Event
		touches []sf.Activity
		days    float64
		o       funnel.WorklistOptions
		want    string // the reasons; empty: not on the list
	}{
		"closed":       {rows: []funnel.Event{nextAt(offer, 1), on(2, "won")}, days: 9, o: quiet},
		"nothing odd":  {rows: []funnel.Event{nextAt(offer, 20)}, days: 9, o: quiet},
		"no next step": {rows: []funnel.Event{offer}, days: 9, o: quiet, want: "today next_missing"},
		"next today":   {rows: []funnel.Event{nextAt(offer, 9.9)}, days: 9.1, o: quiet, want: "today next_due@9+0"},
		"next earlier today": {
			rows: []funnel.Event{nextAt(offer, 9.1)}, days: 9.9, o: quiet, want: "today next_due@9+0",
		},
		"next late":        {rows: []funnel.Event{nextAt(offer, 7.5)}, days: 9.5, o: quiet, want: "late next_overdue@7+2"},
		"next soon":        {rows: []funnel.Event{nextAt(offer, 12)}, days: 9.5, o: quiet, want: "soon next_due@12-3"},
		"next not so soon": {rows: []funnel.Event{nextAt(offer, 13)}, days: 9.5, o: quiet},
		"nothing is soon":  {rows: []funnel.Event{nextAt(offer, 10)}, days: 9.5, o: funnel.WorklistOptions{UntouchedDays: -1, ContactWithin: -1, SoonDays: -5}},
		"next kept":        {rows: []funnel.Event{nextAt(offer, 7)}, touches: []sf.Activity{called(7.2)}, days: 9, o: quiet, want: "today next_missing"},
		"call before it":   {rows: []funnel.Event{nextAt(offer, 7)}, touches: []sf.Activity{called(6.9)}, days: 9, o: quiet, want: "late next_overdue@7+2"},
		"next not by a view": {
			rows: []funnel.Event{nextAt(offer, 7)}, touches: []sf.Activity{called(7.2)}, days: 9, want: "late next_overdue@7+2",
			o: funnel.WorklistOptions{UntouchedDays: -1, ContactWithin: -1, ContactKinds: []string{"visit"}},
		},
		"moved instead":     {rows: []funnel.Event{nextAt(on(0, "demo"), 7), on(8, "offer")}, days: 9, o: quiet, want: "today next_missing"},
		"stated after call": {rows: []funnel.Event{offer, nextAt(on(8, ""), 7)}, touches: []sf.Activity{called(7.5)}, days: 9, o: quiet, want: "late next_overdue@7+2"},
		"stated twice": {
			rows: []funnel.Event{nextAt(offer, 7), nextAt(on(7.5, ""), 7)}, touches: []sf.Activity{called(7.4)}, days: 9, o: quiet, want: "today next_missing",
		},
		"stated by a call": {
			rows: []funnel.Event{nextAt(offer, 4)}, days: 9, o: quiet, want: "late next_overdue@8+1",
			touches: []sf.Activity{{Of: "d", At: base.Add(4 * day), NextAt: base.Add(8 * day)}},
		},
		"stated by a call for today": {
			rows: []funnel.Event{offer}, days: 8.5, o: quiet, want: "today next_due@8+0",
			touches: []sf.Activity{{Of: "d", At: base.Add(8 * day), NextAt: base.Add(8*day + 16*time.Hour)}},
		},
		"a row after the call": {
			rows: []funnel.Event{offer, nextAt(on(5, ""), 6)}, days: 9, o: quiet, want: "late next_overdue@6+3",
			touches: []sf.Activity{{Of: "d", At: base.Add(4 * day), NextAt: base.Add(8 * day)}},
		},
		"plan late":   {rows: []funnel.Event{offer}, touches: []sf.Activity{planned(6, 1)}, days: 9, o: quiet, want: "late plan_overdue@6+3"},
		"plan today":  {rows: []funnel.Event{offer}, touches: []sf.Activity{planned(9.7, 1)}, days: 9, o: quiet, want: "today plan_due@9+0"},
		"plan ahead":  {rows: []funnel.Event{offer}, touches: []sf.Activity{planned(30, 1)}, days: 9, o: quiet},
		"plan unseen": {rows: []funnel.Event{offer}, touches: []sf.Activity{planned(30, 9)}, days: 9, o: quiet, want: "today next_missing"},
		"limit": {
			rows: []funnel.Event{nextAt(met(0), 30)}, days: 7, o: quiet, want: "late limit_passed@5+2, standing unmet", // the budget that demo requires
		},
		"limit today": {rows: []funnel.Event{nextAt(met(0), 30), fact(on(1, ""), "budget", sf.Int(1))}, days: 5.5, o: quiet, want: "today limit_near@5+0"},
		"limit soon":  {rows: []funnel.Event{nextAt(met(0), 30), fact(on(1, ""), "budget", sf.Int(1))}, days: 2.5, o: quiet, want: "soon limit_near@5-3"},
		"milestone": {
			rows: []funnel.Event{nextAt(on(0, "lead"), 30)}, days: 3, o: quiet, want: "late milestone_overdue@2+1, soon limit_near@5-2, standing unmet",
		},
		"milestone today": {
			rows: []funnel.Event{nextAt(on(0, "lead"), 30)}, days: 2, o: quiet, want: "today milestone_due@2+0, soon limit_near@5-3, standing unmet",
		},
		"close passed": {rows: []funnel.Event{closes(nextAt(offer, 30), 8)}, days: 9, o: quiet, want: "late close_passed@8+1"},
		"close near":   {rows: []funnel.Event{closes(nextAt(offer, 30), 10)}, days: 9, o: quiet, want: "soon close_near@10-1"},
		"untouched":    {rows: []funnel.Event{nextAt(offer, 90)}, days: 16, o: funnel.WorklistOptions{}, want: "late untouched@14+2"},
		"just touched": {rows: []funnel.Event{nextAt(offer, 90)}, touches: []sf.Activity{called(3)}, days: 16, o: funnel.WorklistOptions{}},
		"just due":     {rows: []funnel.Event{nextAt(offer, 90)}, touches: []sf.Activity{called(2)}, days: 16, o: funnel.WorklistOptions{}, want: "today untouched@16+0"},
		"skipped": {
			rows: []funnel.Event{on(0, "lead")}, days: 3, want: "today next_missing",
			o: funnel.WorklistOptions{Skip: []sf.Code{
				funnel.CodeWorkMilestoneOverdue, funnel.CodeWorkMilestoneDue, funnel.CodeWorkLimitNear, funnel.CodeWorkUnmet,
			}},
		},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			l, err := workView(t, workStages(t), funnel.Options{}, c.days, c.rows, c.touches...).Worklist(c.o)
			require.NoError(t, err)
			want := []string(nil)
			if c.want != "" {
				want = []string{"d: " + c.want}
			}
			assert.Equal(t, want, workBrief(l))
		})
	}
}

// A new lead is to be contacted within 24 hours of its first row at noon on Saturday, base and a half day; or, where time runs on working
// days only, within 24 hours from Monday 00:00.
func TestWorklistContacts(t *testing.T) {
	someCall := sf.Activity{Of: "other", Kind: "visit", At: base}
	rows := []funnel.Event{nextAt(on(.5, "offer"), 90), but(nextAt(on(0, "offer"), 90), func(e *funnel.Event) { e.Deal = "other" })}
	weekend := funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}}
	for name, c := range map[string]struct {
		days    float64
		o       funnel.WorklistOptions
		options funnel.Options
		touches []sf.Activity
		rows    []funnel.Event
		want    []string
	}{
		"due tomorrow":  {days: .9, want: []string{"d: soon lead_due@1-1"}},
		"due today":     {days: 1.2, want: []string{"d: today lead_due@1+0"}},
		"late by now":   {days: 1.5, want: []string{"d: late lead_late@1+0"}},
		"late":          {days: 3, want: []string{"d: late lead_late@1+2"}},
		"contacted":     {days: 3, touches: []sf.Activity{called(2)}},
		"not by a mail": {days: 3, touches: []sf.Activity{called(2)}, o: funnel.WorklistOptions{ContactKinds: []string{"visit", "mail"}}, want: []string{"d: late lead_late@1+2"}},
		"by a call":     {days: 3, touches: []sf.Activity{called(2)}, o: funnel.WorklistOptions{ContactKinds: []string{"visit", "call"}}},
		"not by a plan": {days: 3, touches: []sf.Activity{planned(50, 2)}, want: []string{"d: late lead_late@1+2"}},
		"moved on":      {days: 3, rows: []funnel.Event{on(2, "won2")}},
		"never asked":   {days: 3, o: funnel.WorklistOptions{ContactWithin: -1}},
		"two hours":     {days: .55, o: funnel.WorklistOptions{ContactWithin: 2 * time.Hour}, want: []string{"d: today lead_due@0+0"}},
		"by Tuesday":    {days: 2.9, options: weekend, o: funnel.WorklistOptions{ContactWorking: true}, want: []string{"d: soon lead_due@3-1"}},
		"Tuesday":       {days: 3, options: weekend, o: funnel.WorklistOptions{ContactWorking: true}, want: []string{"d: late lead_late@3+0"}},
		"no day works": {
			days: 3, o: funnel.WorklistOptions{ContactWorking: true},
			options: funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}},
		},
		"far ahead": {days: 3, o: funnel.WorklistOptions{ContactWithin: 10 * day}},
	} {
		t.Run(name, func(t *testing.T) {
			v := workView(t, sixStages(t, stageForward), c.options, c.days, append(slices.Clone(rows), c.rows...), append(c.touches, someCall)...)
			l, err := v.Worklist(c.o)
			require.NoError(t, err)
			assert.Equal(t, c.want, workBrief(l))
			assert.Empty(t, l.Notes)
		})
	}
	t.Run("no activities at all", func(t *testing.T) {
		l, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 3, rows).Worklist(funnel.WorklistOptions{})
		require.NoError(t, err)
		assert.Empty(t, l.Items)
		assert.Equal(t, []sf.Code{funnel.CodeWorkNoActivities}, codesOf(l.Notes))
	})
	t.Run("before activities were on record", func(t *testing.T) {
		first := sf.Activity{Of: "other", Kind: "call", At: base.Add(13 * time.Hour)}
		l, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 3, rows, first).Worklist(funnel.WorklistOptions{})
		require.NoError(t, err)
		assert.Empty(t, l.Items, "it began at noon and may have been called before one")
		assert.Empty(t, l.Notes)
	})
	t.Run("in mid-life", func(t *testing.T) {
		late := []funnel.Event{recorded(nextAt(on(.5, "offer"), 90), 9), rows[1]}
		l, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 12, late, someCall).Worklist(funnel.WorklistOptions{})
		require.NoError(t, err)
		assert.Empty(t, l.Items)
	})
}

// Five deals: two late, of which the larger comes first; one late without an amount; one due today that is larger than all; one that is well.
func TestWorklistOrderAndSums(t *testing.T) {
	deal := func(id, owner string, next float64, amount int64) funnel.Event {
		e := nextAt(but(on(0, "offer"), func(e *funnel.Event) { e.Deal, e.Owner = id, owner }), next)
		if amount > 0 {
			e = paid(e, amount)
		}
		return e
	}
	rows := []funnel.Event{
		deal("a", "ann", 7, 10), deal("b", "bo", 8, 20), deal("c", "bo", 1, 0), deal("d", "ann", 9, 900), deal("e", "ann", 90, 5), deal("f", "", 7, 10),
		deal("g", "bo", 6, 10),
	}
	plan := planned(9, 1)
	plan.By = "bo" // helps with a deal of ann's
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, rows, plan)
	o := funnel.WorklistOptions{UntouchedDays: -1, ContactWithin: -1}
	l, err := v.Worklist(o)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"b: late next_overdue@8+1", "g: late next_overdue@6+3", "a: late next_overdue@7+2", "f: late next_overdue@7+2", "c: late next_overdue@1+8",
		"d: today next_due@9+0, today plan_due@9+0",
	}, workBrief(l))
	assert.Equal(t, funnel.Tally{Deals: 7, Unpriced: 1, Amount: cny(955)}, tallyOf(l.Open))
	assert.Equal(t, funnel.Tally{Deals: 6, Unpriced: 1, Amount: cny(950)}, tallyOf(l.Listed))
	assert.Equal(t, funnel.Tally{Deals: 5, Unpriced: 1, Amount: cny(50)}, tallyOf(l.Late))
	assert.Equal(t, int64(5), reasonCount(l.Reasons, funnel.CodeWorkNextOverdue))
	assert.Len(t, l.Reasons, len(funnel.WorkReasons()))
	require.Len(t, l.Owners, 3)
	assert.Equal(t, []string{"", "ann", "bo"}, []string{l.Owners[0].Owner, l.Owners[1].Owner, l.Owners[2].Owner})
	assert.Equal(t, []funnel.WorkCount{
		{Code: funnel.CodeWorkNextOverdue, Deals: 1}, {Code: funnel.CodeWorkNextDue, Deals: 1}, {Code: funnel.CodeWorkPlanDue, Deals: 1},
	}, l.Owners[1].Reasons)
	require.Len(t, l.Plans, 1)
	assert.Equal(t, "bo", l.Plans[0].Person)

	o.Owner = "bo"
	mine, err := v.Worklist(o)
	require.NoError(t, err)
	assert.Len(t, mine.Items, 3)
	assert.Len(t, mine.Plans, 1)
	o.Limit = 2
	short, err := v.Worklist(o)
	require.NoError(t, err)
	assert.Equal(t, mine.Items[:2], short.Items)
	assert.Equal(t, mine.Listed, short.Listed)
	o.Owner = "ann"
	hers, err := v.Worklist(o)
	require.NoError(t, err)
	assert.Empty(t, hers.Plans)
}

// tallyOf returns a tally with an amount that compares with ==.
func tallyOf(t funnel.Tally) funnel.Tally {
	if t.Amount.Known() {
		n, _ := t.Amount.Decimal()
		t.Amount = cny(n.IntPart())
	}
	return t
}

func reasonCount(list []funnel.WorkCount, code sf.Code) int64 {
	for _, c := range list {
		if c.Code == code {
			return c.Deals
		}
	}
	return -1
}

// A deal counts once for a reason that it has twice.
func TestWorklistCountsDeals(t *testing.T) {
	l, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, []funnel.Event{on(0, "offer")}, planned(5, 1), planned(6, 1)).
		Worklist(funnel.WorklistOptions{UntouchedDays: -1, ContactWithin: -1})
	require.NoError(t, err)
	assert.Equal(t, []string{"d: late plan_overdue@5+4, late plan_overdue@6+3"}, workBrief(l))
	assert.Equal(t, int64(1), reasonCount(l.Reasons, funnel.CodeWorkPlanOverdue))
	assert.Len(t, l.Plans, 2)
}

func TestWorklistWhereNextStepsAreNotKept(t *testing.T) {
	other := but(on(0, "offer"), func(e *funnel.Event) { e.Deal = "other" })
	step := called(1)
	step.NextAt = base.Add(2 * day)
	o := funnel.WorklistOptions{UntouchedDays: -1, ContactWithin: -1}
	for name, c := range map[string]struct {
		row     funnel.Event
		touches []sf.Activity
		notes   []sf.Code
	}{
		"none anywhere":     {row: other, touches: []sf.Activity{called(2)}, notes: []sf.Code{funnel.CodeWorkNoSteps}},
		"one":               {row: nextAt(other, 2)},
		"not known yet":     {row: recorded(nextAt(other, 2), 6), notes: []sf.Code{funnel.CodeWorkNoSteps}},
		"that was kept":     {row: other, touches: []sf.Activity{step, called(3)}},
		"a plan":            {row: other, touches: []sf.Activity{planned(9, 1)}},
		"a plan, not known": {row: other, touches: []sf.Activity{planned(9, 7)}, notes: []sf.Code{funnel.CodeWorkNoSteps}},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 5, []funnel.Event{on(0, "offer"), c.row}, c.touches...).Worklist(o)
			require.NoError(t, err)
			assert.Equal(t, c.notes, codesOf(l.Notes))
			assert.Positive(t, reasonCount(l.Reasons, funnel.CodeWorkNextMissing))
		})
	}
}

func TestWorklistUnmetTellsFalseFromUnknown(t *testing.T) {
	v := workView(t, workStages(t), funnel.Options{}, 1, []funnel.Event{nextAt(on(0, "lead"), 30)})
	l, err := v.Worklist(funnel.WorklistOptions{})
	require.NoError(t, err)
	require.Len(t, l.Items, 1)
	item := l.Items[0]
	require.Len(t, item.Unmet, 2) // budget, required and so false; need, of which nothing is known
	last := item.Reasons[len(item.Reasons)-1]
	assert.Equal(t, funnel.CodeWorkUnmet, last.Note.Code)
	assert.Equal(t, "it cannot go on to Demo yet: 1 conditions are not met, 1 not known", last.Note.Text)
	assert.Equal(t, "lead", item.Stage)
	assert.Equal(t, base.Add(30*day), item.NextAt)
	assert.Equal(t, base, item.LastActivity)

	planOnly, err := workView(t, workStages(t), funnel.Options{}, 1, []funnel.Event{on(0, "lead")}, planned(8, .5)).Worklist(funnel.WorklistOptions{})
	require.NoError(t, err)
	assert.Equal(t, base.Add(8*day), planOnly.Items[0].NextAt)

	c := workStages(t).Config()
	c.Moves.Back = true
	c.Stages[0].Required = []string{"phone"}
	c.Stages[1].Milestones = []stage.Milestone{{ID: "heard", Text: "need heard", Test: criteria.Eq("need", sf.Text("yes")), Due: stage.Limit{Days: 1}}}
	back, err := stage.New(c)
	require.NoError(t, err)
	demo, err := workView(t, back, funnel.Options{}, 3, []funnel.Event{nextAt(on(0, "demo"), 30)}).Worklist(funnel.WorklistOptions{})
	require.NoError(t, err)
	assert.Equal(t, []string{"d: late milestone_overdue@1+2"}, workBrief(demo), "a milestone of which nothing is known is not met; on to offer, not back to lead")

	p, err := stage.New(stage.Config{
		ID: "g", Fields: []sf.Field{{Name: "need", Kind: sf.KindText}},
		Moves: stage.Moves{Policy: stage.Graph, Graph: map[string][]string{"": {"lead", "demo"}, "lead": {"won"}, "demo": {"lost"}}},
		Stages: []stage.Stage{
			{ID: "lead"}, {ID: "demo", Exit: []stage.Criterion{{ID: "need", Test: criteria.Present("need")}}}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
		},
	})
	require.NoError(t, err)
	onlyLost, err := workView(t, p, funnel.Options{}, 1, []funnel.Event{nextAt(on(0, "demo"), 30)}).Worklist(funnel.WorklistOptions{})
	require.NoError(t, err)
	assert.Empty(t, onlyLost.Items, "demo leads only to lost, so there is nothing to go on to")
}
