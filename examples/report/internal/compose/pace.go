package compose

import (
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const (
	velocityDays = 91  // thirteen weeks, which is about a quarter and has every weekday as often
	arrivalDays  = 182 // the weeks that arrivals are learned from, here as for bottlenecks
)

// pace fills what the funnel brings a day, and what was out of the ordinary.
func (m *maker) pace() {
	if m.view == nil {
		for _, key := range []string{"velocity", "series"} {
			m.omit(key, sf.Note{Code: CodeNoHistory})
		}
		return
	}
	m.velocity()
	m.series()
}

// recent is the last so many days, or all there are of fewer.
func (m *maker) recent(days int) sf.Period {
	from := sf.DateOf(m.AsOf.In(m.Settings.Zone)).AddDays(-days)
	if first := m.firstDay(); first.Compare(from) > 0 {
		from = first
	}
	return sf.Period{From: from.In(m.Settings.Zone), To: m.AsOf}
}

// firstDay is the day on which the rows begin.
func (m *maker) firstDay() sf.Date { return sf.DateOf(time.Time(m.doc.Data.FirstAt)) }

func (m *maker) velocity() {
	const key = "velocity"
	v, err := m.view.Velocity(m.recent(velocityDays))
	if err != nil {
		m.refused(err, key)
		return
	}
	t, err := m.view.Throughput(m.recent(arrivalDays))
	if err != nil {
		m.refused(err, key)
		return
	}
	m.under(key, v.Now.Warnings)
	m.under(key, t.Warnings)
	out := &document.Velocity{
		Pace: m.onePace(&v.Now), ThroughputFrom: m.instant(t.From), ArrivalsPerDay: document.EstimateOf(t.ArrivalsPerDay), MeanAmount: m.perDay(t.MeanAmount),
	}
	m.under(key, t.WinProbability.Warnings)
	if out.WinExtrapolated = m.unwatched; m.unwatched != nil && *m.unwatched <= mostUnseen {
		out.WinChance, out.ThroughputPerDay = document.EstimateOf(t.WinProbability), m.perDay(t.AmountPerDay)
		if e := t.AmountPerDay; e.HasInterval() {
			out.ThroughputLow, out.ThroughputHigh = m.modeled(e.Low), m.modeled(e.High)
		}
	}
	if b := &v.Before; !b.IsZero() && sf.DateOf(b.From.In(m.Settings.Zone)).Compare(m.firstDay()) >= 0 {
		before := m.onePace(b)
		out.Before = &before
		if c := v.Change; c.Known {
			out.Change = &document.Change{
				OpenDeals: m.modeled(c.OpenDeals), WinRate: m.modeled(c.WinRate), Amount: m.modeled(c.Amount), Cycle: m.modeled(c.Cycle), Whole: m.modeled(c.Whole),
			}
		}
	}
	m.doc.Velocity = out
}

func (m *maker) onePace(f *funnel.VelocityFactors) document.Pace {
	total, perDay := m.money(f.Won.Amount), document.Money{}
	if f.Won.Deals == 0 {
		total.Money = m.orZero(sf.Money{})
	}
	if days := f.To.Sub(f.From).Hours() / 24; total.Known() && days > 0 {
		perDay = m.modeled(total.Float64() / days)
	}
	return document.Pace{
		From: m.instant(f.From), To: m.instant(f.To), AmountPerDay: m.perDay(f.AmountPerDay), OpenDeals: f.OpenDeals, WinRate: document.EstimateOf(f.WinRate),
		WonDeals: f.Won.Deals, WonAmount: total, WonPerDay: perDay, MeanWonAmount: m.perDay(f.MeanWonAmount),
		MeanCycleDays: valueOf(f.MeanCycleDays), MeanCycleAllDays: valueOf(f.MeanCycleAll),
	}
}

// perDay is an estimated amount, unknown where it cannot be said.
func (m *maker) perDay(e sf.Estimate) document.Money {
	if e.IsZero() {
		return document.Money{}
	}
	return m.modeled(e.Value)
}

func valueOf(e sf.Estimate) *float64 {
	if e.IsZero() {
		return nil
	}
	return document.Finite(e.Value)
}

// mostAsKnown bounds the events that are read once for every week.
const mostAsKnown = 500_000

// recordedLate reports whether each week should be held against the others as it was known at its end: some rows came late, so that as it is
// known now the newest week would look thin. Where most rows did, somebody brought them in together, and nothing was known of any week.
func (m *maker) recordedLate() bool {
	late, rows := 0, m.History.Table.Rows
	for i := range rows {
		if r := &rows[i]; r.Recorded.Sub(r.At) > funnel.DefaultRecordedLate && !r.At.IsZero() {
			late++
		}
	}
	return late > 0 && 2*late < len(rows) && len(rows) <= mostAsKnown
}

// series fills the last year by week, the newest first.
func (m *maker) series() {
	o := funnel.SeriesOptions{AsKnown: m.recordedLate()}
	if m.openStages() == 1 {
		o.Stages = []string{} // it is the whole funnel
	}
	s, err := m.view.Series(o)
	if err != nil {
		m.refused(err, "series")
		return
	}
	out := &document.Series{Unit: s.Unit.String(), Level: s.Level, FalseAlarms: s.FalseAlarms, AsKnown: o.AsKnown, Sort: "-from,metric,stage"}
	for _, c := range s.Charts {
		out.Judged += c.Judged
	}
	if len(s.Rows) > 0 {
		out.From = m.instant(s.Rows[0].From)
	}
	slices.SortStableFunc(s.Rows, func(a, b funnel.SeriesRow) int { return b.From.Compare(a.From) })
	exceptions := []document.Exception{}
	var rows []document.SeriesRow
	var newest time.Time // where the newest whole week begins
	for i := range s.Rows {
		row := m.seriesRow(&s.Rows[i])
		rows = append(rows, row)
		if s.Rows[i].State == funnel.RowException {
			exceptions = append(exceptions, document.Exception{SeriesRow: row, Examples: list(s.Rows[i].Examples)})
		}
		if s.Rows[i].State != funnel.RowPartial && (newest.IsZero() || newest.Equal(s.Rows[i].From)) {
			newest, out.Newest = s.Rows[i].From, append(out.Newest, row)
		}
	}
	out.Exceptions = document.ListOf(exceptions, out.Sort, m.Settings.Limit)
	cut := document.ListOf(rows, out.Sort, m.Settings.Limit)
	out.Total, out.Rows = cut.Total, cut.Items
	m.doc.Series = out
}

func (m *maker) openStages() (n int) {
	for i := range m.Pipeline.Len() {
		if m.Pipeline.Outcome(i) == stage.Open {
			n++
		}
	}
	return n
}

// seriesRow writes one row.
func (m *maker) seriesRow(r *funnel.SeriesRow) document.SeriesRow {
	return document.SeriesRow{
		From: m.instant(r.From), To: m.instant(r.To), Metric: r.Metric.String(), Stage: text(r.Stage), Value: valueOf(r.Value), Amount: m.money(r.Amount),
		N: r.N, LimitLow: r.LimitLow, LimitHigh: r.LimitHigh, State: r.State.String(),
	}
}
