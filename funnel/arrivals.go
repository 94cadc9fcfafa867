package funnel

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// arrivals is what is believed of the number of stays that begin in a week, after some weeks were seen: a negative binomial law with mean
// μ and variance μ + αμ², weeks independent of each other. Sales come in bursts, and a Poisson law, which is α = 0, would call every quiet month an alarm.
//
// Neither μ nor α is known, and 26 weeks say little about α, so that a plugged-in one is too small half of the time. Both are integrated over
// on a grid, with the prior density (μ(1 + αμ))^(−1/2) of Jeffreys for the mean, and P(α ≤ a) = a/(a + 0.1), whose median is a tenth:
//
//	P(K ≤ k | x) = Σ_α Σ_μ p(μ, α | x) · NB(k; mean wμ, size w/α)
//
// Given α = 0 the posterior of μ is gamma with shape Σx + ½ and rate n. A part of a week, of length t, has mean tμ and size t/α. Source: Greenwood and Yule 1920, Journal of the Royal Statistical
// Society 83; Lawless 1987, Canadian Journal of Statistics 15.
type arrivals struct {
	rows  []arrivalRow
	weeks int // whole ones that were seen
	sum   int64
}

// weekPart is the number that came in a part of a week.
type weekPart struct {
	n     int64
	weeks float64 // below 1
}

// methodArrivals is the name of the estimator.
const methodArrivals = "posterior of negative binomial weeks"

// arrivalRow is one dispersion of the grid with the means that go with it. Weights of rows sum to 1, and so do those of the means of a row.
type arrivalRow struct {
	dispersion, weight float64
	means              []arrivalMean
}

type arrivalMean struct {
	mean, weight float64
}

// The grid of the posterior: dispersions double from 0.01 to 2.56 beside 0, and means lie within eight standard deviations of their logarithm.
const (
	leastDispersion  = 0.01
	dispersions      = 10
	medianDispersion = 0.1
	meanSteps        = 40 // to either side
	meanReach        = 8
)

// newArrivals learns from the counts of some weeks, and of a part of one; one whole week at least.
func newArrivals(weekly []int64, rest weekPart) arrivals {
	a := arrivals{rows: make([]arrivalRow, dispersions), weeks: len(weekly), sum: rest.n}
	for _, x := range weekly {
		a.sum += x
	}
	n, sum := float64(len(weekly))+rest.weeks, float64(a.sum)
	logs, below := make([]float64, dispersions), 0.0
	for d := range a.rows {
		alpha, upTo := dispersionCell(d)
		means, likelihood := posteriorMeans(n, sum, alpha)
		a.rows[d] = arrivalRow{dispersion: alpha, means: means}
		logs[d] = math.Log(upTo-below) + dispersionLikelihood(weekly, rest, alpha) + likelihood
		below = upTo
	}
	for d, w := range weightsOf(logs) {
		a.rows[d].weight = w
	}
	return a
}

// posteriorMeans returns the means that go with a dispersion, and the logarithm of their likelihood together.
func posteriorMeans(n, sum, alpha float64) (means []arrivalMean, likelihood float64) {
	center := (sum + 0.5) / n
	reach := meanReach * math.Sqrt((1/center+alpha)/n)
	logs := make([]float64, 0, 2*meanSteps+1)
	for k := -meanSteps; k <= meanSteps; k++ {
		mu := center * math.Exp(reach*float64(k)/meanSteps)
		means = append(means, arrivalMean{mean: mu})
		logs = append(logs, 0.5*math.Log(mu)-0.5*math.Log1p(alpha*mu)+meanLikelihood(n, sum, mu, alpha))
	}
	top := slices.Max(logs)
	for k, w := range weightsOf(logs) {
		means[k].weight = w
		likelihood += math.Exp(logs[k] - top)
	}
	return means, top + math.Log(likelihood*reach)
}

