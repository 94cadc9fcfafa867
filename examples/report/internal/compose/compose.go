// Package compose makes the document of a report from the rows: it maps them onto the library, asks the library, and writes down the
// answers.
package compose

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/source"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Case is everything that a report is made of.
type Case struct {
	Settings *settings.Settings
	History  *source.History
	Pipeline *stage.Pipeline
	Source   string // of the pipeline: file, flags, probabilities, moves or guess
	AsOf     time.Time
	Notes    []sf.Note // what is to be said of the inference
	Version  string
}

// maker makes the report of one currency.
type maker struct {
	Case

	history   *funnel.History // nil: the deals as they stand, without one
	view      *funnel.View    // the deals of this currency; nil without a history
	book      *forecast.Book  // the same deals, open and closed
	found     []document.Finding
	currency  string
	digits    int                    // of the minor unit
	belongs   func(funnel.Deal) bool // which deals are of this currency; nil: all
	doc       *document.Report
	chain     *funnel.Chain
	hazards   *funnel.Hazards        // nil: they could not be learned
	beyond    []document.StalledDeal // all of them, whatever the limit of lists
	unwatched *float64               // share of new deals' ways that no observation stands behind; nil: there are no curves
}

// Reports returns a report for each currency, in the order of their codes. The error says why none can be made.
func Reports(c Case) ([]*document.Report, error) {
	base := maker{}
	if c.History.Role == table.Deals {
		base.book, base.found = c.standing()
	} else {
		history, err := c.build()
		if err != nil {
			return nil, err
		}
		base.history, base.view = history, history.AsOf(c.AsOf)
		base.book = forecast.BookOf(base.view, time.Time{}, c.group)
	}
	var reports []*document.Report
	for _, part := range c.split(base.book, base.view) {
		m := base
		m.Case, m.view, m.book, m.currency, m.digits, m.belongs = c, part.view, part.book, part.currency, minorDigits(part.currency), part.belongs
		m.envelope()
		m.notes(part.notes...)
		if err := m.blocks(); err != nil {
			return nil, err
		}
		reports = append(reports, m.doc)
	}
	return reports, nil
}

// blocks fills the report from top to bottom; what cannot be computed is omitted by name.
func (m *maker) blocks() error {
	if err := m.data(); err != nil {
		return err
	}
	if m.view != nil {
		m.moves()
		m.health()
		m.bottlenecks()
		m.advice()
		m.worklist()
		m.activities()
		m.sources()
		m.quality()
	} else {
		for _, key := range []string{"counts", "matrix", "chain", "dwell", "cycle", "win_by", "health", "bottlenecks", "advice", "quality"} {
			m.omit(key, sf.Note{Code: CodeNoHistory})
		}
	}
	m.onward()
	m.pace()
	m.stalled()
	if err := m.outlook(); err != nil {
		return err
	}
	m.rest()
	return nil
}

// then is the deals of the report as they were known at an earlier time.
func (m *maker) then(t time.Time) *funnel.View {
	v := m.history.AsOf(t)
	if m.belongs != nil {
		v = v.Select(m.belongs)
	}
	return v
}

// rest fills what a flag asks for, and lists what is not there.
func (m *maker) rest() {
	m.waterfall()
	m.compare()
	m.omit("backtest", sf.Note{Code: CodeNotAsked})
}

func (m *maker) omit(key string, n sf.Note) {
	m.doc.Omitted = append(m.doc.Omitted, document.Omitted{Key: key, Code: n.Code, Params: n.Args, Note: n})
}

// notes adds warnings, each once wherever it is about.
func (m *maker) notes(notes ...sf.Note) {
	for _, n := range notes {
		if !m.said(n) {
			m.doc.Warnings = append(m.doc.Warnings, document.Warning{Code: n.Code, Path: n.Path, Params: n.Args, Note: n})
		}
	}
}

func (m *maker) said(n sf.Note) bool {
	for _, w := range m.doc.Warnings {
		if w.Code != n.Code || len(w.Params) != len(n.Args) {
			continue
		}
		same := true
		for i := range n.Args {
			same = same && n.Args[i].Name == w.Params[i].Name && n.Args[i].Value.Equal(w.Params[i].Value)
		}
		if same {
			return true
		}
	}
	return false
}
