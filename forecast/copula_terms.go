package forecast

import (
	"cmp"
	"fmt"
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// sharedBook is a sum of wins that share a fate, sorted and grouped.
type sharedBook struct {
	wins    []win // with the probabilities of independent wins; ascending by amount
	at      []int // the chance of each win
	chances []chance
	base    decimal.Decimal // what is sure, and all credits
	m       moments
	credits float64 // what all credits come to, without the sign
	total   float64 // the sum of all amounts, credits turned round
	most    float64 // how many cells its lattice may have
	moved   float64 // Σ amount × (bound − its mean)² over chances that were joined
}

// sharedWin is a win with the two probabilities behind its chance.
type sharedWin struct {
	win
	before, by float64
}

// readShared checks the terms, finding every fault, and sorts out what is certain, as readTerms does.
func readShared(terms []SharedTerm) (*sharedBook, []sf.Note) {
	var faults []sf.Note
	var sure decimal.Decimal
	b := &sharedBook{most: mostCells}
	wins := make([]sharedWin, 0, len(terms))
	for i, t := range terms {
		amount, ok := readAmount(t.Amount)
		if !ok || !probability(t.Before) || !probability(t.By) || t.By < t.Before {
			faults = append(faults, sharedFaults(t, i)...)
			continue
		}
		if t.Before == t.By || t.Amount.Sign() == 0 {
			continue
		}
		if t.Before == 0 && t.By == 1 {
			sure = sure.Add(t.Amount)
			continue
		}
		w := win{amount: amount, p: t.By - t.Before, q: (1 - t.By) + t.Before, n: 1} // neither is 0
		w.value = w.amount.float()
		if t.Amount.Sign() < 0 {
			b.base = b.base.Add(t.Amount)
			w.p, w.q, w.credit = w.q, w.p, true
		}
		wins = append(wins, sharedWin{w, t.Before, t.By})
	}
	b.base = b.base.Add(sure)
	b.take(groupShared(wins))
	b.m = momentsOf(b.wins, sure)
	return b, faults
}

func sharedFaults(t SharedTerm, i int) (faults []sf.Note) {
	path := "terms[" + strconv.Itoa(i) + "]"
	for _, each := range []struct {
		name string
		p    float64
	}{{".before", t.Before}, {".by", t.By}} {
		if !probability(each.p) {
			faults = append(faults, sf.NewNote(CodeProbability, path+each.name, sf.F("p", sf.Text(fmt.Sprint(each.p)))))
		}
	}
	if len(faults) == 0 && t.By < t.Before {
		faults = append(faults, sf.NewNote(CodeChanceOrder, path, sf.F("before", sf.Float(t.Before)), sf.F("by", sf.Float(t.By))))
	}
	if !withinDigits(t.Amount) {
		faults = append(faults, sf.NewNote(CodeAmountDigits, path+".amount", sf.F("most", sf.Int(sf.MaxDigits))))
	}
	return faults
}

// groupShared sorts the wins by amount and chance and joins equal ones.
func groupShared(wins []sharedWin) []sharedWin {
	sortByAmount(wins, func(w sharedWin) float64 { return w.value }, func(v, w sharedWin) int {
		return cmp.Or(v.amount.compare(w.amount), cmp.Compare(v.before, w.before), cmp.Compare(v.by, w.by), boolOrder(v.credit, w.credit))
	})
	kept := wins[:0]
	for _, w := range wins {
		if last := len(kept) - 1; last >= 0 && kept[last].equals(w.win) && kept[last].before == w.before && kept[last].by == w.by {
			kept[last].n += w.n
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

// take fills the book with grouped wins.
func (b *sharedBook) take(wins []sharedWin) {
	credits, total := compensated{}, compensated{}
	known := chancesOf(len(wins))
	b.wins, b.at = make([]win, 0, len(wins)), make([]int, 0, len(wins))
	for _, w := range wins {
		size := float64(w.n) * w.value
		b.wins = append(b.wins, w.win)
		b.at = append(b.at, known.find(w.before, w.by, size))
		total.add(size)
		if w.credit {
			credits.add(size)
		}
	}
	b.credits, b.total = credits.value(), total.value()
	b.chances, b.moved = known.chances, known.moved.value()
}

// given fills dst with the wins under their probabilities given a state of the common factor. won and not are as long as chances.
func (b *sharedBook) given(dst []win, won, not []float64, z, rho float64) {
	b.chancesGiven(won, not, z, rho)
	copy(dst, b.wins)
	for i, at := range b.at {
		dst[i].p, dst[i].q = won[at], not[at]
		if dst[i].credit {
			dst[i].p, dst[i].q = not[at], won[at]
		}
	}
}

// chancesGiven fills in the probabilities of the chances given a state, to be won and not.
func (b *sharedBook) chancesGiven(won, not []float64, z, rho float64) {
	shift, scale := math.Sqrt(rho)*z, 1/math.Sqrt(1-rho)
	for i, c := range b.chances {
		won[i], not[i] = c.shifted(shift, scale)
	}
}

// weights are the sums of amounts, their squares and their cubes that hang on one chance, in units of the largest amount and with the
// sign that the amount had.
//
// With uncertain amounts they are those of the mean amount, of its square and so on; what the spread of the amounts adds to the second and
// third central moments given a probability p is p²·apart and p²·(3·skewed − 2p·cubed), with Σ(m₂ − m₁²), Σ(m₃ − m₁m₂) and Σ(m₃ − m₁³) for
// the moments m of each amount.
type weights struct{ one, two, three, apart, skewed, cubed float64 }

// weigh returns the weights of each chance.
func (b *sharedBook) weigh(largest float64) []weights {
	sums := make([]weights, len(b.chances))
	for i, w := range b.wins {
		a, n := w.value/largest, float64(w.n)
		sign := 1.0
		if w.credit {
			sign = -1
		}
		s := &sums[b.at[i]]
		s.one += sign * n * a
		s.two += n * a * a
		s.three += sign * n * a * a * a
	}
	return sums
}

// largest returns the largest amount; there is one.
func (b *sharedBook) largest() float64 { return b.wins[len(b.wins)-1].value }
