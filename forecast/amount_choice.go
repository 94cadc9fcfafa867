package forecast

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// choice is a group of n equal terms with several possible amounts. What comes of one is the least of them, which is in the base of the
// book, or that and the amount of one of the wins.
type choice struct {
	wins []win // ascending by amount; their p and q are those of a term by itself
	odds []odd // of the least, then of each win
	at   int   // its chance
	n    int
	mean [3]float64 // E a, E a², E a³ of a term that is won, with the sign
}

// odd is how an outcome comes: with its share when won, and for sure, or not at all, when not won.
type odd struct {
	share float64
	none  bool
}

// given returns the probability of the outcome.
func (o odd) given(won, not float64) float64 {
	if o.none {
		return o.share*won + not
	}
	return o.share * won
}

// choiceBook is a sum of terms with several possible amounts.
type choiceBook struct {
	choices []choice
	chances []SharedTerm    // Before and By of each chance
	normal  []chance        // the same on the normal scale, where there is dependence
	base    decimal.Decimal // what is sure, and the least of each choice
	sure    float64         // what of that is sure
	m       moments
	flat    []win // all wins of all choices
	top     []win // the largest of each
}

// readChoices checks the terms, as [readShared] does, and sorts out what is certain.
func readChoices(terms []UncertainTerm) (*choiceBook, []sf.Note) {
	var faults []sf.Note
	kept := make([]UncertainTerm, 0, len(terms))
	b := &choiceBook{}
	var sure decimal.Decimal
	for i, t := range terms {
		bad := sharedFaults(t.SharedTerm, i)
		if len(bad) == 0 && !t.Ratios.within(t.Amount) {
			bad = []sf.Note{sf.NewNote(CodeAmountDigits, "terms["+strconv.Itoa(i)+"].amount", sf.F("most", sf.Int(sf.MaxDigits)))}
		}
		faults = append(faults, bad...)
		switch {
		case len(bad) > 0 || t.By == t.Before || t.Amount.Sign() == 0:
		case t.Before == 0 && t.By == 1 && t.Ratios.sure():
			sure = sure.Add(t.Amount)
		case t.Before == 0 && t.By == 1 && len(t.Ratios.list) == 1:
			sure = sure.Add(t.Ratios.times(t.Amount, 0))
		default:
			kept = append(kept, t)
		}
	}
	slices.SortFunc(kept, compareTerms)
	b.take(kept)
	b.base = b.base.Add(sure)
	b.sure = decimalFloat(sure)
	b.m.mean += b.sure
	return b, faults
}

// compareTerms orders terms by what they hold.
func compareTerms(s, t UncertainTerm) int {
	return cmp.Or(s.Amount.Cmp(t.Amount), cmp.Compare(s.Before, t.Before), cmp.Compare(s.By, t.By), s.Ratios.compare(t.Ratios))
}

// within reports whether an amount times each of the ratios is money.
func (r *Ratios) within(amount decimal.Decimal) bool {
	return r.sure() || withinDigits(r.times(amount, len(r.exact)-1))
}

// times returns an amount times ratio i, rounded to the digits that money may have after the point.
func (r *Ratios) times(amount decimal.Decimal, i int) decimal.Decimal {
	x := amount.Mul(r.exact[i])
	if x.Exponent() < -sf.MaxDigits {
		return x.Round(sf.MaxDigits)
	}
	return x
}

// take joins equal neighbors of sorted terms.
func (b *choiceBook) take(terms []UncertainTerm) {
	type bounds struct{ before, by float64 }
	known := make(map[bounds]int)
	var mean, variance, count compensated
	for i := 0; i < len(terms); {
		t, n := terms[i], 0
		for ; i < len(terms) && compareTerms(t, terms[i]) == 0; i++ {
			n++
		}
		key := bounds{t.Before, t.By}
		at, ok := known[key]
		if !ok {
			at = len(b.chances)
			known[key] = at
			b.chances = append(b.chances, SharedTerm{Before: t.Before, By: t.By})
		}
		c := choiceOf(t, n, at)
		least := c.lay(t)
		b.base = b.base.Add(least.Mul(decimal.NewFromInt(int64(n))))
		won, not := t.By-t.Before, (1-t.By)+t.Before
		mean.add(float64(n) * won * c.mean[0])
		variance.add(float64(n) * (won*not*c.mean[1] + won*won*(c.mean[1]-c.mean[0]*c.mean[0])))
		count.add(float64(n) * won)
		if len(c.wins) > 0 {
			b.choices = append(b.choices, c)
			b.flat = append(b.flat, c.wins...)
			b.top = append(b.top, c.wins[len(c.wins)-1])
		}
	}
	b.m = moments{mean.value(), variance.value(), count.value()}
}

