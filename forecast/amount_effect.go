package forecast

import (
	"cmp"
	"math"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const (
	// DefaultEffectScale is the standard deviation of the prior on the slope of an amount effect when nothing else is said.
	DefaultEffectScale = 0.5
	// MostEffectScale is the largest.
	MostEffectScale = 100
	// mostSizes is how many sizes an amount effect keeps of a stage.
	mostSizes = 32
)

// methodEffect is the estimator of [AmountEffect].Slope.
const methodEffect = "penalized logistic regression within stages"

// AmountEffectOptions are the options of [LearnAmountEffect].
type AmountEffectOptions struct {
	// Days is within how many days of coming into a stage a win counts, as in [WinRateOptions].
	Days int
	// Scale is the standard deviation of the normal prior on the slope, around 0, up to [MostEffectScale]; 0: [DefaultEffectScale]. Under
	// it a doubled amount changes log-odds by at most 0.7 with a probability of 95 %.
	Scale float64
}

// AmountEffect is by how much less, or more, probable a large deal is won than a small one of the same stage. [LearnAmountEffect] makes it
// and [SizedBy] uses it.
type AmountEffect struct {
	AsOf     time.Time `json:"as_of"`
	Currency string    `json:"currency,omitzero"`
	// Slope is by how much logit P(won) changes for each unit of log amount: times ln 2 for a deal of twice the amount. Zero where nothing
	// can be said. N counts deals in stages, a deal in each that it came into; Left those left out.
	Slope  sf.Estimate   `json:"slope,omitzero"`
	Stages []StageAmount `json:"stages"` // the open stages that deals with amounts came into, in the order of the pipeline
	Notes  []sf.Note     `json:"notes,omitzero"`
}

// StageAmount is how large the deals were that came into a stage.
type StageAmount struct {
	Stage string  `json:"stage"`
	Deals int     `json:"deals"`
	Mean  float64 `json:"mean"` // of the log amount
	// Sizes are log amounts less their mean, ascending: the means of equal shares of the deals, at most 32.
	Sizes []float64 `json:"sizes"`
}

// LearnAmountEffect learns how winning goes with the amount within stages,
//
//	logit P(won within the days) = αₛ + b·log a
//
// one slope b for all stages and an intercept αₛ for each, over the cases of [WinRatesOf] with an amount: by maximum likelihood weighted by
// wᵢ = [known]/Ĝ, with the penalty b²/2·Scale², which is a normal prior (ridge regression: le Cessie and van Houwelingen 1992). So with few
// deals b is near 0. Deals stand in several stages, so the 95 % interval is that of the sandwich with the scores summed by deal (Liang and
// Zeger 1986),
//
//	Var b = D/(D−1) · Σ_d (Σ_i∈d wᵢ(yᵢ−pᵢ)(xᵢ−x̄ₛ))² / (Σ wᵢpᵢqᵢ(xᵢ−x̄ₛ)² + 1/Scale²)²
//
// with x the log amount, x̄ₛ its mean by wpq in the stage, and D deals; the weights are taken as known, which is on the safe side. Stages in
// which all deals or none were won say nothing of b. It is assumed that b is the same in all stages and along all amounts.
//
// The error is an [*sf.InvalidError]: options out of range, and amounts in two currencies. The cost is that of reading each deal once, and of
// some ten passes over the cases.
func LearnAmountEffect(v *funnel.View, o AmountEffectOptions) (*AmountEffect, error) {
	faults := checkDays(v, o.Days)
	if !(o.Scale >= 0 && o.Scale <= MostEffectScale) {
		faults = append(faults, rangeFault("scale", o.Scale, 0, MostEffectScale))
	}
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	var money oneCurrency
	cases := casesOf(v, &money)
	if len(money.fault) > 0 {
		return nil, sf.Invalid(money.fault)
	}
	e := &AmountEffect{AsOf: v.AsOf(), Currency: money.currency, Stages: []StageAmount{}}
	fit := sizeFit{penalty: 1 / math.Pow(cmp.Or(o.Scale, DefaultEffectScale), 2)}
	p := v.Pipeline()
	for i := range p.Len() {
		priced := cases[i].priced()
		if p.Outcome(i) != stage.Open {
			continue
		}
		fit.left += cases[i].left + int64(len(cases[i].list)-len(priced))
		if len(priced) > 0 {
			e.Stages = append(e.Stages, stageAmountOf(p.StageID(i), priced))
			fit.add(followedUp(priced, winDays(o.Days)))
		}
	}
	if e.Slope = fit.slope(); e.Slope.IsZero() {
		e.Notes = append(e.Notes, sf.NewNote(CodeEffectNone, ""))
	}
	return e, nil
}

// Fit says what the effect was learned from.
func (e *AmountEffect) Fit() Fit { return Fit{Learned: true, AsOf: e.AsOf} }

// stageAmountOf describes the sizes of deals.
func stageAmountOf(id string, cases []winCase) StageAmount {
	logs := make([]float64, len(cases))
	var sum compensated
	for i, x := range cases {
		logs[i] = math.Log(x.amount)
	}
	slices.Sort(logs)
	for _, x := range logs {
		sum.add(x)
	}
	s := StageAmount{Stage: id, Deals: len(cases), Mean: sum.value() / float64(len(logs))}
	for i := range logs {
		logs[i] -= s.Mean
	}
	s.Sizes = equalShares(logs, mostSizes)
	return s
}

// equalShares returns the means of at most n equal shares of ascending numbers; one that lies across a border is in both, by parts.
func equalShares(sorted []float64, n int) []float64 {
	if len(sorted) <= n {
		return sorted
	}
	width := float64(len(sorted)) / float64(n)
	means := make([]float64, n)
	for k := range means {
		from, to := float64(k)*width, float64(k+1)*width
		for i := int(from); i < len(sorted) && float64(i) < to; i++ {
			part := math.Min(float64(i+1), to) - math.Max(float64(i), from)
			means[k] += part / width * sorted[i]
		}
	}
	return means
}

// sizeFit is a logistic regression with an intercept for each group and one slope.
type sizeFit struct {
	penalty float64 // on the slope: 1/Scale²
	groups  []sizeGroup
	n, left int64
}

// sizeGroup are the known cases of one stage.
type sizeGroup struct {
	deal         []int
	x, won       []float64
	weight       []float64
	intercept    float64
	mean, second float64 // x̄ by wpq, and Σ wpq(x − x̄)²
}

// add takes in the cases of one stage, if they say anything of the slope.
func (f *sizeFit) add(u *followUp) {
	g := sizeGroup{}
	var sum, won, all float64
	for i, x := range u.cases {
		if w := u.weight[i]; w > 0 {
			g.deal, g.weight = append(g.deal, x.deal), append(g.weight, w)
			g.x, g.won = append(g.x, math.Log(x.amount)), append(g.won, u.won[i])
			all, won, sum = all+w, won+w*u.won[i], sum+w*g.x[len(g.x)-1]
		}
	}
	if len(g.x) == 0 || won == 0 || won >= all || slices.Min(g.x) == slices.Max(g.x) {
		f.left += int64(len(u.cases))
		return
	}
	f.n += int64(len(u.cases))
	for i := range g.x {
		g.x[i] -= sum / all
	}
	g.intercept = logit(won / all)
	f.groups = append(f.groups, g)
}

// slope fits the regression; zero where there is nothing to fit.
func (f *sizeFit) slope() sf.Estimate {
	if len(f.groups) == 0 {
		return sf.Estimate{}
	}
	b, information := f.solve()
	scores := make(map[int]float64)
	var deals []int
	for k := range f.groups {
		g := &f.groups[k]
		for i, d := range g.deal {
			if _, ok := scores[d]; !ok {
				deals = append(deals, d)
			}
			scores[d] += g.weight[i] * (g.won[i] - expit(g.intercept+b*g.x[i])) * (g.x[i] - g.mean)
		}
	}
	var square compensated
	slices.Sort(deals)
	for _, d := range deals {
		square.add(scores[d] * scores[d])
	}
	n := float64(len(deals))
	half := studentHalf(len(deals)) * math.Sqrt(square.value()*n/math.Max(n-1, 1)) / information
	return sf.Estimate{Value: b, Low: b - half, High: b + half, Level: amountLevel, N: f.n, Left: f.left, Method: methodEffect}
}

// solve maximizes the penalized likelihood: Newton's steps in the slope, with the intercepts that belong to each. It returns the slope and
// its information.
func (f *sizeFit) solve() (b, information float64) {
	const most, enough, longest = 100, 1e-12, 1.0
	for range most {
		score := -f.penalty * b
		information = f.penalty
		for k := range f.groups {
			score += f.groups[k].profile(b)
			information += f.groups[k].second
		}
		step := score / information
		b += math.Max(-longest, math.Min(longest, step))
		if math.Abs(step) < enough*(1+math.Abs(b)) {
			break
		}
	}
	return b, information
}

// profile sets the intercept that belongs to a slope, and the moments there, and returns the score of the slope.
func (g *sizeGroup) profile(b float64) (score float64) {
	const most, enough, longest = 100, 1e-13, 4.0
	for range most {
		var gap, w, wx compensated
		for i, x := range g.x {
			p := expit(g.intercept + b*x)
			gap.add(g.weight[i] * (g.won[i] - p))
			w.add(g.weight[i] * p * (1 - p))
			wx.add(g.weight[i] * p * (1 - p) * x)
		}
		g.mean = wx.value() / w.value()
		step := gap.value() / w.value()
		g.intercept += math.Max(-longest, math.Min(longest, step))
		if math.Abs(step) < enough*(1+math.Abs(g.intercept)) {
			break
		}
	}
	var s, second compensated
	for i, x := range g.x {
		p := expit(g.intercept + b*x)
		s.add(g.weight[i] * (g.won[i] - p) * x)
		second.add(g.weight[i] * p * (1 - p) * (x - g.mean) * (x - g.mean))
	}
	g.second = second.value()
	return s.value()
}
