package forecast_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func TestRunByHand(t *testing.T) {
	q := quarters(2)
	rep, err := forecast.Run(small(t), forecast.Configured(), forecast.Options{
		Periods: q,
		Quotas: []forecast.Quota{
			{Period: q[0], Amount: yuan("2000")},
			{Group: []string{"east"}, Period: q[0], Amount: yuan("800")},
			{Group: []string{"north"}, Period: q[1], Amount: yuan("100")},
		},
	})
	require.NoError(t, err)
	assert.Equal(t, "CNY", rep.Currency)

	now := rep.Total.Periods[0]
	assert.Equal(t, 1, now.WonDeals)
	assert.Equal(t, "800 CNY", now.Won.String())
	assert.Equal(t, 5, now.DueDeals) // A, B, D (overdue), F, J
	assert.Equal(t, 1, now.NoAmount) // F
	assert.Equal(t, "1860.05 CNY", now.Due.String())
	// A 400, B 450.045 → 450.04 (half to even), D 120, J 30
	assert.Equal(t, "1000.04 CNY", now.Weighted.String())
	assert.InDelta(t, 800+400+450.045+120+30, now.Range.Mean, 1e-9)
	assert.InDelta(t, now.Range.Mean, now.Revenue.Mean(), 0)
	// closed 800; commit B; best case A, D; pipeline F (unknown), J; each holding those before it
	assert.Equal(t, forecast.Categories{Closed: yuan("800"), Commit: yuan("1300.05"), BestCase: yuan("2600.05"), Pipeline: yuan("2660.05")}, now.Categories)
	// Quota 2000: 1200 must come from A, B, D, J.
	assert.InDelta(t, enoughOf(t, 1200, []float64{1000, 500.05, 300, 60}, []float64{0.4, 0.9, 0.4, 0.5}), now.Chance.Value, 1e-12)
	assert.InDelta(t, now.Chance.Value, now.Chance.Low, 1e-12)
	assert.InDelta(t, now.Chance.Value, now.Chance.High, 1e-12)
	assert.Equal(t, "199.96 CNY", now.Gap.String())
	require.NotNil(t, now.Coverage)
	assert.InDelta(t, 1860.05/1200, *now.Coverage, 1e-12)

	next := rep.Total.Periods[1]
	assert.Equal(t, "200 CNY", next.Weighted.String()) // C
	assert.True(t, next.Quota.IsZero())
	assert.True(t, next.Chance.IsZero())
	assert.Nil(t, next.Coverage)

	assert.Equal(t, forecast.Rest{Weighted: yuan("0")}, rep.Total.Sooner)
	assert.Equal(t, forecast.Rest{Deals: 1, Weighted: yuan("280")}, rep.Total.Later) // E

	var paths []string
	for g := range rep.Total.All() {
		paths = append(paths, fmt.Sprint(g.Path))
	}
	assert.Equal(t, []string{"[]", "[]", "[east]", "[east 李强]", "[east 王芳]", "[north]", "[west]"}, paths, "E has a child of its own, with an empty name")
	assert.Equal(t, "280 CNY", rep.Total.Find("").Later.Weighted.String())
	east := rep.Total.Find("east")
	assert.Equal(t, "970.04 CNY", east.Periods[0].Weighted.String())
	assert.Nil(t, east.Periods[0].Coverage, "the quota has been reached")
	assert.InDelta(t, 1, east.Periods[0].Chance.Value, 1e-12)
	assert.Equal(t, "-970.04 CNY", east.Periods[0].Gap.String())
	assert.InDelta(t, 0, rep.Total.Find("north").Periods[1].Chance.Value, 0)
	assert.Nil(t, rep.Total.Find("south"))

	assert.Equal(t, []string{"forecast.overdue ", "forecast.no_close_date ", "forecast.amount_missing ", "forecast.overridden ", "forecast.independent "}, codes(rep.Notes))
	assert.Equal(t, "1 of 7 open deals are past their close date; they are taken to be due now", rep.Notes[0].Text)
}

