package forecast_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

func trials(t testing.TB, b *forecast.Book, m forecast.Model, o forecast.Options, mc forecast.MonteCarlo) *forecast.Simulation {
	t.Helper()
	sim, err := forecast.Simulate(t.Context(), b, m, o, mc)
	require.NoError(t, err)
	return sim
}

// chanceOfFluke is how improbable what is drawn must be under the exact numbers to be held against them. The tests below compare some
// ten thousand numbers.
const chanceOfFluke = 1e-9

// agrees checks a frequency against its exact probability by the binomial distribution.
func agrees(t *testing.T, exact float64, got forecast.Drawn, what string) {
	t.Helper()
	liesBetween(t, exact, exact, got, what)
}

// liesBetween checks a frequency against bounds of its probability.
func liesBetween(t *testing.T, low, high float64, got forecast.Drawn, what string) {
	t.Helper()
	hits := math.Round(got.Value * float64(got.N))
	law := func(p float64) distuv.Binomial {
		return distuv.Binomial{N: float64(got.N), P: math.Max(0, math.Min(p, 1))} // but for rounding
	}
	assert.Greater(t, law(low).CDF(hits), chanceOfFluke, "%s: at least %g, drawn %+v", what, low, got)
	if hits > 0 {
		assert.Greater(t, 1-law(high).CDF(hits-1), chanceOfFluke, "%s: at most %g, drawn %+v", what, high, got)
	}
}

// meanAgrees checks a mean by the inequality of Bernstein (1924), which asks for nothing but the variance and the reach of one trial.
func meanAgrees(t *testing.T, exact *forecast.Distribution, got forecast.Drawn, what string) {
	t.Helper()
	reach := math.Max(exact.Quantile(1)-exact.Mean(), exact.Mean()-exact.Quantile(0))
	l, n := math.Log(2/chanceOfFluke), float64(got.N)
	most := math.Sqrt(2*exact.Variance()*l/n) + 2*reach*l/(3*n)
	assert.InDelta(t, exact.Mean(), got.Value, most+1e-9*(1+math.Abs(exact.Mean())), what)
}

// anyBook is a book with a model and a dependence.
type anyBook struct {
	book  *forecast.Book
	model model
	rho   float64
}

func drawBook(t *testing.T, seed int) anyBook {
	pipe := pipeline(t)
	return rapid.Custom(func(t *rapid.T) anyBook {
		b := books(t, pipe)
		return anyBook{b, windows(t, b, 5), rapid.Float64Range(0.01, 0.95).Draw(t, "rho")}
	}).Example(seed)
}

// The law: the exact result lies within Monte Carlo's error, for means, variances, quantiles and chances, apart and together.
func TestExactResultsLieWithinTheirMonteCarloError(t *testing.T) {
	var intervals, held int
	for seed := range 40 {
		drawn := drawBook(t, seed)
		o := forecast.Options{Periods: quarters(3), Quotas: []forecast.Quota{
			{Period: quarters(3)[0], Amount: yuan("1500")}, {Period: quarters(3)[1], Amount: yuan("900.5"), Group: []string{"east"}},
		}}
		if seed%2 == 1 {
			o.Dependence = forecast.Dependence{Rho: drawn.rho}
		}
		rep, err := forecast.Run(drawn.book, drawn.model, o)
		require.NoError(t, err)
		sim := trials(t, drawn.book, drawn.model, o, forecast.MonteCarlo{Trials: 3_000, Seed: uint64(seed)})
		assert.Equal(t, rep.Notes, sim.Notes)
		assert.Equal(t, rep.Dependence, sim.Dependence)
		assert.False(t, sim.Total.Horizon.Quota.Known(), "a quota for some of the periods is none for all")
		assert.Zero(t, sim.Total.Periods[0].HorizonIfMet)
		for g := range rep.Total.All() {
			s := sim.Total.Find(g.Path...)
			require.NotNil(t, s, g.Path)
			for j, want := range g.Periods {
				got, revenue := s.Periods[j], want.Revenue
				if want.Dependent != nil {
					revenue = want.Dependent.Revenue
				}
				assert.Equal(t, want.Quota, got.Quota)
				if want.Quota.Known() {
					agrees(t, revenue.AtLeast(want.Quota.Float64()), got.Chance, "quota")
				} else {
					assert.Zero(t, got.Chance)
				}
				compareSamples(t, revenue, got, &intervals, &held)
			}
			if g.Horizon != nil {
				compareSamples(t, g.Horizon.Dependent.Revenue, s.Horizon, &intervals, &held)
			}
		}
	}
	// Intervals of 95 % hold 95 % of the exact values; those of lattices more.
	require.Greater(t, intervals, 1_000)
	assert.Greater(t, float64(held)/float64(intervals), 0.95-0.02, "%d of %d", held, intervals)
}

