package funnel

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// methodChain is the name of the estimator of [Chain.Win].
const methodChain = "absorbing chain"

// z95 is the quantile of the standard normal distribution at (1+0.95)/2.
const z95 = 1.959963984540054

// Win returns the probability w_i that a deal in the stage is won in the end, in whichever won stage; 1 and 0 for an end.
//
// A chain of counts has a 95 % interval: by the delta method on the Dirichlet posterior of every row k that is passed on the way,
// and symmetric on the logit, with α_k = n_k + a_k what stands behind the row,
//
//	Var w_i = Σ_k N_ik² (Σ_j p_kj w_j² − (Σ_j p_kj w_j)²) / (α_k + 1)
//
// Where every stay seen leads to a win, or none, that variance is 0 though much is unknown: the interval is then that of Jeffreys for
// as many cases as the row with the fewest has. Rows that [Matrix.With] set count as certain. N is the number of completed stays of the
// stage, and Left that of the open ones, which the chain leaves out; warnings tell that, and rows on the way that are the prior alone.
//
// The error is an [*sf.InvalidError]: no such stage, or one of which nothing can be said.
func (c *Chain) Win(id string) (sf.Estimate, error) {
	i, faults := c.find(nil, id, "id")
	if err := sf.Invalid(faults); err != nil {
		return sf.Estimate{}, err
	}
	e := sf.Estimate{Value: c.win[i], Method: methodChain}
	if c.at[i] < 0 || c.m.seen == nil {
		return e, nil
	}
	e.N, e.Left = c.m.seen.left(i), c.m.seen.open[i]
	for k, n := range c.visits(c.at[i]) {
		if n > 0 {
			e.Warnings = append(e.Warnings, c.m.warnings(c.said[k])...)
		}
	}
	e.Low, e.High, e.Level = c.interval(i)
	return e, nil
}

// interval returns the interval of the win probability of stage i, and level 0 when every row on the way is certain.
func (c *Chain) interval(i int) (low, high, nominal float64) {
	w := c.win[i]
	fewest, variance := math.Inf(1), 0.0
	for k, n := range c.visits(c.at[i]) {
		if n == 0 {
			continue
		}
		alpha := c.m.alpha[c.said[k]]
		fewest = math.Min(fewest, alpha)
		part := n * math.Sqrt(c.spreadOfWins(c.said[k])/(alpha+1)) // n² may be beyond the range where this is not
		variance += part * part
	}
	switch {
	case math.IsInf(fewest, 1):
		return 0, 0, 0
	case w <= 0 || w >= 1 || variance <= 0:
		low, high = binomial.Jeffreys(w*fewest, fewest, level)
		return low, high, level
	}
	s := math.Sqrt(variance) / (w * (1 - w))
	logit := math.Log(w) - math.Log1p(-w)
	low, high = around(w, logistic(logit-z95*s), logistic(logit+z95*s))
	return low, high, level
}

// around returns an interval that holds its estimate: where it is a point, or nearly one, rounding could part them.
func around(estimate, low, high float64) (float64, float64) {
	return math.Min(low, estimate), math.Max(high, estimate)
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// spreadOfWins returns Σ_j p_kj (w_j − Σ_l p_kl w_l)², the variance of the win probability after the next move.
func (c *Chain) spreadOfWins(k int) float64 {
	mean, v := 0.0, 0.0
	for j, p := range c.m.row(k) {
		if p > 0 {
			mean += p * c.win[j]
		}
	}
	for j, p := range c.m.row(k) {
		if p > 0 {
			v += p * (c.win[j] - mean) * (c.win[j] - mean)
		}
	}
	return v
}

// TakeFrom says where a probability that grows takes what it grows by.
type TakeFrom uint8

// What a change of one probability takes from.
const (
	TakeRest TakeFrom = iota // all other moves of the row, in proportion
	TakeLost                 // the moves to lost stages
)

// Sensitivity returns by how much the win probability of a deal in stage i grows for each unit that the probability p_kj of a move from
// open stage k to stage j grows: the derivative ∂w_i/∂p_kj, which is
//
//	N_ik (w_j − (Σ_{l≠j} p_kl w_l) / (1 − p_kj))    when the rest of the row makes room in proportion, as [Matrix.With] does
//	N_ik w_j                                        when it is taken from the losses
//
// A hundredth of it is the gain from one percentage point: where to work first. The error is an [*sf.InvalidError]: no such stage, one
// of which nothing can be said, or a row with nothing to take from.
func (c *Chain) Sensitivity(i, k, j string, take TakeFrom) (float64, error) {
	at, faults := c.find(nil, i, "i")
	from, faults := c.open(faults, k, "k")
	to, faults := c.find(faults, j, "j")
	if err := sf.Invalid(faults); err != nil {
		return 0, err
	}
	mass, wins := 0.0, 0.0
	for l, p := range c.m.row(from) {
		if l != to && p > 0 && (take != TakeLost || c.m.stages.out[l] == stage.Lost) {
			mass += p
			wins += p * c.win[l]
		}
	}
	if mass == 0 {
		return 0, sf.Invalid([]sf.Note{sf.NewNote(CodeNothingToTake, "k", sf.F("stage", sf.Text(k)))})
	}
	if c.at[at] < 0 {
		return 0, nil
	}
	return c.visits(c.at[at])[c.at[from]] * (c.win[to] - wins/mass), nil
}
