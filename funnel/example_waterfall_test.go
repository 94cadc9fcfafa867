package funnel_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// marchRows is a small history of two sellers: a line for each row, "deal day stage owner amount close source region"; "-" is unchanged. Days
// count from 2026-02-28, so that 1 is the first of March.
const marchRows = `
P1 -20 lead  王芳 300000 03-20 官网 华东
P2 -18 lead  王芳 120000 03-25 展会 华东
P3 -15 lead  李强 80000  03-10 官网 华南
P4 -12 lead  李强 200000 03-28 展会 华南
P5 -10 lead  李强 150000 04-15 官网 华南
P1 4   quote -    -      -     -    -
P3 6   quote -    -      -     -    -
P2 8   quote -    100000 -     -    -
P1 12  won   -    -      -     -    -
P6 13  lead  王芳 90000  03-30 官网 华东
P4 15  quote -    -      05-15 -    -
P3 20  lost  -    -      -     -    -
P5 22  -     王芳 -      -     -    -
P2 28  -     -    -      04-10 官网 -`

// march returns the history of those rows.
func march() *funnel.History {
	p, err := stage.New(stage.Config{ID: "short", Stages: []stage.Stage{
		{ID: "lead", Name: "线索"},
		{ID: "quote", Name: "报价", Limit: stage.Limit{Days: 10}},
		{ID: "won", Name: "赢单", Outcome: stage.Won},
		{ID: "lost", Name: "输单", Outcome: stage.Lost},
	}})
	if err != nil {
		panic(err)
	}
	var events []funnel.Event
	for line := range strings.SplitSeq(strings.TrimSpace(marchRows), "\n") {
		cell := strings.Fields(line)
		for i := range cell {
			cell[i] = strings.TrimSuffix(cell[i], "-")
		}
		var offset int
		if _, err := fmt.Sscan(cell[1], &offset); err != nil {
			panic(err)
		}
		e := funnel.Event{Deal: cell[0], At: time.Date(2026, 2, 28+offset, 9, 0, 0, 0, time.UTC), Stage: cell[2], Owner: cell[3]}
		if cell[4] != "" {
			e.Amount = yuan(cell[4])
		}
		if cell[5] != "" {
			if e.Close, err = sf.ParseDate("2026-" + cell[5]); err != nil {
				panic(err)
			}
		}
		for i, name := range []string{"source", "region"} {
			if cell[6+i] != "" {
				e.Facts = append(e.Facts, sf.F(name, sf.Text(cell[6+i])))
			}
		}
		events = append(events, e)
	}
	h, err := funnel.NewHistory(p, slices.Values(events), funnel.Options{})
	if err != nil {
		panic(err)
	}
	return h
}

func yuan(digits string) sf.Money {
	m, err := sf.MoneyOf(decimal.RequireFromString(digits), "CNY")
	if err != nil {
		panic(err)
	}
	return m
}

// Our pipeline shrank in March. Why, and whose?
func ExampleWaterfall() {
	h := march()
	first := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	b, err := funnel.Waterfall(h.AsOf(first), h.AsOf(first.AddDate(0, 1, 0)), funnel.WaterfallOptions{By: "owner"})
	if err != nil {
		panic(err)
	}
	for _, g := range append([]funnel.BridgeGroup{b.All}, b.Groups...) {
		fmt.Printf("%s: %s of %d deals\n", map[bool]string{true: "所有人", false: g.Group}[g.Group == ""], g.Opening.Amount, g.Opening.Deals)
		for _, r := range g.Causes {
			fmt.Printf("  %-9s %7s  %v\n", r.Cause, r.Amount.Digits(), r.Examples)
		}
		fmt.Printf("  = %s of %d deals\n", g.Closing.Amount, g.Closing.Deals)
	}
	// Output:
	// 所有人: 850000 CNY of 5 deals
	//   created     90000  [P6]
	//   decreased  -20000  [P2]
	//   unchanged       0  [P4 P5]
	//   won       -300000  [P1]
	//   lost       -80000  [P3]
	//   = 540000 CNY of 4 deals
	// 李强: 430000 CNY of 3 deals
	//   unchanged       0  [P4]
	//   moved_out -150000  [P5]
	//   lost       -80000  [P3]
	//   = 200000 CNY of 1 deals
	// 王芳: 420000 CNY of 2 deals
	//   created     90000  [P6]
	//   moved_in   150000  [P5]
	//   decreased  -20000  [P2]
	//   won       -300000  [P1]
	//   = 340000 CNY of 3 deals
}

