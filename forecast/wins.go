package forecast

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Codes of what a distribution of revenue refuses.
const (
	// CodeProbability is a probability that is NaN, below 0 or above 1.
	CodeProbability sf.Code = "forecast.probability"
	// CodeAmountDigits is an amount with more digits than money may have.
	CodeAmountDigits sf.Code = "forecast.amount_digits"
	// CodeUnit is a lattice unit that is negative, or has more digits than money may have.
	CodeUnit sf.Code = "forecast.unit"
	// CodeUnitTooFine is a lattice unit so small that the amounts would need more cells than a distribution may have.
	CodeUnitTooFine sf.Code = "forecast.unit_too_fine"
	// CodeDistribution is a serialized distribution that cannot be read.
	CodeDistribution sf.Code = "forecast.distribution"
)

// Term is one independent chance of revenue: Amount with probability P, else nothing.
type Term struct {
	Amount decimal.Decimal // may be 0, and may be negative, as a credit or a contraction is
	P      float64         // in [0, 1]
}

// win is a group of n equal terms: amount > 0 with probability p, 0 < p < 1. q is 1 − p, kept beside it because a negative term is
// turned round (a·B(p) = a + |a|·B(1−p)) and its p may be too small to survive 1 − (1 − p).
type win struct {
	amount quantity
	value  float64 // the amount as a float64
	p, q   float64
	credit bool // a negative term turned round
	n      int
}

// readTerms checks the terms, finding every fault, and sorts out what is certain: impossible and zero terms vanish, sure ones add up, and
// base is what they and all negative ones come to. Equal terms are grouped. The groups come in an order that the order of the terms
// does not change.
func readTerms(terms []Term) (wins []win, sure, base decimal.Decimal, faults []sf.Note) {
	wins = make([]win, 0, len(terms))
	for i, t := range terms {
		if t.Amount.Sign() == 0 && probability(t.P) {
			continue
		}
		amount, ok := readAmount(t.Amount)
		if !ok || !probability(t.P) {
			faults = append(faults, faultsOf(t, i)...)
			continue
		}
		if t.P == 0 {
			continue
		}
		if t.P == 1 {
			sure = sure.Add(t.Amount)
			continue
		}
		w := win{amount: amount, p: t.P, q: 1 - t.P, n: 1}
		w.value = w.amount.float()
		if t.Amount.Sign() < 0 {
			base = base.Add(t.Amount)
			w.p, w.q, w.credit = w.q, w.p, true
		}
		wins = append(wins, w)
	}
	return groupEqual(wins), sure, base.Add(sure), faults
}

// readAmount is readQuantity of any amount, 0 included.
func readAmount(amount decimal.Decimal) (quantity, bool) {
	if amount.Sign() == 0 {
		return quantity{}, true
	}
	return readQuantity(amount)
}

// faultsOf names what is wrong with a term.
func faultsOf(t Term, i int) (faults []sf.Note) {
	path := "terms[" + strconv.Itoa(i) + "]"
	if !(t.P >= 0 && t.P <= 1) { // NaN is neither
		faults = append(faults, sf.NewNote(CodeProbability, path+".p", sf.F("p", sf.Text(strconv.FormatFloat(t.P, 'g', -1, 64)))))
	}
	if !withinDigits(t.Amount) {
		faults = append(faults, sf.NewNote(CodeAmountDigits, path+".amount", sf.F("most", sf.Int(sf.MaxDigits))))
	}
	return faults
}

// groupEqual sorts the wins by amount and probability and joins equal neighbors, in place.
func groupEqual(wins []win) []win {
	sortByAmount(wins, func(w win) float64 { return w.value }, func(a, b win) int {
		return cmp.Or(a.amount.compare(b.amount), cmp.Compare(a.p, b.p), cmp.Compare(a.q, b.q), boolOrder(a.credit, b.credit))
	})
	kept := wins[:0]
	for _, w := range wins {
		if last := len(kept) - 1; last >= 0 && kept[last].equals(w) {
			kept[last].n += w.n
			continue
		}
		kept = append(kept, w)
	}
	return slices.Clip(kept)
}

// sortByAmount sorts by value, and by order where values are equal. Where the values ascend already, as those of a report do, only runs
// of equal ones are left to sort.
func sortByAmount[T any](s []T, value func(T) float64, order func(a, b T) int) {
	for i := 1; i < len(s); i++ {
		if value(s[i]) < value(s[i-1]) {
			slices.SortFunc(s, func(a, b T) int { return cmp.Compare(value(a), value(b)) })
			break
		}
	}
	for first := 0; first < len(s); {
		last := first + 1
		for last < len(s) && value(s[last]) == value(s[first]) {
			last++
		}
		if last-first > 1 {
			slices.SortFunc(s[first:last], order)
		}
		first = last
	}
}

// equals reports whether the wins differ at most in their number.
func (w win) equals(v win) bool {
	return w.p == v.p && w.q == v.q && w.credit == v.credit && w.amount.compare(v.amount) == 0
}

// boolOrder puts false before true.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// moments are the exact moments of a sum of wins, in money, and the expected number of wins.
type moments struct {
	mean, variance, count float64
}

// momentsOf returns the sure amount and Σ n·p·a, Σ n·p·q·a² and Σ n·p. The mean takes a credit as it was given, −a with probability q,
// which its turned form would give as a difference of large numbers.
func momentsOf(wins []win, sure decimal.Decimal) moments {
	var mean, variance, count compensated
	mean.add(decimalFloat(sure))
	for _, w := range wins {
		n := float64(w.n)
		if w.credit {
			mean.add(-n * w.q * w.value)
		} else {
			mean.add(n * w.p * w.value)
		}
		variance.add(n * w.p * w.q * w.value * w.value)
		count.add(n * w.p)
	}
	return moments{mean.value(), variance.value(), count.value()}
}

// compensated adds floats with the compensation of Neumaier (1974); its zero value is 0.
type compensated struct{ s, c float64 }

func (a *compensated) add(x float64) {
	t := a.s + x
	if math.Abs(a.s) >= math.Abs(x) {
		a.c += (a.s - t) + x
	} else {
		a.c += (x - t) + a.s
	}
	a.s = t
}

func (a *compensated) value() float64 { return a.s + a.c }
