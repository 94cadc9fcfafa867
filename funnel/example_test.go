package funnel_test

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// office returns the pipeline of the examples.
func office() *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "office", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		panic(err)
	}
	return p
}

// june is a day of June 2026.
func june(d int) time.Time { return time.Date(2026, 6, d, 9, 0, 0, 0, time.UTC) }

// rows are what a CRM exported, in no order.
func rows() []funnel.Event {
	return []funnel.Event{
		{Deal: "D2", At: june(12), Stage: "lost", Reason: "price"},
		{Deal: "D1", At: june(1), Stage: "lead", Owner: "Ann"},
		{Deal: "D1", At: june(4), Stage: "offer", Amount: amountOf("12000")},
		{Deal: "D2", At: june(2), Stage: "lead", Owner: "Bo"},
		{Deal: "D1", At: june(9), Stage: "won"},
		{Deal: "D3", At: june(8), Stage: "lead", Owner: "Bo"},
		{Deal: "D1", At: june(15), Stage: "lead"},
		{Deal: "D3", At: june(8), Stage: "Qualified"},
	}
}

func amountOf(digits string) sf.Money {
	m, err := sf.ParseMoney(digits, "EUR")
	if err != nil {
		panic(err)
	}
	return m
}

// A history takes rows in any order. What is odd about them is said, not repaired in silence.
func ExampleNewHistory() {
	history, err := funnel.NewHistory(office(), slices.Values(rows()), funnel.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	view := history.AsOf(june(20))
	for v := range view.Visits() {
		fmt.Println(v.Deal, v.Owner, view.Pipeline().StageID(v.Stage), v.Days, "days")
	}
	for _, f := range slices.Concat(history.Findings(), view.Findings()) {
		fmt.Println(f.In(sf.English))
		fmt.Println(f.In(sf.Chinese), f.Examples)
	}
	// Output:
	// D1 Ann lead 3 days
	// D1 Ann offer 5 days
	// D2 Bo lead 10 days
	// D3 Bo lead 12 days
	// 1 of 8 rows name the stage “Qualified”, which the pipeline does not have; they are not used
	// 8 行中有 1 行的阶段“Qualified”不在销售流程中，未使用 [7]
	// 1 of 7 rows reopen a closed deal, which the pipeline does not allow; the first close stands
	// 7 行中有 1 行重新打开已关闭的商机，流程不允许，以首次关闭为准 [6]
}

// What is recorded later changes nothing that was known before.
func ExampleHistory_AsOf() {
	known := rows()
	late := append(slices.Clone(known), funnel.Event{Deal: "D3", At: june(10), Recorded: june(18), Stage: "lost"})
	for _, events := range [][]funnel.Event{known, late} {
		history, err := funnel.NewHistory(office(), slices.Values(events), funnel.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, asOf := range []time.Time{june(18), june(20)} {
			deal, _ := history.AsOf(asOf).Deal("D3")
			fmt.Printf("%d rows, as of %s: %v\n", len(events), asOf.Format(time.DateOnly), deal.Outcome())
		}
	}
	// Output:
	// 8 rows, as of 2026-06-18: open
	// 8 rows, as of 2026-06-20: open
	// 9 rows, as of 2026-06-18: open
	// 9 rows, as of 2026-06-20: lost
}

// A view parts by whatever its deals answer to.
func ExampleView_Split() {
	history, err := funnel.NewHistory(office(), slices.Values(rows()), funnel.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for owner, part := range history.AsOf(june(20)).Split("owner") {
		counts := part.Counts()
		fmt.Println(owner, part.Len(), "deals,", counts.Left("lead"), "left the first stage,", counts.Open("lead"), "did not")
	}
	// Output:
	// Ann 1 deals, 1 left the first stage, 0 did not
	// Bo 2 deals, 1 left the first stage, 1 did not
}

// A deal is read as it was known, and answers to the names that criteria and score cards use.
func ExampleView_Deal() {
	history, err := funnel.NewHistory(office(), slices.Values(rows()), funnel.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, asOf := range []time.Time{june(6), june(11)} {
		deal, ok := history.AsOf(asOf).Deal("D1")
		fmt.Println(ok, deal.Fact("stage"), deal.Fact("stage_days"), deal.Fact("amount"), deal.Fact("closed"))
	}
	// Output:
	// true offer 2 12000 EUR ?
	// true won 2 12000 EUR 2026-06-09T09:00:00Z
}
