package forecast

import (
	"math"

	"github.com/shopspring/decimal"
	"gonum.org/v1/gonum/mathext"
)

const (
	// spreadBudget is how many multiply-adds the convolutions at all nodes may take.
	spreadBudget = 5e7
	// spreadFew is the same for the states of few wins, where a normal distribution is far off.
	spreadFew = 4e8
	// spreadTreeCost is about the most that one of them takes by divide and conquer, in the same unit.
	spreadTreeCost = 1e7
)

// mixed mixes the sum over the latent correlations and the states of the common factor.
func (b *choiceBook) mixed(rhos []RhoWeight, o LatticeOptions) *Distribution {
	largest := 0.0
	for _, w := range b.top {
		largest = math.Max(largest, w.value)
	}
	for _, t := range b.chances {
		b.normal = append(b.normal, chance{mathext.NormalQuantile(t.Before), mathext.NormalQuantile(t.By)})
	}
	sums, mean := b.weigh(largest)
	profiles := make([]*profile, len(rhos))
	nodes := 0
	var variance compensated
	for i, r := range rhos {
		profiles[i] = profileOf(b.normal, sums, r.Rho, r.Weight)
		nodes += len(profiles[i].states)
		variance.add(r.Weight * profiles[i].variance(mean))
	}
	d := &Distribution{mean: b.m.mean, variance: variance.value() * largest * largest}
	if l, ok := b.fineLattice(spreadBudget/float64(nodes), o); ok {
		b.convolve(d, l, profiles)
		return d
	}
	b.approximate(d, largest, profiles, float64(min(o.most(), mostCells)))
	return d
}

// weigh returns the weights of each chance in units of the largest amount, and the mean without what is sure.
func (b *choiceBook) weigh(largest float64) (sums []weights, mean float64) {
	sums = make([]weights, len(b.chances))
	for _, c := range b.choices {
		n, s := float64(c.n), &sums[c.at]
		one, two, three := c.mean[0]/largest, c.mean[1]/largest/largest, c.mean[2]/largest/largest/largest
		s.one += n * one
		s.two += n * two
		s.three += n * three
		s.apart += n * math.Max(two-one*one, 0)
		s.skewed += n * (three - one*two)
		s.cubed += n * (three - one*one*one)
	}
	var total compensated
	for i, t := range b.chances {
		total.add(sums[i].one * (t.By - t.Before))
	}
	return sums, total.value()
}

// fineLattice returns one on which the sum can be convolved at every node within so many multiply-adds.
func (b *choiceBook) fineLattice(budget float64, o LatticeOptions) (l lattice, ok bool) {
	won, not := b.chancesGiven(0, 0)
	least := o.finest(b.total(), b.m)
	var units []decimal.Decimal
	for _, share := range [...]float64{addedShare, 1e-4, 1e-3} {
		fine := math.Max(math.Sqrt(4*share*b.m.variance/b.m.count), b.total()/mostCells)
		units = append(units, decimalUnit(roundUnit(fine, true)))
	}
	if common := b.commonUnit(); common.Cmp(units[0]) > 0 {
		units = []decimal.Decimal{common} // nothing finer is needed
	}
	for _, unit := range units {
		u := quantityOf(unit).float()
		if u < least || b.total()/u > mostCells || 2*float64(len(b.flat))*b.total()/u/4 > budget {
			continue // far from it: the support is a half of the whole on the average
		}
		l := b.latticeOn(unit)
		if spreadCost(b.spreads(l, won, not, splitOver)) <= budget {
			return l, true
		}
	}
	return lattice{}, false
}

// convolve fills d by convolution at every node.
func (b *choiceBook) convolve(d *Distribution, l lattice, profiles []*profile) {
	d.axis, d.exact, d.floor = axisOf(l.unit, b.base), l.exact, copulaFloor
	var x mixer
	for _, p := range profiles {
		for _, s := range p.states {
			if w := p.weight * s.w; w >= copulaNoise {
				won, not := b.chancesGiven(s.z, p.rho)
				x.add(spreadDirect(b.spreads(l, won, not, splitOver), copulaNoise), w)
			}
		}
	}
	d.law = curveOf(x.mass())
	if !l.exact {
		d.added = l.added(b.flat) * d.axis.unitFloat * d.axis.unitFloat
	}
}

// approximate fills d with normal distributions, corrected for skewness, and where few wins are expected by convolution on their lattice.
func (b *choiceBook) approximate(d *Distribution, largest float64, profiles []*profile, most float64) {
	book := &sharedBook{wins: b.flat, total: b.total(), most: most}
	l := b.latticeOn(book.normalUnit(math.Sqrt(d.variance), largest, profiles))
	d.axis = axisOf(l.unit, b.base)
	u, below := d.axis.unitFloat, decimalFloat(b.base)-b.sure
	x := normalMix{top: int64(math.Ceil(b.total()/u)) + int64(len(b.top))}
	few, left := 0.0, spreadFew
	var c convolver
	for _, p := range profiles {
		for i, s := range p.states {
			w := p.weight * s.w
			if w < copulaNoise {
				continue
			}
			mean, sd := (p.mean[i]*largest-below)/u, p.sd[i]*largest/u
			if left > 0 && wantsFew(w, mean, sd, p.skew[i]) {
				won, not := b.chancesGiven(s.z, p.rho)
				list := b.spreads(l, won, not, splitOver)
				if left -= math.Min(spreadCost(list), spreadTreeCost); left > 0 {
					x.mixer.add(normalized(c.spreadTree(list)), w)
					few += w
					continue
				}
			}
			x.add(w, mean, sd, p.skew[i])
		}
	}
	if few > 0 {
		d.added = l.added(b.flat) * u * u
	}
	d.law = curveOf(x.mass())
	d.floor = math.Min(math.Max(x.error(), copulaFloor), 0.5)
}
