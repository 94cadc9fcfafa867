package compose

import (
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// compare sets the values of each key side by side.
func (m *maker) compare() {
	const block = "compare"
	switch {
	case len(m.Settings.Compare) == 0:
		m.omit(block, sf.Note{Code: CodeNotAsked})
		return
	case m.view == nil:
		m.omit(block, sf.Note{Code: CodeNoHistory})
		return
	}
	all := []document.Comparison{}
	for _, key := range m.Settings.Compare {
		if n := m.values(key); n > mostCompared {
			m.tooMany(block, key, n)
			continue
		}
		c, err := m.view.Compare(key, funnel.CompareOptions{Metrics: m.metrics()})
		if err != nil {
			m.refused(err, block)
			return
		}
		out := m.comparison(c)
		if p, err := m.view.PersistentlyLow(key, funnel.PersistentOptions{}); err == nil {
			out.Persistent = m.persistent(p)
		}
		all = append(all, out)
	}
	if len(all) > 0 || len(m.Settings.Compare) > 1 {
		m.doc.Compare = all
	}
}

// mostCompared bounds the groups of a comparison: a list of more is a list of customers, of which nobody reads who differs, and takes longer than all
// the rest.
const mostCompared = 500

// values counts the values of a key.
func (m *maker) values(key string) int {
	seen := map[string]bool{}
	for d := range m.view.Deals() {
		if v := d.Fact(key); v.Known() {
			seen[v.String()] = true
		}
	}
	return len(seen)
}

// tooMany leaves a key out and says so: in place of the block when it is the only one.
func (m *maker) tooMany(block, key string, n int) {
	note := sf.Note{Code: CodeManyGroups, Path: block, Args: []sf.Fact{
		sf.F("key", sf.Text(key)), sf.F("n", sf.Int(int64(n))), sf.F("max", sf.Int(mostCompared)),
	}}
	if len(m.Settings.Compare) == 1 {
		m.omit(block, note)
		return
	}
	m.notes(note)
}

// metrics are what groups are compared by: all, but of a pipeline with one open stage its conversion, which is the win rate again.
func (m *maker) metrics() []funnel.CompareMetric {
	all := []funnel.CompareMetric{funnel.CompareWinRate, funnel.CompareCycle, funnel.CompareVelocity, funnel.CompareMeanAmount}
	open := 0
	for i := range m.Pipeline.Len() {
		if m.Pipeline.Outcome(i) == stage.Open {
			open++
		}
	}
	if open > 1 {
		all = append(all, funnel.CompareConversion)
	}
	return all
}

func (m *maker) comparison(c *funnel.Comparison) document.Comparison {
	out := document.Comparison{
		Key: c.Fact, Level: c.Level, Groups: []document.ComparedGroup{}, Wholes: []document.ComparedWhole{}, Rows: []document.ComparedRow{},
	}
	for _, n := range c.Notes {
		if n.Code == funnel.CodeCompareNotCause { // it belongs to every comparison
			out.Notes = append(out.Notes, n)
			continue
		}
		n.Path = "compare"
		m.notes(n)
	}
	for _, g := range c.Groups {
		out.Groups = append(out.Groups, document.ComparedGroup{Group: g.Name, Deals: g.Deals, Open: g.Open, Won: g.Won, Lost: g.Lost})
	}
	for _, w := range c.Wholes {
		row := document.ComparedWhole{
			Estimate: evidence(w.All), Metric: w.Metric.String(), Stage: text(w.Stage), Days: number(w.Days),
		}
		if !w.Mean.IsZero() {
			row.Mean = document.Finite(w.Mean.Value)
		}
		if !w.Pooling.IsZero() {
			row.Pooling = document.Finite(w.Pooling.Value)
		}
		out.Wholes = append(out.Wholes, row)
	}
	for i := range c.Rows {
		out.Rows = append(out.Rows, m.compared(&c.Rows[i]))
	}
	return out
}

func (m *maker) compared(r *funnel.CompareRow) document.ComparedRow {
	out := document.ComparedRow{
		Estimate: evidence(r.Raw), Group: r.Group, Metric: r.Metric.String(), Stage: text(r.Stage), Days: number(r.Days), PValue: positive(r.PValue), QValue: positive(r.QValue),
		Standing: r.Standing.String(), Code: r.Note.Code, Params: r.Note.Args, Examples: list(slices.Clone(r.Examples)), Note: r.Note,
	}
	if e := document.EstimateOf(r.Shrunk); e != nil {
		out.Shrunk, out.ShrunkLow, out.ShrunkHigh = e.Value, e.Low, e.High
	}
	if e := document.EstimateOf(r.Rest); e != nil {
		out.Rest = e.Value
	}
	if r.WonSum != nil {
		out.WonDeals, out.WonAmount = &r.WonSum.Deals, m.money(r.WonSum.Amount)
	}
	return out
}

func (m *maker) persistent(p *funnel.Persistence) *document.Persistent {
	out := &document.Persistent{Periods: []document.PersistentPeriod{}, Rows: []document.PersistentRow{}}
	for _, x := range p.Periods {
		out.Periods = append(out.Periods, document.PersistentPeriod{From: m.instant(x.Period.From), To: m.instant(x.Period.To), Days: x.Days, Deals: x.Deals})
	}
	for _, r := range p.Rows {
		out.Rows = append(out.Rows, document.PersistentRow{
			Group: r.Group, Judged: r.Judged, Low: r.Low, PValue: positive(r.Adjusted), Standing: r.Standing.String(),
			Code: r.Note.Code, Params: r.Note.Args, Examples: list(r.Examples), Note: r.Note,
		})
	}
	return out
}

// evidence is an estimate whose every key is null where nothing can be said.
func evidence(e sf.Estimate) document.Estimate {
	if out := document.EstimateOf(e); out != nil {
		return *out
	}
	return document.Estimate{}
}

// number is null for 0.
func number(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}
