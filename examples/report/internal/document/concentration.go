package document

// Concentration is how much of everyone's forecast of one period hangs on few deals and few people.
type Concentration struct {
	From         Instant  `json:"from"`
	To           Instant  `json:"to"`
	Deals        Shares   `json:"deals"`
	Owners       Shares   `json:"owners"`
	WithoutDeal  *Without `json:"without_deal"`  // the deal that brings most left out; null: none brings anything
	WithoutOwner *Without `json:"without_owner"` // all open deals of the owner who brings most left out; null: no owner is named
}

// Shares are what parts bring to the weighted amount of a period.
type Shares struct {
	N         int      `json:"n"`         // that bring anything
	Effective *float64 `json:"effective"` // how many equal parts would be as concentrated
	Largest   []Share  `json:"largest"`
}

// Share is what one part brings.
type Share struct {
	Name      string  `json:"name"` // of the deal or the owner; empty: no owner
	Deals     int     `json:"deals"`
	Amount    Money   `json:"amount"`
	Weighted  Money   `json:"weighted"`
	WonAmount Money   `json:"won_amount"` // of an owner, so far in the period; null of a deal
	Share     float64 `json:"share"`
}

// Without is the forecast without some deals, all taken to be independent.
type Without struct {
	Name   string   `json:"name"`
	Deals  int      `json:"deals"` // left out
	Mean   Money    `json:"mean"`
	P10    Money    `json:"p10"`
	P50    Money    `json:"p50"`
	P90    Money    `json:"p90"`
	PQuota *float64 `json:"p_quota"`
}