// enoughOf returns P(Σ a·Bernoulli(p) ≥ x) by going through every outcome.
func enoughOf(t *testing.T, x float64, a, p []float64) float64 {
	t.Helper()
	total := 0.0
	for mask := range 1 << len(a) {
		chance, sum := 1.0, 0.0
		for i := range a {
			if mask>>i&1 == 1 {
				chance *= p[i]
				sum += a[i]
			} else {
				chance *= 1 - p[i]
			}
		}
		if sum >= x-1e-9 {
			total += chance
		}
	}
	return total
}

func TestRollupSingle(t *testing.T) {
	rep, err := forecast.Run(small(t), forecast.Configured(), forecast.Options{Periods: quarters(1), Rollup: forecast.Single})
	require.NoError(t, err)
	assert.Equal(t, forecast.Categories{Closed: yuan("800"), Commit: yuan("500.05"), BestCase: yuan("1300"), Pipeline: yuan("60")}, rep.Total.Periods[0].Categories)
	b := small(t)
	b.Deals[0].Category = stage.Omitted
	rep, err = forecast.Run(b, forecast.Configured(), forecast.Options{Periods: quarters(1), Rollup: forecast.Single})
	require.NoError(t, err)
	assert.Equal(t, "300 CNY", rep.Total.Periods[0].Categories.BestCase.String(), "A is omitted")
}

// Each deal is rounded before it is added. Three deals of 0.05 at 0.1 are worth 0.005 each: rounded one by one they are nothing (half to
// even), rounded together they would be 0.02.
func TestWeightedRoundsEachDeal(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}
	for i := range 3 {
		b.Deals = append(b.Deals, forecast.Deal{ID: fmt.Sprint(i), Stage: "lead", Amount: yuan("0.05"), Close: day("2026-12-01"), Group: []string{fmt.Sprint(i)}})
	}
	rep, err := forecast.Run(b, forecast.Configured(), forecast.Options{Periods: quarters(1)})
	require.NoError(t, err)
	assert.Equal(t, "0 CNY", rep.Total.Periods[0].Weighted.String())
	assert.InDelta(t, 0.015, rep.Total.Periods[0].Range.Mean, 1e-15)
	rep, err = forecast.Run(b, forecast.Configured(), forecast.Options{Periods: quarters(1), Unit: decimal.New(1, -3)})
	require.NoError(t, err)
	assert.Equal(t, "0.015 CNY", rep.Total.Periods[0].Weighted.String())
	rep, err = forecast.Run(small(t), forecast.Configured(), forecast.Options{Periods: quarters(1), Unit: decimal.NewFromInt(1000)})
	require.NoError(t, err)
	assert.Equal(t, "0 CNY", rep.Total.Periods[0].Weighted.String(), "each deal rounds to no thousand")
}

func TestSoonerHoldsWhatComesBeforeTheFirstPeriod(t *testing.T) {
	rep, err := forecast.Run(small(t), forecast.Configured(), forecast.Options{Periods: quarters(2)[1:]})
	require.NoError(t, err)
	assert.Equal(t, "200 CNY", rep.Total.Periods[0].Weighted.String())
	assert.Equal(t, forecast.Rest{Deals: 5, Weighted: yuan("1000.04")}, rep.Total.Sooner, "A, B, D, F and J, F without an amount")
}

func TestOverrideKeepsTheTimingOfTheModel(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf, Deals: []forecast.Deal{
		{ID: "A", Stage: "offer", Amount: yuan("1000"), Override: p(0.5)},
		{ID: "B", Stage: "offer", Amount: yuan("1000"), Override: p(0)},
		{ID: "C", Stage: "offer", Amount: yuan("1000"), Override: p(1), Close: day("2027-01-15")},
	}}
	spread := model(func(*forecast.Deal) []float64 { return []float64{0, 0.1, 0.2, 0.4} })
	rep, err := forecast.Run(b, spread, forecast.Options{Periods: quarters(2)})
	require.NoError(t, err)
	assert.Equal(t, "375 CNY", rep.Total.Periods[0].Weighted.String()) // 125 + 0 + 250
	assert.Equal(t, "375 CNY", rep.Total.Periods[1].Weighted.String())
	assert.Equal(t, "750 CNY", rep.Total.Later.Weighted.String())
	never := model(func(*forecast.Deal) []float64 { return []float64{0, 0, 0, 0} })
	rep, err = forecast.Run(b, never, forecast.Options{Periods: quarters(2)})
	require.NoError(t, err)
	assert.Equal(t, "1000 CNY", rep.Total.Periods[1].Weighted.String(), "C has a close date")
	assert.Equal(t, "500 CNY", rep.Total.Later.Weighted.String(), "A has none")
}

