package forecast

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// DefaultWinDays is how long after it came into a stage a deal has to be won, for [WinRatesOf] and [LearnAmountEffect], when nothing else
// is said.
const DefaultWinDays = 365

// WinRateOptions are the options of [WinRatesOf].
type WinRateOptions struct {
	// Days is within how many days of coming into a stage a win counts, from 1 to [MostHorizonDays]; 0: [DefaultWinDays].
	Days int
}

// WinRates are how much of what came into the stages was won: by count and by value (数量赢率与金额赢率).
type WinRates struct {
	AsOf     time.Time    `json:"as_of"`
	Currency string       `json:"currency,omitzero"`
	Days     int          `json:"days"`   // a win counts within so many days
	Whole    StageRates   `json:"whole"`  // from the first stage of each deal; its Stage is empty
	Stages   []StageRates `json:"stages"` // the open stages, in the order of the pipeline
	Notes    []sf.Note    `json:"notes,omitzero"`
}

// StageRates are the win rates of the deals that came into one stage.
type StageRates struct {
	Stage    string `json:"stage,omitzero"`
	NoAmount int    `json:"no_amount"` // deals without an amount above 0 when they came: in Count, not in Value
	// Count is P(won within the days), a deal being a deal.
	Count sf.Estimate `json:"count,omitzero"`
	// Value is the same, a deal being as much as its amount when it came.
	Value sf.Estimate `json:"value,omitzero"`
	// Difference is Value less the count rate of the same deals.
	Difference sf.Estimate `json:"difference,omitzero"`
}

// WinRatesOf measures.
func WinRatesOf(v *funnel.View, o WinRateOptions) (*WinRates, error) { return nil, nil }
