package forecast

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Run forecasts a book with a model: what every group can expect of every period, and what comes sooner or later than all of them.
//
// It fails with one [*sf.InvalidError] that names every fault of the book and the options, or what the model cannot judge. The cost is
// that of one distribution for each group and period; see [Wins]. Their memory is bounded by 2²⁴ points in all (twice with dependence), or a
// thousand for each where there are very many, on coarser lattices the more there are: a note says how coarse for more than 65,536 deals, and
// where it widens a standard deviation by more than a thousandth. What a Distribution is asked for later is found in the rows of the run,
// which the report keeps: some 100 bytes a deal.
func Run(b *Book, m Model, o Options) (*Report, error) {
	r, notes, err := newRun(b, m, o)
	if err != nil {
		return nil, err
	}
	if o.NewBusiness != nil {
		if r.coming, err = r.come(); err != nil {
			return nil, err
		}
	}
	l := r.ledger
	total, faults := r.report(treeOf(l, o.Quotas))
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	rep := &Report{
		AsOf: b.AsOf, Currency: l.currency, Unit: r.unit, Rollup: o.Rollup,
		Amounts: o.Amounts, Total: total, Notes: slices.Concat(notes, r.notes(), r.amountNotes()),
	}
	if !o.Dependence.IsZero() {
		r.depend(rep)
	}
	rep.Notes = append(rep.Notes, r.latticeNote(total)...)
	if r.coming != nil {
		rep.Notes = append(rep.Notes, r.newNotes(rep)...)
	}
	return rep, nil
}

// run is one run under way.
type run struct {
	*ledger
	options Options
	unit    decimal.Decimal
	by      []time.Time         // the start of the first period, then the end of each
	won     []float64           // for each open deal a row over by, then P(win) ever: cumulative, overrides included
	amount  []decimal.Decimal   // of each open deal, 0 where it is not known
	cells   float64             // of a distribution, for each square root of its deals; see cellsEach
	value   *weightings         // the same rows weighted and rounded
	ratios  []*Ratios           // by stage, those of Options.Amounts; nil without
	said    [][]decimal.Decimal // for open deals with an override, the row of the model alone, weighted and rounded
	coming  *coming             // nil: no new business
}

// newRun checks everything, further faults included, and asks the model.
func newRun(b *Book, m Model, o Options, further ...sf.Note) (*run, []sf.Note, error) {
	l, faults := b.check()
	if l != nil {
		faults = append(faults, o.check(l)...)
	}
	if m == nil {
		faults = append(faults, sf.NewNote(CodeNoModel, "model"))
	}
	if faults = append(faults, further...); len(faults) > 0 {
		return nil, nil, sf.Invalid(faults)
	}
	r := &run{ledger: l, options: o, unit: o.unit(), by: boundaries(o.Periods)}
	notes, err := r.ask(m)
	return r, notes, err
}

// boundaries returns the start of the first period and the end of each.
func boundaries(periods []sf.Period) []time.Time {
	by := []time.Time{periods[0].From}
	for _, p := range periods {
		by = append(by, p.To)
	}
	return by
}

// width is the length of a row.
func (r *run) width() int { return len(r.by) + 1 }

// ask fills the rows of all open deals.
func (r *run) ask(m Model) ([]sf.Note, error) {
	r.ratios = r.options.Amounts.byStage(r.book.Pipeline)
	open := r.openBook()
	won, notes, err := m.WinBy(nil, open, r.by)
	if err != nil {
		return nil, err
	}
	if len(won) != len(open.Deals)*r.width() {
		panic("forecast: the model did not fill a row for each deal")
	}
	r.won = won
	r.amount = make([]decimal.Decimal, len(r.open))
	r.value = weightingsOf(len(won), r.unit)
	r.said = make([][]decimal.Decimal, len(r.open))
	return append(FitOf(m).later(r.book.AsOf), notes...), sf.Invalid(r.fillAll())
}

