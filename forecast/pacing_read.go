package forecast

import (
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// pacer reads periods from a history.
type pacer struct {
	history  *funnel.History
	calendar sf.Calendar
	options  PacingOptions
	wins     map[string]laterWin // by deal: the wins of the past periods, as known today
	currency string              // of the first known amount
	priced   bool
	faults   []sf.Note
}

// laterWin is a deal that is won, as known today.
type laterWin struct {
	at     time.Time
	amount decimal.Decimal
}

// days counts the days of the calendar between two instants.
func (p *pacer) days(from, to time.Time) int {
	return p.calendar.Days(p.calendar.Date(from), p.calendar.Date(to), false)
}

// point returns the instant of a past period that is like asOf in the one under way: the same day, by the anchor, at the same time of day.
func (p *pacer) point(past, now sf.Period, asOf time.Time) time.Time {
	day := p.calendar.Date(past.From).AddDays(p.days(now.From, asOf))
	if p.options.Anchor == BeforeEnd {
		day = p.calendar.Date(past.To).AddDays(-p.days(asOf, now.To))
	}
	clock := asOf.In(p.calendar.Zone())
	at := time.Date(int(day.Year), time.Month(day.Month), int(day.Day), clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), clock.Location())
	switch {
	case at.Before(past.From):
		return past.From
	case at.After(past.To):
		return past.To
	}
	return at
}

// counts reports whether a deal is asked about.
func (p *pacer) counts(d funnel.Deal) bool { return p.options.Only == nil || p.options.Only(d) }

// amount returns a deal's amount, and refuses a second currency.
func (p *pacer) amount(d funnel.Deal) (amount decimal.Decimal, known bool) {
	m := d.Amount()
	if !m.Known() {
		return decimal.Decimal{}, false
	}
	if !p.priced {
		p.currency, p.priced = m.Currency(), true
	}
	if m.Currency() != p.currency {
		if len(p.faults) == 0 {
			p.faults = append(p.faults, currencyFault("deals."+d.ID(), m.Currency(), p.currency))
		}
		return decimal.Decimal{}, false
	}
	amount, _ = m.Decimal()
	return amount, true
}

// readWins reads what is known today of the wins of the past periods.
func (p *pacer) readWins(today *funnel.View, past []sf.Period) {
	p.wins = make(map[string]laterWin)
	if len(past) == 0 {
		return
	}
	for d := range today.Deals() {
		at, closed := d.Closed()
		if !closed || at.Before(past[0].From) || d.Outcome() != stage.Won || !p.counts(d) {
			continue
		}
		amount, _ := p.amount(d)
		p.wins[d.ID()] = laterWin{at, amount}
	}
}

// paceSums is one period under way.
type paceSums struct {
	pace                             Pace
	won, due, open, came, fromOpened decimal.Decimal
}

// pace reads where a period stood at a point.
func (p *pacer) pace(period sf.Period, at time.Time) Pace { return p.close(p.stand(period, at)) }

// stand sums what was known of a period at a point.
func (p *pacer) stand(period sf.Period, at time.Time) *paceSums {
	s := &paceSums{pace: Pace{Period: period, At: at}}
	today := p.calendar.Date(at)
	for d := range p.history.AsOf(at).Deals() {
		if d.StageIndex() < 0 || !p.counts(d) {
			continue
		}
		closed, ended := d.Closed()
		if ended && (d.Outcome() != stage.Won || !period.Contains(closed)) {
			continue
		}
		amount, known := p.amount(d)
		if !known {
			s.pace.NoAmount++
		}
		if ended {
			s.pace.WonDeals++
			s.won = s.won.Add(amount)
			continue
		}
		s.opened(d, amount, at, today, p.calendar.Zone())
		if win, ok := p.wins[d.ID()]; ok && period.Contains(win.at) {
			s.fromOpened = s.fromOpened.Add(win.amount)
		}
	}
	return s
}

// opened adds a deal that was open at the point.
func (s *paceSums) opened(d funnel.Deal, amount decimal.Decimal, at time.Time, today sf.Date, zone *time.Location) {
	s.pace.OpenDeals++
	s.open = s.open.Add(amount)
	due := d.Close()
	if due.IsZero() {
		return
	}
	when := due.In(zone)
	if overdue(due, today) || when.Before(at) {
		when = at // as in a run: due at once
	}
	if s.pace.Period.Contains(when) {
		s.pace.DueDeals++
		s.due = s.due.Add(amount)
	}
}

// past reads where a past period stood at a point, and what it came to.
func (p *pacer) past(period sf.Period, at time.Time) Pace {
	s := p.stand(period, at)
	s.pace.Unknown = true
	for range p.history.AsOf(period.From).Deals() {
		s.pace.Unknown = false
		break
	}
	for _, win := range p.wins {
		if period.Contains(win.at) {
			s.pace.CameDeals++
			s.came = s.came.Add(win.amount)
		}
	}
	pace := p.close(s)
	after := s.came.Sub(s.won)
	pace.Came, pace.After = p.money(s.came), p.money(after)
	pace.FromOpen, pace.FromOther = p.money(s.fromOpened), p.money(after.Sub(s.fromOpened))
	if s.came.Sign() > 0 {
		share := s.won.InexactFloat64() / s.came.InexactFloat64()
		pace.Share = &share
	}
	return pace
}

// close turns the sums known at the point into money.
func (p *pacer) close(s *paceSums) Pace {
	s.pace.Won, s.pace.Due, s.pace.Open = p.money(s.won), p.money(s.due), p.money(s.open)
	return s.pace
}

// money is a sum in the currency.
func (p *pacer) money(sum decimal.Decimal) sf.Money {
	m, err := sf.MoneyOf(sum, p.currency)
	if err != nil && len(p.faults) == 0 {
		p.faults = append(p.faults, tooLarge("amount"))
	}
	return m
}