// choiceOf returns n equal terms, their outcomes not laid out yet.
func choiceOf(t UncertainTerm, n, at int) choice {
	c := choice{n: n, at: at}
	a := decimalFloat(t.Amount)
	for k := range c.mean {
		c.mean[k] = t.Ratios.moment(k+1) * math.Pow(a, float64(k+1))
	}
	return c
}

// lay lays the outcomes of a term out, and returns the least.
func (c *choice) lay(t UncertainTerm) decimal.Decimal {
	type outcome struct {
		amount decimal.Decimal
		odd
	}
	outcomes := []outcome{{odd: odd{none: true}}}
	if t.Ratios.sure() {
		outcomes = append(outcomes, outcome{t.Amount, odd{share: 1}})
	} else {
		for i, r := range t.Ratios.list {
			amount := t.Ratios.times(t.Amount, i)
			if amount.Sign() == 0 {
				outcomes[0].share += r.Share
				continue
			}
			outcomes = append(outcomes, outcome{amount, odd{share: r.Share}})
		}
	}
	slices.SortFunc(outcomes, func(a, b outcome) int { return a.amount.Cmp(b.amount) })
	least := outcomes[0].amount
	won, not := t.By-t.Before, (1-t.By)+t.Before
	for i, o := range outcomes {
		c.odds = append(c.odds, o.odd)
		if i == 0 {
			continue
		}
		p := o.given(won, not)
		w := win{amount: quantityOf(o.amount.Sub(least)), p: p, q: 1 - p, n: c.n}
		w.value = w.amount.float()
		c.wins = append(c.wins, w)
	}
	return least
}

// latticeFor chooses the unit as [latticeOf] does, and places the flat wins on it. No quota needs amounts times ratios to be exact, so that
// a smaller lattice will do.
func (b *choiceBook) latticeFor(o LatticeOptions) (lattice, []sf.Note) {
	if o.Unit.Sign() > 0 {
		if _, faults := givenLattice(b.top, o.Unit); len(faults) > 0 {
			return lattice{}, faults
		}
		return b.latticeOn(o.Unit), nil
	}
	unit, total := b.commonUnit(), b.total()
	least := o.finest(total, b.m)
	if u := quantityOf(unit).float(); u < total/quickCells || u < least {
		unit = decimalUnit(roundUnit(math.Max(total/quickCells, least), true))
		if b.m.variance > math.SmallestNonzeroFloat64*quickCells { // else chances are beyond what its square can tell
			unit = coarseUnit(b.top, b.m, least)
		}
	}
	return b.latticeOn(unit), nil
}

// commonUnit is the greatest common divisor of all amounts.
func (b *choiceBook) commonUnit() decimal.Decimal {
	exp := b.flat[0].amount.exp
	for _, w := range b.flat {
		exp = min(exp, w.amount.exp)
	}
	divisor, _ := divisorAndTotal(b.flat, exp)
	return decimal.NewFromBigInt(divisor, exp)
}

// total is the largest sum that can occur, above the base.
func (b *choiceBook) total() float64 {
	var s compensated
	for _, w := range b.top {
		s.add(float64(w.n) * w.value)
	}
	return s.value()
}

func (b *choiceBook) latticeOn(unit decimal.Decimal) lattice {
	l := lattice{unit: unit, exact: true, places: placesOf(b.flat, unit)}
	for _, at := range l.places {
		l.exact = l.exact && at.up == 0
	}
	return l
}

// chancesGiven returns the probability of being won, and of not being won, of each chance; z is a state of the common factor.
func (b *choiceBook) chancesGiven(z, rho float64) (won, not []float64) {
	for i, t := range b.chances {
		w, n := t.By-t.Before, (1-t.By)+t.Before
		if rho > 0 {
			w, n = b.normal[i].given(z, rho)
		}
		won, not = append(won, w), append(not, n)
	}
	return won, not
}
