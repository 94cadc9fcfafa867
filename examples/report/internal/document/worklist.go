package document

import sf "github.com/salesfunnel-go/salesfunnel"

// Worklist is what is to be done on one day: a deal an item, with every reason why it is on the list.
type Worklist struct {
	Day     string         `json:"day"`
	Open    Priced         `json:"open"`   // the open deals that were looked at
	Listed  Priced         `json:"listed"` // of them: those on the list
	Late    Priced         `json:"late"`   // of those: the ones with something overdue
	Items   List[WorkItem] `json:"items"`  // the most urgent first
	Plans   List[WorkPlan] `json:"plans"`  // activities that were planned for the day or before and have not happened
	Reasons []WorkCount    `json:"reasons"`
	Owners  []WorkOwner    `json:"owners"`
}

// Priced is a number of deals and what those are worth together that have an amount.
type Priced struct {
	Deals         int64 `json:"deals"`
	Amount        Money `json:"amount"`
	AmountMissing int64 `json:"amount_missing"`
}

// WorkItem is one open deal that asks for something.
type WorkItem struct {
	Deal           string       `json:"deal"`
	Stage          string       `json:"stage"`
	Owner          *string      `json:"owner"`
	Amount         Money        `json:"amount"`
	Urgency        string       `json:"urgency"` // late, today, soon or standing: that of its most urgent reason
	Reasons        []WorkReason `json:"reasons"` // the most urgent first
	NextAt         Instant      `json:"next_at"`
	LastActivityAt Instant      `json:"last_activity_at"`
}

// WorkReason is one thing that a deal asks for.
type WorkReason struct {
	Code     sf.Code `json:"code"`
	Params   Params  `json:"params"`
	Urgency  string  `json:"urgency"`
	Due      *string `json:"due"`       // the last day in time
	DaysOver int     `json:"days_over"` // since that day; below 0: days that are left

	Note sf.Note `json:"-"`
}

// WorkPlan is an activity that was planned and has not happened.
type WorkPlan struct {
	Person   *string `json:"person"`
	Deal     string  `json:"deal"`
	Kind     *string `json:"kind"`
	Due      string  `json:"due"`
	DaysOver int     `json:"days_over"`
}

// WorkCount is how many deals have a reason.
type WorkCount struct {
	Code  sf.Code `json:"code"`
	Deals int64   `json:"deals"`
}

// WorkOwner is what one owner has to do.
type WorkOwner struct {
	Owner  string `json:"owner"` // empty: nobody's
	Open   Priced `json:"open"`
	Listed Priced `json:"listed"`
	Late   Priced `json:"late"`
}
