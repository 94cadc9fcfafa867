package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/render"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/source"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// findings are what is wrong or odd about the rows: what the reader could not use, then what the library found in a row alone, then in the
// sequence of a deal's rows.
func (m *maker) findings() []document.Finding {
	var out []document.Finding
	for _, in := range m.History.Inputs() {
		out = append(out, m.reading(in)...)
	}
	out = append(out, m.found...)
	if m.history == nil {
		return out
	}
	for _, f := range m.history.Findings() {
		out = append(out, m.library(f))
	}
	for _, f := range m.view.Findings() {
		out = append(out, m.library(f))
	}
	return out
}

// reading is what the reader of one file passed over or could not use.
func (m *maker) reading(in source.Input) []document.Finding {
	var out []document.Finding
	for _, s := range []struct {
		skip table.Skip
		code sf.Code
	}{{table.SkipBlank, CodeBlank}, {table.SkipFooter, CodeFooter}, {table.SkipHeader, CodeHeader}} {
		if n := in.Table.Skipped[s.skip]; n > 0 {
			note := sf.Note{Code: s.code}
			out = append(out, m.finding(note, int64(n), in.Table.Total, func(lang sf.Language) string { return render.Sentence(note, lang) }))
		}
	}
	for _, p := range in.Table.Problems {
		out = append(out, m.problem(p, in))
	}
	return out
}

// finding counts something in so many rows, unless its note says out of what.
func (m *maker) finding(n sf.Note, count int64, rows int, say func(sf.Language) string) document.Finding {
	f := document.Finding{Code: n.Code, Count: count, Params: n.Args, Examples: []document.Example{}, Say: say}
	of := float64(rows)
	if seen, ok := n.Arg("of").Float(); ok {
		of = seen
	}
	if share := float64(count) / of; of > 0 && share <= 1 {
		f.Share = &share
	}
	return f
}

// problem is what the reader of the file could not use.
func (m *maker) problem(p table.Problem, in source.Input) document.Finding {
	note := sf.Note{Code: sf.Code(p.Code)}
	if p.Column != "" {
		note.Args = append(note.Args, sf.F("column", sf.Text(p.Column)))
	}
	if !m.Settings.Redact && len(p.Examples) > 0 && p.Examples[0].Value != "" {
		note.Args = append(note.Args, sf.F("value", sf.Text(p.Examples[0].Value)))
	}
	f := m.finding(note, int64(p.Count), in.Table.Total, func(lang sf.Language) string {
		if value, ok := note.Arg("value").Text(); ok {
			return p.Text(lang.String()) + " (" + value + ")"
		}
		return p.Text(lang.String())
	})
	for _, e := range p.Examples {
		f.Examples = append(f.Examples, m.example(e.Deal, e.Row, in.Name))
	}
	return f
}

// library is what the library found; its examples count added rows, which are the usable rows of the files in their order.
func (m *maker) library(f funnel.Finding) document.Finding {
	out := m.finding(f.Note, f.Count, m.History.Table.Total, f.In)
	for _, i := range f.Examples {
		if e, ok := m.added(i); ok {
			out.Examples = append(out.Examples, e)
		}
	}
	return out
}

// added is the row that was added as the i-th, counted from 0: those of the history come first, then activities.
func (m *maker) added(i int64) (e document.Example, ok bool) {
	rows := m.History.Table.Rows
	if i >= 0 && i < int64(len(rows)) {
		return m.example(rows[i].Deal, rows[i].Row, m.History.Name), true
	}
	i -= int64(len(rows))
	if a := m.History.Activities; a != nil && i >= 0 && i < int64(len(a.Rows)) {
		return m.example(a.Rows[i].Deal, a.Rows[i].Row, a.Name), true
	}
	return e, false
}

func (m *maker) example(deal string, row int, input string) document.Example {
	e := document.Example{Deal: text(deal), Input: text(input)}
	if row > 0 {
		e.Row = &row
	}
	return e
}
