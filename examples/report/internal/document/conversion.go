package document

// Conversion is how many of the deals that came into a stage went on, by two rules.
type Conversion struct {
	Rule  string           `json:"rule"`  // of Rates; direct: stays that were left for the very next stage, or from the last one for a win
	Basis string           `json:"basis"` // cohort: of all that ever entered; open ones count for as long as they were seen
	Rates []ConversionRate `json:"rates"`
	// Reached are deals, each once, that came to any later stage or were won, whatever they skipped.
	Reached []ConversionRate `json:"reached"`
	Overall *ConversionRate  `json:"overall"` // deals from the first open stage to a win; null: there is no open stage
}

// ConversionRate is one of them: entered = converted + elsewhere + open.
type ConversionRate struct {
	Estimate
	From      string   `json:"from"`
	To        *string  `json:"to"` // null: one of several won stages
	Entered   int64    `json:"entered"`
	Converted int64    `json:"converted"`
	Elsewhere int64    `json:"elsewhere"`
	Open      int64    `json:"open"`
	Before    int64    `json:"before"`     // not among the entered: they were there before they came under observation
	BoundLow  *float64 `json:"bound_low"`  // converted ÷ entered, if no open one goes on
	BoundHigh *float64 `json:"bound_high"` // if all of them do
}

// DropOff is how many of the stays that ended did not go on to the next stage.
type DropOff struct {
	Rule  string        `json:"rule"` // settled: left elsewhere ÷ left
	Rates []DropOffRate `json:"rates"`
}

// DropOffRate is that of one stage to one place or, where To is null, to all of them. The places add up to it.
type DropOffRate struct {
	Estimate
	Stage    string   `json:"stage"`
	To       *string  `json:"to"`
	Kind     *string  `json:"kind"`  // lost, back, ahead or won; null where to is
	Stays    int64    `json:"stays"` // that dropped off this way
	Open     int64    `json:"open"`  // still in the stage, and in neither part of the rate
	Examples []string `json:"examples"`
}

// LossReason is the deals lost from a stage for one reason.
type LossReason struct {
	Stage         *string  `json:"stage"`  // that they were lost from; null: they were never seen in an open one
	Reason        *string  `json:"reason"` // null: not given
	Deals         int64    `json:"deals"`
	Amount        Money    `json:"amount"`
	AmountMissing int64    `json:"amount_missing"`
	Share         *float64 `json:"share"` // of the deals lost from the stage
	Examples      []string `json:"examples"`
}

// EvidenceOf is an estimate with null for what cannot be said.
func EvidenceOf(p *Estimate) Estimate {
	if p == nil {
		return Estimate{}
	}
	return *p
}
