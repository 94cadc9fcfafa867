package funnel

import (
	"iter"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// mostArrivalWeeks bounds the weeks that arrivals are learned from: ten years.
const mostArrivalWeeks = 522

// Arrivals is what is believed of the number of deals that are created in a week, after some weeks were seen. Numbers of weeks are
// negative binomial, with mean μ and variance μ + αμ², and independent of each other given μ and α, neither of which is known. It is made
// by [View.Arrivals], immutable, and safe for concurrent use.
type Arrivals struct {
	flow   flowArrivals
	starts []int64 // by stage: deals that were created there in the weeks
	closed int64
}

// ArrivalRate is one of the laws that weeks may have: negative binomial with this mean and the variance Mean + Dispersion·Mean².
type ArrivalRate struct {
	Mean       float64 // deals a week
	Dispersion float64 // 0: Poisson
}

// Arrivals learns from the deals that were created in so many whole weeks before the view's time, fewer where less was under observation;
// 0 is 26. A deal is created with its first visible row, in an open stage. One that was closed when it was first seen is no arrival;
// [Arrivals.Closed] counts them.
//
// Both μ and α are integrated over: their prior is that of Jeffreys for the mean, (μ(1 + αμ))^(−1/2), and P(α ≤ a) = a/(a + 0.1). For α =
// 0 the posterior of μ is gamma with shape Σx + ½ and rate n (Greenwood and Yule 1920; Lawless 1987). There is no trend: the coming weeks
// are supposed to be as the past ones. Deals that are put on record late are missing from the last weeks; end the view earlier where that
// matters.
func (v *View) Arrivals(weeks int) *Arrivals {
	if weeks <= 0 {
		weeks = recentWeeks
	}
	h := v.history
	w := v.lastWeeks(min(weeks, mostArrivalWeeks))
	a := &Arrivals{starts: make([]int64, h.pipeline.Len())}
	for d := range v.candidates() {
		first := -1
		s := v.follow(d, listener{move: func(from, to, _ int) {
			if from < 0 {
				first = to
			}
		}})
		if first < 0 || s.created < w.from[0] {
			continue
		}
		if h.pipeline.Outcome(first) != stage.Open {
			a.closed++
			continue
		}
		w.count(s.created)
		if !s.late { // where it was when it came into the history is not where it began
			a.starts[first]++
		}
	}
	a.flow = w.arrivals(h.clock)
	return a
}

// PerWeek returns the posterior mean of μ with its central 95 % interval, which begins at 0 where nothing came. N is the number of deals.
// It is the zero Estimate where not even one whole week was under observation, and warns below 8.
func (a *Arrivals) PerWeek() sf.Estimate {
	if !a.flow.known() {
		return sf.Estimate{}
	}
	low, high := a.flow.law.rate()
	return sf.Estimate{
		Value: a.flow.law.mean(1), Low: low, High: high, Level: level, N: a.flow.sum, Method: methodArrivals, Warnings: a.Warnings(),
	}
}

// Weeks returns how many whole weeks were seen.
func (a *Arrivals) Weeks() int { return a.flow.law.weeks }

// Starts returns how many of the deals began in a stage, an index of the pipeline. Deals that came into the history in mid-life are left
// out: where they began is not known.
func (a *Arrivals) Starts(stage int) int64 { return a.starts[stage] }

// Closed returns how many deals of those weeks were closed when they were first seen.
func (a *Arrivals) Closed() int64 { return a.closed }

// Warnings tells of too few weeks.
func (a *Arrivals) Warnings() []sf.Note { return slices.Clone(a.flow.warnings) }

// Rates yields the posterior of μ and α: laws with their weights, which sum to 1, by dispersion and then by mean. None where nothing was
// seen.
func (a *Arrivals) Rates() iter.Seq2[ArrivalRate, float64] {
	return func(yield func(ArrivalRate, float64) bool) {
		for _, r := range a.flow.law.rows {
			for _, m := range r.means {
				if !yield(ArrivalRate{Mean: m.mean, Dispersion: r.dispersion}, r.weight*m.weight) {
					return
				}
			}
		}
	}
}
