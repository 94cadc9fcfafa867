package funnel_test

import (
	"fmt"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// chinesePipeline returns a small pipeline in Chinese with standards, limits and milestones.
func chinesePipeline() *stage.Pipeline {
	p, err := stage.New(stage.Config{
		ID:     "b2b",
		Fields: []sf.Field{{Name: "budget", Label: "预算", Kind: sf.KindMoney}, {Name: "decision_maker", Label: "决策人", Kind: sf.KindText}},
		Stages: []stage.Stage{
			{ID: "lead", Name: "线索确认", Limit: stage.Limit{Days: 5, Working: true}},
			{
				ID: "need", Name: "需求确认", Limit: stage.Limit{Days: 15},
				Exit:       []stage.Criterion{{ID: "maker", Text: "已见到决策人", Test: criteria.Present("decision_maker")}},
				Milestones: []stage.Milestone{{ID: "budget", Text: "预算已确认", Test: criteria.Present("budget"), Due: stage.Limit{Days: 7}}},
			},
			{ID: "proposal", Name: "方案报价", Required: []string{"budget"}},
			{ID: "won", Name: "赢单", Outcome: stage.Won},
			{ID: "lost", Name: "输单", Outcome: stage.Lost},
		},
	})
	if err != nil {
		panic(err)
	}
	return p
}

// salesWeek returns the history of four deals in June 2026, as known on Monday the 22nd.
func salesWeek() *funnel.View {
	at := func(d, hour int) time.Time { return time.Date(2026, time.June, d, hour, 0, 0, 0, time.UTC) }
	yuan := func(n string) sf.Money {
		m, err := sf.ParseMoney(n, "CNY")
		if err != nil {
			panic(err)
		}
		return m
	}
	b := funnel.NewBuilder(chinesePipeline(), funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}})
	for _, e := range []funnel.Event{
		{Deal: "华星电子", At: at(1, 9), Stage: "need", Owner: "王芳", Amount: yuan("800000"), NextAt: at(17, 14)},
		{Deal: "明达物流", At: at(10, 9), Stage: "proposal", Owner: "王芳", Amount: yuan("300000"), NextAt: at(22, 15), Close: sf.Date{Year: 2026, Month: 6, Day: 25}},
		{Deal: "远山科技", At: at(19, 10), Stage: "lead", Owner: "王芳", NextAt: at(30, 10)},
		{Deal: "同济设计", At: at(8, 9), Stage: "proposal", Owner: "李强", Amount: yuan("120000"), NextAt: at(30, 10)},
	} {
		b.Add(e)
	}
	for _, a := range []sf.Activity{
		{Of: "华星电子", Kind: "拜访", By: "王芳", At: at(4, 10), Planned: at(4, 10), Prepared: sf.Bool(true), Advance: sf.Bool(true)},
		{Of: "明达物流", Kind: "拜访", By: "王芳", At: at(18, 10), Planned: at(16, 10), Prepared: sf.Bool(false), Advance: sf.Bool(false)},
		{Of: "同济设计", Kind: "电话", By: "李强", At: at(17, 10)},
		{Of: "华星电子", Kind: "拜访", By: "王芳", Planned: at(19, 10), Recorded: at(15, 9)},
	} {
		b.Touch(a)
	}
	h, err := b.History()
	if err != nil {
		panic(err)
	}
	return h.AsOf(at(22, 11))
}

// 王芳今天先做什么？日清单按紧急程度和金额排列，每个商机列出全部原因。
func ExampleView_Worklist() {
	list, err := salesWeek().Worklist(funnel.WorklistOptions{Owner: "王芳", ContactWorking: true})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s 日清单（%s）：在途 %d 个，需跟进 %d 个，其中逾期 %d 个\n", list.Owner, list.Day, list.Open.Deals, list.Listed.Deals, list.Late.Deals)
	for i, item := range list.Items {
		fmt.Printf("%d. %s（%s）\n", i+1, item.Deal, item.Amount)
		for _, reason := range item.Reasons {
			fmt.Printf("   %-8s %s\n", reason.Urgency, reason.Note.In(sf.Chinese))
		}
		for _, unmet := range item.Unmet {
			for _, why := range unmet.Why {
				fmt.Println("            -", why.In(sf.Chinese))
			}
		}
	}
	// Output:
	// 王芳 日清单（2026-06-22）：在途 3 个，需跟进 3 个，其中逾期 2 个
	// 1. 华星电子（800000 CNY）
	//    late     下一步行动应于 2026-06-17 完成，已逾期 5 天
	//    late     原定 2026-06-19 的活动（拜访）尚未进行，已逾期 3 天
	//    late     最晚应于 2026-06-16 离开“需求确认”阶段，已超出停留时限 6 天
	//    late     里程碑“预算已确认”应于 2026-06-08 达成，已逾期 14 天
	//    late     已有 18 天没有任何跟进，标准为 14 天
	//    standing 尚不能晋级到“方案报价”：2 项条件未满足，0 项无法判断
	//             - 进入“方案报价”前必须填写“预算”
	//             - 决策人 未填写
	// 2. 远山科技（?）
	//    late     新线索应在 2026-06-22 10:00 前首次联系，至今无人联系
	// 3. 明达物流（300000 CNY）
	//    today    下一步行动安排在 2026-06-22
	//    soon     预计 2026-06-25 成交
}

