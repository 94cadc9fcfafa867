package forecast

import (
	"math"
	"math/big"
	"slices"
	"sync"

	"github.com/shopspring/decimal"
)

// Sum returns the distribution of X + Y for independent X and Y.
//
// With equal units, or on the greatest common divisor of both as long as the result has at most 2²⁰ cells or the pairs of points are at
// most 2¹⁶, the sum is exact where both are. Otherwise both are moved to a coarser unit, 1, 2 or 5 times a power of ten, each point being
// split over its two neighbors: the mean is kept, the sum is not Exact, AddedVariance says what that added, and AtLeastBounds brackets
// it. The order of X and Y matters at most in the last bits. Deals that depend on each other must not be summed this way.
func (d *Distribution) Sum(e *Distribution) *Distribution {
	if d.empty() || e.empty() {
		return &Distribution{}
	}
	s := d.sumFrame(e)
	switch {
	case len(e.law.m.p) == 1:
		s.move(d, e)
		return s
	case len(d.law.m.p) == 1:
		s.move(e, d)
		return s
	}
	g := gridOf(d, e)
	s.axis = axisOf(g.unit, d.axis.origin.Add(e.axis.origin))
	var c convolver
	law, added := g.sum(&c, d.law.m, e.law.m, splitOver)
	s.law = curveOf(law)
	s.added += added * s.axis.unitFloat * s.axis.unitFloat
	if c.transform {
		s.floor = math.Max(s.floor, fourierFloor)
	}
	s.exact = d.exact && e.exact && !g.coarse
	if !s.exact {
		s.bracket = sumBracket(d, e, g)
	}
	return s
}

// sumFrame returns the sum with all that simply adds up.
func (d *Distribution) sumFrame(e *Distribution) *Distribution {
	return &Distribution{
		mean:     d.mean + e.mean,
		variance: d.variance + e.variance,
		added:    d.added + e.added,
		floor:    math.Max(d.floor, e.floor),
	}
}

// move gives d the law of a, moved by the only point of b, which needs no common unit.
func (d *Distribution) move(a, b *Distribution) {
	by := b.axis.exactly(b.law.m.index(0))
	d.axis = axisOf(a.axis.unit, a.axis.origin.Add(by))
	d.law, d.exact, d.tilt = a.law, a.exact && b.exact, a.tilt
	if b.exact {
		d.bracket = a.bracket
	}
}

// sumBracket sums the brackets of two distributions; nil where one has none.
func sumBracket(d, e *Distribution, g grid) func() (down, up curve) {
	if (!d.exact && d.bracket == nil) || (!e.exact && e.bracket == nil) {
		return nil
	}
	return sync.OnceValues(func() (down, up curve) {
		dDown, dUp := d.bounds()
		eDown, eUp := e.bounds()
		var c convolver
		low, _ := g.sum(&c, dDown.m, eDown.m, roundDown)
		high, _ := g.sum(&c, dUp.m, eUp.m, roundUp)
		return curveOf(low), curveOf(high)
	})
}

// bounds returns the bracket; of an exact distribution, itself twice.
func (d *Distribution) bounds() (down, up curve) {
	if d.exact {
		return d.law, d.law
	}
	return d.bracket()
}

// grid is the common lattice of two distributions: a point k of one is k·scale of it (scale exact, or a ratio below 1 where coarse).
type grid struct {
	unit           decimal.Decimal
	coarse, listed bool
	scaleD, scaleE float64
}

// gridOf chooses the common lattice.
func gridOf(d, e *Distribution) grid {
	u, v := quantityOf(d.axis.unit), quantityOf(e.axis.unit)
	exp := min(u.exp, v.exp)
	divisor := new(big.Int).GCD(nil, nil, u.in(exp), v.in(exp))
	g := grid{unit: decimal.NewFromBigInt(divisor, exp)}
	common := bigFloat(divisor)
	g.scaleD, g.scaleE = bigFloat(u.in(exp))/common, bigFloat(v.in(exp))/common
	cells := span(d.law.m)*g.scaleD + span(e.law.m)*g.scaleE
	pairs := float64(filled(d.law.m.p)) * float64(filled(e.law.m.p))
	dense := d.law.m.at == nil && e.law.m.at == nil && g.scaleD == 1 && g.scaleE == 1
	switch {
	case dense || (cells <= mostCells && farthest(d.law.m)*g.scaleD+farthest(e.law.m)*g.scaleE < mostExact):
		return g
	case pairs <= mostAtoms && farthest(d.law.m)*g.scaleD+farthest(e.law.m)*g.scaleE < mostExact:
		g.listed = true
		return g
	}
	g.coarse = true
	unit := roundUnit(math.Max(cells/mostCells, 1)*common*math.Pow10(int(exp)), true)
	g.scaleD, g.scaleE = d.axis.unitFloat/unit, e.axis.unitFloat/unit
	g.unit = decimalUnit(unit)
	return g
}