// model gives each deal the row that a function says.
type model func(d *forecast.Deal) []float64

func (m model) WinBy(dst []float64, b *forecast.Book, by []time.Time) ([]float64, []sf.Note, error) {
	dst = dst[:0]
	for i := range b.Deals {
		dst = append(dst, m(&b.Deals[i])[:len(by)]...)
		row := m(&b.Deals[i])
		dst = append(dst, row[len(row)-1])
	}
	return dst, nil, nil
}

func TestRunRefusesAModelThatSpeaksNonsense(t *testing.T) {
	for _, row := range [][]float64{{0, 0.5, 0.4}, {0, math.NaN(), 1}, {0, 0.5, 1.1}, {-0.1, 0, 0}} {
		_, err := forecast.Run(small(t), model(func(*forecast.Deal) []float64 { return row }), forecast.Options{Periods: quarters(1)})
		require.Error(t, err, row)
		assert.Contains(t, said(t, err)[0], "forecast.model_row")
	}
	assert.Panics(t, func() {
		_, _ = forecast.Run(small(t), short{}, forecast.Options{Periods: quarters(1)})
	})
}

// short is a model that forgets its rows, which is a programmer's mistake.
type short struct{}

func (short) WinBy([]float64, *forecast.Book, []time.Time) ([]float64, []sf.Note, error) {
	return nil, nil, nil
}

func TestRunFindsEveryFault(t *testing.T) {
	q := quarters(2)
	euro, err := sf.ParseMoney("1", "EUR")
	require.NoError(t, err)
	b := small(t)
	b.AsOf = time.Time{}
	b.Deals = []forecast.Deal{
		{ID: "A", Stage: "lead", Amount: yuan("1")},
		{ID: "A", Stage: "nowhere", Amount: euro, Override: p(math.NaN()), Close: sf.Date{Year: 2026, Month: 2, Day: 30}, Category: 99},
		{ID: "B", Stage: "lead", Entered: asOf},
	}
	_, err = forecast.Run(b, nil, forecast.Options{
		Periods: []sf.Period{q[0], q[0], {}},
		Quotas: []forecast.Quota{
			{Period: q[1], Amount: yuan("1")}, {Period: q[0]}, {Period: q[0], Amount: yuan("-1")}, {Period: q[0], Amount: euro, Group: make([]string, 40)},
		},
		Unit: decimal.NewFromInt(-1), Rollup: 9,
	})
	assert.Equal(t, []string{
		"forecast.no_as_of as_of", "forecast.duplicate_deal deals[1].id", "forecast.unknown_stage deals[1].stage", "forecast.currency deals[1].amount",
		"forecast.date deals[1].close", "forecast.category deals[1].category", "forecast.override_range deals[1].override", "forecast.entered_later deals[2].entered",
		"forecast.period periods[1]", "forecast.period periods[2]", "forecast.quota_period quotas[0].period", "forecast.quota_amount quotas[1].amount",
		"forecast.quota_amount quotas[2].amount", "forecast.quota_twice quotas[2]", "forecast.currency quotas[3].amount", "forecast.too_large quotas[3].group",
		"forecast.rounding_unit unit", "forecast.rollup rollup", "forecast.no_model model",
	}, said(t, err))
	_, err = forecast.Run(nil, forecast.Configured(), forecast.Options{})
	assert.Equal(t, []string{"forecast.no_pipeline pipeline"}, said(t, err))
	_, err = forecast.Run(small(t), forecast.Configured(), forecast.Options{})
	assert.Equal(t, []string{"forecast.no_periods periods"}, said(t, err))
	_, err = forecast.Run(small(t), forecast.Configured(), forecast.Options{Periods: sf.Quarters(asOf.AddDate(-1, 0, 0), 2)})
	assert.Equal(t, []string{"forecast.past_periods periods"}, said(t, err))
	_, err = forecast.Run(small(t), forecast.Configured(), forecast.Options{Periods: make([]sf.Period, sf.MaxPeriods+1)})
	assert.Equal(t, []string{"forecast.too_large periods"}, said(t, err))
}

