package forecast_test

import (
	"context"
	"fmt"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// yearOfDeals is a book of sixty deals, due over four quarters, and one large deal that is due in the first.
func yearOfDeals() (book *forecast.Book, quarters []sf.Period) {
	book = rowsOfToday()
	book.Deals = nil
	quarters = sf.Quarters(book.AsOf, 4)
	for i := range 60 {
		book.Deals = append(book.Deals, forecast.Deal{
			ID: fmt.Sprint("deal ", i), Stage: "proposal", Amount: yuan("10000"), Close: day("2026-12-15").AddDays(91 * (i % 4)),
		})
	}
	book.Deals = append(book.Deals, forecast.Deal{ID: "large", Stage: "proposal", Amount: yuan("150000"), Close: day("2026-12-20")})
	return book, quarters
}

// What hangs together: the year, given how the first quarter goes, when deals share a fate.
func ExampleSimulate() {
	book, quarters := yearOfDeals()
	options := forecast.Options{Periods: quarters, Dependence: forecast.Dependence{Rho: 0.15}}
	for _, q := range quarters {
		options.Quotas = append(options.Quotas, forecast.Quota{Period: q, Amount: yuan("80000")})
	}
	sim, err := forecast.Simulate(context.Background(), book, forecast.Configured(), options, forecast.MonteCarlo{Trials: 20_000, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	year, first := sim.Total.Horizon, sim.Total.Periods[0]
	show := func(what string, d forecast.Drawn) { fmt.Printf("%-32s %.3f ± %.3f\n", what, d.Value, d.Error) }
	show("first quarter's quota", first.Chance)
	show("all four quotas", sim.Total.AllQuotas)
	fmt.Println("the quota of the year is", year.Quota)
	show("year", year.Chance)
	show("year, the first quarter met", first.HorizonIfMet)
	show("year, the first quarter missed", first.HorizonIfMissed)
	half := first.Revenue.Plus(sim.Total.Periods[1].Revenue)
	show("half a year of 160,000", half.AtLeast(160_000))
	show("correlation of quarters 1 and 2", first.Revenue.Correlation(sim.Total.Periods[1].Revenue))
	// Output:
	// first quarter's quota            0.703 ± 0.003
	// all four quotas                  0.275 ± 0.003
	// the quota of the year is 320000 CNY
	// year                             0.642 ± 0.003
	// year, the first quarter met      0.875 ± 0.003
	// year, the first quarter missed   0.090 ± 0.004
	// half a year of 160,000           0.678 ± 0.003
	// correlation of quarters 1 and 2  0.427 ± 0.006
}

// 用自定义度量计算没有解析式的量：分档佣金（超额部分加速），以及大单推迟时其余商机打九折。
func ExampleMeasure() {
	book, quarters := yearOfDeals()
	large := len(book.Deals) - 1
	commission := func(t forecast.Trial) float64 {
		won, quota := t.Revenue(0), 80_000.0
		return 0.05*min(won, quota) + 0.08*max(won-quota, 0)
	}
	discounted := func(t forecast.Trial) float64 {
		if when, won := t.Won(large); won && when == 0 {
			return t.Revenue(0)
		}
		return 0.9 * t.Revenue(0)
	}
	sim, err := forecast.Simulate(context.Background(), book, forecast.Configured(), forecast.Options{Periods: quarters[:1]}, forecast.MonteCarlo{
		Seed: 1, Measures: []forecast.Measure{{Name: "佣金", Of: commission}, {Name: "折后收入", Of: discounted}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range sim.Measures {
		fmt.Printf("%s：均值 %.0f（标准误 %.0f），P10 %.0f，P90 %.0f\n", m.Name, m.Range.Mean.Value, m.Range.Mean.Error, m.Range.P10.Value, m.Range.P90.Value)
	}
	fmt.Println(sim.Notes[len(sim.Notes)-1].In(sf.Chinese))
	// Output:
	// 佣金：均值 9668（标准误 60），P10 3000，P90 16800
	// 折后收入：均值 145079（标准误 808），P10 54000，P90 240000
	// 假定各商机的输赢相互独立；若它们受共同因素影响，实际波动会更大
}