// fillAll fills the rows of all open deals. They are independent of each other, so the processors share them out; the faults come in
// the order of the deals, however many there are.
func (r *run) fillAll() []sf.Note {
	workers := runtime.GOMAXPROCS(0)
	faults := make([][]sf.Note, workers)
	far := make([]map[int]decimal.Decimal, workers)
	var group sync.WaitGroup
	for k := range workers {
		group.Go(func() {
			far[k] = make(map[int]decimal.Decimal)
			for i := k * len(r.open) / workers; i < (k+1)*len(r.open)/workers; i++ {
				faults[k] = append(faults[k], r.fill(i, r.open[i], far[k])...)
			}
		})
	}
	group.Wait()
	for _, each := range far {
		r.value.take(each)
	}
	return slices.Concat(faults...)
}

// fill checks one deal's row, puts the override in, and weighs the amount; values too long for machine words go to far.
func (r *run) fill(i int, p position, far map[int]decimal.Decimal) []sf.Note {
	row := r.won[i*r.width() : (i+1)*r.width()]
	if faults := checkRow(row, i, p); len(faults) > 0 {
		return faults
	}
	if p.deal.Override != nil {
		if r.said[i] = r.model(row, p.deal.Amount); r.said[i] == nil {
			return []sf.Note{tooLarge("amount")}
		}
		r.override(row, p.deal)
	}
	r.amount[i], _ = p.deal.Amount.Decimal()
	for j, w := range row {
		at := i*r.width() + j
		units, value, err := r.value.weigh(p.deal.Amount, w)
		if err != nil {
			return []sf.Note{tooLarge("amount")}
		}
		r.value.units[at] = units
		if value.Sign() != 0 {
			far[at] = value
		}
	}
	return nil
}

// checkRow refuses the row of the i-th open deal where it is none, and makes up for rounding.
func checkRow(row []float64, i int, p position) []sf.Note {
	for j := range row {
		falls := j > 0 && row[j] < row[j-1]-1e-12
		if !probability(row[j]) || falls {
			return []sf.Note{sf.NewNote(CodeModelRow, fmt.Sprintf("deals[%d]", i), sf.F("deal", sf.Text(p.deal.ID)), sf.F("p", sf.Text(fmt.Sprint(row))))}
		}
		if j > 0 {
			row[j] = max(row[j], row[j-1])
		}
	}
	return nil
}

// model returns a row as the model has it, weighted and rounded; nil where that is too large.
func (r *run) model(row []float64, amount sf.Money) []decimal.Decimal {
	said := make([]decimal.Decimal, len(row))
	for j, p := range row {
		value, err := amount.Weighted(p, r.unit)
		if err != nil {
			return nil
		}
		said[j], _ = value.Decimal()
	}
	return said
}

// override scales a row to the probability set by hand, so that the model keeps the timing; where the model sees no chance at all, the
// close date gives it.
func (r *run) override(row []float64, d *Deal) {
	p := *d.Override
	ever := row[len(row)-1]
	if ever > 0 {
		for j := range row {
			row[j] = min(row[j]/ever*p, p)
		}
		row[len(row)-1] = p
		return
	}
	due := r.due(d)
	for j, t := range r.by {
		if !due.IsZero() && due.Before(t) {
			row[j] = p
		}
	}
	row[len(row)-1] = p
}

// notes says what the numbers cannot show.
func (r *run) notes() (notes []sf.Note) {
	missing, overridden := 0, 0
	for _, p := range r.open {
		if !p.deal.Amount.Known() {
			missing++
		}
		if p.deal.Override != nil {
			overridden++
		}
	}
	if missing > 0 {
		notes = append(notes, countNote(CodeAmountMissing, missing, len(r.open)))
	}
	if overridden > 0 {
		notes = append(notes, countNote(CodeOverridden, overridden, len(r.open)))
	}
	if len(r.open) > 1 && r.options.Dependence.IsZero() {
		notes = append(notes, sf.NewNote(CodeIndependent, ""))
	}
	return notes
}

func tooLarge(what string) sf.Note {
	return sf.NewNote(CodeTooLarge, "", sf.F("what", sf.Text(what)))
}

// category is where a deal is counted.
func (r *run) category(p position) stage.Category {
	if p.deal.Category != stage.ByOutcome {
		return p.deal.Category
	}
	return r.book.Pipeline.Category(p.stage)
}
