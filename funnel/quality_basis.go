package funnel

import (
	"slices"
	"sort"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// bases looks at the moves of a deal for what they are based on.
func (s *qualitySurvey) bases(w *qualityDeal) {
	h := s.view.history
	grounds := s.view.groundsOf(w)
	for i, m := range w.moves {
		if i == 0 || h.rows.at[m.row] < w.from { // the first is where the deal began
			continue
		}
		day := h.clock.civil(h.rows.at[m.row])
		at, _ := slices.BinarySearch(grounds, day-s.options.basis())
		without := of(h.rows.reason, m.row) == 0 && (at == len(grounds) || grounds[at] > day)
		s.noBasis.add(without, m.to, h.text(m.owner), w.source)
		if without {
			s.noBasis.example(w.id, int64(h.input[m.row]))
		}
	}
}

// keepsGrounds reports whether anything is on record that a move could be based on.
func (v *View) keepsGrounds() bool {
	if v.touchesSince() != never {
		return true
	}
	for d := range v.candidates() {
		w := v.readQuality(d)
		if w.state.rows == 0 {
			continue
		}
		if len(v.groundsOf(w)) > 0 || slices.ContainsFunc(w.moves, func(m qualityRow) bool { return of(v.history.rows.reason, m.row) != 0 }) {
			return true
		}
	}
	return false
}

// groundsOf returns the civil days, in order, on which an activity happened or a row changed what was known of a deal.
func (v *View) groundsOf(w *qualityDeal) (days []int64) {
	h := v.history
	ground := func(row int) {
		if h.rows.at[row] > w.state.created {
			days = append(days, h.clock.civil(h.rows.at[row]))
		}
	}
	var reason, amount uint32
	var due sf.Date
	var next int64
	for _, r := range w.rows {
		changed := change(&reason, of(h.rows.reason, r.row))
		changed = change(&amount, of(h.rows.amount, r.row)) || changed
		changed = change(&due, of(h.rows.due, r.row)) || changed
		if change(&next, of(h.rows.next, r.row)) || changed {
			ground(r.row)
		}
	}
	for _, column := range h.facts {
		v.factChanges(w, column, ground)
	}
	touches := h.touchesOf(w.deal.row)
	for i := range touches {
		if t := &touches[i]; t.at != never && v.shows(t) {
			days = append(days, h.clock.civil(t.at))
		}
	}
	slices.Sort(days)
	return days
}

// change takes what a row states, if anything, and reports whether it is new.
func change[T comparable](known *T, stated T) bool {
	var none T
	if stated == none || stated == *known {
		return false
	}
	*known = stated
	return true
}

// factChanges tells of the rows of a deal that count and change a fact.
func (v *View) factChanges(w *qualityDeal, column *factColumn, tell func(row int)) {
	h := v.history
	end := h.first[w.deal.row+1]
	known := uint32(0)
	for i := sort.Search(len(column.row), func(i int) bool { return column.row[i] >= h.first[w.deal.row] }); i < len(column.row) && column.row[i] < end; i++ {
		row, value := int(column.row[i]), column.value[i]
		_, counts := slices.BinarySearchFunc(w.rows, row, func(r qualityRow, row int) int { return r.row - row })
		if counts && !h.value(value).Equal(h.value(known)) {
			known = value
			tell(row)
		}
	}
}