func TestSumsBeyondMoneyAreRefused(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf}
	for i := range 2 {
		huge, err := sf.MoneyOf(decimal.New(9, 63), "CNY")
		require.NoError(t, err)
		b.Deals = append(b.Deals, forecast.Deal{ID: fmt.Sprint(i), Stage: "signing", Amount: huge, Close: day("2026-12-01")})
	}
	_, err := forecast.Run(b, forecast.Configured(), forecast.Options{Periods: quarters(1)})
	assert.Contains(t, said(t, err)[0], "forecast.too_large")
	_, err = forecast.BoardOf(b, forecast.BoardOptions{})
	assert.Contains(t, said(t, err)[0], "forecast.too_large")
}

func TestRunOfAnEmptyBook(t *testing.T) {
	rep, err := forecast.Run(&forecast.Book{Pipeline: pipeline(t), AsOf: asOf}, forecast.Configured(), forecast.Options{
		Periods: quarters(1), Quotas: []forecast.Quota{{Period: quarters(1)[0], Amount: yuan("10")}},
	})
	require.NoError(t, err)
	o := rep.Total.Periods[0]
	assert.Equal(t, "0 CNY", o.Weighted.String())
	assert.Zero(t, o.Range)
	assert.Zero(t, o.Chance.Value)
	assert.False(t, o.Chance.IsZero())
	assert.Empty(t, rep.Notes)
}

// books draws books of all kinds.
func books(t *rapid.T, pipe *stage.Pipeline) *forecast.Book {
	b := &forecast.Book{Pipeline: pipe, AsOf: asOf}
	for i := range rapid.IntRange(0, 14).Draw(t, "deals") {
		d := forecast.Deal{ID: fmt.Sprint("D", i), Stage: rapid.SampledFrom([]string{"lead", "offer", "方案提案", "signing", "won", "lost"}).Draw(t, "stage")}
		if rapid.Bool().Draw(t, "entered") {
			d.Entered = asOf.AddDate(0, 0, -rapid.IntRange(0, 200).Draw(t, "age"))
		}
		if rapid.IntRange(0, 4).Draw(t, "priced") > 0 {
			d.Amount = yuan(fmt.Sprintf("%d.%02d", rapid.IntRange(-5, 4000).Draw(t, "yuan"), rapid.IntRange(0, 99).Draw(t, "fen")))
		}
		if rapid.IntRange(0, 4).Draw(t, "dated") > 0 {
			d.Close = day("2026-11-22").AddDays(rapid.IntRange(-60, 400).Draw(t, "due"))
		}
		d.Group = rapid.SampledFrom([][]string{nil, {"east"}, {"east", "a"}, {"east", "b"}, {"west"}, {""}, {"west", "", "x"}}).Draw(t, "group")
		if rapid.IntRange(0, 5).Draw(t, "overridden") == 0 {
			d.Override = p(rapid.Float64Range(0, 1).Draw(t, "override"))
		}
		b.Deals = append(b.Deals, d)
	}
	return b
}

// windows draws a row of cumulative probabilities for each deal, by its id.
func windows(t *rapid.T, b *forecast.Book, width int) model {
	rows := make(map[string][]float64)
	for _, d := range b.Deals {
		row := make([]float64, width)
		for j := range row {
			row[j] = rapid.Float64Range(0, 1).Draw(t, "w")
		}
		slices.Sort(row)
		rows[d.ID] = row
	}
	return func(d *forecast.Deal) []float64 { return rows[d.ID] }
}

