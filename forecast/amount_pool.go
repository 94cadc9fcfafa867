package forecast

import (
	"cmp"
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// credibility is the model of Bühlmann and Straub for groups with ratios of sums.
type credibility struct {
	within, between float64   // σ² and τ²
	weight          []float64 // Z of each group; 0 of one without cases
	share           []float64 // what each group has in the collective mean; they sum to 1 where there is a case
}

// credibilityOf fits the model to groups of cases: the ratio W/A of each case has the weight A.
func credibilityOf(groups []stageSample) credibility {
	c := credibility{weight: make([]float64, len(groups)), share: make([]float64, len(groups))}
	all := 0.0
	for i := range groups {
		all += groups[i].totalShown
	}
	if all == 0 {
		return c
	}
	ratios := make([]float64, len(groups))
	mean, squares, spread, freedom, filled := 0.0, 0.0, 0.0, 0.0, 0.0
	for i := range groups {
		g := &groups[i]
		if len(g.won) == 0 {
			continue
		}
		ratios[i] = g.ratio()
		filled++
		freedom += float64(len(g.won) - 1)
		spread += g.spread(ratios[i])
		mean += g.totalShown / all * ratios[i]
		squares += g.totalShown / all * g.totalShown
	}
	if freedom > 0 {
		c.within = spread / freedom
	}
	between := -(filled - 1) * c.within
	for i := range groups {
		between += groups[i].totalShown * (ratios[i] - mean) * (ratios[i] - mean)
	}
	if all > squares { // more than one group
		c.between = math.Max(between/(all-squares), 0)
	}
	c.weigh(groups, all, freedom > 0, filled == 1)
	return c
}

// weigh sets the weights, told whether the spread within groups is known and whether there is one group only.
func (c *credibility) weigh(groups []stageSample, all float64, known, alone bool) {
	total := 0.0
	for i := range groups {
		if len(groups[i].won) == 0 {
			continue
		}
		switch {
		case alone || known && c.within == 0:
			c.weight[i] = 1 // there is nobody else, or no doubt
		case known:
			c.weight[i] = groups[i].totalShown * c.between / (groups[i].totalShown*c.between + c.within)
		}
		total += c.weight[i]
	}
	for i := range groups {
		c.share[i] = groups[i].totalShown / all
		if total > 0 {
			c.share[i] = c.weight[i] / total
		}
	}
}

// ratio is Σ W / Σ A.
func (x *stageSample) ratio() float64 {
	var won compensated
	for _, w := range x.won {
		won.add(w)
	}
	return won.value() / x.totalShown
}

// spread is Σ A·(W/A − r)².
func (x *stageSample) spread(r float64) float64 {
	var s compensated
	for i, w := range x.won {
		s.add((w - r*x.shown[i]) / x.shown[i] * (w - r*x.shown[i]))
	}
	return s.value()
}

// fill makes the stages of the result.
func (s *amountStudy) fill(a *Amounts, p *stage.Pipeline) {
	c := credibilityOf(s.stages)
	own := make([][]Ratio, len(s.stages))
	var pooled []Ratio
	for i := range s.stages {
		own[i] = gathered(s.stages[i].ratios)
		pooled = append(pooled, scaled(own[i], c.share[i])...)
	}
	pooled = gathered(pooled)
	a.Pooled, _ = thinned(pooled, s.options.Ratios)
	for i := range s.stages {
		if p.Outcome(i) != stage.Open {
			continue
		}
		x := StageAmounts{Stage: p.StageID(i), Ratio: s.stages[i].estimate(), Kept: keptOf(own[i]), Weight: c.weight[i]}
		x.Ratios, x.Lost = thinned(gathered(append(scaled(own[i], x.Weight), scaled(pooled, 1-x.Weight)...)), s.options.Ratios)
		a.Stages = append(a.Stages, x)
	}
}

// notes says what the ratios do not tell.
func (s *amountStudy) notes(p *stage.Pipeline) (notes []sf.Note) {
	if s.won == s.left {
		notes = append(notes, sf.NewNote(CodeAmountsNone, ""))
	}
	if s.left > 0 {
		notes = append(notes, countNote(CodeAmountsLeft, s.left, s.won))
	}
	for i := range s.stages {
		if n := s.stages[i].placeholders; n > 0 {
			notes = append(notes, sf.NewNote(CodePlaceholder, "", sf.F("stage", sf.Text(p.StageID(i))), sf.F("n", sf.Int(n)), sf.F("times", sf.Float(s.options.Placeholder))))
		}
	}
	return notes
}

// mostGathered bounds how many different ratios are held for a stage before they are thinned one by one.
const mostGathered = 1 << 9

// gathered sorts ratios, joins equal ones and scales their shares to sum to 1. Of very many it joins neighbors to their mean, so that none
// has more than a small share; the 1 is never joined.
func gathered(list []Ratio) []Ratio {
	slices.SortFunc(list, func(a, b Ratio) int { return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Share, b.Share)) })
	var total compensated
	for _, r := range list {
		total.add(r.Share)
	}
	var out []Ratio
	for _, r := range list {
		r.Share /= total.value()
		if last := len(out) - 1; last >= 0 && out[last].Value == r.Value {
			out[last].Share += r.Share
			continue
		}
		out = append(out, r)
	}
	if len(out) <= mostGathered {
		return out
	}
	all := out
	out = nil
	for _, r := range all {
		last := len(out) - 1
		if last >= 0 && r.Value != 1 && out[last].Value != 1 && out[last].Share+r.Share < 1.0/mostGathered {
			out[last] = joined(out[last], r)
			continue
		}
		out = append(out, r)
	}
	return out
}

// joined returns two ratios as one, at their mean.
func joined(a, b Ratio) Ratio {
	share := a.Share + b.Share
	return Ratio{Value: a.Value + (b.Value-a.Value)*(b.Share/share), Share: share}
}

// scaled returns the ratios with their shares times a factor.
func scaled(list []Ratio, by float64) []Ratio {
	var out []Ratio
	for _, r := range list {
		if by > 0 {
			out = append(out, Ratio{r.Value, r.Share * by})
		}
	}
	return out
}

// keptOf is the share at exactly 1.
func keptOf(list []Ratio) float64 {
	for _, r := range list {
		if r.Value == 1 {
			return r.Share
		}
	}
	return 0
}

// thinned joins neighbors until at most n are left, and says which share of the variance that took; nil for no ratios.
func thinned(list []Ratio, n int) (r *Ratios, lost float64) {
	if len(list) == 0 {
		return nil, 0
	}
	list = slices.Clone(list)
	gone := 0.0
	before := ratioVariance(list)
	for len(list) > n {
		at, least := -1, math.Inf(1)
		for i := range list[1:] {
			a, b := list[i], list[i+1]
			if a.Value == 1 || b.Value == 1 {
				continue
			}
			if cost := a.Share * b.Share / (a.Share + b.Share) * (b.Value - a.Value) * (b.Value - a.Value); cost < least {
				at, least = i, cost
			}
		}
		if at < 0 {
			break // only ratios around the 1 are left
		}
		gone += least
		list[at] = joined(list[at], list[at+1])
		list = slices.Delete(list, at+1, at+2)
	}
	r, _ = NewRatios(list...) // they are in range
	if before > 0 {
		lost = gone / before
	}
	return r, lost
}

func ratioVariance(list []Ratio) float64 {
	mean, square := 0.0, 0.0
	for _, r := range list {
		mean += r.Share * r.Value
	}
	for _, r := range list {
		square += r.Share * (r.Value - mean) * (r.Value - mean)
	}
	return square
}
