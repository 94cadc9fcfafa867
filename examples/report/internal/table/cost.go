package table

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

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
	var all []Cost
	o.Role = Costs
	t, err := scanRows(raw, name, o.withDefaults(), func(r *rowReader, s *scanner, header []string) Skip {
		c, skip := r.cost(s, header)
		if skip == "" {
			all = append(all, c)
		}
		return skip
	})
	return t, all, named(err, name)
}

// cost makes a cost of a row, or says why there is none.
func (r *rowReader) cost(s *scanner, header []string) (Cost, Skip) {
	c := Cost{Row: s.row, Source: r.text(s, KeySource)}
	blank := missingAmount(r.plan.cell(s.cells, KeyAmount))
	if c.Source == "" || blank {
		switch {
		case r.repeated(s.cells, header):
			return Cost{}, SkipHeader
		case footer(s):
			return Cost{}, SkipFooter
		case c.Source == "":
			return Cost{}, r.missing(s, KeySource, "", SkipSource)
		}
		return Cost{}, r.missing(s, KeyAmount, "", SkipAmount)
	}
	switch {
	case r.repeated(s.cells, header):
		return Cost{}, SkipHeader
	case totalRow(c.Source):
		return Cost{}, SkipFooter
	}
	a := r.money(s, "") // notes an unreadable one
	if !a.known {
		return Cost{}, SkipAmount
	}
	c.Amount, c.Currency = a.value, a.currency
	return r.spent(s, c)
}

// sums are what people call the last row of a table of costs, in lower case: counted as a source it would double all of them.
var sums = []string{"total", "grand total", "subtotal", "sum", "合计", "总计", "小计", "共计"}

func totalRow(source string) bool {
	return slices.Contains(sums, strings.TrimRight(strings.ToLower(foldText(source)), ": "))
}

// spent reads the period of a cost. One that cannot be read would put the cost where it does not belong.
func (r *rowReader) spent(s *scanner, c Cost) (Cost, Skip) {
	for _, end := range []struct {
		key Key
		day *Date
	}{{KeyFrom, &c.From}, {KeyTo, &c.To}} {
		if _, *end.day = r.date(s, end.key, ""); end.day.IsZero() && !missingDate(r.plan.cell(s.cells, end.key)) {
			return Cost{}, SkipPeriod
		}
	}
	if !c.From.IsZero() && !c.To.IsZero() && strings.Compare(c.From.String(), c.To.String()) > 0 {
		r.note(ProblemPeriod, KeyTo, s.row, "", r.plan.cell(s.cells, KeyTo))
		return Cost{}, SkipPeriod
	}
	return c, ""
}
