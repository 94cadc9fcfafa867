package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Chain answers what a [Matrix] implies in the long run: an absorbing Markov chain whose open stages are left for good, in the end, to
// a won or lost stage (Kemeny and Snell 1960, Finite Markov Chains, ch. 3). It is made by [Matrix.Chain], immutable, and safe for
// concurrent use. With Q the moves between open stages, N = (I − Q)⁻¹ is at the bottom of every answer.
//
// It supposes that the next stage depends on the present one only, and that it does not matter how long the stay was.
type Chain struct {
	m    *Matrix
	said []int     // the open stages of which something can be said, as stages of the matrix
	at   []int     // stage → its place in said, −1 for every other
	hole []int     // stage → the stage with a missing row that it may lead to, −1: none
	n    []float64 // N by row, said×said
	win  []float64 // by stage: P(won in the end), NaN where nothing can be said
}

// Chain returns the absorbing chain of the matrix.
//
// A stage with a missing row, and every stage that may lead to one, is left out: asking about it is an error, while the rest works. The
// error is an [*sf.InvalidError] that names every stage from which no end can be reached, and those whose expected visits are beyond
// the range of a float64.
//
// The linear system is solved by elimination without a subtraction (Grassmann, Taksar and Heyman 1985, Operations Research 33), so that
// even a probability of 1e-300 to leave a stage keeps its relative accuracy.
func (m *Matrix) Chain() (*Chain, error) {
	c := &Chain{m: m, at: make([]int, len(m.known)), hole: m.holes()}
	for i, out := range m.stages.out {
		c.at[i] = -1
		if out == stage.Open && c.hole[i] < 0 {
			c.at[i] = len(c.said)
			c.said = append(c.said, i)
		}
	}
	if err := sf.Invalid(m.endless(c.said)); err != nil {
		return nil, err
	}
	f := c.factor()
	k := len(c.said)
	c.n = make([]float64, k*k)
	column := make([]float64, k)
	for j := range k {
		clear(column)
		column[j] = 1
		f.solve(column)
		for i, x := range column {
			c.n[i*k+j] = x
		}
	}
	if err := sf.Invalid(c.tooWide()); err != nil {
		return nil, err
	}
	c.win = c.absorption(f, func(j int) bool { return m.stages.out[j] == stage.Won })
	return c, nil
}

// holes returns, for every stage, a stage with a missing row that it can lead to, itself included; −1 where there is none.
func (m *Matrix) holes() []int {
	hole := make([]int, len(m.known))
	for i, known := range m.known {
		hole[i] = -1
		if !known {
			hole[i] = i
		}
	}
	m.spread(hole)
	return hole
}

// spread gives every open stage without a mark (−1) the mark of a stage that it may move to, until nothing changes: a search back along
// the moves.
func (m *Matrix) spread(mark []int) {
	var queue []int
	for j, x := range mark {
		if x >= 0 {
			queue = append(queue, j)
		}
	}
	for len(queue) > 0 {
		j := queue[0]
		queue = queue[1:]
		for i := range mark {
			if mark[i] < 0 && m.stages.out[i] == stage.Open && m.row(i)[j] > 0 {
				mark[i] = mark[j]
				queue = append(queue, i)
			}
		}
	}
}

// endless returns a fault for every one of the stages from which no end can be reached.
func (m *Matrix) endless(said []int) []sf.Note {
	end := make([]int, len(m.known))
	for i, out := range m.stages.out {
		end[i] = -1
		if out != stage.Open {
			end[i] = i
		}
	}
	m.spread(end)
	var faults []sf.Note
	for _, i := range said {
		if end[i] < 0 {
			faults = append(faults, sf.NewNote(CodeCannotEnd, "", sf.F("stage", sf.Text(m.stages.ids[i]))))
		}
	}
	return faults
}

// tooWide returns a fault for every stage whose expected visits are not finite.
func (c *Chain) tooWide() []sf.Note {
	var faults []sf.Note
	for k, i := range c.said {
		for _, x := range c.visits(k) {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				faults = append(faults, c.beyond(i))
				break
			}
		}
	}
	return faults
}

// beyond says that the numbers of a stage are beyond the range of a float64.
func (c *Chain) beyond(i int) sf.Note {
	return sf.NewNote(CodeChainRange, "", sf.F("stage", sf.Text(c.m.stages.ids[i])))
}

// visits returns row k of N.
func (c *Chain) visits(k int) []float64 { return c.n[k*len(c.said) : (k+1)*len(c.said)] }

