package funnel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// readingsOf returns readings of one size.
func readingsOf(n float64, x ...float64) []reading {
	list := make([]reading, len(x))
	for i := range x {
		list[i] = reading{x: x[i], n: n}
	}
	return list
}

// R 4.2.2: pnorm(-qt(1-.0027/2, 25)); pnorm(-qt(1-.0027/2, 7)).
func TestOuterTail(t *testing.T) {
	assert.InEpsilon(t, 0.00043484774, outerTail(.0027, 25), 1e-6)
	assert.InEpsilon(t, 2.95043526e-06, outerTail(.0027, 7), 1e-6)
	assert.InEpsilon(t, .00135, outerTail(.0027, 1e7), 1e-4, "with a known variance it is half the level")
}

// oneSpread is a spread that is known.
func oneSpread(ratio float64) (s spreads) {
	s[0].ratio, s[0].weight = ratio, 1
	for j := range s[1:] {
		s[j+1].ratio = 1
	}
	return s
}

// The negative binomial with mean 10 and variance 25 has size 10/1.5 and probability .4. R 4.2.2: qnbinom(c(.001,.999), size=10/1.5, prob=.4)
// = 0 31, pnbinom(3, 10/1.5, .4) and 1 - pnbinom(20, 10/1.5, .4) below.
func TestNegativeBinomial(t *testing.T) {
	d := negativeBinomial{10, 2.5}
	assert.InEpsilon(t, 0.0670356628, d.below(4), 2e-9) // as many digits as R printed
	assert.InEpsilon(t, 0.0340579292, d.above(20), 2e-9)
	assert.Zero(t, d.below(0))
	known := negativeBinomials{10, 1.25, oneSpread(2)}
	assert.Equal(t, limits{0, 31}, known.limits(.001))
	rapid.Check(t, func(t *rapid.T) {
		mean, x2 := math.Exp(rapid.Float64Range(-5, 12).Draw(t, "log mean")), math.Exp(rapid.Float64Range(-30, 9).Draw(t, "log X²"))
		d := negativeBinomials{mean, 1 + math.Exp(rapid.Float64Range(-4, 0).Draw(t, "log extra")), spreadsOf(x2, 12)}
		tail := math.Exp(rapid.Float64Range(-12, -2.4).Draw(t, "log tail"))
		l := d.limits(tail)
		if !(d.below(l.low) <= tail && d.below(l.low+1) > tail || l.low == math.Ceil(d.mean)) {
			t.Fatalf("low %v: %v %v", l.low, d.below(l.low), d.below(l.low+1))
		}
		if d.above(l.high) > tail || l.high > 0 && d.above(l.high-1) <= tail {
			t.Fatalf("high %v: %v %v", l.high, d.above(l.high), d.above(l.high-1))
		}
	})
}

// knownShares is a beta-binomial with one correlation.
func knownShares(n int, p, rho float64) *betaBinomials {
	d := &betaBinomials{n: n, p: p, spreads: oneSpread(1)}
	for j := range d.rho {
		d.rho[j] = rho
	}
	return d
}

// The beta-binomial of 2 trials with a = 1, b = 1 (p = ½, ρ = ⅓) has 0, 1 and 2 with a third each; with a = b = 2 and 3 trials (ρ = 1/5) 0 to
// 3 have .2, .3, .3, .2 (Skellam 1948).
func TestBetaBinomial(t *testing.T) {
	assert.Equal(t, limits{0, 2}, knownShares(2, .5, 1./3).limits(.33))
	assert.Equal(t, limits{1, 1}, knownShares(2, .5, 1./3).limits(.34))
	assert.Equal(t, limits{0, 3}, knownShares(3, .5, .2).limits(.19))
	assert.Equal(t, limits{1, 2}, knownShares(3, .5, .2).limits(.21))
	// Nearly without correlation it is the binomial: R 4.2.2, qbinom(c(.001,.999), 100, .3) = 17 45; P(X<17) = .000969, P(X>45) = .000537.
	assert.Equal(t, limits{17, 45}, knownShares(100, .3, 1e-9).limits(.001))
}

