package forecast

import (
	"math"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// SizedBy returns the model with the effect of the amount, which within a stage makes large deals less probable than small ones, or more,
// and leaves the stage as a whole as probable as the model says: with p the model's P(won ever) of a deal of the amount a,
//
//	logit p′ = logit p + b·(log a − μ) + c     c such that  mean over the stage's deals of  expit(logit p + b·(log aₖ − μ) + c)  is p
//
// over the deals aₖ that the effect was learned from (their sizes thinned to 32), μ being the mean of their logs. So the win rate by count is
// kept for every p, and what changes is the win rate by value. P(won by t) keeps its share of P(won ever): P′(won by t) = p′/p·P(won by t).
//
// Without it, revenue is overstated where b is below 0: with b = −0.3, log-normal amounts with σ = 1 and p = 0.3, by 24 %.
//
// As they are stay: what is certain, deals without an amount above 0 and those in stages that the effect knows no sizes of, counted in a
// note; and all where the slope is zero or e nil, told in a note. An override set by hand is the last word, as ever.
//
// The error is an [*sf.InvalidError]: a missing model, an effect with numbers that are not finite, amounts in another currency than those of
// the effect, and what the model refuses. The cost is some hundred exponentials for each stage and different probability. It is
// [Evidenced] where the model is.
func SizedBy(m Model, e *AmountEffect) Model { return sized{model: m, effect: e} }

type sized struct {
	model  Model
	effect *AmountEffect
}

// Fit is the later of the model's and the effect's.
func (m sized) Fit() Fit {
	if m.effect == nil {
		return FitOf(m.model)
	}
	return FitOf(m.model).with(m.effect.Fit())
}

// Evidence is that of the model.
func (m sized) Evidence(id string) (deals float64, known bool) {
	if e, ok := evidenced(m.model); ok {
		return e.Evidence(id)
	}
	return 0, false
}

func (m sized) WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error) {
	l, faults := b.check()
	faults = append(faults, m.faults(l)...)
	if len(faults) > 0 {
		return nil, nil, sf.Invalid(faults)
	}
	won, notes, err := m.model.WinBy(dst, b, by)
	if err != nil {
		return nil, nil, err
	}
	if m.effect == nil || m.effect.Slope.Value == 0 {
		return won, append(notes, sf.NewNote(CodeEffectNone, "")), nil
	}
	z := sizing{effect: m.effect, stages: m.effect.byStage(b.Pipeline), shifts: make(map[stageChance]float64)}
	width, plain := len(by)+1, 0
	for i := range b.Deals {
		index, _ := b.Pipeline.Index(b.Deals[i].Stage)
		if b.Pipeline.Outcome(index) == stage.Open && !z.size(won[i*width:(i+1)*width], &b.Deals[i], index) {
			plain++
		}
	}
	if plain > 0 {
		notes = append(notes, countNote(CodeEffectUnsized, plain, len(l.open)))
	}
	return won, append(notes, m.effect.Fit().later(b.AsOf)...), nil
}

// faults returns what is missing or out of range.
func (m sized) faults(l *ledger) (faults []sf.Note) {
	if m.model == nil {
		faults = append(faults, sf.NewNote(CodeNoModel, "model"))
	}
	if m.effect == nil {
		return faults
	}
	finite := func(x float64) bool { return math.Abs(x) <= MostEffectScale*math.MaxInt16 } // NaN is not
	sound := finite(m.effect.Slope.Value)
	for _, s := range m.effect.Stages {
		sound = sound && finite(s.Mean) && !slices.ContainsFunc(s.Sizes, func(x float64) bool { return !finite(x) })
	}
	if !sound {
		faults = append(faults, rangeFault("effect", math.NaN(), -MostEffectScale, MostEffectScale))
	}
	if l != nil && l.priced && len(m.effect.Stages) > 0 && l.currency != m.effect.Currency {
		faults = append(faults, currencyFault("effect", m.effect.Currency, l.currency))
	}
	return faults
}

// byStage returns the sizes of each stage of a pipeline; nil where they are not known.
func (e *AmountEffect) byStage(p *stage.Pipeline) []*StageAmount {
	stages := make([]*StageAmount, p.Len())
	for k := range e.Stages {
		if i, ok := p.Index(e.Stages[k].Stage); ok && len(e.Stages[k].Sizes) > 0 {
			stages[i] = &e.Stages[k]
		}
	}
	return stages
}

// stageChance is what deals with one shift have in common.
type stageChance struct {
	stage int
	p     float64
}

// sizing is one book being sized.
type sizing struct {
	effect *AmountEffect
	stages []*StageAmount
	shifts map[stageChance]float64
}

// size changes the row of an open deal; it returns false for one that has no size.
func (z *sizing) size(row []float64, d *Deal, index int) bool {
	s, p := z.stages[index], row[len(row)-1]
	if s == nil || d.Amount.Sign() <= 0 {
		return false
	}
	if !(p > 0 && p < 1) {
		return true
	}
	key := stageChance{index, p}
	shift, ok := z.shifts[key]
	if !ok {
		shift = keeping(p, z.effect.Slope.Value, s.Sizes)
		z.shifts[key] = shift
	}
	q := expit(logit(p) + shift + z.effect.Slope.Value*(math.Log(d.Amount.Float64())-s.Mean))
	for j := range row {
		row[j] = math.Min(row[j]/p*q, q)
	}
	row[len(row)-1] = q
	return true
}

// keeping returns the shift c under which the mean of expit(logit p + b·x + c) over the sizes is p. The mean rises in c, and c lies between
// those of the largest and the smallest b·x; so halves follow where Newton's step leaves what is left of that.
func keeping(p, b float64, sizes []float64) float64 {
	const most, enough = 100, 1e-13
	at := logit(p)
	low, high := math.Inf(1), math.Inf(-1)
	for _, x := range sizes {
		low, high = math.Min(low, -b*x), math.Max(high, -b*x)
	}
	c := (low + high) / 2
	for range most {
		var mean, slope float64
		for _, x := range sizes {
			q := expit(at + b*x + c)
			mean += q / float64(len(sizes))
			slope += q * (1 - q) / float64(len(sizes))
		}
		if mean > p {
			high = c
		} else {
			low = c
		}
		next := c + (p-mean)/slope
		if !(next >= low && next <= high) {
			next = (low + high) / 2
		}
		if math.Abs(next-c) <= enough*(1+math.Abs(c)) {
			return next
		}
		c = next
	}
	return c
}
