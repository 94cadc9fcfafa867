package table

import "github.com/shopspring/decimal"

// Quota is one usable row of quotas.
type Quota struct {
	// Row is the number that a spreadsheet shows.
	Row int
	// Group is a path with a slash between its names, as in East/Wang Fang; empty: everyone.
	Group string
	// Amount is exact and at least 0, in major units of Currency, which is empty if the file states none.
	Amount   decimal.Decimal
	Currency string
	// From and To are the first and the last day of the period it is for, as people write them; zero: the file does not say.
	From, To Date
}

// ParseQuotas reads a file of quotas; Options.Role is Quotas whatever it says. The error is an [*Error].
func ParseQuotas(raw []byte, name string, o Options) (*Table, []Quota, error) {
	return parsePriced(raw, name, Quotas, o, func(r *rowReader, s *scanner, header []string) (Quota, Skip) {
		group, a, skip := r.priced(s, header, KeyGroup, false)
		switch {
		case skip != "":
			return Quota{}, skip
		case a.value.Sign() < 0:
			r.note(ProblemAmount, KeyAmount, s.row, "", r.plan.cell(s.cells, KeyAmount))
			return Quota{}, SkipAmount
		}
		q := Quota{Row: s.row, Group: group, Amount: a.value, Currency: a.currency}
		q.From, q.To, skip = r.period(s)
		return q, skip
	})
}