func compareSamples(t *testing.T, exact *forecast.Distribution, got forecast.SimulatedOutlook, intervals, held *int) {
	t.Helper()
	meanAgrees(t, exact, got.Range.Mean, "mean")
	step := 0.0 // of the lattice, where amounts do not lie on it
	if !exact.Exact() {
		step = exact.Unit().InexactFloat64()
	}
	for _, p := range []float64{0.1, 0.3, 0.5, 0.9} {
		x := exact.Quantile(p)
		liesBetween(t, exact.AtLeast(x+step), exact.AtLeast(x-step), got.Revenue.AtLeast(x), "quantile")
	}
	if exact.Variance() == 0 {
		assert.Equal(t, []float64{0, 0, 0}, []float64{got.Range.Variance.Value, got.Range.Mean.Error, got.Range.P90.Error})
		return
	}
	for _, each := range []struct {
		exact float64
		drawn forecast.Drawn
	}{{exact.Mean(), got.Range.Mean}, {exact.Quantile(0.1), got.Range.P10}, {exact.Quantile(0.5), got.Range.P50}, {exact.Quantile(0.9), got.Range.P90}} {
		*intervals++
		if each.exact >= each.drawn.Low-step-1e-6 && each.exact <= each.drawn.High+step+1e-6 {
			*held++
		}
	}
}

// A learned correlation is mixed over, as Run does.
func TestTrialsMixOverWhatIsLearned(t *testing.T) {
	learned, err := forecast.LearnRho(countedQuarters(9, 22, 12, 17, 11, 25, 14, 8))
	require.NoError(t, err)
	require.Greater(t, len(learned.Posterior), 2)
	book := bigBook(t, 40, 2)
	o := forecast.Options{Periods: quarters(2), Dependence: forecast.Dependence{Learned: learned}}
	rep, err := forecast.Run(book, aged(true), o)
	require.NoError(t, err)
	sim := trials(t, book, aged(true), o, forecast.MonteCarlo{Trials: 20_000, Seed: 3})
	exact, got := rep.Total.Horizon.Dependent.Revenue, sim.Total.Horizon
	meanAgrees(t, exact, got.Range.Mean, "mean")
	assert.InDelta(t, exact.Variance(), got.Range.Variance.Value, 4*got.Range.Variance.Error)
	for _, p := range []float64{0.05, 0.1, 0.5, 0.9, 0.95} {
		x := exact.Quantile(p)
		assert.InDelta(t, exact.AtLeast(x), got.Revenue.AtLeast(x).Value, 4*got.Revenue.AtLeast(x).Error+1e-3, "a lattice step is below 1e-3")
	}
}

