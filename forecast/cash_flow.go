package forecast

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// mostCashCells bounds the probabilities that are asked of the model at a time.
const mostCashCells = 1 << 21

// cashing is one cash forecast under way. Boundaries are those of the run's periods, its by; the model is asked about each of them less
// every possible delay.
type cashing struct {
	*run
	cash     CashOptions
	times    []time.Time
	at       map[int64]int      // where an instant stands in times
	delay    []delayed          // of a learned delay, by boundary
	flows    []flow             // by period
	sum      [2]decimal.Decimal // later: receivable, open
	inParts  bool               // some deal pays in several installments
	noAmount int                // bills
	unseen   float64
}

// flow is one period while it is being summed.
type flow struct {
	received, receivable, open decimal.Decimal
	terms                      []Term
}

// delayed is the probability of every delay that a boundary leaves room for, with where the boundary less the delay stands in times.
type delayed []struct {
	at int
	g  float64
}

func newCashing(r *run, o CashOptions) *cashing {
	c := &cashing{run: r, cash: o, at: make(map[int64]int), flows: make([]flow, len(o.Periods))}
	lags := map[int]bool{0: true}
	if o.Delay != nil {
		for d := range c.until(r.by[len(r.by)-1]) {
			lags[d] = true
		}
	}
	schedules := []Schedule{o.Schedule}
	for _, p := range r.open {
		schedules = append(schedules, p.deal.Schedule)
	}
	for _, s := range schedules {
		for _, each := range s {
			lags[each.Days] = true
		}
	}
	for _, t := range r.by {
		for d := range lags {
			if early := c.before(t, d); early.After(r.book.AsOf) {
				c.at[early.UnixNano()] = 0
			}
		}
	}
	for _, nano := range sortedInts(c.at) {
		c.at[nano] = len(c.times)
		c.times = append(c.times, time.Unix(0, nano).In(r.book.Calendar.Zone()))
	}
	if o.Delay != nil {
		c.delay = make([]delayed, len(r.by))
		for j := range r.by {
			c.delay[j] = c.delays(j)
		}
	}
	return c
}

func sortedInts(m map[int64]int) (keys []int64) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// before is so many days before an instant, at the same time of day.
func (c *cashing) before(t time.Time, days int) time.Time {
	return t.In(c.book.Calendar.Zone()).AddDate(0, 0, -days)
}

// until is how many days there are from the book's day, which is the first of them, to a time.
func (c *cashing) until(t time.Time) int {
	if !t.After(c.book.AsOf) {
		return 0
	}
	return c.book.Calendar.Date(t.Add(-1)).Number() - c.today.Number() + 1
}

// delays returns what a learned delay leaves of the time before a boundary.
func (c *cashing) delays(j int) (out delayed) {
	last := 0.0
	for d := range c.until(c.by[j]) {
		i, ok := c.at[c.before(c.by[j], d).UnixNano()]
		p, _ := c.cash.Delay.By(0, d+1)
		if ok {
			out = append(out, struct {
				at int
				g  float64
			}{i, p - last})
		}
		last = p
	}
	return out
}

// schedule is that of a deal; nil under a learned delay.
func (c *cashing) schedule(d *Deal) Schedule {
	if len(d.Schedule) > 0 {
		return d.Schedule
	}
	return c.cash.Schedule
}

// paid returns the probability that the part of a won deal's money is paid before a boundary, given the probabilities that it is won by
// each of the times.
func (c *cashing) paid(row []float64, s Schedule, part, j int) (p float64) {
	if c.cash.Delay != nil {
		for _, each := range c.delay[j] {
			p += each.g * row[each.at]
		}
		return min(p, 1)
	}
	if i, ok := c.at[c.before(c.by[j], s[part].Days).UnixNano()]; ok {
		return row[i]
	}
	return 0
}

// parts are the installments of an amount.
func (c *cashing) parts(amount decimal.Decimal, s Schedule) []decimal.Decimal {
	if c.cash.Delay != nil {
		return []decimal.Decimal{amount}
	}
	c.inParts = c.inParts || len(s) > 1
	return s.split(amount, c.unit)
}

