// Package infer works out, from the rows of a history alone, what nobody configured: the order of the stages, the probabilities that the
// export repeats, which moves occur, and when observation ends.
package infer

import (
	"cmp"
	"slices"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
)

// Flow is what the rows show of the stages: who moves where. It does not depend on the order of independent rows.
type Flow struct {
	Names []string // every stage of the rows, in the order of their bytes

	moves  [][]int // [from][to]: successive rows of a deal that are in different stages
	starts []int   // deals that begin there
	rows   []int
	chance [][]float64 // the export's probabilities, by stage
}

// MaxStages is how many stages a column may hold and still be one of stages.
const MaxStages = 255

// FlowOf follows every deal through its rows, by time, then sequence, then place in the file. Where there are more than [MaxStages]
// stages only Names is filled.
func FlowOf(rows []table.Row, newestFirst bool) *Flow {
	f := &Flow{Names: names(rows)}
	if len(f.Names) > MaxStages {
		return f
	}
	index := make(map[string]int, len(f.Names))
	f.moves = make([][]int, len(f.Names))
	for i, name := range f.Names {
		index[name] = i
		f.moves[i] = make([]int, len(f.Names))
	}
	f.starts, f.rows, f.chance = make([]int, len(f.Names)), make([]int, len(f.Names)), make([][]float64, len(f.Names))
	for _, deal := range byDeal(rows, newestFirst) {
		f.follow(rows, deal, index)
	}
	return f
}

func names(rows []table.Row) []string {
	seen := map[string]bool{}
	var all []string
	for _, r := range rows {
		if !seen[r.Stage] {
			seen[r.Stage] = true
			all = append(all, r.Stage)
		}
	}
	slices.Sort(all)
	return all
}

// byDeal returns the rows of each deal, by index, in the order in which they happened.
func byDeal(rows []table.Row, newestFirst bool) [][]int {
	place := map[string]int{}
	var deals [][]int
	for i, r := range rows {
		at, ok := place[r.Deal]
		if !ok {
			at = len(deals)
			place[r.Deal] = at
			deals = append(deals, nil)
		}
		deals[at] = append(deals[at], i)
	}
	for _, deal := range deals {
		if newestFirst {
			slices.Reverse(deal)
		}
		slices.SortStableFunc(deal, func(a, b int) int {
			return cmp.Or(rows[a].At.Compare(rows[b].At), cmp.Compare(rows[a].Seq, rows[b].Seq))
		})
	}
	return deals
}

func (f *Flow) follow(rows []table.Row, deal []int, index map[string]int) {
	last := -1
	for _, i := range deal {
		at := index[rows[i].Stage]
		f.rows[at]++
		if rows[i].ProbabilityKnown {
			f.chance[at] = append(f.chance[at], rows[i].Probability)
		}
		switch {
		case last < 0:
			f.starts[at]++
		case last != at:
			f.moves[last][at]++
		}
		last = at
	}
}

// Ends returns the stages that no deal ever left, in the order of Names.
func (f *Flow) Ends() []string {
	var ends []string
	for i, name := range f.Names {
		if !slices.ContainsFunc(f.moves[i], func(n int) bool { return n > 0 }) {
			ends = append(ends, name)
		}
	}
	return ends
}

// NewestFirst reports whether a file runs backwards in time: of the rows that follow another of their deal in the file, more are earlier
// than later. Where no deal has two rows of different times, all neighbors are asked.
func NewestFirst(rows []table.Row) bool {
	last := make(map[string]int, len(rows))
	var within, among tally
	for i, r := range rows {
		if j, seen := last[r.Deal]; seen {
			within.add(rows[j], r)
		}
		if i > 0 {
			among.add(rows[i-1], r)
		}
		last[r.Deal] = i
	}
	if within == (tally{}) {
		return among.falling > among.rising
	}
	return within.falling > within.rising
}

// tally counts neighbors by which is the later.
type tally struct{ rising, falling int }

func (t *tally) add(a, b table.Row) {
	switch a.At.Compare(b.At) {
	case -1:
		t.rising++
	case 1:
		t.falling++
	}
}
