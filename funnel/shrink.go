package funnel

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
)

// methodShrink is the name of the estimator of [Shrink].
const methodShrink = "beta-binomial, integrated over the population"

// mostShrunk is the largest number of cases of a segment: beyond it the logarithms of the likelihood lose their last digits.
const mostShrunk = 1e9

// Shrinkage is the rates of several segments, each drawn towards what all have in common. [Shrink] and [ShrinkExact] make it. It is plain data.
type Shrinkage struct {
	Mean     sf.Estimate   `json:"mean"`     // μ: the mean rate of the population that segments come from
	Pooling  sf.Estimate   `json:"pooling"`  // B: how far a segment of mean size is drawn to it, from 0 to 1
	Segments []sf.Estimate `json:"segments"` // as given
}

// Shrink estimates the rates of several segments, the owners of a team or the sources of its leads, from the wins and the cases of each. A
// segment with few cases says little by itself, and among many segments the best and the worst of the moment are those with the fewest: each
// rate is drawn towards what all have in common, the more so the fewer cases it has and the more alike the segments are.
//
// The rates θ_i are draws from a population, and given it the estimate lies between the raw rate and μ:
//
//	x_i ~ Binomial(n_i, θ_i)      θ_i ~ Beta(μM, (1−μ)M)      M = n̄ B/(1−B)
//	E(θ_i | μ, B) = (x_i + μM) / (n_i + M) = (1 − b_i) x_i/n_i + b_i μ,      b_i = M/(n_i + M), which is B at n_i = n̄
//
// μ and B are not known, and are integrated out under flat priors on (0,1)². Value is the posterior mean; the interval is that of the Beta
// distribution with the posterior's mean and variance, whose tails are a little too short; [ShrinkExact] has that of the posterior itself, at a
// higher cost. To plug the best (μ, B) in instead takes the population for known, and with five segments such intervals of 95 % covered only .39 to
// .79 of the rates in simulations.
//
// Of rates drawn from the populations that the priors suppose, intervals of .95 covered .935, .947, .944 and .942 in 2, 5, 10 and 25 segments of 8 to 79
// cases. Where the rates have a mean of .3 and a fixed standard deviation they covered
//
//	standard deviation   0      .03    .08    .15    .25
//	 5 segments          .994   .972   .934   .917   .923    (exact .986   .969   .937   .926   .933)
//	10 segments          .997   .983   .910   .920   .939    (exact .993   .980   .922   .927   .939)
//	25 segments         1.000   .977   .923   .936   .940    (exact .998   .978   .932   .936   .942)
//
// with standard errors of .005 to .008: more than they say where segments are alike, since that they are is not known, and less where they differ by
// about as much as chance moves them.
//
// Cases need not be whole numbers: a rate F with variance V is worth n = F(1−F)/V cases and x = nF wins, as censored rates are. n̄ is the mean
// over the segments that have cases. One without any gets what the others say about a further one, with N = 0; where none has, nothing can be
// said and the estimates are zero. One segment alone is drawn towards ½ as its flat priors have it.
//
// level is the coverage of the intervals, 0 for 0.95. The error is an [*sf.InvalidError]: lists of different length, wins that are not
// between 0 and the cases, more than 10⁹ cases of a segment, a level that is not between 0 and 1.
//
// The integral is by Gauss-Legendre rules, over B and for each B over μ, on the part of the square where the posterior is not negligible. The cost
// is some 5,000 evaluations for each different pair of wins and cases, a millisecond or less.
//
// Source: Kahn and Raftery 1996, JASA 91, for the model; Christiansen and Morris 1997, JASA 92, for the prior on B.
func Shrink(wins, of []float64, level float64) (*Shrinkage, error) {
	return shrinkBy(wins, of, level, (*population).estimate)
}

// shrinkBy shrinks with one kind of interval or another.
func shrinkBy(wins, of []float64, level float64, estimate func(*population, shrinkKind, float64) sf.Estimate) (*Shrinkage, error) {
	if err := sf.Invalid(shrinkFaults(wins, of, level)); err != nil {
		return nil, err
	}
	level = cmp.Or(level, 0.95)
	out := &Shrinkage{Segments: make([]sf.Estimate, len(of))}
	p := shrinkPopulation(wins, of)
	if len(p.kinds) == 0 {
		return out, nil
	}
	p.integrate()
	estimates := make([]sf.Estimate, len(p.kinds))
	for i, k := range p.kinds {
		estimates[i] = estimate(p, k, level)
	}
	var none sf.Estimate
	if slices.Contains(p.kindOf, -1) {
		none = estimate(p, shrinkKind{}, level)
	}
	for i, n := range of {
		e := none
		if n > 0 {
			e = estimates[p.kindOf[i]]
		}
		e.N = int64(math.Round(n))
		out.Segments[i] = e
	}
	out.Mean = p.estimateOf(func(g *shrinkPoint) (float64, float64) { return g.mu, 0 }, level)
	out.Pooling = p.estimateOf(func(g *shrinkPoint) (float64, float64) { return g.b, 0 }, level)
	out.Mean.N, out.Pooling.N = int64(math.Round(p.cases)), int64(math.Round(p.cases))
	return out, nil
}

// shrinkFaults returns everything that is wrong with the counts.
func shrinkFaults(wins, of []float64, level float64) (faults []sf.Note) {
	if len(wins) != len(of) {
		faults = append(faults, sf.NewNote(CodeShrinkSize, "wins", sf.F("got", sf.Int(int64(len(wins)))), sf.F("want", sf.Int(int64(len(of))))))
	}
	if !(level >= 0 && level < 1) {
		faults = append(faults, sf.NewNote(CodeShrinkLevel, "level", sf.F("level", number(level))))
	}
	for i := range min(len(wins), len(of)) {
		if x, n := wins[i], of[i]; !(x >= 0 && x <= n && n <= mostShrunk) { // NaN is neither
			faults = append(faults, sf.NewNote(CodeShrinkCounts, "wins["+strconv.Itoa(i)+"]",
				sf.F("wins", number(x)), sf.F("of", number(n)), sf.F("max", sf.Int(mostShrunk))))
		}
	}
	return faults
}

// shrunkEstimate returns the mean of a distribution on [0, 1] with the interval of the Beta distribution that has its mean and variance.
func shrunkEstimate(mean, variance, level float64) sf.Estimate {
	e := sf.Estimate{Value: mean, Low: mean, High: mean, Level: level, Method: methodShrink}
	if size := mean*(1-mean)/variance - 1; size > 0 && !math.IsInf(size, 1) {
		e.Low, e.High = binomial.Beta(mean*size, (1-mean)*size, level)
	}
	return e
}
