package compose

import (
	"cmp"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// onward fills how many deals go on from each stage, where the others go, and what people say why.
func (m *maker) onward() {
	if m.view == nil {
		for _, key := range []string{"conversion", "drop_off", "loss_reasons"} {
			m.omit(key, sf.Note{Code: CodeNoHistory})
		}
		return
	}
	m.conversion()
	m.dropOff()
	m.lossReasons()
}

func (m *maker) conversion() {
	const key = "conversion"
	direct, err := m.view.Conversion(funnel.ConversionOptions{Rule: funnel.Direct})
	if err != nil {
		m.refused(err, key)
		return
	}
	reached, err := m.view.Conversion(funnel.ConversionOptions{Rule: funnel.Reached})
	if err != nil {
		m.refused(err, key)
		return
	}
	out := &document.Conversion{
		Rule: direct.Rule.String(), Basis: direct.Basis.String(), Rates: m.conversionRates(direct), Reached: m.conversionRates(reached),
	}
	m.under(key, direct.Warnings)
	m.under(key, reached.Warnings)
	for i := range reached.Rates { // those of the stays are the warnings of dwell
		m.under(key, reached.Rates[i].Rate.Warnings)
	}
	if reached.Overall.From != "" {
		m.under(key, reached.Overall.Rate.Warnings)
		overall := m.conversionRate(&reached.Overall)
		out.Overall = &overall
	}
	m.doc.Conversion = out
}

func (m *maker) conversionRates(c *funnel.Conversion) []document.ConversionRate {
	out := make([]document.ConversionRate, 0, len(c.Rates))
	for i := range c.Rates {
		out = append(out, m.conversionRate(&c.Rates[i]))
	}
	return out
}

func (m *maker) conversionRate(r *funnel.ConversionRate) document.ConversionRate {
	out := document.ConversionRate{
		Estimate: document.EvidenceOf(document.EstimateOf(r.Rate)),
		From:     r.From, To: text(r.To), Entered: r.Entered, Converted: r.Converted, Elsewhere: r.Elsewhere, Open: r.Open, Before: r.Before,
	}
	if b := r.Bounds; b != nil && r.Entered > 0 {
		out.BoundLow, out.BoundHigh = &b.Low, &b.High
	}
	return out
}

// under gives notes the path of a block.
func (m *maker) under(key string, notes []sf.Note) {
	for _, n := range notes {
		n.Path = key
		m.notes(n)
	}
}

// dropOff writes for each stage all that dropped off, and then each way. That stays which are open are left out says their number, beside each
// rate: no warning repeats it.
func (m *maker) dropOff() {
	d, err := m.view.DropOff(funnel.DropOffOptions{})
	if err != nil {
		m.refused(err, "drop_off")
		return
	}
	out := &document.DropOff{Rule: d.Rule.String(), Rates: []document.DropOffRate{}}
	for i := range d.Stages {
		s := &d.Stages[i]
		out.Rates = append(out.Rates, document.DropOffRate{
			Estimate: document.EvidenceOf(document.EstimateOf(s.Rate)), Stage: s.Stage, Stays: s.Dropped, Open: s.Open, Examples: []string{},
		})
		for _, way := range s.To {
			kind := way.Kind.String()
			share := float64(way.Stays) / float64(s.Rate.N)
			out.Rates = append(out.Rates, document.DropOffRate{
				Estimate: document.Estimate{Value: &share, N: s.Rate.N, Excluded: s.Rate.Left, Method: s.Rate.Method},
				Stage:    s.Stage, To: text(way.Stage), Kind: &kind, Stays: way.Stays, Open: s.Open, Examples: list(way.Examples),
			})
		}
	}
	m.doc.DropOff = out
}

// lossReasons lists them; beyond the limit the rarest are left out, which a warning says.
func (m *maker) lossReasons() {
	const key = "loss_reasons"
	found, err := m.view.LossReasons()
	if err != nil {
		m.refused(err, key)
		return
	}
	rows := commonest(found.Rows, m.Settings.Limit)
	if n := len(found.Rows); len(rows) < n {
		m.notes(sf.Note{Code: CodeReasonsCut, Path: key, Args: []sf.Fact{sf.F("n", sf.Int(int64(n))), sf.F("kept", sf.Int(int64(len(rows))))}})
	}
	m.doc.LossReasons = make([]document.LossReason, 0, len(rows))
	for _, r := range rows {
		m.doc.LossReasons = append(m.doc.LossReasons, document.LossReason{
			Stage: text(r.Stage), Reason: text(r.Reason), Deals: r.Deals, Amount: m.money(r.Amount), AmountMissing: r.Unpriced,
			Share: document.Finite(r.Share.Value), Examples: list(r.Examples),
		})
	}
}

// commonest keeps so many rows, those of the most deals, in the order in which they are.
func commonest(rows []funnel.LossReason, most int) []funnel.LossReason {
	if len(rows) <= most {
		return rows
	}
	byDeals := make([]int, len(rows))
	for i := range byDeals {
		byDeals[i] = i
	}
	slices.SortStableFunc(byDeals, func(a, b int) int { return cmp.Compare(rows[b].Deals, rows[a].Deals) })
	kept := byDeals[:most]
	slices.Sort(kept)
	out := make([]funnel.LossReason, most)
	for i, at := range kept {
		out[i] = rows[at]
	}
	return out
}
