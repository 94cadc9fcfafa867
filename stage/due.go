package stage

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// DueMilestone is how one deal stands with one milestone.
type DueMilestone struct {
	ID      string         `json:"id"`
	Text    string         `json:"text,omitzero"`
	Truth   criteria.Truth `json:"truth"`            // true: met; unknown also where only people can judge
	Due     sf.Date        `json:"due,omitzero"`     // the last day in time; unknown when the entry is
	Over    int            `json:"over,omitzero"`    // days since the due date, of the kind that its limit counts
	Overdue bool           `json:"overdue,omitzero"` // the due date is past, and the milestone not known to be met
	Why     []sf.Note      `json:"why,omitzero"`     // what is not true in it
}

// Due returns how a deal that entered a stage stands with each of the stage's milestones, in the order of the configuration; none when no
// stage has that id, alias or name. Facts may be nil, when nothing is known.
//
// The day of entry is day 0, so that a milestone of 5 days that begins on Monday the 2nd is due on Saturday the 7th, or, in working days
// and with weekends off, on Monday the 9th. It is overdue from the day after.
func (p *Pipeline) Due(stage string, entered, asOf time.Time, cal sf.Calendar, f sf.Facts) []DueMilestone {
	i, ok := p.Index(stage)
	if !ok {
		return nil
	}
	f = known(f)
	today, day := cal.Date(asOf), cal.Date(entered)
	due := make([]DueMilestone, 0, len(p.gates[i].milestones))
	for j, test := range p.gates[i].milestones {
		m := &p.config.Stages[i].Milestones[j]
		d := DueMilestone{ID: m.ID, Text: m.Text, Due: m.Due.after(day, cal)}
		if test != nil {
			d.Why, d.Truth = test.Explain(nil, f, asOf)
		}
		if d.Truth != criteria.True && !d.Due.IsZero() && d.Due.Compare(today) < 0 {
			d.Overdue = true
			d.Over = cal.Days(d.Due, today, m.Due.Working)
		}
		due = append(due, d)
	}
	return due
}

// LimitDate returns the last day on which a deal that entered a stage, by index, is within the stage's limit. It is unknown, the zero
// Date, when the stage has no limit, when the entry is unknown, and when the calendar has too few working days to ever get there.
func (p *Pipeline) LimitDate(i int, entered time.Time, cal sf.Calendar) sf.Date {
	limit := p.Limit(i)
	if limit.IsZero() {
		return sf.Date{}
	}
	return limit.after(cal.Date(entered), cal)
}

// after returns the date that lies the limit's days after a day.
func (l Limit) after(day sf.Date, cal sf.Calendar) sf.Date {
	return cal.AddDays(day, l.Days, l.Working)
}
