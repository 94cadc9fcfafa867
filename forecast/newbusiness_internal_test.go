package forecast

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func TestCountsByHand(t *testing.T) {
	// Negative binomial with mean 2 and α = ½: size 2, odds 1, P(k) = (k+1)/2^(k+2).
	for k, want := range []float64{1. / 4, 2. / 8, 3. / 16, 4. / 32, 5. / 64} {
		assert.InDelta(t, want, countsGiven([]float64{1}, 2, 0.5)[k], 1e-15)
		assert.InDelta(t, want, countsGiven([]float64{0, 0.5}, 4, 0.5)[k], 1e-15, "thinned by a half")
	}
	for k, want := range []float64{1, 2, 2, 4. / 3, 2. / 3} { // Poisson of mean 2, times e²
		assert.InDelta(t, want*math.Exp(-2), countsGiven([]float64{0.25, 0.75}, 2, 0)[k], 1e-15)
	}
	// Two weeks with the means 2 and 1, α = 1: geometric laws with q = ⅔ and ½, P(2) = ⅓·½·(4/9 + 2/3·1/2 + 1/4).
	assert.InDelta(t, 1./6*(4./9+1./3+1./4), countsGiven([]float64{1, 0.5}, 2, 1)[2], 1e-15)
	assert.Equal(t, []float64{1}, countsGiven([]float64{0}, 5, 1)[:1])
	// A mean of five thousand, whose P(0) is e^−5000.
	large := mass{p: countsGiven([]float64{1}, 5000, 0)}
	assert.InDelta(t, distuv.Poisson{Lambda: 5000}.Prob(5000), large.p[5000], 1e-12)
}

// hundreds is new business with known amounts: 100 with ½, 200 with ¼, 0 and 700 with ⅛ each.
func hundreds(rates ...rateWeight) *NewBusiness {
	amounts := []win{{p: 1. / 8, n: 1}}
	for _, a := range []struct {
		amount int64
		p      float64
		n      int
	}{{100, 0.5, 4}, {200, 0.25, 2}, {700, 0.125, 1}} {
		w := win{amount: quantityOf(decimal.NewFromInt(a.amount)), p: a.p, n: a.n, value: float64(a.amount)}
		amounts = append(amounts, w)
	}
	return &NewBusiness{rates: rates, amounts: amounts, worth: sf.Estimate{N: 8, Method: methodAmount}, entry: []entry{{"lead", 1}}}
}

func rateOf(mean, dispersion, weight float64) rateWeight {
	return rateWeight{funnel.ArrivalRate{Mean: mean, Dispersion: dispersion}, weight}
}

// panjer is the compound negative binomial distribution by the recursion of Panjer (1981), with the mean m, dispersion α, and the
// probabilities f of amounts from 0 on.
func panjer(m, alpha float64, f []float64, n int) []float64 {
	b := alpha * m / (1 + alpha*m)
	g := make([]float64, n)
	g[0] = math.Pow((1-b)/(1-b*f[0]), 1/alpha)
	for x := 1; x < n; x++ {
		for y := 1; y < len(f) && y <= x; y++ {
			g[x] += (b + b*(1/alpha-1)*float64(y)/float64(x)) * f[y] * g[x-y]
		}
		g[x] /= 1 - b*f[0]
	}
	return g
}

func TestCompoundIsThatOfPanjer(t *testing.T) {
	f := []float64{1. / 8, 1. / 2, 1. / 4, 0, 0, 0, 0, 1. / 8}
	for _, c := range []struct{ mean, alpha float64 }{{3, 0.2}, {0.1, 1}, {40, 0.05}, {12, 2.5}} {
		n := hundreds(rateOf(4*c.mean, c.alpha, 1))
		q := []float64{0.25}
		mean, variance := n.countMoments(q)
		d := n.compound(n.counts(q), mean, variance)
		require.True(t, d.Exact())
		want := panjer(c.mean, c.alpha, f, 400)
		for x, p := range d.All() {
			if k := int(x / 100); k < len(want) {
				require.InDelta(t, want[k], p, 1e-13, "%+v at %v", c, x)
			}
		}
		assert.InDelta(t, c.mean*187.5, d.Mean(), 1e-9)
		assert.InEpsilon(t, d.Variance(), varianceOf(d), 1e-8)
		assert.InEpsilon(t, d.Mean(), meanOf(d), 1e-9)
	}
}

