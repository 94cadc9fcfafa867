package forecast_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// One large deal among many small ones: on average it is worth 300,000, but most likely it does not come, and the most likely amount says so.
func ExampleDistribution_Mode() {
	terms := []forecast.Term{{Amount: decimal.NewFromInt(1_000_000), P: 0.3}}
	for range 40 {
		terms = append(terms, forecast.Term{Amount: decimal.NewFromInt(25_000), P: 0.3})
	}
	d, err := forecast.Wins(terms, forecast.LatticeOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	low, high := d.Shortest(0.5)
	fmt.Printf("expected %.0f, median %.0f, most likely %.0f, half of the time from %.0f to %.0f\n", d.Mean(), d.Quantile(0.5), d.Mode(), low, high)
	// Output:
	// expected 600000, median 350000, most likely 300000, half of the time from 225000 to 375000
}
