package forecast

import (
	"math"
	"slices"
	"sort"
)

// mass is a probability mass function on the integers. It is dense, p[i] at lo+i, or where at is set listed, p[i] at at[i] ascending.
// A computed mass ends where its probabilities pass below what is worth keeping.
type mass struct {
	lo int64
	at []int64
	p  []float64
}

// pointMass is all mass at 0.
func pointMass() mass { return mass{p: []float64{1}} }

// index returns the lattice point of cell i.
func (m mass) index(i int) int64 {
	if m.at != nil {
		return m.at[i]
	}
	return m.lo + int64(i)
}

// first returns the first cell at or above lattice point k; len(m.p) when there is none.
func (m mass) first(k int64) int {
	if m.at != nil {
		return sort.Search(len(m.at), func(i int) bool { return m.at[i] >= k })
	}
	return int(min(max(k-m.lo, 0), int64(len(m.p))))
}

// trimmed drops the cells at both ends that are at most floor; it always leaves one.
func (m mass) trimmed(floor float64) mass {
	i, j := 0, len(m.p)
	for j > 1 && m.p[j-1] <= floor {
		j--
	}
	for i < j-1 && m.p[i] <= floor {
		i++
	}
	m.p = m.p[i:j]
	if m.at != nil {
		m.at = m.at[i:j]
	} else {
		m.lo += int64(i)
	}
	return m
}

// moved returns the mass with every point moved up by k.
func (m mass) moved(k int64) mass {
	if k == 0 {
		return m
	}
	m.lo += k
	if m.at != nil {
		at := slices.Clone(m.at)
		for i := range at {
			at[i] += k
		}
		m.at = at
	}
	return m
}

// total returns the compensated sum of the probabilities.
func (m mass) total() float64 {
	var s compensated
	for _, p := range m.p {
		s.add(p)
	}
	return s.value()
}

// tails are the cumulative probabilities of a mass, kept so that both tails have full relative accuracy in one array: P(≤ cell) below
// mid, P(≥ cell) from mid on, each summed from its small end. mid is the median's cell.
type tails struct {
	cum []float64
	mid int
}

func tailsOf(p []float64) tails {
	t := tails{cum: make([]float64, len(p)), mid: len(p)}
	var below compensated
	for i, v := range p {
		below.add(v)
		if t.cum[i] = below.value(); t.cum[i] >= 0.5 {
			t.mid = i
			break
		}
	}
	var above compensated
	for i := len(p) - 1; i >= t.mid; i-- {
		above.add(p[i])
		t.cum[i] = above.value()
	}
	return t
}

// atLeast returns the probability of cell i and above; i may be len.
func (t tails) atLeast(i int) float64 {
	switch {
	case i <= 0:
		return 1
	case i >= len(t.cum):
		return 0
	case i >= t.mid:
		return math.Min(t.cum[i], 1)
	}
	return 1 - t.cum[i-1]
}

// atMost returns the probability of cell i and below; i may be −1.
func (t tails) atMost(i int) float64 {
	switch {
	case i < 0:
		return 0
	case i >= len(t.cum)-1:
		return 1
	case i < t.mid:
		return t.cum[i]
	}
	return 1 - math.Min(t.cum[i+1], 1)
}

// quantileSlack is how far, relative to the smaller of p and 1 − p, a cumulative probability may miss p by rounding and still reach it.
const quantileSlack = 1e-12

// quantile returns the first cell whose cumulative probability reaches p, 0 ≤ p ≤ 1.
func (t tails) quantile(p float64) int {
	last := len(t.cum) - 1
	if t.mid > 0 && t.cum[t.mid-1] >= p*(1-quantileSlack) {
		return sort.Search(t.mid, func(i int) bool { return t.cum[i] >= p*(1-quantileSlack) })
	}
	rest := (1 - p) * (1 + quantileSlack)
	return t.mid + sort.Search(last-t.mid, func(i int) bool { return t.cum[t.mid+i+1] <= rest })
}
