package forecast

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

const (
	// mostCells bounds the lattice of a sum, its total amount in units, for up to mostCells/cellsPerDeal deals.
	mostCells = 1 << 20
	// cellsPerDeal takes over for more deals, of which each needs some room. Little of such a lattice is ever held: far from the mean
	// the probabilities are negligible.
	cellsPerDeal = 16
	// mostAtoms bounds the sums that are enumerated one by one, which a few deals of any amounts allow.
	mostAtoms = 1 << 16
	// heldSpan is about how many standard deviations of a sum of many deals a distribution spans.
	heldSpan = 20
	// addedShare is how much of the variance the split of amounts over neighboring points may add when the unit is chosen here.
	addedShare = 1e-6
	// quickBudget is how many multiply-adds the direct convolution on a unit chosen here may take before quickCells or
	// quickCellsPerDeal, whichever is more, bound its lattice for the sake of time: a report holds a sum for each group and period.
	quickBudget       = 2e7
	quickCells        = 1 << 17
	quickCellsPerDeal = 32
)

// lattice says where on a grid of unit·k the wins lie.
type lattice struct {
	unit   decimal.Decimal
	atoms  bool    // few sums: enumerate them, the grid being as fine as it takes
	exact  bool    // every amount is a multiple of unit
	places []place // one for each win
}

// place is an amount on the lattice: between points k and k+1, the share up of the way to the upper one.
type place struct {
	k  int64
	up float64
}

// latticeOf chooses the unit, or takes the given one when it is not zero:
//
//  1. the greatest common divisor of the amounts, when the total is at most mostCells of it (cellsFor, with very many deals), or when the
//     different sums are at most mostAtoms: exact, unless the distribution may hold fewer cells;
//  2. otherwise 1, 2 or 5 times a power of ten (round amounts then fall on the lattice, and only odd ones are split), as coarse as
//     adding at most addedShare to the variance allows, and coarser where mostCells or the given Cells ask for it.
func latticeOf(wins []win, m moments, o LatticeOptions) (lattice, []sf.Note) {
	if len(wins) == 0 {
		return pointLattice(o.Unit), nil
	}
	exp := wins[0].amount.exp
	for _, w := range wins {
		exp = min(exp, w.amount.exp)
	}
	if o.Unit.Sign() > 0 {
		return givenLattice(wins, o.Unit)
	}
	divisor, total := divisorAndTotal(wins, exp)
	cells := new(big.Int).Quo(total, divisor)
	unit := decimal.NewFromBigInt(divisor, exp)
	most := cellsFor(dealsIn(wins))
	least := o.finest(bigFloat(total)*math.Pow10(int(exp)), m)
	if atoms := atomsOf(wins); atoms <= min(mostAtoms, o.most()) && cells.IsInt64() && cells.Int64() >= atoms {
		return lattice{unit: unit, atoms: true, exact: true, places: placesOf(wins, unit)}, nil
	}
	if cells.IsInt64() && cells.Int64() <= most && quantityOf(unit).float() >= least {
		return lattice{unit: unit, exact: true, places: placesOf(wins, unit)}, nil
	}
	unit = coarseUnit(wins, m, least)
	return lattice{unit: unit, places: placesOf(wins, unit)}, nil
}

// pointLattice is the lattice of no wins at all.
func pointLattice(given decimal.Decimal) lattice {
	if given.Sign() > 0 {
		return lattice{unit: given, exact: true}
	}
	return lattice{unit: decimal.NewFromInt(1), exact: true}
}

// givenLattice puts the wins on a unit of the caller's, which is refused when it would take too many cells.
func givenLattice(wins []win, unit decimal.Decimal) (lattice, []sf.Note) {
	u := quantityOf(unit).float()
	var cells float64
	for _, w := range wins {
		cells += float64(w.n) * w.value / u
	}
	if most := cellsFor(dealsIn(wins)); cells > float64(most) {
		return lattice{}, []sf.Note{sf.NewNote(CodeUnitTooFine, "unit", sf.F("unit", sf.Number(unit)),
			sf.F("cells", sf.Float(math.Ceil(cells))), sf.F("most", sf.Int(most)))}
	}
	l := lattice{unit: unit, exact: true, places: placesOf(wins, unit)}
	for _, at := range l.places {
		l.exact = l.exact && at.up == 0
	}
	return l, nil
}

// divisorAndTotal returns the greatest common divisor and the sum of the amounts, in units of 10^exp.
func divisorAndTotal(wins []win, exp int32) (divisor, total *big.Int) {
	if d, t, ok := divisorAndTotalNear(wins, exp); ok {
		return big.NewInt(d), big.NewInt(t)
	}
	one := big.NewInt(1)
	divisor, total = new(big.Int), new(big.Int)
	term := new(big.Int)
	for _, w := range wins {
		amount := w.amount.in(exp)
		if divisor.Cmp(one) != 0 {
			divisor.GCD(nil, nil, divisor, amount)
		}
		total.Add(total, term.Mul(amount, big.NewInt(int64(w.n))))
	}
	return divisor, total
}

// divisorAndTotalNear is divisorAndTotal in machine words.
func divisorAndTotalNear(wins []win, exp int32) (divisor, total int64, ok bool) {
	for i := range wins {
		amount, ok := wins[i].amount.word(exp)
		if !ok {
			return 0, 0, false
		}
		for rest := amount; rest != 0 && divisor != 1; {
			divisor, rest = rest, divisor%rest
		}
		n := int64(wins[i].n)
		if amount > (math.MaxInt64-total)/n {
			return 0, 0, false
		}
		total += n * amount
	}
	return divisor, total, true
}

