package forecast

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

const (
	// DefaultRatios is how many different ratios [LearnAmounts] keeps for a stage when nothing else is said.
	DefaultRatios = 8
	// DefaultPlaceholder is how many times the amount shown a won amount may be, before the amount shown counts as a placeholder.
	DefaultPlaceholder = 10
)

// AmountOptions are the options of [LearnAmounts].
type AmountOptions struct {
	// Ratios is how many different ratios are kept for a stage, from 2 to [MostRatios]; 0: [DefaultRatios].
	Ratios int
	// Placeholder is how many times the amount shown a deal may be won for; where it is more, the amount shown was no quote, and is left
	// out. From above 1 to [MostRatio]; 0: [DefaultPlaceholder].
	Placeholder float64
}

// Amounts is what deals were won for against the amounts that the book had shown (成交金额与报价之比). As Options.Amounts of [Run] it makes the
// amounts of open deals uncertain.
type Amounts struct {
	AsOf     time.Time      `json:"as_of"` // of the view: nothing known later went in
	Currency string         `json:"currency,omitzero"`
	Stages   []StageAmounts `json:"stages"` // the open stages, in the order of the pipeline
	// Pooled is the mean that stages are drawn to, Σ Z·ratio / ΣZ over the stages, and the mixture of their ratios: what a stage without
	// won deals takes. Zero where no deal was won.
	Pooled *Ratios   `json:"pooled,omitzero"`
	Notes  []sf.Note `json:"notes,omitzero"`
}

// StageAmounts is what the amounts shown in one stage came to.
type StageAmounts struct {
	Stage string `json:"stage"`
	// Ratio is Σ won amount / Σ amount shown over won deals that were seen in the stage, as it stands. N are the deals in it, Left the won
	// deals that were in the stage and are left out.
	Ratio sf.Estimate `json:"ratio,omitzero"`
	// Kept is the share of the money shown that was won unchanged.
	Kept float64 `json:"kept"`
	// Weight is the credibility Z of the stage's own ratios against the pooled ones.
	Weight float64 `json:"weight"`
	// Ratios is what the stage is taken to do: its own ratios and the pooled ones in the shares Z and 1 − Z. Its mean is
	// Z·Ratio + (1−Z)·pooled.
	Ratios *Ratios `json:"ratios,omitzero"`
	// Lost is the share of the variance of the ratio that thinning gave up.
	Lost float64 `json:"lost,omitzero"`
}

// LearnAmounts learns.
func LearnAmounts(v *funnel.View, o AmountOptions) (*Amounts, error) { return nil, nil }

// Fit says what the ratios were learned from.
func (a *Amounts) Fit() Fit { return Fit{Learned: true, AsOf: a.AsOf} }
