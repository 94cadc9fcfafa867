package forecast

// Measure is one number of your own, read off each trial: the commission under tiers and accelerators, the revenue when a discount
// follows the slip of the largest deal, or when one deal is only won if another is.
type Measure struct {
	Name string
	// Group is the group whose revenue the trial shows; nil: everyone.
	Group []string
	// Of returns the number. NaN leaves the trial out, so that a mean is one over the others: "given that". An infinity is a fault. An
	// event is 1 or 0: its mean is a probability. It is called by several goroutines at once and must depend on the trial alone; the
	// trial must not be kept.
	Of func(Trial) float64
}

// Trial is one future of a book. Its methods do not allocate.
type Trial struct {
	periods int
	revenue []float64 // of the measure's group, by period; the last is over all
	when    []int32   // of each deal of the book, by period
	amounts []float64 // of each deal of the book
}

// never is when a deal is won that is not.
const never = -2

// Revenue returns what the measure's group has won in a period, by the period's index, deals won before the book's time included.
func (t Trial) Revenue(period int) float64 { return t.revenue[:t.periods][period] }

// Horizon returns what the measure's group has won in all periods together.
func (t Trial) Horizon() float64 { return t.revenue[len(t.revenue)-1] }

// Won reports whether a deal is won, by its index in Book.Deals, and in which period: its index, −1 before the first period, and the
// number of periods after the last one or at a time that the model cannot name. A deal that closed before the book's time is as it is.
func (t Trial) Won(deal int) (period int, won bool) {
	if t.when[deal] == never {
		return 0, false
	}
	return int(t.when[deal]), true
}

// Amount returns the amount of a deal, by its index in Book.Deals, won or not; 0 when it is unknown.
func (t Trial) Amount(deal int) float64 { return t.amounts[deal] }
