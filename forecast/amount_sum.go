package forecast

import (
	"slices"
	"sync"
)

// scatter is the sum of n independent terms on the lattice, each being at point k[i] with probability p[i]; the points ascend from 0.
type scatter struct {
	k []int64
	p []float64
	n int
}

func (s scatter) reach() int64 { return s.k[len(s.k)-1] }

// spreads places the choices, given the probabilities of the chances.
func (b *choiceBook) spreads(l lattice, won, not []float64, r splitting) []scatter {
	out := make([]scatter, 0, len(b.choices))
	first := 0
	for _, c := range b.choices {
		s := scatter{n: c.n}
		s.add(0, c.odds[0].given(won[c.at], not[c.at]))
		for i := range c.wins {
			p, at := c.odds[i+1].given(won[c.at], not[c.at]), l.places[first+i]
			switch {
			case at.up == 0 || r == roundDown:
				s.add(at.k, p)
			case r == roundUp:
				s.add(at.k+1, p)
			default:
				s.add(at.k, p*(1-at.up))
				s.add(at.k+1, p*at.up)
			}
		}
		first += len(c.wins)
		if len(s.k) > 1 {
			out = append(out, s)
		}
	}
	return out
}

// add puts p at point k; points come nearly in order, a win's upper neighbor after the next one's lower.
func (s *scatter) add(k int64, p float64) {
	if p == 0 && k > 0 {
		return
	}
	for i := len(s.k) - 1; i >= 0 && s.k[i] >= k; i-- {
		if s.k[i] == k {
			s.p[i] += p
			return
		}
		if i == 0 || s.k[i-1] < k {
			s.k, s.p = slices.Insert(s.k, i, k), slices.Insert(s.p, i, p)
			return
		}
	}
	s.k, s.p = append(s.k, k), append(s.p, p)
}

// spreadCost returns about how many multiply-adds the direct convolution takes.
func spreadCost(list []scatter) float64 {
	support, cost := 1.0, 0.0
	for _, s := range list {
		n, points := float64(s.n), float64(len(s.k))
		cost += n * points * (support + float64(s.reach())*(n-1)/2)
		support += n * float64(s.reach())
	}
	return cost
}

// spreadSum returns the mass of the sum: directly where that is affordable, else by divide and conquer, as [convolver.sum] does.
func (c *convolver) spreadSum(list []scatter) mass {
	if spreadCost(list) <= directBudget {
		return spreadDirect(list, negligible)
	}
	c.transform = true
	return normalized(c.spreadTree(list))
}

// spreadDirect multiplies one by one and drops what is at most floor at the ends.
func spreadDirect(list []scatter, floor float64) mass {
	m := pointMass()
	var spare []float64
	for _, s := range list {
		for range s.n {
			out := resized(spare, len(m.p)+int(s.reach()))
			clear(out)
			for i, k := range s.k {
				axpy(out[k:], s.p[i], m.p)
			}
			spare = m.p[:0]
			m = mass{lo: m.lo, p: out}.trimmed(floor)
		}
	}
	return m
}

// spreadTree splits the list where half of the reach lies.
func (c *convolver) spreadTree(list []scatter) mass {
	if spreadCost(list) <= blockBudget || len(list) == 1 && list[0].n == 1 {
		return quiet(spreadDirect(list, negligible), noise)
	}
	if len(list) == 1 {
		one, half := list[0], list[0]
		half.n /= 2
		m := c.spreadTree([]scatter{half})
		m = c.product(m, m)
		if one.n%2 == 1 {
			one.n = 1
			m = c.product(m, spreadDirect([]scatter{one}, negligible))
		}
		return m
	}
	var reach, passed float64
	for _, s := range list {
		reach += float64(s.n) * float64(s.reach())
	}
	cut := 0
	for cut < len(list)-1 && (cut == 0 || passed < reach/2) {
		passed += float64(list[cut].n) * float64(list[cut].reach())
		cut++
	}
	return c.product(c.spreadTree(list[:cut]), c.spreadTree(list[cut:]))
}

// distribution computes the independent sum.
func (b *choiceBook) distribution(l lattice) *Distribution {
	won, not := b.chancesGiven(0, 0)
	d := &Distribution{axis: axisOf(l.unit, b.base), exact: l.exact, mean: b.m.mean, variance: b.m.variance}
	var c convolver
	d.law = curveOf(c.spreadSum(b.spreads(l, won, not, splitOver)))
	if c.transform {
		d.floor = fourierFloor
	}
	if !l.exact {
		d.added = l.added(b.flat) * d.axis.unitFloat * d.axis.unitFloat
		d.bracket = sync.OnceValues(func() (down, up curve) {
			var c convolver
			return curveOf(c.spreadSum(b.spreads(l, won, not, roundDown))), curveOf(c.spreadSum(b.spreads(l, won, not, roundUp)))
		})
	}
	return d
}
