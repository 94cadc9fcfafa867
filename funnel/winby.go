package funnel

import "slices"

// WinBy returns the probability that a deal which is in the stage at that age is won before the horizon is over, in whichever won stage:
//
//	P(T < age + horizon, won | T ≥ age in the present stage)
//
// It never falls as the horizon grows, is 0 at a horizon of 0, and never exceeds [Curves.WinEver]. For a won or lost stage it is 1 or 0.
// Extrapolated is the share of the answer that no observation stands behind; see [Curves]. Where the tail says nothing, as under
// [TailNone], p is what is certain to be won, and p + extrapolated the most that may be.
//
// The stage is an index of the pipeline, the age at least 0 (below counts as 0), the horizon at most [Curves.Horizon] (below 0 counts as
// 0); it panics for a stage or a horizon beyond. It allocates nothing and takes eight steps on average, of a multiplication for each
// kind of move; more only where stages, ages and horizons are so many that fewer values are kept.
func (c *Curves) WinBy(stage, age, horizon int) (p, extrapolated float64) {
	return c.before(c.wins, stage, age, horizon)
}

// By returns the probability that the deal is in that won or lost stage before the horizon is over, as [Curves.WinBy] does for all won
// stages. It is 0 when end is an open stage.
func (c *Curves) By(end, stage, age, horizon int) (p, extrapolated float64) {
	e, one := c.end(end)
	return c.before(one[:e], stage, age, horizon)
}

// EndBy returns the probability that the deal is won or lost before the horizon is over, as [Curves.WinBy] does for won.
func (c *Curves) EndBy(stage, age, horizon int) (p, extrapolated float64) {
	return c.before(c.all, stage, age, horizon)
}

// WinEver returns the probability that the deal is won at all, however long it takes: the limit of [Curves.WinBy]. Of a new stay it is the
// win probability of the absorbing chain with the moves p_ij = Σ_u f_ij(u) + S_i·split_ij, where S_i is the share that outlives the ages
// observed. Where the tail says nothing, that share stays forever, and the probabilities of all ends sum to less than 1.
func (c *Curves) WinEver(stage, age int) (p, extrapolated float64) {
	return c.atAll(c.wins, stage, age)
}

// Ever returns the probability that the deal comes to that won or lost stage at all, as [Curves.WinEver] does for all won stages.
func (c *Curves) Ever(end, stage, age int) (p, extrapolated float64) {
	e, one := c.end(end)
	return c.atAll(one[:e], stage, age)
}

// EndEver returns the probability that the deal is won or lost at all.
func (c *Curves) EndEver(stage, age int) (p, extrapolated float64) {
	return c.atAll(c.all, stage, age)
}

// end returns the place of a stage among the ends, and how many that is: one, or none for an open stage. An array stays off the heap.
func (c *Curves) end(stage int) (n int, one [1]int) {
	if c.place(stage) >= 0 {
		return 0, one
	}
	one[0] = c.ends[stage]
	return 1, one
}

// before sums the probabilities of some ends.
func (c *Curves) before(ends []int, stage, age, horizon int) (p, extrapolated float64) {
	i := c.place(stage)
	if horizon > c.horizon {
		panic("funnel: horizon beyond that of the curves")
	}
	if i < 0 {
		return c.closed(ends, stage), 0
	}
	age = max(age, 0)
	for _, e := range ends {
		p += c.time.by(e, i, age, horizon)
	}
	return min(p, 1), c.unseen.by(0, i, age, horizon)
}

// atAll is before without a horizon.
func (c *Curves) atAll(ends []int, stage, age int) (p, extrapolated float64) {
	i := c.place(stage)
	if i < 0 {
		return c.closed(ends, stage), 0
	}
	age = max(age, 0)
	for _, e := range ends {
		p += c.time.limitOf(e, i, age)
	}
	return min(p, 1), c.unseen.limitOf(0, i, age)
}

// closed returns 1 for a deal that has come to one of the ends, and 0 for one that came to another.
func (c *Curves) closed(ends []int, stage int) float64 {
	if slices.Contains(ends, c.ends[stage]) {
		return 1
	}
	return 0
}
