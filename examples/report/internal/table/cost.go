package table

import "github.com/shopspring/decimal"

// Cost is one usable row of costs.
type Cost struct {
	// Row is the number that a spreadsheet shows.
	Row int
	// Source is never empty.
	Source string
	// Amount is exact, in major units of Currency, which is empty if the file states none.
	Amount   decimal.Decimal
	Currency string
	// From and To are the first and the last day of the period it was spent on, as people write them; zero: the file does not say.
	From, To Date
}

// ParseCosts reads a file of costs; Options.Role is Costs whatever it says. The error is an [*Error].
func ParseCosts(raw []byte, name string, o Options) (*Table, []Cost, error) {
	return parsePriced(raw, name, Costs, o, func(r *rowReader, s *scanner, header []string) (Cost, Skip) {
		source, a, skip := r.priced(s, header, KeySource, true)
		if skip != "" {
			return Cost{}, skip
		}
		c := Cost{Row: s.row, Source: source, Amount: a.value, Currency: a.currency}
		c.From, c.To, skip = r.period(s)
		return c, skip
	})
}
