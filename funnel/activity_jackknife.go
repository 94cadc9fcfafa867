package funnel

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
)

// What a comparison of touches needs at least.
const (
	fewTouchDeals   = 10 // deals on each side
	fewTouchOutcome = 5  // deals that progress, and deals that do not
)

// touchSums are Σ w, Σ w·p₁ and Σ w·p₀ over strata.
type touchSums struct{ w, with, without float64 }

// sums returns what one stratum adds; nothing where one side is empty.
func (t touchStratum) sums() touchSums {
	if t.n[0] == 0 || t.n[1] == 0 {
		return touchSums{}
	}
	n0, n1 := float64(t.n[0]), float64(t.n[1])
	return touchSums{
		w: n0 * n1 / (n0 + n1), with: n0 * float64(t.x[1]) / (n0 + n1), without: n1 * float64(t.x[0]) / (n0 + n1),
	}
}

func (a touchSums) plus(b touchSums, sign float64) touchSums {
	return touchSums{a.w + sign*b.w, a.with + sign*b.with, a.without + sign*b.without}
}

// values returns the difference and the two shares.
func (a touchSums) values() [3]float64 {
	p1, p0 := a.with/a.w, a.without/a.w // where all progress both sums are of the same terms, and the share is 1
	return [3]float64{p1 - p0, p1, p0}
}

// touchJackknife makes the estimates of one comparison.
type touchJackknife struct {
	sums           touchSums
	arms           [2]TouchArm // without and with
	moved, stayed  int64       // deals
	square, fourth [3]float64  // of what leaving out a deal changes: the difference and the two shares
	deals          int64
	restsOn        string // a deal without which nothing could be compared; empty: there is none
}

// take adds a stratum with both sides.
func (k *touchJackknife) take(t touchStratum) {
	k.sums = k.sums.plus(t.sums(), 1)
	for arm := range k.arms {
		k.arms[arm].Landmarks += t.n[arm]
		k.arms[arm].Moved += t.x[arm]
	}
}

// without adds what changes when a deal is left out, with all of its landmarks, which are in order of stage and age.
func (k *touchJackknife) without(s *touchStudy, marks []landmark) {
	left, deal := k.sums, TouchArm{}
	var seen [2]bool
	moved, stayed := false, false
	for i := 0; i < len(marks); {
		at := marks[i]
		t := s.strata[at.stage][at.age]
		whole := t
		matched := t.n[0] > 0 && t.n[1] > 0
		for ; i < len(marks) && marks[i].stage == at.stage && marks[i].age == at.age; i++ {
			t.add(marks[i], -1)
			if matched {
				deal.Landmarks++
				seen[0], seen[1] = seen[0] || !marks[i].touched, seen[1] || marks[i].touched
				moved, stayed = moved || marks[i].moved, stayed || !marks[i].moved
			}
		}
		left = left.plus(whole.sums(), -1).plus(t.sums(), 1)
	}
	if deal.Landmarks == 0 {
		return
	}
	k.count(seen, moved, stayed)
	if left.w <= k.sums.w*1e-9 {
		k.restsOn = s.view.history.deals.at(s.deal)
		return
	}
	k.change(left)
}

// count counts the deal on the sides on which it has landmarks.
func (k *touchJackknife) count(seen [2]bool, moved, stayed bool) {
	k.deals++
	for arm := range k.arms {
		if seen[arm] {
			k.arms[arm].Deals++
		}
	}
	if moved {
		k.moved++
	}
	if stayed {
		k.stayed++
	}
}

// change adds what the estimates are without the deal.
func (k *touchJackknife) change(left touchSums) {
	whole := k.sums.values()
	for i, value := range left.values() {
		u := value - whole[i]
		k.square[i] += u * u
		k.fourth[i] += u * u * u * u
	}
}

// difference returns the comparison.
func (k *touchJackknife) difference() TouchDifference {
	out := TouchDifference{Without: k.arms[0], With: k.arms[1]}
	if k.few() || k.restsOn != "" {
		return out
	}
	values := k.sums.values()
	out.Touched, out.Untouched = k.share(1, values[1]), k.share(2, values[2])
	out.Difference = sf.Estimate{Value: values[0], Level: .95, N: k.deals, Method: "landmark, Mantel-Haenszel, jackknife"}
	half := k.half(0)
	below, above := half, half
	if k.settled(0) || k.settled(1) {
		below = math.Max(half, math.Hypot(values[1]-out.Touched.Low, out.Untouched.High-values[2]))
		above = math.Max(half, math.Hypot(out.Touched.High-values[1], values[2]-out.Untouched.Low))
	}
	out.Difference.Low, out.Difference.High = math.Max(-1, values[0]-below), math.Min(1, values[0]+above)
	return out
}

// settled reports whether all landmarks of a side progress, or none.
func (k *touchJackknife) settled(arm int) bool {
	return k.arms[arm].Moved == 0 || k.arms[arm].Moved == k.arms[arm].Landmarks
}

// half returns half the width of an interval: t·√((m−1)/m Σ u²).
func (k *touchJackknife) half(i int) float64 {
	if k.fourth[i] == 0 {
		return 0
	}
	df := math.Max(1, k.square[i]*k.square[i]/k.fourth[i]-1)
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(.975)
	return t * math.Sqrt(float64(k.deals-1)/float64(k.deals)*k.square[i])
}

// share returns the share of a side, i being 1 for the touched and 2 for the others.
func (k *touchJackknife) share(i int, p float64) sf.Estimate {
	arm := 2 - i
	e := sf.Estimate{Value: p, Level: .95, N: k.arms[arm].Deals, Method: "landmark, standardized share"}
	if k.settled(arm) {
		e.Low, e.High = binomial.Wilson(math.Round(p)*float64(e.N), float64(e.N), e.Level)
		return e
	}
	half, logit := k.half(i)/(p*(1-p)), math.Log(p)-math.Log1p(-p)
	e.Low, e.High = around(p, logistic(logit-half), logistic(logit+half))
	return e
}

// few reports whether there are too few deals.
func (k *touchJackknife) few() bool {
	return min(k.arms[0].Deals, k.arms[1].Deals) < fewTouchDeals || min(k.moved, k.stayed) < fewTouchOutcome
}

// why says why there is no estimate.
func (k *touchJackknife) why() sf.Note {
	if !k.few() {
		return sf.NewNote(CodeTouchOneDeal, "", sf.F("deal", sf.Text(k.restsOn)))
	}
	return sf.NewNote(CodeTouchFew, "", sf.F("with", sf.Int(k.arms[1].Deals)), sf.F("without", sf.Int(k.arms[0].Deals)), sf.F("want", sf.Int(fewTouchDeals)),
		sf.F("moved", sf.Int(k.moved)), sf.F("stayed", sf.Int(k.stayed)), sf.F("least", sf.Int(fewTouchOutcome)))
}
