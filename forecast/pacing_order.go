package forecast

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// The estimators behind a comparison with past periods.
const (
	methodShare   = "median share of past periods"
	methodNeed    = "median need of past periods"
	methodOutcome = "won, and past periods from the same day on"
)

// orderLevel is the probability that an interval of a median is to have where there are periods enough.
const orderLevel = 0.95

// middle returns the median of ascending numbers: the mean of the two middle ones of an even number. There must be one at least.
func middle(ascending []float64) float64 {
	n := len(ascending)
	low, high := ascending[(n-1)/2], ascending[n/2]
	if low == high { // also where both are infinite
		return low
	}
	return low + (high-low)/2
}

// medianOf returns the median of ascending numbers with the interval of its order statistics; the zero Estimate for none. From one number
// no interval can be had.
func medianOf(ascending []float64, method string) sf.Estimate {
	n := len(ascending)
	if n == 0 {
		return sf.Estimate{}
	}
	rank, level := medianRank(n)
	e := sf.Estimate{Value: middle(ascending), N: int64(n), Method: method, Warnings: fewWarning(n)}
	if level > 0 {
		e.Low, e.High, e.Level = ascending[rank-1], ascending[n-rank], level
	}
	return e
}

// medianRank returns the largest l for which the l-th number from both ends hold the median of a population with the probability asked
// for, or 1, and the probability with which they do: 1 − 2·P(Binomial(n, ½) < l).
func medianRank(n int) (rank int, level float64) {
	heads := distuv.Binomial{N: float64(n), P: 0.5}
	at := func(l int) float64 { return math.Max(1-2*heads.CDF(float64(l-1)), 0) }
	rank, level = 1, at(1)
	for l := 2; 2*l <= n && at(l) >= orderLevel; l++ {
		rank, level = l, at(l)
	}
	return rank, level
}

// outcomeOf returns what won comes to with the median of what was won afterwards, ascending, between the least and the most.
func outcomeOf(won float64, after []float64) sf.Estimate {
	n := len(after)
	if n == 0 {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: won + middle(after), N: int64(n), Method: methodOutcome, Warnings: fewWarning(n)}
	if n > 1 {
		e.Low, e.High, e.Level = won+after[0], won+after[n-1], float64(n-1)/float64(n+1)
	}
	return e
}

// fewWarning says that there are few past periods, if so.
func fewWarning(n int) []sf.Note {
	if n >= FewPeriods {
		return nil
	}
	return []sf.Note{fewNote(n)}
}
