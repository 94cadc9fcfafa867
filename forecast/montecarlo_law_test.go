package forecast_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// horizon measures the revenue of all periods.
func horizon(t forecast.Trial) float64 { return t.Horizon() }

// The seed decides, and nothing else: not the processors, the order of deals, what is measured, or a quota.
func TestTheSeedDecidesEveryByte(t *testing.T) {
	book := bigBook(t, 300, 3)
	o := forecast.Options{Periods: quarters(2), Dependence: forecast.Dependence{Rho: 0.2}, Quotas: []forecast.Quota{{Period: quarters(2)[0], Amount: yuan("500000")}}}
	mc := forecast.MonteCarlo{Trials: 1_100, Seed: 9}
	mc.Measures = []forecast.Measure{{Name: "of one deal", Of: func(t forecast.Trial) float64 { return t.Revenue(0) }, Group: []string{"1"}}}
	jsonOf := func(b *forecast.Book, mc forecast.MonteCarlo) string {
		out, err := json.Marshal(trials(t, b, aged(true), o, mc))
		require.NoError(t, err)
		return string(out)
	}
	want := jsonOf(book, mc)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, n := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(n)
		assert.Equal(t, want, jsonOf(book, mc))
	}
	other := *book
	other.Deals = slices.Clone(book.Deals)
	slices.Reverse(other.Deals)
	assert.Equal(t, want, jsonOf(&other, mc), "the order of deals")
	sim, bare := trials(t, book, aged(true), o, mc), mc
	bare.Measures = nil
	o.Quotas = nil
	less := trials(t, book, aged(true), o, bare)
	assert.Equal(t, sim.Total.Horizon.Range, less.Total.Horizon.Range)
	assert.Equal(t, sim.Measures[0].Range, sim.Total.Find("1").Periods[0].Range, "a measure sees its group")
	mc.Seed++
	assert.NotEqual(t, want, jsonOf(book, mc))
	// More trials leave those before them as they are.
	bare.Trials += 500
	more := slices.Collect(trials(t, book, aged(true), o, bare).Total.Horizon.Revenue.All())
	assert.Equal(t, slices.Collect(less.Total.Horizon.Revenue.All()), more[:1_100])
}

// In each trial groups add up to their parents and periods to the horizon, to the last digit.
func TestTrialsAddUp(t *testing.T) {
	book := bigBook(t, 60, 4)
	book.Deals[0].Group = nil
	sim := trials(t, book, aged(true), forecast.Options{Periods: quarters(3)}, forecast.MonteCarlo{Trials: 300})
	var parts *forecast.Sample
	mean := 0.0
	for _, c := range sim.Total.Children {
		mean += c.Horizon.Range.Mean.Value
		if parts == nil {
			parts = c.Horizon.Revenue
		} else {
			parts = parts.Plus(c.Horizon.Revenue)
		}
	}
	assert.Len(t, sim.Total.Children, 5)
	assert.Nil(t, sim.Total.Find("nowhere"))
	assert.InEpsilon(t, sim.Total.Horizon.Range.Mean.Value, mean, 1e-12)
	assert.InEpsilon(t, sim.Total.Horizon.Range.Variance.Value, parts.Variance().Value, 1e-12)
	periods := sim.Total.Periods[0].Revenue.Plus(sim.Total.Periods[1].Revenue).Plus(sim.Total.Periods[2].Revenue)
	assert.InEpsilon(t, sim.Total.Horizon.Range.Variance.Value, periods.Variance().Value, 1e-12)
}

func TestProgressNeverFallsAndEndsWithAll(t *testing.T) {
	var told []int
	var inside atomic.Int32
	trials(t, bigBook(t, 30, 0), aged(true), forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{Trials: 2_000, Progress: func(done, trials int) {
		assert.Equal(t, int32(1), inside.Add(1), "one goroutine at a time")
		assert.Equal(t, 2_000, trials)
		told = append(told, done)
		inside.Add(-1)
	}})
	assert.Len(t, told, 8, "shards of 256")
	assert.True(t, slices.IsSorted(told))
	assert.Equal(t, 2_000, told[7])
}

