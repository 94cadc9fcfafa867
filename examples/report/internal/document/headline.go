package document

// Headline is what the first sentences of the text need, over all deals whatever the limit of the lists. It is not part of the JSON.
type Headline struct {
	Open          int
	Overdue       int
	OverdueAmount Money
	Undated       int  // open deals without a close date
	Stalled       *int // nil: no stage has a limit
	First         *Dealing
	Why           Why
}

// Why says what makes a deal the first to see to.
type Why int

// The reasons, the most pressing first.
const (
	NothingOpen Why = iota
	MostOverdue     // the most expected money among overdue deals
	MostDue         // the most expected money due in the first period
	MostOpen        // the most expected money of all
)
