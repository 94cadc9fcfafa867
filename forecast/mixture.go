package forecast

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Weighted is one of the models of [Mixed].
type Weighted struct {
	Model  Model
	Weight float64 // against those of the others; 0 leaves the model out
}

// Mixed returns the weighted mean of several models, the linear opinion pool (Stone 1961, Annals of Mathematical Statistics 32):
//
//	P(won by t) = Σ_m w_m·P_m(won by t) / Σ_m w_m
//
// for every deal alike, and of P(won ever). Weights learned from how the models did in the past go here; those that go by the stage and its
// evidence are [Blended]. The mean is continuous in the weights and keeps rows in [0, 1] and rising.
//
// The error is an [*sf.InvalidError]: a weight that is no finite number of at least 0, weights that are all 0, a missing model, and what a
// model with a weight refuses. The cost is the sum of theirs. Notes that models share are told once.
func Mixed(parts ...Weighted) Model { return mixed(slices.Clone(parts)) }

type mixed []Weighted

// Fit is the latest of those with a weight.
func (m mixed) Fit() (f Fit) {
	for _, part := range m {
		if part.Weight > 0 && part.Model != nil {
			f = f.with(FitOf(part.Model))
		}
	}
	return f
}

func (m mixed) WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error) {
	l, faults := b.check()
	faults = append(faults, m.faults()...)
	if len(faults) > 0 {
		return nil, nil, sf.Invalid(faults)
	}
	most, sum := 0.0, 0.0
	for _, part := range m {
		most = max(most, part.Weight)
	}
	for _, part := range m {
		sum += part.Weight / most // the sum of weights themselves may be beyond the range
	}
	dst = rows(dst, len(b.Deals), len(by)+1)
	clear(dst)
	mix := &mixture{ledger: l, dst: dst, by: by}
	for _, part := range m {
		share := part.Weight / most / sum
		if err := mix.add(part.Model, func(int) float64 { return share }); err != nil {
			return nil, nil, err
		}
	}
	return dst, mix.done(), nil
}

// faults returns what is wrong with the weights.
func (m mixed) faults() (faults []sf.Note) {
	most := 0.0
	for i, part := range m {
		path := fmt.Sprintf("parts[%d]", i)
		if !(part.Weight >= 0) || math.IsInf(part.Weight, 1) {
			faults = append(faults, weightFault(path+".weight", part.Weight))
		}
		if part.Model == nil {
			faults = append(faults, sf.NewNote(CodeNoModel, path+".model"))
		}
		most = max(most, part.Weight)
	}
	if most == 0 && len(faults) == 0 {
		faults = append(faults, weightFault("parts", 0))
	}
	return faults
}

func weightFault(path string, w float64) sf.Note {
	return sf.NewNote(CodeWeight, path, sf.F("weight", sf.Text(fmt.Sprint(w))))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// mixture sums the rows of models by weight.
type mixture struct {
	*ledger
	dst   []float64
	by    []time.Time
	least float64 // the weight that a model needs in some stage for its notes to be passed on
	notes []sf.Note
	dates bool // a model that is heard went by close dates
}

// add asks a model about the open deals in the stages where it has a weight.
func (x *mixture) add(m Model, weight func(stage int) float64) error {
	asked, weights := *x.book, make([]float64, 0, len(x.open))
	asked.Deals = make([]Deal, 0, len(x.open))
	at := make([]int, 0, len(x.open)) // where the deals of asked stand in the book
	heard := false
	for i := range x.book.Deals {
		index, _ := x.book.Pipeline.Index(x.book.Deals[i].Stage)
		if x.book.Pipeline.Outcome(index) != stage.Open {
			continue
		}
		if w := weight(index); w > 0 {
			asked.Deals, at, weights = append(asked.Deals, x.book.Deals[i]), append(at, i), append(weights, w)
			heard = heard || w >= x.least
		}
	}
	if len(at) == 0 {
		return nil
	}
	won, notes, err := m.WinBy(nil, &asked, x.by)
	if err != nil {
		return err
	}
	width := len(x.by) + 1
	for k, i := range at {
		row := x.dst[i*width : (i+1)*width]
		for j := range row {
			row[j] += weights[k] * won[k*width+j]
		}
	}
	for _, n := range notes {
		if isDateNote(n) {
			x.dates = x.dates || heard
		} else if heard && !slices.ContainsFunc(x.notes, func(o sf.Note) bool { return o.Code == n.Code && o.Path == n.Path && o.Text == n.Text }) {
			x.notes = append(x.notes, n)
		}
	}
	return nil
}

// done puts in the deals that have closed, and makes up for rounding.
func (x *mixture) done() []sf.Note {
	width := len(x.by) + 1
	for i := range x.book.Deals {
		d, row := &x.book.Deals[i], x.dst[i*width:(i+1)*width]
		if index, _ := x.book.Pipeline.Index(d.Stage); x.book.Pipeline.Outcome(index) != stage.Open {
			x.dated(row, d, 0, x.by)
			continue
		}
		rising(row)
	}
	if x.dates {
		return append(x.notes, x.dateNotes()...)
	}
	return x.notes
}

// rising keeps a row in [0, 1] and from falling, against errors of rounding; NaN stays, for [Run] to refuse.
func rising(row []float64) {
	last := 0.0
	for j, p := range row {
		if p < last {
			p = last
		}
		if p > 1 {
			p = 1
		}
		row[j], last = p, p
	}
}
