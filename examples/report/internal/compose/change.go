package compose

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// change explains what became of the forecast of an earlier day: the same periods, as the same kind of model saw them then.
func (m *maker) change(model forecast.Model, o forecast.Options) {
	const key = "forecast.change"
	since := m.Settings.Since.End(m.Settings.Zone)
	switch {
	case since.IsZero():
		m.omit(key, sf.Note{Code: CodeNotAsked})
		return
	case m.view == nil:
		m.omit(key, sf.Note{Code: CodeNoHistory})
		return
	case !since.Before(m.AsOf):
		m.omit(key, sf.Note{Code: CodeAfterReport, Args: []sf.Fact{sf.F("as_of", sf.Instant(m.AsOf))}})
		return
	}
	v := m.then(since)
	earlier, err := m.fitted(m.past(v))
	if err != nil {
		m.refused(err, key)
		return
	}
	was := forecast.Stand{Book: forecast.BookOf(v, time.Time{}, m.group), Model: earlier}
	c, err := forecast.ChangeOf(was, forecast.Stand{Book: m.book, Model: model}, forecast.Options{Periods: o.Periods, Unit: o.Unit})
	if err != nil {
		m.refused(err, key)
		return
	}
	m.noted(key, c.Notes)
	m.doc.Forecast.Change = m.changed(c)
}

func (m *maker) changed(c *forecast.Change) *document.ForecastChange {
	out := &document.ForecastChange{From: m.instant(c.From), To: m.instant(c.To), Rows: []document.ChangeRow{}}
	var deals []document.DealChange
	for g := range c.Total.All() {
		first, last := g.Periods[0].Period, g.Periods[len(g.Periods)-1].Period
		g.Sooner.Period.To, g.Later.Period.From = first.From, last.To
		m.changes(out, g.Path, &g.Sooner, &deals)
		for i := range g.Periods {
			m.changes(out, g.Path, &g.Periods[i], &deals)
		}
		m.changes(out, g.Path, &g.Later, &deals)
	}
	out.Deals = document.ListOf(deals, "from,-change,deal", m.Settings.Limit)
	return out
}

// changes writes one group and period, and for everyone the deals behind it.
func (m *maker) changes(out *document.ForecastChange, path []string, p *forecast.PeriodChange, deals *[]document.DealChange) {
	row := document.ChangeRow{
		Group: list(path), From: m.instant(p.Period.From), To: m.instant(p.Period.To), Was: m.sum(p.Was), Is: m.sum(p.Is), Causes: []document.ChangeCause{},
	}
	for _, cause := range p.Causes {
		row.Causes = append(row.Causes, document.ChangeCause{Cause: cause.Cause.String(), Deals: cause.Deals, By: m.sum(cause.By)})
	}
	out.Rows = append(out.Rows, row)
	if len(path) > 0 {
		return
	}
	for _, d := range p.Deals {
		one := document.DealChange{Deal: d.Deal, From: row.From, To: row.To, By: m.sum(d.By)}
		for _, cause := range d.Causes {
			one.Causes = append(one.Causes, document.DealCause{Cause: cause.Cause.String(), By: m.sum(cause.By)})
		}
		*deals = append(*deals, one)
	}
}

func (m *maker) sum(s forecast.ForecastSum) document.ForecastSum {
	out := document.ForecastSum{Won: m.money(s.Won), Weighted: m.money(s.Weighted)}
	if both, err := out.Won.Add(out.Weighted.Money); err == nil {
		out.Expected = m.money(both)
	}
	return out
}
