package funnel_test

import (
	"fmt"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// What is known of twenty deals gives the chance of a win by stage, with its evidence.
func ExampleCounts_Matrix() {
	pipeline, err := stage.New(stage.Config{ID: "sales", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	lead, offer, won, lost := 0, 1, 2, 3
	var counts funnel.Counts
	for deal := range 20 {
		if deal%2 == 0 { // every second lead comes to nothing
			counts.Add(pipeline, funnel.Visit{Stage: lead, Next: lost, First: true, Days: 5})
			continue
		}
		counts.Add(pipeline, funnel.Visit{Stage: lead, Next: offer, First: true, Days: 10})
		end := won
		if deal%5 == 0 {
			end = lost
		}
		counts.Add(pipeline, funnel.Visit{Stage: offer, Next: end, Days: 30})
	}
	matrix, err := counts.Matrix(funnel.Perks())
	if err != nil {
		fmt.Println(err)
		return
	}
	chain, err := matrix.Chain()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, id := range chain.Stages() {
		win, err := chain.Win(id)
		fmt.Println(id, win, err)
	}
	// Output:
	// lead 0.3961 [0.2208, 0.6029] 95% n=20 <nil>
	// offer 0.7727 [0.4685, 0.9292] 95% n=10 <nil>
}

// A matrix of a plan: where does one more percentage point of conversion bring most?
func ExampleChain_Sensitivity() {
	matrix, err := funnel.NewMatrix(
		[]string{"lead", "demo", "offer", "won", "lost"},
		[]stage.Outcome{stage.Open, stage.Open, stage.Open, stage.Won, stage.Lost},
		[][]float64{
			{0, 0.40, 0, 0, 0.60},
			{0, 0, 0.50, 0, 0.50},
			{0, 0.10, 0, 0.45, 0.45}, // some ask for a second demo
			nil,
			nil,
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	chain, err := matrix.Chain()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, move := range [][2]string{{"lead", "demo"}, {"demo", "offer"}, {"offer", "won"}} {
		gain, err := chain.Sensitivity("lead", move[0], move[1], funnel.TakeRest)
		fmt.Printf("%s → %s: %.4f per point %v\n", move[0], move[1], gain/100, err)
	}
	better, err := matrix.With("lead", "demo", 0.50)
	if err != nil {
		fmt.Println(err)
		return
	}
	whatIf, err := better.Chain()
	if err != nil {
		fmt.Println(err)
		return
	}
	before, _ := chain.Win("lead")
	after, _ := whatIf.Win("lead")
	fmt.Printf("P(win) %.4f → %.4f\n", before.Value, after.Value)
	// Output:
	// lead → demo: 0.0024 per point <nil>
	// demo → offer: 0.0020 per point <nil>
	// offer → won: 0.0020 per point <nil>
	// P(win) 0.0947 → 0.1184
}

// Deals that are won take another way than all deals: here the drunkard's walk, with p = 1/2.
func ExampleChain_GivenWin() {
	matrix, err := funnel.NewMatrix(
		[]string{"home", "1", "2", "3", "bar"},
		[]stage.Outcome{stage.Lost, stage.Open, stage.Open, stage.Open, stage.Won},
		[][]float64{nil, {0.5, 0, 0.5, 0, 0}, {0, 0.5, 0, 0.5, 0}, {0, 0, 0.5, 0, 0.5}, nil})
	if err != nil {
		fmt.Println(err)
		return
	}
	chain, err := matrix.Chain()
	if err != nil {
		fmt.Println(err)
		return
	}
	won, err := chain.GivenWin()
	if err != nil {
		fmt.Println(err)
		return
	}
	all, variance, err := chain.Steps("1")
	fmt.Printf("all: %.4f (variance %.4f) %v\n", all, variance, err)
	some, variance, err := won.Steps("1")
	fmt.Printf("won: %.4f (variance %.4f) %v\n", some, variance, err)
	// Output:
	// all: 3.0000 (variance 8.0000) <nil>
	// won: 5.0000 (variance 8.0000) <nil>
}

// Two workers count their own deals; together they have what one would have counted.
func ExampleCounts_Merge() {
	pipeline, err := stage.New(stage.Config{ID: "sales", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var north, south funnel.Counts
	north.Add(pipeline, funnel.Visit{Stage: 0, Next: 1, First: true, Days: 20})
	south.Add(pipeline, funnel.Visit{Stage: 0, Next: 2, First: true, Days: 10})
	south.Add(pipeline, funnel.Visit{Stage: 0, Next: -1, First: true})
	if err := north.Merge(&south); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(north.Starts("lead"), "started,", north.Moves("lead", "won"), "won,", north.Open("lead"), "open")
	fmt.Println(north.MeanDwell("lead"))
	// Output:
	// 3 started, 1 won, 1 open
	// 15 n=2
}
