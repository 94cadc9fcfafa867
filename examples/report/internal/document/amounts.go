package document

// Ratios are what deals were won for against the amounts that had been shown; ranges and means of open deals go by them, weighted amounts do not.
type Ratios struct {
	Pooled *float64     `json:"pooled"` // what stages are drawn to
	Stages []StageRatio `json:"stages"` // the open ones
}

// StageRatio is what the amounts shown in one stage came to.
type StageRatio struct {
	Stage  string    `json:"stage"`
	Ratio  *Estimate `json:"ratio"`  // of the sums; null: none was won
	Kept   float64   `json:"kept"`   // share of the money shown that was won for exactly the amount shown
	Weight float64   `json:"weight"` // of its own ratio, against the pooled one
	Used   *float64  `json:"used"`   // the mean of the two
}
