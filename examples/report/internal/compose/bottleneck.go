package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// bottlenecks asks what a point more at each move is worth, and which stage takes the most days.
func (m *maker) bottlenecks() {
	const point = 0.01
	b, err := m.view.Bottlenecks(funnel.BottleneckOptions{Points: point})
	if err != nil {
		m.refused(err, "bottlenecks", "flow")
		return
	}
	if !b.Now.WinRate.IsZero() {
		m.doc.Seed = new(uint64) // the options' own
	}
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
		Points: point, ArrivalsPerMonth: document.EstimateOf(b.ArrivalsPerMonth), WinRate: document.EstimateOf(b.Now.WinRate), Stages: []document.SlowStage{},
	}
	f.MeanAmount, f.MeanAmountLow, f.MeanAmountHigh = m.revenue(b.MeanAmount)
	f.RevenuePerMonth, f.RevenueLow, f.RevenueHigh = m.revenue(b.Now.RevenuePerMonth)
	m.waits(f, b)
	m.doc.Flow = f
}

// mostTail is the share of stays beyond the oldest that was seen from which on their mean is a guess: it is where the library warns, too.
const mostTail = 0.05

// waits fills how long deals stay, where that was seen. A mean is of the long stays more than of any others; where many are still going on it is
// the tail's word, and so are the sum over stages and shares of it.
func (m *maker) waits(f *document.Flow, b *funnel.Bottlenecks) {
	guessed := false
	for _, s := range b.Stages {
		row := document.SlowStage{
			Stage: s.Stage, Visits: document.EstimateOf(s.Visits), StayDays: document.EstimateOf(s.StayDays), CycleDays: document.EstimateOf(s.CycleDays),
			Share: document.EstimateOf(s.Share), First: document.Finite(s.First),
		}
		if m.guessed(s.Stage) {
			row.StayDays, row.CycleDays, guessed = nil, nil, guessed || s.Visits.Value > 0
		}
		f.Stages = append(f.Stages, row)
	}
	if guessed {
		for i := range f.Stages {
			f.Stages[i].Share, f.Stages[i].First = nil, nil
		}
		return
	}
	f.CycleDays, f.OpenDeals = document.EstimateOf(b.Now.CycleDays), document.EstimateOf(b.Now.OpenDeals)
}

// guessed reports whether the mean stay in a stage rests on stays that nobody saw the end of.
func (m *maker) guessed(id string) bool {
	if m.hazards == nil {
		return true
	}
	share, err := m.hazards.Extrapolated(id)
	return err != nil || share > mostTail
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
