package forecast_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// aged is a model with a clock: the chance of a stage, spread over time by a deal's age in days. all makes every deal different.
func aged(all bool) model {
	ever := map[string]float64{"lead": 0.1, "offer": 0.4, "signing": 0.9}
	return func(d *forecast.Deal) []float64 {
		age := asOf.Sub(d.Entered).Hours() / 24
		if all {
			age += float64(len(d.ID)) + d.Amount.Float64()/1e6
		}
		row := make([]float64, 6)
		for j := range 5 {
			row[j] = ever[d.Stage] * -math.Expm1(-float64(j)*90/(100+age))
		}
		row[5] = ever[d.Stage]
		return row
	}
}

// bigBook has deals of log-normal amounts in two regions or more.
func bigBook(b testing.TB, n, groups int) *forecast.Book {
	r := rand.New(rand.NewPCG(1, 2))
	book := &forecast.Book{Pipeline: pipeline(b), AsOf: asOf}
	for i := range n {
		d := forecast.Deal{
			ID: fmt.Sprint(i), Stage: []string{"lead", "offer", "signing"}[r.IntN(3)], Amount: yuan(fmt.Sprintf("%.2f", math.Exp(9+r.NormFloat64()))),
			Entered: asOf.AddDate(0, 0, -r.IntN(300)),
		}
		if groups > 0 {
			d.Group = []string{fmt.Sprint(r.IntN(groups))}
		}
		book.Deals = append(book.Deals, d)
	}
	return book
}

