package table

import (
	"slices"
	"strings"
)

// parsePriced reads a file of amounts that are each of something in some period: costs or quotas.
func parsePriced[T any](raw []byte, name string, role Role, o Options, read func(*rowReader, *scanner, []string) (T, Skip)) (*Table, []T, error) {
	var all []T
	o.Role = role
	t, err := scanRows(raw, name, o.withDefaults(), func(r *rowReader, s *scanner, header []string) Skip {
		one, skip := read(r, s, header)
		if skip == "" {
			all = append(all, one)
		}
		return skip
	})
	return t, all, named(err, name)
}

// priced reads what such a row cannot do without: whose the amount is, which may be left blank where needed is false, and the amount; or says
// why it cannot be used.
func (r *rowReader) priced(s *scanner, header []string, k Key, needed bool) (of string, a money, skip Skip) {
	of = r.text(s, k)
	nameless, blank := needed && of == "", missingAmount(r.plan.cell(s.cells, KeyAmount))
	switch {
	case r.repeated(s.cells, header):
		return "", a, SkipHeader
	case totalRow(of), (nameless || blank) && footer(s):
		return "", a, SkipFooter
	case nameless:
		return "", a, r.missing(s, k, "", SkipSource)
	case blank:
		return "", a, r.missing(s, KeyAmount, "", SkipAmount)
	}
	if a = r.money(s, ""); !a.known { // it notes an unreadable one
		return "", a, SkipAmount
	}
	return of, a, ""
}

// sums are what people call the last row of such a table, in lower case: counted as one more it would double all of them.
var sums = []string{"total", "grand total", "subtotal", "sum", "合计", "总计", "小计", "共计"}

func totalRow(name string) bool {
	return slices.Contains(sums, strings.TrimRight(strings.ToLower(foldText(name)), ": "))
}

// period reads the days that an amount is for. Ones that cannot be read would put it where it does not belong.
func (r *rowReader) period(s *scanner) (from, to Date, skip Skip) {
	for _, end := range []struct {
		key Key
		day *Date
	}{{KeyFrom, &from}, {KeyTo, &to}} {
		if _, *end.day = r.date(s, end.key, ""); end.day.IsZero() && !missingDate(r.plan.cell(s.cells, end.key)) {
			return from, to, SkipPeriod
		}
	}
	if !from.IsZero() && !to.IsZero() && strings.Compare(from.String(), to.String()) > 0 {
		r.note(ProblemPeriod, KeyTo, s.row, "", r.plan.cell(s.cells, KeyTo))
		return from, to, SkipPeriod
	}
	return from, to, ""
}
