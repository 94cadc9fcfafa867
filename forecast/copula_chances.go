package forecast

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

const (
	// mostChances is how many wins may each have a chance of their own, and manyWins how many are very many.
	mostChances, manyWins = 1 << 12, 1 << 16
	// fineCells and coarseCells are how many chances are told apart at most in a unit of Φ⁻¹ where there are more wins than that.
	fineCells, coarseCells = 256, 64
)

// chanceTable holds the different chances of a book while it is read. With very many wins those that are nearly equal are joined, each
// bound moved to its mean over their amounts: then a book costs, at each state of the common factor, what its different chances cost.
type chanceTable struct {
	chances []chance
	cells   float64            // 0: none is joined
	known   map[[2]float64]int // looked up, never ranged over
	sizes   []float64          // the amounts of each joined chance
	moved   compensated        // Σ amount × (bound − its mean)²
}

func chancesOf(wins int) *chanceTable {
	t := &chanceTable{known: make(map[[2]float64]int)}
	switch {
	case wins > manyWins:
		t.cells = coarseCells
	case wins > mostChances:
		t.cells = fineCells
	}
	return t
}

// find returns the place of a chance, and takes it in where it is new.
func (t *chanceTable) find(before, by, size float64) int {
	if t.cells == 0 {
		at, ok := t.known[[2]float64{before, by}]
		if !ok {
			at = t.take([2]float64{before, by}, chance{mathext.NormalQuantile(before), mathext.NormalQuantile(by)})
		}
		return at
	}
	c := chance{mathext.NormalQuantile(before), mathext.NormalQuantile(by)}
	key := [2]float64{math.Floor(c.from * t.cells), math.Floor(c.to * t.cells)}
	at, ok := t.known[key]
	if !ok {
		at = t.take(key, c)
		t.sizes = append(t.sizes, size)
		return at
	}
	t.sizes[at] += size
	t.join(&t.chances[at].from, c.from, size, t.sizes[at])
	t.join(&t.chances[at].to, c.to, size, t.sizes[at])
	return at
}

func (t *chanceTable) take(key [2]float64, c chance) int {
	t.known[key] = len(t.chances)
	t.chances = append(t.chances, c)
	return len(t.chances) - 1
}

// join moves a mean by a value of that weight, the sum of the weights known (West 1979). What is infinite is so for all of them.
func (t *chanceTable) join(mean *float64, x, weight, sum float64) {
	if math.IsInf(x, 0) {
		return
	}
	off := x - *mean
	*mean += off * weight / sum
	t.moved.add(weight * off * (x - *mean))
}

// joinedError bounds by how much joining moves the mean given a state: the first order vanishes, and the second derivative of
// Φ((x − √ρ·z)/√(1−ρ)) in x is at most max|φ′|/(1−ρ).
func (b *sharedBook) joinedError(profiles []*profile) float64 {
	const steepest = 0.24197072451914337 // φ(1)
	worst := 0.0
	for _, p := range profiles {
		worst = math.Max(worst, steepest/2/(1-p.rho)*b.moved)
	}
	return worst
}