func TestGroupsAddUpToTheirParents(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(t *rapid.T) {
		b := books(t, pipe)
		rep, err := forecast.Run(b, windows(t, b, 5), forecast.Options{Periods: quarters(3), Unit: decimal.New(1, rapid.Int32Range(-3, 3).Draw(t, "unit"))})
		require.NoError(t, err)
		for g := range rep.Total.All() {
			if len(g.Children) == 0 {
				continue
			}
			for j, o := range g.Periods {
				sum, mean := forecast.Outlook{}, 0.0
				for _, c := range g.Children {
					each := c.Periods[j]
					sum.WonDeals += each.WonDeals
					sum.DueDeals += each.DueDeals
					sum.NoAmount += each.NoAmount
					sum.Won, sum.Due, sum.Weighted = plus(t, sum.Won, each.Won), plus(t, sum.Due, each.Due), plus(t, sum.Weighted, each.Weighted)
					sum.Categories.Pipeline = plus(t, sum.Categories.Pipeline, each.Categories.Pipeline)
					mean += each.Range.Mean
				}
				assert.Equal(t, []int{o.WonDeals, o.DueDeals, o.NoAmount}, []int{sum.WonDeals, sum.DueDeals, sum.NoAmount})
				assert.True(t, sum.Won.Equal(o.Won) && sum.Due.Equal(o.Due) && sum.Weighted.Equal(o.Weighted) && sum.Categories.Pipeline.Equal(o.Categories.Pipeline))
				assert.InDelta(t, o.Range.Mean, mean, 1e-8*(1+math.Abs(mean)))
			}
			later, sooner := sf.Money{}, sf.Money{}
			for _, c := range g.Children {
				later, sooner = plus(t, later, c.Later.Weighted), plus(t, sooner, c.Sooner.Weighted)
			}
			assert.True(t, later.Equal(g.Later.Weighted) && sooner.Equal(g.Sooner.Weighted))
		}
	})
}

func plus(t require.TestingT, a, b sf.Money) sf.Money {
	sum, err := a.Add(b)
	require.NoError(t, err)
	return sum
}

func TestMoneyInEqualsMoneyOut(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(t *rapid.T) {
		b := books(t, pipe)
		m := windows(t, b, 5)
		unit := decimal.New(1, -2)
		rep, err := forecast.Run(b, m, forecast.Options{Periods: quarters(3), Unit: unit})
		require.NoError(t, err)
		out := plus(t, rep.Total.Sooner.Weighted, rep.Total.Later.Weighted)
		for _, o := range rep.Total.Periods {
			out = plus(t, out, o.Weighted)
			mean := 0.0
			for x, q := range o.Revenue.All() {
				mean += x * q
			}
			assert.InDelta(t, o.Range.Mean, mean, 1e-6*(1+math.Abs(mean)), "the distribution has the mean of the weighted pipeline")
			assert.InDelta(t, o.Range.Mean, o.Won.Float64()+o.Weighted.Float64(), 0.02*float64(len(b.Deals)+1), "they differ by rounding only")
		}
		in := yuan("0")
		for i, d := range b.Deals {
			index, _ := pipe.Index(d.Stage)
			if pipe.Outcome(index) != stage.Open {
				continue
			}
			ever := m(&b.Deals[i])[4]
			if d.Override != nil {
				ever = *d.Override
			}
			w, err := d.Amount.Weighted(ever, unit)
			require.NoError(t, err)
			in = plus(t, in, w)
		}
		if rep.Currency != "" {
			assert.Equal(t, in.String(), out.String())
		}
	})
}

func TestOrderOfDealsChangesNoByte(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(t *rapid.T) {
		b := books(t, pipe)
		m := windows(t, b, 4)
		o := forecast.Options{Periods: quarters(2)}
		first, err := forecast.Run(b, m, o)
		require.NoError(t, err)
		other := *b
		other.Deals = shuffled(b.Deals, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "swap") })
		second, err := forecast.Run(&other, m, o)
		require.NoError(t, err)
		want, err := json.Marshal(first)
		require.NoError(t, err)
		got, err := json.Marshal(second)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got))
	})
}