// absorption returns, for every stage of the matrix, the probability to end in one of the ends chosen: B = N·R, summed over them. It is
// NaN where nothing can be said.
func (c *Chain) absorption(f factors, chosen func(j int) bool) []float64 {
	into := make([]float64, len(c.said))
	for k, i := range c.said {
		for j, p := range c.m.row(i) {
			if c.m.stages.out[j] != stage.Open && chosen(j) {
				into[k] += p
			}
		}
	}
	f.solve(into)
	b := make([]float64, len(c.at))
	for i, out := range c.m.stages.out {
		switch {
		case out != stage.Open:
			if chosen(i) {
				b[i] = 1
			}
		case c.at[i] < 0:
			b[i] = math.NaN()
		default:
			b[i] = math.Min(into[c.at[i]], 1) // rounding may pass 1 by its last digit
		}
	}
	return b
}

// Stages returns the ids of the open stages of which something can be said, in the order of the matrix.
func (c *Chain) Stages() []string {
	ids := make([]string, len(c.said))
	for k, i := range c.said {
		ids[k] = c.m.stages.ids[i]
	}
	return ids
}

// Matrix returns the matrix that the chain was made of.
func (c *Chain) Matrix() *Matrix { return c.m }

// End returns the probability that a deal in the stage ends, in the end, in that won or lost stage: B_ij = Σ_k N_ik r_kj. The error is an
// [*sf.InvalidError].
func (c *Chain) End(id, end string) (float64, error) {
	i, faults := c.find(nil, id, "id")
	j, faults := c.end(faults, end)
	if err := sf.Invalid(faults); err != nil {
		return 0, err
	}
	if c.at[i] < 0 {
		if i == j {
			return 1, nil
		}
		return 0, nil
	}
	b := 0.0
	for k, n := range c.visits(c.at[i]) {
		b += n * c.m.row(c.said[k])[j]
	}
	return math.Min(b, 1), nil
}

// Visits returns how often a deal in the one open stage is expected to be in the other from now on, the present stay included:
// N_ij. The error is an [*sf.InvalidError].
func (c *Chain) Visits(from, to string) (float64, error) {
	i, faults := c.open(nil, from, "from")
	j, faults := c.open(faults, to, "to")
	if err := sf.Invalid(faults); err != nil {
		return 0, err
	}
	return c.visits(c.at[i])[c.at[j]], nil
}

// Reach returns the probability that a deal in the open stage is ever in the other one after this stay. For an open stage it is
// (N_ij − δ_ij)/N_jj, with δ_ij = 1 for a return to the same stage and 0 otherwise; for an end it is [Chain.End]. The error is an
// [*sf.InvalidError].
func (c *Chain) Reach(from, to string) (float64, error) {
	i, faults := c.open(nil, from, "from")
	if j, ok := c.m.stages.at[to]; ok && c.m.stages.out[j] != stage.Open && len(faults) == 0 {
		return c.End(from, to)
	}
	j, faults := c.open(faults, to, "to")
	if err := sf.Invalid(faults); err != nil {
		return 0, err
	}
	if i != j {
		return math.Min(c.visits(c.at[i])[c.at[j]]/c.visits(c.at[j])[c.at[j]], 1), nil
	}
	// (N_jj − 1)/N_jj without its cancellation: a return is a move, and then to be there or to reach it.
	sum := c.m.row(j)[j]
	for k, l := range c.said {
		if l != j {
			sum += c.m.row(j)[l] * math.Min(c.visits(k)[c.at[j]]/c.visits(c.at[j])[c.at[j]], 1)
		}
	}
	return math.Min(sum, 1), nil
}

// Steps returns the mean and the variance of the number of stays, this one included, until the deal ends:
//
//	mean t_i = Σ_j N_ij    variance = 2 Σ_j N_ij t_j − t_i − t_i²
//
// Both are 0 for a won or lost stage. The error is an [*sf.InvalidError]: no such stage, one of which nothing can be said, or a variance
// beyond the range of a float64.
func (c *Chain) Steps(id string) (mean, variance float64, err error) {
	i, faults := c.find(nil, id, "id")
	if err := sf.Invalid(faults); err != nil {
		return 0, 0, err
	}
	if c.at[i] < 0 {
		return 0, 0, nil
	}
	second := 0.0
	for k, n := range c.visits(c.at[i]) {
		second += n * c.stays(k)
	}
	mean = c.stays(c.at[i])
	variance = math.Max(2*second-mean-mean*mean, 0)
	if math.IsNaN(variance) || math.IsInf(variance, 0) {
		return 0, 0, sf.Invalid([]sf.Note{c.beyond(i)})
	}
	return mean, variance, nil
}

