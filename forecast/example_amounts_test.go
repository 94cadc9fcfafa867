package forecast_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// discounted is a year of sixty deals of a seller who starts high: what is shown while a deal is qualified comes down by a fifth in half of
// the deals, large ones are won less often, and close dates are put off.
func discounted() *funnel.History {
	half := 0.5
	pipeline, err := stage.New(stage.Config{ID: "sales", Stages: []stage.Stage{
		{ID: "qualified", Probability: &half}, {ID: "offer", Probability: &half}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		panic(err)
	}
	b := funnel.NewBuilder(pipeline, funnel.Options{})
	for i := range int64(60) {
		id, came := fmt.Sprintf("D%02d", i), time.Date(2026, time.January, 1+5*int(i), 0, 0, 0, 0, time.UTC)
		amount := 10_000 + 5000*(i*7%20)
		b.Add(funnel.Event{Deal: id, At: came, Stage: "qualified", Amount: wholeYuan(amount), Close: sf.DateOf(came).AddDays(30)})
		offered := amount
		if i%2 == 1 {
			offered = amount * 4 / 5
		}
		b.Add(funnel.Event{Deal: id, At: came.AddDate(0, 0, 14), Stage: "offer", Amount: wholeYuan(offered)})
		if i%3 > 0 {
			b.Add(funnel.Event{Deal: id, At: came.AddDate(0, 0, 28), Close: sf.DateOf(came).AddDays(60)})
		}
		end := "won"
		if i%10 > 6 || amount > 60_000 && i%10 > 2 {
			end = "lost"
		}
		b.Add(funnel.Event{Deal: id, At: came.AddDate(0, 0, 45), Stage: end})
	}
	h, err := b.History()
	if err != nil {
		panic(err)
	}
	return h
}

func wholeYuan(n int64) sf.Money {
	m, err := sf.MoneyOf(decimal.NewFromInt(n), "CNY")
	if err != nil {
		panic(err)
	}
	return m
}

// What is shown of deals while they are qualified comes to 92 % of it, and an offer stands. A forecast that knows it has another range; its
// weighted value is what the amounts shown come to.
func ExampleLearnAmounts() {
	view := discounted().AsOf(time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC))
	amounts, err := forecast.LearnAmounts(view, forecast.AmountOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range amounts.Stages {
		fmt.Printf("%s: %v, kept %.2f, credibility %.2f, taken %.3f\n", s.Stage, s.Ratio, s.Kept, s.Weight, s.Ratios.Mean())
	}
	book := forecast.BookOf(view, view.AsOf(), nil)
	for _, o := range []forecast.Options{{}, {Amounts: amounts}} {
		o.Periods = sf.Quarters(book.AsOf, 1)
		report, err := forecast.Run(book, forecast.Configured(), o)
		if err != nil {
			fmt.Println(err)
			return
		}
		now := report.Total.Periods[0]
		fmt.Printf("weighted %s, mean %.0f, P10 %.0f, P90 %.0f\n", now.Weighted, now.Range.Mean, now.Range.P10, now.Range.P90)
	}
	// Output:
	// qualified: 0.9185 [0.8688, 0.9711] 95% n=25, kept 0.59, credibility 0.94, taken 0.921
	// offer: 1 n=25, kept 1.00, credibility 0.93, taken 0.997
	// weighted 252500 CNY, mean 252500, P10 129000, P90 376000
	// weighted 252500 CNY, mean 244380, P10 124000, P90 365000
}

// 按数量与按金额的赢率不同：大单更难赢。
func ExampleWinRatesOf() {
	rates, err := forecast.WinRatesOf(discounted().AsOf(time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)), forecast.WinRateOptions{Days: 90})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("数量赢率", rates.Whole.Count)
	fmt.Println("金额赢率", rates.Whole.Value)
	for _, note := range rates.Notes {
		fmt.Println(note.In(sf.Chinese))
	}
	// Output:
	// 数量赢率 0.5435 [0.3954, 0.6842] 95% n=55
	// 金额赢率 0.4178 [0.2697, 0.5824] 95% n=55
	// 阶段 qualified：按金额计赢率为 41.8%，按数量计为 54.3%
	// 阶段 offer：按金额计赢率为 42.8%，按数量计为 54.3%
	// 全程：按金额计赢率为 41.8%，按数量计为 54.3%
}

// How the amount goes with winning is learned, and shifts chances within a stage.
func ExampleSizedBy() {
	view := discounted().AsOf(time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC))
	effect, err := forecast.LearnAmountEffect(view, forecast.AmountEffectOptions{Days: 90})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("logit by log amount:", effect.Slope)
	book := &forecast.Book{Pipeline: view.Pipeline(), AsOf: view.AsOf(), Deals: []forecast.Deal{
		{ID: "small", Stage: "offer", Amount: wholeYuan(20_000)}, {ID: "large", Stage: "offer", Amount: wholeYuan(100_000)},
	}}
	won, _, err := forecast.SizedBy(forecast.Configured(), effect).WinBy(nil, book, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("small %.2f, large %.2f\n", won[0], won[1])
	// Output:
	// logit by log amount: -1.147 [-1.722, -0.5717] 95% n=107
	// small 0.71, large 0.27
}

// No first close date held, and of those that were put off once half did.
func ExampleCloseDatesOf() {
	dates := forecast.CloseDatesOf(discounted().AsOf(time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)))
	for _, d := range dates.Deals[:2] {
		fmt.Printf("%s due %s: %d days overdue, put off %d times by %d days\n", d.Deal, d.Close, d.OverdueDays, d.Pushes, d.PushedDays)
	}
	for _, p := range dates.Past[:2] {
		fmt.Println("put off", p.Pushes, "times before, won by then:", p.Won)
	}
	for _, note := range dates.Notes {
		fmt.Println(note)
	}
	// Output:
	// D48 due 2026-09-28: 3 days overdue, put off 0 times by 0 days
	// D46 due 2026-10-18: 0 days overdue, put off 1 times by 30 days
	// put off 0 times before, won by then: 0 [0, 0.04972] 95% n=49
	// put off 1 times before, won by then: 0.5 [0.3225, 0.6775] 95% n=28
	// the close date of 1 of 9 open deals has passed
	// of 77 close dates that have passed, 18.2% came with a win by then
}
