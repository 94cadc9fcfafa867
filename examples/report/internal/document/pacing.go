package document

// Pacing is where the period under way stands, beside where past ones stood on the same day.
type Pacing struct {
	Day   int     `json:"day"` // days since the period began
	Left  int     `json:"left"`
	Today Stand   `json:"today"`
	Past  []Stand `json:"past"`  // oldest first, each as it was known then
	Won   Place   `json:"won"`   // where today's won_amount stands among the past ones
	Due   Place   `json:"due"`   // where today's due_amount does
	Open  Place   `json:"open"`  // where today's open_amount does
	Share *Ranked `json:"share"` // the median share of what a period came to that was won by the same day

	// Outcome is won_amount + what was still won after the same day: the median, the least and the most. Null: no past period tells.
	Outcome *RankedMoney `json:"outcome"`
}

// Stand is where one period stood at one instant.
type Stand struct {
	From          Instant  `json:"from"`
	To            Instant  `json:"to"`
	At            Instant  `json:"at"`
	WonDeals      int      `json:"won_deals"`
	WonAmount     Money    `json:"won_amount"`
	DueDeals      int      `json:"due_deals"`
	DueAmount     Money    `json:"due_amount"`
	OpenDeals     int      `json:"open_deals"`
	OpenAmount    Money    `json:"open_amount"`
	CameDeals     *int     `json:"came_deals"` // won in the whole period; null: it is under way
	CameAmount    Money    `json:"came_amount"`
	FromOpen      Money    `json:"from_open"`  // of what came after the instant: from deals that were open then
	FromOther     Money    `json:"from_other"` // the rest: won_amount + from_open + from_other = came_amount
	Share         *float64 `json:"share"`      // won_amount ÷ came_amount
	AmountMissing int      `json:"amount_missing"`
}

// Place is where a number stands among those of past periods.
type Place struct {
	Below int `json:"below"` // past ones that are less
	Equal int `json:"equal"`
	Above int `json:"above"`
}

// Ranked is a median of n past periods between two of their order statistics, which hold the median of further ones with the probability level.
type Ranked struct {
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
	Level float64  `json:"level"` // 0: there is no interval
	N     int64    `json:"n"`
}

// RankedMoney is a sum with the median of n past periods, between the least and the most of them, which hold a further one with the
// probability level.
type RankedMoney struct {
	Value Money   `json:"value"`
	Low   Money   `json:"low"`
	High  Money   `json:"high"`
	Level float64 `json:"level"`
	N     int64   `json:"n"`
}

// Coverage is what is open for each unit of quota not yet won, beside what past periods had needed on the same day to win what they still won.
type Coverage struct {
	Quota Money `json:"quota"` // null: none
	Needs Money `json:"needs"` // quota − won so far, at least 0
	Due   Need  `json:"due"`   // by the amount due in the period
	Open  Need  `json:"open"`  // by all that is open
}

// Need is the coverage that there is, and the one that past periods had needed.
type Need struct {
	Has      *float64  `json:"has"`      // null: without a quota, or reached
	Sufficed int       `json:"sufficed"` // past periods that had needed no more than has
	Needed   []float64 `json:"needed"`   // ascending
	Never    int       `json:"never"`    // past periods in which nothing more was won: no coverage was enough
	Median   *Ranked   `json:"median"`
	Safe     *float64  `json:"safe"` // what sufficed in three of four past periods
}
