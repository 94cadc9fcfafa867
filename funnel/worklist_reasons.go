package funnel

import (
	"cmp"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// workReasons collects the reasons of one deal.
type workReasons struct {
	*workLister
	*workDeal
	found []WorkReason
	unmet []stage.Unmet
}

// reasons returns why an open deal is on the list, the most urgent first.
func (l *workLister) reasons(w *workDeal) ([]WorkReason, []stage.Unmet) {
	r := workReasons{workLister: l, workDeal: w}
	r.nextStep()
	r.planned()
	r.limit()
	r.contact()
	r.closing()
	r.milestones()
	r.untouched()
	r.blocked()
	slices.SortFunc(r.found, func(a, b WorkReason) int {
		return cmp.Or(cmp.Compare(a.Urgency, b.Urgency), cmp.Compare(l.rank[a.Note.Code], l.rank[b.Note.Code]), a.Due.Compare(b.Due),
			cmp.Compare(a.Note.Text, b.Note.Text))
	})
	return r.found, r.unmet
}

// add adds a reason, unless it is not looked for.
func (r *workReasons) add(code sf.Code, urgency WorkUrgency, due sf.Date, over int, args ...sf.Fact) {
	if !r.options.asks(code) {
		return
	}
	r.found = append(r.found, WorkReason{Note: sf.NewNote(code, "", args...), Urgency: urgency, Due: due, Over: over})
}

// dated adds the one of two reasons that a day calls for: one when it has passed, the other when it is today or soon.
func (r *workReasons) dated(late, near sf.Code, due sf.Date, working bool, args ...sf.Fact) {
	if due.IsZero() {
		return
	}
	ahead := due.Number() - r.today.Number()
	over := r.calendar.Days(due, r.today, working)
	args = append(args, sf.F("due", sf.Day(due)))
	switch {
	case ahead < 0:
		r.add(late, WorkLate, due, over, append(args, sf.F("days", sf.Int(int64(over))))...)
	case ahead == 0:
		r.add(near, WorkToday, due, 0, args...)
	case ahead <= r.options.soon():
		r.add(near, WorkSoon, due, over, args...)
	}
}

// nextStep looks at the next step that was agreed, and for one where there is neither step nor plan.
func (r *workReasons) nextStep() {
	if r.next != never {
		r.dated(CodeWorkNextOverdue, CodeWorkNextDue, r.dateOf(r.next), false)
	} else if len(r.plans) == 0 {
		r.add(CodeWorkNextMissing, WorkToday, sf.Date{}, 0)
	}
}

// planned looks at the activities that have not happened.
func (r *workReasons) planned() {
	for _, t := range r.plans {
		r.dated(CodeWorkPlanOverdue, CodeWorkPlanDue, r.dateOf(t.planned), false, sf.F("kind", known(t.activity.Kind)))
	}
}

func (r *workReasons) limit() {
	due := r.pipeline.LimitDate(r.state.stage, r.view.history.clock.time(r.state.entered), r.calendar)
	r.dated(CodeWorkLimitPassed, CodeWorkLimitNear, due, r.pipeline.Limit(r.state.stage).Working, sf.F("stage", sf.Text(r.titles[r.state.stage])))
}

// contact looks at a deal that has not left the stage it began in, and that nobody has contacted.
func (r *workReasons) contact() {
	within := r.options.contact()
	if within < 0 || !r.begun || r.contacted != never || r.state.late || r.since == never || r.state.created < r.since {
		return
	}
	by, ok := r.view.history.clock.time(r.state.created).Add(within), true
	if r.options.ContactWorking {
		by, ok = workedAfter(r.calendar, r.view.history.clock.time(r.state.created), within)
	}
	if !ok {
		return
	}
	due := r.calendar.Date(by)
	said := sf.F("due", sf.Text(by.Format("2006-01-02 15:04")))
	over := r.calendar.Days(due, r.today, r.options.ContactWorking)
	switch {
	case !r.now.Before(by):
		r.add(CodeWorkLeadLate, WorkLate, due, over, said)
	case due == r.today:
		r.add(CodeWorkLeadDue, WorkToday, due, 0, said)
	case due.Number()-r.today.Number() <= r.options.soon():
		r.add(CodeWorkLeadDue, WorkSoon, due, over, said)
	}
}

func (r *workReasons) closing() {
	r.dated(CodeWorkClosePassed, CodeWorkCloseNear, r.close, false)
}

func (r *workReasons) milestones() {
	if !r.options.asks(CodeWorkMilestoneOverdue) && !r.options.asks(CodeWorkMilestoneDue) {
		return
	}
	entered := r.view.history.clock.time(r.state.entered)
	for i, m := range r.pipeline.Due(r.pipeline.StageID(r.state.stage), entered, r.now, r.calendar, r.deal) {
		if m.Truth != criteria.True {
			working := r.stages[r.state.stage].Milestones[i].Due.Working
			r.dated(CodeWorkMilestoneOverdue, CodeWorkMilestoneDue, m.Due, working, sf.F("milestone", sf.Text(cmp.Or(m.Text, m.ID))))
		}
	}
}

func (r *workReasons) untouched() {
	limit := r.options.untouched()
	heard := r.dateOf(r.heard)
	days := r.today.Number() - heard.Number()
	if limit < 0 || days < limit {
		return
	}
	urgency := WorkLate
	if days == limit {
		urgency = WorkToday
	}
	r.add(CodeWorkUntouched, urgency, heard.AddDays(limit), days-limit, sf.F("days", sf.Int(int64(days))), sf.F("limit", sf.Int(int64(limit))))
}

// blocked looks at what stands against a move to the next stage.
func (r *workReasons) blocked() {
	to := r.nextStage[r.state.stage]
	if to < 0 || !r.options.asks(CodeWorkUnmet) {
		return
	}
	d := r.pipeline.Check(stage.Move{From: r.pipeline.StageID(r.state.stage), To: r.pipeline.StageID(to), AsOf: r.now}, r.deal)
	unknown := 0
	for _, u := range d.Unmet {
		if u.Truth == criteria.Unknown {
			unknown++
		}
	}
	if len(d.Unmet) > 0 {
		r.unmet = d.Unmet
		r.add(CodeWorkUnmet, WorkStanding, sf.Date{}, 0, sf.F("to", sf.Text(r.titles[to])),
			sf.F("unmet", sf.Int(int64(len(d.Unmet)-unknown))), sf.F("unknown", sf.Int(int64(unknown))))
	}
}

// stageAfter returns where a deal goes on to from an open stage: the next open stage that the rules allow, or else the first won one; -1
// when there is none.
func stageAfter(p *stage.Pipeline, from int) int {
	for _, outcome := range []stage.Outcome{stage.Open, stage.Won} {
		for to := range p.Len() {
			if p.Outcome(to) == outcome && (to > from || outcome == stage.Won) && p.CanMove(from, to) {
				return to
			}
		}
	}
	return -1
}

// dateOf returns the civil date of an instant as it is held.
func (l *workLister) dateOf(at int64) sf.Date {
	return civilDate(l.view.history.clock.civil(at))
}
