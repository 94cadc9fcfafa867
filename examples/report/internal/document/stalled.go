package document

// Stalled are the open deals that have stayed in their stage for longer than its limit, the most expected money first.
type Stalled struct {
	List[StalledDeal]

	Amount        Money             `json:"amount"` // of all of them
	AmountMissing int64             `json:"amount_missing"`
	Unjudged      int               `json:"unjudged"` // open deals in stages that have no limit
	Soon          List[StalledDeal] `json:"soon"`     // within the limit, and past it within a week
	Limits        []StageLimit      `json:"limits"`
}

// StalledDeal is one open deal held against the limit of its stage.
type StalledDeal struct {
	Deal           string  `json:"deal"`
	Stage          string  `json:"stage"`
	Owner          *string `json:"owner"`
	Amount         Money   `json:"amount"`
	EnteredAt      Instant `json:"entered_at"`
	Days           int     `json:"days"`
	LimitDays      int     `json:"limit_days"`
	LimitDate      string  `json:"limit_date"` // the last day within the limit
	DaysOver       int     `json:"days_over"`  // 0: within it
	LimitSource    string  `json:"limit_source"`
	LastActivityAt Instant `json:"last_activity_at"`
	NextAt         Instant `json:"next_at"`
}

// StageLimit is how long a deal may stay in an open stage, and what was seen there.
type StageLimit struct {
	Stage          string    `json:"stage"`
	LimitDays      *int      `json:"limit_days"` // null: neither configured nor learned
	Source         *string   `json:"limit_source"`
	Learned        *Estimate `json:"learned"`          // within how many days nine in ten of the deals that go on to win have left; null: not known
	Open           int       `json:"open"`             // deals that are there now
	LeftWithinDays *int      `json:"left_within_days"` // 99 in 100 of the stays that ended had ended by then; null: fewer than 30 have
	Older          int       `json:"older"`            // of the open deals: those there for longer than that
	Oldest         []string  `json:"oldest"`           // deals that are there now, the longest there first
}
