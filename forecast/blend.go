package forecast

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// DefaultStrength is how many deals of evidence a configured probability is worth in [Blend] when nothing else is said.
const DefaultStrength = 20

// BlendOptions are the options of [Blend].
type BlendOptions struct {
	// Strength is how many closed deals the configured probability weighs as much as; 0: [DefaultStrength].
	Strength float64
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
// with neither is refused by name.
func Blend(c *funnel.Chain, o BlendOptions) Model {
	return dated{judge: func(p *stage.Pipeline, asked []bool) ([]float64, []sf.Note, error) {
		k := o.Strength
		if k == 0 {
			k = DefaultStrength
		}
		if !(k > 0) || math.IsInf(k, 1) {
			return nil, nil, sf.Invalid([]sf.Note{sf.NewNote(CodeStrength, "strength", sf.F("strength", sf.Text(fmt.Sprint(o.Strength))))})
		}
		return judge(p, asked, CodeNotConfigured, func(i int) (float64, []sf.Note, bool) { return blend(c, p, i, k) })
	}}
}

// blend is the word of both sources on one stage.
func blend(c *funnel.Chain, p *stage.Pipeline, i int, k float64) (win float64, notes []sf.Note, ok bool) {
	prior, configured := p.Probability(i)
	seen, known := learned(c, p.StageID(i))
	switch {
	case !configured:
		return seen.Value, seen.Warnings, known
	case !known:
		return prior, []sf.Note{mostlyConfigured(p.StageID(i), 0, 1)}, true
	}
	n := evidence(seen)
	share := k / (n + k)
	if share > 0.5 {
		notes = append(notes, mostlyConfigured(p.StageID(i), n, share))
	}
	return seen.Value + share*(prior-seen.Value), notes, true
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
