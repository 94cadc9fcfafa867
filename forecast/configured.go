package forecast

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Configured returns the model that most CRMs ship: the probability written on the deal's stage, on the deal's close date. A stage with
// open deals and no probability is refused by name.
func Configured() Model {
	return dated{judge: func(p *stage.Pipeline, asked []bool) ([]float64, []sf.Note, error) {
		return judge(p, asked, CodeNotConfigured, func(i int) (float64, []sf.Note, bool) {
			win, ok := p.Probability(i)
			return win, nil, ok
		})
	}}
}

// Learned returns the model that believes the history: P(win) of the deal's stage from the absorbing chain, on the deal's close date. A
// stage with open deals of which the chain says nothing is refused by name.
//
// It is only as good as the counts behind the chain. With few closed deals use [Blend]. A chain does not know what it was learned from;
// [FittedAsOf] says it.
func Learned(c *funnel.Chain) Model {
	return dated{
		judge: func(p *stage.Pipeline, asked []bool) ([]float64, []sf.Note, error) {
			return judge(p, asked, CodeNotLearned, func(i int) (float64, []sf.Note, bool) {
				win, ok := learned(c, p.StageID(i))
				return win.Value, win.Warnings, ok
			})
		},
		fit: Fit{Learned: true},
		evidence: func(id string) (float64, bool) {
			win, ok := learned(c, id)
			if !ok {
				return 0, false
			}
			return evidence(win), true
		},
	}
}

// judge asks one word of each stage that the book has open deals in, and refuses those that have none, all at once.
func judge(p *stage.Pipeline, asked []bool, refusal sf.Code, word func(i int) (float64, []sf.Note, bool)) ([]float64, []sf.Note, error) {
	win := make([]float64, len(asked))
	var notes, faults []sf.Note
	for i := range asked {
		win[i] = math.NaN()
		if !asked[i] {
			continue
		}
		value, said, ok := word(i)
		if !ok {
			faults = append(faults, sf.NewNote(refusal, "", sf.F("stage", sf.Text(p.StageID(i)))))
			continue
		}
		win[i] = value
		notes = append(notes, said...)
	}
	return win, notes, sf.Invalid(faults)
}

// learned returns the chain's word on a stage; ok is false when it has none.
func learned(c *funnel.Chain, id string) (win sf.Estimate, ok bool) {
	if c == nil {
		return sf.Estimate{}, false
	}
	win, err := c.Win(id)
	if err != nil || win.IsZero() || !probability(win.Value) {
		return sf.Estimate{}, false
	}
	return win, true
}
