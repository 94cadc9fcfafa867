package funnel

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// WorklistOptions are the options of [View.Worklist].
type WorklistOptions struct {
	Owner          string        // whose deals; "": everyone's
	SoonDays       int           // what is due within so many days is due soon; 0: 3; below 0: nothing is
	ContactWithin  time.Duration // by when after it began a new deal is to be contacted; 0: 24 hours; below 0: not asked
	ContactWorking bool          // that time runs on working days only
	ContactKinds   []string      // kinds of activities that are a contact and keep a next step, which a page view is not; none: all
	UntouchedDays  int           // a deal of which nothing was heard for so many days is untouched; 0: 14; below 0: not asked
	Limit          int           // the most items and plans listed; 0: all. Counts and totals are of all
	Skip           []sf.Code     // reasons that are not looked for, of [WorkReasons]
}

// Worklist is what is to be done on one day (日清单): a deal an item, with every reason why it is on the list.
type Worklist struct {
	Day     sf.Date     `json:"day"`               // today: the calendar day of the view's time
	Owner   string      `json:"owner,omitzero"`    // whose list; empty: everyone's
	Open    Tally       `json:"open"`              // the open deals that were looked at
	Listed  Tally       `json:"listed"`            // of them: those on the list
	Late    Tally       `json:"late"`              // of those: the ones with something overdue
	Items   []WorkItem  `json:"items"`             // the most urgent first, see [View.Worklist]
	Plans   []WorkPlan  `json:"plans"`             // planned activities of today and overdue ones, by person, instant, deal and kind, then as they came in
	Reasons []WorkCount `json:"reasons"`           // how many deals have which reason, in the order of [WorkReasons]
	Owners  []WorkOwner `json:"owners"`            // by name; deals that nobody owns come under the empty name
	Notes   []sf.Note   `json:"warnings,omitzero"` // what could not be looked at, or may not be kept
}

// WorkItem is one open deal that asks for something.
type WorkItem struct {
	Deal         string        `json:"deal"`
	Owner        string        `json:"owner,omitzero"`
	Stage        string        `json:"stage"` // the id
	Amount       sf.Money      `json:"amount"`
	Urgency      WorkUrgency   `json:"urgency"`          // that of its most urgent reason
	Reasons      []WorkReason  `json:"reasons"`          // the most urgent first, then in the order of [WorkReasons], then by day
	NextAt       time.Time     `json:"next_at,omitzero"` // the next step that is still to come or overdue
	LastActivity time.Time     `json:"last_activity_at"`
	Unmet        []stage.Unmet `json:"unmet,omitzero"` // what stands against the move to the next stage; what is not known is told apart from what is false
}

// WorkReason is one thing that a deal asks for.
type WorkReason struct {
	Note    sf.Note     `json:"note"`
	Urgency WorkUrgency `json:"urgency"`
	Due     sf.Date     `json:"due,omitzero"`       // the last day in time; unknown where there is none
	Over    int         `json:"days_over,omitzero"` // days since that day, working ones where the limit says so, 0 if all since were days off; below 0: days left
}

// WorkPlan is an activity that was planned for today or before, and has not happened.
type WorkPlan struct {
	Person   string      `json:"person,omitzero"` // who is to do it: the one named, or the owner of the deal
	Due      sf.Date     `json:"due"`
	Over     int         `json:"days_over,omitzero"`
	Activity sf.Activity `json:"activity"`
}

// WorkCount is how many deals have a reason.
type WorkCount struct {
	Code  sf.Code `json:"code"`
	Deals int64   `json:"deals"`
}

// WorkOwner is what one owner has to do.
type WorkOwner struct {
	Owner   string      `json:"owner"`
	Open    Tally       `json:"open"`
	Listed  Tally       `json:"listed"`
	Late    Tally       `json:"late"`
	Reasons []WorkCount `json:"reasons"` // those that occur
}

// Worklist returns what is to be done on the day of the view's time. It looks at open deals; a start of observation changes nothing, for the
// list is of the present.
//
// Reasons, each with its day where it has one:
//
//   - The next step, as a row or an activity stated it last, is kept by a contact or a move after it was stated, on its day or later.
//     Until then it is due, and late from the day after. A deal with neither such a step nor a plan has none.
//   - A planned activity is due until it happens; late from the day after.
//   - The limit and the milestones of the stage, as configured: [stage.Pipeline.LimitDate] and [stage.Pipeline.Due]. [View.Stalled] says the
//     same of such a limit, and learns one for stages that have none.
//   - A new deal, one that is still in the stage it began in, is to be contacted within a time from its first row. That of a deal that came
//     into the history in mid-life is not asked for, and neither is that of one that began before the first activity on record, for its
//     contact may not be.
//   - The expected close date is late from the day after.
//   - Untouched is a deal without a row or an activity for so many days.
//   - Unmet is what [stage.Pipeline.Check] has against a move to the next open stage that the rules allow, or else to the first won one.
//     It has no day and is the least urgent. What is not known counts apart from what is false.
//
// Items are in the order of their urgency: late, due today or undecided, soon, standing. Within one, deals with the larger amount come
// first and those without one last; then those that are most days late; then by id.
//
// The cost is that of reading every open deal's rows and activities, and of asking its criteria. The error is an [*sf.InvalidError]: options
// out of range, amounts in several currencies, or a sum that is too large.
func (v *View) Worklist(o WorklistOptions) (*Worklist, error) {
	if err := sf.Invalid(o.faults()); err != nil {
		return nil, err
	}
	if _, err := v.currency(); err != nil {
		return nil, err
	}
	l := &workLister{view: v, options: o, list: &Worklist{Owner: o.Owner, Items: []WorkItem{}, Plans: []WorkPlan{}}}
	l.begin()
	for d := range v.candidates() {
		if err := l.look(d); err != nil {
			return nil, err
		}
	}
	return l.finished(), nil
}
