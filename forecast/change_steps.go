package forecast

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// alteration changes one thing of a deal to what it is now, and reports whether it may have made a difference.
type alteration struct {
	cause ChangeCause
	alter func(d *Deal, is *Deal) bool
}

// alterations are the steps from the earlier state of an open deal to the later one, under the earlier model at the later time.
var alterations = [...]alteration{
	{ChangeAge, func(*Deal, *Deal) bool { return true }},
	{ChangeStage, func(d, is *Deal) bool {
		changed := d.Stage != is.Stage || !d.Entered.Equal(is.Entered)
		d.Stage, d.Entered = is.Stage, is.Entered
		return changed
	}},
	{ChangeDate, func(d, is *Deal) bool {
		changed := d.Close != is.Close
		d.Close = is.Close
		return changed
	}},
	{ChangeAmount, func(d, is *Deal) bool {
		changed := !d.Amount.Equal(is.Amount)
		d.Amount = is.Amount
		return changed
	}},
	{ChangeOverride, func(d, is *Deal) bool {
		changed := (d.Override == nil) != (is.Override == nil) || d.Override != nil && *d.Override != *is.Override
		d.Override = is.Override
		return changed
	}},
	{ChangeFacts, func(d, is *Deal) bool {
		changed := d.Facts != nil || is.Facts != nil || d.Owner != is.Owner || d.Category != is.Category
		*d = *is
		return changed
	}},
}

// walk takes the deals that are open in both books from the earlier state to the later one. A deal whose new stage the earlier pipeline does
// not have as an open one only grows older under the earlier model; the rest is the new model's.
func (c *changing) walk(lives []*life) error {
	states := make([]Deal, len(lives))
	stands := make([]brought, len(lives))
	for i, x := range lives {
		states[i], stands[i] = *x.was.deal, x.was.brings
		at, ok := c.was.Book.Pipeline.Index(x.is.deal.Stage)
		x.skipped = !ok || c.was.Book.Pipeline.Outcome(at) != stage.Open
	}
	book := *c.was.Book
	book.AsOf = c.is.Book.AsOf
	for _, a := range alterations {
		var which []int
		var asked []Deal
		for i, x := range lives {
			if x.skipped && a.cause != ChangeAge {
				continue
			}
			if a.alter(&states[i], x.is.deal) {
				which, asked = append(which, i), append(asked, states[i])
			}
		}
		weighted, err := c.weigh(book, c.was.Model, asked)
		if err != nil {
			return err
		}
		for k, i := range which {
			next := brought{stands[i].won, weighted[k]}
			lives[i].add(a.cause, stands[i], next)
			stands[i] = next
		}
	}
	for i, x := range lives {
		x.add(ChangeModel, stands[i], x.is.brings)
	}
	return nil
}

// notes says what the numbers cannot show.
func (c *changing) notes(lives []*life) (notes []sf.Note) {
	gone, skipped := 0, 0
	for _, x := range lives {
		if x.is == nil && x.id != "" {
			gone++
		}
		if x.skipped {
			skipped++
		}
	}
	for _, n := range []struct {
		code sf.Code
		n    int
	}{{CodeChangeNameless, c.nameless}, {CodeChangeGone, gone}, {CodeChangeStage, skipped}} {
		if n.n > 0 {
			notes = append(notes, sf.NewNote(n.code, "", sf.F("n", sf.Int(int64(n.n)))))
		}
	}
	return notes
}