// expect adds what is paid with a probability that grows from boundary to boundary, and in the end.
func (c *cashing) expect(amount decimal.Decimal, paid func(j int) float64, ever float64, open bool) error {
	money, err := sf.MoneyOf(amount, c.currency)
	weighted := func(p float64) (x decimal.Decimal) {
		if err == nil {
			var m sf.Money
			m, err = money.Weighted(p, c.unit)
			x, _ = m.Decimal()
		}
		return x
	}
	before := min(paid(0), ever)
	cum := weighted(before)
	for j := range c.flows {
		by := min(max(paid(j+1), before), ever)
		next := weighted(by)
		f := &c.flows[j]
		if open {
			f.open = f.open.Add(next.Sub(cum))
		} else {
			f.receivable = f.receivable.Add(next.Sub(cum))
		}
		f.terms = append(f.terms, Term{Amount: amount, P: by - before})
		before, cum = by, next
	}
	last := &c.sum[b2i(open)]
	*last = last.Add(weighted(ever).Sub(cum))
	if err != nil {
		return sf.Invalid([]sf.Note{tooLarge("amount")})
	}
	return nil
}

// bills adds what the bills say: received, and unpaid ones by the delay.
func (c *cashing) bills() error {
	owed, unseen := 0.0, 0.0
	for _, b := range c.cash.Payments {
		amount, known := b.Amount.Decimal()
		if !precedes(b.Signed, c.today) {
			continue
		}
		if !known {
			c.noAmount++
			continue
		}
		if b.paidBefore(c.today) {
			c.receive(amount, b.Paid.In(c.book.Calendar.Zone()))
			continue
		}
		age, last := c.today.Number()-b.Signed.Number(), len(c.by)-1
		err := c.expect(amount, func(j int) float64 {
			p, _ := c.cash.Delay.By(age, c.until(c.by[j]))
			return p
		}, 1, false)
		if err != nil {
			return err
		}
		_, x := c.cash.Delay.By(age, c.until(c.by[last]))
		owed, unseen = owed+b.Amount.Float64(), unseen+x*b.Amount.Float64()
	}
	if owed > 0 {
		c.unseen = unseen / owed
	}
	return nil
}

// receive adds what was paid.
func (c *cashing) receive(amount decimal.Decimal, at time.Time) {
	for j, p := range c.options.Periods {
		if p.Contains(at) {
			c.flows[j].received = c.flows[j].received.Add(amount)
		}
	}
}

// scheduled adds the installments of the deals that are won already.
func (c *cashing) scheduled() error {
	for _, p := range c.closed {
		amount, known := p.deal.Amount.Decimal()
		if !known || c.book.Pipeline.Outcome(p.stage) != stage.Won {
			continue
		}
		s := c.schedule(p.deal)
		for i, part := range c.parts(amount, s) {
			due := c.closedAt(p).In(c.book.Calendar.Zone()).AddDate(0, 0, s[i].Days)
			if due.Before(c.book.AsOf) {
				c.receive(part, due)
				continue
			}
			if err := c.expect(part, func(j int) float64 { return float64(b2i(due.Before(c.by[j]))) }, 1, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// openDeals asks the model about the open deals, some at a time, and adds what they pay.
func (c *cashing) openDeals(m Model) error {
	width := len(c.times) + 1
	each := max(mostCashCells/width, 1)
	for from := 0; from < len(c.open); from += each {
		l := *c.ledger
		l.open = c.open[from:min(from+each, len(c.open))]
		r := &run{ledger: &l, options: c.options, unit: c.unit, by: c.times}
		won, _, err := m.WinBy(nil, l.openBook(), c.times)
		if err != nil {
			return err
		}
		var faults []sf.Note
		for i, p := range l.open {
			row := won[i*width : (i+1)*width]
			if bad := checkRow(row, from+i, p); len(bad) > 0 {
				faults = append(faults, bad...)
				continue
			}
			if p.deal.Override != nil {
				r.override(row, p.deal)
			}
			if err := c.openDeal(p.deal, row); err != nil {
				return err
			}
		}
		if len(faults) > 0 {
			return sf.Invalid(faults)
		}
	}
	return nil
}

func (c *cashing) openDeal(d *Deal, row []float64) error {
	amount, known := d.Amount.Decimal()
	if !known {
		return nil
	}
	s := c.schedule(d)
	for i, part := range c.parts(amount, s) {
		if err := c.expect(part, func(j int) float64 { return c.paid(row, s, i, j) }, row[len(row)-1], true); err != nil {
			return err
		}
	}
	return nil
}
