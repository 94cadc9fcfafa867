package forecast

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

func mustWins(t testing.TB, terms []Term, o LatticeOptions) *Distribution {
	t.Helper()
	d, err := Wins(terms, o)
	require.NoError(t, err)
	return d
}

// relClose asserts |got − want| ≤ rel·|want| + abs, which NaN never is.
func relClose(t testing.TB, want, got, rel, abs float64, what ...any) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*math.Abs(want)+abs) {
		t.Errorf("%v: got %v, want %v", fmt.Sprint(what...), got, want)
	}
}

func wholeTerms(amounts []int64, p []float64) []Term {
	terms := make([]Term, len(amounts))
	for i := range amounts {
		terms[i] = Term{Amount: decimal.NewFromInt(amounts[i]), P: p[i]}
	}
	return terms
}

// centTerms returns n terms of up to 100,000.00 with any probability.
func centTerms(n int, seed uint64) []Term {
	r := rand.New(rand.NewPCG(seed, 7))
	terms := make([]Term, n)
	for i := range terms {
		terms[i] = Term{Amount: decimal.New(1+r.Int64N(10_000_000), -2), P: r.Float64()}
	}
	return terms
}

// Exact fractions, by convolution in Python 3.11's fractions.
func TestWinsPoissonBinomial(t *testing.T) {
	d := mustWins(t, wholeTerms([]int64{1, 1, 1, 1, 1}, []float64{.5, .3, .7, .3, .9}), LatticeOptions{})
	want := []float64{.00735, .09695, .3167, .3747, .17595, .02835}
	i := 0
	for x, p := range d.All() {
		relClose(t, float64(i), x, 0, 0, "amount")
		relClose(t, want[i], p, 1e-14, 0, "P(", i, ")")
		i++
	}
	assert.Equal(t, len(want), i)
}

// Exact fractions, by convolution in Python 3.11's fractions.
func TestWinsOfAmounts(t *testing.T) {
	d := mustWins(t, wholeTerms([]int64{10, 20, 30, 50, 80}, []float64{.1, .2, .3, .5, .8}), LatticeOptions{})
	assert.True(t, d.Exact())
	assert.True(t, d.Unit().Equal(decimal.NewFromInt(10)))
	relClose(t, 103, d.Mean(), 1e-14, 0, "mean")
	relClose(t, 1911, d.Variance(), 1e-14, 0, "variance")
	relClose(t, math.Sqrt(1911), d.StdDev(), 1e-14, 0, "sd")
	relClose(t, .4738, d.CDF(100), 1e-14, 0, "F(100)")
	relClose(t, 1-.3932, d.AtLeast(90), 1e-14, 0, "S(90)")
	relClose(t, .1256, d.AtLeast(150.0001), 1e-12, 0, "S(160)")
	relClose(t, 100, d.Quantile(.4738), 0, 0, "F reaches .4738 at 100, rounding aside")
	relClose(t, 110, d.Quantile(.4739), 0, 0, "quantile")
}

// NumPy 1.24: direct convolution of 2,000 Bernoulli variables.
func TestWinsKeepsFarTails(t *testing.T) {
	terms := make([]Term, 2000)
	for i := range terms {
		terms[i] = Term{Amount: decimal.NewFromInt(25_000), P: float64(i%50+1) / 1000}
	}
	d := mustWins(t, terms, LatticeOptions{})
	assert.Zero(t, d.Floor())
	relClose(t, .05673510780948396, d.CDF(51*25_000)-d.CDF(50*25_000), 1e-12, 0, "P(51)")
	relClose(t, 8.645321842243352e-31, d.AtLeast(150*25_000), 1e-11, 0, "P(>=150)")
	relClose(t, 2.940567351560566e-23, d.CDF(0), 1e-11, 0, "P(0)")
	relClose(t, 40*25_000, d.Quantile(.05), 0, 0, "5 %")
	relClose(t, 63*25_000, d.Quantile(.95), 0, 0, "95 %")
}

