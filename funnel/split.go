package funnel

import (
	"iter"
	"maps"
	"slices"
)

// Select returns the view of the deals that keep returns true for. It takes 4 bytes a deal kept.
func (v *View) Select(keep func(Deal) bool) *View {
	out := *v
	out.only, out.chosen = nil, true
	for d := range v.Deals() {
		if keep(d) {
			out.only = append(out.only, d.row)
		}
	}
	return &out
}

// groupName returns the value of a fact as the view knows it last, "" where it is not known.
func groupName(d Deal, fact string) string {
	if value := d.Fact(fact); value.Known() {
		return value.String()
	}
	return ""
}

// Split parts the deals by the value of a fact as the view knows it last, and yields a view for each value, by name. Deals of which it is
// not known come under the empty name. Every name that [Deal.Fact] answers to will do.
func (v *View) Split(fact string) iter.Seq2[string, *View] {
	return func(yield func(string, *View) bool) {
		parts := make(map[string][]uint32)
		for d := range v.Deals() {
			name := groupName(d, fact)
			parts[name] = append(parts[name], d.row)
		}
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			part := *v
			part.only, part.chosen = parts[name], true
			if !yield(name, &part) {
				return
			}
		}
	}
}