// The posterior of φ: that X²/φ is χ² as far as φ ≥ 1 lets it. Of X² = 5 with 7 degrees of freedom, R 4.2.2: P(φ > 2) = pchisq(2.5, 7)/pchisq(5, 7) =
// 0.2143972; where X² is large P(φ > X²/7) = pchisq(7, 7) = 0.5711202, and near 0 P(φ > 2) = 2^-3.5 = 0.0883883. Nodes give steps of 3s²/12.
func TestSpreads(t *testing.T) {
	above := func(x2, df, ratio float64) (p float64) {
		for _, s := range spreadsOf(x2, df) {
			if s.ratio > ratio {
				p += s.weight
			}
			assert.GreaterOrEqual(t, s.ratio, 1.)
		}
		return p
	}
	assert.InDelta(t, 0.2143972, above(5, 7, 2), .06)
	assert.InDelta(t, 0.5711202, above(7000, 7, 1000), .1)
	assert.InDelta(t, 0.0883883, above(1e-30, 7, 2), .04)
	assert.InDelta(t, 0.0883883, above(0, 7, 2), .04)
	total, t7 := 0.0, studentQuantile(.0027, 7) // the mixture of normal distributions is Student's t
	for _, s := range spreadsOf(1e9, 7) {
		total += s.weight * distuv.UnitNormal.CDF(-t7*math.Sqrt(1e9/7/s.ratio))
	}
	assert.InEpsilon(t, .00135, total, .01)
}

// Eight weeks of 4, 6, 5, 5, 7, 3, 5 and 5 have the mean 5 and X² = Σ(x−5)²/5 = 10/5. The next has the mean 40.5/8 and at least 9/8 of it as
// variance.
func TestLimitsOfACount(t *testing.T) {
	of := func(mean, more, x2 float64) limits {
		d := negativeBinomials{mean, more, spreadsOf(x2, 7)}
		return d.limits(.0027 / 2)
	}
	base := readingsOf(7, 4, 6, 5, 5, 7, 3, 5, 5)
	assert.Equal(t, of(40.5/8, 9./8, 2), ofCount(base, 7, .0027))
	// Of 1, 9, 1, 9, …, X² = 8·16/5.
	base = readingsOf(7, 1, 9, 1, 9, 1, 9, 1, 9)
	assert.Equal(t, of(40.5/8, 9./8, 128./5), ofCount(base, 7, .0027))
	// Twice as many days: twice the mean, and 1 + 14/56.
	assert.Equal(t, of(81./8, 10./8, 128./5), ofCount(base, 14, .0027))
	assert.Zero(t, ofCount(readingsOf(7, make([]float64, 8)...), 7, .0027).low)
	assert.GreaterOrEqual(t, ofCount(readingsOf(7, make([]float64, 8)...), 7, .0027).high, 1., "one after none is no wonder")
}

// For large numbers the limits are those of a normal prediction: mean ± t·s·√(1+1/k).
func TestLimitsOfLargeNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	x := make([]float64, 26)
	for i := range x {
		x[i] = math.Round(1e6 + 2e3*r.NormFloat64())
	}
	var m runningMean
	for _, v := range x {
		m.add(v)
	}
	half := studentQuantile(.0027, 25) * math.Sqrt(m.square/25*(1+1./26))
	l := ofCount(readingsOf(7, x...), 7, .0027)
	assert.InEpsilon(t, half, (l.high-l.low)/2, .001)
	assert.InDelta(t, m.mean, (l.high+l.low)/2, .03*half)

	mean := ofMean(readingsOf(1, x...), 1, .0027)
	assert.InEpsilon(t, half, (mean.high-mean.low)/2, .001)

	stock := make([]reading, 27)
	for i := range x {
		stock[i+1].x = stock[i].x + x[i]
	}
	l, ok := ofStock(stock, stock[26].x, .0027)
	assert.True(t, ok)
	heavy := half * heavyQuantile(.0027, 25, 0) / studentQuantile(.0027, 25)
	assert.InEpsilon(t, heavy, (l.high-l.low)/2, 1e-9)
	assert.InEpsilon(t, stock[26].x+m.mean, (l.high+l.low)/2, 1e-12)
}