// weightsOf returns what logarithms stand for, divided by their sum.
func weightsOf(logs []float64) []float64 {
	top, sum, out := slices.Max(logs), 0.0, make([]float64, len(logs))
	for i, x := range logs {
		out[i] = math.Exp(x - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// disperseAs makes the numbers at least as uneven as those of other arrivals: of the two dispersions the larger counts, P(α ≤ a) being the smaller of
// both. Bursts come from outside and spread over more and more weeks from stage to stage. There the weeks look more even than they are, since
// neighbors are alike, and months are as uneven as before.
func (a arrivals) disperseAs(b arrivals) arrivals {
	out := arrivals{rows: slices.Clone(a.rows), weeks: a.weeks, sum: a.sum}
	own, other, below := 0.0, 0.0, 0.0
	for d := range out.rows {
		own, other = own+a.rows[d].weight, other+b.rows[d].weight
		upTo := math.Min(own, other)
		out.rows[d].weight = upTo - below
		below = upTo
	}
	return out
}

// dispersionCell returns a dispersion of the grid, and the prior probability up to half way to the next one.
func dispersionCell(d int) (alpha, upTo float64) {
	if d > 0 {
		alpha = leastDispersion * math.Exp2(float64(d-1))
	}
	switch d {
	case dispersions - 1:
		return alpha, 1
	case 0:
		upTo = leastDispersion / math.Sqrt2
	default:
		upTo = alpha * math.Sqrt2
	}
	return alpha, upTo / (upTo + medianDispersion)
}

// dispersionLikelihood returns the part of the log-likelihood that does not depend on the mean: Σ log Γ(x + t/α)/Γ(t/α) + x log α, and
// Σ x log t for α = 0.
func dispersionLikelihood(weekly []int64, rest weekPart, alpha float64) (l float64) {
	if alpha == 0 && rest.n == 0 {
		return 0
	}
	if alpha == 0 {
		return float64(rest.n) * math.Log(rest.weeks)
	}
	of := func(x, size float64) float64 {
		at0, _ := math.Lgamma(size)
		atX, _ := math.Lgamma(x + size)
		return atX - at0 + x*math.Log(alpha)
	}
	for _, x := range weekly {
		l += of(float64(x), 1/alpha)
	}
	if rest.weeks > 0 {
		l += of(float64(rest.n), rest.weeks/alpha)
	}
	return l
}

// meanLikelihood returns the rest of it, for n weeks with a sum, but for Σ log x!, which depends on nothing.
func meanLikelihood(n, sum, mu, alpha float64) float64 {
	if alpha == 0 {
		return sum*math.Log(mu) - n*mu
	}
	return sum*math.Log(mu) - (sum+n/alpha)*math.Log1p(alpha*mu)
}

// mean returns the expected number in some weeks.
func (a arrivals) mean(weeks int) (m float64) {
	for _, r := range a.rows {
		for _, c := range r.means {
			m += r.weight * c.weight * c.mean
		}
	}
	return m * float64(weeks)
}

// rate returns the central 95 % interval of the mean of a week; it begins at 0 where nothing came.
func (a arrivals) rate() (low, high float64) {
	if a.sum > 0 {
		low = a.meanQuantile((1 - level) / 2)
	}
	return low, a.meanQuantile((1 + level) / 2)
}

// meanQuantile returns the mean below which lies the probability q, by halving on the log scale. The weight of a mean is spread evenly over its cell.
func (a arrivals) meanQuantile(q float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range a.rows {
		low, high = math.Min(low, math.Log(r.means[0].mean)-r.cell()), math.Max(high, math.Log(r.means[len(r.means)-1].mean)+r.cell())
	}
	for range 60 {
		mid, p := (low+high)/2, 0.0
		for _, r := range a.rows {
			for _, c := range r.means {
				p += r.weight * c.weight * min(max((mid-math.Log(c.mean))/r.cell()+0.5, 0), 1)
			}
		}
		if p < q {
			low = mid
		} else {
			high = mid
		}
	}
	return math.Exp((low + high) / 2)
}

// cell returns the width on the log scale of what a mean stands for.
func (r arrivalRow) cell() float64 { return math.Log(r.means[1].mean / r.means[0].mean) }

// draw draws the mean of a week.
func (a arrivals) draw(r *rand.Rand) float64 {
	row := a.rows[drawIndex(r, len(a.rows), func(i int) float64 { return a.rows[i].weight })]
	c := row.means[drawIndex(r, len(row.means), func(i int) float64 { return row.means[i].weight })]
	return c.mean * math.Exp(row.cell()*(r.Float64()-0.5))
}

// drawIndex draws one of n by weights that sum to 1.
func drawIndex(r *rand.Rand, n int, weight func(int) float64) int {
	u := r.Float64()
	for i := range n - 1 {
		if u -= weight(i); u < 0 {
			return i
		}
	}
	return n - 1
}

// lightRow is the weight below which a part of the grid is passed over.
const lightRow = 1e-10

// below returns P(K ≤ k) for the number in some weeks.
func (a arrivals) below(k int64, weeks int) (p float64) {
	if k < 0 {
		return 0
	}
	for _, r := range a.rows {
		for _, c := range r.means {
			if w := r.weight * c.weight; w > lightRow {
				p += w * countBelow(float64(k), c.mean*float64(weeks), r.dispersion/float64(weeks))
			}
		}
	}
	return math.Min(p, 1)
}

// countBelow returns P(K ≤ k) of a negative binomial law with variance m + αm², by the regularized incomplete beta and gamma functions.
func countBelow(k, m, alpha float64) float64 {
	if alpha == 0 {
		return mathext.GammaIncRegComp(k+1, m)
	}
	size := 1 / alpha
	return mathext.RegIncBeta(size, k+1, size/(size+m))
}

// quantile returns the least k with P(K ≤ k) ≥ q.
func (a arrivals) quantile(q float64, weeks int) int64 {
	return leastCount(q, func(k int64) float64 { return a.below(k, weeks) })
}

// mostDoublings bounds the search of leastCount: far beyond every count.
const mostDoublings = 53

// leastCount returns the least k ≥ 0 at which a distribution function reaches q.
func leastCount(q float64, below func(k int64) float64) int64 {
	high := int64(1)
	for range mostDoublings {
		if below(high-1) >= q {
			break
		}
		high *= 2
	}
	low := int64(-1) // below(low) < q ≤ below(high−1)
	for high--; high-low > 1; {
		if mid := low + (high-low)/2; below(mid) >= q {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

// normalBelow is the distribution function of the standard normal law.
func normalBelow(z float64) float64 { return distuv.UnitNormal.CDF(z) }
