package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

func ratios(t require.TestingT, list ...forecast.Ratio) *forecast.Ratios {
	r, err := forecast.NewRatios(list...)
	require.NoError(t, err)
	return r
}

func uncertain(amount string, p float64, r *forecast.Ratios) forecast.UncertainTerm {
	return forecast.UncertainTerm{SharedTerm: forecast.SharedTerm{Amount: decimal.RequireFromString(amount), By: p}, Ratios: r}
}

// outcomes goes through all outcomes of a few terms.
func outcomes(terms []forecast.UncertainTerm, visit func(sum, p float64)) {
	var walk func(i int, sum, p float64)
	walk = func(i int, sum, p float64) {
		if i == len(terms) {
			visit(sum, p)
			return
		}
		won := terms[i].By - terms[i].Before
		walk(i+1, sum, p*(1-won))
		for r := range terms[i].Ratios.All() {
			walk(i+1, sum+terms[i].Amount.InexactFloat64()*r.Value, p*won*r.Share)
		}
	}
	walk(0, 0, 1)
}

// Every outcome of a few deals, credits and sure ones among them, is gone through by hand.
func TestUncertainWinsByEnumeration(t *testing.T) {
	discount := ratios(t, forecast.Ratio{Value: 0.8, Share: 1}, forecast.Ratio{Value: 1, Share: 2}, forecast.Ratio{Value: 1.2, Share: 1})
	none := ratios(t, forecast.Ratio{Value: 0, Share: 1}, forecast.Ratio{Value: 0.5, Share: 3})
	rapid.Check(t, func(t *rapid.T) {
		var terms []forecast.UncertainTerm
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			amount := rapid.SampledFrom([]string{"0", "10", "25.5", "1000", "-40", "1e6", "333.33"}).Draw(t, "amount")
			p := rapid.SampledFrom([]float64{0, 1e-9, 0.2, 0.7, 1}).Draw(t, "p")
			terms = append(terms, uncertain(amount, p, rapid.SampledFrom([]*forecast.Ratios{nil, discount, none}).Draw(t, "ratios")))
		}
		d, err := forecast.UncertainWins(terms, forecast.LatticeOptions{}, forecast.Dependence{})
		require.NoError(t, err)
		mean, square := 0.0, 0.0
		outcomes(terms, func(x, p float64) { mean += p * x; square += p * x * x })
		assert.InDelta(t, mean, d.Mean(), 1e-9*(1+math.Sqrt(square)))
		assert.InDelta(t, square-mean*mean, d.Variance(), 1e-9*(1+square))
		x := rapid.SampledFrom([]float64{-32, 0, 8, 20.4, 800, 1000, 1025.5, 2e6}).Draw(t, "x")
		want := 0.0
		outcomes(terms, func(sum, p float64) {
			if sum >= x-1e-7 {
				want += p
			}
		})
		low, high := d.AtLeastBounds(x)
		assert.LessOrEqual(t, low, want+1e-11)
		assert.GreaterOrEqual(t, high, want-1e-11)
		if d.Exact() {
			assert.InDelta(t, want, d.AtLeast(x), 1e-11)
		}
	})
}

// Amounts that are certain give what the others give, to the last bit.
func TestCertainAmountsChangeNothing(t *testing.T) {
	one := ratios(t, forecast.Ratio{Value: 1, Share: 3})
	random := rand.New(rand.NewPCG(1, 2))
	var terms []forecast.Term
	var shared []forecast.SharedTerm
	var list []forecast.UncertainTerm
	for range 60 {
		s := forecast.SharedTerm{Amount: decimal.New(random.Int64N(1e6), -2), Before: random.Float64() / 2}
		s.By = s.Before + random.Float64()/2
		terms = append(terms, forecast.Term{Amount: s.Amount, P: s.By - s.Before})
		shared = append(shared, s)
		list = append(list, forecast.UncertainTerm{SharedTerm: s, Ratios: one})
	}
	for _, dep := range []forecast.Dependence{{}, {Rho: 0.2}} {
		got, err := forecast.UncertainWins(list, forecast.LatticeOptions{}, dep)
		require.NoError(t, err)
		want, err := forecast.Wins(terms, forecast.LatticeOptions{})
		if !dep.IsZero() {
			want, err = forecast.SharedWins(shared, dep)
		}
		require.NoError(t, err)
		assert.Equal(t, text(t, want), text(t, got))
	}
}

func text(t testing.TB, d *forecast.Distribution) string {
	t.Helper()
	b, err := d.MarshalJSON()
	require.NoError(t, err)
	return string(b)
}

