package forecast

import (
	"math"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// widening is how coarse the lattices of a report are.
type widening struct {
	sums  int64
	unit  decimal.Decimal // the largest of an inexact one
	wider float64         // the largest share by which splitting widens a standard deviation
}

// see takes in one distribution.
func (w *widening) see(d *Distribution) {
	w.sums++
	if d.Exact() || d.AddedVariance() == 0 {
		return
	}
	if d.Unit().Cmp(w.unit) > 0 {
		w.unit = d.Unit()
	}
	w.wider = math.Max(w.wider, math.Sqrt(1+d.AddedVariance()/d.Variance())-1)
}

// latticeNote says what the report cost in precision: always for more deals than lattices are made for, and where it is more than a
// thousandth of a standard deviation.
func (r *run) latticeNote(total *Group) (notes []sf.Note) {
	const noticed = 1e-3
	var w widening
	for g := range total.All() {
		for i := range g.Periods {
			w.see(g.Periods[i].Revenue)
		}
		if g.Horizon != nil {
			w.see(g.Horizon.Revenue)
		}
	}
	if w.unit.Sign() == 0 || len(r.open) <= manyWins && w.wider <= noticed {
		return nil
	}
	return []sf.Note{sf.NewNote(CodeLattice, "", sf.F("deals", sf.Int(int64(len(r.open)))), sf.F("sums", sf.Int(w.sums)),
		sf.F("unit", sf.Number(w.unit)), sf.F("wider", sf.Float(roundUpDigit(w.wider))))}
}
