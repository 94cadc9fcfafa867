package forecast

import (
	"slices"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Column is one open stage of a [Board], or the whole.
type Column struct {
	Stage     string   `json:"stage,omitzero"` // empty: the whole
	Deals     int      `json:"deals"`
	Amount    sf.Money `json:"amount"`              // of the deals whose amount is known
	NoAmount  int      `json:"no_amount"`           // deals whose amount is not
	Weighted  sf.Money `json:"weighted,omitzero"`   // Σ amount × P(win), each deal rounded to the unit; unknown where P(win) is
	MedianAge float64  `json:"median_age,omitzero"` // days in the stage: the middle one, or the mean of the two middle ones
	Aged      int      `json:"aged"`                // deals whose age is known, which is what MedianAge is over
	Beyond    int      `json:"beyond"`              // deals that have stayed longer than the stage's limit
}

// BoardOptions are the options of [BoardOf].
type BoardOptions struct {
	// Model gives P(win); nil: the configured probability where a stage has one, and no weighted value where it has none.
	Model Model
	// Unit is what each deal's weighted value is rounded to, half to even; zero: 0.01.
	Unit decimal.Decimal
}

// Board is the pipeline as it stands: a column for each open stage in selling order, and the whole. Counts and money of the columns
// add up to the whole exactly.
type Board struct {
	Columns []Column  `json:"columns"`
	Total   Column    `json:"total"`
	Notes   []sf.Note `json:"notes,omitzero"`
}

// BoardOf counts what stands in each stage of a book. It needs no history.
//
// The whole has a weighted value only if every column with deals has one. It fails with an [*sf.InvalidError] that names every fault of
// the book, or what the model cannot judge.
func BoardOf(b *Book, o BoardOptions) (*Board, error) {
	l, faults := b.check()
	if o.Unit.Sign() < 0 || !withinDigits(o.Unit) {
		faults = append(faults, sf.NewNote(CodeRoundingUnit, "unit"))
	}
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	win, notes, err := l.ever(o.Model)
	if err != nil {
		return nil, err
	}
	piles := make([]pile, b.Pipeline.Len())
	whole := pile{}
	unit := Options{Unit: o.Unit}.unit()
	for i, p := range l.open {
		if err := piles[p.stage].add(b, p, win[i], unit); err != nil {
			return nil, sf.Invalid([]sf.Note{tooLarge("amount")})
		}
	}
	board := &Board{Notes: notes}
	for i := range piles {
		if b.Pipeline.Outcome(i) != stage.Open {
			continue
		}
		column, err := piles[i].column(l.currency)
		if err != nil {
			return nil, sf.Invalid([]sf.Note{tooLarge(b.Pipeline.StageID(i))})
		}
		column.Stage = b.Pipeline.StageID(i)
		board.Columns = append(board.Columns, column)
		whole.merge(piles[i])
	}
	if board.Total, err = whole.column(l.currency); err != nil {
		return nil, sf.Invalid([]sf.Note{tooLarge("total")})
	}
	return board, nil
}

// ever returns P(win) of each open deal, -1 where nobody says it.
func (l *ledger) ever(m Model) ([]float64, []sf.Note, error) {
	win := make([]float64, len(l.open))
	if m != nil {
		won, notes, err := m.WinBy(nil, l.openBook(), nil)
		if err != nil {
			return nil, nil, err
		}
		copy(win, won)
		for i, p := range l.open {
			if !probability(win[i]) {
				return nil, nil, sf.Invalid([]sf.Note{sf.NewNote(CodeModelRow, "", sf.F("deal", sf.Text(p.deal.ID)), sf.F("p", sf.Text("NaN")))})
			}
		}
		return l.overridden(win), append(FitOf(m).later(l.book.AsOf), notes...), nil
	}
	for i, p := range l.open {
		win[i] = -1
		if configured, ok := l.book.Pipeline.Probability(p.stage); ok {
			win[i] = configured
		}
	}
	return l.overridden(win), nil, nil
}

// overridden puts the probabilities set by hand in place.
func (l *ledger) overridden(win []float64) []float64 {
	for i, p := range l.open {
		if p.deal.Override != nil {
			win[i] = *p.deal.Override
		}
	}
	return win
}

// pile is a column while it is being summed.
type pile struct {
	deals, noAmount, beyond int

	unsaid           bool // a deal has no P(win)
	amount, weighted decimal.Decimal
	ages             []int
}

func (c *pile) add(b *Book, p position, win float64, unit decimal.Decimal) error {
	c.deals++
	amount, known := p.deal.Amount.Decimal()
	if !known {
		c.noAmount++
	}
	c.amount = c.amount.Add(amount)
	if win < 0 {
		c.unsaid = true
	} else {
		weighted, err := p.deal.Amount.Weighted(win, unit)
		if err != nil {
			return err
		}
		w, _ := weighted.Decimal()
		c.weighted = c.weighted.Add(w)
	}
	if age, ok := b.ageDays(p.deal); ok {
		c.ages = append(c.ages, age)
		if b.beyond(p) {
			c.beyond++
		}
	}
	return nil
}

// beyond reports whether a deal that says when it entered has stayed longer than its stage's limit.
func (b *Book) beyond(p position) bool {
	limit := b.Pipeline.Limit(p.stage)
	if limit.IsZero() {
		return false
	}
	return b.Calendar.Days(b.Calendar.Date(p.deal.Entered), b.Calendar.Date(b.AsOf), limit.Working) > limit.Days
}

func (c *pile) merge(d pile) {
	c.deals += d.deals
	c.noAmount += d.noAmount
	c.beyond += d.beyond
	c.unsaid = c.unsaid || d.unsaid
	c.amount = c.amount.Add(d.amount)
	c.weighted = c.weighted.Add(d.weighted)
	c.ages = append(c.ages, d.ages...)
}

func (c *pile) column(currency string) (Column, error) {
	column := Column{Deals: c.deals, NoAmount: c.noAmount, Aged: len(c.ages), Beyond: c.beyond, MedianAge: median(c.ages)}
	var err error
	if column.Amount, err = sf.MoneyOf(c.amount, currency); err != nil {
		return column, err
	}
	if !c.unsaid {
		column.Weighted, err = sf.MoneyOf(c.weighted, currency)
	}
	return column, err
}

// median returns the middle value, the mean of the two middle ones for an even number, and 0 for none. It sorts its argument.
func median(days []int) float64 {
	if len(days) == 0 {
		return 0
	}
	slices.Sort(days)
	upper := days[len(days)/2]
	lower := days[(len(days)-1)/2]
	return float64(lower+upper) / 2
}
