package document

// Sources is what each source of deals delivers, and at what cost.
type Sources struct {
	From     Instant     `json:"from"` // deals created from here on; null: all
	To       Instant     `json:"to"`
	Accepted string      `json:"accepted"` // the stage from which on a lead counts as accepted
	Days     int         `json:"days"`     // the horizon of the rates
	Total    SourceRow   `json:"total"`
	Rows     []SourceRow `json:"rows"` // by source; the empty one: not known
}

// SourceRow is one source. What it delivered goes by first touch.
type SourceRow struct {
	Source        string       `json:"source"`
	Delivered     int64        `json:"delivered"`
	Accepted      int64        `json:"accepted"`
	Refused       int64        `json:"refused"`
	Waiting       int64        `json:"waiting"`
	Won           int64        `json:"won"`
	Lost          int64        `json:"lost"`
	Open          int64        `json:"open"`
	AcceptedShare *Estimate    `json:"accepted_share"`
	DaysToAnswer  *Estimate    `json:"days_to_answer"`
	DaysToAccept  *Estimate    `json:"days_to_accept"`
	WinRate       *Estimate    `json:"win_rate"`
	Cost          Money        `json:"cost"`
	CostPerAccept CostPer      `json:"cost_per_accept"`
	FirstTouch    SourceCredit `json:"first_touch"`
	LastTouch     SourceCredit `json:"last_touch"`
}

// SourceCredit is what was won under one rule of attribution.
type SourceCredit struct {
	WonDeals   int64     `json:"won_deals"`
	WonAmount  Money     `json:"won_amount"`
	CostPerWin CostPer   `json:"cost_per_win"`
	Return     *Estimate `json:"return"` // (won amount − cost) / cost
}

// CostPer is a cost divided by a count, with the interval that the count leaves.
type CostPer struct {
	Value Money `json:"value"`
	Low   Money `json:"low"`
	High  Money `json:"high"`
}
