package compose

import (
	"cmp"
	"slices"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/source"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// aim adds what is aimed at: the quota of everyone in each period, or those of a file.
func (m *maker) aim(o *forecast.Options) error {
	if m.History.Quotas != nil {
		return m.aims(o)
	}
	if m.Settings.Quota == nil {
		return nil
	}
	amount, err := sf.MoneyOf(*m.Settings.Quota, m.currency)
	if err != nil {
		return err
	}
	for _, p := range o.Periods {
		o.Quotas = append(o.Quotas, forecast.Quota{Period: p, Amount: amount})
	}
	return nil
}

// aims adds the quotas of a file that are in the report's currency. What would be a quota of something else is refused, by its row.
func (m *maker) aims(o *forecast.Options) error {
	foreign := int64(0)
	rows := map[string]int{} // by group and period: the row that says it
	for i := range m.History.Quotas.Rows {
		r := &m.History.Quotas.Rows[i]
		periods, err := m.aimed(r, o.Periods)
		if err != nil {
			return err
		}
		currency := cmp.Or(r.Currency, m.Settings.Currency, m.currency)
		amount, tooLarge := sf.MoneyOf(r.Amount, currency)
		if tooLarge != nil || m.currency != "" && currency != m.currency {
			foreign++
			continue
		}
		path := source.Path(r.Group)
		for _, p := range periods {
			key := p.String() + " " + strings.Join(path, "/")
			if first, twice := rows[key]; twice {
				return m.misaimed(r, fault.New(fault.QuotaTwice, "first", first, "group", groupName(path), "from", p.From.Format("2006-01-02"), "to", lastDay(p)))
			}
			rows[key] = r.Row
			o.Quotas = append(o.Quotas, forecast.Quota{Group: path, Period: p, Amount: amount})
		}
		m.unknownGroup(path)
	}
	if foreign > 0 {
		m.notes(sf.Note{Code: CodeQuotaForeign, Path: "forecast", Args: []sf.Fact{sf.F("n", sf.Int(foreign))}})
	}
	return nil
}

// aimed are the periods that a quota is for.
func (m *maker) aimed(r *table.Quota, periods []sf.Period) ([]sf.Period, error) {
	if path := source.Path(r.Group); len(path) > len(m.Settings.Group) {
		levels := m.Settings.Group
		if levels == nil {
			levels = []string{"–"}
		}
		return nil, m.misaimed(r, fault.New(fault.QuotaDepth, "group", r.Group, "levels", strings.Join(levels, "/")))
	}
	if r.From.IsZero() && r.To.IsZero() {
		return periods, nil
	}
	from, last := dateOf(r.From), dateOf(r.To)
	var names []string
	for _, p := range periods {
		if !from.IsZero() && !last.IsZero() && from.In(m.Settings.Zone).Equal(p.From) && last.AddDays(1).In(m.Settings.Zone).Equal(p.To) {
			return []sf.Period{p}, nil
		}
		names = append(names, p.From.Format("2006-01-02")+".."+lastDay(p))
	}
	return nil, m.misaimed(r, fault.New(fault.QuotaPeriod, "from", cmp.Or(r.From.String(), "–"), "to", cmp.Or(r.To.String(), "–"), "periods", names))
}

// misaimed is a refusal of one row of the quotas.
func (m *maker) misaimed(r *table.Quota, err *fault.Error) error {
	err.Row, err.Params["row"] = r.Row, r.Row
	return err.In(m.History.Quotas.Name)
}

// lastDay is the last day of a period.
func lastDay(p sf.Period) string { return sf.DateOf(p.To.Add(-1)).String() }

// groupName is a path as the file of quotas writes it.
func groupName(path []string) string { return cmp.Or(strings.Join(path, "/"), "–") }

// unknownGroup warns of a quota of a group that no deal is in.
func (m *maker) unknownGroup(path []string) {
	known := slices.ContainsFunc(m.book.Deals, func(d forecast.Deal) bool {
		return len(path) <= len(d.Group) && slices.Equal(path, d.Group[:len(path)])
	})
	if !known && len(path) > 0 {
		m.notes(sf.Note{Code: CodeQuotaGroup, Path: "forecast", Args: []sf.Fact{sf.F("group", sf.Text(groupName(path)))}})
	}
}
