package forecast

import (
	"fmt"
	"math"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// DefaultStrength is how many deals of evidence a configured probability is worth in [Blend] when nothing else is said.
const DefaultStrength = 20

// BlendOptions are the options of [Blend] and [Blended].
type BlendOptions struct {
	// Strength is how many closed deals the configured probability weighs as much as; 0: [DefaultStrength].
	Strength float64
	// Evidence is how many closed deals the model's word on a stage is worth, by stage id; a stage that is not in it is worth what the
	// model says itself. This is where weights go that were learned from how the model did in the past.
	Evidence map[string]float64
	// Prior is the model that speaks where evidence is thin; nil: [Configured].
	Prior Model
}

// Evidenced is a [Model] that says how many closed deals stand behind its word on a stage, for [Blended]. Known is false of a stage that it
// can say nothing of, and is not asked about.
type Evidenced interface {
	Model
	Evidence(stageID string) (deals float64, known bool)
}

// Blend returns the model that weighs what the history shows of a stage against what was configured for it, by evidence:
//
//	P(win) = (n·p̂ + k·p₀) / (n + k)
//
// p̂ is the chain's probability, p₀ the configured one, k the strength, and n the number of deals that p̂ is worth: that of the beta
// distribution with the mean and the variance of p̂,
//
//	n = p̂(1−p̂)/Var(p̂) − 1 = 1/(p̂(1−p̂)·s²) − 1,   at least 0,
//
// where s is the standard error of logit p̂, read off the chain's interval. It is the posterior mean under a beta prior with mean p₀
// and weight k (Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 2.4), so a stage with little data moves smoothly to the
// configured probability, and a long history outweighs it.
//
// Special cases: where only one of the two exists it stands alone; a chain without intervals counts the deals in its estimate; a stage
// with neither is refused by name. It is [Blended] of [Learned].
func Blend(c *funnel.Chain, o BlendOptions) Model { return Blended(Learned(c), o) }

// Blended returns the model that weighs another, which was learned, against what was configured, stage by stage and by evidence. With n the
// closed deals that the model's word on the deal's stage is worth, k the strength, P the model and P₀ the prior,
//
//	P(won by t) = (n·P(won by t) + k·P₀(won by t)) / (n + k)
//
// and the same of P(won ever): whether and when go over together. The share k/(n + k) of the prior is continuous in n and 1 at n = 0, so that
// a stage of which little is known moves smoothly to the configured probability, and there is no number of deals at which a forecast
// jumps. A note names the stages where the prior has more than half the weight.
//
// Special cases: where only one of the two has a word on a stage it stands alone; a stage with neither is refused by name. What each of the
// two notes of a book is passed on if it has half the weight in some stage.
//
// The error is an [*sf.InvalidError]: a strength or an evidence that is no finite number of at least 0, a model that is not [Evidenced] in a
// blend without Evidence, and what the two models refuse. The cost is that of both.
func Blended(m Model, o BlendOptions) Model { return blended{model: m, options: o} }

type blended struct {
	model   Model
	options BlendOptions
}

func (m blended) prior() Model {
	if m.options.Prior == nil {
		return Configured()
	}
	return m.options.Prior
}

// Fit is the later of the two.
func (m blended) Fit() Fit {
	if m.model == nil {
		return FitOf(m.prior())
	}
	return FitOf(m.model).with(FitOf(m.prior()))
}

// share is the word of a blend on one stage.
type share struct {
	prior float64 // the weight of the prior, from 0 to 1
	note  []sf.Note
}

func (m blended) WinBy(dst []float64, b *Book, by []time.Time) ([]float64, []sf.Note, error) {
	l, faults := b.check()
	faults = append(faults, m.faults()...)
	if len(faults) > 0 {
		return nil, nil, sf.Invalid(faults)
	}
	shares, err := m.shares(l)
	if err != nil {
		return nil, nil, err
	}
	width := len(by) + 1
	dst = rows(dst, len(b.Deals), width)
	clear(dst)
	mix := &mixture{ledger: l, dst: dst, by: by, least: 0.5}
	for i := range shares {
		mix.notes = append(mix.notes, shares[i].note...)
	}
	if err := mix.add(m.model, func(i int) float64 { return 1 - shares[i].prior }); err != nil {
		return nil, nil, err
	}
	if err := mix.add(m.prior(), func(i int) float64 { return shares[i].prior }); err != nil {
		return nil, nil, err
	}
	return dst, mix.done(), nil
}

// faults returns what is wrong with the options.
func (m blended) faults() (faults []sf.Note) {
	if k := m.options.Strength; !(k >= 0) || math.IsInf(k, 1) {
		faults = append(faults, sf.NewNote(CodeStrength, "strength", sf.F("strength", sf.Text(fmt.Sprint(k)))))
	}
	for _, id := range sortedKeys(m.options.Evidence) {
		if n := m.options.Evidence[id]; !(n >= 0) || math.IsInf(n, 1) {
			faults = append(faults, weightFault(fmt.Sprintf("evidence[%q]", id), n))
		}
	}
	if _, ok := evidenced(m.model); !ok && m.model != nil && m.options.Evidence == nil {
		faults = append(faults, sf.NewNote(CodeNoEvidence, "evidence"))
	}
	return faults
}

// evidenced returns what a model says of its evidence, or the one that it is made of.
func evidenced(m Model) (e Evidenced, ok bool) {
	switch outer := m.(type) {
	case fitted:
		return evidenced(outer.model)
	case calibrated:
		return evidenced(outer.model)
	case closeDated:
		return evidenced(outer.whether)
	}
	e, ok = m.(Evidenced)
	return e, ok
}

// shares weighs the two for each stage that has open deals, and refuses those that neither has a word on.
func (m blended) shares(l *ledger) ([]share, error) {
	shares := make([]share, l.book.Pipeline.Len())
	seen := make([]bool, len(shares))
	for _, p := range l.open {
		seen[p.stage] = true
	}
	var faults []sf.Note
	for i := range shares {
		if !seen[i] {
			continue
		}
		id := l.book.Pipeline.StageID(i)
		n, known := m.evidence(id)
		said := speaks(m.prior(), l.book.Pipeline, i)
		switch {
		case !known && !said:
			faults = append(faults, sf.NewNote(CodeNotConfigured, "", sf.F("stage", sf.Text(id))))
		case !known:
			shares[i] = share{prior: 1, note: []sf.Note{mostlyConfigured(id, 0, 1)}}
		case said:
			shares[i] = m.weigh(id, n)
		}
	}
	return shares, sf.Invalid(faults)
}

// weigh is the share of the prior at n deals of evidence.
func (m blended) weigh(id string, n float64) share {
	k := m.options.Strength
	if k == 0 {
		k = DefaultStrength
	}
	s := share{prior: k / (n + k)}
	if s.prior > 0.5 {
		s.note = []sf.Note{mostlyConfigured(id, n, s.prior)}
	}
	return s
}

// evidence is what the options say stands behind the model's word on a stage, or else the model.
func (m blended) evidence(id string) (n float64, known bool) {
	given, told := m.options.Evidence[id]
	if m.model == nil {
		return 0, false
	}
	if e, ok := evidenced(m.model); ok {
		n, known = e.Evidence(id)
	} else {
		known = told && given > 0
	}
	if told {
		n = given
	}
	return n, known
}

// speaks reports whether a model has a word on a stage, as far as can be known without asking it.
func speaks(m Model, p *stage.Pipeline, i int) bool {
	if d, ok := m.(dated); ok {
		asked := make([]bool, p.Len())
		asked[i] = true
		_, _, err := d.judge(p, asked)
		return err == nil
	}
	if e, ok := evidenced(m); ok {
		_, known := e.Evidence(p.StageID(i))
		return known
	}
	return true
}

func mostlyConfigured(id string, n, share float64) sf.Note {
	return sf.NewNote(CodeMostlyConfigured, "", sf.F("stage", sf.Text(id)), sf.F("n", sf.Float(math.Round(n))), sf.F("share", sf.Float(math.Round(100*share)/100)))
}

// evidence returns the number of deals that an estimated probability is worth.
func evidence(e sf.Estimate) float64 {
	if !e.HasInterval() || !(e.Low > 0 && e.High < 1 && e.Low < e.High) {
		return float64(e.N)
	}
	z := distuv.UnitNormal.Quantile((1 + e.Level) / 2)
	s := (logit(e.High) - logit(e.Low)) / (2 * z)
	return max(1/(e.Value*(1-e.Value)*s*s)-1, 0)
}

func logit(p float64) float64 { return math.Log(p) - math.Log1p(-p) }
