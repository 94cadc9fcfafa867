package forecast

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Payment is one bill: what a signed deal owes and when it was paid.
type Payment struct {
	Deal   string
	Signed sf.Date  // the day from which the delay counts
	Paid   sf.Date  // zero: not yet
	Amount sf.Money // of the bill; unknown: it teaches the delay and adds no money
}

// PaymentDelay is how long it takes from signing to payment, learned from bills. It is made by [LearnPaymentDelay], immutable, and safe
// for concurrent use.
type PaymentDelay struct {
	asOf     time.Time
	survival *funnel.Survival
	curves   *funnel.Curves
	paid     int64
	notes    []sf.Note
}

// Stages of the pipeline of bills.
const (
	billOpen = iota
	billPaid
)

// billPipeline is the pipeline of bills: signed, paid.
func billPipeline() *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "payments", Stages: []stage.Stage{{ID: "signed"}, {ID: "paid", Outcome: stage.Won}}})
	if err != nil {
		panic("forecast: " + err.Error()) // it is always the same
	}
	return p
}

// LearnPaymentDelay learns from bills what is known at a time, days beginning as the calendar says. A bill that is not paid by then has
// waited so many days and goes on waiting: it is neither paid nor never paid, and counts as censored. Payments on that day or later are
// not known yet, nor are bills signed then. The delay of a bill paid before it was signed is 0; such bills are counted. All bills count
// alike, whatever their amount.
//
// The estimator is that of Kaplan and Meier (1958), in days; beyond the longest delay seen the last hazards go on, see [funnel.Curves].
// That customers who have not paid for longer than any other ever did will pay at all is the assumption there.
//
// The error is an [*sf.InvalidError]: bills without a day of signing or with impossible days, and no bill paid at all.
func LearnPaymentDelay(bills []Payment, asOf time.Time, c sf.Calendar) (*PaymentDelay, error) {
	d := &PaymentDelay{asOf: asOf}
	pipe, table, today := billPipeline(), funnel.NewLifeTable(1), c.Date(asOf)
	faults := billFaults(bills)
	advance := 0
	for _, b := range bills {
		if !b.Signed.Valid() || !precedes(b.Signed, today) {
			continue
		}
		visit := funnel.Visit{Stage: billOpen, Next: -1, Days: today.Number() - b.Signed.Number()}
		if b.paidBefore(today) {
			visit.Next, visit.Days = billPaid, b.Paid.Number()-b.Signed.Number()
			d.paid++
			if visit.Days < 0 {
				visit.Days = 0
				advance++
			}
		}
		table.Add(pipe, visit)
	}
	if d.paid == 0 && len(faults) == 0 {
		faults = append(faults, sf.NewNote(CodeNonePaid, "", sf.F("n", sf.Int(int64(len(bills))))))
	}
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	if advance > 0 {
		d.notes = append(d.notes, countNote(CodePaidEarly, advance, int(d.paid)))
	}
	if err := d.fit(table); err != nil {
		return nil, err
	}
	return d, nil
}

// fit makes the curves of a life table.
func (d *PaymentDelay) fit(table *funnel.LifeTable) error {
	h, err := table.Hazards(funnel.HazardOptions{})
	if err != nil {
		return err
	}
	if d.survival, err = h.Survival("signed"); err != nil {
		return err
	}
	d.curves, err = h.Curves(MostCashDays)
	return err
}

// billFaults finds bills that cannot be.
func billFaults(bills []Payment) (faults []sf.Note) {
	for i, b := range bills {
		if !b.Signed.Valid() || !b.Paid.IsZero() && !b.Paid.Valid() {
			faults = append(faults, sf.NewNote(CodePaymentDate, fmt.Sprintf("payments[%d]", i), sf.F("deal", sf.Text(b.Deal))))
		}
	}
	return faults
}

// paidBefore reports whether a bill is known to be paid on a day.
func (b Payment) paidBefore(today sf.Date) bool { return !b.Paid.IsZero() && precedes(b.Paid, today) }

// AsOf is the end of what it was learned from.
func (d *PaymentDelay) AsOf() time.Time { return d.asOf }

// Median returns the days by which half of the bills are paid, with its 95 % interval (Brookmeyer and Crowley 1982): what is elsewhere
// approached by days sales outstanding, without mixing in how sales grow. It is the zero Estimate where less than half were seen to be
// paid.
func (d *PaymentDelay) Median() sf.Estimate { return d.survival.Quantile(0.5) }

// By returns the probability that a bill which has not been paid for age days is paid within so many days, the present one being the
// first, and how much of that is extrapolated; see [funnel.Curves.WinBy]. Days beyond two years count as two years.
func (d *PaymentDelay) By(age, days int) (p, extrapolated float64) {
	return d.curves.WinBy(billOpen, age, min(days, MostCashDays))
}

// Notes says what a reader should know.
func (d *PaymentDelay) Notes() []sf.Note { return slices.Clone(d.notes) }

func precedes(d, e sf.Date) bool { return d.Compare(e) < 0 }