func BenchmarkRunDependent(b *testing.B) {
	for _, c := range []struct {
		deals, groups int
		all, learned  bool
	}{{1_000, 0, false, false}, {10_000, 0, false, false}, {10_000, 0, true, false}, {10_000, 5, false, false}, {10_000, 0, false, true}} {
		book := bigBook(b, c.deals, c.groups)
		d := forecast.Dependence{Rho: 0.1}
		if c.learned {
			learned, err := forecast.LearnRho(countedQuarters(9, 22, 12, 17, 11, 25, 14, 8))
			if err != nil {
				b.Fatal(err)
			}
			d = forecast.Dependence{Learned: learned}
		}
		for _, dep := range []forecast.Dependence{{}, d} {
			b.Run(fmt.Sprintf("deals=%d/periods=4/groups=%d/different=%v/learned=%v/dependent=%v", c.deals, c.groups, c.all, c.learned, !dep.IsZero()), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := forecast.Run(book, aged(c.all), forecast.Options{Periods: quarters(4), Dependence: dep}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// countedQuarters are past quarters of 50 deals with the chance 0.3 each.
func countedQuarters(won ...int) (past []forecast.PastPeriod) {
	for i, q := range sf.Quarters(asOf.AddDate(-5, 0, 0), len(won)) {
		past = append(past, forecast.PastPeriod{Period: q, Deals: []forecast.PastDeals{{P: 0.3, Deals: 50, Won: won[i]}}})
	}
	return past
}

func dependent(t require.TestingT, b *forecast.Book, m forecast.Model, n int, d forecast.Dependence) *forecast.Report {
	q := quarters(n)
	rep, err := forecast.Run(b, m, forecast.Options{Periods: q, Dependence: d, Quotas: []forecast.Quota{{Period: q[0], Amount: yuan("2000")}}})
	require.NoError(t, err)
	return rep
}

func TestRunUnderDependenceByHand(t *testing.T) {
	rep := dependent(t, small(t), forecast.Configured(), 2, forecast.Dependence{Rho: 0.3})
	now := rep.Total.Periods[0]
	// 800 won; A, B, D and J can come: all outcomes given z, by the trapezoid rule.
	a, p := []float64{1000, 500.05, 300, 60}, []float64{0.4, 0.9, 0.4, 0.5}
	want, total := 0.0, 0.0
	for z := -8.0; z <= 8; z += 0.125 {
		given := make([]float64, len(p))
		for i := range p {
			x := math.Sqrt2*math.Erfinv(2*p[i]-1) - math.Sqrt(0.3)*z
			given[i] = 0.5 * math.Erfc(-x/math.Sqrt(0.7)/math.Sqrt2)
		}
		w := math.Exp(-z * z / 2)
		total += w
		want += w * enoughOf(t, 1200, a, given)
	}
	assert.InDelta(t, want/total, now.Dependent.Chance.Value, 1e-12)
	assert.InDelta(t, now.Dependent.Chance.Value, now.Dependent.Chance.Low, 0, "an exact lattice: the bracket is a point")
	assert.InDelta(t, 1, now.Dependent.Chance.Level, 0)
	assert.Equal(t, int64(4), now.Dependent.Chance.N)
	assert.InDelta(t, enoughOf(t, 1200, a, p), now.Chance.Value, 1e-12, "the independent one stays beside it")
	assert.Zero(t, now.Range.Mean-now.Dependent.Range.Mean)
	assert.GreaterOrEqual(t, now.Dependent.Range.P90, now.Range.P90)
	assert.True(t, rep.Total.Periods[1].Dependent.Chance.IsZero(), "no quota there")

	require.NotNil(t, rep.Dependence)
	assert.InDelta(t, 0.3, rep.Dependence.Rho.Value, 0)
	assert.InDelta(t, 0.3, rep.Dependence.Mean, 0)
	// A 0.4, B 0.9, C 0.1, D 0.4, E undated, F 0.1, J 0.5
	assert.InDelta(t, 2.4/7, rep.Dependence.P, 1e-15)
	assert.InDelta(t, forecast.EventCorrelation(2.4/7, 2.4/7, 0.3), rep.Dependence.Event.Value, 1e-15)
	assert.Equal(t, "forecast.dependent ", codes(rep.Notes)[len(rep.Notes)-1])
	assert.NotContains(t, codes(rep.Notes), "forecast.independent ")

	whole := rep.Total.Horizon
	assert.Equal(t, sf.Period{From: quarters(2)[0].From, To: quarters(2)[1].To}, whole.Period)
	assert.Equal(t, "1200.04 CNY", whole.Weighted.String())
	assert.Equal(t, []int{1, 6}, []int{whole.WonDeals, whole.DueDeals})
	assert.True(t, whole.Quota.IsZero())
}

// The two periods of one horizon, from the same program as the golden values of SharedWins: the second period's share has the first's
// factor.
func TestPeriodsOfARunShareOneFactor(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}
	for i := range 50 {
		b.Deals = append(b.Deals, forecast.Deal{ID: fmt.Sprint(i), Stage: "offer", Amount: yuan("1")})
	}
	rep := dependent(t, b, model(func(*forecast.Deal) []float64 { return []float64{0, 0.15, 0.3, 0.4} }), 2, forecast.Dependence{Rho: 0.1})
	assert.InDelta(t, 20.4116928288, rep.Total.Periods[0].Dependent.Revenue.Variance(), 5e-10)
	assert.InDelta(t, 9.6618825577, rep.Total.Periods[1].Dependent.Revenue.Variance(), 5e-10)
	assert.InDelta(t, 40.5538649154, rep.Total.Horizon.Dependent.Revenue.Variance(), 5e-10)
	assert.InDelta(t, 0.0808551534, rep.Total.Horizon.Dependent.Revenue.AtLeast(25), 5e-11)
}

func TestWithoutDependenceNothingIsAdded(t *testing.T) {
	rep := dependent(t, small(t), forecast.Configured(), 2, forecast.Dependence{})
	assert.Nil(t, rep.Dependence)
	for g := range rep.Total.All() {
		assert.Nil(t, g.Horizon)
		for _, o := range g.Periods {
			assert.Nil(t, o.Dependent)
		}
	}
	assert.Contains(t, codes(rep.Notes), "forecast.independent ")
}

func TestLawsOfRunUnderDependence(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(t *rapid.T) {
		b := books(t, pipe)
		m := windows(t, b, 5)
		d := forecast.Dependence{Rho: rapid.Float64Range(1e-9, 0.95).Draw(t, "rho")}
		rep := dependent(t, b, m, 3, d)
		alone := dependent(t, b, m, 3, forecast.Dependence{})
		for g := range rep.Total.All() {
			var mean float64
			weighted := sf.Money{}
			for j, o := range g.Periods {
				mean += o.Range.Mean
				weighted = plus(t, weighted, o.Weighted)
				assert.True(t, o.Weighted.Equal(alone.Total.Find(g.Path...).Periods[j].Weighted), "dependence moves no weighted value")
				r := o.Dependent.Range
				assert.True(t, r.P10 <= r.P50 && r.P50 <= r.P90)
				assert.InDelta(t, o.Dependent.Revenue.Mean(), r.Mean, 1e-7*(1+math.Abs(r.Mean)))
			}
			assert.InDelta(t, g.Horizon.Range.Mean, mean, 1e-7*(1+math.Abs(mean)), "periods add up")
			assert.True(t, weighted.Equal(g.Horizon.Weighted))
			if len(g.Children) == 0 {
				continue
			}
			mean = 0
			for _, c := range g.Children {
				mean += c.Horizon.Dependent.Revenue.Mean()
			}
			assert.InDelta(t, g.Horizon.Dependent.Revenue.Mean(), mean, 1e-7*(1+math.Abs(mean)), "groups add up")
		}
		other := *b
		other.Deals = shuffled(b.Deals, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "swap") })
		want, err := json.Marshal(rep)
		require.NoError(t, err)
		got, err := json.Marshal(dependent(t, &other, m, 3, d))
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), "the order of deals changes no byte")
	})
}