// manyUncertain are deals of log-normal amounts that are won for the amount shown, less or more.
func manyUncertain(n int, p float64, before bool) []forecast.UncertainTerm {
	random := rand.New(rand.NewPCG(uint64(n), 7))
	r, err := forecast.NewRatios(forecast.Ratio{Value: 0.5, Share: 0.2}, forecast.Ratio{Value: 0.85, Share: 0.2}, forecast.Ratio{Value: 1, Share: 0.5}, forecast.Ratio{Value: 2.5, Share: 0.1})
	if err != nil {
		panic(err)
	}
	var list []forecast.UncertainTerm
	for range n {
		s := forecast.SharedTerm{Amount: decimal.New(int64(1e6*math.Exp(random.NormFloat64())), -2), By: p * (0.5 + random.Float64())}
		if before {
			s.Before = s.By * random.Float64() / 2
		}
		list = append(list, forecast.UncertainTerm{SharedTerm: s, Ratios: r})
	}
	return list
}

// What the distribution says is what drawing gives, independent or not: each probability within four standard errors and what Floor says.
func TestUncertainWinsAgreeWithDrawing(t *testing.T) {
	const draws = 8000
	for _, c := range []struct {
		n      int
		p, rho float64
	}{{30, 0.3, 0}, {30, 0.3, 0.2}, {300, 0.2, 0}, {300, 0.2, 0.15}, {600, 0.01, 0.1}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			list := manyUncertain(c.n, c.p, true)
			d, err := forecast.UncertainWins(list, forecast.LatticeOptions{}, forecast.Dependence{Rho: c.rho})
			require.NoError(t, err)
			quantiles := []float64{d.Quantile(0.1), d.Quantile(0.5), d.Quantile(0.9)}
			hits := make([]float64, len(quantiles))
			sum, square := drawn(list, c.rho, draws, func(x float64) {
				for i, q := range quantiles {
					if x >= q-1e-6 {
						hits[i]++
					}
				}
			})
			mean, sd := sum/draws, math.Sqrt(square/draws-sum/draws*sum/draws)
			assert.InDelta(t, mean, d.Mean(), 4*sd/math.Sqrt(draws))
			assert.InDelta(t, 1, sd/d.StdDev(), 0.05)
			for i, q := range quantiles {
				p := d.AtLeast(q)
				assert.InDelta(t, p, hits[i]/draws, 4*math.Sqrt(p*(1-p)/draws)+d.Floor()+0.003)
			}
		})
	}
}

// drawn draws sums of wins that share a fate.
func drawn(list []forecast.UncertainTerm, rho float64, draws int, each func(float64)) (sum, square float64) {
	random := rand.New(rand.NewPCG(3, 4))
	type limits struct{ from, to float64 }
	at := make([]limits, len(list))
	for i, u := range list {
		at[i] = limits{mathext.NormalQuantile(u.Before), mathext.NormalQuantile(u.By)}
	}
	for range draws {
		z, x := random.NormFloat64(), 0.0
		for i, u := range list {
			if y := math.Sqrt(rho)*z + math.Sqrt(1-rho)*random.NormFloat64(); y < at[i].from || y >= at[i].to {
				continue
			}
			v := random.Float64()
			for r := range u.Ratios.All() {
				if v -= r.Share; v < 0 {
					x += u.Amount.InexactFloat64() * r.Value
					break
				}
			}
		}
		sum, square = sum+x, square+x*x
		each(x)
	}
	return sum, square
}