func TestLimitsOfAShare(t *testing.T) {
	of := func(p, x2 float64) limits {
		d := &betaBinomials{n: 10, p: p, spreads: spreadsOf(x2, 7)}
		for j, s := range d.spreads {
			d.rho[j] = math.Min(closest, (s.ratio*1.125-1)/9) // 1 + 10/80
		}
		l := d.limits(.0027 / 2)
		return limits{l.low / 10, l.high / 10}
	}
	p := 24.5 / 81 // 3 of 10 in each of eight rows
	base := readingsOf(10, 3, 3, 3, 3, 3, 3, 3, 3)
	assert.Equal(t, of(p, 8*(3-10*p)*(3-10*p)/(10*p*(1-p))), ofShare(base, 10, .0027))
	assert.Equal(t, limits{0, 1}, ofShare(base, 1, .0027), "one case proves nothing")
	base = readingsOf(10, 0, 6, 0, 6, 0, 6, 0, 6)
	assert.Equal(t, of(p, (4*10*p*10*p+4*(6-10*p)*(6-10*p))/(10*p*(1-p))), ofShare(base, 10, .0027))
}

func TestLimitsOfAMean(t *testing.T) {
	// Two stays a row, of 10 and 20 days on average by turns: the mean is 15, S = 8·2·25/7, and the next mean of 4 has S(1/4 + 1/16).
	base := readingsOf(2, 20, 40, 20, 40, 20, 40, 20, 40)
	v := 400. / 7 * (1./4 + 1./16)
	g := distuv.Gamma{Alpha: 15 * 15 / v, Beta: 15 / v}
	l := ofMean(base, 4, .0027)
	assert.InDelta(t, math.Floor(4*g.Quantile(outerTail(.0027, 7)))/4, l.low, 1e-9)
	sigma := math.Sqrt(math.Log(1 + v/(15*15))) // log-normal with the same mean and variance
	assert.InDelta(t, math.Ceil(4*15*math.Exp(studentQuantile(.0027, 7)*sigma-sigma*sigma/2))/4, l.high, 1e-9)
	// Stays that never take a day stay at 0 up to what rounding hides.
	l = ofMean(readingsOf(3, make([]float64, 8)...), 3, .0027)
	assert.Zero(t, l.low)
	assert.InDelta(t, studentQuantile(.0027, 7)*math.Sqrt(1./12*(1./3+1./24)), l.high, 1e-9)
}

func TestLimitsOfAStock(t *testing.T) {
	_, ok := ofStock(readingsOf(1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3), 3, .0027)
	assert.False(t, ok, "two changes are too few")
	l, ok := ofStock(readingsOf(1, 0, 2, 3, 5, 6, 8, 9, 11, 12), 20, .0027)
	assert.True(t, ok)
	assert.InDelta(t, 20+1.5, (l.low+l.high)/2, 1e-12, "growth that goes on is routine")
	heavy := readingsOf(1, 0, 2, 3, 5, 6, 8, 9, 11, 12)
	for i := range heavy {
		heavy[i].tails = 100
	}
	h, _ := ofStock(heavy, 20, .0027)
	assert.Greater(t, h.high, l.high, "few large deals make large changes routine")
	_, ok = ofStock(readingsOf(1, 0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50), 50, .0027)
	assert.False(t, ok, "changes that are all alike do not say how much others may be")
}

