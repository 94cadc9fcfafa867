package compose

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/render"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/source"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// standing makes a book of the deals as they stand, without a history. A row of a time after the report is left out: how its deal stood
// before nobody knows.
func (c *Case) standing() (*forecast.Book, []document.Finding) {
	b := &forecast.Book{Pipeline: c.Pipeline, AsOf: c.AsOf, Calendar: sf.Calendar{Location: c.Settings.Zone}}
	place := map[string]int{}
	odd := tray{c: c}
	for i := range c.History.Table.Rows {
		r := &c.History.Table.Rows[i]
		if !r.At.Before(c.AsOf) || !r.Created.Before(c.AsOf) {
			continue
		}
		index, known := c.Pipeline.Index(r.Stage)
		if !known {
			odd.add(sf.Note{Code: CodeUnknownStage, Args: []sf.Fact{sf.F("stage", sf.Text(r.Stage))}}, r)
			continue
		}
		d := c.deal(r, index)
		d.Group = c.groupOf(r)
		if at, seen := place[r.Deal]; seen {
			odd.add(sf.Note{Code: CodeRepeated}, r)
			b.Deals[at] = d
			continue
		}
		place[r.Deal] = len(b.Deals)
		b.Deals = append(b.Deals, d)
	}
	return b, odd.list
}

func (c *Case) deal(r *table.Row, index int) forecast.Deal {
	d := forecast.Deal{ID: r.Deal, Stage: c.Pipeline.StageID(index), Owner: r.Owner, Entered: r.At, Amount: source.Amount(*r, c.Settings.Currency), Close: dateOf(r.Close)}
	if closed := d.Close.In(c.Settings.Zone); c.Pipeline.Outcome(index) != stage.Open && d.Entered.IsZero() && closed.Before(c.AsOf) {
		d.Entered = closed // of a closed deal the close date says when that was
	}
	return d
}

func dateOf(d table.Date) sf.Date {
	if d.IsZero() {
		return sf.Date{}
	}
	return sf.Date{Year: int16(d.Year), Month: uint8(d.Month), Day: uint8(d.Day)}
}

// groupOf is the path under which the deal of a row is summed, nil without groups.
func (c *Case) groupOf(r *table.Row) []string {
	var path []string
	for _, g := range c.Settings.Group {
		name := ""
		switch g {
		case "owner":
			name = r.Owner
		case "source":
			name = r.Source
		case "stage":
			name = r.Stage
		}
		for i, label := range c.History.Table.Labels {
			if label == g {
				name = r.Labels[i]
			}
		}
		path = append(path, name)
	}
	return path
}

// tray collects what is odd about rows.
type tray struct {
	c    *Case
	list []document.Finding
}

// add counts one row under a note.
func (t *tray) add(n sf.Note, r *table.Row) {
	m := &maker{Case: *t.c}
	for i := range t.list {
		f := &t.list[i]
		if f.Code == n.Code && (len(n.Args) == 0 || f.Params[0].Value.Equal(n.Args[0].Value)) {
			*f = m.more(*f, r)
			return
		}
	}
	f := m.finding(n, 0, m.History.Table.Total, func(lang sf.Language) string { return render.Sentence(n, lang) })
	t.list = append(t.list, m.more(f, r))
}

// more counts one more row, and shows it while there are few.
func (m *maker) more(f document.Finding, r *table.Row) document.Finding {
	f.Count++
	share := float64(f.Count) / float64(m.History.Table.Total)
	f.Share = &share
	if len(f.Examples) < table.DefaultExamples {
		f.Examples = append(f.Examples, m.example(r.Deal, r.Row, m.History.Name))
	}
	return f
}

// LastKnown is the latest time that deals without a history speak of as past: when they entered their stage, were made, or closed.
func LastKnown(rows []table.Row, p *stage.Pipeline, zone *time.Location) (last time.Time) {
	for _, r := range rows {
		times := []time.Time{r.At, r.Created, r.Recorded}
		if i, ok := p.Index(r.Stage); ok && p.Outcome(i) != stage.Open {
			times = append(times, dateOf(r.Close).In(zone))
		}
		for _, t := range times {
			if t.After(last) {
				last = t
			}
		}
	}
	return last
}
