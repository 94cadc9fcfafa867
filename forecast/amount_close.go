package forecast

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// CloseDates is what the close dates of a CRM are worth: those of the open deals, and how past ones did.
type CloseDates struct {
	AsOf    time.Time   `json:"as_of"`
	Open    int         `json:"open"`    // open deals
	Missing int         `json:"missing"` // without a close date
	Overdue int         `json:"overdue"` // whose close date has passed
	Pushed  int         `json:"pushed"`  // whose close date was ever put off
	Deals   []CloseDate `json:"deals"`   // the open deals: overdue ones first, the longest first; then the most often pushed, then by id
	Past    []CloseHeld `json:"past"`    // how close dates did that have passed, by how often they had been put off before
	Notes   []sf.Note   `json:"notes,omitzero"`
}

// CloseDate is the close date of one open deal.
type CloseDate struct {
	Deal        string   `json:"deal"`
	Stage       string   `json:"stage"`
	Owner       string   `json:"owner,omitzero"`
	Amount      sf.Money `json:"amount,omitzero"`
	Close       sf.Date  `json:"close,omitzero"` // zero: missing
	OverdueDays int      `json:"overdue_days"`   // 0: not overdue
	Pushes      int      `json:"pushes"`         // how often a row moved it to a later day
	PushedDays  int      `json:"pushed_days"`    // by how many days in all
}

// CloseHeld is how close dates did that had been put off so often before.
type CloseHeld struct {
	Pushes int         `json:"pushes"`
	OrMore bool        `json:"or_more,omitzero"`
	Won    sf.Estimate `json:"won"`    // won on the date or before
	Closed sf.Estimate `json:"closed"` // won or lost by then
}

// CloseDatesOf finds.
func CloseDatesOf(v *funnel.View) *CloseDates { return nil }

// CloseFacts adds to the facts of a deal.
func CloseFacts(d funnel.Deal) sf.Facts { return nil }
