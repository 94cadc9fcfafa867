package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// coming is what the history teaches of deals that are not created yet; nil, said by name, where it teaches nothing. They have no close dates,
// so that whatever the model their pace says when they are won.
func (m *maker) coming() *forecast.NewBusiness {
	switch {
	case m.view == nil:
		m.omit(keyNew, sf.Note{Code: CodeNoHistory})
		return nil
	case m.hazards == nil:
		m.omit(keyNew, sf.Note{Code: CodeNoPace})
		return nil
	}
	if n := m.view.Arrivals(0).Weeks(); n < leastWeeks {
		m.omit(keyNew, sf.Note{Code: CodeFewWeeks, Args: []sf.Fact{sf.F("n", sf.Int(int64(n))), sf.F("least", sf.Int(leastWeeks))}})
		return nil
	}
	pace, err := m.timed(m.present())
	if err == nil {
		var n *forecast.NewBusiness
		if n, err = forecast.LearnNewBusiness(m.view, forecast.NewBusinessOptions{Model: pace}); err == nil {
			return n
		}
	}
	m.refused(err, keyNew)
	return nil
}

// leastWeeks is how many whole weeks of arrivals new business is learned from: fewer leave open whether there will be a few deals or a flood.
const leastWeeks = 8

const keyNew = "forecast.rows.from_new"

// run forecasts. New business that cannot be computed is left out rather than all of it.
func (m *maker) run(b *forecast.Book, model forecast.Model, o *forecast.Options) (*forecast.Report, error) {
	r, err := forecast.Run(b, model, *o)
	if err == nil || o.NewBusiness == nil {
		return r, err
	}
	o.NewBusiness = nil
	open, other := forecast.Run(b, model, *o)
	if other == nil {
		m.refused(err, keyNew)
	}
	return open, other
}

// whole is an outlook with new business, where that is in it.
func whole(o *forecast.Outlook) forecast.TotalOutlook {
	if o.Total == nil {
		return forecast.TotalOutlook{Revenue: o.Revenue, Range: o.Range, Chance: o.Chance, Dependent: o.Dependent}
	}
	return *o.Total
}

// inHand is the range without new business, where that is in the row.
func (m *maker) inHand(o *forecast.Outlook) *document.InHand {
	if o.Total == nil {
		return nil
	}
	out := &document.InHand{P10: m.modeled(o.Range.P10), P50: m.modeled(o.Range.P50), P90: m.modeled(o.Range.P90), Dependent: m.dependent(o.Dependent)}
	if !o.Chance.IsZero() {
		out.PQuota = document.Finite(o.Chance.Value)
	}
	return out
}

// newDeals counts the deals that new business is made of.
func newDeals(o *forecast.Outlook) *document.NewDeals {
	if o.New == nil {
		return nil
	}
	return &document.NewDeals{Created: counted(o.New.Created), Won: counted(o.New.Won)}
}

func counted(e sf.Estimate) document.Counted {
	return document.Counted{Mean: document.Finite(e.Value), P10: document.Finite(e.Low), P90: document.Finite(e.High)}
}
