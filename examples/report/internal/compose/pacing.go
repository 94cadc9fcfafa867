package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// mostPaced is how many past periods the one under way is compared with: what was long ago is another business.
const mostPaced = 8

// pacing sets the period under way beside past ones on the same day, and the coverage that there is beside the one that they had needed.
func (m *maker) pacing(quotas []forecast.Quota) {
	const pacing, coverage = "forecast.pacing", "forecast.coverage"
	if m.view == nil {
		m.omit(pacing, sf.Note{Code: CodeNoHistory})
		m.omit(coverage, sf.Note{Code: CodeNoHistory})
		return
	}
	past, now := m.before(mostPaced), m.periods()[0]
	if past == nil {
		m.omit(pacing, sf.Note{Code: CodeNoPast})
		m.omit(coverage, sf.Note{Code: CodeNoPast})
		return
	}
	p, err := forecast.PacingOf(m.history, m.AsOf, forecast.PacingOptions{Periods: append(past, now), Only: m.belongs})
	if err != nil {
		m.refused(err, pacing, coverage)
		return
	}
	m.doc.Forecast.Pacing = m.paced(p)
	m.noted(pacing, p.Notes)
	c, err := forecast.CoverageOf(p, quotaOf(quotas, now))
	if err != nil {
		m.refused(err, coverage)
		return
	}
	m.doc.Forecast.Coverage = &document.Coverage{
		Quota: document.Money{Money: c.Quota}, Needs: m.money(c.Needs), Due: need(&c.Due), Open: need(&c.Open),
	}
	m.noted(coverage, c.Notes)
}

// noted adds warnings about a block.
func (m *maker) noted(path string, notes []sf.Note) {
	for _, n := range notes {
		n.Path = path
		m.notes(n)
	}
}

// quotaOf is the quota of everyone in a period, unknown where there is none.
func quotaOf(quotas []forecast.Quota, p sf.Period) sf.Money {
	for _, q := range quotas {
		if len(q.Group) == 0 && q.Period.Equal(p) {
			return q.Amount
		}
	}
	return sf.Money{}
}

func (m *maker) paced(p *forecast.Pacing) *document.Pacing {
	out := &document.Pacing{
		Day: p.Day, Left: p.Left, Today: m.stand(&p.Today, false), Past: []document.Stand{},
		Won: document.Place(p.Won), Due: document.Place(p.Due), Open: document.Place(p.Open), Share: ranked(p.Share),
	}
	for i := range p.Past {
		out.Past = append(out.Past, m.stand(&p.Past[i], true))
	}
	if e := p.Outcome; !e.IsZero() {
		out.Outcome = &document.RankedMoney{Level: e.Level, N: e.N}
		out.Outcome.Value, out.Outcome.Low, out.Outcome.High = m.revenue(e)
	}
	return out
}

func (m *maker) stand(p *forecast.Pace, over bool) document.Stand {
	out := document.Stand{
		From: m.instant(p.Period.From), To: m.instant(p.Period.To), At: m.instant(p.At),
		WonDeals: p.WonDeals, WonAmount: m.money(p.Won), DueDeals: p.DueDeals, DueAmount: m.money(p.Due), OpenDeals: p.OpenDeals, OpenAmount: m.money(p.Open),
		CameAmount: m.money(p.Came), FromOpen: m.money(p.FromOpen), FromOther: m.money(p.FromOther), Share: p.Share, AmountMissing: p.NoAmount,
	}
	if over {
		out.CameDeals = &p.CameDeals
	}
	return out
}

func ranked(e sf.Estimate) *document.Ranked {
	if e.IsZero() {
		return nil
	}
	out := &document.Ranked{Value: document.Finite(e.Value), Level: e.Level, N: e.N}
	if e.HasInterval() {
		out.Low, out.High = document.Finite(e.Low), document.Finite(e.High)
	}
	return out
}

func need(n *forecast.CoverageNeed) document.Need {
	return document.Need{Has: n.Has, Sufficed: n.Sufficed, Needed: n.Needed, Never: n.Never, Median: ranked(n.Median), Safe: n.Safe}
}