// Five deals or seven, by halves: (z⁵ + z⁷)/2, and nothing where |z|⁵ is nothing.
func TestHorner(t *testing.T) {
	z := []complex128{1, 0.5i, 2e-5, 0}
	horner(z, mass{lo: 5, p: []float64{0.5, 0, 0.5}})
	assert.InDelta(t, 1, real(z[0]), 1e-15)
	assert.InDelta(t, (1./32-1./128)/2, imag(z[1]), 1e-15)
	assert.Equal(t, []complex128{0, 0}, z[2:])
}

func meanOf(d *Distribution) (mean float64) {
	for x, p := range d.All() {
		mean += x * p
	}
	return mean
}

// Whatever the rates and the weeks: the law of the count has the moments of the closed form, and so has that of the revenue; amounts with
// odd digits are split and bracketed.
func TestNewBusinessKeepsItsMoments(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		weights := rapid.SliceOfN(rapid.Float64Range(0.01, 1), 1, 3).Draw(rt, "weights")
		total := 0.0
		for _, w := range weights {
			total += w
		}
		var rates []rateWeight
		for _, w := range weights {
			rates = append(rates, rateOf(rapid.Float64Range(0.01, 10).Draw(rt, "mean"), rapid.SampledFrom([]float64{0, 0.01, 0.3, 2.56}).Draw(rt, "dispersion"), w/total))
		}
		n := hundreds(rates...)
		if rapid.Bool().Draw(rt, "odd") {
			for i := 1; i < len(n.amounts); i++ {
				w := &n.amounts[i]
				w.amount = quantityOf(decimal.New(int64(i)*1_000_003+rapid.Int64Range(0, 999_999).Draw(rt, "amount"), -4))
				w.value = w.amount.float()
			}
		}
		q := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 4).Draw(rt, "q")
		mean, variance := n.countMoments(q)
		law := n.counts(q)
		var one, two float64
		for k, p := range law.p {
			x := float64(law.index(k))
			one, two = one+x*p, two+x*x*p
		}
		require.InDelta(rt, mean, one, 1e-9*(1+mean))
		require.InDelta(rt, variance, two-one*one, 1e-8*(1+two))
		d := n.compound(law, mean, variance)
		require.InDelta(rt, d.Mean(), meanOf(d), 1e-8*(1+d.Mean()))
		require.InDelta(rt, d.Variance()+d.AddedVariance(), varianceOf(d), 1e-6*(1+d.Variance()))
		if d.Variance() > 0 {
			require.LessOrEqual(rt, d.AddedVariance(), 2e-3*d.Variance())
		}
		low, high := d.AtLeastBounds(d.Mean())
		require.LessOrEqual(rt, low, d.AtLeast(d.Mean())+1e-12)
		require.GreaterOrEqual(rt, high, d.AtLeast(d.Mean())-1e-12)
	})
}

// twoDays is new business of which deals are created on two days of two weeks.
func twoDays(n *NewBusiness) *coming {
	return &coming{NewBusiness: n, weeks: 2, slots: []slot{
		{week: 0, share: 1, rows: [][]float64{{0.05, 0.3, 0.4}}},
		{week: 1, share: 1, rows: [][]float64{{0, 0.2, 0.35}}},
	}}
}

// Open and new deals under one market, against drawing the market, the rate, the weeks, the deals and their amounts 100,000 times. The
// standard error of a probability is at most 0.0016; the eighteen of them stay within 4 of them, a chance of one in a thousand.
func TestOpenAndNewDealsShareTheMarket(t *testing.T) {
	const draws = 100_000
	for _, rho := range []float64{0.02, 0.3} {
		c := twoDays(hundreds(rateOf(5, 0.3, 0.6), rateOf(9, 0, 0.4)))
		terms := []SharedTerm{{Amount: decimal.NewFromInt(1000), Before: 0.1, By: 0.6}, {Amount: decimal.NewFromInt(500), By: 0.5}, {Amount: decimal.NewFromInt(-200), By: 0.2}}
		book, faults := readShared(terms)
		require.Empty(t, faults)
		d := newTogether(sharing{sharedBook: book}, c, 0, 1).distribution([]RhoWeight{{Rho: rho, Weight: 1}})
		assert.True(t, d.Exact())
		assert.InEpsilon(t, 500+250-40+(0.6*5+0.4*9)*0.45*187.5, d.Mean(), 1e-12)
		assert.InEpsilon(t, d.Mean(), meanOf(d), 1e-9)
		assert.InEpsilon(t, d.Variance(), varianceOf(d), 1e-6)
		r := rand.New(rand.NewPCG(3, uint64(1000*rho)))
		at := []float64{-100, 0, 200, 500, 700, 1000, 1500, 2200, 4000}
		below := make([]float64, len(at))
		for range draws {
			x := drawTogether(r, c, terms, rho)
			for i, limit := range at {
				if x <= limit {
					below[i]++
				}
			}
		}
		for i, limit := range at {
			p := d.CDF(limit)
			assert.InDelta(t, p, below[i]/draws, 4*math.Sqrt(p*(1-p)/draws)+1e-6, "rho %g at %g", rho, limit)
		}
	}
}

