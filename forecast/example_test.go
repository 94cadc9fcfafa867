package forecast_test

import (
	"fmt"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// rowsOfToday is a book as a CRM without a history can give it.
func rowsOfToday() *forecast.Book {
	pipe, err := stage.New(stage.B2B(sf.English))
	if err != nil {
		panic(err)
	}
	return &forecast.Book{
		Pipeline: pipe,
		AsOf:     time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
		Deals: []forecast.Deal{
			{ID: "Acme", Stage: "negotiation", Entered: at("2026-10-30"), Amount: yuan("120000"), Close: day("2026-12-10"), Group: []string{"east"}},
			{ID: "Bolt", Stage: "proposal", Entered: at("2026-11-16"), Amount: yuan("80000.50"), Close: day("2026-12-20"), Group: []string{"west"}},
			{ID: "Cura", Stage: "signing", Entered: at("2026-11-19"), Amount: yuan("60000"), Close: day("2026-11-15"), Group: []string{"west"}}, // overdue
			{ID: "Dyne", Stage: "discovery", Entered: at("2026-11-02"), Close: day("2027-02-01"), Group: []string{"east"}},                      // no amount
			{ID: "Echo", Stage: "won", Entered: at("2026-10-12"), Amount: yuan("50000"), Group: []string{"east"}},
		},
	}
}

// The forecast of a quarter for everyone and each region, from the rows of today alone.
func ExampleRun() {
	book := rowsOfToday()
	quarter := sf.Quarters(book.AsOf, 1)
	report, err := forecast.Run(book, forecast.Configured(), forecast.Options{
		Periods: quarter,
		Quotas:  []forecast.Quota{{Period: quarter[0], Amount: yuan("200000")}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for g := range report.Total.All() {
		o := g.Periods[0]
		fmt.Printf("%v won %s, weighted %s, P10 %.0f, P50 %.0f, P90 %.0f\n", g.Path, o.Won, o.Weighted, o.Range.P10, o.Range.P50, o.Range.P90)
	}
	o := report.Total.Periods[0]
	fmt.Printf("P(quota) %.3f, gap %s, coverage %.1f\n", o.Chance.Value, o.Gap, *o.Coverage)
	for _, n := range report.Notes {
		fmt.Println("-", n)
	}
	// Output:
	// [] won 50000 CNY, weighted 184000.25 CNY, P10 110000, P50 230000, P90 310000
	// [east] won 50000 CNY, weighted 90000 CNY, P10 50000, P50 170000, P90 170000
	// [west] won 0 CNY, weighted 94000.25 CNY, P10 60000, P50 60000, P90 140000
	// P(quota) 0.713, gap -34000.25 CNY, coverage 1.7
	// - 1 of 4 open deals are past their close date; they are taken to be due now
	// - 1 of 4 open deals have no amount; they add no money
	// - deals are taken to be won or lost independently; where they share a fate the true spread is wider
}

// The board needs no history: what stands where, what it is worth, and what has stayed too long.
func ExampleBoardOf() {
	board, err := forecast.BoardOf(rowsOfToday(), forecast.BoardOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range append(board.Columns, board.Total) {
		fmt.Printf("%-11s %d deals, %s, weighted %s, median %.1f days, %d beyond the limit\n", c.Stage, c.Deals, c.Amount, c.Weighted, c.MedianAge, c.Beyond)
	}
	// Output:
	// contact     0 deals, 0 CNY, weighted 0 CNY, median 0.0 days, 0 beyond the limit
	// discovery   1 deals, 0 CNY, weighted 0 CNY, median 20.0 days, 1 beyond the limit
	// proposal    1 deals, 80000.5 CNY, weighted 40000.25 CNY, median 6.0 days, 0 beyond the limit
	// negotiation 1 deals, 120000 CNY, weighted 90000 CNY, median 23.0 days, 1 beyond the limit
	// signing     1 deals, 60000 CNY, weighted 54000 CNY, median 3.0 days, 0 beyond the limit
	//             4 deals, 260000.5 CNY, weighted 184000.25 CNY, median 13.0 days, 2 beyond the limit
}

// Twelve closed deals are little evidence: the blend stays near the configured probability, and says so.
func ExampleBlend() {
	pipe := rowsOfToday().Pipeline
	chain := closedDeals(pipe, 9, 3)
	book := &forecast.Book{Pipeline: pipe, AsOf: rowsOfToday().AsOf, Deals: []forecast.Deal{{ID: "Acme", Stage: "contact"}}}
	for _, m := range []struct {
		name  string
		model forecast.Model
	}{{"configured", forecast.Configured()}, {"learned", forecast.Learned(chain)}, {"blend", forecast.Blend(chain, forecast.BlendOptions{})}} {
		win, notes, err := m.model.WinBy(nil, book, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%-10s %.2f\n", m.name, win[0])
		if m.name == "blend" {
			fmt.Println(notes[0].In(sf.Chinese))
		}
	}
	// Output:
	// configured 0.10
	// learned    0.72
	// blend      0.35
	// 阶段 contact：历史数据只相当于 13 个商机，赢率中有 60% 来自配置值
}
