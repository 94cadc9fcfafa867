package funnel

import (
	"iter"
	"maps"
	"slices"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// CodeCurrencies is a view whose deals have amounts in several currencies, which do not add: select one of them first.
const CodeCurrencies sf.Code = "funnel.currencies"

// CodeAmountTooLarge is a sum of amounts with more digits than an amount may have.
const CodeAmountTooLarge sf.Code = "funnel.amount_too_large"

// Tally is a number of deals and what they are worth together, exactly.
type Tally struct {
	Deals    int64    `json:"deals"`
	Unpriced int64    `json:"unpriced"` // of them: those without an amount, which add nothing
	Amount   sf.Money `json:"amount"`   // unknown where no deal has an amount
}

// DealTally is a tally with some of its deals.
type DealTally struct {
	Tally
	Examples []string `json:"examples"` // the first by id, at most [MaxExamples]
}

// take counts a deal; they come by id.
func (t *DealTally) take(id string, amount sf.Money) error {
	if len(t.Examples) < MaxExamples {
		t.Examples = append(t.Examples, id)
	}
	return t.add(amount)
}

// add counts a deal with its amount, which is in the currency of the others.
func (t *Tally) add(amount sf.Money) error {
	t.Deals++
	if !amount.Known() {
		t.Unpriced++
		return nil
	}
	return addMoney(&t.Amount, amount)
}

// addMoney adds an amount to a sum; the fault is one of the sum's size, since callers ask [View.currency] first.
func addMoney(sum *sf.Money, amount sf.Money) error {
	total, err := sum.Add(amount)
	if err != nil {
		return sf.Invalid([]sf.Note{sf.NewNote(CodeAmountTooLarge, "")})
	}
	*sum = total
	return nil
}

// currency returns the one currency of the deals that the view shows; an [*sf.InvalidError] when there are several. It is "" as well where no
// deal has an amount.
func (v *View) currency() (string, error) {
	zero, err := zeroOf([]*View{v}, nil)
	return zero.Currency(), err
}

// zeroOf returns an amount of 0 in the one currency of the deals that views show and of other amounts, unknown where none is known; an
// [*sf.InvalidError] when there are several.
func zeroOf(views []*View, others iter.Seq[sf.Money]) (zero sf.Money, err error) {
	seen := make(map[string]bool)
	see := func(m sf.Money) {
		if m.Known() {
			seen[m.Currency()] = true
			zero = m
		}
	}
	for _, v := range views {
		for d := range v.Deals() {
			see(d.Amount())
		}
	}
	if others != nil {
		others(func(m sf.Money) bool { see(m); return true })
	}
	if _, err := onlyCurrency(seen); err != nil {
		return sf.Money{}, err
	}
	return zero.Sub(zero)
}

// onlyCurrency returns the one currency of a set, or the fault that there are several.
func onlyCurrency(seen map[string]bool) (string, error) {
	list := slices.Sorted(maps.Keys(seen))
	switch len(list) {
	case 0:
		return "", nil
	case 1:
		return list[0], nil
	default:
		return "", sf.Invalid([]sf.Note{sf.NewNote(CodeCurrencies, "", sf.F("currencies", sf.Text(strings.Join(list, ", "))))})
	}
}

// merge adds what another tally holds.
func (t *Tally) merge(u Tally) error {
	t.Deals += u.Deals
	t.Unpriced += u.Unpriced
	return addMoney(&t.Amount, u.Amount)
}
