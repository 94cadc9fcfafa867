package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// leastEnds is how many ends must be expected on either side for a test to hold its level.
const leastEnds = 5

// The tests by name.
const (
	methodGray     = "Gray's test"
	methodTwoRanks = "log-rank"
	methodRankSum  = "Wilcoxon rank sum"
)

// verdict is a test of one side against another, and what comes of it.
type verdict struct {
	z      float64 // above 0: the metric is higher
	p, q   float64
	method string
	few    sf.Note     // why there is no test
	said   [2]sf.Value // both sides, in a sentence
}

// fewEnds reports whether too few ends are expected on a side for a test.
func (c contrast) fewEnds() bool { return min(c.expected, c.rest) < leastEnds || !(c.variance > 0) }

// put puts a contrast to the test.
func (v *verdict) put(c contrast, method string) {
	v.z, _ = c.z()
	v.p, v.method = c.twoSided(), method
}

// adjustTogether gives verdicts that were tested their q.
func adjustTogether(all []*verdict) {
	var tested []*verdict
	var ps []float64
	for _, v := range all {
		if v.method != "" {
			tested, ps = append(tested, v), append(ps, v.p)
		}
	}
	for i, q := range benjaminiHochberg(ps) {
		tested[i].q = q
	}
}

// standing returns what the test says at a level. It is mixed when the test finds a difference that the numbers shown do not have, as when one side
// wins later and just as often in the end; then neither side is called lower.
func (v *verdict) standing(level float64, difference sf.Estimate) (s Standing, mixed bool) {
	switch {
	case v.q >= level:
		return StandingNoDifference, false
	case !difference.IsZero() && v.z*difference.Value <= 0:
		return StandingNoDifference, true
	case v.z < 0:
		return StandingLower, false
	default:
		return StandingHigher, false
	}
}

// crosses reports whether two rates differ at the age by which they are read, and not over the whole time: one side is ahead early on and the
// other later.
func (v *verdict) crosses(level float64, difference sf.Estimate) bool {
	return v.method == methodGray && v.p >= level && difference.HasInterval() && (difference.Low > 0 || difference.High < 0)
}