// What is certain is certain: no draw changes it, and no error is claimed.
func TestTrialsOfACertainBook(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf, Deals: []forecast.Deal{
		{ID: "due", Stage: "offer", Amount: yuan("0.1"), Close: day("2026-12-10"), Override: p(1)},
		{ID: "overdue", Stage: "offer", Amount: yuan("0.2"), Close: day("2026-10-10"), Override: p(1)},
		{ID: "next", Stage: "lead", Amount: yuan("4"), Close: day("2027-01-10"), Override: p(1)},
		{ID: "later", Stage: "lead", Amount: yuan("8"), Close: day("2027-12-10"), Override: p(1)},
		{ID: "undated", Stage: "lead", Amount: yuan("16"), Override: p(1)},
		{ID: "hopeless", Stage: "lead", Amount: yuan("32"), Close: day("2026-12-10"), Override: p(0)},
		{ID: "won", Stage: "won", Entered: at("2026-10-05"), Amount: yuan("64")},
		{ID: "won before", Stage: "won", Entered: at("2026-09-30"), Amount: yuan("128")},
		{ID: "won today", Stage: "won", Amount: yuan("256")},
		{ID: "lost", Stage: "lost", Entered: at("2026-10-05"), Amount: yuan("512")},
		{ID: "free", Stage: "offer", Close: day("2026-12-10"), Override: p(1)},
	}}
	never := -9
	want := []int{0, 0, 1, 2, 2, never, 0, -1, 0, never, 0}
	seen := forecast.Measure{Name: "as it must be", Of: func(t forecast.Trial) float64 {
		for i, when := range want {
			period, won := t.Won(i)
			if won != (when != never) || won && period != when {
				return 0
			}
		}
		if t.Amount(1) != 0.2 || t.Amount(9) != 512 || t.Amount(10) != 0 || t.Revenue(1) != 4 || t.Horizon() != 324.3 {
			return 0
		}
		return 1
	}}
	for _, dependence := range []forecast.Dependence{{}, {Rho: 0.3}} {
		q := quarters(2)
		sim := trials(t, b, forecast.Configured(), forecast.Options{
			Periods: q, Dependence: dependence, Quotas: []forecast.Quota{{Period: q[0], Amount: yuan("320.3")}, {Period: q[1], Amount: yuan("4.1")}},
		}, forecast.MonteCarlo{Trials: 100, Measures: []forecast.Measure{seen}})
		sure := forecast.Drawn{Value: 320.3, Low: 320.3, High: 320.3, N: 100}
		first := sim.Total.Periods[0]
		assert.Equal(t, []forecast.Drawn{sure, sure, sure, sure}, []forecast.Drawn{first.Range.Mean, first.Range.P10, first.Range.P50, first.Range.P90},
			"0.1 + 0.2 + 64 + 256, not 320.30000000000001")
		assert.Equal(t, 324.3, sim.Total.Horizon.Range.Mean.Value)
		assert.Equal(t, "324.4 CNY", sim.Total.Horizon.Quota.String())
		assert.Equal(t, []float64{1, 0, 0, 0}, []float64{first.Chance.Value, sim.Total.Periods[1].Chance.Value, sim.Total.AllQuotas.Value, sim.Total.Horizon.Chance.Value})
		assert.Zero(t, first.HorizonIfMissed, "it never happened")
		assert.Equal(t, 100, first.HorizonIfMet.N)
		assert.InDelta(t, 1, sim.Measures[0].Range.Mean.Value, 0, "every trial shows each deal as it is")
		assert.Zero(t, first.Revenue.Correlation(sim.Total.Periods[1].Revenue), "what never varies correlates with nothing")
	}
	sim := trials(t, b, forecast.Configured(), forecast.Options{Periods: quarters(2)[1:]}, forecast.MonteCarlo{Trials: 100, Measures: []forecast.Measure{
		{Name: "due", Of: func(t forecast.Trial) float64 { period, _ := t.Won(0); return float64(period) }},
		{Name: "won", Of: func(t forecast.Trial) float64 { period, _ := t.Won(6); return float64(period) }},
	}})
	assert.Equal(t, []float64{-1, -1}, []float64{sim.Measures[0].Range.Mean.Value, sim.Measures[1].Range.Mean.Value}, "before the first period")
	assert.Equal(t, sim.Total.Periods[0].Range, sim.Total.Horizon.Range, "one period is the horizon")
}