// What is open falls from 100 to 15 in ten rows, the two after that left out: after 5 the middle of the limits is −3.5, and nothing can be
// below 0. So the fall ends there, and what was as much as it above is routine.
func TestLimitsOfWhatCannotBeBelowZero(t *testing.T) {
	base := readingsOf(1, 100, 91, 83, 74, 66, 57, 49, 40, 32, 23, 15, 6, 5)
	plain, ok := ofStock(base[:11], 5, .0027)
	assert.True(t, ok)
	assert.Less(t, plain.low+plain.high, 0.)
	half := (plain.high - plain.low) / 2
	l, ok := limitsOf(MetricOpenAmount, base, 26, reading{}, .0027)
	assert.True(t, ok)
	assert.Equal(t, limits{0, half}, l)
	l, _ = limitsOf(MetricOpenDeals, base, 26, reading{}, .0027)
	assert.Equal(t, limits{0, math.Floor(half)}, l)
	// Amounts below 0 have no such end, be they in the row that is judged or before.
	l, _ = limitsOf(MetricOpenAmount, base, 26, reading{below: true}, .0027)
	assert.Equal(t, plain, l)
	base[0].below = true
	l, _ = limitsOf(MetricOpenAmount, base, 26, reading{}, .0027)
	assert.Equal(t, plain, l)
}

// R 4.2.2: k <- k + 1; nu <- 4 + 6/k; qt(1-l/2, 25/(1+k/2)) * qt(1-l/2, nu) * sqrt((nu-2)/nu) / qnorm(1-l/2), of l <- .0027 and k <- 0, 3.
func TestHeavyQuantile(t *testing.T) {
	assert.InEpsilon(t, 4.15159017632, heavyQuantile(.0027, 25, 0), 1e-9)
	assert.InEpsilon(t, 5.78237603898, heavyQuantile(.0027, 25, 3), 1e-9)
	// What came in before the first change of a baseline is not in it.
	light := readingsOf(1, 0, 2, 3, 5, 6, 8, 9, 11, 12)
	want, _ := ofStock(light, 20, .0027)
	light[0].tails = 1e6
	l, _ := ofStock(light, 20, .0027)
	assert.Equal(t, want, l)
}

// drawCount draws a count of negative binomial weeks: mean mu, variance mu + alpha·mu².
func drawCount(r *rand.Rand, mu, alpha float64) float64 {
	if alpha > 0 {
		mu *= distuv.Gamma{Alpha: 1 / alpha, Beta: 1 / alpha, Src: r}.Rand()
	}
	if mu <= 0 {
		return 0
	}
	return distuv.Poisson{Lambda: mu, Src: r}.Rand()
}

// alarms returns the share of rows that lie outside limits from k rows before them.
func alarms(runs, k int, draw func() reading, of func(base []reading, n, level float64) limits, mean bool, level float64) float64 {
	out := 0
	base := make([]reading, k)
	for range runs {
		for i := range base {
			base[i] = draw()
		}
		next := draw()
		x := next.x
		if mean {
			x /= next.n
		}
		if l := of(base, next.n, level); x < l.low || x > l.high {
			out++
		}
	}
	return float64(out) / float64(runs)
}

// Counts that are large, or vary much, are outside at the level stated; small ones less often, because they are whole. The standard error of a
// level of .05 in 2,000 is .0049, and four of them .02. TestSeriesFalseAlarms has the level .0027.
func TestFalseAlarmsOfCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, mu := range []float64{20, 300} {
		rate := alarms(2000, 26, func() reading { return reading{x: drawCount(r, mu, .15), n: 7} }, ofCount, false, .05)
		assert.InDelta(t, .05, rate, .02, "mean %v", mu)
	}
	for _, mu := range []float64{.5, 5} { // independent deals
		rate := alarms(2000, 12, func() reading { return reading{x: drawCount(r, mu, 0), n: 7} }, ofCount, false, .05)
		assert.Less(t, rate, .07, "mean %v", mu)
		assert.Greater(t, rate, .005, "mean %v", mu)
	}
}
