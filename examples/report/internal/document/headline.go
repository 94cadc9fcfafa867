package document

// Headline is what the first sentences of the text need, over all deals whatever the limit of the lists. It is not part of the JSON.
type Headline struct {
	Open          int
	Overdue       int
	OverdueAmount Money
	Undated       int  // open deals without a close date
	Stalled       *int // nil: no stage has a limit
	Older         int  // open deals of stages without a limit that have been there for longer than 99 in 100 of those that left
	First         *Dealing
	Over          *StalledDeal // how long the first has stayed beyond its limit; nil: it has not
	Why           Why
}

// Why says what makes a deal the first to see to.
type Why int

// The reasons, the most pressing first.
const (
	NothingOpen Why = iota
	MostOverdue     // the most expected money among overdue deals
	MostStalled     // the most expected money among deals that stay beyond their limit
	MostDue         // the most expected money due in the first period
	MostOpen        // the most expected money of all
)
