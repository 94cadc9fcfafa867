package compose

import (
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/source"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// build maps the rows onto the library's history. The i-th row is the i-th that is added, which is what findings count by; activities follow.
func (c *Case) build() (*funnel.History, error) {
	t := c.History.Table
	backwards := c.History.NewestFirst && !slices.ContainsFunc(t.Rows, func(r table.Row) bool { return r.SeqKnown })
	if backwards {
		c.Notes = append(c.Notes, sf.Note{Code: CodeNewestFirst, Path: "data"})
	}
	b := funnel.NewBuilder(c.Pipeline, funnel.Options{
		Calendar:    sf.Calendar{Location: c.Settings.Zone},
		NewestFirst: backwards,
	})
	for i := range t.Rows {
		b.Add(c.event(&t.Rows[i], t.Labels))
	}
	if a := c.History.Activities; a != nil {
		for i := range a.Rows {
			b.Touch(activity(&a.Rows[i]))
		}
	}
	return b.History()
}

func activity(r *table.Activity) sf.Activity {
	return sf.Activity{
		Of: r.Deal, Kind: r.Kind, By: r.By, At: r.At, Planned: r.Planned, Recorded: r.Recorded, Goal: r.Goal, GoalMet: answer(r.GoalMet),
		Prepared: answer(r.Prepared), Outcome: r.Outcome, Advance: answer(r.Advance), Next: r.Next, NextAt: r.NextAt,
	}
}

// answer is a truth, unknown where nobody answered.
func answer(a table.Answer) sf.Value {
	switch a {
	case table.Yes:
		return sf.Bool(true)
	case table.No:
		return sf.Bool(false)
	default:
		return sf.Value{}
	}
}

func (c *Case) event(r *table.Row, labels []string) funnel.Event {
	e := funnel.Event{
		Deal: r.Deal, At: r.At, Recorded: r.Recorded, Seq: r.Seq, Stage: r.Stage, Owner: r.Owner,
		Amount: source.Amount(*r, c.Settings.Currency), Reason: r.Reason, NextAt: r.NextAt,
	}
	e.Close = dateOf(r.Close)
	if r.Source != "" {
		e.Facts = append(e.Facts, sf.F("source", sf.Text(r.Source)))
	}
	for i, label := range labels {
		if r.Labels[i] != "" && label != "source" {
			e.Facts = append(e.Facts, sf.F(label, sf.Text(r.Labels[i])))
		}
	}
	return e
}

// group returns the path under which a deal is summed, nil without groups.
func (c *Case) group(d funnel.Deal) []string {
	if len(c.Settings.Group) == 0 {
		return nil
	}
	path := make([]string, len(c.Settings.Group))
	for i, g := range c.Settings.Group {
		switch g {
		case "owner":
			path[i] = d.Owner()
		case "stage":
			path[i], _ = d.Stage()
		default:
			if v := d.Fact(g); v.Known() {
				path[i] = v.String()
			}
		}
	}
	return path
}
