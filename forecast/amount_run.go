package forecast

import (
	"math"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// AsShown are the moments of the independent Revenue with the amounts as shown.
type AsShown struct {
	Mean   float64 `json:"mean"` // Won + Σ amount × P
	StdDev float64 `json:"std_dev"`
}

// byStage returns the ratios of each stage of a pipeline; nil for none at all.
func (a *Amounts) byStage(p *stage.Pipeline) []*Ratios {
	if a == nil {
		return nil
	}
	ratios := make([]*Ratios, p.Len())
	for i := range ratios {
		ratios[i], _ = a.of(p.StageID(i))
	}
	return ratios
}

// revenue returns the distribution of what open deals bring.
func (t *tally) revenue(d Dependence) (*Distribution, error) {
	switch {
	case t.uncertain != nil:
		return UncertainWins(t.uncertain, t.lattice, d)
	case d.IsZero():
		return Wins(t.terms, t.lattice)
	}
	return sharedWithin(t.shared, d, t.lattice)
}

// asShown returns the moments with the amounts as shown, where amounts are uncertain.
func (t *tally) asShown() *AsShown {
	if t.uncertain == nil {
		return nil
	}
	wins, sure, _, _ := readTerms(t.terms)
	m := momentsOf(wins, sure)
	return &AsShown{Mean: m.mean + decimalFloat(t.won), StdDev: math.Sqrt(m.variance)}
}

// amountNotes says what uncertain amounts do to a forecast.
func (r *run) amountNotes() (notes []sf.Note) {
	a := r.options.Amounts
	if a == nil {
		return nil
	}
	notes = a.Fit().later(r.book.AsOf)
	if a.Pooled == nil {
		return append(notes, sf.NewNote(CodeAmountsNone, ""))
	}
	unseen := 0
	own := make([]bool, len(r.ratios))
	for i := range own {
		_, own[i] = a.of(r.book.Pipeline.StageID(i))
	}
	for _, p := range r.open {
		if !own[p.stage] {
			unseen++
		}
	}
	if unseen > 0 {
		notes = append(notes, countNote(CodeAmountsUnseen, unseen, len(r.open)))
	}
	if ratio, ok := r.amountRatio(); ok {
		notes = append(notes, sf.NewNote(CodeAmountsUsed, "", sf.F("share", sf.Float(round3(ratio)))))
	}
	return notes
}

// amountRatio is Σ a·R·P / Σ a·P over the open deals, P being that of ever being won.
func (r *run) amountRatio() (ratio float64, ok bool) {
	sums := make([]decimal.Decimal, len(r.ratios)) // exact, so that the order of deals changes no bit
	for i, p := range r.open {
		sums[p.stage] = sums[p.stage].Add(r.value.at((i+1)*r.width() - 1))
	}
	var shown, won compensated
	for i, sum := range sums {
		x := decimalFloat(sum)
		shown.add(x)
		won.add(x * r.ratios[i].Mean())
	}
	return won.value() / shown.value(), shown.value() > 0
}
