package source

import (
	"fmt"
	"slices"
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
)

// Redact replaces the names of deals and owners by numbers, in the order of their bytes so that sorted lists stay sorted, and takes the
// quoted cells, reasons and the name of the file away. Stages, sources and labels stay as they are.
func (h *History) Redact() {
	deals := pseudonyms(h.Table.Rows, "deal-", func(r table.Row) string { return r.Deal })
	owners := pseudonyms(h.Table.Rows, "owner-", func(r table.Row) string { return r.Owner })
	for i := range h.Table.Rows {
		r := &h.Table.Rows[i]
		r.Deal, r.Owner, r.Reason = deals[r.Deal], owners[r.Owner], ""
	}
	for i := range h.Table.Problems {
		for j := range h.Table.Problems[i].Examples {
			e := &h.Table.Problems[i].Examples[j]
			e.Deal, e.Value = deals[e.Deal], ""
		}
	}
	h.Name = ""
}

// pseudonyms gives every name but the empty one a number.
func pseudonyms(rows []table.Row, prefix string, of func(table.Row) string) map[string]string {
	names := map[string]string{}
	for _, r := range rows {
		names[of(r)] = ""
	}
	delete(names, "")
	sorted := make([]string, 0, len(names))
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.SortFunc(sorted, strings.Compare)
	width := len(fmt.Sprint(len(sorted)))
	for i, name := range sorted {
		names[name] = fmt.Sprintf("%s%0*d", prefix, width, i+1)
	}
	return names
}
