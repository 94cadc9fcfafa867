package document

// Column is one open stage of the board.
type Column struct {
	Stage         string   `json:"stage"`
	Deals         int      `json:"deals"`
	Amount        Money    `json:"amount"`
	AmountMissing int      `json:"amount_missing"`
	Weighted      Money    `json:"weighted"`
	MedianAgeDays *float64 `json:"median_age_days"`
	Stalled       *int     `json:"stalled"` // beyond the stage's limit; null: it has none
}

// Counts are the moves that occurred. Rows and columns follow the report's stages, as Stages repeats.
type Counts struct {
	Stages   []string  `json:"stages"`
	Moves    [][]int64 `json:"moves"`    // [from][to]
	Censored []int64   `json:"censored"` // stays that have not ended
}

// Matrix is the probability of each move. A row without evidence is null, and so is an interval that there is none of.
type Matrix struct {
	Method string       `json:"method"`
	P      [][]*float64 `json:"p"`
	Low    [][]*float64 `json:"low"`
	High   [][]*float64 `json:"high"`
}

// Chain is what the matrix adds up to, by open stage.
type Chain struct {
	Win   ByStage[*Estimate] `json:"win"`   // the probability that a deal in the stage is won
	Steps ByStage[*Estimate] `json:"steps"` // the expected moves until it closes
	Days  ByStage[*Estimate] `json:"days"`
}

// Forecast is what the open deals are likely to bring.
type Forecast struct {
	Model    string        `json:"model"`
	Basis    string        `json:"basis"`    // open_deals, or open_and_new_deals: everyone's rows have business in them that does not exist yet
	Rounding string        `json:"rounding"` // what each deal's weighted amount is rounded to, half to even
	Rho      float64       `json:"rho"`      // latent correlation between deals that the forecast goes by; 0: independent
	Rows     []Row         `json:"rows"`
	Beyond   []Beyond      `json:"beyond"`
	Overdue  List[Dealing] `json:"overdue"`
	Deals    List[Dealing] `json:"deals"`

	Amounts       *Ratios         `json:"amounts"`       // null: amounts are taken to be certain
	Dependence    *Dependence     `json:"dependence"`    // null: independent
	Pacing        *Pacing         `json:"pacing"`        // null: there is nothing to compare with
	Coverage      *Coverage       `json:"coverage"`      // of everyone in the period under way; null: there is nothing to compare with
	Concentration []Concentration `json:"concentration"` // a row a period
	Change        *ForecastChange `json:"change"`        // null: not asked for
}

// Dependence is how much deals share a fate: one factor is common to all of them.
type Dependence struct {
	Rho   *Estimate `json:"rho"`   // latent; learned, it counts past periods
	Event *Estimate `json:"event"` // the same as the correlation of two wins that have the chance p
	P     float64   `json:"p"`     // the mean chance of an open deal to be won within the periods
}

// Dependent is a range under dependence, beside the one of independent deals. The mean is the same.
type Dependent struct {
	P10    Money    `json:"p10"`
	P50    Money    `json:"p50"`
	P90    Money    `json:"p90"`
	PQuota *float64 `json:"p_quota"`
}

// Row is one group in one period.
type Row struct {
	Group      []string   `json:"group"`
	From       Instant    `json:"from"`
	To         Instant    `json:"to"`
	WonDeals   int        `json:"won_deals"`
	WonAmount  Money      `json:"won_amount"`
	DueDeals   int        `json:"due_deals"`
	DueAmount  Money      `json:"due_amount"`
	Weighted   Money      `json:"weighted"`
	FromOpen   Money      `json:"from_open"`
	FromNew    Money      `json:"from_new"` // from deals not created yet; null: they are not modeled, or this is a part of the whole
	New        *NewDeals  `json:"new"`      // null likewise
	InHand     *InHand    `json:"in_hand"`  // the range without them; null: it is the row's own
	Mean       Money      `json:"mean"`     // = won_amount + from_open + from_new
	P10        Money      `json:"p10"`
	P50        Money      `json:"p50"`
	P90        Money      `json:"p90"`
	MostLikely Money      `json:"most_likely"` // what one would be right about most often
	Dependent  *Dependent `json:"dependent"`   // null: no dependence was given or learned
	Quota      Money      `json:"quota"`
	PQuota     *float64   `json:"p_quota"`
	Gap        Money      `json:"gap"`
	Attained   *float64   `json:"attained"` // won_amount ÷ quota
	Coverage   *float64   `json:"coverage"`
	Categories Categories `json:"categories"`
}

// Beyond is what the periods do not hold of one group: with it weighted amounts add up to those of the board.
type Beyond struct {
	Group          []string `json:"group"`
	SoonerDeals    int      `json:"sooner_deals"`
	SoonerWeighted Money    `json:"sooner_weighted"`
	LaterDeals     int      `json:"later_deals"` // open deals with some chance after the last period, or at no date
	LaterWeighted  Money    `json:"later_weighted"`
}

// Categories are whole amounts by forecast category.
type Categories struct {
	Rule    string  `json:"rule"`
	Amounts Amounts `json:"amounts"`
}

// Amounts are the four categories of a roll-up.
type Amounts struct {
	Closed   Money `json:"closed"`
	Commit   Money `json:"commit"`
	BestCase Money `json:"best_case"`
	Pipeline Money `json:"pipeline"`
}

// Dealing is one open deal of a forecast.
type Dealing struct {
	Deal     string   `json:"deal"`
	Stage    string   `json:"stage"`
	Owner    *string  `json:"owner"`
	Group    []string `json:"group"`
	Amount   Money    `json:"amount"`
	CloseAt  *string  `json:"close_at"` // the day that the CRM expects; null: none
	P        float64  `json:"p"`
	Override *float64 `json:"override"` // set by hand
}
