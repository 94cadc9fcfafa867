package compose

import (
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// quality looks for what is wrong with the records.
func (m *maker) quality() {
	q, err := m.view.Quality(funnel.QualityOptions{})
	if err != nil {
		m.refused(err, "quality")
		return
	}
	out := &document.Quality{Checks: []document.QualityCheck{}, Findings: []document.QualityFinding{}, Delay: document.EntryDelay{
		DelayOf: delayOf(q.Delay.EntryDelayOf), Owners: delaysOf(q.Delay.Owners), Sources: delaysOf(q.Delay.Sources),
	}}
	for _, c := range q.Checks {
		check := document.QualityCheck{Aspect: c.Aspect.String(), Code: c.Code, Count: c.Count, Of: c.Of, Note: c.Why}
		if c.Why.Code != "" {
			check.Why = &c.Why.Code
		}
		out.Checks = append(out.Checks, check)
	}
	for i := range q.Findings {
		out.Findings = append(out.Findings, m.qualityFinding(&q.Findings[i]))
	}
	m.doc.Quality = out
}

func (m *maker) qualityFinding(f *funnel.QualityFinding) document.QualityFinding {
	out := document.QualityFinding{
		Aspect: f.Aspect.String(), Code: f.Note.Code, Params: f.Note.Args, Note: f.Note, Field: text(f.Field), Count: f.Count, Of: f.Of, Share: document.EstimateOf(f.Share),
		Deals: list(f.Deals), Rows: []document.Example{}, Weeks: []string{}, Groups: []document.QualityGroup{},
	}
	for _, i := range f.Rows {
		if e, ok := m.added(i); ok {
			out.Rows = append(out.Rows, e)
		}
	}
	for _, w := range f.Weeks {
		out.Weeks = append(out.Weeks, w.String())
	}
	for _, g := range f.Groups {
		out.Groups = append(out.Groups, document.QualityGroup{By: g.By, Name: g.Name, Count: g.Count, Of: g.Of, Share: document.EstimateOf(g.Share)})
	}
	return out
}

func delaysOf(all []funnel.EntryDelayOf) []document.DelayOf {
	out := []document.DelayOf{}
	for _, d := range all {
		out = append(out, delayOf(d))
	}
	return out
}

func delayOf(d funnel.EntryDelayOf) document.DelayOf {
	return document.DelayOf{
		Name: d.Name, Rows: d.Rows, Within: document.EstimateOf(d.Within), MedianHours: document.EstimateOf(d.Median), P90Hours: document.EstimateOf(d.P90),
	}
}
