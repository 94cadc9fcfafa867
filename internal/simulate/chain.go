package simulate

import "math"

// step is a move of the embedded chain.
type step struct {
	to   int
	p    float64
	mean float64 // of the stay that ends with it, in days
}

// chain is the embedded Markov chain of a pipeline, moves to the same stage included. Ends have no steps.
type chain struct {
	steps [][]step
	won   []bool
	lost  []bool
}

func newChain(stages []Stage) chain {
	at := make(map[string]int, len(stages))
	for i, s := range stages {
		at[s.ID] = i
	}
	c := chain{
		steps: make([][]step, len(stages)),
		won:   make([]bool, len(stages)),
		lost:  make([]bool, len(stages)),
	}
	for i, s := range stages {
		c.won[i], c.lost[i] = s.Outcome == Won, s.Outcome == Lost
		for _, m := range s.Moves {
			c.steps[i] = append(c.steps[i], step{to: at[m.To], p: m.P, mean: stayLaw(s, m).Mean()})
		}
	}
	return c
}

func stayLaw(s Stage, m Move) Law {
	if m.Stay.Kind != Unset {
		return m.Stay
	}
	return s.Stay
}

func (c chain) ends(i int) bool { return c.won[i] || c.lost[i] }

// solve returns x with xᵢ = gainᵢ + Σⱼ pᵢⱼ·xⱼ over open stages and xᵢ = gainᵢ at the ends.
func (c chain) solve(gain []float64) []float64 {
	n := len(c.steps)
	a := make([][]float64, n)
	for i := range a {
		a[i] = make([]float64, n+1)
		a[i][i], a[i][n] = 1, gain[i]
		for _, s := range c.steps[i] {
			a[i][s.to] -= s.p
		}
	}
	return eliminate(a)
}

// eliminate solves the augmented system [A|b] in place by Gaussian elimination with partial pivoting. It returns nil if
// a pivot vanishes.
func eliminate(a [][]float64) []float64 {
	n := len(a)
	for col := range n {
		pivot := col
		for row := col + 1; row < n; row++ {
			if math.Abs(a[row][col]) > math.Abs(a[pivot][col]) {
				pivot = row
			}
		}
		if math.Abs(a[pivot][col]) < 1e-300 {
			return nil
		}
		a[col], a[pivot] = a[pivot], a[col]
		for row := col + 1; row < n; row++ {
			factor := a[row][col] / a[col][col]
			if factor == 0 {
				continue
			}
			for k := col; k <= n; k++ {
				a[row][k] -= factor * a[col][k]
			}
		}
	}
	x := make([]float64, n)
	for row := n - 1; row >= 0; row-- {
		sum := a[row][n]
		for k := row + 1; k < n; k++ {
			sum -= a[row][k] * x[k]
		}
		x[row] = sum / a[row][row]
	}
	return x
}

// winProbability returns bᵢ, the probability to be won from each stage: b = Q·b + r, with 1 and 0 at the ends. It
// clamps rounding, so that a stage from which only losses can be reached has exactly 0.
func (c chain) winProbability() []float64 {
	gain := make([]float64, len(c.steps))
	for i, won := range c.won {
		if won {
			gain[i] = 1
		}
	}
	b := c.solve(gain)
	canWin, canLose := c.reaches(c.won), c.reaches(c.lost)
	for i := range b {
		switch {
		case !canWin[i]:
			b[i] = 0
		case !canLose[i]:
			b[i] = 1
		default:
			b[i] = math.Min(math.Max(b[i], 0), 1)
		}
	}
	return b
}

// reaches says from which stages a path of positive probability leads to a target.
func (c chain) reaches(target []bool) []bool {
	reach := append([]bool(nil), target...)
	for changed := true; changed; {
		changed = false
		for i, steps := range c.steps {
			for _, s := range steps {
				if !reach[i] && s.p > 0 && reach[s.to] {
					reach[i], changed = true, true
				}
			}
		}
	}
	return reach
}

// meanSteps returns the expected number of moves, self-moves included, until the end.
func (c chain) meanSteps() []float64 {
	gain := make([]float64, len(c.steps))
	for i := range gain {
		if !c.ends(i) {
			gain[i] = 1
		}
	}
	return c.solve(gain)
}

// given returns the chain conditioned on being won, or on not being won: pᵢⱼ·wⱼ/wᵢ with w the probability of that from
// each stage. Stages from which it is impossible keep no steps.
func (c chain) given(won bool, b []float64) chain {
	return c.weigh(func(i int) float64 {
		if won {
			return b[i]
		}
		return 1 - b[i]
	})
}

// tilt returns the chain in which the odds of being won are multiplied by odds in every stage:
// pᵢⱼ·(ω·bⱼ + 1−bⱼ)/(ω·bᵢ + 1−bᵢ).
func (c chain) tilt(odds float64, b []float64) chain {
	return c.weigh(func(i int) float64 { return odds*b[i] + 1 - b[i] })
}

func (c chain) weigh(weight func(int) float64) chain {
	out := chain{steps: make([][]step, len(c.steps)), won: c.won, lost: c.lost}
	for i, steps := range c.steps {
		from := weight(i)
		if from == 0 {
			continue
		}
		for _, s := range steps {
			s.p *= weight(s.to) / from
			out.steps[i] = append(out.steps[i], s)
		}
	}
	return out
}