// span returns the distance between the ends of a mass.
func span(m mass) float64 { return float64(m.index(len(m.p)-1) - m.index(0)) }

// farthest returns the largest magnitude of a point.
func farthest(m mass) float64 {
	return math.Max(math.Abs(float64(m.index(0))), math.Abs(float64(m.index(len(m.p)-1))))
}

// sum convolves a and b on the grid and returns the variance, in units², that splitting added.
func (g grid) sum(c *convolver, a, b mass, r splitting) (mass, float64) {
	if g.listed {
		return listedSum(stretched(a, g.scaleD), stretched(b, g.scaleE)), 0
	}
	a, addedA := dense(a, g.scaleD, r)
	b, addedB := dense(b, g.scaleE, r)
	return c.pair(a, b), addedA + addedB
}

// pair convolves two dense masses, directly where that is affordable.
func (c *convolver) pair(a, b mass) mass {
	if filled(a.p) > filled(b.p) {
		a, b = b, a
	}
	if float64(filled(a.p))*float64(len(b.p)) <= directBudget {
		out := make([]float64, len(a.p)+len(b.p)-1)
		for i, w := range a.p {
			if w != 0 {
				axpy(out[i:], w, b.p)
			}
		}
		return mass{lo: a.lo + b.lo, p: out}.trimmed(negligible)
	}
	c.transform = true
	return c.fourier(a, b, transformLength(len(a.p)+len(b.p)-1))
}

// dense puts the points of m at scale·point, splitting or rounding those in between, and returns the variance added in units².
func dense(m mass, scale float64, r splitting) (mass, float64) {
	if m.at == nil && scale == 1 {
		return m, 0
	}
	last := len(m.p) - 1
	lo := int64(math.Floor(float64(m.index(0)) * scale))
	hi := int64(math.Ceil(float64(m.index(last)) * scale))
	out := mass{lo: lo, p: make([]float64, hi-lo+2)}
	var added compensated
	for i, p := range m.p {
		x := float64(m.index(i)) * scale
		k := math.Floor(x)
		up := x - k
		at := int64(k) - lo
		switch {
		case up == 0 || r == roundDown:
			out.p[at] += p
		case r == roundUp:
			out.p[at+1] += p
		default:
			out.p[at] += p * (1 - up)
			out.p[at+1] += p * up
			added.add(p * up * (1 - up))
		}
	}
	return out.trimmed(0), added.value()
}

// stretched multiplies the points, which stay integers, by scale and lists those that have a probability.
func stretched(m mass, scale float64) mass {
	var out mass
	for i, p := range m.p {
		if p != 0 {
			out.at = append(out.at, int64(float64(m.index(i))*scale))
			out.p = append(out.p, p)
		}
	}
	return out
}

// listedSum convolves two listed masses point by point.
func listedSum(a, b mass) mass {
	if len(a.p) > len(b.p) {
		a, b = b, a
	}
	type atom struct {
		at int64
		p  float64
	}
	atoms := make([]atom, 0, len(a.p)*len(b.p))
	for i, p := range a.p {
		for j, q := range b.p {
			atoms = append(atoms, atom{a.at[i] + b.at[j], p * q})
		}
	}
	slices.SortStableFunc(atoms, func(x, y atom) int {
		switch {
		case x.at < y.at:
			return -1
		case x.at > y.at:
			return 1
		}
		return 0
	})
	var out mass
	for _, x := range atoms {
		if last := len(out.at) - 1; last >= 0 && out.at[last] == x.at {
			out.p[last] += x.p
			continue
		}
		out.at, out.p = append(out.at, x.at), append(out.p, x.p)
	}
	return out.trimmed(negligible)
}
