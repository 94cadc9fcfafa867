package funnel

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// This file is the arithmetic of control limits: what the rows before say of the next one. [View.Series] has the formulas.

// reading is one row as a chart sees it.
type reading struct {
	x     float64 // the count, the cases of a share, the sum of days, what is open
	n     float64 // days that were counted in, cases that were asked, stays
	tails float64 // of an amount: the sum of the fourth powers of what came in or went out
	below bool    // of an amount: one that is below 0 is in it
}

// limits are the ends of what is routine, which belong to it.
type limits struct{ low, high float64 }

// fromZero returns the limits of what cannot be below 0, where its drift ends.
func (l limits) fromZero() limits {
	half := (l.high - l.low) / 2
	return limits{math.Max(0, l.low), math.Max(half, l.high)}
}

// outerTail returns Φ(−t), with t the quantile of Student's t at 1 − level/2: the tail to ask of a distribution whose variance is known so
// that, when the variance was estimated with df degrees of freedom, the chance to be outside is level.
func outerTail(level, df float64) float64 {
	return distuv.UnitNormal.CDF(-studentQuantile(level, df))
}

// studentQuantile returns the quantile of Student's t at 1 − level/2.
func studentQuantile(level, df float64) float64 {
	return math.Abs(distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(level / 2))
}

// pooled returns the sums of a baseline.
func pooled(base []reading) (x, n float64) {
	for _, r := range base {
		x += r.x
		n += r.n
	}
	return x, n
}

// ofCount returns the limits of a count over n days.
func ofCount(base []reading, n, level float64) limits {
	x, all := pooled(base)
	rate, x2 := x/all, 0.0
	for _, r := range base {
		if mean := rate * r.n; mean > 0 {
			x2 += (r.x - mean) * (r.x - mean) / mean
		}
	}
	d := negativeBinomials{mean: (x + 0.5) / all * n, more: 1 + n/all, spreads: spreadsOf(x2, float64(len(base)-1))}
	return d.limits(level / 2) // half a count more: where there was none at all, one is no wonder
}

// negativeBinomial is a count with a mean and a variance of ratio, above 1, times that.
type negativeBinomial struct{ mean, ratio float64 }

// below returns P(X < k).
func (d negativeBinomial) below(k float64) float64 {
	if k <= 0 {
		return 0
	}
	return mathext.RegIncBeta(d.mean/(d.ratio-1), k, 1/d.ratio)
}

// above returns P(X > k).
func (d negativeBinomial) above(k float64) float64 {
	return mathext.RegIncBeta(k+1, d.mean/(d.ratio-1), 1-1/d.ratio)
}

