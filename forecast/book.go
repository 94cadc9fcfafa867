package forecast

import (
	"fmt"
	"math"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Book is the book of business as it stood at one time: one pipeline, one time, one currency. A currency left empty is a unit of its own.
type Book struct {
	Pipeline *stage.Pipeline
	AsOf     time.Time   // nothing in the book is known later than this
	Calendar sf.Calendar // where days begin, for close dates and ages; zero: UTC
	Deals    []Deal
}

// Deal is one deal of a [Book]: open, or closed recently enough to count as won so far.
type Deal struct {
	ID       string
	Stage    string         // its id or an alias; a won or lost stage for a deal that has closed
	Owner    string         // who works it
	Entered  time.Time      // into its stage; for a closed deal, when it closed; zero: unknown
	Amount   sf.Money       // unknown adds no money
	Close    sf.Date        // the expected close date of the CRM; zero: none
	Group    []string       // where it is summed, outermost first: region, team, person
	Category stage.Category // zero: the stage's
	Override *float64       // P(win) set by hand; nil: the model's word
	Facts    sf.Facts       // what else is known, for models that read it; may be nil
	Schedule Schedule       // when its money comes once it is won, for [CashOf]; nil: as all deals' does
}

// BookOf returns the book that a view shows: its open deals, and the closed ones that closed at or after closedSince (the zero time:
// all of them). The function group says where a deal is summed; nil sums everything in one group.
func BookOf(v *funnel.View, closedSince time.Time, group func(funnel.Deal) []string) *Book {
	b := &Book{Pipeline: v.Pipeline(), AsOf: v.AsOf(), Calendar: v.Calendar()}
	for d := range v.Deals() {
		id, entered := d.Stage()
		if id == "" {
			continue // seen only in rows that move nothing
		}
		if closed, ok := d.Closed(); ok {
			if closed.Before(closedSince) {
				continue
			}
			entered = closed
		}
		deal := Deal{
			ID: d.ID(), Stage: id, Owner: d.Owner(), Entered: entered,
			Amount: d.Amount(), Close: d.Close(), Facts: d,
		}
		if group != nil {
			deal.Group = group(d)
		}
		b.Deals = append(b.Deals, deal)
	}
	return b
}

// position is one deal of a checked book.
type position struct {
	deal  *Deal
	stage int
}

// ledger is a checked book, its open deals apart from its closed ones, in the book's order.
type ledger struct {
	book     *Book
	today    sf.Date
	currency string // of the first known amount, of a deal or else of a quota
	priced   bool   // whether any amount is known
	open     []position
	closed   []position
}

// check finds every fault of the book.
func (b *Book) check() (*ledger, []sf.Note) {
	if b == nil || b.Pipeline == nil {
		return nil, []sf.Note{sf.NewNote(CodeNoPipeline, "pipeline")}
	}
	l := &ledger{book: b, today: b.Calendar.Date(b.AsOf)}
	var faults []sf.Note
	if b.AsOf.IsZero() {
		faults = append(faults, sf.NewNote(CodeNoAsOf, "as_of"))
	}
	seen := make(map[string]bool, len(b.Deals))
	for i := range b.Deals {
		d := &b.Deals[i]
		path := fmt.Sprintf("deals[%d]", i)
		if d.ID != "" && seen[d.ID] {
			faults = append(faults, sf.NewNote(CodeDuplicateDeal, path+".id", sf.F("deal", sf.Text(d.ID))))
		}
		seen[d.ID] = true
		faults = append(faults, l.checkDeal(d, path)...)
	}
	return l, faults
}

// checkDeal finds the faults of one deal and takes it in.
func (l *ledger) checkDeal(d *Deal, path string) (faults []sf.Note) {
	deal := sf.F("deal", sf.Text(d.ID))
	index, ok := l.book.Pipeline.Index(d.Stage)
	if !ok {
		faults = append(faults, sf.NewNote(CodeUnknownStage, path+".stage", deal, sf.F("stage", sf.Text(d.Stage))))
	}
	if d.Entered.After(l.book.AsOf) {
		faults = append(faults, sf.NewNote(CodeEnteredLater, path+".entered", deal, sf.F("entered", sf.Instant(d.Entered)), sf.F("as_of", sf.Instant(l.book.AsOf))))
	}
	if d.Amount.Known() && !l.price(d.Amount) {
		faults = append(faults, currencyFault(path+".amount", d.Amount.Currency(), l.currency))
	}
	if !d.Close.IsZero() && !d.Close.Valid() {
		faults = append(faults, sf.NewNote(CodeDate, path+".close", deal))
	}
	if d.Category > stage.Omitted {
		faults = append(faults, sf.NewNote(CodeCategory, path+".category", deal, sf.F("category", sf.Int(int64(d.Category)))))
	}
	if p := d.Override; p != nil && !(*p >= 0 && *p <= 1) { // NaN is neither
		faults = append(faults, sf.NewNote(CodeOverrideRange, path+".override", deal, sf.F("p", sf.Text(fmt.Sprint(*p)))))
	}
	if len(faults) > 0 {
		return faults
	}
	p := position{deal: d, stage: index}
	if l.book.Pipeline.Outcome(index) == stage.Open {
		l.open = append(l.open, p)
	} else {
		l.closed = append(l.closed, p)
	}
	return nil
}

// price takes the currency of the first amount for that of the book, and reports whether this amount is in it.
func (l *ledger) price(m sf.Money) bool {
	if !l.priced {
		l.currency, l.priced = m.Currency(), true
	}
	return m.Currency() == l.currency
}

func currencyFault(path, got, want string) sf.Note {
	return sf.NewNote(CodeCurrency, path, sf.F("currency", sf.Text(got)), sf.F("want", sf.Text(want)))
}

// openBook returns the book of the open deals alone, which is what a model sees.
func (l *ledger) openBook() *Book {
	b := *l.book
	b.Deals = make([]Deal, len(l.open))
	for i, p := range l.open {
		b.Deals[i] = *p.deal
	}
	return &b
}

// overdue reports whether a close date is known and has passed.
func overdue(due, today sf.Date) bool { return !due.IsZero() && due.Compare(today) < 0 }

// ageDays is how many days of the calendar a deal has been in its stage; ok is false when that is not known.
func (b *Book) ageDays(d *Deal) (days int, ok bool) {
	if d.Entered.IsZero() {
		return 0, false
	}
	return b.Calendar.Days(b.Calendar.Date(d.Entered), b.Calendar.Date(b.AsOf), false), true
}

// probability reports whether p is a probability.
func probability(p float64) bool { return p >= 0 && p <= 1 && !math.IsNaN(p) }
