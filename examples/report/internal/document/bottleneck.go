package document

// Bottleneck is what one percentage point more at one move would bring.
type Bottleneck struct {
	From                string    `json:"from"`
	To                  string    `json:"to"`
	P                   *Estimate `json:"p"`        // that a stay in from ends in this move
	WinGain             *Estimate `json:"win_gain"` // of the win rate of a new deal, as a share; null: there is nothing to take the point from
	RevenueGainPerMonth Money     `json:"revenue_gain_per_month"`
	RevenueGainLow      Money     `json:"revenue_gain_low"`
	RevenueGainHigh     Money     `json:"revenue_gain_high"`
	First               float64   `json:"first"` // the probability that no other move gains more
}

// Flow is the funnel if it goes on as it is, which is what bottlenecks are computed from, and where its deals wait.
type Flow struct {
	Points           float64     `json:"points"` // by how much each move of the bottlenecks grows, as a share
	ArrivalsPerMonth *Estimate   `json:"arrivals_per_month"`
	WinRate          *Estimate   `json:"win_rate"` // of a new deal, ever
	MeanAmount       Money       `json:"mean_amount"`
	MeanAmountLow    Money       `json:"mean_amount_low"`
	MeanAmountHigh   Money       `json:"mean_amount_high"`
	RevenuePerMonth  Money       `json:"revenue_per_month"` // arrivals × win rate × mean amount
	RevenueLow       Money       `json:"revenue_low"`
	RevenueHigh      Money       `json:"revenue_high"`
	CycleDays        *Estimate   `json:"cycle_days"` // mean, of won and lost alike
	OpenDeals        *Estimate   `json:"open_deals"` // arrivals a day × cycle
	Stages           []SlowStage `json:"stages"`     // the most days of the cycle first
}

// SlowStage is how many days of a new deal's cycle one stage takes; null: more than a twentieth of the stays is beyond what was seen.
type SlowStage struct {
	Stage     string    `json:"stage"`
	Visits    *Estimate `json:"visits"`
	StayDays  *Estimate `json:"stay_days"`
	CycleDays *Estimate `json:"cycle_days"` // visits × stay_days
	Share     *Estimate `json:"share"`      // of the whole cycle
	First     *float64  `json:"first"`      // the probability that no other stage takes more
}
