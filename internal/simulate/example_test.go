package simulate_test

import (
	"fmt"

	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

func ExampleSpec_Rows() {
	for row := range simulate.Textbook().Rows(1) {
		if row.Deal == "D000003" {
			break
		}
		fmt.Println(row.Deal, row.Seq, row.At.Format("2006-01-02 15:04:05"), row.Stage)
	}
	// Output:
	// D000001 1 2024-02-08 09:40:55 s1
	// D000001 2 2024-02-09 09:40:55 lost
	// D000002 1 2024-04-12 19:13:10 s1
	// D000002 2 2024-04-13 19:13:10 lost
}

func ExampleSpec_Truth() {
	truth, err := simulate.Textbook().Truth()
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, stage := range truth.Stages[:4] {
		fmt.Printf("%s: won %.4f, %.3f moves, %.3f days\n", stage, truth.Win[i], truth.Moves[i], truth.Cycle[i])
	}
	// Output:
	// s1: won 0.2066, 2.295 moves, 3.714 days
	// s2: won 0.3373, 2.267 moves, 3.604 days
	// s3: won 0.4556, 1.938 moves, 2.946 days
	// s4: won 0.7079, 1.277 moves, 1.849 days
}
