package document

// ForecastChange is how the forecast of one day became that of the report's time: in each row was + the causes = is, to the digit.
type ForecastChange struct {
	From  Instant          `json:"from"`
	To    Instant          `json:"to"`
	Rows  []ChangeRow      `json:"rows"`  // groups parents first, then by time
	Deals List[DealChange] `json:"deals"` // behind everyone's rows
}

// ForecastSum is the money of a forecast.
type ForecastSum struct {
	Won      Money `json:"won"`
	Weighted Money `json:"weighted"`
	Expected Money `json:"expected"` // = won + weighted
}

// ChangeRow is one group in one period. Without from it is the time before the first period, without to that after the last, or at no date.
type ChangeRow struct {
	Group  []string      `json:"group"`
	From   Instant       `json:"from"`
	To     Instant       `json:"to"`
	Was    ForecastSum   `json:"was"`
	Is     ForecastSum   `json:"is"`
	Causes []ChangeCause `json:"causes"`
}

// ChangeCause is what one cause added, below 0 for what it took.
type ChangeCause struct {
	Cause string      `json:"cause"`
	Deals int         `json:"deals"`
	By    ForecastSum `json:"by"`
}

// DealChange is what one deal changed in one period.
type DealChange struct {
	Deal   string      `json:"deal"`
	From   Instant     `json:"from"`
	To     Instant     `json:"to"`
	By     ForecastSum `json:"by"` // the sum of the causes
	Causes []DealCause `json:"causes"`
}

// DealCause is what one cause did to one deal.
type DealCause struct {
	Cause string      `json:"cause"`
	By    ForecastSum `json:"by"`
}