// 三月到期的商机，每个人成交了多少，推迟了多少？ What was due in March, whose was it then, and what became of it?
func ExampleWaterfall_slippage() {
	h := march()
	first := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	b, err := funnel.Waterfall(h.AsOf(first), h.AsOf(first.AddDate(0, 1, 0)), funnel.WaterfallOptions{By: "owner"})
	if err != nil {
		panic(err)
	}
	for _, g := range b.Groups {
		s := g.Slippage
		fmt.Printf("%s：到期 %d 个，%s：赢单 %v，输单 %v，推迟 %v，未更新 %v\n",
			g.Group, s.Due.Deals, s.Due.Amount, s.Won.Examples, s.Lost.Examples, s.Pushed.Examples, s.Standing.Examples)
		for _, p := range s.Pushes {
			fmt.Printf("  %s 推迟 %d 次，共 %d 天，至 %s\n", p.Deal, p.Times, p.Days, p.Close)
		}
	}
	// Output:
	// 李强：到期 2 个，280000 CNY：赢单 []，输单 [P3]，推迟 [P4]，未更新 []
	//   P4 推迟 1 次，共 48 天，至 2026-05-15
	// 王芳：到期 2 个，420000 CNY：赢单 [P1]，输单 []，推迟 [P2]，未更新 []
	//   P2 推迟 1 次，共 16 天，至 2026-04-10
}

// A fair and a web site: where do deals come from, and what does a win cost?
func ExampleView_Sources() {
	view := march().AsOf(time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	s, err := view.Sources(funnel.SourcesOptions{
		Accepted: "quote", Days: 30,
		Costs: map[string]sf.Money{"官网": yuan("20000"), "展会": yuan("60000")},
	})
	if err != nil {
		panic(err)
	}
	for _, r := range s.Rows {
		fmt.Printf("%s delivered %d, accepted %d, waiting %d; won %d, open %d\n", r.Source, r.Delivered, r.Accepted, r.Waiting, r.Won, r.Open)
		fmt.Printf("  a lead waits %v days for an answer\n", r.DaysToAnswer)
		fmt.Printf("  cost per win %v, return %v\n", r.FirstTouch.CostPerWin, r.FirstTouch.Return)
	}
	for _, n := range s.Warnings {
		fmt.Println(n.In(sf.Chinese))
	}
	// Output:
	// 官网 delivered 4, accepted 2, waiting 2; won 1, open 2
	//   a lead waits 24 [21, +Inf] 95% n=4 days for an answer
	//   cost per win 2e+04 [4279, 1.854e+05] 95% n=1, return 14 n=1
	// 展会 delivered 2, accepted 2, waiting 0; won 0, open 2
	//   a lead waits 26 [26, +Inf] 95% n=2 days for an answer
	//   cost per win ?, return -1 n=0
	// 1 个商机的来源有变化（如 P2），首次触点与末次触点归因因此不同
}

// How much of each region have we won, those included where we have no deal?
func ExampleView_Penetration() {
	view := march().AsOf(time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	p, err := view.Penetration(funnel.PenetrationOptions{Customers: map[string]int64{"华东": 40, "华南": 25, "华北": 30}})
	if err != nil {
		panic(err)
	}
	for _, r := range p.Rows {
		fmt.Printf("%s: won %v, won or in the funnel %v\n", r.Region, r.WonShare, r.Share)
	}
	// Output:
	// 华东: won 0.025 [0.002711, 0.1109] 95% n=40, won or in the funnel 0.075 [0.02158, 0.1868] 95% n=40
	// 华北: won 0 [0, 0.07968] 95% n=30, won or in the funnel 0 [0, 0.07968] 95% n=30
	// 华南: won 0 [0, 0.09468] 95% n=25, won or in the funnel 0.08 [0.017, 0.2327] 95% n=25
}

// Who has too much on the desk, and is it more than chance?
func ExampleView_Workload() {
	view := march().AsOf(time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	w, err := view.Workload(funnel.WorkloadOptions{Team: []string{"赵敏"}})
	if err != nil {
		panic(err)
	}
	for _, r := range w.Rows {
		fmt.Printf("%s: %d open deals, %s, %d over their limit %v\n", r.Owner, r.Open.Deals, r.Open.Amount, r.OverLimit, r.Examples)
	}
	fmt.Printf("Gini %v, CV %v\n", w.Deals.Gini, w.Deals.CV)
	fmt.Println(w.Deals.Gini.Warnings[0].In(sf.Chinese))
	// Output:
	// 李强: 1 open deals, 200000 CNY, 1 over their limit [P4]
	// 王芳: 3 open deals, 340000 CNY, 1 over their limit [P2 P5 P6]
	// 赵敏: 0 open deals, ?, 0 over their limit []
	// Gini 0.75 n=3, CV 1.146 n=3
	// 只有 3 位负责人，人数过少，不均衡程度参考价值有限
}
