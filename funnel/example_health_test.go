package funnel_test

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// 漏斗健康吗？哪里堵塞，哪里断档？
//
// 每天新增一个商机，需求与报价各停留约一周。自 9 月 10 日起报价的负责人休假，再没有商机离开报价阶段。
func ExampleView_Health() {
	pipeline, err := stage.New(stage.Config{ID: "销售", Stages: []stage.Stage{
		{ID: "需求"}, {ID: "报价"}, {ID: "谈判"}, {ID: "成交", Outcome: stage.Won}, {ID: "输单", Outcome: stage.Lost},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	begin, away := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC), time.Date(2026, 9, 10, 0, 0, 0, 0, time.UTC)
	var rows []funnel.Event
	for i := range 280 {
		deal, at := fmt.Sprintf("商机%03d", i+1), begin.AddDate(0, 0, i)
		rows = append(rows, funnel.Event{Deal: deal, Stage: "需求", At: at})
		quoted := at.AddDate(0, 0, 5+i%4)
		rows = append(rows, funnel.Event{Deal: deal, Stage: "报价", At: quoted})
		left := quoted.AddDate(0, 0, 6+i%3)
		if !left.Before(away) {
			continue
		}
		if i%3 == 0 {
			rows = append(rows, funnel.Event{Deal: deal, Stage: "输单", At: left})
			continue
		}
		rows = append(rows, funnel.Event{Deal: deal, Stage: "谈判", At: left}, funnel.Event{Deal: deal, Stage: "成交", At: left.AddDate(0, 0, 4+i%5)})
	}
	history, err := funnel.NewHistory(pipeline, slices.Values(rows), funnel.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, asOf := range []time.Time{time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)} {
		health, err := history.AsOf(asOf).Health(funnel.HealthOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(asOf.Format(time.DateOnly), health.Note.In(sf.Chinese))
		for _, reason := range health.Reasons {
			fmt.Println("  ", reason.In(sf.Chinese))
		}
	}
	// Output:
	// 2026-09-07 就可判断的部分而言漏斗健康：3 个阶段中有 3 个可以判断
	// 2026-10-05 漏斗堵塞：商机积压在 报价
	//    阶段 报价 堵塞：进行中商机 31 个，而按进入情况预计为 6.6 个（p: <0.0001）；停留最久的有 商机239, 商机240, 商机242
	//    阶段 谈判 断档：近 28 天进入 2 个商机，通常为 18.9 个（p: <0.0001），而前面的阶段仍在正常进入；最近进入的有 商机236, 商机237, 商机234
}
