package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// dealings are the open deals with the model's word on each, the most expected money first.
func (m *maker) dealings(b *forecast.Book, model forecast.Model) ([]document.Dealing, error) {
	open := opened(b)
	win, _, err := model.WinBy(nil, open, nil)
	if err != nil {
		return nil, err
	}
	type ranked struct {
		document.Dealing
		expected decimal.Decimal
	}
	all := make([]ranked, len(open.Deals))
	for i, d := range open.Deals {
		r := &all[i]
		r.Dealing = document.Dealing{
			Deal: d.ID, Stage: d.Stage, Owner: text(d.Owner), Group: list(d.Group), Amount: document.Money{Money: d.Amount}, P: win[i], Override: d.Override,
		}
		if !d.Close.IsZero() {
			r.CloseAt = text(d.Close.String())
		}
		if weighted, err := d.Amount.Weighted(win[i], decimal.Decimal{}); err == nil {
			r.expected, _ = weighted.Decimal()
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(b.expected.Cmp(a.expected), strings.Compare(a.Deal, b.Deal))
	})
	out := make([]document.Dealing, len(all))
	for i := range all {
		out[i] = all[i].Dealing
	}
	return out, nil
}

// late returns the deals whose close date has passed.
func late(deals []document.Dealing, today sf.Date) []document.Dealing {
	var out []document.Dealing
	for _, d := range deals {
		if closeOf(d).Compare(today) < 0 && d.CloseAt != nil {
			out = append(out, d)
		}
	}
	return out
}

// closeOf is the close date of a deal, the zero date where it has none.
func closeOf(d document.Dealing) sf.Date {
	if d.CloseAt == nil {
		return sf.Date{}
	}
	date, err := sf.ParseDate(*d.CloseAt)
	if err != nil {
		return sf.Date{}
	}
	return date
}

// headline gathers what the first sentences need; deals are the open ones, the most expected money first.
func (m *maker) headline(b *forecast.Book, deals []document.Dealing) {
	h := &m.doc.Headline
	today := b.Calendar.Date(b.AsOf)
	var sum sf.Money
	for _, d := range opened(b).Deals {
		h.Open++
		switch {
		case d.Close.IsZero():
			h.Undated++
		case d.Close.Compare(today) < 0:
			h.Overdue++
			if more, err := sum.Add(d.Amount); err == nil {
				sum = more
			}
		}
	}
	h.OverdueAmount = document.Money{Money: sum}
	for _, c := range m.doc.Board {
		if c.Stalled != nil {
			n := *c.Stalled
			if h.Stalled != nil {
				n += *h.Stalled
			}
			h.Stalled = &n
		}
	}
	m.stuck(h)
	m.first(deals, today)
	m.over()
}

// stuck counts the deals that stay too long, and those that only seem to.
func (m *maker) stuck(h *document.Headline) {
	s := m.doc.Stalled
	if s == nil {
		return
	}
	if h.Stalled = &s.Total; s.Unjudged == h.Open {
		h.Stalled = nil
	}
	for _, l := range s.Limits {
		if l.LimitDays == nil {
			h.Older += l.Older
		}
	}
}

// over says of the first deal how long it has stayed beyond its limit.
func (m *maker) over() {
	h := &m.doc.Headline
	if h.First == nil {
		return
	}
	for i := range m.beyond {
		if m.beyond[i].Deal == h.First.Deal {
			h.Over = &m.beyond[i]
		}
	}
}

// first chooses the deal to see to first: overdue, else stalled, else due in the first period, else any, by expected money.
func (m *maker) first(deals []document.Dealing, today sf.Date) {
	h := &m.doc.Headline
	if overdue := late(deals, today); len(overdue) > 0 {
		h.First, h.Why = &overdue[0], document.MostOverdue
		return
	}
	beyond := map[string]bool{}
	for _, d := range m.beyond {
		beyond[d.Deal] = true
	}
	for i := range deals {
		if beyond[deals[i].Deal] {
			h.First, h.Why = &deals[i], document.MostStalled
			return
		}
	}
	end := m.periods()[0].To
	for i := range deals {
		if deals[i].CloseAt != nil && closeOf(deals[i]).In(m.Settings.Zone).Before(end) {
			h.First, h.Why = &deals[i], document.MostDue
			return
		}
	}
	if len(deals) > 0 {
		h.First, h.Why = &deals[0], document.MostOpen
	}
}
