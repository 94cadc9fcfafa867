package compose

import (
	"strconv"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
)

// intervalLevel is the coverage of every interval in the report.
const intervalLevel = 0.95

// envelope fills what is there in every report.
func (m *maker) envelope() {
	m.doc = &document.Report{
		SchemaVersion: document.SchemaVersion, Stability: document.Stability,
		Generator: document.Generator{Name: "salesfunnel/examples/report", Version: m.Version},
		AsOf:      document.Instant(m.AsOf), TZ: m.Settings.Zone.String(), IntervalLevel: intervalLevel,
		Options: m.options(),
		Omitted: []document.Omitted{}, Warnings: []document.Warning{},
		Pipeline: document.Pipeline{ID: m.Pipeline.ID(), Name: m.Pipeline.Config().Name, Hash: m.Pipeline.Hash(), Source: m.Source},
	}
	for _, in := range m.History.Inputs() {
		m.doc.Inputs = append(m.doc.Inputs, document.Input{
			Role: in.Role, Name: text(in.Name), SHA256: in.Table.SHA256, Rows: in.Table.Total, Used: in.Table.Used, Skipped: in.Table.SkippedRows(),
		})
	}
	if m.currency != "" {
		m.doc.Currency = &document.Currency{Code: m.currency, MinorDigits: m.digits}
	}
	for i, s := range m.Pipeline.All() {
		out := document.Stage{
			ID: s.ID, Name: s.Title(), Outcome: s.Outcome, Probability: s.Probability, Category: m.Pipeline.Category(i).String(),
		}
		if !s.Limit.IsZero() {
			out.Limit = &document.Limit{Days: s.Limit.Days, Working: s.Limit.Working}
		}
		m.doc.Stages = append(m.doc.Stages, out)
	}
	m.notes(m.Notes...)
}

func (m *maker) options() document.Options {
	s := m.Settings
	o := document.Options{
		Model: s.Model, Periods: s.Periods.String(), Group: list(s.Group), Labels: list(s.Labels), Compare: list(s.Compare), Waterfall: text(s.Waterfall.String()), Since: text(s.Since.String()), Limit: s.Limit, Redact: s.Redact,
		Defaults: defaults(s),
	}
	switch {
	case s.LearnRho:
		o.Rho = text("learn")
	case s.Rho != nil:
		o.Rho = text(strconv.FormatFloat(*s.Rho, 'g', -1, 64))
	}
	if s.Quota != nil {
		digits := s.Quota.String()
		o.Quota = &digits
	}
	return o
}

// defaults names what nobody said, of what changes the numbers.
func defaults(s *settings.Settings) []string {
	out := []string{}
	for _, d := range []struct{ flag, key string }{{"as-of", "as_of"}, {"tz", "tz"}, {"model", "model"}, {"periods", "periods"}} {
		if !s.Given[d.flag] {
			out = append(out, d.key)
		}
	}
	if !s.Given["pipeline"] && !s.Given["stages"] {
		out = append(out, "stages")
	}
	return out
}

func list(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}

// text is nil for the empty text, which means unknown.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
