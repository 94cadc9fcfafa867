package forecast

import (
	"maps"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/near"
)

// weightings are the cumulative weighted values of deals, each a multiple of the unit: eight bytes where an amount of money takes eighty,
// which is what lets a book of a million deals be held.
type weightings struct {
	unit  decimal.Decimal
	units []int64
	far   map[int]decimal.Decimal // those that do not fit
}

func weightingsOf(n int, unit decimal.Decimal) *weightings {
	return &weightings{unit: unit, units: make([]int64, n)}
}

// weigh returns amount × p in units, in far where no int64 holds it.
func (w *weightings) weigh(amount sf.Money, p float64) (units int64, far decimal.Decimal, err error) {
	shown, known := amount.Decimal()
	if !known {
		return 0, far, nil
	}
	if n, ok := near.Multiple(shown, p, w.unit); ok {
		return n, far, nil
	}
	weighted, err := amount.Weighted(p, w.unit)
	if err != nil {
		return 0, far, err
	}
	far, _ = weighted.Decimal()
	return 0, far, nil
}

// take adds what another goroutine found far.
func (w *weightings) take(far map[int]decimal.Decimal) {
	if w.far == nil {
		w.far = far
		return
	}
	maps.Copy(w.far, far)
}

// at returns one weighted value.
func (w *weightings) at(i int) decimal.Decimal {
	if value, ok := w.far[i]; ok {
		return value
	}
	return w.unit.Mul(decimal.NewFromInt(w.units[i]))
}

// growth sums differences of weighted values.
type growth struct {
	of    *weightings
	units int64
	far   decimal.Decimal
}

// add adds the value at to less that at from; from −1 is nothing.
func (g *growth) add(from, to int) {
	more := g.of.units[to]
	if from >= 0 {
		more -= g.of.units[from]
	}
	sum := g.units + more
	const half = 1 << 62 // no sum of two smaller ones overflows
	if len(g.of.far) > 0 || sum > half || sum < -half {
		g.far = g.far.Add(g.of.at(to))
		if from >= 0 {
			g.far = g.far.Sub(g.of.at(from))
		}
		return
	}
	g.units = sum
}

// sum returns all that was added, exactly.
func (g *growth) sum() decimal.Decimal {
	return g.far.Add(g.of.unit.Mul(decimal.NewFromInt(g.units)))
}
