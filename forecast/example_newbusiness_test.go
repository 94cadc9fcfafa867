package forecast_test

import (
	"fmt"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// yearOfTenders is a history of three tenders a week for a year: a third is won after 40 days, for 10,000 to 30,000, and the others are
// lost after 25 days.
func yearOfTenders() *funnel.History {
	pipe, err := stage.New(stage.Config{ID: "tenders", Stages: []stage.Stage{
		{ID: "tender", Probability: p(0.3)}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		panic(err)
	}
	h, err := funnel.NewHistory(pipe, func(yield func(funnel.Event) bool) {
		for k := range 156 {
			id, created := fmt.Sprint("T", k), at("2025-10-06").AddDate(0, 0, k/3*7+k%3+k%2)
			end, days := "lost", 25
			if k%3 == 0 {
				end, days = "won", 40
			}
			amount := yuan(fmt.Sprint(10_000 + 10_000*(k/3%3)))
			if !yield(funnel.Event{Deal: id, At: created, Stage: "tender", Amount: amount}) ||
				!yield(funnel.Event{Deal: id, At: created.AddDate(0, 0, days), Stage: end}) {
				return
			}
		}
	}, funnel.Options{})
	if err != nil {
		panic(err)
	}
	return h
}

// Open deals bring nothing beyond two months, as none of them lives longer; what is not created yet does.
func ExampleLearnNewBusiness() {
	view := yearOfTenders().AsOf(at("2026-10-05"))
	fresh, err := forecast.LearnNewBusiness(view, forecast.NewBusinessOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("deals a week:", fresh.PerWeek())
	pace, err := forecast.TimedOf(view, forecast.TimedOfOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := forecast.Run(forecast.BookOf(view, view.AsOf(), nil), pace, forecast.Options{
		Periods: sf.Months(view.AsOf(), 3), NewBusiness: fresh, Dependence: forecast.Dependence{Rho: 0.05},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range append(report.Total.Periods, *report.Total.Horizon) {
		fmt.Printf("%s open %.0f, new %.0f from %.1f of %.1f new deals, together P10 %.0f P90 %.0f, sharing a market %.0f to %.0f\n", o.Period, o.Range.Mean,
			o.New.Range.Mean, o.New.Won.Value, o.New.Created.Value, o.Total.Range.P10, o.Total.Range.P90, o.Total.Dependent.Range.P10, o.Total.Dependent.Range.P90)
	}
	// Output:
	// deals a week: 3.021 [2.375, 3.749] 95% n=78
	// 2026-10-01..2026-11-01 open 70009, new 212 from 0.0 of 11.7 new deals, together P10 40000 P90 100000, sharing a market 40000 to 110000
	// 2026-11-01..2026-12-01 open 30230, new 48900 from 2.5 of 12.9 new deals, together P10 30000 P90 130000, sharing a market 30000 to 140000
	// 2026-12-01..2027-01-01 open 0, new 88814 from 4.5 of 13.4 new deals, together P10 30000 P90 150000, sharing a market 30000 to 160000
	// 2026-10-01..2027-01-01 open 100239, new 137925 from 7.0 of 38.0 new deals, together P10 160000 P90 330000, sharing a market 140000 to 350000
}