// How did last month's visits go, and were plans kept? Nobody said of the phone call whether it led anywhere, so that it is left out of the share.
func ExampleView_ActivityReport() {
	june := time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)
	report, err := salesWeek().ActivityReport(funnel.ActivityOptions{Period: sf.Months(june, 1)[0]})
	if err != nil {
		panic(err)
	}
	for _, p := range report.People {
		fmt.Printf("%s: %d planned, %d kept, %d late, %d missed; %d done, %d of them unplanned\n", p.Name, p.Planned, p.Kept, p.Late, p.Missed, p.Done, p.Unplanned)
	}
	fmt.Println("ended in an agreed advance (晋级承诺):", report.Total.Advance, "left out:", report.Total.Advance.Left)
	for _, w := range report.Total.Advance.Warnings {
		fmt.Println("  ", w)
	}
	// Output:
	// 李强: 0 planned, 0 kept, 0 late, 0 missed; 1 done, 1 of them unplanned
	// 王芳: 3 planned, 1 kept, 1 late, 1 missed; 2 done, 0 of them unplanned
	// ended in an agreed advance (晋级承诺): 0.5 [0.09453, 0.9055] 95% n=2 left out: 1
	//    the share rests on 2 cases only; 20 are needed
	//    1 of 3 do not say; whatever they would say, the share lies between 33.3% and 66.7%
}

// Do deals move on more often when somebody has been in touch? In this simulated pipeline touches do nothing at all. Yet of the deals that
// were ever touched fewer moved on: the slow ones stay long enough to be touched. At landmarks the interval holds 0.
func ExampleView_TouchEffect() {
	view := idlePipeline()
	var n, moved [2]float64
	for d := range view.Deals() {
		ever := min(len(d.Activities()), 1)
		n[ever]++
		if d.StageIndex() == 1 {
			moved[ever]++
		}
	}
	fmt.Printf("ever touched: %.2f moved on; never: %.2f\n", moved[1]/n[1], moved[0]/n[0])

	effect, err := view.TouchEffect(funnel.TouchEffectOptions{WindowDays: 10, HorizonDays: 20, MaxAgeDays: 56})
	if err != nil {
		panic(err)
	}
	fmt.Printf("at landmarks: with a touch %.2f, without %.2f\n", effect.Touched.Value, effect.Untouched.Value)
	fmt.Printf("difference %.2f [%.2f, %.2f], from %d deals\n", effect.Difference.Value, effect.Difference.Low, effect.Difference.High, effect.Difference.N)
	fmt.Println(effect.Notes[0].In(sf.Chinese))
	// Output:
	// ever touched: 0.54 moved on; never: 0.66
	// at landmarks: with a touch 0.38, without 0.37
	// difference 0.01 [-0.07, 0.09], from 347 deals
	// 进展顺利的商机往往也跟进得更多，这一差异不能证明是跟进带来的
}

// idlePipeline returns 600 deals. Half of them move on with a chance of 1 in 8 a day and are lost with 1 in 80, half with 1 in 50 and 1 in 25;
// all are touched with 1 in 20.
func idlePipeline() *funnel.View {
	p, err := stage.New(stage.Config{ID: "idle", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	if err != nil {
		panic(err)
	}
	b := funnel.NewBuilder(p, funnel.Options{})
	x := uint32(1)
	chance := func(oneIn uint32) bool {
		x = x*1664525 + 1013904223 // a generator of Numerical Recipes
		return x>>16%oneIn == 0
	}
	for i := range 600 {
		id, began := fmt.Sprintf("D%03d", i), base.AddDate(0, 0, i/4)
		b.Add(funnel.Event{Deal: id, At: began, Stage: "lead"})
		for d := 1; d < 300; d++ {
			at := began.AddDate(0, 0, d)
			if chance([]uint32{8, 50}[i%2]) {
				b.Add(funnel.Event{Deal: id, At: at, Stage: "demo"})
				break
			}
			if chance([]uint32{80, 25}[i%2]) {
				b.Add(funnel.Event{Deal: id, At: at, Stage: "lost"})
				break
			}
			if chance(20) {
				b.Touch(sf.Activity{Of: id, Kind: "call", At: at.Add(time.Hour)})
			}
		}
	}
	h, err := b.History()
	if err != nil {
		panic(err)
	}
	return h.AsOf(base.AddDate(0, 0, 400))
}

// 数据质量：全面、真实、持续。每一项都给出比例和例子，查不了的说明原因。
func ExampleView_Quality() {
	quality, err := salesWeek().Quality(funnel.QualityOptions{Fields: []string{"decision_maker"}, UntouchedDays: 14})
	if err != nil {
		panic(err)
	}
	for _, f := range quality.Findings {
		fmt.Printf("%-10s %s：%s\n", f.Aspect, f.Note.In(sf.Chinese), strings.Join(f.Deals, "、"))
	}
	for _, c := range quality.Checks {
		if c.Why.Code != "" {
			fmt.Printf("%-10s %s %s\n", c.Aspect, strings.TrimPrefix(string(c.Code), "funnel.quality_"), c.Why.In(sf.Chinese))
		}
	}
	// Output:
	// complete   2 个商机中有 2 个缺少“预算”：同济设计、明达物流
	// complete   4 个商机中有 4 个缺少“决策人”：华星电子、同济设计、明达物流、远山科技
	// continuous 4 个在途商机中有 1 个已 14 天以上没有任何跟进：华星电子
	// truthful   entry_late 未检查：没有录入时间
	// truthful   backfill 未检查：没有录入时间
	// truthful   duplicate 未检查：未指定查重的关键字段
}
