package funnel_test

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// slowly returns a history of 200 deals that are won or lost some days after they began, a third of them on the last day of the month. A
// fourth are closed in the record three days later. The last of them began on 2026-03-31.
func slowly() *funnel.History {
	p, err := stage.New(stage.Config{ID: "short", Stages: []stage.Stage{
		{ID: "open"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		panic(err)
	}
	var events []funnel.Event
	for i := range 200 {
		id, began := fmt.Sprintf("D%03d", i), time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -i/2)
		closed := began.AddDate(0, 0, 2+i*7%17)
		if i%3 == 0 {
			closed = time.Date(began.Year(), began.Month()+1, 0, 0, 0, 0, 0, time.UTC)
		}
		end := funnel.Event{Deal: id, At: closed, Stage: []string{"won", "lost"}[i*3%5%2]}
		if i%4 == 1 {
			end.Recorded = closed.AddDate(0, 0, 3)
		}
		events = append(events, funnel.Event{Deal: id, At: began, Stage: "open"}, end)
	}
	h, err := funnel.NewHistory(p, slices.Values(events), funnel.Options{})
	if err != nil {
		panic(err)
	}
	return h
}

// A deal that is shown as open at an age at which most have closed may only not be closed in the record yet.
func ExampleHazards_CurvesLagged() {
	view := slowly().AsOf(time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	lag := view.Lag()
	fmt.Printf("%.2f of the moves are recorded on their day, .95 within %d days\n", lag.Within(0), lag.Quantile(.95))

	hazards, err := view.LifeTableLagged(1, lag).Hazards(funnel.HazardOptions{})
	if err != nil {
		panic(err)
	}
	curves, err := hazards.CurvesLagged(30, lag)
	if err != nil {
		panic(err)
	}
	for _, age := range []int{2, 10, 18} {
		p, _ := curves.WinBy(0, age, 30)
		fmt.Printf("shown as open at age %d: open in truth %.2f, won within 30 days %.2f\n", age, curves.Still(0, age), p)
	}
	// Output:
	// 0.75 of the moves are recorded on their day, .95 within 3 days
	// shown as open at age 2: open in truth 0.99, won within 30 days 0.59
	// shown as open at age 10: open in truth 0.94, won within 30 days 0.59
	// shown as open at age 18: open in truth 0.84, won within 30 days 0.52
}

// A calendar effect makes a forecast to the end of the quarter know that it is the end of the quarter.
func ExampleView_CalendarEffect() {
	history := slowly()
	view := history.AsOf(time.Date(2026, time.March, 22, 0, 0, 0, 0, time.UTC))
	first, _, _ := history.Span()
	hazards, err := view.LifeTable(1).Hazards(funnel.HazardOptions{})
	if err != nil {
		panic(err)
	}
	effect, err := view.CalendarEffect(hazards, sf.Months(first, 12))
	if err != nil {
		panic(err)
	}
	curves, err := effect.Curves(10)
	if err != nil {
		panic(err)
	}
	p, _ := curves.WinBy(0, 4, 10)
	fmt.Printf("closings are %.2f times as likely on the last day of a month; a deal of 4 days is won this month: %.2f\n", effect.Factor(0), p)
	// Output:
	// closings are 3.05 times as likely on the last day of a month; a deal of 4 days is won this month: 0.36
}
