package funnel

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Occupation says where deals are by their own age: the probability that a deal is in each stage, so many days after it began. It is made
// by [View.Occupation], immutable, and safe for concurrent use.
//
// It is the estimator of Aalen and Johansen (1978, Scandinavian Journal of Statistics 5) on the scale of the deal's age t. With Y_h(t) the
// deals under observation in stage h just before t, and n_hj(t) those of them that are in j after it,
//
//	p(t) = p(0) ∏_{s≤t} (I + ΔA(s)),   ΔA_hj(s) = n_hj(s)/Y_h(s),   ΔA_hh(s) = −Σ_{j≠h} ΔA_hj(s)
//
// Deals that are still open and deals that came into the history in mid-life take part for as long as they were seen. Unlike curves that
// are put together from the stays in each stage, it does not suppose that a deal forgets its past on entering a stage: as long as the end
// of observation does not depend on where deals are, it is right for deals that are not Markov as well (Datta and Satten 2001, Statistics
// & Probability Letters 55).
type Occupation struct {
	stages *stages
	starts []int64 // by stage: the deals that began there, under observation
	begun  int64
	curve  *transitions
}

// transitions is the estimate as numbers, a row for each age at which anything happened.
type transitions struct {
	n      int       // states
	first  []float64 // p(0)
	ages   []int
	p      []float64    // ages×n
	vary   []float64    // ages×n: variances
	groups [2][]float64 // by age: the variance of the sum over won states, and over lost states
	risk   []int64      // ages×n
	until  int          // from the next age on, some state with a positive probability has nobody under observation
}

// step is one stay in a state: there over (start, stop], then in another; to below 0: no longer seen after stop.
type step struct{ from, to, start, stop int }

// aalenJohansen estimates state occupation probabilities. first is the distribution at the beginning and begun the number of cases that it
// was learned from, 0 when it is certain; origin is the age at which it holds; outcome says which states are summed as won and as lost.
//
// Variances are of the Greenwood type (Andersen, Borgan, Gill and Keiding 1993, Statistical Models Based on Counting Processes, equation
// 4.4.20), with C(0) that of shares, and Σ_h the covariance of a multinomial share of Y_h(t) cases:
//
//	C(t) = (I+ΔA)ᵀ C(t−) (I+ΔA) + Σ_h p_h(t−)² Σ_h(t)
func aalenJohansen(outcome []stage.Outcome, first []float64, begun int64, origin int, steps []step) *transitions {
	n := len(outcome)
	c := &transitions{n: n, first: slices.Clone(first), until: math.MaxInt}
	walk := occupationWalk{n: n, p: slices.Clone(first), cov: shareCovariance(first, begun), scratch: make([]float64, n*n), risk: make([]int64, n)}
	entering, leaving := slices.Clone(steps), slices.Clone(steps)
	slices.SortFunc(entering, func(a, b step) int { return cmp.Compare(a.start, b.start) })
	slices.SortFunc(leaving, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.stop, b.stop), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	before := origin
	for at, next := 0, 0; at < len(leaving); {
		age := leaving[at].stop
		for ; next < len(entering) && entering[next].start < age; next++ {
			if entering[next].start > before {
				c.unseen(&walk, outcome, before)
			}
			walk.risk[entering[next].from]++
		}
		c.unseen(&walk, outcome, before)
		end := at
		for end < len(leaving) && leaving[end].stop == age {
			end++
		}
		walk.atRisk = append(walk.atRisk[:0], walk.risk...)
		if moves := movesOf(leaving[at:end], walk.risk); len(moves) > 0 {
			walk.move(moves)
			c.keep(age, &walk, outcome)
		}
		for _, s := range leaving[at:end] {
			walk.risk[s.from]--
		}
		at, before = end, age
	}
	c.unseen(&walk, outcome, before)
	return c
}

// unseen notes the age after which nothing can be learned of an open state that cases are in, as nobody is under observation in it.
func (c *transitions) unseen(w *occupationWalk, outcome []stage.Outcome, age int) {
	for h, y := range w.risk {
		if y == 0 && w.p[h] > 1e-12 && outcome[h] == stage.Open {
			c.until = min(c.until, age)
		}
	}
}

// shareCovariance is (diag p − p pᵀ)/cases, nothing for no cases.
func shareCovariance(p []float64, cases int64) []float64 {
	n := len(p)
	cov := make([]float64, n*n)
	if cases == 0 {
		return cov
	}
	for i, x := range p {
		for j, y := range p {
			cov[i*n+j] = -x * y / float64(cases)
		}
		cov[i*n+i] += x / float64(cases)
	}
	return cov
}