func TestWinsOfCertainties(t *testing.T) {
	none := mustWins(t, nil, LatticeOptions{})
	relClose(t, 0, none.Mean(), 0, 0, "mean of nothing")
	relClose(t, 1, none.AtLeast(0), 0, 0, "nothing reaches 0")
	relClose(t, 0, none.AtLeast(.01), 0, 0, "and no more")

	// 0.1 and 0.2 are sure; the sum is 0.3, not 0.30000000000000004.
	d := mustWins(t, []Term{
		{decimal.RequireFromString("0.1"), 1},
		{decimal.RequireFromString("0.2"), 1},
		{decimal.NewFromInt(1000), 0},
		{decimal.Decimal{}, .5},
		{decimal.New(0, 1<<30), .5},
	}, LatticeOptions{})
	assert.Equal(t, .3, d.Quantile(.5))
	relClose(t, 0, d.Variance(), 0, 0, "variance")
	relClose(t, 1, d.AtLeast(.1+.2), 0, 0, "a float sum reaches the point it means")
}

func TestWinsOfCredits(t *testing.T) {
	d := mustWins(t, wholeTerms([]int64{-5, 10, -7}, []float64{.25, .5, 1}), LatticeOptions{})
	relClose(t, -7-1.25+5, d.Mean(), 1e-15, 0, "mean")
	want := map[float64]float64{-12: .125, -7: .375, -2: .125, 3: .375}
	for x, p := range d.All() {
		relClose(t, want[x], p, 1e-15, 0, x)
		delete(want, x)
	}
	assert.Empty(t, want)

	rare := mustWins(t, wholeTerms([]int64{-1e12, 1}, []float64{1e-30, .3}), LatticeOptions{})
	relClose(t, .3, rare.Mean(), 1e-15, 0, "a large credit that hardly ever comes does not drown the mean")

	tiny := mustWins(t, wholeTerms([]int64{-5}, []float64{1e-30}), LatticeOptions{})
	relClose(t, 1e-30, tiny.CDF(-5), 1e-15, 0, "a probability too small for 1-(1-p)")
}

func TestWinsFindsEveryFault(t *testing.T) {
	far := decimal.New(1, 1<<30)
	near := decimal.New(1, -1<<30)
	_, err := Wins([]Term{
		{decimal.NewFromInt(1), math.NaN()},
		{far, -.1},
		{near, .5},
		{decimal.NewFromInt(1), 1.1},
		{decimal.NewFromInt(1), math.Inf(1)},
		{decimal.NewFromInt(1), .5},
		{decimal.RequireFromString("1" + string(make0(300))), .5},
	}, LatticeOptions{Unit: decimal.NewFromInt(-1)})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	var got []string
	for _, f := range invalid.Faults {
		got = append(got, string(f.Code)+" "+f.Path)
	}
	assert.Equal(t, []string{
		"forecast.probability terms[0].p", "forecast.probability terms[1].p", "forecast.amount_digits terms[1].amount",
		"forecast.amount_digits terms[2].amount", "forecast.probability terms[3].p", "forecast.probability terms[4].p",
		"forecast.amount_digits terms[6].amount", "forecast.unit unit",
	}, got)
}

func make0(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0'
	}
	return b
}

func TestWinsRefusesUnitTooFine(t *testing.T) {
	_, err := Wins(wholeTerms([]int64{2_000_000}, []float64{.5}), LatticeOptions{Unit: decimal.NewFromInt(1)})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, CodeUnitTooFine, invalid.Faults[0].Code)
}

// exhaust enumerates all outcomes in cents.
func exhaust(cents []int64, p []float64) map[int64]float64 {
	out := map[int64]float64{}
	for set := range 1 << len(cents) {
		total, chance := int64(0), 1.0
		for i := range cents {
			if set>>i&1 == 1 {
				total, chance = total+cents[i], chance*p[i]
			} else {
				chance *= 1 - p[i]
			}
		}
		if chance > 0 {
			out[total] += chance
		}
	}
	return out
}

func TestWinsAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chance := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1, .5, 1e-9, 0x1p-1074}))
		cent := rapid.OneOf(rapid.Int64Range(-50, 50), rapid.Int64Range(-1e14, 1e14), rapid.SampledFrom([]int64{0, 2500}))
		cents := rapid.SliceOfN(cent, 0, 12).Draw(t, "cents")
		p := make([]float64, len(cents))
		terms := make([]Term, len(cents))
		for i := range cents {
			p[i] = chance.Draw(t, "p")
			terms[i] = Term{Amount: decimal.New(cents[i], -2), P: p[i]}
		}
		d, err := Wins(terms, LatticeOptions{})
		if err != nil || !d.Exact() {
			t.Fatalf("not exact: %v", err)
		}
		want := exhaust(cents, p)
		var mean, variance, size float64
		for x, q := range want {
			mean += float64(x) / 100 * q
			size = max(size, math.Abs(float64(x)/100))
		}
		for x, q := range want {
			variance += (float64(x)/100 - mean) * (float64(x)/100 - mean) * q
		}
		points := slices.Sorted(maps.Keys(want))
		i, below := 0, 0.0
		for x, q := range d.All() {
			at := int64(math.Round(x * 100))
			if !(math.Abs(want[at]-q) <= 1e-12*q+1e-300) {
				t.Fatalf("P(%v) = %v, want %v", x, q, want[at])
			}
			for ; i < len(points) && points[i] <= at; i++ {
				below += want[points[i]]
			}
			if got := d.CDF(x); !(math.Abs(got-below) <= 1e-12) {
				t.Fatalf("F(%v) = %v, want %v", x, got, below)
			}
			if got := d.CDF(x) + d.AtLeast(x) - q; !(math.Abs(got-1) <= 1e-12) {
				t.Fatalf("F + S − P at %v is %v", x, got)
			}
		}
		if !(math.Abs(d.Mean()-mean) <= 1e-12*(1+size)) || !(math.Abs(d.Variance()-variance) <= 1e-11*(1+size*size)) {
			t.Fatalf("moments %v %v, want %v %v", d.Mean(), d.Variance(), mean, variance)
		}
	})
}

func TestWinsIgnoresOrder(t *testing.T) {
	for _, n := range []int{9, 200, 1500} { // enumerated, direct, transformed
		terms := centTerms(n, 3)
		for i := range n / 3 { // as large as another, and less or as likely
			terms = append(terms, Term{terms[i].Amount, terms[i].P / float64(1+i%2)})
		}
		want, err := mustWins(t, terms, LatticeOptions{}).MarshalJSON()
		require.NoError(t, err)
		rand.New(rand.NewPCG(5, 5)).Shuffle(len(terms), func(i, j int) { terms[i], terms[j] = terms[j], terms[i] })
		got, err := mustWins(t, terms, LatticeOptions{}).MarshalJSON()
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), n)
	}
}

// A million equal deals are one group, whose tails keep their relative accuracy and whose negligible cells are not held.
func TestWinsOfAMillionDeals(t *testing.T) {
	terms := make([]Term, 1_000_000)
	for i := range terms {
		terms[i] = Term{Amount: decimal.NewFromInt(100), P: .25}
	}
	d := mustWins(t, terms, LatticeOptions{})
	assert.True(t, d.Exact())
	assert.Zero(t, d.Floor())
	assert.Less(t, len(d.law.m.p), 50_000)
	checkMoments(t, d, 1e-9)
}

// checkMoments compares the moments of the lattice with those of the terms.
func checkMoments(t testing.TB, d *Distribution, rel float64) {
	t.Helper()
	var mean, variance compensated
	for x, p := range d.All() {
		mean.add(x * p)
	}
	for x, p := range d.All() {
		variance.add((x - d.Mean()) * (x - d.Mean()) * p)
	}
	relClose(t, d.Mean(), mean.value(), rel, 1e-9, "mean")
	relClose(t, d.Variance()+d.AddedVariance(), variance.value(), rel, 1e-9, "variance")
}

func BenchmarkWins(b *testing.B) {
	for _, n := range []int{10, 30, 100, 300, 1000, 10_000} {
		b.Run(fmt.Sprintf("deals=%d", n), func(b *testing.B) {
			terms := centTerms(n, 1)
			b.ReportAllocs()
			for b.Loop() {
				mustWins(b, terms, LatticeOptions{})
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "deals/s")
		})
	}
}
