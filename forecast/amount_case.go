package forecast

import (
	"cmp"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	intervals "github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// winCase is a deal from when it first came into a stage in its last life.
type winCase struct {
	deal   int // its place in the view
	after  time.Duration
	fate   stage.Outcome // open: not known by then
	amount float64       // when it came; 0: unknown, or not above 0
}

// winCases are the cases of one stage.
type winCases struct {
	list []winCase
	left int64 // deals whose coming was not under observation
}

// casesOf reads the cases of each stage, and last those of the first stage of each deal.
func casesOf(v *funnel.View, money *oneCurrency) []winCases {
	all := make([]winCases, v.Pipeline().Len()+1)
	asOf, deal := v.AsOf(), 0
	livesOf(v, func(l *pricedLife) {
		seen := make([]bool, len(all))
		for i, s := range l.stays {
			if i == 0 {
				all[len(all)-1].add(l, s, deal, asOf, money)
			}
			if !seen[s.stage] {
				all[s.stage].add(l, s, deal, asOf, money)
			}
			seen[s.stage] = true
		}
		deal++
	})
	return all
}

// add takes in a deal that came into the stage.
func (c *winCases) add(l *pricedLife, s seenStay, deal int, asOf time.Time, money *oneCurrency) {
	if !s.whole {
		c.left++
		return
	}
	x := winCase{deal: deal, after: l.end.Sub(s.entered), fate: l.outcome}
	if x.fate == stage.Open {
		x.after = asOf.Sub(s.entered)
	}
	if amount, known := money.take(l.amountAt(s.from), l.deal.ID()); known && amount > 0 {
		x.amount = amount
	}
	c.list = append(c.list, x)
}

// priced returns the cases with an amount.
func (c *winCases) priced() []winCase {
	return slices.DeleteFunc(slices.Clone(c.list), func(x winCase) bool { return x.amount == 0 })
}

// followUp is what cases show of wins within a horizon. A deal is known once it closed or outlived the horizon, and then weighs 1/G, G being
// how probable it was, by Kaplan and Meier, to be followed so far: it stands for those that were not.
type followUp struct {
	cases   []winCase // by time; of one time those still open, which were not seen at that time itself, first
	horizon time.Duration
	weight  []float64 // 0 of those not known
	won     []float64 // 1 of those won within the horizon
	open    int64     // not known
	atRisk  []float64 // Y at each time at which follow-up ends: how many were followed until then
	ends    []float64 // the hazard dΛ of its end there; 0 at cases that are known
}

// followedUp weighs the cases. The horizon is cut to the longest time that any was followed, unless the last of them closed.
func followedUp(cases []winCase, horizon time.Duration) *followUp {
	f := &followUp{cases: slices.Clone(cases), horizon: horizon}
	longest, open := time.Duration(0), time.Duration(-1)
	for _, x := range cases {
		longest = max(longest, x.after)
		if x.fate == stage.Open {
			open = max(open, x.after)
		}
	}
	if open == longest { // nothing is known of later times
		f.horizon = min(horizon, longest)
	}
	for i := range f.cases {
		x := &f.cases[i]
		if x.after > f.horizon || x.after == f.horizon && f.horizon < horizon && x.fate == stage.Open {
			x.after, x.fate = f.horizon, stage.Lost // not won within it
		}
	}
	slices.SortStableFunc(f.cases, func(a, b winCase) int {
		return cmp.Or(cmp.Compare(a.after, b.after), boolOrder(a.fate != stage.Open, b.fate != stage.Open))
	})
	f.weigh()
	return f
}

// weigh runs along the times.
func (f *followUp) weigh() {
	n := len(f.cases)
	f.weight, f.won = make([]float64, n), make([]float64, n)
	f.atRisk, f.ends = make([]float64, n), make([]float64, n)
	followed := 1.0
	for i := 0; i < n; {
		end := i
		for end < n && f.cases[end].after == f.cases[i].after && f.cases[end].fate == stage.Open {
			end++
		}
		if end > i { // their follow-up ends together
			y := float64(n - i)
			f.atRisk[i], f.ends[i] = y, float64(end-i)/y
			followed *= 1 - f.ends[i]
			f.open += int64(end - i)
			i = end
			continue
		}
		f.weight[i] = 1 / followed
		if f.cases[i].fate == stage.Won {
			f.won[i] = 1
		}
		i++
	}
}

// total returns Σ size·value·weight and the influence of each case on it, that on the weights included (Bang and Tsiatis 2000):
//
//	φᵢ = aᵢyᵢ/G(Xᵢ) + ∫ q dMᵢ,  q(u) = Σ_{X ≥ u} a·y/G / Y(u),  M the martingale of the end of follow-up.
func (f *followUp) total(size, value func(i int) float64) (sum float64, influence []float64) {
	n := len(f.cases)
	influence = make([]float64, n)
	tail := make([]float64, n+1)
	for i := n - 1; i >= 0; i-- {
		x := 0.0
		if f.weight[i] > 0 {
			x = f.weight[i] * size(i) * value(i)
		}
		influence[i], tail[i] = x, tail[i+1]+x
	}
	passed := 0.0
	for i := 0; i < n; {
		if f.weight[i] > 0 {
			influence[i] -= passed
			i++
			continue
		}
		q := tail[i] / f.atRisk[i]
		passed += q * f.ends[i]
		for end := i + int(math.Round(f.ends[i]*f.atRisk[i])); i < end; i++ {
			influence[i] += q - passed
		}
	}
	return tail[0], influence
}

// rate is Σ a·won/G / Σ a/G over the known cases, and the influence of each case on it.
func (f *followUp) rate(size func(i int) float64) (rate float64, influence []float64) {
	above, influence := f.total(size, func(i int) float64 { return f.won[i] })
	below, known := f.total(size, func(int) float64 { return 1 })
	if below == 0 {
		return math.NaN(), nil
	}
	rate = above / below
	for i := range influence {
		influence[i] = (influence[i] - rate*known[i]) / below
	}
	return rate, influence
}

// deviation is the standard error of an estimate with these influences.
func deviation(influence []float64) float64 {
	n, square := float64(len(influence)), compensated{}
	for _, x := range influence {
		square.add(x * x)
	}
	return math.Sqrt(square.value() * n / math.Max(n-1, 1))
}

// estimate returns a rate with its interval, symmetric for the logit. Where none was won, or all, it is that of Jeffreys for as many deals
// of one size as would be worth as much, (Σa)²/Σa².
func (f *followUp) estimate(rate float64, influence []float64, size func(i int) float64, left int64, method string) sf.Estimate {
	if influence == nil {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: rate, Level: amountLevel, N: int64(len(f.cases)), Left: left, Method: method}
	if rate <= 0 || rate >= 1 {
		sum, square := 0.0, 0.0
		for i := range f.cases {
			if f.weight[i] > 0 {
				sum += size(i)
				square += size(i) * size(i)
			}
		}
		n := sum / square * sum
		e.Low, e.High = intervals.Jeffreys(math.Round(rate)*n, n, amountLevel)
		return e
	}
	half := studentHalf(len(f.cases)) * deviation(influence) / (rate * (1 - rate))
	e.Low, e.High = expit(logit(rate)-half), expit(logit(rate)+half)
	return e
}

// studentHalf is the quantile of Student's t of n cases.
func studentHalf(n int) float64 {
	return distuv.StudentsT{Sigma: 1, Nu: math.Max(float64(n-1), 1)}.Quantile((1 + amountLevel) / 2)
}

// expit is the inverse of logit.
func expit(x float64) float64 {
	if x < 0 { // so that neither overflows
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}
