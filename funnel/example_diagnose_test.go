package funnel_test

import (
	"fmt"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Deals with a speed of their own break what forecasts put together from stays suppose, and a stage with a falling or rising hazard breaks
// constant rates.
func ExampleView_Diagnose() {
	spec := simulate.SevenStages(2000)
	spec.Frailty = 1
	pipeline, err := stage.New(stage.Config{ID: "seven", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "s1"}, {ID: "s2"}, {ID: "s3"}, {ID: "s4"}, {ID: "s5"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	history, err := funnel.NewHistory(pipeline, eventsOf(spec.Rows(1)), funnel.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := history.AsOf(spec.End).Diagnose(funnel.DiagnoseOptions{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range found {
		fmt.Println(d.Check, d.Rejected)
	}
	// Output:
	// order false
	// independence true
	// time false
	// memoryless true
	// memoryless true
	// memoryless true
	// memoryless true
	// memoryless true
	// renewal true
}

// Where deals are so many days after they began: open deals and late entries take part for as long as they were seen.
func ExampleView_Occupation() {
	spec := simulate.Trap()
	pipeline, err := stage.New(stage.Config{ID: "trap", Stages: []stage.Stage{
		{ID: "open"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	history, err := funnel.NewHistory(pipeline, eventsOf(spec.Rows(1)), funnel.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	occupation, err := history.AsOf(spec.End).Occupation()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("won by day 180 ", occupation.Won(180)) // the truth is .281
	fmt.Println("lost by day 180", occupation.Lost(180))
	// Output:
	// won by day 180  0.2783 [0.2574, 0.3006] 95% n=2000
	// lost by day 180 0.6995 [0.6777, 0.721] 95% n=2000
}