func TestASureDealShiftsTheDistribution(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(t *rapid.T) {
		b := books(t, pipe)
		m := windows(t, b, 3)
		o := forecast.Options{Periods: quarters(1)}
		before, err := forecast.Run(b, m, o)
		require.NoError(t, err)
		b.Deals = append(b.Deals, forecast.Deal{ID: "sure", Stage: "won", Entered: asOf, Amount: yuan("100")})
		after, err := forecast.Run(b, m, o)
		require.NoError(t, err)
		for _, q := range []float64{0.1, 0.5, 0.9} {
			assert.InDelta(t, before.Total.Periods[0].Revenue.Quantile(q)+100, after.Total.Periods[0].Revenue.Quantile(q), 1e-6)
		}
	})
}

func TestRunNeverPanicsOnGarbage(t *testing.T) {
	pipe := pipeline(t)
	garbage := rapid.Custom(func(t *rapid.T) forecast.Deal {
		d := forecast.Deal{
			ID: rapid.String().Draw(t, "id"), Stage: rapid.OneOf(rapid.String(), rapid.Just("lead")).Draw(t, "stage"),
			Entered:  time.Unix(rapid.Int64().Draw(t, "s"), 0),
			Close:    sf.Date{Year: rapid.Int16().Draw(t, "y"), Month: rapid.Uint8().Draw(t, "m"), Day: rapid.Uint8().Draw(t, "d")},
			Category: stage.Category(rapid.Uint8().Draw(t, "c")), Group: rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "group"),
		}
		if rapid.Bool().Draw(t, "o") {
			d.Override = p(rapid.Float64().Draw(t, "override"))
		}
		return d
	})
	rapid.Check(t, func(t *rapid.T) {
		b := &forecast.Book{Pipeline: pipe, AsOf: time.Unix(rapid.Int64().Draw(t, "as of"), 0), Deals: rapid.SliceOfN(garbage, 0, 4).Draw(t, "deals")}
		o := forecast.Options{Periods: []sf.Period{{From: time.Unix(rapid.Int64().Draw(t, "from"), 0), To: time.Unix(rapid.Int64().Draw(t, "to"), 0)}}}
		if _, err := forecast.Run(b, forecast.Configured(), o); err != nil {
			assert.True(t, isInvalid(err))
		}
		if _, err := forecast.BoardOf(b, forecast.BoardOptions{}); err != nil {
			assert.True(t, isInvalid(err))
		}
	})
}

func TestRollupWords(t *testing.T) {
	for _, r := range []forecast.Rollup{forecast.Cumulative, forecast.Single} {
		b, err := r.MarshalText()
		require.NoError(t, err)
		var back forecast.Rollup
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, r, back)
		assert.Equal(t, string(b), r.String())
	}
	_, err := forecast.Rollup(7).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "rollup(7)", forecast.Rollup(7).String())
	require.Error(t, new(forecast.Rollup).UnmarshalText([]byte("all")))
}

func BenchmarkRun(b *testing.B) {
	pipe := pipeline(b)
	for _, n := range []int{1_000, 10_000} {
		r := rand.New(rand.NewPCG(1, 2))
		book := &forecast.Book{Pipeline: pipe, AsOf: asOf}
		for i := range n {
			book.Deals = append(book.Deals, forecast.Deal{
				ID: fmt.Sprint(i), Stage: []string{"lead", "offer", "signing"}[r.IntN(3)], Amount: yuan(fmt.Sprintf("%.2f", math.Exp(9+r.NormFloat64()))),
				Close: day("2026-11-22").AddDays(r.IntN(360)), Group: []string{fmt.Sprint(r.IntN(5))},
			})
		}
		b.Run(fmt.Sprintf("deals=%d/periods=4/groups=6", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := forecast.Run(book, forecast.Configured(), forecast.Options{Periods: quarters(4)}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*float64(n)/b.Elapsed().Seconds(), "deals/s")
		})
	}
}
