package funnel_test

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// 客户成交之后是另一条流程：活跃、有风险、已续约、已流失。留存率多少？多少客户会再次续约？一位新客户值多少钱？
func Example_afterTheSale() {
	pipeline, err := stage.New(stage.Config{
		ID: "客户", Moves: stage.Moves{Policy: stage.Free, Reopen: true},
		Stages: []stage.Stage{
			{ID: "活跃"}, {ID: "有风险"}, {ID: "已续约"}, {ID: "已流失", Outcome: stage.Lost},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	day := func(n int) time.Time { return time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC) }
	rows := []funnel.Event{
		{Deal: "华东精密", At: day(0), Stage: "活跃"},
		{Deal: "华东精密", At: day(60), Stage: "已续约"},
		{Deal: "华东精密", At: day(61), Stage: "活跃"},
		{Deal: "华东精密", At: day(120), Stage: "已续约"},
		{Deal: "康宁药业", At: day(3), Stage: "活跃"},
		{Deal: "康宁药业", At: day(30), Stage: "有风险"},
		{Deal: "康宁药业", At: day(48), Stage: "已流失"},
		{Deal: "星海物流", At: day(10), Stage: "活跃"},
		{Deal: "星海物流", At: day(70), Stage: "已续约"},
		{Deal: "北辰电子", At: day(35), Stage: "活跃"},
		{Deal: "大地食品", At: day(40), Stage: "活跃"},
		{Deal: "大地食品", At: day(115), Stage: "已流失"},
	}
	history, err := funnel.NewHistory(pipeline, slices.Values(rows), funnel.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	view := history.AsOf(day(130))

	retention, err := view.Retention(funnel.RetentionOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range append(retention.Cohorts, retention.All) {
		fmt.Printf("%s 新客户 %d，流失 %d；留存率", c.Period, c.Customers, c.Churned)
		for _, a := range c.Ages {
			fmt.Printf(" %d 月 %.0f%%（%d/%d）", a.Age, 100*a.Rate.Value, a.Kept, a.Followed)
		}
		fmt.Println()
	}

	again, err := view.Repurchase(funnel.RepurchaseOptions{Purchase: []string{"活跃", "已续约"}, WithinDays: []int{60}, Orders: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	first := again.Orders[0]
	fmt.Printf("首次签约 %d 位：60 天内续约 %.0f%%，已续约 %d，流失 %d，未定 %d\n", first.Buyers, 100*first.Within[0].Share.Value, first.Again, first.Churned, first.Open)

	margin, err := sf.ParseMoney("1000", "CNY") // 每月毛利
	if err != nil {
		fmt.Println(err)
		return
	}
	worth, err := view.LifetimeValue(funnel.LifetimeValueOptions{Margin: margin, Units: 6, Discount: 0.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("半年价值 %.0f %s，九成五区间 %.0f 至 %.0f\n", worth.Value.Value, worth.Currency, worth.Value.Low, worth.Value.High)
	for _, n := range worth.Warnings {
		fmt.Println(n.In(sf.Chinese))
	}
	// Output:
	// 2026-01-01..2026-02-01 新客户 3，流失 1；留存率 1 月 100%（3/3） 2 月 67%（2/3） 3 月 67%（2/3） 4 月 67%（2/3）
	// 2026-02-01..2026-03-01 新客户 2，流失 1；留存率 1 月 100%（2/2） 2 月 100%（2/2） 3 月 50%（1/2）
	// 2026-01-01..2026-03-01 新客户 5，流失 2；留存率 1 月 100%（5/5） 2 月 80%（4/5） 3 月 60%（3/5） 4 月 60%（2/3）
	// 首次签约 5 位：60 天内续约 40%，已续约 2，流失 2，未定 1
	// 半年价值 3939 CNY，九成五区间 1815 至 5284
	// 价值中有 25.2% 来自尚无客户到达的时长，按最长时长的流失率外推
}
