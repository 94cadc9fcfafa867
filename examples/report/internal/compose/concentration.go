package compose

import (
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// concentration says how much of each period hangs on few deals and few people. It forecasts each period three times over, and so takes deals
// to be independent: with dependence that would be most of the time of a report.
func (m *maker) concentration(b *forecast.Book, model forecast.Model, o forecast.Options) error {
	o.Dependence = forecast.Dependence{}
	c, err := forecast.ConcentrationOf(b, model, o, forecast.ConcentrationOptions{})
	if err != nil {
		return err
	}
	m.noted("forecast.concentration", c.Notes)
	m.doc.Forecast.Concentration = []document.Concentration{}
	for i := range c.Periods {
		p := &c.Periods[i]
		m.doc.Forecast.Concentration = append(m.doc.Forecast.Concentration, document.Concentration{
			From: m.instant(p.Period.From), To: m.instant(p.Period.To), Deals: m.shares(&p.Deals), Owners: m.shares(&p.Owners),
			WithoutDeal: m.without(p.WithoutDeal), WithoutOwner: m.without(p.WithoutOwner),
		})
	}
	return nil
}

func (m *maker) shares(s *forecast.Shares) document.Shares {
	out := document.Shares{N: s.N, Effective: s.Effective, Largest: []document.Share{}}
	for _, l := range s.Largest {
		out.Largest = append(out.Largest, document.Share{
			Name: l.Name, Deals: l.Deals, Amount: m.money(l.Amount), Weighted: m.money(l.Weighted), WonAmount: m.money(l.Won), Share: l.Share,
		})
	}
	return out
}

func (m *maker) without(w *forecast.Without) *document.Without {
	if w == nil {
		return nil
	}
	left := whole(&w.Outlook)
	out := &document.Without{
		Name: w.Name, Deals: w.Deals, Mean: m.modeled(left.Range.Mean), P10: m.modeled(left.Range.P10), P50: m.modeled(left.Range.P50), P90: m.modeled(left.Range.P90),
	}
	if !left.Chance.IsZero() {
		out.PQuota = document.Finite(left.Chance.Value)
	}
	return out
}