func TestProcessorsChangeNoByte(t *testing.T) {
	book := bigBook(t, 1_500, 3)
	var want []byte
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, n := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(n)
		got, err := json.Marshal(dependent(t, book, aged(true), 1, forecast.Dependence{Rho: 0.1}))
		require.NoError(t, err)
		if want == nil {
			want = got
		}
		assert.Equal(t, string(want), string(got))
	}
}

func TestRunSaysHowGoodTheApproximationIs(t *testing.T) {
	rep := dependent(t, bigBook(t, 1_500, 0), aged(false), 1, forecast.Dependence{Rho: 0.1})
	note := rep.Notes[len(rep.Notes)-1]
	assert.Equal(t, forecast.CodeDependentNormal, note.Code)
	stated, _ := note.Arg("error").Number()
	assert.GreaterOrEqual(t, stated.InexactFloat64(), rep.Total.Periods[0].Dependent.Error)
	assert.Less(t, stated.InexactFloat64(), 0.01)
	assert.Zero(t, rep.Total.Periods[0].Dependent.Chance.Level, "no bracket, so none is shown")
}

func TestRunMixesOverWhatIsLearned(t *testing.T) {
	learned, err := forecast.LearnRho(countedQuarters(14, 15, 16, 15, 14, 16))
	require.NoError(t, err)
	rep := dependent(t, small(t), forecast.Configured(), 1, forecast.Dependence{Learned: learned})
	assert.Equal(t, learned.Latent, rep.Dependence.Rho)
	assert.InDelta(t, learned.Mean, rep.Dependence.Mean, 0)
	assert.Contains(t, codes(rep.Notes), "forecast.rho_zero ")
	assert.Less(t, rep.Dependence.Event.Low, rep.Dependence.Event.High)
	// The variance of a mixture with one mean is the mean of the variances.
	var want float64
	for _, each := range learned.Posterior {
		one := dependent(t, small(t), forecast.Configured(), 1, forecast.Dependence{Rho: each.Rho})
		want += each.Weight * one.Total.Horizon.Dependent.Revenue.Variance()
	}
	assert.InEpsilon(t, want, rep.Total.Horizon.Dependent.Revenue.Variance(), 1e-10)

	early := small(t)
	early.AsOf = learned.Fitted.To.AddDate(0, 0, -1)
	early.Deals = nil
	_, err = forecast.Run(early, forecast.Configured(), forecast.Options{Periods: quarters(1), Dependence: forecast.Dependence{Learned: learned}})
	assert.Equal(t, []string{"forecast.rho_later dependence.learned"}, said(t, err), "nothing looks beyond the book")
	_, err = forecast.Run(small(t), forecast.Configured(), forecast.Options{Periods: quarters(1), Dependence: forecast.Dependence{Rho: 2}})
	assert.Equal(t, []string{"forecast.rho dependence.rho"}, said(t, err))
}

func TestDependenceOfBooksWithoutChance(t *testing.T) {
	rep := dependent(t, &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}, forecast.Configured(), 1, forecast.Dependence{Rho: 0.5})
	assert.Zero(t, rep.Total.Horizon.Dependent.Range)
	assert.True(t, rep.Dependence.Event.IsZero(), "what never varies correlates with nothing")
	assert.Empty(t, rep.Notes)
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}
	for i := range 3 {
		b.Deals = append(b.Deals, forecast.Deal{ID: fmt.Sprint(i), Stage: "lead", Amount: yuan("10"), Override: p(1), Close: day("2026-10-01")}) // all overdue
	}
	rep = dependent(t, b, forecast.Configured(), 1, forecast.Dependence{Rho: 0.5})
	assert.Equal(t, forecast.Range{Mean: 30, Mode: 30, P10: 30, P50: 30, P90: 30}, rep.Total.Periods[0].Dependent.Range)
}
