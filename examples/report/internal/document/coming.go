package document

// InHand is the range of a row without new business: won so far and open deals alone.
type InHand struct {
	P10       Money      `json:"p10"`
	P50       Money      `json:"p50"`
	P90       Money      `json:"p90"`
	PQuota    *float64   `json:"p_quota"`
	Dependent *Dependent `json:"dependent"`
}

// NewDeals counts the deals that new business is made of.
type NewDeals struct {
	Created Counted `json:"created"` // in the period
	Won     Counted `json:"won"`     // in the period, whenever created after the report's time
}

// Counted is a number that is not known yet.
type Counted struct {
	Mean *float64 `json:"mean"`
	P10  *float64 `json:"p10"`
	P90  *float64 `json:"p90"`
}
