package forecast

import (
	"iter"
	"math"
	"slices"
	"sync"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Distribution is the probability distribution of an amount, on the points of a lattice. It is immutable and safe for concurrent use.
// Amounts go in as exact decimals and come out as float64. The zero Distribution is of nothing: its numbers are NaN.
//
// Probabilities are computed by convolution of positive numbers, which keeps their relative accuracy (about 1e-12, down to 1e-300),
// unless [Distribution.Floor] says otherwise.
type Distribution struct {
	axis     axis
	law      curve
	mean     float64
	variance float64
	added    float64                 // variance, in money², that splitting amounts over lattice points added
	exact    bool                    // every amount is on the lattice
	floor    float64                 // absolute accuracy of a probability; 0: accuracy is relative
	bracket  func() (down, up curve) // of an inexact one: all amounts rounded down, and up; nil: not known
	tilt     func() *tilt            // where a transform lost the tails; nil: it did not, or they cannot be had
	from     *source                 // of what bracket and tilt are computed; nil: neither is
}

// source is where the wins of a distribution are found again for what is computed only when it is asked for. [Wins] keeps them; a report,
// which has its book, holds none of them for each of its groups and periods.
type source struct {
	wins func() []win
	unit decimal.Decimal
}

// placed finds the wins and places them.
func (s *source) placed() ([]win, lattice) {
	wins := s.wins()
	return wins, lattice{unit: s.unit, places: placesOf(wins, s.unit)}
}

// tilted tells the tails apart that a transform lost.
func (s *source) tilted() *tilt {
	wins, l := s.placed()
	return &tilt{steps: l.steps(wins, splitOver)}
}

// bracketed sums the wins rounded down and rounded up.
func (s *source) bracketed() (down, up curve) {
	var c convolver
	wins, l := s.placed()
	return curveOf(c.sum(l.steps(wins, roundDown))), curveOf(c.sum(l.steps(wins, roundUp)))
}

// curve is a mass with its tails.
type curve struct {
	m mass
	t tails
}

// curveOf keeps no more room than the mass needs.
func curveOf(m mass) curve {
	if len(m.p) < cap(m.p)*3/4 {
		m.p = slices.Clone(m.p)
	}
	return curve{m: m, t: tailsOf(m.p)}
}

// atLeast returns P(≥ lattice point k).
func (c curve) atLeast(k int64) float64 { return c.t.atLeast(c.m.first(k)) }

// atMost returns P(≤ lattice point k).
func (c curve) atMost(k int64) float64 { return c.t.atMost(c.m.first(k+1) - 1) }

// LatticeOptions say on which lattice a sum is computed. The zero value chooses it.
type LatticeOptions struct {
	// Unit is the distance between lattice points. Zero takes the greatest common divisor of the amounts when the total is at most 2²⁰
	// of it or when at most 2¹⁶ different sums are possible, both exact; else 1, 2 or 5 times a power of ten, such that the total is at
	// most 2²⁰ units (16 a deal, for more than 65,536 deals) and, where that allows, splitting adds at most 1e-6 of the variance. With
	// thousands of deals it settles for 1e-3, for speed. A given unit is refused where the total is more units than that.
	Unit decimal.Decimal
	// Cells is about how many points a distribution on a lattice that is chosen may hold, of 16 bytes each; 0: as many as there are, at most
	// 2²⁰ (16 a deal, for more than 65,536 deals). Fewer points are farther apart, and AddedVariance grows with the square of that. It is for
	// the many distributions of a report. Negative: as 0.
	Cells int
}

// fourierFloor is the absolute accuracy that is promised of a distribution computed by transforms.
const fourierFloor = 1e-12

// Wins returns the distribution of a sum of independent wins,
//
//	X = Σᵢ aᵢ·Bᵢ,  Bᵢ ~ Bernoulli(pᵢ),
//
// aᵢ being the amounts and pᵢ the probabilities of the terms. No terms give 0 for sure. Terms with p = 1 move the sum and ones with
// p = 0 or amount 0 change nothing; a negative amount is a credit, and turned round as a·B(p) = a + |a|·B(1−p). The order of the terms
// does not change a bit of the result.
//
// An amount that is not a multiple of the lattice's unit is split over its two neighbors so that the mean is kept:
// [Distribution.Exact], [Distribution.AddedVariance] and [Distribution.AtLeastBounds] say how much that matters. The convolution is
// direct where that takes at most 5e6 multiply-adds. Above, it goes by the characteristic function, where that is as good as 0 at all but
// 256 frequencies, as it is with a few hundred deals whose outcome is open; else directly up to 1e8 multiply-adds, and beyond by divide and
// conquer with Fourier transforms. See [Distribution.Floor] for what that means. Hong (2013), On computing the distribution function for
// the Poisson binomial distribution; Biscarri, Zhao and Brunner (2018), A simple and fast method for computing the Poisson binomial
// distribution function. Cost: a few milliseconds up to ten thousand deals, half a second for a million; memory is bounded by 2²⁰ cells,
// or a few words a deal.
//
// A probability that is NaN or outside [0, 1], an amount with too many digits and a unit that is negative or too fine are refused, all
// at once, by an [*sf.InvalidError].
func Wins(terms []Term, o LatticeOptions) (*Distribution, error) {
	wins, sure, base, faults := readTerms(terms)
	if o.Unit.Sign() < 0 || !withinDigits(o.Unit) {
		faults = append(faults, sf.NewNote(CodeUnit, "unit"))
	}
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	m := momentsOf(wins, sure)
	l, faults := latticeOf(wins, m, o)
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	return distributionOf(wins, base, m, l), nil
}

// distributionOf computes the sum of the wins on the lattice, base added.
func distributionOf(wins []win, base decimal.Decimal, m moments, l lattice) *Distribution {
	steps := l.steps(wins, splitOver)
	d := &Distribution{axis: axisOf(l.unit, base), exact: l.exact, mean: m.mean, variance: m.variance}
	if l.atoms {
		d.law = curveOf(enumerate(steps))
		return d
	}
	var c convolver
	d.law = curveOf(c.sum(steps))
	if c.transform || !l.exact {
		d.from = &source{wins: func() []win { return wins }, unit: l.unit}
	}
	if c.transform {
		d.floor, d.tilt = fourierFloor, d.from.tilted
	}
	if !l.exact {
		d.added = l.added(wins) * d.axis.unitFloat * d.axis.unitFloat
		d.bracket = sync.OnceValues(d.from.bracketed)
	}
	return d
}

// Point returns the distribution of an amount that is certain. Too many digits are refused.
func Point(amount decimal.Decimal) (*Distribution, error) {
	return distributionOf(nil, decimal.Decimal{}, moments{}, pointLattice(decimal.Decimal{})).Shift(amount)
}

// Shift returns the distribution with a sure amount added, such as what has been won so far. Too many digits are refused.
func (d *Distribution) Shift(by decimal.Decimal) (*Distribution, error) {
	if !withinDigits(by) {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodeAmountDigits, "by", sf.F("most", sf.Int(sf.MaxDigits)))})
	}
	if d.empty() || by.Sign() == 0 {
		return d, nil
	}
	moved := *d
	moved.axis = axisOf(d.axis.unit, d.axis.origin.Add(by))
	moved.mean = d.mean + decimalFloat(by)
	return &moved, nil
}

