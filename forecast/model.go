package forecast

import (
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Model says how probable it is that deals are won.
type Model interface {
	// WinBy fills, for each deal of the book in its order, a row of len(by)+1 probabilities: that the deal is won before by[j], the
	// instants ascending, and last that it is ever won. A row never falls. dst is as long as all rows together, or nil to allocate;
	// the filled slice is returned. Notes say what a reader of the result should know; an error is an [*sf.InvalidError] that names
	// what the model cannot judge.
	//
	// [Run] asks about open deals only. Asked about others, a model of this package says 1 for a won deal and 0 for a lost one.
	WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error)
}

// dated is a model without a clock: it knows whether, stage by stage, and takes when from the close date of the CRM.
type dated struct {
	// judge returns P(win) for each stage of the pipeline that the book has open deals in, NaN where it was not asked.
	judge func(p *stage.Pipeline, asked []bool) (win []float64, notes []sf.Note, err error)
	fit   Fit
	// evidence is how many deals stand behind the word on a stage; nil: none, it is configured.
	evidence func(id string) (deals float64, known bool)
}

// Fit says what the model was learned from.
func (m dated) Fit() Fit { return m.fit }

// Evidence says how many deals stand behind the word on a stage.
func (m dated) Evidence(id string) (deals float64, known bool) {
	if m.evidence == nil {
		return 0, false
	}
	return m.evidence(id)
}

// WinBy puts the whole probability on the CRM's close date. A date that has passed counts as today, so that the deal falls into the
// period under way; a deal without a date is won at no date that the model could name, only ever.
func (m dated) WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error) {
	l, faults := b.check()
	if len(faults) > 0 {
		return nil, nil, sf.Invalid(faults)
	}
	asked := make([]bool, b.Pipeline.Len())
	for _, p := range l.open {
		asked[p.stage] = true
	}
	win, notes, err := m.judge(b.Pipeline, asked)
	if err != nil {
		return nil, nil, err
	}
	width := len(by) + 1
	dst = rows(dst, len(b.Deals), width)
	for i := range b.Deals {
		l.place(dst[i*width:(i+1)*width], &b.Deals[i], win, by)
	}
	return dst, append(notes, l.dateNotes()...), nil
}

// place fills one deal's row; win is asked for open deals alone.
func (l *ledger) place(row []float64, d *Deal, win []float64, by []time.Time) {
	index, _ := l.book.Pipeline.Index(d.Stage)
	p := 0.0
	if l.book.Pipeline.Outcome(index) == stage.Open {
		p = win[index]
	}
	l.dated(row, d, p, by)
}

// dated fills the row of a deal that is won with probability p at its close date; one that has closed is won, at the time it says, or lost.
func (l *ledger) dated(row []float64, d *Deal, p float64, by []time.Time) {
	index, _ := l.book.Pipeline.Index(d.Stage)
	due := time.Time{}
	switch l.book.Pipeline.Outcome(index) {
	case stage.Open:
		due = l.due(d)
	case stage.Won:
		p, due = 1, d.Entered
		if due.IsZero() {
			due = l.book.AsOf
		}
	case stage.Lost:
		p = 0
	}
	for j, t := range by {
		row[j] = 0
		if !due.IsZero() && due.Before(t) {
			row[j] = p
		}
	}
	row[len(by)] = p
}

// due is the instant at which a deal is taken to close: the start of its close date, now when that has passed, zero when there is none.
func (l *ledger) due(d *Deal) time.Time {
	due := d.Close.In(l.book.Calendar.Zone())
	if !due.IsZero() && due.Before(l.book.AsOf) {
		return l.book.AsOf
	}
	return due
}

// dateNotes counts the open deals whose close date a model without a clock cannot take at its word.
func (l *ledger) dateNotes() (notes []sf.Note) {
	late, missing := 0, 0
	for _, p := range l.open {
		switch {
		case p.deal.Close.IsZero():
			missing++
		case overdue(p.deal.Close, l.today):
			late++
		}
	}
	if late > 0 {
		notes = append(notes, countNote(CodeOverdue, late, len(l.open)))
	}
	if missing > 0 {
		notes = append(notes, countNote(CodeNoCloseDate, missing, len(l.open)))
	}
	return notes
}

// dropDateNotes leaves out what a model said of close dates, for one that says it of the whole book.
func dropDateNotes(notes []sf.Note) []sf.Note {
	return slices.DeleteFunc(slices.Clone(notes), isDateNote)
}

func isDateNote(n sf.Note) bool { return n.Code == CodeOverdue || n.Code == CodeNoCloseDate }

func countNote(code sf.Code, n, of int) sf.Note {
	return sf.NewNote(code, "", sf.F("n", sf.Int(int64(n))), sf.F("of", sf.Int(int64(of))))
}

// rows returns dst, or a new slice when it is nil; a slice of another length is a programmer's mistake.
func rows(dst []float64, n, width int) []float64 {
	if dst == nil {
		return make([]float64, n*width)
	}
	if len(dst) != n*width {
		panic("forecast: dst does not have a row for each deal")
	}
	return dst
}
