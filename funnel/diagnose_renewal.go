package funnel

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// methodSinceBegun is the name of the test.
const methodSinceBegun = "semi-Markov curve against Aalen-Johansen since the deal began"

// What the comparison needs and may cost.
const (
	leastWins      = 10   // deals seen from their beginning and won
	mostComparison = 1000 // days; wins of older deals do not take part, since the renewal equations cost the square
)

// testRenewal compares the share of deals won by their own age t, as [Occupation] has it, with the one that [Curves] put together from the
// stays of each stage, which are taken for independent of each other:
//
//	z(t) = (curve(t) − won(t)) / se(won(t)),   p = 2Φ(−max |z|)
//
// over the ages by which 10, 25, 50, 75 and 90 % of the wins seen had come. Where deals have a speed of their own the curve is too low early
// on and too high later. The maximum over five ages is not paid for, because the two come from the same deals, so that their difference
// varies less than won(t) alone (Hausman 1978, Econometrica 46): simulated pipelines without memory of their own raise an alarm at 5 % in
// about 2 of 100.
func (v *View) testRenewal() outcomeOfTest {
	out := outcomeOfTest{Diagnostic: Diagnostic{Check: CheckRenewal}, holds: CodeRenewalHolds, fails: CodeRenewalFails}
	seen, err := v.Occupation()
	if err != nil {
		return out
	}
	ages := v.winAges()
	if len(ages) < leastWins {
		return out
	}
	compared := []int{ages[len(ages)/10], ages[len(ages)/4], ages[len(ages)/2], ages[3*len(ages)/4], ages[9*len(ages)/10]}
	hazards, err := v.LifeTable(0).Hazards(HazardOptions{})
	if err != nil {
		return out
	}
	curves, err := hazards.Curves(compared[len(compared)-1] + 1)
	if err != nil {
		return out
	}
	for _, age := range compared {
		won := seen.Won(age)
		vary := seen.curve.variance(0, age)
		if vary == 0 {
			continue
		}
		var curve float64
		for i, p := range seen.curve.first {
			if v.history.pipeline.Outcome(i) == stage.Open && p > 0 {
				w, _ := curves.WinBy(i, 0, age+1) // before the next day begins
				curve += p * w
			}
		}
		if z := (curve - won.Value) / math.Sqrt(vary); out.Method == "" || math.Abs(z) > math.Abs(out.Statistic) {
			out.Statistic, out.Method = z, methodSinceBegun
			out.worst = []sf.Fact{
				sf.F("day", sf.Int(int64(age))), sf.F("curve", number(threeDigits(curve))), sf.F("seen", number(threeDigits(won.Value))),
			}
		}
	}
	if out.Method != "" {
		out.PValue = max(min(1, 2*distuv.UnitNormal.CDF(-math.Abs(out.Statistic))), leastP)
	}
	return out
}

// winAges returns the ages at which deals seen from their beginning were won, in order, up to the oldest compared.
func (v *View) winAges() []int {
	var ages []int
	p, clock := v.history.pipeline, v.history.clock
	v.runs(func(r run) {
		last := r.stays[len(r.stays)-1]
		if !r.late && last.next >= 0 && p.Outcome(last.next) == stage.Won {
			if age := int(clock.day(last.left) - r.origin); age <= mostComparison {
				ages = append(ages, age)
			}
		}
	})
	slices.Sort(ages)
	return ages
}
