package forecast

import (
	"math"
	"slices"

	"github.com/shopspring/decimal"
)

const (
	// normalUnits is how many lattice units the standard deviation given a state has at least, in the states that matter.
	normalUnits = 30
	// normalCells bounds the cells filled at all nodes together.
	normalCells = 4e6
	// normalReach is how far from its mean a normal distribution is filled, in standard deviations: 2e-17 lie beyond.
	normalReach = 8.5
	// finest is how many lattice units the standard deviation of the whole has at most.
	finest = 1000
	// narrowest is the standard deviation, in units, below which a normal distribution has no shape on the lattice.
	narrowest = 0.75
)

// approximate fills d with normal distributions, corrected for skewness, at every node.
func (b *sharedBook) approximate(d *Distribution, largest float64, profiles []*profile) {
	unit := b.normalUnit(math.Sqrt(d.variance), largest, profiles)
	d.axis = axisOf(unit, b.base)
	u := d.axis.unitFloat
	x := normalMix{top: int64(math.Ceil(b.total / u))}
	states := 0
	each := func(do func(p *profile, i int, w, mean, sd float64)) {
		for _, p := range profiles {
			for i, s := range p.states {
				if w := p.weight * s.w; w >= copulaNoise {
					do(p, i, w, (p.mean[i]*largest+b.credits)/u, p.sd[i]*largest/u)
				}
			}
		}
	}
	each(func(p *profile, i int, w, mean, sd float64) {
		if wantsFew(w, mean, sd, p.skew[i]) {
			states++
		}
	})
	f := fewOf(b, u, states)
	if f.used && states > 0 {
		d.added = lattice{places: placesOf(b.wins, unit)}.added(b.wins) * u * u
	}
	each(func(p *profile, i int, w, mean, sd float64) {
		if f.used && wantsFew(w, mean, sd, p.skew[i]) {
			if m, ok := f.sum(p.states[i].z, p.rho, mean, sd, x.top); ok {
				x.mixer.add(m, w)
				return
			}
		}
		x.add(w, mean, sd, p.skew[i])
	})
	d.law = curveOf(x.mass())
	d.floor = math.Min(math.Max(x.error()+b.joinedError(profiles)*slices.Max(d.law.m.p)/u, copulaFloor), 0.5)
}

// normalUnit returns the unit: about a thirtieth of the least standard deviation given a state within ±2, though not less than a
// thousandth of the whole's, or the greatest common divisor of the amounts where that is little finer. sd is that of the whole.
func (b *sharedBook) normalUnit(sd, largest float64, profiles []*profile) decimal.Decimal {
	const reach, finer = 2, 8
	least, cells := math.Inf(1), 0.0
	for _, p := range profiles {
		for i, s := range p.states {
			if math.Abs(s.z) <= reach && p.sd[i] > 0 {
				least = math.Min(least, p.sd[i]*largest)
			}
			cells += 2 * normalReach * p.sd[i] * largest
		}
	}
	coarse := math.Max(cells/normalCells, math.Max(b.total/mostCells, sd/math.Min(finest, b.most/heldSpan)))
	unit := roundUnit(coarse, true)
	if least/normalUnits > coarse && !math.IsInf(least, 1) {
		unit = math.Max(unit, roundUnit(least/normalUnits, false))
	}
	exp := b.wins[0].amount.exp
	for _, w := range b.wins {
		exp = min(exp, w.amount.exp)
	}
	divisor, _ := divisorAndTotal(b.wins, exp)
	common := decimal.NewFromBigInt(divisor, exp)
	if c := quantityOf(common).float(); c >= unit/finer && c >= coarse/2 {
		return common
	}
	return decimalUnit(unit)
}

// normalMix is a mixture of discretised normal distributions on the points from 0 to top.
type normalMix struct {
	top        int64
	mixer      mixer
	correction mixer   // what the skewness adds to P(≤ point), over all nodes
	spilled    float64 // what would have fallen outside
	cells      []float64
	shift      []float64
}

// add adds one distribution with that mean, standard deviation and skewness, in units.
func (x *normalMix) add(w, mean, sd, skew float64) {
	if sd < narrowest {
		x.point(w, mean)
		return
	}
	lo := max(int64(math.Ceil(mean-normalReach*sd)), 0)
	hi := min(int64(math.Floor(mean+normalReach*sd)), x.top)
	if lo > hi {
		x.point(w, mean)
		return
	}
	x.fill(lo, int(hi-lo)+1, mean, sd, skew)
	below, above := normalBelow((-0.5-mean)/sd), normalBelow((mean-float64(x.top)-0.5)/sd)
	x.cells[0] += below * float64(b2i(lo == 0))
	x.cells[len(x.cells)-1] += above * float64(b2i(hi == x.top))
	x.spilled += w * (below + above)
	m := normalized(mass{lo: lo, p: x.cells})
	x.mixer.add(m, w)
	x.correction.add(mass{lo: lo, p: x.shift}, w)
}

// fill computes n cells from lo on: the density by its ratios, which are a geometric sequence.
func (x *normalMix) fill(lo int64, n int, mean, sd, skew float64) {
	x.cells, x.shift = resized(x.cells, n), resized(x.shift, n)
	t, step := (float64(lo)-mean)/sd, 1/sd
	f := normalDensity(t)
	ratio, decline := math.Exp(-t*step-step*step/2), math.Exp(-step*step)
	for i := range n {
		square := t * t
		x.cells[i] = math.Max(f*step*(1+skew/6*t*(square-3)), 0)
		x.shift[i] = skew / 6 * (1 - square) * f
		f *= ratio
		ratio *= decline
		t += step
	}
}

// point adds a distribution that is narrower than the lattice.
func (x *normalMix) point(w, mean float64) {
	mean = math.Max(0, math.Min(mean, float64(x.top)))
	k := math.Floor(mean)
	up := mean - k
	x.mixer.add(mass{lo: int64(k), p: []float64{1 - up}}, w)
	if up > 0 {
		x.mixer.add(mass{lo: int64(k) + 1, p: []float64{up}}, w)
	}
}

func (x *normalMix) mass() mass { return x.mixer.mass() }

// error returns the largest correction of P(≤ point), and what was folded back.
func (x *normalMix) error() float64 {
	most := 0.0
	for _, v := range x.correction.p {
		most = math.Max(most, math.Abs(v))
	}
	return most + x.spilled
}

func resized(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
