package forecast

import "math"

// modeShare is how much of the probability the shortest interval around the most likely amount holds.
const modeShare = 0.1

// Shortest returns the shortest interval that holds the amount with at least that probability, its ends included: where the outcome lies
// most densely (Hyndman 1996, Computing and graphing highest density regions). Of several as short it is the most probable, and of those
// that are as probable, to a billionth, the lowest. It is one interval, which a distribution with two modes would rather have in two.
//
// Cost: one pass over the points.
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

// Mode returns the most likely amount: the middle of the shortest interval that holds the outcome one time in ten (Venter 1967, On
// estimation of the mode; see [Distribution.Shortest] for ties).
//
// The point of the largest probability is no answer. Amounts of many deals add up to single cents, of which none is likely, and which
// one is the likeliest turns on the last digit of some deal. A tenth is wide enough to pass over that, and narrow enough that an outcome
// which has that probability by itself, such as nothing won at all, is the mode if there is none more likely.
//
// For skew sums of wins it lies below the median and the mean: it is what one would be right about most often, not what one gets on
// average. Modes do not add up over groups or periods. NaN for the zero Distribution.
func (d *Distribution) Mode() float64 {
	low, high := d.Shortest(modeShare)
	return low + (high-low)/2
}

// shortest returns the first and the last cell of the shortest interval that holds a share.
func (c curve) shortest(share float64) (first, last int) {
	const tie = 1e-9
	within := func(i, j int) float64 { return 1 - c.t.atMost(i-1) - c.t.atLeast(j+1) }
	share *= 1 - quantileSlack
	length, most := int64(math.MaxInt64), 0.0
	i := 0
	for j := range c.m.p {
		if within(i, j) < share {
			continue
		}
		for i < j && within(i+1, j) >= share {
			i++
		}
		long, p := c.m.index(j)-c.m.index(i), within(i, j)
		if long < length || long == length && p > most*(1+tie) {
			length, most, first, last = long, p, i, j
		}
	}
	return first, last
}
