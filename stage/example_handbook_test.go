package stage_test

import (
	"fmt"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// The gate before the proposal: the budget is not known, the need is not confirmed, and the summary of needs was never sent.
// Stages may be called by their id, their name or its translation.
func ExampleB2B() {
	pipeline, err := stage.New(stage.B2B(sf.Chinese))
	if err != nil {
		fmt.Println(err)
		return
	}
	deal := sf.FactMap{
		"company":        sf.Text("江南精密机械有限公司"),
		"contact":        sf.Text("王敏"),
		"phone":          sf.Text("138 0000 0000"),
		"industry":       sf.Text("装备制造"),
		"source":         sf.Text("展会"),
		"need":           sf.Text("缩短交付周期"),
		"owner":          sf.Text("李雷"),
		"next_at":        sf.Day(sf.Date{Year: 2026, Month: 3, Day: 18}),
		"pain":           sf.Text("订单平均延期 9 天"),
		"decide_by":      sf.Day(sf.Date{Year: 2026, Month: 5, Day: 31}),
		"decision_maker": sf.Text("陈总"),
		"need_confirmed": sf.Bool(false),
	}
	decision := pipeline.Check(stage.Move{From: "需求挖掘", To: "方案提案", AsOf: time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)}, deal)
	fmt.Println("允许：", decision.Allowed)
	for _, reason := range decision.Notes() {
		fmt.Println("-", reason.In(sf.Chinese))
	}
	// Output:
	// 允许： false
	// - 进入“方案提案”前必须填写“预计成交金额”
	// - 未满足：需求总结已发给客户核对
	// - 需求总结发送日期 未填写
	// - 未满足：需求已由客户确认
	// - 需求已确认 为 否，应为 是
	// - 未满足：客户预算已明确
	// - 客户预算 未填写
}

// A template is edited before use: here a sum in the currency of the house, and a stage given up.
func ExampleB2B_edited() {
	config := stage.B2B(sf.English)
	minimum, err := sf.ParseMoney("50000", "CNY")
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range config.Stages {
		switch s := &config.Stages[i]; s.ID {
		case "proposal":
			s.Entry = append(s.Entry, stage.Criterion{ID: "worth_it", Text: "The budget is worth a proposal", Test: criteria.AtLeast("budget", sf.Amount(minimum))})
		case "negotiation":
			s.Limit = stage.Limit{Days: 20, Working: true}
		case "invalid":
			s.Retired = true
		}
	}
	pipeline, err := stage.New(config)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("advice:", len(pipeline.Lint()))
	fmt.Println("invalid may be entered:", pipeline.CanMove(0, 7))
	// Output:
	// advice: 0
	// invalid may be entered: false
}

// The buyer's journey, with names in English that exports in Chinese are read by, too.
func ExampleBuyersJourney() {
	pipeline, err := stage.New(stage.BuyersJourney(sf.English))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, s := range pipeline.All() {
		probability, _ := pipeline.Probability(i)
		fmt.Printf("%-13s %3.0f%% %s\n", s.Title(), 100*probability, pipeline.Category(i))
	}
	i, _ := pipeline.Index("意向")
	fmt.Println("意向:", pipeline.StageID(i))
	// Output:
	// Awareness       5% pipeline
	// Interest       15% pipeline
	// Consideration  35% pipeline
	// Intent         60% best_case
	// Decision       85% commit
	// Won           100% closed
	// Lost            0% closed
	// 意向: intent
}

// The handbook begins with an overview.
func ExamplePipeline_Handbook() {
	pipeline, err := stage.New(stage.B2B(sf.Chinese))
	if err != nil {
		fmt.Println(err)
		return
	}
	lines := strings.Split(pipeline.Handbook(sf.Chinese), "\n")
	fmt.Println(strings.Join(lines[:15], "\n"))
	// Output:
	// # 销售阶段定义手册：B2B 销售流程
	//
	// 本手册定义销售流程中的每个阶段：商机何时可以进入、何时可以推进、最多停留多久、应当做什么。标注“系统校验”的标准由系统根据商机字段判断；标注“人工判断”的标准系统不检查，由负责人和销售主管共同确认。
	//
	// ## 阶段总览
	//
	// | 序号 | 阶段 | 赢单概率 | 停留时限 | 预测类别 |
	// | ---: | --- | ---: | ---: | --- |
	// | 1 | 潜在接触 | 10% | 7 天 | 管道 |
	// | 2 | 需求挖掘 | 25% | 15 天 | 管道 |
	// | 3 | 方案提案 | 50% | 10 个工作日 | 管道 |
	// | 4 | 商务谈判 | 75% | 15 天 | 最佳情况 |
	// | 5 | 成交待签约 | 90% | 7 个工作日 | 承诺 |
	//
	// ## 流转规则
}