// empty reports whether d is the zero Distribution.
func (d *Distribution) empty() bool { return len(d.law.m.p) == 0 }

// Unit returns the distance between the lattice's points.
func (d *Distribution) Unit() decimal.Decimal { return d.axis.unit }

// Exact reports whether every amount is on the lattice, so that nothing but the rounding of probabilities is approximate.
func (d *Distribution) Exact() bool { return d.exact }

// AddedVariance returns by how much splitting amounts over lattice points widened the distribution, in money²,
//
//	Σ p·θ·(1−θ)·unit² ≤ Σ p·unit²/4,
//
// θ being the share of the way from the lower point to the upper one. [Distribution.Variance] leaves it out. 0 when Exact.
func (d *Distribution) AddedVariance() float64 { return d.added }

// Floor returns the absolute accuracy of the probabilities in [Distribution.All] and the least p and 1 − p for which
// [Distribution.Quantile] is meaningful. 0 says that accuracy is relative; 1e-12 comes from Fourier transforms. [Distribution.AtLeast]
// and [Distribution.CDF] of [Wins] are accurate in the tails regardless.
func (d *Distribution) Floor() float64 { return d.floor }

// Mean returns Σ p·a, from the terms and not from the lattice.
func (d *Distribution) Mean() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.mean
}