// hazardOf is the share of those at risk in one state who move to one other.
type hazardOf struct {
	from, to int
	rate     float64
}

// movesOf returns the moves among the steps that end at one age, which are ordered, as shares of those at risk.
func movesOf(ending []step, risk []int64) []hazardOf {
	var moves []hazardOf
	for _, s := range ending {
		if s.to < 0 {
			continue
		}
		if last := len(moves) - 1; last < 0 || moves[last].from != s.from || moves[last].to != s.to {
			moves = append(moves, hazardOf{from: s.from, to: s.to})
		}
		moves[len(moves)-1].rate++
	}
	for i := range moves {
		moves[i].rate /= float64(risk[moves[i].from])
	}
	return moves
}

// occupationWalk is where the product stands.
type occupationWalk struct {
	n               int
	p, cov, scratch []float64
	snapshot        []float64 // p before the moves of this age
	risk, atRisk    []int64   // now, and before the moves of this age
}

// move takes all moves of one age at once.
func (w *occupationWalk) move(moves []hazardOf) {
	n := w.n
	copy(w.scratch, w.cov) // C (I+ΔA)
	for _, m := range moves {
		for r := range n {
			w.scratch[r*n+m.to] += w.cov[r*n+m.from] * m.rate
			w.scratch[r*n+m.from] -= w.cov[r*n+m.from] * m.rate
		}
	}
	copy(w.cov, w.scratch) // (I+ΔA)ᵀ of that
	for _, m := range moves {
		for r := range n {
			w.cov[m.to*n+r] += w.scratch[m.from*n+r] * m.rate
			w.cov[m.from*n+r] -= w.scratch[m.from*n+r] * m.rate
		}
	}
	w.snapshot = append(w.snapshot[:0], w.p...)
	for i := 0; i < len(moves); {
		end := i
		for end < len(moves) && moves[end].from == moves[i].from {
			end++
		}
		w.chance(moves[i:end])
		i = end
	}
}

// chance moves the probability of one state, and adds what chance in those moves adds to the covariance.
func (w *occupationWalk) chance(moves []hazardOf) {
	n, h := w.n, moves[0].from
	p := w.snapshot[h]
	scale := p * p / float64(w.risk[h])
	var left float64
	for _, m := range moves {
		left += m.rate
		w.p[m.to] += p * m.rate
	}
	stay := max(0, 1-left)
	w.p[h] = max(0, w.p[h]-p*left)
	w.cov[h*n+h] += scale * left * stay
	for _, a := range moves {
		w.cov[h*n+a.to] -= scale * a.rate * stay
		w.cov[a.to*n+h] -= scale * a.rate * stay
		w.cov[a.to*n+a.to] += scale * a.rate
		for _, b := range moves {
			w.cov[a.to*n+b.to] -= scale * a.rate * b.rate
		}
	}
}

// keep notes where the product stands.
func (c *transitions) keep(age int, w *occupationWalk, outcome []stage.Outcome) {
	c.ages = append(c.ages, age)
	c.p = append(c.p, w.p...)
	c.risk = append(c.risk, w.atRisk...)
	for i := range w.n {
		c.vary = append(c.vary, max(0, w.cov[i*w.n+i]))
	}
	for g, end := range []stage.Outcome{stage.Won, stage.Lost} {
		var sum float64
		for i := range w.n {
			for j := range w.n {
				if outcome[i] == end && outcome[j] == end {
					sum += w.cov[i*w.n+j]
				}
			}
		}
		c.groups[g] = append(c.groups[g], max(0, sum))
	}
}

// row returns the row that holds at an age, -1 before anything happened.
func (c *transitions) row(age int) int {
	return sort.Search(len(c.ages), func(i int) bool { return c.ages[i] > age }) - 1
}

// at returns p(age) itself.
func (c *transitions) at(age int) []float64 {
	k := c.row(age)
	if k < 0 {
		return c.first
	}
	return c.p[k*c.n : (k+1)*c.n]
}

// Stages returns the ids of the stages, in the order of [Occupation.At].
func (o *Occupation) Stages() []string { return slices.Clone(o.stages.ids) }

// At appends to dst the probability of each stage, in the order of [Occupation.Stages], at the end of the day that comes so many days after
// the one on which a deal began: 0 is its first day. They sum to one. Below 0 it is where deals begin. Where nobody is under observation
// any more the curves stand still; [Occupation.Until] says from when.
func (o *Occupation) At(dst []float64, day int) []float64 { return append(dst, o.curve.at(day)...) }

