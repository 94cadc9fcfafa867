package forecast

import (
	"math"
	"sort"
)

// modeShare is how much of the probability the shortest interval around the most likely amount holds.
const modeShare = 0.1

// Shortest returns the shortest interval that holds the amount with at least that probability, its ends included: where the outcome lies
// most densely (Hyndman 1996, Computing and graphing highest density regions). Of several as short it is the most probable, and of those
// that are as probable, to a billionth, the lowest. It is one interval, which a distribution with two modes would rather have in two.
//
// Cost: one pass over the points but the tails.
//
// Special cases are:
//
//	Shortest(share) is where one point has the largest probability for share ≤ 0
//	Shortest(1) are the ends of the distribution as computed
//	Shortest(share) = NaN, NaN for share > 1 or NaN
func (d *Distribution) Shortest(share float64) (low, high float64) {
	if !(share <= 1) || d.empty() {
		return math.NaN(), math.NaN()
	}
	i, j := d.law.shortest(share)
	return d.axis.amount(d.law.m.index(i)), d.axis.amount(d.law.m.index(j))
}

// Mode returns the most likely amount: the median of the outcomes within the shortest interval that holds one in ten of all (after Venter
// 1967, On estimation of the mode, who takes the middle, which need not be a possible outcome; see [Distribution.Shortest] for ties).
//
// The point of the largest probability is no answer. Amounts of many deals add up to single cents, of which none is likely, and which
// one is the likeliest turns on the last digit of some deal. A tenth is wide enough to pass over that, and narrow enough that an outcome
// which has that probability by itself, such as nothing won at all, is the mode if there is none more likely.
//
// For skew sums of wins it lies below the median and the mean: it is what one would be right about most often, not what one gets on
// average. Modes do not add up over groups or periods. NaN for the zero Distribution.
func (d *Distribution) Mode() float64 {
	if d.empty() {
		return math.NaN()
	}
	first, last := d.law.shortest(modeShare)
	half := d.law.within(first, last) / 2 * (1 - quantileSlack)
	middle := first + sort.Search(last-first, func(i int) bool { return d.law.within(first, first+i) >= half })
	return d.axis.amount(d.law.m.index(middle))
}

// within returns the probability of the cells from i to j.
func (c curve) within(i, j int) float64 { return 1 - c.t.atMost(i-1) - c.t.atLeast(j+1) }

// shortest returns the first and the last cell of the shortest interval that holds a share.
func (c curve) shortest(share float64) (first, last int) {
	const tie = 1e-9
	share *= 1 - quantileSlack
	length, most := int64(math.MaxInt64), 0.0
	// It ends no sooner than the share is reached, and begins no later than it is left: the tails need not be searched.
	i, latest := 0, min(c.t.quantile(min(1-share, 1))+1, len(c.m.p)-1)
	for j := max(c.t.quantile(max(share, 0))-1, 0); j < len(c.m.p); j++ {
		if c.m.index(j)-c.m.index(latest) > length {
			break
		}
		if c.within(i, j) < share {
			continue
		}
		for i < j && c.within(i+1, j) >= share {
			i++
		}
		long, p := c.m.index(j)-c.m.index(i), c.within(i, j)
		if long < length || long == length && p > most*(1+tie) {
			length, most, first, last = long, p, i, j
		}
	}
	return first, last
}
