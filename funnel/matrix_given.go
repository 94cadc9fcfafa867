package funnel

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// sumTolerance is how far the sum of a given row may be from 1: rounding in the text that it was read from, not an error in it.
const sumTolerance = 1e-9

// NewMatrix returns a given matrix, as from a textbook or of a plan: p[i][j] is the probability that a stay in stage i ends in a move to
// stage j, itself included. The row of an end may be nil, zeros, or 1 for itself. Everything is copied.
//
// It reports every fault at once in one [*sf.InvalidError]: lists that differ in length, ids that are empty or stand twice, more than
// [stage.MaxStages] stages, entries that are not from 0 to 1, and rows that miss 1 by more than 1e-9.
func NewMatrix(ids []string, out []stage.Outcome, p [][]float64) (*Matrix, error) {
	if len(ids) > stage.MaxStages {
		return nil, sf.Invalid([]sf.Note{sizeFault("ids", len(ids), stage.MaxStages)})
	}
	var faults []sf.Note
	if len(out) != len(ids) {
		faults = append(faults, sizeFault("out", len(out), len(ids)))
	}
	if len(p) != len(ids) {
		faults = append(faults, sizeFault("p", len(p), len(ids)))
	}
	faults = append(faults, idFaults(ids)...)
	for i, o := range out[:min(len(out), len(ids))] {
		if o > stage.Lost {
			faults = append(faults, sf.NewNote(CodeMatrixOutcome, "out["+strconv.Itoa(i)+"]", sf.F("outcome", sf.Int(int64(o)))))
		}
	}
	for i, row := range p[:min(len(p), len(ids), len(out))] {
		faults = append(faults, rowFaults(row, i, len(ids), ids[i], out[i] != stage.Open)...)
	}
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	m := emptyMatrix(newStages(slices.Clone(ids), slices.Clone(out)))
	for i := range ids {
		m.known[i], m.alpha[i] = true, math.Inf(1)
		if out[i] == stage.Open {
			copy(m.row(i), p[i])
		} else {
			m.row(i)[i] = 1
		}
	}
	return m, nil
}

func sizeFault(path string, got, want int) sf.Note {
	return sf.NewNote(CodeMatrixSize, path, sf.F("got", sf.Int(int64(got))), sf.F("want", sf.Int(int64(want))))
}

func idFaults(ids []string) []sf.Note {
	var faults []sf.Note
	seen := make(map[string]bool, len(ids))
	for i, id := range ids {
		if id == "" || seen[id] {
			faults = append(faults, sf.NewNote(CodeMatrixID, "ids["+strconv.Itoa(i)+"]", sf.F("stage", sf.Text(id))))
		}
		seen[id] = true
	}
	return faults
}

// rowFaults checks one row of n stages.
func rowFaults(row []float64, i, n int, id string, end bool) []sf.Note {
	path := fmt.Sprintf("p[%d]", i)
	if end && row == nil {
		return nil
	}
	if len(row) != n {
		return []sf.Note{sizeFault(path, len(row), n)}
	}
	var faults []sf.Note
	sum, elsewhere := 0.0, false
	for j, p := range row {
		if !isProbability(p) {
			faults = append(faults, sf.NewNote(CodeMatrixEntry, fmt.Sprintf("%s[%d]", path, j), sf.F("p", number(p))))
			continue
		}
		sum += p
		elsewhere = elsewhere || (p != 0 && j != i)
	}
	switch {
	case len(faults) > 0:
		return faults
	case end && (elsewhere || (sum != 0 && sum != 1)):
		return []sf.Note{sf.NewNote(CodeMatrixEnd, path, sf.F("stage", sf.Text(id)))}
	case !end && math.Abs(sum-1) > sumTolerance:
		return []sf.Note{sf.NewNote(CodeMatrixSum, path, sf.F("sum", number(sum)))}
	}
	return nil
}
