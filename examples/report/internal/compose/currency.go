package compose

import (
	"maps"
	"slices"

	"golang.org/x/text/currency"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// part is the deals of one currency.
type part struct {
	currency string // empty: none is stated
	book     *forecast.Book
	view     *funnel.View // nil without a history
	notes    []sf.Note
	belongs  func(funnel.Deal) bool // which deals are of this currency; nil: all
}

// split sorts deals by the currency of their amount, a part a currency in the order of their codes. Deals without an amount belong to the
// currency that was given, or that most deals have, so that every deal is counted once.
func (c *Case) split(b *forecast.Book, v *funnel.View) []part {
	deals := map[string]int{}
	without := 0
	for _, d := range b.Deals {
		if d.Amount.Known() {
			deals[d.Amount.Currency()]++
		} else {
			without++
		}
	}
	home := c.home(deals)
	if len(deals) < 2 {
		return []part{{currency: home, book: b, view: v}}
	}
	var parts []part
	for _, code := range slices.Sorted(maps.Keys(deals)) {
		belongs := func(amount sf.Money) bool {
			return amount.Known() && amount.Currency() == code || !amount.Known() && code == home
		}
		p := part{currency: code, book: only(b, belongs)}
		if v != nil {
			p.belongs = func(d funnel.Deal) bool { return belongs(d.Amount()) }
			p.view = v.Select(p.belongs)
		}
		if code == home && without > 0 {
			p.notes = []sf.Note{{Code: CodeUnstated, Path: "data", Args: []sf.Fact{
				sf.F("n", sf.Int(int64(without))), sf.F("currency", sf.Text(code)),
			}}}
		}
		parts = append(parts, p)
	}
	return parts
}

// only is the book of the deals with some amounts.
func only(b *forecast.Book, belongs func(sf.Money) bool) *forecast.Book {
	out := *b
	out.Deals = nil
	for _, d := range b.Deals {
		if belongs(d.Amount) {
			out.Deals = append(out.Deals, d)
		}
	}
	return &out
}

// home is the currency of deals without an amount.
func (c *Case) home(deals map[string]int) string {
	given := c.Settings.Currency
	if _, there := deals[given]; given != "" && (there || len(deals) == 0) {
		return given
	}
	best, most := "", 0
	for _, code := range slices.Sorted(maps.Keys(deals)) {
		if deals[code] > most {
			best, most = code, deals[code]
		}
	}
	return best
}

// minorDigits is how many digits the minor unit of a currency has; 2 for what is no ISO currency.
func minorDigits(code string) int {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	digits, _ := currency.Standard.Rounding(unit)
	return digits
}
