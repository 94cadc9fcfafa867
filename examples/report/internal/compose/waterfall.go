package compose

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// waterfall fills the block that -waterfall asks for, in the whole and by the outermost of the groups. A closing after the report's time is that of
// the report's time.
func (m *maker) waterfall() {
	const key = "waterfall"
	span := m.Settings.Waterfall
	switch {
	case span.IsZero():
		m.omit(key, sf.Note{Code: CodeNotAsked})
		return
	case m.view == nil:
		m.omit(key, sf.Note{Code: CodeNoHistory})
		return
	}
	from, to := span.From.In(m.Settings.Zone), span.To.In(m.Settings.Zone)
	if !from.Before(m.AsOf) {
		m.omit(key, sf.Note{Code: CodeAfterReport, Args: []sf.Fact{sf.F("as_of", sf.Instant(m.AsOf))}})
		return
	}
	if to.After(m.AsOf) {
		to = m.AsOf
		m.notes(sf.Note{Code: CodeWaterfallCut, Path: key, Args: []sf.Fact{sf.F("as_of", sf.Instant(m.AsOf))}})
	}
	o := funnel.WaterfallOptions{}
	if group := m.Settings.Group; len(group) > 0 {
		o.By = group[0]
	}
	bridge, err := funnel.Waterfall(m.then(from), m.then(to), o)
	if err != nil {
		m.omit(key, reason(err))
		return
	}
	for _, n := range bridge.Warnings {
		n.Path = key
		m.notes(n)
	}
	m.doc.Waterfall = m.bridge(bridge)
}

func (m *maker) bridge(b *funnel.Bridge) *document.Waterfall {
	sum := func(t funnel.Tally) document.Sum { return document.Sum{Deals: t.Deals, Amount: m.money(t.Amount)} }
	out := &document.Waterfall{
		From: document.Instant(b.From.In(m.Settings.Zone)), To: document.Instant(b.To.In(m.Settings.Zone)), Rows: m.bridgeRows([]string{}, b.All),
		Passed: document.Passed{Won: sum(b.All.Passed.Won.Tally), Lost: sum(b.All.Passed.Lost.Tally)},
		Slippage: document.Slippage{
			Due: sum(b.All.Slippage.Due), Won: sum(b.All.Slippage.Won.Tally), Lost: sum(b.All.Slippage.Lost.Tally), Pushed: sum(b.All.Slippage.Pushed.Tally),
			Standing: sum(b.All.Slippage.Standing.Tally), LeftOut: sum(b.All.Slippage.LeftOut.Tally),
		},
	}
	for _, g := range b.Groups {
		out.Rows = append(out.Rows, m.bridgeRows([]string{g.Group}, g)...)
	}
	pushes := make([]document.Push, 0, len(b.All.Slippage.Pushes))
	for _, p := range b.All.Slippage.Pushes {
		close := p.Close.String()
		pushes = append(pushes, document.Push{Deal: p.Deal, Times: p.Times, Days: p.Days, CloseAt: &close, Amount: m.money(p.Amount)})
	}
	out.Pushes = document.ListOf(pushes, "-times,deal", m.Settings.Limit)
	return out
}

func (m *maker) bridgeRows(group []string, g funnel.BridgeGroup) []document.Cause {
	row := func(cause string, deals int64, amount sf.Money, examples []string) document.Cause {
		return document.Cause{Group: group, Cause: cause, Deals: deals, Amount: m.money(amount), Examples: list(examples)}
	}
	rows := []document.Cause{row("opening", g.Opening.Deals, g.Opening.Amount, nil)}
	for _, r := range g.Causes {
		rows = append(rows, row(r.Cause.String(), r.Deals, r.Amount, r.Examples))
	}
	return append(rows, row("closing", g.Closing.Deals, g.Closing.Amount, nil))
}