func TestSimulateStopsWithItsContext(t *testing.T) {
	before := runtime.NumGoroutine()
	book := bigBook(t, 200, 0)
	o := forecast.Options{Periods: quarters(1)}
	ctx, cancel := context.WithCancel(t.Context())
	var drawn atomic.Int64
	sim, err := forecast.Simulate(ctx, book, aged(true), o, forecast.MonteCarlo{Trials: 1_000_000, Measures: []forecast.Measure{{Of: func(forecast.Trial) float64 {
		if drawn.Add(1) == 50 {
			cancel()
		}
		return 0
	}}}})
	require.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, sim)
	assert.LessOrEqual(t, drawn.Load(), int64(50+runtime.GOMAXPROCS(0)), "a trial for each processor at most")
	for i := 0; i < 10_000 && runtime.NumGoroutine() > before; i++ {
		runtime.Gosched() // they have ended, and may not have gone yet
	}
	assert.LessOrEqual(t, runtime.NumGoroutine(), before, "no goroutine is left")
	// Late, once all is drawn; at once; and while the numbers are summed up, after one question at the start, one for each trial, and one at
	// their end.
	ctx, cancel = context.WithCancel(t.Context())
	_, err = forecast.Simulate(ctx, book, aged(true), o, forecast.MonteCarlo{Trials: 256, Progress: func(int, int) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	_, err = forecast.Simulate(ctx, book, nil, o, forecast.MonteCarlo{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = forecast.Simulate(&expiring{Context: t.Context(), questions: 102}, book, aged(true), o, forecast.MonteCarlo{Trials: 100})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

// expiring is a context that ends after so many questions.
type expiring struct {
	context.Context
	questions int64
	asked     atomic.Int64
}

func (e *expiring) Err() error {
	if e.asked.Add(1) > e.questions {
		return context.DeadlineExceeded
	}
	return nil
}

func TestAPanicReachesTheCaller(t *testing.T) {
	book := bigBook(t, 30, 0)
	o := forecast.Options{Periods: quarters(1)}
	assert.PanicsWithValue(t, "measure", func() {
		_, _ = forecast.Simulate(t.Context(), book, aged(true), o, forecast.MonteCarlo{Measures: []forecast.Measure{{Of: func(forecast.Trial) float64 { panic("measure") }}}})
	})
	assert.PanicsWithValue(t, "progress", func() {
		_, _ = forecast.Simulate(t.Context(), book, aged(true), o, forecast.MonteCarlo{Progress: func(int, int) { panic("progress") }})
	})
	first := trials(t, book, aged(true), o, forecast.MonteCarlo{Trials: 100})
	second := trials(t, book, aged(true), o, forecast.MonteCarlo{Trials: 101})
	assert.Panics(t, func() { first.Total.Horizon.Revenue.Plus(second.Total.Horizon.Revenue) })
	assert.Panics(t, func() { first.Total.Horizon.Revenue.Correlation(second.Total.Horizon.Revenue) })
	assert.Panics(t, func() {
		trials(t, book, aged(true), o, forecast.MonteCarlo{Measures: []forecast.Measure{{Of: func(t forecast.Trial) float64 { return t.Revenue(1) }}}})
	}, "there is no second period")
}

func TestSimulateFindsEveryFault(t *testing.T) {
	_, err := forecast.Simulate(t.Context(), small(t), nil, forecast.Options{}, forecast.MonteCarlo{Trials: 99, Measures: []forecast.Measure{{Name: "empty"}}})
	assert.Equal(t, []string{"forecast.no_periods periods", "forecast.no_model model", "forecast.trials trials", "forecast.measure measures[0].of"}, said(t, err))
	_, err = forecast.Simulate(t.Context(), nil, forecast.Configured(), forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{Trials: -1})
	assert.Equal(t, []string{"forecast.no_pipeline pipeline", "forecast.trials trials"}, said(t, err))
	// The whole, east, west, nobody's, east's two people and nobody: 7 groups, each with two periods and the horizon; and two measures.
	_, err = forecast.Simulate(t.Context(), small(t), forecast.Configured(), forecast.Options{Periods: quarters(2)}, forecast.MonteCarlo{
		Trials: math.MaxInt32, Measures: []forecast.Measure{{Of: horizon}, {Name: "north", Of: horizon, Group: []string{"north"}}},
	})
	assert.Equal(t, []string{"forecast.measure_group measures[1]", "forecast.trials_cost trials"}, said(t, err))
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, "measures[1]: the measure north is of the group north, which the book does not have", invalid.Faults[0].String())
	assert.Contains(t, invalid.Faults[1].String(), fmt.Sprintf("at most %d MiB", 1024))
	_, err = forecast.Simulate(t.Context(), small(t), forecast.Configured(), forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{
		Trials: 300, Measures: []forecast.Measure{{Of: horizon}, {Name: "ratio", Of: func(t forecast.Trial) float64 { return 1 / (t.Horizon() - t.Horizon()) }}},
	})
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, "measures[1]: the measure ratio is infinite in trial 1", invalid.Faults[0].String())
}

// One number of each trial, 8 bytes: 2²⁷ trials fill the gibibyte that is given, and one more is too much.
func TestSimulateRefusesMoreThanItsMemory(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := forecast.Simulate(ctx, b, forecast.Configured(), forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{
		Trials: 1<<27 + 1, Progress: func(int, int) { cancel() },
	})
	assert.Equal(t, []string{"forecast.trials_cost trials"}, said(t, err))
	assert.Equal(t, "trials: 134217729 trials of 1 numbers each, one for every group and period and every measure, would take 1025 MiB; at most 1024 MiB are given", err.Error())
}

func TestQuotasThatAddUpToNoMoney(t *testing.T) {
	q := quarters(2)
	most := yuan(strings.Repeat("9", sf.MaxDigits))
	_, err := forecast.Simulate(t.Context(), small(t), forecast.Configured(), forecast.Options{
		Periods: q, Quotas: []forecast.Quota{{Period: q[0], Amount: most}, {Period: q[1], Amount: most}},
	}, forecast.MonteCarlo{Trials: 100})
	assert.Equal(t, []string{"forecast.too_large "}, said(t, err))
}

func TestATrialThatDoesNotCount(t *testing.T) {
	// J is won with ½ in the first quarter, and A with 0.4 whatever J does.
	given := func(t forecast.Trial) float64 {
		if _, won := t.Won(9); !won {
			return math.NaN()
		}
		if _, won := t.Won(0); won {
			return 1
		}
		return 0
	}
	rare := func(t forecast.Trial) float64 {
		if t.Horizon() > 800 {
			return math.NaN()
		}
		return 1
	}
	sim := trials(t, small(t), forecast.Configured(), forecast.Options{Periods: quarters(1)}, forecast.MonteCarlo{
		Trials: 4_000, Measures: []forecast.Measure{{Name: "A if J", Of: given}, {Name: "nothing more", Of: rare}},
	})
	agrees(t, 0.5, forecast.Drawn{Value: float64(sim.Measures[0].N) / 4_000, N: 4_000}, "J")
	agrees(t, 0.4, sim.Measures[0].Range.Mean, "A if J")
	assert.Equal(t, sim.Measures[0].N, sim.Measures[0].Range.P50.N)
	// Nothing more comes with 0.6 · 0.1 · 0.6 · 0.5 = 0.018: some 72 trials.
	assert.Greater(t, sim.Measures[1].N, 20)
	assert.Equal(t, forecast.SimulatedRange{}, sim.Measures[1].Range, "too few to say anything")
	last := sim.Notes[len(sim.Notes)-1]
	assert.Equal(t, []string{"forecast.measure_few measures[1]"}, codes([]sf.Note{last}))
	out, err := json.Marshal(sim.Measures[1])
	require.NoError(t, err)
	assert.JSONEq(t, fmt.Sprintf(`{"name":"nothing more","n":%d,"range":{}}`, sim.Measures[1].N), string(out))
}

func TestTrialsDoNotAllocate(t *testing.T) {
	book := bigBook(t, 50, 2)
	run := func(n int) float64 {
		return testing.AllocsPerRun(2, func() {
			trials(t, book, aged(false), forecast.Options{Periods: quarters(2)}, forecast.MonteCarlo{Trials: n, Measures: []forecast.Measure{{Of: horizon}}})
		})
	}
	assert.InDelta(t, run(1_000), run(11_000), 25, "ten thousand trials more")
}

// Ten shards a seed, two hundred seeds: the mean varies over seeds as its error says. Shards or seeds that shared draws would vary more.
// The tolerance is four standard errors of a standard deviation from R = 200 numbers, 4/√(2R) = 0.2.
func TestShardsAndSeedsAreIndependent(t *testing.T) {
	const seeds = 200
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}
	for i := range 4 {
		b.Deals = append(b.Deals, forecast.Deal{ID: fmt.Sprint(i), Stage: "lead", Amount: yuan("1"), Close: day("2026-12-01"), Override: p(0.4)})
	}
	for _, dependence := range []forecast.Dependence{{}, {Rho: 0.3}} {
		var squares, stated float64
		for seed := range uint64(seeds) {
			got := trials(t, b, forecast.Configured(), forecast.Options{Periods: quarters(1), Dependence: dependence}, forecast.MonteCarlo{Trials: 2_560, Seed: seed}).Total.Horizon.Range.Mean
			squares += (got.Value - 1.6) * (got.Value - 1.6)
			stated += got.Error * got.Error
		}
		assert.InDelta(t, 1, math.Sqrt(squares/stated), 0.2)
	}
}

func TestASimulationAsJSON(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf, Deals: []forecast.Deal{
		{ID: "A", Stage: "lead", Amount: yuan("2.5"), Close: day("2026-12-01"), Override: p(1)},
	}}
	q := quarters(1)
	sim := trials(t, b, forecast.Configured(), forecast.Options{Periods: q, Quotas: []forecast.Quota{{Period: q[0], Amount: yuan("3")}}}, forecast.MonteCarlo{
		Trials: 100, Seed: math.MaxUint64, Measures: []forecast.Measure{{Name: "half", Of: func(t forecast.Trial) float64 { return t.Horizon() / 2 }}},
	})
	require.Len(t, sim.Notes, 1)
	sim.Notes = nil
	out, err := json.Marshal(sim)
	require.NoError(t, err)
	number := func(x string) string {
		return `{"value": ` + x + `, "error": 0, "low": ` + x + `, "high": ` + x + `, "n": 100}`
	}
	summary := func(x string) string {
		return `{"mean": ` + number(x) + `, "variance": ` + number("0") + `, "p10": ` + number(x) + `, "p50": ` + number(x) + `, "p90": ` + number(x) + `}`
	}
	high := sim.Total.AllQuotas.High
	assert.InDelta(t, 1-math.Pow(0.025, 1./100), high, 1e-12, "Clopper and Pearson, for none of a hundred")
	missed := `{"value": 0, "error": 0, "low": 0, "high": ` + fmt.Sprint(high) + `, "n": 100}`
	outlook := `{"period": {"from": "2026-10-01T00:00:00Z", "to": "2027-01-01T00:00:00Z"}, "range": ` + summary("2.5") + `, "quota": {"amount": "3", "currency": "CNY"}, "chance": ` + missed
	assert.JSONEq(t, `{
		"as_of": "2026-11-22T09:00:00Z", "currency": "CNY", "trials": 100, "seed": "18446744073709551615",
		"total": {"path": [], "periods": [`+outlook+`, "horizon_if_missed": `+missed+`}], "horizon": `+outlook+`}, "all_quotas": `+missed+`},
		"measures": [{"name": "half", "n": 100, "range": `+summary("1.25")+`}]
	}`, string(out))
}
