package compose

import (
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// health asks whether deals still go through the funnel as they did.
func (m *maker) health() {
	h, err := m.view.Health(funnel.HealthOptions{})
	if err != nil {
		m.refused(err, "health")
		return
	}
	out := &document.Health{
		Verdict: h.Verdict.String(), Code: h.Note.Code, Params: h.Note.Args, Note: h.Note,
		WindowFrom: m.instant(h.Window.From), WindowTo: m.instant(h.Window.To), ReferenceFrom: m.instant(h.Reference.From), ReferenceTo: m.instant(h.Reference.To),
		Level: h.Level, FalseAlarmPerYear: h.FalseAlarm.PerYear, Stages: []document.StageHealth{},
	}
	for _, s := range h.Stages {
		row := document.StageHealth{
			Stage: s.Stage, State: s.State.String(), Code: s.Note.Code, Params: s.Note.Args, Note: s.Note,
			Deals: s.Open.Observed, Entries: s.Entries.Observed, Examples: list(s.Examples), PValue: positive(s.PValue()),
		}
		if e := document.EstimateOf(s.Open.Expected); e != nil {
			row.Expected, row.Low, row.High = e.Value, e.Low, e.High
		}
		if e := document.EstimateOf(s.Entries.Expected); e != nil {
			row.Usual, row.UsualLow, row.UsualTop = e.Value, e.Low, e.High
		}
		out.Stages = append(out.Stages, row)
	}
	for _, n := range h.Warnings {
		if n.Code == funnel.CodeHealthAlarms { // it belongs to every verdict
			out.Alarms = n
			continue
		}
		n.Path = "health"
		m.notes(n)
	}
	m.doc.Health = out
}

// positive is null for 0, with which the library says that there was no test.
func positive(p float64) *float64 {
	if p == 0 {
		return nil
	}
	return document.Finite(p)
}