func TestUncertainWinsSaysEveryFault(t *testing.T) {
	r := ratios(t, forecast.Ratio{Value: 0.5, Share: 1}, forecast.Ratio{Value: 999.999999, Share: 1})
	huge := uncertain("1", 0.5, r)
	huge.Amount = decimal.New(9, sf.MaxDigits-1) // money by itself, but not a thousand times
	order := uncertain("1", 0.5, r)
	order.Before = 0.6
	_, err := forecast.UncertainWins([]forecast.UncertainTerm{uncertain("1", math.NaN(), r), huge, order}, forecast.LatticeOptions{Unit: decimal.NewFromInt(-1)}, forecast.Dependence{Rho: 2})
	assert.Equal(t, []string{
		"forecast.probability terms[0].by", "forecast.amount_digits terms[1].amount", "forecast.chance_order terms[2]",
		"forecast.rho dependence.rho", "forecast.unit unit",
	}, said(t, err))
	_, err = forecast.UncertainWins([]forecast.UncertainTerm{uncertain("1e6", 0.5, r)}, forecast.LatticeOptions{Unit: decimal.New(1, -3)}, forecast.Dependence{})
	assert.Equal(t, []string{"forecast.unit_too_fine unit"}, said(t, err))
	_, err = forecast.UncertainWins([]forecast.UncertainTerm{order}[:1], forecast.LatticeOptions{}, forecast.Dependence{})
	assert.True(t, isInvalid(err))
	order.Ratios = nil
	_, err = forecast.UncertainWins([]forecast.UncertainTerm{order}, forecast.LatticeOptions{}, forecast.Dependence{})
	assert.Equal(t, []string{"forecast.chance_order terms[0]"}, said(t, err))

	half := ratios(t, forecast.Ratio{Value: 0.5, Share: 1})
	for _, dep := range []forecast.Dependence{{}, {Rho: 0.3}} {
		// sure but for the ratio; hardly possible; both, of amounts without a common unit
		d, err := forecast.UncertainWins([]forecast.UncertainTerm{uncertain("1000000.01", 1, half), uncertain("7.77", 5e-324, r), uncertain("1e-9", 1e-320, r), uncertain("123456789.123", 1e-320, half)}, forecast.LatticeOptions{}, dep)
		require.NoError(t, err)
		assert.InDelta(t, 500000.005, d.Mean(), 1e-6)
		assert.InDelta(t, 500000.005, d.Quantile(0.5), 1e-6)
		d, err = forecast.UncertainWins([]forecast.UncertainTerm{uncertain("0.001", 1, half)}, forecast.LatticeOptions{}, dep)
		require.NoError(t, err)
		assert.InDelta(t, 0.0005, d.Mean(), 1e-12)
	}
	tiny := uncertain("1", 0.5, r)
	tiny.Amount = decimal.New(1, -sf.MaxDigits) // half of it is rounded to even
	d, err := forecast.UncertainWins([]forecast.UncertainTerm{tiny, uncertain("0", 0.5, r), uncertain("7", 0, r), uncertain("3", 1, nil)}, forecast.LatticeOptions{}, forecast.Dependence{Rho: 0.1})
	require.NoError(t, err)
	assert.InDelta(t, 3, d.Mean(), 1e-9)
	d, err = forecast.UncertainWins([]forecast.UncertainTerm{uncertain("7", 0, r), uncertain("3", 1, nil)}, forecast.LatticeOptions{}, forecast.Dependence{Rho: 0.1})
	require.NoError(t, err)
	assert.InDelta(t, 3, d.Quantile(0.5), 0)
	d, err = forecast.UncertainWins([]forecast.UncertainTerm{uncertain("10", 0.5, r)}, forecast.LatticeOptions{Unit: decimal.NewFromInt(5)}, forecast.Dependence{})
	require.NoError(t, err)
	assert.InDelta(t, 0.25, d.AtLeast(9999.9), 1e-3, "split between 9995 and 10000")
}

// In a large book, credits among it, what is mixed of normal distributions has the mean and the variance of the terms.
func TestUncertainWinsMixKeepsMoments(t *testing.T) {
	list := manyUncertain(2500, 0.3, true)
	for i := range list {
		if i%3 == 0 {
			list[i].Amount = list[i].Amount.Neg()
		}
	}
	list = append(list, uncertain("1e7", 1, nil))
	d, err := forecast.UncertainWins(list, forecast.LatticeOptions{}, forecast.Dependence{Rho: 0.1})
	require.NoError(t, err)
	mean, square := 0.0, 0.0
	for x, p := range d.All() {
		mean, square = mean+p*x, square+p*(x-d.Mean())*(x-d.Mean())
	}
	assert.InDelta(t, 0, (mean-d.Mean())/d.StdDev(), 2e-4)
	assert.InDelta(t, 1, square/d.Variance(), 1e-3)
	assert.Positive(t, d.Floor())
}

// The order of terms changes no byte, and very many equal deals are grouped.
func TestUncertainWinsOfMany(t *testing.T) {
	list := manyUncertain(200, 0.2, true)
	for _, dep := range []forecast.Dependence{{}, {Rho: 0.1}} {
		d, err := forecast.UncertainWins(list, forecast.LatticeOptions{}, dep)
		require.NoError(t, err)
		random := rand.New(rand.NewPCG(1, 1))
		e, err := forecast.UncertainWins(shuffled(list, random.IntN), forecast.LatticeOptions{}, dep)
		require.NoError(t, err)
		assert.Equal(t, text(t, d), text(t, e))
	}
	many := make([]forecast.UncertainTerm, 100_000)
	for i := range many {
		many[i] = list[i%7]
	}
	d, err := forecast.UncertainWins(many, forecast.LatticeOptions{}, forecast.Dependence{})
	require.NoError(t, err)
	mean, sd := d.Mean(), d.StdDev()
	assert.InDelta(t, mean, d.Quantile(0.5), sd/20)
	assert.InDelta(t, 0.1587, d.AtLeast(mean+sd), 2e-3) // normal by then
}

func BenchmarkUncertainWins(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		for _, rho := range []float64{0, 0.1} {
			list := manyUncertain(n, 0.2, true)
			b.Run(fmt.Sprintf("deals=%d/rho=%v", n, rho), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := forecast.UncertainWins(list, forecast.LatticeOptions{}, forecast.Dependence{Rho: rho}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
