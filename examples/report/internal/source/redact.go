package source

import (
	"fmt"
	"slices"
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
)

// Redact replaces the names of deals and owners, and reasons, by numbers, in the order of their bytes so that sorted lists stay sorted, and takes the
// quoted cells, free texts and the names of the files away. Stages, sources and labels stay as they are. Quotas are of the groups that deals are summed in.
func (h *History) Redact(group []string) {
	var dealNames, ownerNames, reasonNames []string
	for _, r := range h.Table.Rows {
		dealNames, ownerNames, reasonNames = append(dealNames, r.Deal), append(ownerNames, r.Owner), append(reasonNames, r.Reason)
	}
	if h.Activities != nil {
		for _, a := range h.Activities.Rows {
			dealNames, ownerNames = append(dealNames, a.Deal), append(ownerNames, a.By)
		}
	}
	level := slices.Index(group, "owner") // of quotas
	if h.Quotas != nil && level >= 0 {
		for _, q := range h.Quotas.Rows {
			if path := Path(q.Group); level < len(path) {
				ownerNames = append(ownerNames, path[level])
			}
		}
	}
	deals, owners, reasons := pseudonyms(dealNames, "deal-"), pseudonyms(ownerNames, "owner-"), pseudonyms(reasonNames, "reason-")
	for i := range h.Table.Rows {
		r := &h.Table.Rows[i]
		r.Deal, r.Owner, r.Reason = deals[r.Deal], owners[r.Owner], reasons[r.Reason]
	}
	silence(h.Table, deals)
	h.Name = ""
	if a := h.Activities; a != nil {
		for i := range a.Rows {
			r := &a.Rows[i]
			r.Deal, r.By, r.Goal, r.Outcome, r.Next = deals[r.Deal], owners[r.By], "", "", ""
		}
		silence(a.Table, deals)
		a.Name = ""
	}
	if h.Costs != nil {
		silence(h.Costs.Table, deals)
		h.Costs.Name = ""
	}
	if h.Quotas != nil {
		for i := range h.Quotas.Rows {
			q := &h.Quotas.Rows[i]
			if path := Path(q.Group); level >= 0 && level < len(path) {
				path[level] = owners[path[level]]
				q.Group = strings.Join(path, "/")
			}
		}
		silence(h.Quotas.Table, deals)
		h.Quotas.Name = ""
	}
}

// Path is the names of a group, outermost first; nil: everyone.
func Path(group string) []string {
	if group == "" {
		return nil
	}
	path := strings.Split(group, "/")
	for i := range path {
		path[i] = strings.TrimSpace(path[i])
	}
	return path
}

// silence takes what problems quote of a file away.
func silence(t *table.Table, deals map[string]string) {
	for i := range t.Problems {
		for j := range t.Problems[i].Examples {
			e := &t.Problems[i].Examples[j]
			e.Deal, e.Value = deals[e.Deal], ""
		}
	}
}

// pseudonyms gives every name but the empty one a number.
func pseudonyms(all []string, prefix string) map[string]string {
	names := map[string]string{}
	for _, name := range all {
		names[name] = ""
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
