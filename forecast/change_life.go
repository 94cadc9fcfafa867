package forecast

import (
	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// brought is what one deal brings in each column: the periods, then sooner and later.
type brought struct{ won, weighted []decimal.Decimal }

// turn is what one cause adds to what a deal brings.
type turn struct {
	cause ChangeCause
	by    brought
}

// life is what became of one deal between two books.
type life struct {
	id      string
	was, is *end // nil: not in that book
	turns   []turn
	skipped bool // its stage is none of the earlier pipeline
}

// end is a deal in one of the books.
type end struct {
	deal    *Deal
	outcome stage.Outcome
	brings  brought
}

// changing is a change under way.
type changing struct {
	was, is  Stand
	options  Options
	unit     decimal.Decimal
	currency string
	ledgers  [2]*ledger // of the earlier and the later book
	nameless int
}

// changeFrom checks what is asked.
func changeFrom(was, is Stand, o Options) (*changing, error) {
	o.Quotas = nil
	before, faults := was.Book.check()
	faults = within("was", faults)
	after, more := is.Book.check()
	faults = append(faults, within("is", more)...)
	for _, s := range []struct {
		model Model
		path  string
	}{{was.Model, "was.model"}, {is.Model, "is.model"}} {
		if s.model == nil {
			faults = append(faults, sf.NewNote(CodeNoModel, s.path))
		}
	}
	c := &changing{was: was, is: is, options: o, unit: o.unit(), ledgers: [2]*ledger{before, after}}
	if before != nil {
		faults = append(faults, o.check(before)...)
	}
	if before != nil && after != nil {
		faults = append(faults, c.compare(before, after)...)
	}
	return c, sf.Invalid(faults)
}

// within names the book that faults are of.
func within(book string, faults []sf.Note) []sf.Note {
	for i := range faults {
		faults[i].Path = book + "." + faults[i].Path
	}
	return faults
}

// compare checks the books against each other.
func (c *changing) compare(before, after *ledger) (faults []sf.Note) {
	from, to := before.book.AsOf, after.book.AsOf
	if to.Before(from) {
		faults = append(faults, sf.NewNote(CodeChangeOrder, "", sf.F("from", sf.Instant(from)), sf.F("to", sf.Instant(to))))
	}
	c.currency = before.currency
	if !before.priced {
		c.currency = after.currency
	} else if after.priced && after.currency != before.currency {
		faults = append(faults, currencyFault("is", after.currency, before.currency))
	}
	return faults
}

// columns is how many numbers a deal brings.
func (c *changing) columns() int { return len(c.options.Periods) + 2 }

func (c *changing) nothing() brought {
	return brought{make([]decimal.Decimal, c.columns()), make([]decimal.Decimal, c.columns())}
}

// weigh asks a model about open deals of a book, and returns what each brings.
func (c *changing) weigh(book Book, m Model, deals []Deal) ([][]decimal.Decimal, error) {
	book.Deals = deals
	l, faults := book.check()
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	r := &run{ledger: l, options: c.options, unit: c.unit, by: boundaries(c.options.Periods)}
	if _, err := r.ask(m); err != nil {
		return nil, err
	}
	out := make([][]decimal.Decimal, len(deals))
	last := r.width() - 1
	for i := range deals {
		row := make([]decimal.Decimal, r.width())
		for j := range row {
			row[j] = r.value.at(i*r.width() + j)
		}
		columns := make([]decimal.Decimal, 0, c.columns())
		for j := range c.options.Periods {
			columns = append(columns, row[j+1].Sub(row[j]))
		}
		out[i] = append(columns, row[0], row[last].Sub(row[last-1]))
	}
	return out, nil
}

// ends returns the deals of one book with what they bring, in the book's order: the open ones, then the closed ones.
func (c *changing) ends(l *ledger, m Model) ([]*end, error) {
	open := l.openBook()
	weighted, err := c.weigh(*open, m, open.Deals)
	if err != nil {
		return nil, err
	}
	ends := make([]*end, 0, len(l.open)+len(l.closed))
	for i, p := range l.open {
		e := &end{deal: p.deal, outcome: stage.Open, brings: c.nothing()}
		e.brings.weighted = weighted[i]
		ends = append(ends, e)
	}
	for _, p := range l.closed {
		e := &end{deal: p.deal, outcome: l.book.Pipeline.Outcome(p.stage), brings: c.nothing()}
		if e.outcome == stage.Won {
			e.brings.won = c.wonIn(l, p, p.deal.Amount)
		}
		ends = append(ends, e)
	}
	return ends, nil
}

// wonIn returns what a won deal of that amount brings to the period that it closed in.
func (c *changing) wonIn(l *ledger, p position, amount sf.Money) []decimal.Decimal {
	won := make([]decimal.Decimal, c.columns())
	at := (&run{ledger: l}).closedAt(p)
	for j, period := range c.options.Periods {
		if period.Contains(at) {
			won[j], _ = amount.Decimal()
		}
	}
	return won
}

// lives joins the deals of both books, and explains each.
func (c *changing) lives() ([]*life, error) {
	before, err := c.ends(c.ledgers[0], c.was.Model)
	if err != nil {
		return nil, err
	}
	after, err := c.ends(c.ledgers[1], c.is.Model)
	if err != nil {
		return nil, err
	}
	lives := make([]*life, 0, len(before)+len(after))
	byID := make(map[string]*life, len(before))
	for _, e := range before {
		x := &life{id: e.deal.ID, was: e}
		lives = append(lives, x)
		if x.id != "" {
			byID[x.id] = x
		}
	}
	for _, e := range after {
		x := byID[e.deal.ID]
		if x == nil {
			x = &life{id: e.deal.ID}
			lives = append(lives, x)
		}
		x.is = e
	}
	var open []*life
	for _, x := range lives {
		if x.id == "" {
			c.nameless++
		}
		if x.was != nil && x.is != nil && x.was.outcome == stage.Open && x.is.outcome == stage.Open {
			open = append(open, x)
			continue
		}
		c.explain(x)
	}
	return lives, c.walk(open)
}

// explain gives the causes of a deal that is in one book only, or closed in one.
func (c *changing) explain(x *life) {
	was, is := c.nothing(), c.nothing()
	if x.was != nil {
		was = x.was.brings
	}
	if x.is != nil {
		is = x.is.brings
	}
	if x.was != nil && x.is != nil && x.was.outcome == stage.Won && x.is.outcome == stage.Won {
		l := c.ledgers[1]
		moved := c.nothing()
		moved.won = c.wonIn(l, position{deal: x.is.deal}, x.was.deal.Amount)
		x.add(ChangeDate, was, moved)
		x.add(ChangeAmount, moved, is)
		return
	}
	x.add(causeOf(x), was, is)
}

// causeOf is the one cause of a deal that is in one book only, or closed in one.
func causeOf(x *life) ChangeCause {
	switch {
	case x.was == nil:
		return ChangeNew
	case x.is == nil:
		return ChangeGone
	}
	switch x.is.outcome {
	case stage.Won:
		return ChangeWon
	case stage.Lost:
		return ChangeLost
	default:
		return ChangeReopened
	}
}

// add notes what a cause did, if anything.
func (x *life) add(cause ChangeCause, from, to brought) {
	by, any := to.minus(from)
	if any {
		x.turns = append(x.turns, turn{cause, by})
	}
}

// minus returns the difference to what was brought before, and whether there is one.
func (b brought) minus(from brought) (by brought, any bool) {
	by = brought{make([]decimal.Decimal, len(b.won)), make([]decimal.Decimal, len(b.won))}
	for j := range b.won {
		by.won[j], by.weighted[j] = b.won[j].Sub(from.won[j]), b.weighted[j].Sub(from.weighted[j])
		any = any || by.won[j].Sign() != 0 || by.weighted[j].Sign() != 0
	}
	return by, any
}
