package funnel_test

import (
	"fmt"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// How long do offers stay open, what becomes of them, and what do the offers that are still open change about that?
func ExampleLifeTable_Hazards() {
	pipeline, err := stage.New(stage.Config{ID: "sales", Stages: []stage.Stage{
		{ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	offer, won, lost, open := 0, 1, 2, -1
	var table funnel.LifeTable
	for i := range 30 {
		table.Add(pipeline, funnel.Visit{Stage: offer, Next: lost, Days: 3 + i%5}) // losses are quick
	}
	for i := range 20 {
		table.Add(pipeline, funnel.Visit{Stage: offer, Next: won, Days: 20 + i}) // wins take time
	}
	for i := range 50 {
		table.Add(pipeline, funnel.Visit{Stage: offer, Next: open, Days: i}) // and many are still open
	}
	hazards, err := table.Hazards(funnel.HazardOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	survival, err := hazards.Survival("offer")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("open after 14 days:", survival.At(14))
	fmt.Println("median days:", survival.Quantile(0.5))
	matrix, err := hazards.Matrix()
	if err != nil {
		fmt.Println(err)
		return
	}
	p, _ := matrix.P("offer", "won")
	fmt.Printf("won in the end: %.3f, where 20 of the 50 completed ones were\n", p)
	for _, note := range hazards.Warnings() {
		fmt.Println(note)
	}
	// Output:
	// open after 14 days: 0.6797 [0.5747, 0.764] 95% n=100
	// median days: 31 [24, 37] 95% n=100
	// won in the end: 0.680, where 20 of the 50 completed ones were
	// 29.8% of the visits to stage offer are expected to outlast age 48, the oldest that was seen; what becomes of them is extrapolated
}
