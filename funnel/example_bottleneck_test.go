package funnel_test

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// pumpSales are the deals of a maker of pumps: a new lead each day for nine months. Three leads of five see a demo, two demos of three lead to an
// offer, and every second offer is won; leads and demos take a week, offers a month.
func pumpSales() *funnel.View {
	pipeline, err := stage.New(stage.Config{ID: "pumps", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		panic(err)
	}
	begin := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	var rows []funnel.Event
	for i := range 270 {
		at := begin.AddDate(0, 0, i)
		enter := func(stage string, days int) {
			at = at.AddDate(0, 0, days)
			rows = append(rows, funnel.Event{Deal: fmt.Sprintf("D%03d", i), At: at, Stage: stage})
		}
		enter("lead", 0)
		switch {
		case i%5 > 2:
			enter("lost", 4+i%3)
			continue
		case i%5 == 2:
			enter("demo", 7)
			enter("lost", 6+i%4)
			continue
		}
		enter("demo", 7)
		enter("offer", 8)
		if i%2 == 0 {
			enter("lost", 25+i%9)
			continue
		}
		enter("won", 28+i%11)
		if rows[len(rows)-1].Amount, err = sf.ParseMoney(fmt.Sprint(8_000+500*(i%9)), "EUR"); err != nil {
			panic(err)
		}
	}
	history, err := funnel.NewHistory(pipeline, slices.Values(rows), funnel.Options{})
	if err != nil {
		panic(err)
	}
	return history.AsOf(begin.AddDate(0, 0, 270))
}

// Where should the sales manager work first: which move is worth most if one deal in a hundred more makes it, and in which stage do deals spend
// their days?
func ExampleView_Bottlenecks() {
	found, err := pumpSales().Bottlenecks(funnel.BottleneckOptions{Take: funnel.TakeLost})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f%% of new deals are won, %s %.0f a month\n", 100*found.Now.WinRate.Value, found.Currency, found.Now.RevenuePerMonth.Value)
	for _, m := range found.Moves {
		fmt.Printf("%5s > %-5s %2.0f%%   a point more: %.2f points of win rate (%.2f to %.2f), %s %.0f a month; first with %.0f%%\n", m.From, m.To,
			100*m.P.Value, 100*m.WinGain.Value, 100*m.WinGain.Low, 100*m.WinGain.High, found.Currency, m.RevenueGainPerMonth.Value, 100*m.First)
	}
	for _, s := range found.Stages {
		fmt.Printf("%5s: %.1f of the %.1f days of a deal\n", s.Stage, s.CycleDays.Value, found.Now.CycleDays.Value)
	}
	// Output:
	// 19.9% of new deals are won, EUR 60901 a month
	// offer > won   50%   a point more: 0.40 points of win rate (0.34 to 0.46), EUR 1227 a month; first with 96%
	//  lead > demo  60%   a point more: 0.33 points of win rate (0.26 to 0.41), EUR 1014 a month; first with 4%
	//  demo > offer 67%   a point more: 0.30 points of win rate (0.23 to 0.36), EUR 912 a month; first with 0%
	// offer: 12.4 of the 23.3 days of a deal
	//  lead: 6.2 of the 23.3 days of a deal
	//  demo: 4.7 of the 23.3 days of a deal
}

// What if every second demo that is lost now led to an offer? What if offers were decided in three weeks at the latest? And both?
func ExampleView_Scenario() {
	now, err := pumpSales().Scenario(funnel.FlowOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	better := funnel.MovePoints("demo", "offer", 0.16, funnel.TakeLost)
	faster := funnel.StayAtMost("offer", 21)
	for _, plan := range []struct {
		name    string
		changes []funnel.ScenarioChange
	}{{"as it is", nil}, {"better demos", []funnel.ScenarioChange{better}}, {"faster offers", []funnel.ScenarioChange{faster}}, {"both", []funnel.ScenarioChange{better, faster}}} {
		scenario, err := now.With(plan.changes...)
		if err != nil {
			fmt.Println(err)
			return
		}
		o := scenario.Outcome()
		fmt.Printf("%-13s %4.1f%% won after all, %4.1f days, %2.0f deals open, EUR %.0f a month", plan.name, 100*o.After.WinRate.Value,
			o.After.CycleDays.Value, o.After.OpenDeals.Value, o.After.RevenuePerMonth.Value)
		if d := o.Difference.RevenuePerMonth; d.HasInterval() {
			fmt.Printf(" (%+.0f; %+.0f to %+.0f)", d.Value, d.Low, d.High)
		}
		fmt.Println()
	}
	// Output:
	// as it is      19.9% won after all, 23.3 days, 23 deals open, EUR 60901 a month
	// better demos  24.7% won after all, 26.3 days, 26 deals open, EUR 75491 a month (+14589; +10645 to +18830)
	// faster offers 19.9% won after all, 19.3 days, 19 deals open, EUR 60901 a month
	// both          24.7% won after all, 21.4 days, 21 deals open, EUR 75491 a month (+14589; +10645 to +18830)
}

// 漏斗哪里不健康？该怎么办？
//
// 电话、展会、转介绍三种来源各 100 条线索。流程规定：线索阶段的赢单概率为 30%，方案阶段为 50%，即应有六成线索进入方案。
// 建议表可以编辑：这里为“电话”来源另加一条。
func ExampleAdvice() {
	p30, p50 := 0.3, 0.5
	pipeline, err := stage.New(stage.Config{ID: "销售", Stages: []stage.Stage{
		{ID: "线索", Probability: &p30}, {ID: "方案", Probability: &p50}, {ID: "成交", Outcome: stage.Won}, {ID: "输单", Outcome: stage.Lost},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	begin := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	var rows []funnel.Event
	for i := range 300 {
		source := []string{"电话", "展会", "转介绍"}[i%3]
		event := funnel.Event{Deal: fmt.Sprintf("商机%03d", i+1), Facts: []sf.Fact{sf.F("source", sf.Text(source))}}
		enter := func(stage string, days int) {
			event.Stage, event.At = stage, begin.AddDate(0, 0, i/2+days)
			rows = append(rows, event)
		}
		enter("线索", 0)
		of := i / 3 % 10 // 每十条线索：电话 2 条、其余 5 条进入方案；电话 1 条、其余 3 条成交
		reach, win := 5, 3
		if source == "电话" {
			reach, win = 2, 1
		}
		switch {
		case of >= reach:
			enter("输单", 5+of)
		case of >= win:
			enter("方案", 6)
			enter("输单", 20)
		default:
			enter("方案", 6)
			enter("成交", 25)
		}
	}
	history, err := funnel.NewHistory(pipeline, slices.Values(rows), funnel.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}

	table := funnel.DefaultAdvice()
	table.Remedies = append(table.Remedies, funnel.Remedy{
		Code: funnel.CodeSourcePoor, Where: map[string]string{"source": "电话"},
		Text: map[sf.Language]string{sf.Chinese: "更换电话名单的供应商。"},
	})
	advice, err := funnel.NewAdvice(table)
	if err != nil {
		fmt.Println(err)
		return
	}
	ailments, err := history.AsOf(begin.AddDate(1, 0, 0)).Ailments(funnel.AilmentOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range ailments {
		fmt.Println(a.In(sf.Chinese), "如", a.Examples[:2])
		for _, advised := range advice.For(a.Note) {
			fmt.Println("  →", advised.In(sf.Chinese))
		}
	}
	// Output:
	// 首个阶段 线索 的商机仅有 40% 推进到后续阶段（区间 34.4% 至 45.7%），应达到 60% 如 [商机299 商机300]
	//   → 先筛选再推进：用需求问题（需求、预算、决策人、时间）筛选线索，没有真实需求的尽早放弃。先复盘最近在阶段 线索 流失的线索。
	// 来源“电话”的商机 25 天内的赢单率为 10%（区间 5.51% 至 17.8%），其他来源为 30% 如 [商机298 商机295]
	//   → 更换电话名单的供应商。
	//   → 复核渠道成本：用来源“电话”的投入除以它带来的赢单，计算获客成本；要求提高线索质量或减少投入，把预算转向赢单更多的渠道。
}
