package forecast

import (
	"math"
	"math/cmplx"
	"slices"
	"sync"

	"github.com/shopspring/decimal"
	"gonum.org/v1/gonum/dsp/fourier"
)

const (
	// compoundBudget is how many complex multiply-adds one compound distribution may take, and leastCompound how many cells it has all the
	// same.
	compoundBudget = 1e7
	leastCompound  = 1 << 12
	mostCompound   = 1 << 15
	// compoundShare is how much of the variance the split of amounts may add: the rate of arrivals is not known to a hundredth.
	compoundShare = 1e-5
	// logBeyondReach ends a lattice where less than e^−34 of the distribution lies beyond.
	logBeyondReach = 34
	// compoundNoise clears what is within the rounding of a transform of a distribution.
	compoundNoise = 1e-15
)

// compound returns the distribution of the sum of K amounts, each drawn from those of won deals and independent of K and the others,
//
//	X = A_1 + … + A_K,   E s^X = Σ_k P(K = k)·(E s^A)^k
//
// by the discrete Fourier transform of one amount on the lattice, the polynomial by Horner's rule at each frequency, and the transform
// back. mean and variance are those of K. The lattice is the greatest common divisor of the amounts where it has at most 2¹⁵ cells, and
// coarser otherwise as in [Wins]. It ends where less than e⁻³⁴ lies beyond by Chernoff's bound, so that nothing of weight goes round
// (Grübel and Hermesmeier 1999, ASTIN Bulletin 29, on aliasing).
func (n *NewBusiness) compound(count mass, mean, variance float64) *Distribution {
	one, two := n.amountMoments()
	if count.index(len(count.p)-1) == 0 || one == 0 {
		return distributionOf(nil, decimal.Decimal{}, moments{}, pointLattice(decimal.Decimal{}))
	}
	m := moments{mean: mean * one, variance: mean*(two-one*one) + variance*one*one, count: mean}
	reach := n.reach(count)
	l := n.lattice(m, reach, len(count.p))
	length := transformLength(int(reach/quantityOf(l.unit).float()) + int(count.index(len(count.p)-1)) + 4)
	law := func(r splitting) curve {
		plan := fourier.NewFFT(length)
		co := n.transform(plan, l, r)
		horner(co, count)
		return curveOf(backward(plan, co))
	}
	d := &Distribution{axis: axisOf(l.unit, decimal.Decimal{}), law: law(splitOver), mean: m.mean, variance: m.variance, exact: l.exact, floor: fourierFloor}
	if !l.exact {
		d.added = mean * n.split(l) * d.axis.unitFloat * d.axis.unitFloat
		d.bracket = sync.OnceValues(func() (down, up curve) { return law(roundDown), law(roundUp) })
	}
	return d
}

// amountMoments returns the mean of an amount and of its square.
func (n *NewBusiness) amountMoments() (one, two float64) {
	var first, second compensated
	for _, w := range n.amounts {
		first.add(w.p * w.value)
		second.add(w.p * w.value * w.value)
	}
	return first.value(), second.value()
}

// reach returns an amount that the sum of K amounts exceeds with a probability below e⁻³⁴, by Chernoff's bound
//
//	P(X ≥ x) ≤ e^(−θx)·E e^(θX),   E e^(θX) = Σ_k P(K = k)·(E e^(θA))^k
//
// at the best of some θ; at most what all of the most deals come to.
func (n *NewBusiness) reach(count mass) float64 {
	const steps, perDoubling = 120, 4
	largest := n.amounts[len(n.amounts)-1].value
	best := largest * float64(count.index(len(count.p)-1))
	for i := range steps {
		theta := 8 / largest * math.Exp2(-float64(i)/perDoubling)
		var one compensated // E e^(θ(A − largest))
		for _, w := range n.amounts {
			one.add(w.p * math.Exp(theta*(w.value-largest)))
		}
		each := math.Log(one.value()) + theta*largest
		logs := make([]float64, len(count.p))
		for k, p := range count.p {
			logs[k] = math.Log(p) + each*float64(count.index(k))
		}
		top := slices.Max(logs)
		var sum compensated
		for _, x := range logs {
			sum.add(math.Exp(x - top))
		}
		best = math.Min(best, (top+math.Log(sum.value())+logBeyondReach)/theta)
	}
	return best
}

// lattice chooses the unit.
func (n *NewBusiness) lattice(m moments, reach float64, terms int) lattice {
	most := math.Max(math.Min(mostCompound, 2*compoundBudget/float64(terms)), leastCompound)
	if unit := divisorOf(n.amounts); reach/quantityOf(unit).float() <= most {
		return lattice{unit: unit, exact: true, places: placesOf(n.amounts, unit)}
	}
	fine := roundUnit(math.Sqrt(4*compoundShare*m.variance/m.count), false)
	unit := decimalUnit(math.Max(fine, roundUnit(reach/most, true)))
	return lattice{unit: unit, places: placesOf(n.amounts, unit)}
}

// divisorOf is the greatest common divisor of all amounts, not all of which are 0.
func divisorOf(lists ...[]win) decimal.Decimal {
	wins := slices.Concat(lists...)
	exp := wins[0].amount.exp
	for _, w := range wins {
		exp = min(exp, w.amount.exp)
	}
	divisor, _ := divisorAndTotal(wins, exp)
	return decimal.NewFromBigInt(divisor, exp)
}

// transform returns the transform of the distribution of one amount on a lattice.
func (n *NewBusiness) transform(plan *fourier.FFT, l lattice, r splitting) []complex128 {
	cells := make([]float64, plan.Len())
	for i, w := range n.amounts {
		at := l.places[i]
		switch {
		case at.up == 0 || r == roundDown:
			cells[at.k] += w.p
		case r == roundUp:
			cells[at.k+1] += w.p
		default:
			cells[at.k] += w.p * (1 - at.up)
			cells[at.k+1] += w.p * at.up
		}
	}
	return plan.Coefficients(nil, cells)
}

// split is the variance, in units², that the split of one amount over its neighbors adds.
func (n *NewBusiness) split(l lattice) (added float64) {
	for i, w := range n.amounts {
		up := l.places[i].up
		added += w.p * up * (1 - up)
	}
	return added
}

// horner puts Σ_k P(K = k)·z^k in the place of each z. What |z|^k < 1e-17 makes of the higher terms is left out: at most frequencies few
// are left.
func horner(z []complex128, count mass) {
	const digits = 39.1 // −ln 1e-17
	for i, x := range z {
		p := count.p
		if r := cmplx.Abs(x); r < 1 {
			most := math.Floor(digits/-math.Log(r)) - float64(count.lo) + 1
			p = p[:int(math.Max(0, math.Min(most, float64(len(p)))))]
		}
		var s complex128
		for _, each := range slices.Backward(p) {
			s = s*x + complex(each, 0)
		}
		for power, rest := x, count.lo; rest > 0; rest >>= 1 {
			if rest&1 == 1 {
				s *= power
			}
			power *= power
		}
		z[i] = s
	}
}

// backward returns the distribution that a transform stands for.
func backward(plan *fourier.FFT, co []complex128) mass {
	p := plan.Sequence(nil, co)
	for i := range p {
		p[i] /= float64(plan.Len())
	}
	return normalized(quiet(mass{p: p}, compoundNoise))
}
