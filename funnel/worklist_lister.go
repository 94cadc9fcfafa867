package funnel

import (
	"cmp"
	"maps"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// workLister makes a worklist.
type workLister struct {
	view     *View
	options  WorklistOptions
	list     *Worklist
	pipeline *stage.Pipeline
	calendar sf.Calendar
	now      time.Time
	today    sf.Date
	since    int64 // the first activity on record; never: there is none

	stages    []stage.Stage
	titles    []string
	nextStage []int
	rank      map[sf.Code]int

	all    workSums
	owners map[string]*workSums
}

// workSums is what adds up over deals.
type workSums struct {
	open, listed, late Tally
	reasons            map[sf.Code]int64
}

// begin prepares what is the same for every deal.
func (l *workLister) begin() {
	v := l.view
	l.pipeline, l.calendar, l.now = v.Pipeline(), v.history.options.Calendar, v.AsOf()
	l.today = l.dateOf(v.asOf)
	l.list.Day = l.today
	l.owners, l.rank = make(map[string]*workSums), make(map[sf.Code]int)
	for i, code := range WorkReasons() {
		l.rank[code] = i
	}
	for i, s := range l.pipeline.All() {
		l.stages, l.titles = append(l.stages, s), append(l.titles, s.Title())
		l.nextStage = append(l.nextStage, stageAfter(l.pipeline, i))
	}
	l.since = v.touchesSince()
	if l.since == never && l.options.contact() > 0 && l.options.asks(CodeWorkLeadLate) {
		l.list.Notes = append(l.list.Notes, sf.NewNote(CodeWorkNoActivities, ""))
	}
}

// look takes one deal.
func (l *workLister) look(deal uint32) error {
	w, ok := l.view.readWork(deal, l.options.ContactKinds)
	if !ok {
		return nil
	}
	l.listPlans(&w)
	if l.options.Owner != "" && w.owner != l.options.Owner {
		return nil
	}
	reasons, unmet := l.reasons(&w)
	if err := l.count(&w, reasons); err != nil {
		return err
	}
	if len(reasons) == 0 {
		return nil
	}
	l.list.Items = append(l.list.Items, WorkItem{
		Deal: w.deal.ID(), Owner: w.owner, Stage: l.pipeline.StageID(w.state.stage), Amount: w.amount,
		Urgency: reasons[0].Urgency, Reasons: reasons, NextAt: w.nextAt(), LastActivity: l.view.history.clock.time(w.heard), Unmet: unmet,
	})
	return nil
}

// listPlans lists the plans of a deal that are due.
func (l *workLister) listPlans(w *workDeal) {
	for _, t := range w.plans {
		due, person := l.dateOf(t.planned), cmp.Or(t.activity.By, w.owner)
		if over := l.today.Number() - due.Number(); over >= 0 && (l.options.Owner == "" || person == l.options.Owner) {
			l.list.Plans = append(l.list.Plans, WorkPlan{Person: person, Due: due, Over: over, Activity: l.view.history.activity(t)})
		}
	}
}

// count adds a deal to the sums of all and of its owner.
func (l *workLister) count(w *workDeal, reasons []WorkReason) error {
	mine := l.owners[w.owner]
	if mine == nil {
		mine = &workSums{}
		l.owners[w.owner] = mine
	}
	for _, sums := range []*workSums{&l.all, mine} {
		if err := sums.add(w.amount, reasons); err != nil {
			return err
		}
	}
	return nil
}

func (s *workSums) add(amount sf.Money, reasons []WorkReason) error {
	if s.reasons == nil {
		s.reasons = make(map[sf.Code]int64)
	}
	if err := s.open.add(amount); err != nil {
		return err
	}
	if len(reasons) == 0 {
		return nil
	}
	said := make(map[sf.Code]bool)
	for _, r := range reasons {
		if !said[r.Note.Code] {
			said[r.Note.Code] = true
			s.reasons[r.Note.Code]++
		}
	}
	if err := s.listed.add(amount); err != nil || reasons[0].Urgency != WorkLate {
		return err
	}
	return s.late.add(amount)
}

// finished puts the list in its order and adds what is counted.
func (l *workLister) finished() *Worklist {
	list := l.list
	list.Open, list.Listed, list.Late = l.all.open, l.all.listed, l.all.late
	slices.SortFunc(list.Items, compareWork)
	slices.SortStableFunc(list.Plans, func(a, b WorkPlan) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), a.Activity.Planned.Compare(b.Activity.Planned), cmp.Compare(a.Activity.Of, b.Activity.Of),
			cmp.Compare(a.Activity.Kind, b.Activity.Kind))
	})
	if most := l.options.Limit; most > 0 {
		list.Items, list.Plans = list.Items[:min(most, len(list.Items))], list.Plans[:min(most, len(list.Plans))]
	}
	if l.all.reasons[CodeWorkNextMissing] > 0 && !l.view.keepsSteps() {
		list.Notes = append(list.Notes, sf.NewNote(CodeWorkNoSteps, ""))
	}
	list.Reasons, list.Owners = []WorkCount{}, []WorkOwner{}
	for _, code := range WorkReasons() {
		if l.options.asks(code) {
			list.Reasons = append(list.Reasons, WorkCount{code, l.all.reasons[code]})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.owners)) {
		list.Owners = append(list.Owners, l.owners[name].of(name))
	}
	return list
}

// of returns the sums of one owner.
func (s *workSums) of(name string) WorkOwner {
	out := WorkOwner{Owner: name, Open: s.open, Listed: s.listed, Late: s.late, Reasons: []WorkCount{}}
	for _, code := range WorkReasons() {
		if n := s.reasons[code]; n > 0 {
			out.Reasons = append(out.Reasons, WorkCount{code, n})
		}
	}
	return out
}

// compareWork is the order of items: see [View.Worklist].
func compareWork(a, b WorkItem) int {
	if c := cmp.Compare(a.Urgency, b.Urgency); c != 0 {
		return c
	}
	if a.Amount.Known() != b.Amount.Known() {
		if a.Amount.Known() {
			return -1
		}
		return 1
	}
	c, _ := b.Amount.Cmp(a.Amount)
	return cmp.Or(c, cmp.Compare(b.mostOver(), a.mostOver()), cmp.Compare(a.Deal, b.Deal))
}

// mostOver returns by how many days the latest of the item's reasons is late.
func (i WorkItem) mostOver() int {
	most := 0
	for _, r := range i.Reasons {
		most = max(most, r.Over)
	}
	return most
}
