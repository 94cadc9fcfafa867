package forecast

import (
	"math"
	"sync"

	"github.com/shopspring/decimal"
)

// copulaFloor is the absolute accuracy that is promised of probabilities mixed over the nodes.
const copulaFloor = 1e-12

// distribution mixes the sum over the latent correlations and the states of the common factor.
func (b *sharedBook) distribution(rhos []RhoWeight) *Distribution {
	if len(b.wins) == 0 {
		return distributionOf(nil, b.base, b.m, pointLattice(decimal.Decimal{}))
	}
	largest := b.largest()
	sums := b.weigh(largest)
	profiles := make([]*profile, len(rhos))
	nodes := 0
	var variance compensated
	for i, r := range rhos {
		profiles[i] = profileOf(b.chances, sums, r.Rho, r.Weight)
		nodes += len(profiles[i].states)
		variance.add(r.Weight * profiles[i].variance(b.spread().mean/largest))
	}
	d := &Distribution{mean: b.m.mean, variance: variance.value() * largest * largest}
	if l, ok := b.lattice(math.Min(exactBudget, addsPerCell*b.most) / float64(nodes)); ok {
		b.convolve(d, l, profiles)
		return d
	}
	b.approximate(d, largest, profiles)
	return d
}

// spread returns the moments without what is sure.
func (b *sharedBook) spread() moments { return momentsOf(b.wins, decimal.Decimal{}) }

// convolve fills d by convolution at every node.
func (b *sharedBook) convolve(d *Distribution, l lattice, profiles []*profile) {
	d.axis, d.exact, d.floor = axisOf(l.unit, b.base), l.exact, copulaFloor
	d.law = curveOf(b.mix(l, profiles, splitOver))
	if !l.exact {
		d.added = l.added(b.wins) * d.axis.unitFloat * d.axis.unitFloat
		d.bracket = sync.OnceValues(func() (down, up curve) {
			return curveOf(b.mix(l, profiles, roundDown)), curveOf(b.mix(l, profiles, roundUp))
		})
	}
}

// mix adds up the masses given each state.
func (b *sharedBook) mix(l lattice, profiles []*profile, r splitting) mass {
	var x mixer
	if l.atoms {
		x.listed = sumAbove(l, b.wins, r, 0)
		clear(x.listed.p)
	}
	given := make([]win, len(b.wins))
	won, not := make([]float64, len(b.chances)), make([]float64, len(b.chances))
	for _, p := range profiles {
		for _, s := range p.states {
			w := p.weight * s.w
			if w < copulaNoise {
				continue
			}
			b.given(given, won, not, s.z, p.rho)
			x.add(sumAbove(l, given, r, copulaNoise), w)
		}
	}
	return x.mass()
}

// copulaNoise ends masses and skips states that could not be told from rounding in the mixture.
const copulaNoise = 1e-24

// sumAbove is the mass of independent wins on a lattice, of probabilities above a floor.
func sumAbove(l lattice, wins []win, r splitting, floor float64) mass {
	steps := l.steps(wins, r)
	if l.atoms {
		m := mass{at: []int64{0}, p: []float64{1}}
		for _, s := range steps {
			for range s.n {
				m = mergeStep(m, s)
			}
		}
		return m
	}
	m := pointMass()
	for _, s := range steps {
		if s.n > 1 && s.p2 == 0 {
			m = strided(m, binomial(s.n, s.p1, s.p0).trimmed(floor), s.k).trimmed(floor)
			continue
		}
		for range s.n {
			m = growBy(m, s).trimmed(floor)
		}
	}
	return m
}

// mixer adds up weighted masses: dense ones on the integers, listed ones on points that all are among those of the first.
type mixer struct {
	listed mass
	lo     int64
	p      []float64
}

func (x *mixer) add(m mass, w float64) {
	if m.at != nil {
		i := 0
		for j, at := range m.at {
			for x.listed.at[i] < at {
				i++
			}
			x.listed.p[i] += w * m.p[j]
		}
		return
	}
	x.reach(m.lo, m.lo+int64(len(m.p)))
	axpy(x.p[m.lo-x.lo:], w, m.p)
}

// reach makes room for the points from lo to below hi, none of them below 0.
func (x *mixer) reach(lo, hi int64) {
	if x.p == nil {
		x.lo, x.p = lo, make([]float64, hi-lo)
		return
	}
	end := x.lo + int64(len(x.p))
	if lo >= x.lo && hi <= end {
		return
	}
	// Growing by the half of what there is takes a few copies in all and not one for each node.
	spare := int64(len(x.p)) / 2
	from, to := x.lo, end
	if lo < x.lo {
		from = max(min(lo, x.lo-spare), 0)
	}
	if hi > end {
		to = max(hi, end+spare)
	}
	wider := make([]float64, to-from)
	copy(wider[x.lo-from:], x.p)
	x.lo, x.p = from, wider
}

func (x *mixer) mass() mass {
	if x.listed.at != nil {
		return normalized(x.listed)
	}
	return normalized(mass{lo: x.lo, p: x.p}.trimmed(0))
}

const (
	// exactBudget is how many multiply-adds the convolutions at all nodes may take, and addsPerCell how many for each cell that the
	// distribution may have, where those are few because there are many distributions.
	exactBudget = 5e7
	addsPerCell = 150
)

// lattice returns one on which the sum can be convolved at every node within so many multiply-adds; ok is false when there is none.
func (b *sharedBook) lattice(budget float64) (l lattice, ok bool) {
	const mostListed = 1 << 12
	exp := b.wins[0].amount.exp
	for _, w := range b.wins {
		exp = min(exp, w.amount.exp)
	}
	divisor, _ := divisorAndTotal(b.wins, exp)
	unit := decimal.NewFromBigInt(divisor, exp)
	u := quantityOf(unit).float()
	atoms := float64(atomsOf(b.wins))
	if atoms <= math.Min(mostListed, b.most) && atoms <= b.total/u && 4*atoms <= budget {
		return lattice{unit: unit, atoms: true, exact: true, places: placesOf(b.wins, unit)}, true
	}
	if b.total/u <= b.most && directCost(b.roughly(u, true)) <= budget {
		return lattice{unit: unit, exact: true, places: placesOf(b.wins, unit)}, true
	}
	for _, share := range [...]float64{addedShare, 1e-4, 1e-3, 1e-2} {
		v := roundUnit(math.Sqrt(4*share*b.m.variance/b.m.count), false)
		if v > u && b.total/v <= b.most && directCost(b.roughly(v, false)) <= budget {
			unit = decimalUnit(v)
			return lattice{unit: unit, places: placesOf(b.wins, unit)}, true
		}
	}
	return lattice{}, false
}

// roughly returns steps with about the cost of those on a lattice.
func (b *sharedBook) roughly(unit float64, exact bool) []step {
	steps := make([]step, len(b.wins))
	for i, w := range b.wins {
		steps[i] = step{k: max(int64(w.value/unit), 1), p0: w.q, p1: w.p, n: w.n}
		if !exact {
			steps[i].p2 = w.p
		}
	}
	return steps
}