// stays returns the sum of row k of N.
func (c *Chain) stays(k int) float64 {
	t := 0.0
	for _, n := range c.visits(k) {
		t += n
	}
	return t
}

// Days returns the days until a deal that now enters the stage ends: Σ_j N_ij · d_j, d_j the [Counts.MeanDwell] of stage j. N and Left
// are the completed and the open stays of the stage itself. The error is an [*sf.InvalidError]: it names a stage on the way that
// nobody was seen to leave, which is every stage of a matrix that was given.
func (c *Chain) Days(id string) (sf.Estimate, error) {
	i, faults := c.find(nil, id, "id")
	if err := sf.Invalid(faults); err != nil {
		return sf.Estimate{}, err
	}
	e := sf.Estimate{Method: methodDwell}
	if c.at[i] < 0 {
		return e, nil
	}
	for k, n := range c.visits(c.at[i]) {
		if n == 0 {
			continue
		}
		j := c.m.stages.ids[c.said[k]]
		dwell := sf.Estimate{}
		if c.m.seen != nil {
			dwell = c.m.seen.MeanDwell(j)
		}
		if dwell.IsZero() {
			faults = append(faults, noEvidence("id", id, j))
			continue
		}
		e.Value += n * dwell.Value
		e.Warnings = append(e.Warnings, dwell.Warnings...)
	}
	if err := sf.Invalid(faults); err != nil {
		return sf.Estimate{}, err
	}
	e.N, e.Left = c.m.seen.left(i), c.m.seen.open[i]
	return e, nil
}

// GivenWin returns the chain of the deals that are won in the end: the moves of a deal known to win are p_ij w_j / w_i, with w the
// probability to win (Doob's h-transform). Its [Chain.Steps] are those of won deals, for example. Stages that cannot win, and those of
// which nothing could be said, are missing. It has no counts behind it, so no intervals and no days: won deals stay longer or shorter
// than others. The error is an [*sf.InvalidError] when no open stage can win.
func (c *Chain) GivenWin() (*Chain, error) { return c.given(c.win, "won") }

// Given returns the chain of the deals that end in that won or lost stage, as [Chain.GivenWin] does for all won stages.
func (c *Chain) Given(end string) (*Chain, error) {
	j, faults := c.end(nil, end)
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	return c.given(c.absorption(c.factor(), func(l int) bool { return l == j }), end)
}

// given returns the chain conditioned on the event that has the probability h_i from stage i.
func (c *Chain) given(h []float64, name string) (*Chain, error) {
	m := emptyMatrix(c.m.stages)
	some := false
	for i, out := range m.stages.out {
		m.alpha[i] = math.Inf(1)
		switch {
		case out != stage.Open:
			m.row(i)[i], m.known[i] = 1, true
		case c.at[i] >= 0 && h[i] > 0:
			m.known[i], some = true, true
			for j, p := range c.m.row(i) {
				if p > 0 {
					m.row(i)[j] = math.Min(p*(h[j]/h[i]), 1)
				}
			}
		}
	}
	if !some {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeNeverEndsSo, "", sf.F("end", sf.Text(name)))})
	}
	return m.Chain()
}

// find returns the index of a stage of which something can be said, or adds a fault.
func (c *Chain) find(faults []sf.Note, id, path string) (int, []sf.Note) {
	before := len(faults)
	i, faults := c.m.find(faults, id, path)
	if len(faults) == before && c.hole[i] >= 0 {
		faults = append(faults, noEvidence(path, id, c.m.stages.ids[c.hole[i]]))
	}
	return i, faults
}

// open is find for open stages only, and end for the others only.
func (c *Chain) open(faults []sf.Note, id, path string) (int, []sf.Note) {
	before := len(faults)
	i, faults := c.find(faults, id, path)
	if len(faults) == before && c.at[i] < 0 {
		faults = append(faults, sf.NewNote(CodeChainStage, path, sf.F("stage", sf.Text(id))))
	}
	return i, faults
}

func (c *Chain) end(faults []sf.Note, id string) (int, []sf.Note) {
	j, ok := c.m.stages.at[id]
	if !ok || !slices.Contains([]stage.Outcome{stage.Won, stage.Lost}, c.m.stages.out[j]) {
		faults = append(faults, sf.NewNote(CodeChainStage, "end", sf.F("stage", sf.Text(id))))
	}
	return j, faults
}
