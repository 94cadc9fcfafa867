package funnel

import (
	"math"
	"slices"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Matrix is the probability p_ij that a stay in open stage i ends in a move to stage j. It is made by [Counts.Matrix] or [NewMatrix],
// immutable, and safe for concurrent use. Won and lost stages are ends: they keep what enters them.
//
// A row may be missing: nobody was seen to leave the stage, and no prior says anything. It is never filled with zeros.
type Matrix struct {
	stages *stages
	p      []float64 // n×n
	known  []bool    // n
	alpha  []float64 // n_i + Σ_j a_ij of a learned row, +Inf of a row given as certain
	seen   *Counts   // what it was learned from; nil: it was given
	prior  bool      // a prior took part
}

// level is the nominal coverage of the intervals of matrices and chains.
const level = 0.95

// The estimators by name.
const (
	methodShare = "share of completed visits"
	methodBayes = "Dirichlet posterior mean"
	methodGiven = "given"
)

// Matrix returns the estimated matrix, with n_ij the moves counted, a_ij the prior, and sums over j where the index is left out:
//
//	p_ij = (n_ij + a_ij) / (n_i + a_i)
//
// Only completed stays are counted. While many are still open that is biased towards the moves that are quick, losses most often, and
// the estimates warn of it. The counts are copied. The error is an [*sf.InvalidError] about the prior.
func (c *Counts) Matrix(prior Prior) (*Matrix, error) {
	if err := sf.Invalid(prior.faults(c.stages)); err != nil {
		return nil, err
	}
	seen := new(Counts)
	if c.stages == nil {
		seen.room(newStages(nil, nil))
	} else if err := seen.Merge(c); err != nil {
		return nil, err
	}
	m := emptyMatrix(seen.stages)
	m.seen, m.prior = seen, prior.Weight > 0
	n := len(m.stages.ids)
	for i := range n {
		row := m.row(i)
		if m.stages.out[i] != stage.Open {
			row[i], m.known[i] = 1, true
			continue
		}
		m.alpha[i] = prior.row(row, i, seen.allowed[i*n:(i+1)*n]) + float64(seen.left(i))
		if m.alpha[i] == 0 {
			continue
		}
		m.known[i] = true
		for j, x := range seen.row(i) {
			row[j] = (row[j] + float64(x)) / m.alpha[i]
		}
	}
	return m, nil
}

func emptyMatrix(s *stages) *Matrix {
	n := len(s.ids)
	return &Matrix{stages: s, p: make([]float64, n*n), known: make([]bool, n), alpha: make([]float64, n)}
}

// row returns row i itself.
func (m *Matrix) row(i int) []float64 {
	n := len(m.known)
	return m.p[i*n : (i+1)*n]
}

// Stages returns the ids of the stages, in the order of rows and columns.
func (m *Matrix) Stages() []string { return slices.Clone(m.stages.ids) }

// Known reports whether the row of a stage is known; false for an id that is no stage.
func (m *Matrix) Known(from string) bool {
	i, ok := m.stages.at[from]
	return ok && m.known[i]
}

// P returns the probability of a move. ok is false when the row is missing, and for an id that is no stage.
func (m *Matrix) P(from, to string) (p float64, ok bool) {
	i, known := m.stages.at[from]
	j, is := m.stages.at[to]
	if !known || !is || !m.known[i] {
		return 0, false
	}
	return m.row(i)[j], true
}

// Row appends the row of a stage to dst, in the order of [Matrix.Stages]. ok is false, and dst as it was, when the row is missing and
// for an id that is no stage.
func (m *Matrix) Row(dst []float64, from string) (row []float64, ok bool) {
	if !m.Known(from) {
		return dst, false
	}
	return append(dst, m.row(m.stages.at[from])...), true
}

// Estimate returns the probability of a move with its evidence. N is the number of completed stays in the stage, and Left that of the
// open ones. The 95 % interval is that of Jeffreys without a prior, and with one the central interval of the Beta distribution that is
// the margin of the row's Dirichlet posterior, Beta(α_ij, α_i − α_ij). There is none for a matrix that was given, for a move that
// neither the prior nor any deal has made, and for the only one possible.
//
// The zero Estimate is a missing row. The error is an [*sf.InvalidError] that names an id that is no stage.
func (m *Matrix) Estimate(from, to string) (sf.Estimate, error) {
	i, faults := m.find(nil, from, "from")
	j, faults := m.find(faults, to, "to")
	if err := sf.Invalid(faults); err != nil {
		return sf.Estimate{}, err
	}
	if !m.known[i] {
		return sf.Estimate{}, nil
	}
	e := sf.Estimate{Value: m.row(i)[j], Method: methodGiven}
	if m.seen == nil || math.IsInf(m.alpha[i], 1) || m.stages.out[i] != stage.Open {
		return e, nil
	}
	e.N, e.Left, e.Method, e.Warnings = m.seen.left(i), m.seen.open[i], methodShare, m.warnings(i)
	if !m.prior {
		e.Level = level
		e.Low, e.High = binomial.Jeffreys(float64(m.seen.row(i)[j]), float64(e.N), level)
		return e, nil
	}
	e.Method = methodBayes
	a, rest := e.Value*m.alpha[i], m.others(i, j)*m.alpha[i]
	if a > 0 && rest > 0 {
		e.Level = level
		e.Low, e.High = binomial.Beta(a, rest, level)
	}
	return e, nil
}

// warnings returns what a reader should know of a learned row.
func (m *Matrix) warnings(i int) []sf.Note {
	var notes []sf.Note
	if math.IsInf(m.alpha[i], 1) {
		return nil // given as certain
	}
	if m.seen.left(i) == 0 {
		notes = append(notes, sf.NewNote(CodePriorOnly, "", sf.F("stage", sf.Text(m.stages.ids[i]))))
	}
	if m.seen.open[i] > 0 {
		notes = append(notes, openLeftOut(m.stages.ids[i], m.seen.open[i]))
	}
	return notes
}

// others returns the sum of row i without column j, without subtracting from 1.
func (m *Matrix) others(i, j int) float64 {
	sum := 0.0
	for l, p := range m.row(i) {
		if l != j {
			sum += p
		}
	}
	return sum
}

// With returns the matrix with another probability of one move, as in "what if more proposals led to a negotiation". The rest of the row
// makes room in proportion: p_il becomes p_il·(1−p)/(1−p_ij). The row then counts as certain: it adds nothing to the intervals.
//
// The error is an [*sf.InvalidError]: an id that is no stage, an end, a missing row, a p outside 0 to 1, or a row that has nothing to
// share the remainder.
func (m *Matrix) With(from, to string, p float64) (*Matrix, error) {
	i, faults := m.find(nil, from, "from")
	j, faults := m.find(faults, to, "to")
	if !isProbability(p) {
		faults = append(faults, sf.NewNote(CodeMatrixEntry, "p", sf.F("p", number(p))))
	}
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	rest := m.others(i, j)
	switch {
	case m.stages.out[i] != stage.Open:
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeMatrixEnd, "from", sf.F("stage", sf.Text(from)))})
	case !m.known[i]:
		return nil, sf.Invalid([]sf.Note{noEvidence("from", from, from)})
	case rest == 0 && p < 1:
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeNothingToTake, "from", sf.F("stage", sf.Text(from)))})
	}
	w := *m
	w.p, w.alpha = slices.Clone(m.p), slices.Clone(m.alpha)
	row := w.row(i)
	for l := range row {
		if l != j && rest > 0 {
			row[l] = row[l] / rest * (1 - p)
		}
	}
	row[j], w.alpha[i] = p, math.Inf(1)
	return &w, nil
}

// find returns the index of a stage, or adds the fault that there is none.
func (m *Matrix) find(faults []sf.Note, id, path string) (int, []sf.Note) {
	i, ok := m.stages.at[id]
	if !ok {
		faults = append(faults, sf.NewNote(CodeChainStage, path, sf.F("stage", sf.Text(id))))
	}
	return i, faults
}

// noEvidence says that nothing can be said of a stage, because nobody was seen to leave another one that it may lead to.
func noEvidence(path, id, missing string) sf.Note {
	return sf.NewNote(CodeNoEvidence, path, sf.F("stage", sf.Text(id)), sf.F("missing", sf.Text(missing)))
}

// number returns a float as an argument of a note; NaN and the infinities, which no number is, as text.
func number(f float64) sf.Value {
	if v := sf.Float(f); v.Kind() != sf.Unknown {
		return v
	}
	return sf.Text(strconv.FormatFloat(f, 'g', -1, 64))
}

func isProbability(p float64) bool { return p >= 0 && p <= 1 }