// atomsOf bounds the number of different sums by Π (1 + wins of one amount), stopping above mostAtoms.
func atomsOf(wins []win) int64 {
	atoms := int64(1)
	for i := 0; i < len(wins) && atoms <= mostAtoms; {
		n := int64(0)
		for first := i; i < len(wins) && wins[i].amount.compare(wins[first].amount) == 0; i++ {
			n += int64(wins[i].n)
		}
		if n > mostAtoms {
			return mostAtoms + 1
		}
		atoms *= n + 1
	}
	return atoms
}

// coarseUnit returns the unit of a lattice that cannot be exact. The split of a win adds at most p·unit²/4 to the variance.
func coarseUnit(wins []win, m moments, least float64) decimal.Decimal {
	var total float64
	for _, w := range wins {
		total += float64(w.n) * w.value
	}
	deals := dealsIn(wins)
	most := cellsFor(deals)
	fine := roundUnit(math.Sqrt(4*addedShare*m.variance/m.count), false)
	if float64(deals)*total/fine > quickBudget {
		most = min(most, max(quickCells, quickCellsPerDeal*deals))
	}
	u := max(fine, roundUnit(max(total/float64(most), least), true))
	return decimalUnit(u)
}

// decimalUnit returns the decimal of a rounded unit.
func decimalUnit(u float64) decimal.Decimal {
	exp := int32(math.Floor(math.Log10(u) + 1e-9))
	return decimal.New(int64(math.Round(u/math.Pow10(int(exp)))), exp)
}

// cellsFor returns how many cells the lattice of so many deals may have.
func cellsFor(deals int64) int64 { return max(mostCells, cellsPerDeal*deals) }

// most returns how many points a distribution may hold.
func (o LatticeOptions) most() int64 {
	if o.Cells > 0 {
		return int64(o.Cells)
	}
	return math.MaxInt64
}

// finest returns the least unit with which a sum holds no more points than it may: what is farther from the mean than ten standard
// deviations is not held, or hardly.
func (o LatticeOptions) finest(total float64, m moments) float64 {
	if o.Cells <= 0 {
		return 0
	}
	return min(total, heldSpan*math.Sqrt(m.variance)) / float64(o.Cells)
}

func dealsIn(wins []win) (n int64) {
	for _, w := range wins {
		n += int64(w.n)
	}
	return n
}

// roundUnit rounds x > 0 to 1, 2 or 5 times a power of ten.
func roundUnit(x float64, up bool) float64 {
	ten := math.Pow10(int(math.Floor(math.Log10(x))))
	digits := [...]float64{1, 2, 5, 10}
	for i, d := range digits {
		if d*ten >= x || i == len(digits)-1 {
			if up || d*ten == x || i == 0 {
				return d * ten
			}
			return digits[i-1] * ten
		}
	}
	return ten
}

// placesOf divides the amounts by the unit. The quotient is exact and the remainder's share correct to a rounding.
func placesOf(wins []win, unit decimal.Decimal) []place {
	u := quantityOf(unit)
	exp := u.exp
	for _, w := range wins {
		exp = min(exp, w.amount.exp)
	}
	divisor := u.in(exp)
	divisorFloat := bigFloat(divisor)
	places := make([]place, len(wins))
	quotient, rest := new(big.Int), new(big.Int)
	near, ok := u.word(exp)
	for i, w := range wins {
		if amount, fits := w.amount.word(exp); ok && fits {
			places[i] = place{k: amount / near, up: float64(amount%near) / divisorFloat}
			continue
		}
		quotient.QuoRem(w.amount.in(exp), divisor, rest)
		places[i].k = quotient.Int64()
		if rest.Sign() != 0 {
			places[i].up = bigFloat(rest) / divisorFloat
		}
	}
	return places
}

func bigFloat(n *big.Int) float64 {
	f, _ := new(big.Float).SetInt(n).Float64()
	return f
}

// splitting says which neighbor a split amount goes to.
type splitting uint8

const (
	splitOver splitting = iota // both, so that the mean is kept
	roundDown
	roundUp
)

// step is the sum of n independent wins on the lattice: each is 0 with probability p0, k ≥ 1 with p1, k+1 with p2.
type step struct {
	k          int64
	p0, p1, p2 float64
	n          int
}

// steps places the wins, which come ascending by amount.
func (l lattice) steps(wins []win, r splitting) []step {
	steps := make([]step, 0, len(wins))
	for i, w := range wins {
		s := step{k: l.places[i].k, p0: w.q, p1: w.p, n: w.n}
		if up := l.places[i].up; up > 0 {
			switch r {
			case splitOver:
				s.p1, s.p2 = w.p*(1-up), w.p*up
			case roundUp:
				s.k++
			case roundDown:
			}
		}
		if s.k == 0 { // less than a unit: the lower neighbor is 0 itself
			s = step{k: 1, p0: s.p0 + s.p1, p1: s.p2, n: s.n}
		}
		if s.p1 > 0 || s.p2 > 0 {
			steps = append(steps, s)
		}
	}
	return steps
}

// added returns the variance that splitting adds, in units²: Σ n·p·up·(1−up).
func (l lattice) added(wins []win) float64 {
	var s compensated
	for i, w := range wins {
		up := l.places[i].up
		s.add(float64(w.n) * w.p * up * (1 - up))
	}
	return s.value()
}
