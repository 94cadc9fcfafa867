package forecast_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// Three open deals, and 40,000 won so far: how likely is a quota of 100,000?
func ExampleWins() {
	open, err := forecast.Wins([]forecast.Term{
		{Amount: decimal.NewFromInt(50_000), P: 0.6},
		{Amount: decimal.NewFromInt(30_000), P: 0.5},
		{Amount: decimal.NewFromInt(20_000), P: 0.9},
	}, forecast.LatticeOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	revenue, err := open.Shift(decimal.NewFromInt(40_000))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("mean %.0f, sd %.0f, exact %v on a lattice of %s\n", revenue.Mean(), revenue.StdDev(), revenue.Exact(), revenue.Unit())
	fmt.Printf("P10 %.0f, P50 %.0f, P90 %.0f\n", revenue.Quantile(0.1), revenue.Quantile(0.5), revenue.Quantile(0.9))
	fmt.Printf("P(at least 100,000) = %.2f, short by %.0f on average\n", revenue.AtLeast(100_000), revenue.ExpectedShortfall(100_000))
	fmt.Printf("score when 110,000 comes: %.0f\n", revenue.CRPS(110_000))
	// Output:
	// mean 103000, sd 29343, exact true on a lattice of 10000
	// P10 60000, P50 110000, P90 140000
	// P(at least 100,000) = 0.57, short by 11100 on average
	// score when 110,000 comes: 7432
}