// A latent correlation that is not known is mixed over, open and new deals together.
func TestOpenAndNewDealsUnderAnUnknownCorrelation(t *testing.T) {
	c := twoDays(hundreds(rateOf(5, 0.3, 1)))
	book, faults := readShared([]SharedTerm{{Amount: decimal.NewFromInt(1000), Before: 0.1, By: 0.6}})
	require.Empty(t, faults)
	of := func(rhos ...RhoWeight) *Distribution {
		return newTogether(sharing{sharedBook: book}, c, 0, 2).distribution(rhos)
	}
	low, high := of(RhoWeight{Rho: 0.05, Weight: 1}), of(RhoWeight{Rho: 0.4, Weight: 1})
	both := of(RhoWeight{Rho: 0.05, Weight: 0.25}, RhoWeight{Rho: 0.4, Weight: 0.75})
	for _, x := range []float64{0, 300, 1000, 2500} {
		assert.InDelta(t, 0.25*low.CDF(x)+0.75*high.CDF(x), both.CDF(x), 1e-9)
	}
	assert.InEpsilon(t, 0.25*low.Variance()+0.75*high.Variance(), both.Variance(), 1e-9, "the means are one")
}

func drawTogether(r *rand.Rand, c *coming, terms []SharedTerm, rho float64) (x float64) {
	z := r.NormFloat64()
	wins := func(before, by float64) bool {
		latent := normalBelow(math.Sqrt(rho)*z + math.Sqrt(1-rho)*r.NormFloat64())
		return before < latent && latent <= by
	}
	for _, term := range terms {
		if wins(term.Before, term.By) {
			x += term.Amount.InexactFloat64()
		}
	}
	rate := c.rates[0]
	if r.Float64() > rate.weight {
		rate = c.rates[1]
	}
	for _, s := range c.slots {
		mean := rate.Mean
		if rate.Dispersion > 0 {
			mean *= distuv.Gamma{Alpha: 1 / rate.Dispersion, Beta: 1 / rate.Dispersion, Src: r}.Rand()
		}
		for range int(distuv.Poisson{Lambda: mean, Src: r}.Rand()) {
			if !wins(s.rows[0][0], s.rows[0][1]) {
				continue
			}
			u := r.Float64()
			for _, w := range c.amounts {
				if u -= w.p; u < 0 {
					x += w.value
					break
				}
			}
		}
	}
	return x
}

// A large book goes by normal distributions: beside convolution of the same book without new deals, and with so many new ones that the
// two together cannot be told from a shift.
func TestLargeBooksWithNewBusiness(t *testing.T) {
	for _, rho := range []float64{0.01, 0.2} {
		terms := wholeDeals(2500, 0.9)
		book, faults := readShared(terms)
		require.Empty(t, faults)
		alone, err := SharedWins(terms, Dependence{Rho: rho})
		require.NoError(t, err)
		none := hundreds()
		none.amounts = nil
		d := newTogether(sharing{sharedBook: book}, &coming{NewBusiness: none}, 0, 0).distribution([]RhoWeight{{Rho: rho, Weight: 1}})
		assert.Greater(t, d.Floor(), copulaFloor, "normal distributions were taken")
		assert.InEpsilon(t, alone.Variance(), d.Variance(), 1e-6)
		for _, q := range []float64{0.01, 0.1, 0.5, 0.9, 0.99} {
			assert.InDelta(t, alone.Quantile(q), d.Quantile(q), 0.01*alone.StdDev()+d.axis.unitFloat, "rho %g, quantile %g", rho, q)
		}
	}
}
