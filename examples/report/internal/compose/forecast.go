package compose

import (
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// outlook fills the board and the forecast.
func (m *maker) outlook() error {
	periods := m.periods()
	book := recent(m.book, periods[0].From)
	model, err := m.model(book)
	if err != nil {
		return err
	}
	if err := m.board(book, model); err != nil {
		return err
	}
	if model == nil {
		m.unforecast(book)
		return nil
	}
	options := forecast.Options{Periods: periods, Unit: m.unit()}
	if err := m.aim(&options); err != nil {
		return err
	}
	if options.Dependence, err = m.dependence(); err != nil {
		return err
	}
	options.NewBusiness, options.Amounts = m.coming(), m.amounts()
	report, err := m.run(book, model, &options)
	if err != nil {
		return err
	}
	deals, err := m.dealings(book, model)
	if err != nil {
		return err
	}
	m.fill(report, deals)
	m.undated(deals)
	m.pacing(options.Quotas)
	m.change(model, options)
	if err := m.concentration(book, model, options); err != nil {
		return err
	}
	if len(options.Quotas) == 0 {
		m.omit("forecast.rows.p_quota", sf.Note{Code: CodeNoQuota})
	}
	m.headline(book, deals)
	return nil
}

// recent is a book without the deals that closed before a time: they bring nothing to the periods, and their groups would be empty.
func recent(b *forecast.Book, since time.Time) *forecast.Book {
	out := *b
	out.Deals = nil
	for _, d := range b.Deals {
		i, ok := b.Pipeline.Index(d.Stage)
		if ok && (b.Pipeline.Outcome(i) == stage.Open || !d.Entered.Before(since)) {
			out.Deals = append(out.Deals, d)
		}
	}
	return &out
}

// unit is what a deal's weighted amount is rounded to: the minor unit.
func (m *maker) unit() decimal.Decimal { return decimal.New(1, int32(-m.digits)) }

func (m *maker) board(b *forecast.Book, model forecast.Model) error {
	board, err := forecast.BoardOf(b, forecast.BoardOptions{Model: model, Unit: m.unit()})
	if err != nil {
		return err
	}
	m.doc.Board = []document.Column{}
	for _, c := range board.Columns {
		out := document.Column{
			Stage: c.Stage, Deals: c.Deals, Amount: m.money(c.Amount), AmountMissing: c.NoAmount, Weighted: m.money(c.Weighted),
		}
		if i, ok := m.Pipeline.Index(c.Stage); ok && !m.Pipeline.Limit(i).IsZero() {
			out.Stalled = &c.Beyond
		}
		if c.Aged > 0 {
			out.MedianAgeDays = &c.MedianAge
		}
		m.doc.Board = append(m.doc.Board, out)
	}
	for _, n := range board.Notes {
		n.Path = joined("forecast", n.Path) // they are the model's, and said of the forecast too
		m.notes(n)
	}
	return nil
}
