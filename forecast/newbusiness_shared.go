package forecast

import (
	"math"
	"math/cmplx"

	"github.com/shopspring/decimal"
	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/mathext"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// dependentTotal is the distribution of open and new deals together when all share a fate. Given Z = z a deal that is created on day d is
// won in the period with the probability c(W(To | d); z) − c(W(From | d); z), as an open one is, and the sums of open and of new deals
// are independent; both transforms are multiplied state by state and mixed over the one Z.
func (r *run) dependentTotal(t *tally, o *Outlook, from, to int) (*Dependent, error) {
	book, faults := t.sharing()
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	revenue, err := newTogether(book, r.coming, from, to).distribution(r.options.Dependence.nodes()).Shift(t.won)
	if err != nil {
		return nil, err
	}
	dep := &Dependent{Revenue: revenue, Range: rangeOf(revenue), Error: revenue.Floor()}
	dep.Range.Mean = o.Total.Range.Mean
	return dep, nil
}

// sharing is open deals that share a fate: a book of certain amounts, or one of what uncertain ones may come to.
type sharing struct {
	*sharedBook
	choices *choiceBook // nil: amounts are certain
}

// sharing reads the open deals of a group.
func (t *tally) sharing() (sharing, []sf.Note) {
	if t.uncertain == nil {
		book, faults := readShared(t.shared)
		return sharing{sharedBook: book}, faults
	}
	c, faults := readChoices(t.uncertain)
	if len(faults) > 0 {
		return sharing{}, faults
	}
	return sharing{c.shared(), c}, nil
}

// shared is the book as one of certain amounts: what any choice may come to, and the chances.
func (b *choiceBook) shared() *sharedBook {
	for _, t := range b.chances {
		b.normal = append(b.normal, chance{mathext.NormalQuantile(t.Before), mathext.NormalQuantile(t.By)})
	}
	return &sharedBook{wins: b.flat, chances: b.normal, base: b.base, m: b.m, credits: b.sure - decimalFloat(b.base), total: b.total()}
}

// weigh returns the weights of each chance.
func (s sharing) weigh(scale float64) []weights {
	if s.choices == nil {
		return s.sharedBook.weigh(scale)
	}
	sums, _ := s.choices.weigh(scale)
	return sums
}

// largest is the largest amount.
func (s sharing) largest() (most float64) {
	for _, w := range s.wins {
		most = math.Max(most, w.value)
	}
	return most
}

// together is open deals and new ones that share a fate.
type together struct {
	book    sharing
	new     *coming
	chances [][]chance // by slot and entry stage
	scale   float64    // the largest amount
	states  []togetherState
	most    mass // the mixture of the counts
}

// togetherState is one state of the common factor under one latent correlation.
type togetherState struct {
	z, rho, weight float64
	mean, sd, skew float64 // of the open deals
	count          mass    // of the new ones
}

func newTogether(b sharing, c *coming, from, to int) *together {
	t := &together{book: b, new: c, scale: b.largest()}
	if n := len(c.amounts); n > 0 {
		t.scale = math.Max(t.scale, c.amounts[n-1].value)
	}
	for _, s := range c.slots {
		row := make([]chance, len(s.rows))
		for k, p := range s.rows {
			row[k] = chance{mathext.NormalQuantile(p[from]), mathext.NormalQuantile(p[to])}
		}
		t.chances = append(t.chances, row)
	}
	return t
}

// won returns the weekly chances of new deals given a state.
func (t *together) won(z, rho float64) []float64 {
	return t.new.won(func(i, k int) float64 { return t.chances[i][k].won(z, rho) })
}

// distribution mixes over the latent correlations and the states.
func (t *together) distribution(rhos []RhoWeight) *Distribution {
	if t.scale == 0 {
		return distributionOf(nil, t.book.base, t.book.m, pointLattice(decimal.Decimal{}))
	}
	d := &Distribution{}
	var mean, second compensated
	for _, r := range rhos {
		t.prepare(r, func(w, m, variance float64) {
			mean.add(w * m)
			second.add(w * (variance + m*m))
		})
	}
	d.mean = mean.value() + decimalFloat(t.book.base)
	d.variance = math.Max(second.value()-mean.value()*mean.value(), 0)
	l := t.lattice()
	d.axis = axisOf(l.unit, t.book.base)
	x := &togetherMix{together: t, unit: d.axis.unitFloat, plan: fourier.NewFFT(l.length)}
	placed := lattice{unit: l.unit, places: placesOf(t.book.wins, l.unit)}
	d.added = placed.added(t.book.wins)
	if t.book.choices != nil {
		x.placed, x.left = placed, spreadFew
	} else {
		x.few = fewOf(t.book.sharedBook, x.unit, len(t.states))
	}
	if len(t.new.amounts) > 0 {
		placed := lattice{unit: l.unit, places: placesOf(t.new.amounts, l.unit)}
		x.amount = t.new.transform(x.plan, placed, splitOver)
		d.added += t.expected() * t.new.split(placed)
	}
	d.added *= x.unit * x.unit
	d.law = curveOf(x.mass())
	d.exact = l.exact && x.rough == 0
	d.floor = math.Min(math.Max(x.rough, copulaFloor), 0.5)
	return d
}

// prepare finds the states of one latent correlation, and tells the weight, mean and variance of each, in money.
func (t *together) prepare(r RhoWeight, tell func(w, mean, variance float64)) {
	open := cumulantsOf(t.book.chances, t.book.weigh(t.scale), r.Rho)
	one, two := t.new.amountMoments()
	renewed := func(z float64) (mean, variance float64) {
		count, spread := t.new.countMoments(t.won(z, r.Rho))
		return count * one, count*(two-one*one) + spread*one*one
	}
	var sum [2]chebyshev
	for i := range sum {
		sum[i] = chebyshev{points: open[i].points, values: make([]float64, len(open[i].points))}
	}
	for j, z := range open[0].points {
		mean, variance := renewed(z)
		sum[0].values[j] = open[0].values[j] + mean/t.scale
		sum[1].values[j] = open[1].values[j] + variance/(t.scale*t.scale)
	}
	p := open.profile(statesApart(spacingOf(sum[0], sum[1], r.Rho)), r.Rho, r.Weight)
	for i, s := range p.states {
		w := r.Weight * s.w
		if w < copulaFloor/100 {
			continue
		}
		given := togetherState{
			z: s.z, rho: r.Rho, weight: w, mean: p.mean[i]*t.scale + t.book.credits, sd: p.sd[i] * t.scale, skew: p.skew[i],
			count: t.new.counts(t.won(s.z, r.Rho)),
		}
		mean, variance := renewed(s.z)
		tell(w, given.mean+mean, given.sd*given.sd+variance)
		t.states = append(t.states, given)
		t.take(given.count, w)
	}
}

// take adds a count law to the mixture.
func (t *together) take(count mass, w float64) {
	if missing := int(count.lo) + len(count.p) - len(t.most.p); missing > 0 {
		t.most.p = append(t.most.p, make([]float64, missing)...)
	}
	axpy(t.most.p[count.lo:], w, count.p)
}

// expected is the mean number of new deals that are won.
func (t *together) expected() (mean float64) {
	for k, p := range t.most.p {
		mean += float64(k) * p
	}
	return mean
}

// togetherLattice is a lattice and the length of the transforms on it.
type togetherLattice struct {
	unit   decimal.Decimal
	length int
	exact  bool
}

// lattice chooses the unit: the greatest common divisor of all amounts where there are cells enough, else 1, 2 or 5 times a power of ten.
// It ends where e⁻³⁴ of the new deals lies beyond, and of the open ones given each state, for these by Bernstein's inequality (1924),
//
//	P(X ≥ μ + x) ≤ exp(−x²/2 / (σ² + a·x/3)),   a the largest amount.
func (t *together) lattice() togetherLattice {
	const cells, atLeast, work, bernstein, deviations = 1 << 14, 1 << 11, 6e7, 2 * logBeyondReach / 3.0, 8.3
	reach := 0.0
	if len(t.book.wins) > 0 {
		for _, s := range t.states {
			reach = math.Max(reach, math.Min(s.mean+deviations*s.sd+bernstein*t.book.largest(), t.book.total))
		}
	}
	terms := 1.0
	if len(t.new.amounts) > 0 {
		t.most = t.most.trimmed(0)
		reach += t.new.reach(t.most)
		for _, s := range t.states {
			terms += float64(len(s.count.p))
		}
	}
	most := math.Min(math.Max(2*work/terms, atLeast), cells)
	l := togetherLattice{unit: divisorOf(t.book.wins, t.new.amounts), exact: true}
	if reach/quantityOf(l.unit).float() > most {
		l.unit, l.exact = decimalUnit(roundUnit(reach/most, true)), false
	}
	const spare = 64 // cells, for the upper neighbors of split amounts
	l.length = transformLength(int(reach/quantityOf(l.unit).float()) + spare)
	return l
}

// togetherMix adds up the transforms of the states.
type togetherMix struct {
	*together
	unit   float64
	plan   *fourier.FFT
	few    *few         // of certain amounts
	placed lattice      // of what uncertain amounts may come to
	left   float64      // multiply-adds that may still be spent on sums of these
	sum    convolver    // for them
	amount []complex128 // of one new deal
	rough  float64      // about how far a probability is off where sums were taken to be normal
}

func (x *togetherMix) mass() mass {
	n := x.plan.Len()
	sum := make([]complex128, n/2+1)
	fresh := make([]complex128, n/2+1)
	for _, s := range x.states {
		open := x.open(s)
		for i := range fresh {
			fresh[i] = 1
		}
		if x.amount != nil {
			copy(fresh, x.amount)
			horner(fresh, s.count)
		}
		for i := range sum {
			sum[i] += complex(s.weight, 0) * open[i] * fresh[i]
		}
	}
	return backward(x.plan, sum)
}

// open is the transform of the open deals given a state: of the sum itself where that is affordable, and else of a normal distribution
// corrected for its skewness.
func (x *togetherMix) open(s togetherState) []complex128 {
	n := x.plan.Len()
	if len(x.book.wins) == 0 {
		co := make([]complex128, n/2+1)
		for i := range co {
			co[i] = 1
		}
		return co
	}
	if x.few != nil && x.few.used {
		const work = 2e8
		x.book.chancesGiven(x.few.won, x.few.not, s.z, s.rho)
		if float64(x.few.likely())*float64(n/2)*float64(len(x.states)) <= work {
			return x.few.transform(x.plan, n)
		}
	}
	if x.book.choices != nil && wantsFew(s.weight, s.mean, s.sd, s.skew) {
		won, not := x.book.choices.chancesGiven(s.z, s.rho)
		list := x.book.choices.spreads(x.placed, won, not, splitOver)
		if x.left -= math.Min(spreadCost(list), spreadTreeCost); x.left > 0 {
			return x.transformed(x.sum.spreadTree(list))
		}
	}
	const most = 0.0665 // of (t² − 1)·φ(t)/6
	x.rough += s.weight * math.Abs(s.skew) * most
	return normalTransform(n, s.mean/x.unit, s.sd/x.unit, s.skew)
}

// transformed returns the transform of a mass.
func (x *togetherMix) transformed(m mass) []complex128 {
	cells := make([]float64, x.plan.Len())
	for i, p := range normalized(m).p {
		cells[(int(m.lo)+i)%len(cells)] += p // the transform goes round
	}
	return x.plan.Coefficients(nil, cells)
}

// normalTransform returns the transform of a normal distribution with the skewness in its first Edgeworth term, at the frequencies ω_j =
// 2πj/n,
//
//	E e^(−iωX) ≈ exp(−iωμ − ω²σ²/2)·(1 + i·γσ³ω³/6)
//
// and of the two nearest points where it is too narrow to have a shape.
func normalTransform(n int, mean, sd, skew float64) []complex128 {
	co := make([]complex128, n/2+1)
	k := math.Floor(mean)
	up := complex(mean-k, 0)
	for j := range co {
		omega := 2 * math.Pi * float64(j) / float64(n)
		if sd < narrowest {
			co[j] = cmplx.Rect(1, -omega*k) * (1 - up + up*cmplx.Rect(1, -omega))
			continue
		}
		v := omega * sd
		co[j] = cmplx.Rect(math.Exp(-v*v/2), -omega*mean) * complex(1, skew*v*v*v/6)
	}
	return co
}
