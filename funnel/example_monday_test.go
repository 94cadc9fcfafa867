package funnel_test

import (
	"fmt"
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// mondayHistory is a small history in Chinese: seven deals of two sellers, in the first months of 2026.
func mondayHistory() (*funnel.History, error) {
	pipeline, err := stage.New(stage.Config{ID: "销售", Stages: []stage.Stage{
		{ID: "需求", Limit: stage.Limit{Days: 15}},
		{ID: "报价", Limit: stage.Limit{Days: 10}},
		{ID: "成交", Outcome: stage.Won},
		{ID: "输单", Outcome: stage.Lost},
	}})
	if err != nil {
		return nil, err
	}
	row := func(deal, owner, stage, amount string, month time.Month, day int) funnel.Event {
		e := funnel.Event{Deal: deal, Owner: owner, Stage: stage, At: time.Date(2026, month, day, 10, 0, 0, 0, time.UTC)}
		if amount != "" {
			e.Amount, err = sf.ParseMoney(amount, "CNY")
		}
		return e
	}
	rows := []funnel.Event{
		row("华东精密", "王芳", "需求", "200000", time.January, 5), row("华东精密", "", "报价", "", time.January, 20), row("华东精密", "", "成交", "180000", time.February, 10),
		row("康宁药业", "王芳", "需求", "90000", time.January, 8), row("康宁药业", "", "输单", "", time.February, 3),
		row("星海物流", "李强", "需求", "60000", time.January, 12), row("星海物流", "", "", "75000", time.February, 9),
		row("北辰电子", "李强", "需求", "120000", time.January, 28), row("北辰电子", "王芳", "", "", time.February, 12),
		row("大地食品", "李强", "需求", "50000", time.February, 6),
	}
	if err != nil {
		return nil, err
	}
	return funnel.NewHistory(pipeline, slices.Values(rows), funnel.Options{})
}

// 本周一：哪些商机停留超时，哪些即将超时？
func ExampleView_Stalled() {
	history, err := mondayHistory()
	if err != nil {
		fmt.Println(err)
		return
	}
	stalled, err := history.AsOf(time.Date(2026, 2, 16, 0, 0, 0, 0, time.UTC)).Stalled(funnel.StalledOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range stalled.Deals {
		fmt.Printf("%s（%s，%s）%s：停留 %d 天，时限 %d 天，至 %s，超 %d 天\n", d.Deal, d.Owner, d.Stage, d.Amount, d.Days, d.LimitDays, d.LimitDate, d.DaysOver)
	}
	for _, d := range stalled.Soon {
		fmt.Printf("%s（%s，%s）时限至 %s\n", d.Deal, d.Owner, d.Stage, d.LimitDate)
	}
	fmt.Printf("超时共 %d 个，%s\n", stalled.Total.Deals, stalled.Total.Amount)
	// Output:
	// 北辰电子（王芳，需求）120000 CNY：停留 19 天，时限 15 天，至 2026-02-12，超 4 天
	// 星海物流（李强，需求）75000 CNY：停留 35 天，时限 15 天，至 2026-01-27，超 20 天
	// 大地食品（李强，需求）时限至 2026-02-21
	// 超时共 2 个，195000 CNY
}
