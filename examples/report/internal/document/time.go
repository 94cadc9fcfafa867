package document

// Dwell is how long deals stay in one open stage, by the estimate of Kaplan and Meier: stays that go on count for as long as they have
// lasted. A median of 7 says that half of the stays are over seven days after the day on which they began.
type Dwell struct {
	N          int64    `json:"n"`        // stays that were seen
	Censored   int64    `json:"censored"` // of them still going on
	MedianDays *float64 `json:"median_days"`
	MedianLow  *float64 `json:"median_low"`
	MedianHigh *float64 `json:"median_high"`
	P90Days    *float64 `json:"p90_days"` // nine in ten are over by then
}

// Cycle is how long deals take from where they start to any end.
type Cycle struct {
	N                  int64    `json:"n"`        // deals that were seen to start; one that is reopened starts again
	Censored           int64    `json:"censored"` // of them still open
	MedianDays         *float64 `json:"median_days"`
	MedianExtrapolated *float64 `json:"median_extrapolated"` // share of the answer that no observation stands behind
	P90Days            *float64 `json:"p90_days"`
	P90Extrapolated    *float64 `json:"p90_extrapolated"`
	WonMeanDays        *float64 `json:"won_mean_days"` // of the deals won so far alone
}

// WinBy is the probability that a deal is won within so many days of entering each open stage.
type WinBy struct {
	Days         []int               `json:"days"`
	Stages       ByStage[[]*float64] `json:"stages"`
	Extrapolated ByStage[[]*float64] `json:"extrapolated"` // share of each answer that no observation stands behind
}