// Two deals of 1 in each of two quarters, each with chance ½ and apart: P(both quotas of 1) = (3/4)², P(year ≥ 2 | first ≥ 1) =
// (1/4·3/4 + ... ) by counting the 16 outcomes.
func TestJointResultsByHand(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}
	for _, d := range []string{"2026-12-01", "2026-12-01", "2027-01-15", "2027-01-15"} {
		b.Deals = append(b.Deals, forecast.Deal{Stage: "lead", Amount: yuan("1"), Close: day(d), Override: p(0.5)})
	}
	q := quarters(2)
	sim := trials(t, b, forecast.Configured(), forecast.Options{
		Periods: q, Quotas: []forecast.Quota{{Period: q[0], Amount: yuan("1")}, {Period: q[1], Amount: yuan("1")}},
	}, forecast.MonteCarlo{Trials: 40_000, Seed: 5})
	total := sim.Total
	agrees(t, 9./16, total.AllQuotas, "both quotas")
	agrees(t, 11./16, total.Horizon.Chance, "two or more of four")
	agrees(t, 10./12, total.Periods[0].HorizonIfMet, "of the 12 outcomes with one in the first quarter 10 have two in all")
	agrees(t, 1./4, total.Periods[0].HorizonIfMissed, "both of the second")
	agrees(t, 1./4, total.Periods[1].HorizonIfMissed, "both of the first")
	assert.InDelta(t, 30_000, total.Periods[0].HorizonIfMet.N, 400)
	first, second := total.Periods[0].Revenue, total.Periods[1].Revenue
	r := first.Correlation(second)
	assert.InDelta(t, 0, r.Value, 4*r.Error)
	assert.InDelta(t, 1/math.Sqrt(40_000), r.Error, 1e-4)
	with := first.Correlation(total.Horizon.Revenue)
	assert.InDelta(t, math.Sqrt(0.5), with.Value, 4*with.Error, "a half of the variance")
	sum := first.Plus(second)
	assert.Equal(t, total.Horizon.Range.Mean, sum.Mean())
	assert.Equal(t, total.Horizon.Range.Variance, sum.Variance())
	// Sharing a fate: 50 deals with F = (0.15, 0.30) at ρ = 0.1, scipy 1.10.1: variances 20.4117 and 9.6619, covariance 5.2401.
	b.Deals = nil
	for range 50 {
		b.Deals = append(b.Deals, forecast.Deal{Stage: "lead", Amount: yuan("1")})
	}
	shared := trials(t, b, model(func(*forecast.Deal) []float64 { return []float64{0, 0.15, 0.3, 0.4} }),
		forecast.Options{Periods: q, Dependence: forecast.Dependence{Rho: 0.1}}, forecast.MonteCarlo{Trials: 20_000})
	r = shared.Total.Periods[0].Revenue.Correlation(shared.Total.Periods[1].Revenue)
	assert.InDelta(t, 5.2401447644/math.Sqrt(20.4116928288*9.6618825577), r.Value, 4*r.Error)
	assert.Less(t, r.Error, 0.008)
}

// Deals and amounts of all sizes: a unit is found in which sums stay exact to 2⁻⁵³ of the whole.
func TestTrialsOfHugeAndTinyAmounts(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf, Deals: []forecast.Deal{
		{ID: "huge", Stage: "lead", Amount: yuan("9" + strings.Repeat("0", 60)), Close: day("2026-12-10"), Override: p(1)},
		{ID: "tiny", Stage: "lead", Amount: yuan("0." + strings.Repeat("0", 30) + "1"), Close: day("2026-12-10"), Override: p(0.5)},
		{ID: "credit", Stage: "lead", Amount: yuan("-5"), Close: day("2026-12-10"), Override: p(1)},
	}}
	sim := trials(t, b, forecast.Configured(), forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{Trials: 200})
	assert.InEpsilon(t, 9e60, sim.Total.Periods[0].Range.P50.Value, 1e-15)
	b.Deals = b.Deals[1:]
	sim = trials(t, b, forecast.Configured(), forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{Trials: 200})
	assert.InDelta(t, -5, sim.Total.Periods[0].Range.P50.Value, 0)
	b.Deals = b.Deals[:1]
	sim = trials(t, b, forecast.Configured(), forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{Trials: 200})
	assert.InDelta(t, 1e-31, sim.Total.Periods[0].Range.P90.Value, 0)
	b.Deals = nil
	sim = trials(t, b, forecast.Configured(), forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{Trials: 200})
	assert.Equal(t, forecast.Drawn{N: 200}, sim.Total.Horizon.Range.P90, "an empty book brings nothing, for sure")
	assert.Equal(t, []sf.Note(nil), sim.Notes)
}
