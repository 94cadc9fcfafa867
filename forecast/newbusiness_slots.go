package forecast

import (
	"fmt"
	"math"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// coming is new business as one run asks about it: where in time deals are created, and how probable it is that one of them is won before
// each boundary.
type coming struct {
	*NewBusiness
	weeks int
	slots []slot
	notes []sf.Note
}

// slot is a day, or a part of one, on which a share of a week's deals is created.
type slot struct {
	week  int // from the book's time
	share float64
	at    time.Time
	rows  [][]float64 // for each entry stage P(won before each boundary)
}

// come asks the model of new business about deals created on each day until the last boundary. Weeks run from the book's time; a day on
// which one ends belongs to both, by its parts. A deal that is created on a day enters its first stage at the day's start, for the model.
func (r *run) come() (*coming, error) {
	n := r.options.NewBusiness
	c := &coming{NewBusiness: n}
	if len(n.entry) == 0 {
		return c, nil
	}
	last := r.by[len(r.by)-1]
	if last.After(r.book.AsOf.AddDate(0, 0, MostHorizonDays)) {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeNewHorizon, "periods", sf.F("most", sf.Int(MostHorizonDays)))})
	}
	if fault := n.tooMany(math.Ceil(last.Sub(r.book.AsOf).Hours() / (7 * 24))); fault != nil {
		return nil, sf.Invalid(fault)
	}
	zone := r.book.Calendar.Zone()
	from := r.book.AsOf
	left := r.today.AddDays(1).In(zone).Sub(from).Hours() / 24 // of the first day
	left = min(max(left, 0), 1)
	for day := 0; from.Before(last); day++ {
		rows, err := r.askNew(c, from)
		if err != nil {
			return nil, err
		}
		if day > 0 && left < 1 {
			c.slots = append(c.slots, slot{week: (day - 1) / 7, share: (1 - left) / 7, at: from, rows: rows})
		}
		c.slots = append(c.slots, slot{week: day / 7, share: left / 7, at: from, rows: rows})
		c.weeks = day/7 + 1
		from = r.today.AddDays(day + 1).In(zone)
	}
	return c, nil
}

// askNew asks about deals created at a time, one in each entry stage.
func (r *run) askNew(c *coming, at time.Time) ([][]float64, error) {
	b := &Book{Pipeline: r.book.Pipeline, AsOf: at, Calendar: r.book.Calendar}
	for _, e := range c.entry {
		b.Deals = append(b.Deals, Deal{ID: e.stage, Stage: e.stage, Entered: at})
	}
	won, notes, err := c.model.WinBy(nil, b, r.by)
	if err != nil {
		return nil, err
	}
	if at.Equal(r.book.AsOf) {
		c.notes = dropDateNotes(notes)
	}
	rows := make([][]float64, len(c.entry))
	for i := range rows {
		row := won[i*r.width() : (i+1)*r.width()-1]
		if slices.ContainsFunc(row, func(p float64) bool { return !probability(p) }) {
			return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeModelRow, "new_business", sf.F("deal", sf.Text(c.entry[i].stage)), sf.F("p", sf.Text(fmt.Sprint(row))))})
		}
		rising(row)
		rows[i] = row
	}
	return rows, nil
}

// won returns for each week the probability that a deal created in it is won between two boundaries, given by how a row becomes a
// probability.
func (c *coming) won(chance func(slot, entry int) float64) []float64 {
	q := make([]float64, c.weeks)
	for i, s := range c.slots {
		for k, e := range c.entry {
			q[s.week] += s.share * e.share * chance(i, k)
		}
	}
	return q
}

// between is the chance of a win between two boundaries.
func (c *coming) between(from, to int) []float64 {
	return c.won(func(i, k int) float64 { return c.slots[i].rows[k][to] - c.slots[i].rows[k][from] })
}

// created returns for each week the share of its deals that are created in a period.
func (c *coming) created(p sf.Period) []float64 {
	q := make([]float64, c.weeks)
	for _, s := range c.slots {
		if p.Contains(s.at) {
			q[s.week] += s.share
		}
	}
	return q
}
