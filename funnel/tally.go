package funnel

import (
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
	seen := make(map[string]bool)
	for d := range v.candidates() {
		if v.seen(d) {
			if m := (Deal{v, d}).Amount(); m.Known() {
				seen[m.Currency()] = true
			}
		}
	}
	return onlyCurrency(seen)
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
