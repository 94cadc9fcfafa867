package forecast

import (
	"cmp"
	"slices"
	"sort"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// pricedLife is the last life of a deal, from its creation or its last reopening on, with the amounts that books showed of it. What a deal
// was before it was reopened is undone.
type pricedLife struct {
	deal    funnel.Deal
	outcome stage.Outcome
	end     time.Time  // when it closed, or the view's time
	stays   []seenStay // in open stages, in order
	amounts []shownAmount
}

// seenStay is a stay in an open stage: from, or from when the first book could show it there, to.
type seenStay struct {
	stage         int
	entered, from time.Time
	to            time.Time
	whole         bool // it was under observation from its beginning
}

// shownAmount is an amount that books show from a time on, until the next.
type shownAmount struct {
	from   time.Time
	amount sf.Money
}

// livesOf reads the last life of every deal of a view that was in an open stage, by id.
func livesOf(v *funnel.View, yield func(*pricedLife)) {
	since, bounded := v.Since()
	for d := range v.Deals() {
		l := &pricedLife{deal: d, outcome: d.Outcome(), end: v.AsOf()}
		if closed, ok := d.Closed(); ok {
			l.end = closed
		}
		rows := d.Rows()
		l.read(rows, v.Pipeline())
		if len(l.stays) == 0 || bounded && l.outcome != stage.Open && l.end.Before(since) {
			continue
		}
		l.observe(d.Visits())
		l.amounts = amountsShown(rows)
		yield(l)
	}
}

// read finds the stays of the last life.
func (l *pricedLife) read(rows []funnel.Row, p *stage.Pipeline) {
	open := false
	for _, r := range rows {
		if !r.Moved {
			continue
		}
		if open {
			l.stays[len(l.stays)-1].to = r.At
		}
		was := open
		open = p.Outcome(r.Stage) == stage.Open
		if open && !was {
			l.stays = l.stays[:0] // it begins, or begins anew
		}
		if open {
			l.stays = append(l.stays, seenStay{stage: r.Stage, entered: r.At, from: later(r.At, r.Recorded), to: l.end})
		}
	}
}

// observe marks the stays that were under observation from their beginning.
func (l *pricedLife) observe(visits []funnel.Visit) {
	for i := range l.stays {
		s := &l.stays[i]
		s.whole = slices.ContainsFunc(visits, func(x funnel.Visit) bool {
			return x.Stage == s.stage && x.Entered.Equal(s.entered) && x.Since.Equal(x.Entered)
		})
	}
}

// amountsShown returns what books showed as the amount of a deal: at each time that of the last row, in the order in which they happened, of
// those that had happened and were on record.
func amountsShown(rows []funnel.Row) (shown []shownAmount) {
	type stated struct {
		shownAmount
		order int
	}
	var all []stated
	for i, r := range rows {
		if r.Amount.Known() {
			all = append(all, stated{shownAmount{later(r.At, r.Recorded), r.Amount}, i})
		}
	}
	slices.SortStableFunc(all, func(a, b stated) int { return cmp.Or(a.from.Compare(b.from), cmp.Compare(a.order, b.order)) })
	last := -1
	for _, s := range all {
		if s.order > last {
			last = s.order
			shown = append(shown, s.shownAmount)
		}
	}
	return shown
}

// amountAt returns the amount that a book showed at a time; unknown before the first.
func (l *pricedLife) amountAt(t time.Time) (m sf.Money) {
	if i := l.until(t); i > 0 {
		return l.amounts[i-1].amount
	}
	return sf.Money{}
}

// until counts the amounts shown by a time.
func (l *pricedLife) until(t time.Time) int {
	return sort.Search(len(l.amounts), func(i int) bool { return l.amounts[i].from.After(t) })
}

// pieces yields what books showed as the amount during a stay, and for how long.
func (l *pricedLife) pieces(s seenStay, yield func(sf.Money, time.Duration)) {
	for at := s.from; at.Before(s.to); {
		next := s.to
		i := l.until(at)
		if i < len(l.amounts) && l.amounts[i].from.Before(next) {
			next = l.amounts[i].from
		}
		yield(l.amountAt(at), next.Sub(at))
		at = next
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// oneCurrency takes amounts of one currency and finds those of others.
type oneCurrency struct {
	currency string
	priced   bool
	fault    []sf.Note // of the first amount in another
}

// take returns a known amount as a float.
func (c *oneCurrency) take(m sf.Money, deal string) (amount float64, ok bool) {
	if !m.Known() {
		return 0, false
	}
	if !c.priced {
		c.currency, c.priced = m.Currency(), true
	}
	if m.Currency() != c.currency {
		if c.fault == nil {
			c.fault = []sf.Note{currencyFault("deals."+deal, m.Currency(), c.currency)}
		}
		return 0, false
	}
	return m.Float64(), true
}
