package compose

import (
	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// fill writes a forecast: a row for each group and period, and the deals behind them.
func (m *maker) fill(r *forecast.Report, deals []document.Dealing) {
	f := &document.Forecast{Model: m.Settings.Model, Basis: "open_deals", Rounding: plainDigits(r.Unit), Rows: []document.Row{}, Beyond: []document.Beyond{}}
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
	row := document.Row{
		Group: list(path), From: document.Instant(o.Period.From), To: document.Instant(o.Period.To),
		WonDeals: o.WonDeals, WonAmount: m.money(o.Won), DueDeals: o.DueDeals, DueAmount: m.money(o.Due), Weighted: m.money(o.Weighted),
		FromOpen: m.modeled(o.Range.Mean - o.Won.Float64()),
		P10:      m.modeled(o.Range.P10), P50: m.modeled(o.Range.P50), P90: m.modeled(o.Range.P90), MostLikely: m.modeled(o.Revenue.Mode()),
		Dependent: m.dependent(o.Dependent), Quota: document.Money{Money: o.Quota}, Gap: document.Money{Money: o.Gap}, Coverage: o.Coverage,
		Categories: document.Categories{Rule: rule.String(), Amounts: document.Amounts{
			Closed: m.money(o.Categories.Closed), Commit: m.money(o.Categories.Commit),
			BestCase: m.money(o.Categories.BestCase), Pipeline: m.money(o.Categories.Pipeline),
		}},
	}
	if mean, err := row.WonAmount.Add(row.FromOpen.Money); err == nil {
		row.Mean = document.Money{Money: mean}
	}
	if !o.Chance.IsZero() {
		row.PQuota = document.Finite(o.Chance.Value)
		row.Attained = document.Finite(o.Won.Float64() / o.Quota.Float64())
	}
	return row
}

func (m *maker) modeled(f float64) document.Money { return document.Modeled(f, m.currency, m.digits) }
