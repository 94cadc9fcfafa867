package infer

import (
	"cmp"
	"math"
	"slices"
)

// Basis says what an order of stages rests on.
type Basis string

// The bases, surest first.
const (
	ByProbability Basis = "probabilities" // the export's probability rises along it
	ByMoves       Basis = "moves"         // no other order has more moves forward, net of those back
	ByGuess       Basis = "guess"         // the moves show no order at all
)

// Order returns open stages, given by name, in selling order, and what the order rests on. Doubtful are neighbors between which as many
// moves go back as forward, or none at all: their order is a guess.
func (f *Flow) Order(open []string) (order []string, basis Basis, doubtful [][2]string) {
	at := f.places(open)
	groups, known := f.byChance(at)
	if !known {
		groups = [][]int{at}
	}
	var sorted []int
	for _, group := range groups {
		group = f.byMoves(group)
		for i := 1; i < len(group); i++ {
			if f.net(group[i-1], group[i]) <= 0 {
				doubtful = append(doubtful, [2]string{f.Names[group[i-1]], f.Names[group[i]]})
			}
		}
		sorted = append(sorted, group...)
	}
	switch {
	case known:
		basis = ByProbability
	case len(doubtful) > 0 && len(doubtful) == len(at)-1:
		basis = ByGuess
	default:
		basis = ByMoves
	}
	return f.named(sorted), basis, doubtful
}

// byMoves orders stages by the moves between them.
func (f *Flow) byMoves(at []int) []int {
	slices.SortFunc(at, f.earlier)
	if len(at) <= mostExact {
		return f.best(at)
	}
	return f.improved(at)
}

// mostExact is how many stages are ordered exactly; 2^n sets of them are looked at.
const mostExact = 14

func (f *Flow) places(names []string) []int {
	var at []int
	for _, name := range names {
		if i, ok := slices.BinarySearch(f.Names, name); ok {
			at = append(at, i)
		}
	}
	return at
}

func (f *Flow) named(at []int) []string {
	out := make([]string, len(at))
	for i, a := range at {
		out[i] = f.Names[a]
	}
	return out
}

// net is how many more moves go from a to b than back.
func (f *Flow) net(a, b int) int { return f.moves[a][b] - f.moves[b][a] }

// earlier breaks ties: the stage in which the larger share of its visits are beginnings, then the name.
func (f *Flow) earlier(a, b int) int {
	return cmp.Or(-cmp.Compare(f.starts[a]*f.entries(b), f.starts[b]*f.entries(a)), cmp.Compare(f.Names[a], f.Names[b]))
}

// entries is how often a stage was entered, at least 1.
func (f *Flow) entries(i int) int {
	n := f.starts[i]
	for from := range f.moves {
		n += f.moves[from][i]
	}
	return max(n, 1)
}

// best is the order with the most moves forward (the linear ordering problem), solved exactly over sets of stages: what can still be
// gained depends only on which stages are placed, not on how. Among equals the first in the order given wins.
func (f *Flow) best(at []int) []int {
	n := len(at)
	gain := make([]int, 1<<n) // the most that the stages outside the set can still gain
	first := make([]int8, 1<<n)
	for set := 1<<n - 2; set >= 0; set-- {
		gain[set] = math.MinInt
		for i := range n {
			if set>>i&1 == 1 {
				continue
			}
			ahead := gain[set|1<<i]
			for j := range n {
				if j != i && set>>j&1 == 0 {
					ahead += f.moves[at[i]][at[j]]
				}
			}
			if ahead > gain[set] {
				gain[set], first[set] = ahead, int8(i)
			}
		}
	}
	order := make([]int, 0, n)
	for set := 0; len(order) < n; {
		i := int(first[set])
		order = append(order, at[i])
		set |= 1 << i
	}
	return order
}

// improved moves single stages to better places until none is left, for more stages than can be ordered exactly.
func (f *Flow) improved(at []int) []int {
	for range len(at) * len(at) {
		if !f.improve(at) {
			break
		}
	}
	return at
}

// improve makes the best of all single moves and reports whether there was one.
func (f *Flow) improve(at []int) bool {
	most, from, to := 0, 0, 0
	for i := range at {
		gained := 0
		for j := i - 1; j >= 0; j-- { // i before j
			if gained += f.net(at[i], at[j]); gained > most {
				most, from, to = gained, i, j
			}
		}
		gained = 0
		for j := i + 1; j < len(at); j++ { // i after j
			if gained += f.net(at[j], at[i]); gained > most {
				most, from, to = gained, i, j
			}
		}
	}
	if most == 0 {
		return false
	}
	moved := at[from]
	copy(at, slices.Insert(slices.Delete(slices.Clone(at), from, from+1), to, moved))
	return true
}