// Of yields the days on which the probability of a stage was estimated anew, and the probability from that day on; nothing for an id that is
// no stage.
func (o *Occupation) Of(id string) iter.Seq2[int, float64] {
	i, ok := o.stages.at[id]
	return func(yield func(int, float64) bool) {
		if !ok {
			return
		}
		for k, day := range o.curve.ages {
			if !yield(day, o.curve.p[k*o.curve.n+i]) {
				return
			}
		}
	}
}

// Started returns how many deals were seen to begin in the stage; 0 for an id that is no stage.
func (o *Occupation) Started(id string) int64 {
	if i, ok := o.stages.at[id]; ok {
		return o.starts[i]
	}
	return 0
}

// AtRisk returns how many deals were under observation in the stage on the last day, up to the one given, on which a deal moved; 0 before
// that, for won and lost stages, and for an id that is no stage.
func (o *Occupation) AtRisk(id string, day int) int64 {
	i, ok := o.stages.at[id]
	k := o.curve.row(day)
	if !ok || k < 0 {
		return 0
	}
	return o.curve.risk[k*o.curve.n+i]
}

// Until returns the last day up to which each open stage that deals are in has some under observation. ok is false when there is no such
// day because all deals have ended, and the curves hold for ever.
func (o *Occupation) Until() (day int, ok bool) {
	return o.curve.until, o.curve.until < math.MaxInt
}

// methodOccupation is the name of the estimator.
const methodOccupation = "Aalen-Johansen since the deal began"

// Estimate returns the probability that a deal is in the stage at the end of a day, as [Occupation.At] counts days, with its evidence. N is the
// number of deals seen to begin. With q = 1−p and v the variance, the 95 % interval is that of the complementary log-log,
//
//	1 − q^exp(±1.96 √v / (q log q))
//
// and there is none at p = 0 and p = 1. The error is an [*sf.InvalidError] that names an id that is no stage.
func (o *Occupation) Estimate(id string, day int) (sf.Estimate, error) {
	i, ok := o.stages.at[id]
	if !ok {
		return sf.Estimate{}, sf.Invalid([]sf.Note{sf.NewNote(CodeChainStage, "stage", sf.F("stage", sf.Text(id)))})
	}
	var vary float64
	if k := o.curve.row(day); k >= 0 {
		vary = o.curve.vary[k*o.curve.n+i]
	} else {
		p := o.curve.first[i]
		vary = p * (1 - p) / float64(o.begun)
	}
	return o.estimate(o.curve.at(day)[i], vary, day), nil
}

// Won returns the probability that a deal has been won by the end of a day, over all won stages, as [Occupation.Estimate] does for one.
func (o *Occupation) Won(day int) sf.Estimate { return o.ended(0, stage.Won, day) }

// Lost returns the probability that a deal has been lost by the end of a day, over all lost stages, as [Occupation.Estimate] does for one.
func (o *Occupation) Lost(day int) sf.Estimate { return o.ended(1, stage.Lost, day) }

func (o *Occupation) ended(group int, end stage.Outcome, day int) sf.Estimate {
	var p float64
	for i, x := range o.curve.at(day) {
		if o.stages.out[i] == end {
			p += x
		}
	}
	return o.estimate(p, o.curve.variance(group, day), day)
}

// variance returns that of the sum over won states, group 0, or lost states, group 1; nothing has ended before anything happened.
func (c *transitions) variance(group, age int) float64 {
	if k := c.row(age); k >= 0 {
		return c.groups[group][k]
	}
	return 0
}

func (o *Occupation) estimate(p, vary float64, day int) sf.Estimate {
	e := sf.Estimate{Value: min(p, 1), N: o.begun, Method: methodOccupation}
	if vary > 0 && p > 0 && p < 1 {
		e.Low, e.High = complementaryLogLog(p, math.Sqrt(vary), level)
		e.Level = level
	}
	if last, ok := o.Until(); ok && day > last {
		e.Warnings = []sf.Note{sf.NewNote(CodeNotFollowed, "", sf.F("day", sf.Int(int64(day))), sf.F("last", sf.Int(int64(last))))}
	}
	return e
}

// complementaryLogLog returns the interval 1 − (1−p)^exp(±z·se/((1−p)·log(1−p))), for p strictly between 0 and 1.
func complementaryLogLog(p, se, coverage float64) (low, high float64) {
	z := distuv.UnitNormal.Quantile((1 + coverage) / 2)
	l := math.Log1p(-p)
	width := math.Exp(z * se / ((1 - p) * -l))
	return around(p, -math.Expm1(l/width), -math.Expm1(l*width))
}

// String returns "occupation of 4 stages, 16 deals".
func (o *Occupation) String() string {
	return fmt.Sprintf("occupation of %d stages, %d deals", len(o.stages.ids), o.begun)
}
