package document

// Velocity is what the funnel brings a day: by the field's formula, and by what comes in.
type Velocity struct {
	Pace
	// Throughput is arrivals × chance of a win × mean won amount, which does not mistake slow wins for few.
	ThroughputFrom   Instant   `json:"throughput_from"` // since when arrivals are counted
	ThroughputPerDay Money     `json:"throughput_per_day"`
	ThroughputLow    Money     `json:"throughput_low"`
	ThroughputHigh   Money     `json:"throughput_high"`
	ArrivalsPerDay   *Estimate `json:"arrivals_per_day"`
	WinChance        *Estimate `json:"win_chance"`              // that a new deal is ever won
	WinExtrapolated  *float64  `json:"win_chance_extrapolated"` // share of new deals that outlast all that was seen; above a half win_chance is null
	MeanAmount       Money     `json:"mean_amount"`             // over all deals won with an amount
	Before           *Pace     `json:"before"`                  // the span of as many days just before; null: it was not all under observation
	Change           *Change   `json:"change"`                  // of amount_per_day since; null: one of the two is unknown
}

// Pace is the field's formula in one period: open deals × win rate × mean won amount ÷ mean cycle of the won.
type Pace struct {
	From             Instant   `json:"from"`
	To               Instant   `json:"to"`
	AmountPerDay     Money     `json:"amount_per_day"`
	OpenDeals        int64     `json:"open_deals"` // at the end
	WinRate          *Estimate `json:"win_rate"`   // of the deals that closed in the period
	WonDeals         int64     `json:"won_deals"`
	WonAmount        Money     `json:"won_amount"`
	WonPerDay        Money     `json:"won_per_day"` // won_amount ÷ days: what came in, beside what the formula says
	MeanWonAmount    Money     `json:"mean_won_amount"`
	MeanCycleDays    *float64  `json:"mean_cycle_days"`     // of the deals won
	MeanCycleAllDays *float64  `json:"mean_cycle_all_days"` // of those won or lost
}

// Change is what each factor has to do with a change, in money a day; before rounding the four add up to the whole.
type Change struct {
	OpenDeals Money `json:"open_deals"`
	WinRate   Money `json:"win_rate"`
	Amount    Money `json:"amount"`
	Cycle     Money `json:"cycle"`
	Whole     Money `json:"whole"`
}

// Series is the funnel week by week, each number with the limits within which it is routine.
type Series struct {
	Unit        string          `json:"unit"`         // week
	From        Instant         `json:"from"`         // where the oldest week begins
	Level       float64         `json:"level"`        // the chance that a number of a funnel that has not changed is an exception
	Judged      int             `json:"judged"`       // numbers that could be held against limits
	FalseAlarms float64         `json:"false_alarms"` // = judged × level: so many exceptions there would be if nothing had changed
	AsKnown     bool            `json:"as_known"`     // each period as it was known at its end; otherwise as it is known now
	Exceptions  List[Exception] `json:"exceptions"`
	Total       int             `json:"total"`
	Sort        string          `json:"sort"`
	Rows        []SeriesRow     `json:"rows"` // under the limit, as lists are

	Newest []SeriesRow `json:"-"` // of the newest whole period, for the text
}

// SeriesRow is one number of one period.
type SeriesRow struct {
	From      Instant  `json:"from"`
	To        Instant  `json:"to"`
	Metric    string   `json:"metric"`
	Stage     *string  `json:"stage"` // null: the funnel as a whole
	Value     *float64 `json:"value"`
	Amount    Money    `json:"amount"` // the same exactly, of what is money; otherwise null
	N         int64    `json:"n"`
	LimitLow  *float64 `json:"limit_low"`
	LimitHigh *float64 `json:"limit_high"`
	State     string   `json:"state"` // too_few, routine, exception or partial
}

// Exception is a number outside its limits, with deals behind it.
type Exception struct {
	SeriesRow
	Examples []string `json:"examples"`
}
