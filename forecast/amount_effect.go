package forecast

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// AmountEffectOptions are the options of [LearnAmountEffect].
type AmountEffectOptions struct {
	Days int // as in [WinRateOptions]
	// Scale is the standard deviation of the normal prior on the slope, around 0; 0: 0.5.
	Scale float64
}

// AmountEffect is how much less probable, or more, a large deal is won than a small one in the same stage.
type AmountEffect struct {
	AsOf time.Time `json:"as_of"`
	// Slope is by how much logit P(won) changes for each unit of log amount: ln 2 of it for a deal of twice the amount.
	Slope  sf.Estimate   `json:"slope,omitzero"`
	Stages []StageAmount `json:"stages"`
	Notes  []sf.Note     `json:"notes,omitzero"`
}

// StageAmount is how large the deals of a stage were that an amount effect was learned from.
type StageAmount struct {
	Stage string    `json:"stage"`
	Deals int       `json:"deals"`
	Mean  float64   `json:"mean"`  // of the log amount
	Sizes []float64 `json:"sizes"` // the log amounts less their mean, thinned to equal shares, ascending
}

// LearnAmountEffect learns.
func LearnAmountEffect(v *funnel.View, o AmountEffectOptions) (*AmountEffect, error) { return nil, nil }

// Fit says what the effect was learned from.
func (e *AmountEffect) Fit() Fit { return Fit{Learned: true, AsOf: e.AsOf} }

// SizedBy returns the model with the effect of the amount.
func SizedBy(m Model, e *AmountEffect) Model { return nil }
