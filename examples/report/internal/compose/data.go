package compose

import (
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// data counts what was read and sums it exactly, so that it can be held against the CRM.
func (m *maker) data() error {
	d := &document.Data{Findings: []document.Finding{}}
	sums := map[stage.Outcome]sf.Money{}
	for _, deal := range m.book.Deals {
		if err := m.tally(d, sums, deal); err != nil {
			return err
		}
	}
	for _, total := range []struct {
		dst *document.Money
		of  stage.Outcome
	}{{&d.OpenAmount, stage.Open}, {&d.WonAmount, stage.Won}, {&d.LostAmount, stage.Lost}} {
		total.dst.Money = m.orZero(sums[total.of])
	}
	m.span(d)
	d.Findings = append(d.Findings, m.findings()...)
	m.doc.Data = d
	return nil
}

// tally counts one deal.
func (m *maker) tally(d *document.Data, sums map[stage.Outcome]sf.Money, deal forecast.Deal) (err error) {
	at, _ := m.Pipeline.Index(deal.Stage) // a book holds no deal of another stage
	d.Deals++
	outcome := m.Pipeline.Outcome(at)
	switch outcome {
	case stage.Won:
		d.Won++
	case stage.Lost:
		d.Lost++
	default:
		d.Open++
	}
	if !deal.Amount.Known() {
		d.AmountMissing++
	}
	sums[outcome], err = sums[outcome].Add(deal.Amount)
	return err
}

// orZero is a sum of nothing: 0, which is known.
func (m *maker) orZero(sum sf.Money) sf.Money {
	if sum.Known() {
		return sum
	}
	zero, _ := sf.MoneyOf(decimal.Decimal{}, m.currency) // 0 is within bounds, the currency was checked
	return zero
}

// money labels an amount of the library with the report's currency: where no amount is known, its zeros have none.
func (m *maker) money(x sf.Money) document.Money {
	if x.Known() && x.Sign() == 0 {
		return document.Money{Money: m.orZero(sf.Money{})}
	}
	return document.Money{Money: x}
}

// span is when the first and the last row of the report happened, and how many there are.
func (m *maker) span(d *document.Data) {
	kept := map[string]bool{}
	for _, deal := range m.book.Deals {
		kept[deal.ID] = true
	}
	var first, last time.Time
	after := 0
	for _, r := range m.History.Table.Rows {
		if !r.At.Before(m.AsOf) || !r.Recorded.Before(m.AsOf) {
			after++
			continue
		}
		if !kept[r.Deal] || r.At.IsZero() {
			continue
		}
		if first.IsZero() || r.At.Before(first) {
			first = r.At
		}
		if r.At.After(last) {
			last = r.At
		}
	}
	if after > 0 {
		m.notes(sf.Note{Code: CodeRowsAfter, Path: "data", Args: []sf.Fact{sf.F("n", sf.Int(int64(after)))}})
	}
	if m.view != nil {
		d.Events = int64(m.view.Events())
	}
	d.FirstAt, d.LastAt = m.instant(first), m.instant(last)
}

// instant is a time in the report's zone.
func (m *maker) instant(t time.Time) document.Instant {
	if t.IsZero() {
		return document.Instant{}
	}
	return document.Instant(t.In(m.Settings.Zone))
}
