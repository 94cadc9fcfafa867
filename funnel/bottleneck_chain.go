package funnel

import (
	"math"

	"github.com/salesfunnel-go/salesfunnel/stage"
)

// flowMoves is a chain that is solved again and again for other moves between the same stages.
type flowMoves struct {
	c    Chain     // its matrix is overwritten
	into []float64 // by stage said
	win  []float64 // by stage: the probability to be won
	stay []float64 // by stage: how often a new deal is expected there
}

// newFlowMoves returns a chain with the moves of another, and room of its own.
func newFlowMoves(c *Chain) *flowMoves {
	m := emptyMatrix(c.m.stages)
	copy(m.p, c.m.p)
	copy(m.known, c.m.known)
	n := len(m.known)
	f := &flowMoves{
		c:    Chain{m: m, said: c.said, at: c.at, hole: c.hole},
		into: make([]float64, len(c.said)), win: make([]float64, n), stay: make([]float64, n),
	}
	for j, out := range m.stages.out {
		switch {
		case out == stage.Won:
			f.win[j] = 1
		case out == stage.Open && c.at[j] < 0:
			f.win[j] = math.NaN()
		}
	}
	return f
}

// row returns the moves out of a stage, to be overwritten.
func (f *flowMoves) row(i int) []float64 { return f.c.m.row(i) }

// solve finds the probabilities to be won, w = (I−Q)⁻¹ r, and the visits of a new deal, ν with ν(I−Q) = π, of one elimination. It returns
// P(won) of a new deal, Σ_i π_i w_i; not a finite number when there is none.
func (f *flowMoves) solve(begin []float64) (won float64) {
	lu := f.c.factor()
	for k, i := range f.c.said {
		f.into[k] = 0
		for j, p := range f.row(i) {
			if f.c.m.stages.out[j] == stage.Won {
				f.into[k] += p
			}
		}
	}
	lu.solve(f.into)
	for k, i := range f.c.said {
		f.win[i] = math.Min(f.into[k], 1)
		f.into[k] = begin[i]
		won += begin[i] * f.win[i]
	}
	lu.solveBack(f.into)
	for k, i := range f.c.said {
		f.stay[i] = f.into[k]
	}
	return won
}

// solveBack replaces the right side b, which has no negative entry, by the solution x of x(I − Q) = b.
func (f factors) solveBack(b []float64) {
	for j := range b {
		for i, x := range b[:j] {
			b[j] += x * f.a[i*f.n+j]
		}
		b[j] /= f.a[j*f.n+j]
	}
	for j := f.n - 1; j >= 0; j-- {
		for i := j + 1; i < f.n; i++ {
			b[j] += f.a[i*f.n+j] * b[i]
		}
	}
}

// slope returns by how much the win rate of a new deal grows for each unit that p_kj grows: ν_k (w_j − the mean of w over what makes room),
// see [Chain.Sensitivity]. ok is false when nothing can make room.
func (f *flowMoves) slope(k, j int, take TakeFrom) (slope float64, ok bool) {
	mass, wins := 0.0, 0.0
	for l, p := range f.row(k) {
		if l != j && p > 0 && (take != TakeLost || f.c.m.stages.out[l] == stage.Lost) {
			mass += p
			wins += p * f.win[l]
		}
	}
	if mass == 0 {
		return 0, false
	}
	return f.stay[k] * (f.win[j] - wins/mass), true
}
