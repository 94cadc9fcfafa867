package forecast

import (
	"slices"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// report sums everything up.
func (c *cashing) report(m Model) (*CashReport, error) {
	_, notes, err := m.WinBy(nil, c.openBook(), c.by) // for what it says of the book as a whole
	if err != nil {
		return nil, err
	}
	steps := []func() error{c.bills, func() error { return c.openDeals(m) }}
	if c.cash.Delay == nil {
		steps = append(steps, c.scheduled)
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if c.options.NewBusiness != nil {
		c.inParts = c.inParts || len(c.cash.Schedule) > 1
		all := &run{ledger: c.ledger, options: c.options, unit: c.unit, by: c.times}
		if c.coming, err = all.come(); err != nil {
			return nil, err
		}
	}
	rep := &CashReport{AsOf: c.book.AsOf, Currency: c.currency, Unit: c.unit, Periods: make([]CashOutlook, len(c.flows))}
	if c.cash.Delay != nil {
		rep.Delay = c.cash.Delay.Median()
	}
	for j := range c.flows {
		if err := c.outlook(&rep.Periods[j], j); err != nil {
			return nil, sf.Invalid([]sf.Note{tooLarge("amount")})
		}
	}
	rep.Later, err = c.rest()
	rep.Notes = slices.Concat(FitOf(m).later(c.book.AsOf), notes, c.notes(), c.cashNotes())
	return rep, err
}

// outlook fills one period of the report.
func (c *cashing) outlook(o *CashOutlook, j int) (err error) {
	f := &c.flows[j]
	o.Period = c.options.Periods[j]
	for _, each := range []struct {
		dst *sf.Money
		sum decimal.Decimal
	}{{&o.Received, f.received}, {&o.Receivable, f.receivable}, {&o.Open, f.open}} {
		if *each.dst, err = sf.MoneyOf(each.sum, c.currency); err != nil {
			return err
		}
	}
	if c.coming != nil {
		if o.New, err = c.newMoney(j); err != nil {
			return err
		}
	}
	if c.inParts {
		wins, sure, _, faults := readTerms(f.terms)
		o.Range.Mean = momentsOf(wins, sure.Add(f.received)).mean + c.newMean(j+1) - c.newMean(j)
		return sf.Invalid(faults)
	}
	if o.Cash, err = Wins(f.terms, LatticeOptions{Cells: max(reportCells/len(c.flows), leastCells)}); err != nil {
		return err
	}
	if o.Cash, err = o.Cash.Shift(f.received); err != nil {
		return err
	}
	if c.coming != nil {
		q := c.newPaid(0, j, j+1)
		mean, variance := c.coming.countMoments(q)
		o.Cash = o.Cash.Sum(c.coming.compound(c.coming.counts(q), mean, variance))
	}
	o.Range = rangeOf(o.Cash)
	return nil
}

// newPaid returns by week the probability that the part of a new deal's money is paid between two boundaries.
func (c *cashing) newPaid(part, from, to int) []float64 {
	return c.coming.won(func(i, k int) float64 {
		row := c.coming.slots[i].rows[k]
		p := c.paid(row, c.cash.Schedule, part, to)
		if from >= 0 {
			p -= c.paid(row, c.cash.Schedule, part, from)
		}
		return max(p, 0)
	})
}

// newMean is the expected cash of new business before a boundary.
func (c *cashing) newMean(j int) (sum float64) {
	if c.coming == nil {
		return 0
	}
	amount, _ := c.coming.amountMoments()
	for part := range max(len(c.cash.Schedule), 1) {
		share := 1.0
		if c.cash.Delay == nil {
			share = decimalFloat(c.cash.Schedule[part].Share)
		}
		count, _ := c.coming.countMoments(c.newPaid(part, -1, j))
		sum += share * count * amount
	}
	return sum
}

// newMoney rounds cumulatively, so that periods add up.
func (c *cashing) newMoney(j int) (sf.Money, error) {
	var cum [2]sf.Money
	for i := range cum {
		m, err := sf.MoneyOf(decimal.NewFromFloat(c.newMean(j+i)), c.currency)
		if err != nil {
			return sf.Money{}, err
		}
		cum[i] = m.RoundTo(c.unit)
	}
	return cum[1].Sub(cum[0])
}

// rest is what the periods leave.
func (c *cashing) rest() (r CashRest, err error) {
	if r.Receivable, err = sf.MoneyOf(c.sum[0], c.currency); err != nil {
		return r, sf.Invalid([]sf.Note{tooLarge("amount")})
	}
	if r.Open, err = sf.MoneyOf(c.sum[1], c.currency); err != nil {
		return r, sf.Invalid([]sf.Note{tooLarge("amount")})
	}
	return r, nil
}

// cashNotes says what the numbers cannot show.
func (c *cashing) cashNotes() (notes []sf.Note) {
	if d := c.cash.Delay; d != nil {
		notes = append(notes, d.notes...)
		if won := c.wonDeals(); c.cash.Payments == nil && won > 0 {
			notes = append(notes, sf.NewNote(CodeNoBills, "", sf.F("n", sf.Int(int64(won)))))
		}
		if c.unseen > mostExtrapolated {
			notes = append(notes, sf.NewNote(CodeDelayExtrapolated, "", sf.F("share", sf.Float(round3(c.unseen)))))
		}
	}
	if c.noAmount > 0 {
		notes = append(notes, countNote(CodeBillAmount, c.noAmount, len(c.cash.Payments)))
	}
	if c.inParts {
		notes = append(notes, sf.NewNote(CodeCashParts, ""))
	}
	if c.coming != nil {
		notes = append(notes, c.coming.NewBusiness.notes...)
	}
	return notes
}

func (c *cashing) wonDeals() (n int) {
	for _, p := range c.closed {
		n += b2i(c.book.Pipeline.Outcome(p.stage) == stage.Won)
	}
	return n
}