// largest returns the largest whole number from low to high of which ok is true, given that it is true of low and stays false once false.
func largest(low, high float64, ok func(k float64) bool) float64 {
	for high > low {
		mid := low + math.Ceil((high-low)/2)
		if ok(mid) {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}

// closest bounds the correlation within a row that a beta-binomial has: at 1 all cases of a row would be alike.
const closest = 0.99

// ofShare returns the limits of a share of n cases.
func ofShare(base []reading, n, level float64) limits {
	x, all := pooled(base)
	p := (x + 0.5) / (all + 1)
	x2 := 0.0
	for _, r := range base {
		x2 += (r.x - p*r.n) * (r.x - p*r.n) / (r.n * p * (1 - p))
	}
	d := betaBinomials{n: int(n), p: p, spreads: spreadsOf(x2, float64(len(base)-1))}
	for j := range d.spreads {
		d.rho[j] = closest
		if n > 1 {
			d.rho[j] = math.Min(closest, (d.spreads[j].ratio*(1+n/all)-1)/(n-1))
		}
	}
	l := d.limits(level / 2)
	return limits{l.low / n, l.high / n}
}

// betaBinomials are a number of cases of n, each with probability p, with a correlation above 0 between them for each spread.
type betaBinomials struct {
	n       int
	p       float64
	rho     [spreadNodes]float64
	spreads spreads
}

// limits returns the widest limits that leave no more than tail on either side.
func (d *betaBinomials) limits(tail float64) limits {
	return limits{float64(d.reach(d.p, tail)), float64(d.n - d.reach(1-d.p, tail))}
}

// reach returns the largest k with P(X < k) ≤ tail, of n trials with probability p. For each spread, with a = p(1/ρ − 1) and b = (1−p)(1/ρ − 1),
//
//	P(X = 0) = Π_{i<n} (b+i)/(a+b+i)      P(X = k+1) / P(X = k) = (n−k)(a+k) / ((k+1)(b+n−k−1))
func (d *betaBinomials) reach(p, tail float64) int {
	var logs, a, b [spreadNodes]float64
	n := float64(d.n)
	for j, rho := range d.rho {
		a[j], b[j] = p*(1/rho-1), (1-p)*(1/rho-1)
		for i := range d.n {
			logs[j] += math.Log1p(-a[j] / (a[j] + b[j] + float64(i)))
		}
	}
	sum := 0.0
	for k := range d.n {
		i := float64(k)
		for j := range logs {
			sum += d.spreads[j].weight * math.Exp(logs[j])
			logs[j] += math.Log((n - i) * (a[j] + i) / ((i + 1) * (b[j] + n - i - 1)))
		}
		if sum > tail {
			return k
		}
	}
	return d.n
}

// wholeDays is the variance that whole days have from being whole.
const wholeDays = 1.0 / 12

// ofMean returns the limits of a mean of n stays: below by the gamma distribution and above by the log-normal one, since stays may be as short as
// those of the first and as long as those of the second.
func ofMean(base []reading, n, level float64) limits {
	x, all := pooled(base)
	mean, s := x/all, 0.0
	for _, r := range base {
		s += r.n * (r.x/r.n - mean) * (r.x/r.n - mean)
	}
	df := float64(len(base) - 1)
	variance := math.Max(s/df, wholeDays) * (1/n + 1/all)
	if mean*mean <= variance*1e-6 { // nothing takes any time
		return limits{0, mean + studentQuantile(level, df)*math.Sqrt(variance)}
	}
	shape, scale, sigma := mean*mean/variance, variance/mean, math.Sqrt(math.Log1p(variance/(mean*mean)))
	return limits{ // of whole days
		math.Floor(n*scale*mathext.GammaIncRegInv(shape, outerTail(level, df))) / n,
		math.Ceil(n*mean*math.Exp(studentQuantile(level, df)*sigma-sigma*sigma/2)) / n,
	}
}

// ofStock returns the limits of what is open after a row with last, by the changes from row to row of a baseline. ok is false where too few
// rows changed, or all by as much, which says nothing of how much they may.
func ofStock(base []reading, last, level float64) (l limits, ok bool) {
	k, mean, fourth := float64(len(base)-1), (base[len(base)-1].x-base[0].x)/float64(len(base)-1), 0.0
	s, moved := 0.0, 0
	for i, r := range base[1:] {
		change := r.x - base[i].x
		s += (change - mean) * (change - mean)
		fourth += r.tails
		if change != 0 {
			moved++
		}
	}
	if moved < LeastBaseline || k < 2 {
		return limits{}, false
	}
	s /= k - 1
	half := heavyQuantile(level, k-1, fourth/k/(s*s)) * math.Sqrt(s*(1+1/k))
	return limits{last + mean - half, last + mean + half}, half < math.Inf(1) // NaN is not
}

// bunching is the excess kurtosis that the changes of a stock have besides that of single deals, because arrivals come in bunches.
const bunching = 1

// heavyQuantile returns how many standard deviations, estimated with df degrees of freedom, a change stays within, where what came in and went
// out gives it so much excess kurtosis. Student's t of 4 + 6/kurtosis degrees of freedom has that kurtosis, and the variance is as uncertain as
// one of df/(1 + kurtosis/2) degrees of freedom (Box and Andersen 1955, Journal of the Royal Statistical Society B 17).
func heavyQuantile(level, df, kurtosis float64) float64 {
	kurtosis += bunching
	nu := 4 + 6/kurtosis
	normal := -distuv.UnitNormal.Quantile(level / 2)
	return studentQuantile(level, df/(1+kurtosis/2)) * studentQuantile(level, nu) * math.Sqrt((nu-2)/nu) / normal
}
