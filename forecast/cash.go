package forecast

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// MostCashDays is how far ahead [CashOf] reaches: two years.
const MostCashDays = 731

// CashOptions are the options of [CashOf]. Either Schedule or Delay says when the money of won deals comes.
type CashOptions struct {
	// Periods are what is asked about, as in [Options].
	Periods []sf.Period
	// Schedule is when the money of a deal comes that has no schedule of its own ([Deal].Schedule). Deals that are won already pay by it
	// to the day: what is due before the book's time counts as received, what is due later is sure.
	Schedule Schedule
	// Delay is how long customers take to pay, learned by [LearnPaymentDelay]; a deal is then paid as a whole. It does not go with
	// Schedule, nor with schedules of deals.
	Delay *PaymentDelay
	// Payments are the bills as they stand, for Delay: what is unpaid comes by the delay given how long it has waited, and what was paid
	// in a period before the book's time is received there. Bills and payments of the book's day or later are not known yet. Won deals of
	// the book that have no bill are not counted: whether they were paid is not known.
	Payments []Payment
	// NewBusiness is what deals bring that are not created yet; nil: open deals alone.
	NewBusiness *NewBusiness
	// Unit is what the expected cash of each installment is rounded to, half to even; zero: 0.01.
	Unit decimal.Decimal
}

// CashReport is what [CashOf] returns.
type CashReport struct {
	AsOf     time.Time       `json:"as_of"`
	Currency string          `json:"currency,omitzero"`
	Unit     decimal.Decimal `json:"unit"`
	// Delay is the median number of days from signing to payment, with its interval; zero with a schedule.
	Delay   sf.Estimate   `json:"delay_days,omitzero"`
	Periods []CashOutlook `json:"periods"`
	// Later is what is expected after the last period, or at no time that the model can name: nothing of it is lost.
	Later CashRest  `json:"later"`
	Notes []sf.Note `json:"notes,omitzero"`
}

// CashOutlook is the cash that one period brings.
type CashOutlook struct {
	Period   sf.Period `json:"period"`
	Received sf.Money  `json:"received"` // before the book's time
	// Receivable is expected of deals that are won and not paid, and Open of deals that are open: Σ amount × P(won, and paid in the
	// period). Each installment is rounded cumulatively, as [Outlook].Weighted is, so that periods, what is before them and Later add up
	// to the last digit.
	Receivable sf.Money `json:"receivable"`
	Open       sf.Money `json:"open"`
	// New is expected of deals that are created after the book's time; zero without NewBusiness.
	New sf.Money `json:"new,omitzero"`
	// Cash is the distribution of all four together, deals paying independently of each other. Nil where deals pay in several
	// installments.
	Cash *Distribution `json:"-"`
	// Range holds P10, P50 and P90 of Cash, and its mean, which is there in any case, unrounded.
	Range Range `json:"range"`
}

// CashRest is what the periods do not hold.
type CashRest struct {
	Receivable sf.Money `json:"receivable"`
	Open       sf.Money `json:"open"`
}

// CashOf returns when the money of a book comes, beside when its deals are won (成交回款): of deals won and not yet paid, of open ones, and
// of those that are not created yet. With F(t) the model's P(won by t), and G(d) the share paid within d days, of a schedule or learned,
// a deal pays in the period [From, To)
//
//	amount × Σ_d g(d)·(F(To − d) − F(From − d))     g(d) = G(d) − G(d − 1)
//
// where F is 0 at and before the book's time: the convolution of the time of the win with that of the payment, which is supposed to be as
// slow whatever the deal and however long it took to win it. Probabilities set by hand count as in [Run].
//
// Deals are taken to be independent, in winning and in paying, and to pay in full: the ranges are too narrow where customers share a
// fate, and the means are too high where bills are written off.
//
// The distribution is exact, as in [Wins] and [NewOutlook], where each deal pays at once: a deal then brings its amount or nothing. With
// installments only means are given.
//
// The cost is that of the model's word on each open deal for each day of the horizon. The error is an [*sf.InvalidError] that names every
// fault of the book and the options, or what the model cannot judge.
func CashOf(b *Book, m Model, o CashOptions) (*CashReport, error) {
	l, faults := b.check()
	options := Options{Periods: o.Periods, Unit: o.Unit, NewBusiness: o.NewBusiness}
	if l != nil {
		faults = append(faults, options.check(l)...)
		faults = append(faults, o.check(l)...)
	}
	if m == nil {
		faults = append(faults, sf.NewNote(CodeNoModel, "model"))
	}
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	c := newCashing(&run{ledger: l, options: options, unit: options.unit(), by: boundaries(o.Periods)}, o)
	return c.report(m)
}

// check finds every fault that [Options] do not have.
func (o CashOptions) check(l *ledger) (faults []sf.Note) {
	faults = o.Schedule.check("schedule")
	if (o.Delay == nil) == (len(o.Schedule) == 0) {
		faults = append(faults, sf.NewNote(CodeCashRule, "schedule"))
	}
	if o.Delay == nil && len(o.Payments) > 0 {
		faults = append(faults, sf.NewNote(CodeCashBills, "payments"))
	}
	if o.Delay != nil && o.Delay.asOf.After(l.book.AsOf) {
		faults = append(faults, sf.NewNote(CodeDelayLater, "delay", sf.F("fitted", sf.Instant(o.Delay.asOf)), sf.F("as_of", sf.Instant(l.book.AsOf))))
	}
	for i, d := range l.book.Deals {
		if len(d.Schedule) == 0 {
			continue
		}
		path := fmt.Sprintf("deals[%d].schedule", i)
		faults = append(faults, d.Schedule.check(path)...)
		if o.Delay != nil {
			faults = append(faults, sf.NewNote(CodeCashRule, path))
		}
	}
	faults = append(faults, billFaults(o.Payments)...)
	for i, p := range o.Payments {
		if p.Amount.Known() && !l.price(p.Amount) {
			faults = append(faults, currencyFault(fmt.Sprintf("payments[%d].amount", i), p.Amount.Currency(), l.currency))
		}
	}
	if last := len(o.Periods) - 1; last >= 0 && o.Periods[last].To.After(l.book.AsOf.AddDate(0, 0, MostCashDays)) {
		faults = append(faults, sf.NewNote(CodeCashHorizon, "periods", sf.F("most", sf.Int(MostCashDays))))
	}
	return faults
}
