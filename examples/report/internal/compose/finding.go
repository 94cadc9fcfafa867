package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/render"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
)

// findings are what is wrong or odd about the rows: what the reader could not use, then what the library found in a row alone, then in the
// sequence of a deal's rows.
func (m *maker) findings() []document.Finding {
	var out []document.Finding
	for _, s := range []struct {
		skip table.Skip
		code sf.Code
	}{{table.SkipBlank, CodeBlank}, {table.SkipFooter, CodeFooter}, {table.SkipHeader, CodeHeader}} {
		if n := m.History.Table.Skipped[s.skip]; n > 0 {
			note := sf.Note{Code: s.code}
			out = append(out, m.finding(note, int64(n), func(lang sf.Language) string { return render.Sentence(note, lang) }))
		}
	}
	for _, p := range m.History.Table.Problems {
		out = append(out, m.problem(p))
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

func (m *maker) finding(n sf.Note, count int64, say func(sf.Language) string) document.Finding {
	f := document.Finding{Code: n.Code, Count: count, Params: n.Args, Examples: []document.Example{}, Say: say}
	of := float64(m.History.Table.Total)
	if seen, ok := n.Arg("of").Float(); ok {
		of = seen
	}
	if share := float64(count) / of; of > 0 && share <= 1 {
		f.Share = &share
	}
	return f
}

// problem is what the reader of the file could not use.
func (m *maker) problem(p table.Problem) document.Finding {
	note := sf.Note{Code: sf.Code(p.Code)}
	if p.Column != "" {
		note.Args = append(note.Args, sf.F("column", sf.Text(p.Column)))
	}
	if !m.Settings.Redact && len(p.Examples) > 0 && p.Examples[0].Value != "" {
		note.Args = append(note.Args, sf.F("value", sf.Text(p.Examples[0].Value)))
	}
	f := m.finding(note, int64(p.Count), func(lang sf.Language) string {
		if value, ok := note.Arg("value").Text(); ok {
			return p.Text(lang.String()) + " (" + value + ")"
		}
		return p.Text(lang.String())
	})
	for _, e := range p.Examples {
		f.Examples = append(f.Examples, m.example(e.Deal, e.Row))
	}
	return f
}

// library is what the library found; its examples count added rows, which are the usable rows of the file in their order.
func (m *maker) library(f funnel.Finding) document.Finding {
	out := m.finding(f.Note, f.Count, f.In)
	rows := m.History.Table.Rows
	for _, i := range f.Examples {
		if i >= 0 && i < int64(len(rows)) {
			out.Examples = append(out.Examples, m.example(rows[i].Deal, rows[i].Row))
		}
	}
	return out
}

func (m *maker) example(deal string, row int) document.Example {
	e := document.Example{Deal: text(deal), Input: text(m.History.Name)}
	if row > 0 {
		e.Row = &row
	}
	return e
}