// Variance returns Σ p·(1−p)·a², from the terms and not from the lattice.
func (d *Distribution) Variance() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.variance
}

// StdDev returns the square root of [Distribution.Variance].
func (d *Distribution) StdDev() float64 { return math.Sqrt(d.Variance()) }

// Quantile returns the p-quantile, the least amount that X stays at or below with probability p,
//
//	inf{x : P(X ≤ x) ≥ p}.
//
// It is a point of the lattice, and never decreases in p. P(X ≤ x) may miss p by 1e-12 of min(p, 1−p), for its rounding.
//
// Special cases are:
//
//	Quantile(0) and Quantile(1) are the ends of the distribution as computed (probabilities below 1e-300, or below Floor, are not)
//	Quantile(p) = NaN for p < 0, p > 1 or NaN
func (d *Distribution) Quantile(p float64) float64 {
	if !(p >= 0 && p <= 1) || d.empty() {
		return math.NaN()
	}
	return d.axis.amount(d.law.m.index(d.law.t.quantile(p)))
}

// AtLeast returns P(X ≥ x). An x within a billionth of a unit of a lattice point (or within the spacing of float64 at x, where that is
// more) counts as that point, so that a quota which is a sum of amounts is reached by them.
//
// Where [Distribution.Floor] is not 0 and the probability is below 1e-10, the sum is computed again under exponential tilting, which
// takes as long as [Wins] did.
//
// Special cases are:
//
//	AtLeast(−Inf) = 1
//	AtLeast(+Inf) = 0
//	AtLeast(NaN) = NaN
func (d *Distribution) AtLeast(x float64) float64 {
	if math.IsNaN(x) || d.empty() {
		return math.NaN()
	}
	k := d.axis.atOrAbove(x)
	p := d.law.atLeast(k)
	if d.tilt != nil && p < tiltBelow {
		return d.tilt().atLeast(k)
	}
	return p
}

// CDF returns P(X ≤ x), with the tolerance and the accuracy of [Distribution.AtLeast].
//
// Special cases are:
//
//	CDF(−Inf) = 0
//	CDF(+Inf) = 1
//	CDF(NaN) = NaN
func (d *Distribution) CDF(x float64) float64 {
	if math.IsNaN(x) || d.empty() {
		return math.NaN()
	}
	k := d.axis.atOrBelow(x)
	p := d.law.atMost(k)
	if d.tilt != nil && p < tiltBelow {
		return d.tilt().atMost(k)
	}
	return p
}

// AtLeastBounds returns a lower and an upper bound of P(X ≥ x): the probabilities with all amounts rounded down to the lattice and all
// rounded up. Both are [Distribution.AtLeast] when Exact. The first call on an inexact distribution computes two more convolutions,
// later ones share them. A distribution read from JSON that is not exact has no bracket: (0, 1).
func (d *Distribution) AtLeastBounds(x float64) (low, high float64) {
	if math.IsNaN(x) || d.empty() {
		return math.NaN(), math.NaN()
	}
	if d.exact {
		p := d.AtLeast(x)
		return p, p
	}
	if d.bracket == nil {
		return 0, 1
	}
	down, up := d.bracket()
	k := d.axis.atOrAbove(x)
	return down.atLeast(k), up.atLeast(k)
}

// All returns the amounts that have a probability above 0, ascending, with it.
func (d *Distribution) All() iter.Seq2[float64, float64] {
	return func(yield func(float64, float64) bool) {
		for i, p := range d.law.m.p {
			if p > 0 && !yield(d.axis.amount(d.law.m.index(i)), p) {
				return
			}
		}
	}
}
