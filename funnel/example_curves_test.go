package funnel_test

import (
	"fmt"
	"time"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// exampleCurves has four months of deals, three a day: of ten leads four become an offer after some days, and of ten offers six are won
// after three weeks or more. The newest are still open.
func exampleCurves() (*funnel.View, *funnel.Curves, error) {
	pipeline, err := stage.New(stage.Config{ID: "sales", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		return nil, nil, err
	}
	events := func(yield func(funnel.Event) bool) {
		for i := range 360 {
			id, day := fmt.Sprintf("D%03d", i), time.Date(2025, 1, 1+i/3, 9, 0, 0, 0, time.UTC)
			row := func(days int, stage string) bool {
				day = day.AddDate(0, 0, days)
				return yield(funnel.Event{Deal: id, At: day, Stage: stage})
			}
			if !row(0, "lead") {
				return
			}
			if i*7%10 >= 4 {
				if !row(4+i%9, "lost") {
					return
				}
				continue
			}
			end := "won"
			if i/10%10 >= 6 {
				end = "lost"
			}
			if !row(8+i%11, "offer") || !row(21+i%17, end) {
				return
			}
		}
	}
	history, err := funnel.NewHistory(pipeline, events, funnel.Options{})
	if err != nil {
		return nil, nil, err
	}
	view := history.AsOf(time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC))
	hazards, err := view.LifeTable(1).Hazards(funnel.HazardOptions{})
	if err != nil {
		return nil, nil, err
	}
	curves, err := hazards.Curves(365)
	return view, curves, err
}

// How likely are deals in each stage to be won within a month, and in the end?
func ExampleHazards_Curves() {
	_, curves, err := exampleCurves()
	if err != nil {
		fmt.Println(err)
		return
	}
	const lead, offer = 0, 1
	for _, q := range []struct{ stage, age int }{{lead, 0}, {lead, 10}, {offer, 0}, {offer, 25}} {
		month, _ := curves.WinBy(q.stage, q.age, 30)
		ever, extrapolated := curves.WinEver(q.stage, q.age)
		fmt.Printf("stage %d, %2d days: %.3f in 30 days, %.3f in the end, %.2f of it extrapolated\n", q.stage, q.age, month, ever, extrapolated)
	}
	// Output:
	// stage 0,  0 days: 0.002 in 30 days, 0.260 in the end, 0.00 of it extrapolated
	// stage 0, 10 days: 0.128 in 30 days, 0.400 in the end, 0.00 of it extrapolated
	// stage 1,  0 days: 0.357 in 30 days, 0.648 in the end, 0.00 of it extrapolated
	// stage 1, 25 days: 0.630 in 30 days, 0.630 in the end, 0.00 of it extrapolated
}

// The same with intervals.
func ExampleCurves_Win() {
	_, curves, err := exampleCurves()
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := curves.Win("offer", 5, []int{14, 30, 90})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range list {
		fmt.Println(e)
	}
	// Output:
	// 0 [0, 0.02017] 95% n=123
	// 0.5287 [0.4271, 0.628] 95% n=123
	// 0.6484 [0.5454, 0.7393] 95% n=123
}

// How long do deals take? The mean of won deals is what CRMs show.
func ExampleCurves_Cycle() {
	view, curves, err := exampleCurves()
	if err != nil {
		fmt.Println(err)
		return
	}
	won, err := curves.Cycle("lead", funnel.ToWon)
	if err != nil {
		fmt.Println(err)
		return
	}
	median, _ := won.Median()
	p90, _ := won.P90()
	fmt.Printf("half of the wins within %d days, nine in ten within %d, %.1f on average\n", median, p90, won.RestrictedMean())
	all, err := curves.Cycle("lead", funnel.ToEnd)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("all deals: %.1f days\n", all.RestrictedMean())
	fmt.Println("won deals only:", view.WonMeanDays())
	// Output:
	// half of the wins within 42 days, nine in ten within 50, 41.7 on average
	// all deals: 21.7 days
	// won deals only: 41.32 [39.92, 42.71] 95% n=60
}
