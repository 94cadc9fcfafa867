package compose

import (
	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// fill writes a forecast: a row for each group and period, and the deals behind them.
func (m *maker) fill(r *forecast.Report, deals []document.Dealing) {
	f := &document.Forecast{Model: m.Settings.Model, Basis: basisOpen, Rounding: plainDigits(r.Unit), Rows: []document.Row{}, Beyond: []document.Beyond{}}
	for g := range r.Total.All() {
		for i := range g.Periods {
			f.Rows = append(f.Rows, m.row(g.Path, &g.Periods[i], r.Rollup))
		}
		f.Beyond = append(f.Beyond, document.Beyond{
			Group: list(g.Path), SoonerDeals: g.Sooner.Deals, SoonerWeighted: m.money(g.Sooner.Weighted),
			LaterDeals: g.Later.Deals, LaterWeighted: m.money(g.Later.Weighted),
		})
	}
	const byExpected = "-amount*p,deal"
	f.Overdue = document.ListOf(late(deals, sf.DateOf(m.AsOf.In(m.Settings.Zone))), byExpected, m.Settings.Limit)
	f.Deals = document.ListOf(deals, byExpected, m.Settings.Limit)
	if r.Total.Periods[0].New != nil {
		f.Basis = basisNew
	}
	f.Amounts = ratios(r.Amounts)
	if f.Dependence = shared(r.Dependence); f.Dependence != nil {
		f.Rho = r.Dependence.Mean
	}
	m.doc.Forecast = f
	for _, n := range r.Notes {
		n.Path = joined("forecast", n.Path)
		m.notes(n)
	}
}

// The bases of a forecast.
const basisOpen, basisNew = "open_deals", "open_and_new_deals"

func joined(path, rest string) string {
	if rest == "" {
		return path
	}
	return path + "." + rest
}

func plainDigits(d decimal.Decimal) string {
	m, err := sf.MoneyOf(d, "")
	if err != nil {
		return d.String()
	}
	return m.Digits()
}

// row writes one outlook. What is modeled is rounded so that the mean stays the sum of its parts.
func (m *maker) row(path []string, o *forecast.Outlook, rule forecast.Rollup) document.Row {
	all := whole(o)
	row := document.Row{
		Group: list(path), From: document.Instant(o.Period.From), To: document.Instant(o.Period.To),
		WonDeals: o.WonDeals, WonAmount: m.money(o.Won), DueDeals: o.DueDeals, DueAmount: m.money(o.Due), Weighted: m.money(o.Weighted),
		FromOpen: m.modeled(o.Range.Mean - o.Won.Float64()),
		P10:      m.modeled(all.Range.P10), P50: m.modeled(all.Range.P50), P90: m.modeled(all.Range.P90), MostLikely: m.modeled(all.Revenue.Mode()),
		New: newDeals(o), InHand: m.inHand(o), Dependent: m.dependent(all.Dependent), Quota: document.Money{Money: o.Quota}, Gap: document.Money{Money: o.Gap}, Coverage: o.Coverage,
		Categories: document.Categories{Rule: rule.String(), Amounts: document.Amounts{
			Closed: m.money(o.Categories.Closed), Commit: m.money(o.Categories.Commit),
			BestCase: m.money(o.Categories.BestCase), Pipeline: m.money(o.Categories.Pipeline),
		}},
	}
	if o.New != nil {
		row.FromNew = m.modeled(o.New.Range.Mean)
	}
	row.Mean = m.together(row.WonAmount, row.FromOpen, row.FromNew)
	if !all.Chance.IsZero() {
		row.PQuota = document.Finite(all.Chance.Value)
		row.Attained = document.Finite(o.Won.Float64() / o.Quota.Float64())
	}
	return row
}

func (m *maker) modeled(f float64) document.Money { return document.Modeled(f, m.currency, m.digits) }

// together is the sum of what is known of its parts.
func (m *maker) together(parts ...document.Money) document.Money {
	var sum sf.Money
	for _, p := range parts {
		if more, err := sum.Add(p.Money); err == nil {
			sum = more
		}
	}
	return document.Money{Money: sum}
}
