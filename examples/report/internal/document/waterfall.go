package document

// Waterfall is how the open amount at one time became that at another: in each group the first row is the opening, the last the closing, and
// opening + causes = closing to the digit.
type Waterfall struct {
	From     Instant    `json:"from"`
	To       Instant    `json:"to"`
	Rows     []Cause    `json:"rows"`
	Passed   Passed     `json:"passed"`
	Slippage Slippage   `json:"slippage"`
	Pushes   List[Push] `json:"pushes"` // open deals whose close date was put off
}

// Cause is one step of a waterfall in one group; [] is everyone.
type Cause struct {
	Group    []string `json:"group"`
	Cause    string   `json:"cause"` // opening, closing or what the library calls it
	Deals    int64    `json:"deals"`
	Amount   Money    `json:"amount"`
	Examples []string `json:"examples"` // deals; none for opening and closing
}

// Sum is a number of deals and their amount.
type Sum struct {
	Deals  int64 `json:"deals"`
	Amount Money `json:"amount"`
}

// Passed are deals that came and went between, open at neither end.
type Passed struct {
	Won  Sum `json:"won"`
	Lost Sum `json:"lost"`
}

// Slippage is what became of the deals that were due between.
type Slippage struct {
	Due      Sum `json:"due"`
	Won      Sum `json:"won"`
	Lost     Sum `json:"lost"`
	Pushed   Sum `json:"pushed"`   // open, and due later now
	Standing Sum `json:"standing"` // open, and the date left as it was, or moved within or before
	LeftOut  Sum `json:"left_out"`
}

// Push is how often the close date of one open deal was put off.
type Push struct {
	Deal    string  `json:"deal"`
	Times   int     `json:"times"`
	Days    int     `json:"days"` // in all
	CloseAt *string `json:"close_at"`
	Amount  Money   `json:"amount"`
}
