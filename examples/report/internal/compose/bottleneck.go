package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// bottlenecks asks what a point more at each move is worth, and which stage takes the most days.
func (m *maker) bottlenecks() {
	const point = 0.01
	b, err := m.view.Bottlenecks(funnel.BottleneckOptions{Points: point})
	if err != nil {
		m.refused(err, "bottlenecks", "flow")
		return
	}
	m.doc.Seed = new(uint64) // the options' own
	for _, n := range b.Warnings {
		n.Path = "bottlenecks"
		m.notes(n)
	}
	m.doc.Bottlenecks = []document.Bottleneck{}
	for _, x := range b.Moves {
		row := document.Bottleneck{From: x.From, To: x.To, P: document.EstimateOf(x.P), WinGain: document.EstimateOf(x.WinGain), First: x.First}
		row.RevenueGainPerMonth, row.RevenueGainLow, row.RevenueGainHigh = m.revenue(x.RevenueGainPerMonth)
		m.doc.Bottlenecks = append(m.doc.Bottlenecks, row)
	}
	f := &document.Flow{
		Points: point, ArrivalsPerMonth: document.EstimateOf(b.ArrivalsPerMonth), WinRate: document.EstimateOf(b.Now.WinRate),
		CycleDays: document.EstimateOf(b.Now.CycleDays), OpenDeals: document.EstimateOf(b.Now.OpenDeals), Stages: []document.SlowStage{},
	}
	f.MeanAmount, f.MeanAmountLow, f.MeanAmountHigh = m.revenue(b.MeanAmount)
	f.RevenuePerMonth, f.RevenueLow, f.RevenueHigh = m.revenue(b.Now.RevenuePerMonth)
	for _, s := range b.Stages {
		f.Stages = append(f.Stages, document.SlowStage{
			Stage: s.Stage, Visits: document.EstimateOf(s.Visits), StayDays: document.EstimateOf(s.StayDays), CycleDays: document.EstimateOf(s.CycleDays),
			Share: document.EstimateOf(s.Share), First: s.First,
		})
	}
	m.doc.Flow = f
}

// revenue is an estimate of money with its interval, rounded as all that is modeled.
func (m *maker) revenue(e sf.Estimate) (value, low, high document.Money) {
	if e.IsZero() {
		return value, low, high
	}
	value = m.modeled(e.Value)
	if e.HasInterval() {
		low, high = m.modeled(e.Low), m.modeled(e.High)
	}
	return value, low, high
}
