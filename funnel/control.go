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
}

// limits are the ends of what is routine, which belong to it.
type limits struct{ low, high float64 }

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
	rate := x / all
	phi := 0.0
	for _, r := range base {
		if mean := rate * r.n; mean > 0 {
			phi += (r.x - mean) * (r.x - mean) / mean
		}
	}
	df := float64(len(base) - 1)
	phi = math.Max(1, phi/df)
	mean := (x + 0.5) / all * n // half a count: where there was none at all, one is no wonder
	return negativeBinomial{mean, phi * (1 + n/all)}.limits(outerTail(level, df))
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

// limits returns the widest limits that leave no more than tail on either side.
func (d negativeBinomial) limits(tail float64) limits {
	high := math.Ceil(d.mean)
	for d.above(high) > tail {
		high = 2*high + 1
	}
	return limits{
		low:  largest(0, math.Ceil(d.mean), func(k float64) bool { return d.below(k) <= tail }),
		high: 1 + largest(-1, high, func(k float64) bool { return k < 0 || d.above(k) > tail }),
	}
}

// largest returns the largest whole number from low to high of which ok is true, given that it is true of low and stays false once false.
func largest(low, high float64, ok func(k float64) bool) float64 {
	for high-low > 0 {
		mid := low + math.Ceil((high-low)/2)
		if mid >= high && high-low > 1 {
			mid = high - 1
		}
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
	phi := 0.0
	for _, r := range base {
		phi += (r.x - p*r.n) * (r.x - p*r.n) / (r.n * p * (1 - p))
	}
	df := float64(len(base) - 1)
	phi = math.Max(1, phi/df)
	rho := closest
	if n > 1 {
		rho = math.Min(closest, (phi*(1+n/all)-1)/(n-1))
	}
	l := betaBinomial{int(n), p, rho}.limits(outerTail(level, df))
	return limits{l.low / n, l.high / n}
}

// betaBinomial is a number of cases of n, each with probability p, with correlation rho above 0 between them.
type betaBinomial struct {
	n      int
	p, rho float64
}

// limits returns the widest limits that leave no more than tail on either side.
func (d betaBinomial) limits(tail float64) limits {
	m := 1/d.rho - 1
	low := d.reach(d.p*m, (1-d.p)*m, tail)
	high := d.n - d.reach((1-d.p)*m, d.p*m, tail)
	return limits{float64(low), float64(high)}
}

// reach returns the largest k with P(X < k) ≤ tail, of n trials with the beta parameters a and b:
//
//	P(X = 0) = Π_{i<n} (b+i)/(a+b+i)      P(X = k+1) / P(X = k) = (n−k)(a+k) / ((k+1)(b+n−k−1))
func (d betaBinomial) reach(a, b, tail float64) int {
	log, n := 0.0, float64(d.n)
	for i := range d.n {
		log += math.Log1p(-a / (a + b + float64(i)))
	}
	sum := 0.0
	for k := range d.n {
		if sum += math.Exp(log); sum > tail {
			return k
		}
		i := float64(k)
		log += math.Log((n - i) * (a + i) / ((i + 1) * (b + n - i - 1)))
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
// rows changed.
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
	return limits{last + mean - half, last + mean + half}, true
}

// bunching is the excess kurtosis that the changes of a stock have besides that of single deals, because arrivals come in bunches.
const bunching = 1

// heavyQuantile returns how many standard deviations, estimated with df degrees of freedom, a change stays within, where what came in and went
// out gives it so much excess kurtosis: Student's t of 4 + 6/kurtosis degrees of freedom has that kurtosis.
func heavyQuantile(level, df, kurtosis float64) float64 {
	nu := 4 + 6/(bunching+kurtosis)
	normal := -distuv.UnitNormal.Quantile(level / 2)
	return studentQuantile(level, df) * studentQuantile(level, nu) * math.Sqrt((nu-2)/nu) / normal
}
