package compose

import (
	"cmp"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// sources compares what sources of deals bring with what they cost.
func (m *maker) sources() {
	const key = "sources"
	if m.Settings.Costs == "" {
		m.omit(key, sf.Note{Code: CodeNotAsked})
		return
	}
	spent := m.spent()
	s, err := m.view.Sources(funnel.SourcesOptions{Period: spent.period, Costs: spent.costs})
	if err != nil {
		m.refused(err, key)
		return
	}
	notes := append(spent.notes(), s.Warnings...)
	for _, n := range notes {
		n.Path = key
		m.notes(n)
	}
	out := &document.Sources{Accepted: s.Accepted, Days: s.Days, Total: m.sourceRow(&s.Total), Rows: []document.SourceRow{}}
	if s.Period.Valid() {
		out.From, out.To = m.instant(s.Period.From), m.instant(s.Period.To)
	}
	for i := range s.Rows {
		out.Rows = append(out.Rows, m.sourceRow(&s.Rows[i]))
	}
	m.doc.Sources = out
}

func (m *maker) sourceRow(r *funnel.SourceRow) document.SourceRow {
	return document.SourceRow{
		Source: r.Source, Delivered: r.Delivered, Accepted: r.Accepted, Refused: r.Refused, Waiting: r.Waiting, Won: r.Won, Lost: r.Lost, Open: r.Open,
		AcceptedShare: document.EstimateOf(r.AcceptedShare), DaysToAnswer: document.EstimateOf(r.DaysToAnswer), DaysToAccept: document.EstimateOf(r.DaysToAccept),
		WinRate: document.EstimateOf(r.WinRate), Cost: m.money(r.Cost), CostPerAccept: m.costPer(r.CostPerAccept), FirstTouch: m.credit(r.FirstTouch), LastTouch: m.credit(r.LastTouch),
	}
}

func (m *maker) credit(c funnel.SourceCredit) document.SourceCredit {
	return document.SourceCredit{
		WonDeals: c.Won.Deals, WonAmount: m.money(m.orZero(c.Won.Amount)), CostPerWin: m.costPer(c.CostPerWin), Return: document.EstimateOf(c.Return),
	}
}

func (m *maker) costPer(e sf.Estimate) (c document.CostPer) {
	c.Value, c.Low, c.High = m.revenue(e)
	return c
}

// spending is the costs of the report's currency up to its time.
type spending struct {
	costs   map[string]sf.Money
	period  sf.Period // of the costs, where every one has one; zero: of all time
	timely  bool      // every cost has a period
	foreign int64     // costs of another currency, left out
	later   int64     // costs of the time after the report, left out
	cut     int64     // costs that reach beyond it, of which the days until then count
}

// spent sums the costs by source.
func (m *maker) spent() *spending {
	s := &spending{costs: map[string]sf.Money{}, timely: true}
	for i := range m.History.Costs.Rows {
		m.spend(s, &m.History.Costs.Rows[i])
	}
	if !s.timely {
		s.period = sf.Period{}
	}
	return s
}

// spend adds one cost.
func (m *maker) spend(s *spending, r *table.Cost) {
	currency := cmp.Or(r.Currency, m.Settings.Currency, m.currency)
	amount, err := sf.MoneyOf(r.Amount, currency)
	if err != nil || m.currency != "" && currency != m.currency {
		s.foreign++
		return
	}
	zone := m.Settings.Zone
	from, to := dateOf(r.From).In(zone), m.AsOf.In(zone)
	if last := dateOf(r.To); !last.IsZero() {
		to = last.AddDays(1).In(zone)
	}
	switch {
	case dateOf(r.From).IsZero():
		s.timely = false
	case !from.Before(m.AsOf):
		s.later++
		return
	default:
		if to.After(m.AsOf) {
			s.cut++
			share := m.AsOf.Sub(from).Hours() / to.Sub(from).Hours()
			if part, err := amount.Weighted(share, m.unit()); err == nil {
				amount = part
			}
			to = m.AsOf.In(zone)
		}
		s.cover(from, to)
	}
	if sum, err := s.costs[r.Source].Add(amount); err == nil {
		s.costs[r.Source] = sum
	}
}

// cover widens the period.
func (s *spending) cover(from, to time.Time) {
	if s.period.From.IsZero() || from.Before(s.period.From) {
		s.period.From = from
	}
	if to.After(s.period.To) {
		s.period.To = to
	}
}

// notes say what of the costs does not count.
func (s *spending) notes() (notes []sf.Note) {
	for _, x := range []struct {
		code sf.Code
		n    int64
	}{{CodeCostCurrency, s.foreign}, {CodeCostLater, s.later}, {CodeCostCut, s.cut}} {
		if x.n > 0 {
			notes = append(notes, sf.Note{Code: x.code, Args: []sf.Fact{sf.F("n", sf.Int(x.n))}})
		}
	}
	return notes
}
