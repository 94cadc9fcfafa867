package funnel_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// shortPipeline is a pipeline of open stages, 赢单 and 输单.
func shortPipeline(open ...string) *stage.Pipeline {
	c := stage.Config{ID: "short", Moves: stage.Moves{Policy: stage.Free}}
	for _, id := range open {
		c.Stages = append(c.Stages, stage.Stage{ID: id})
	}
	c.Stages = append(c.Stages, stage.Stage{ID: "赢单", Outcome: stage.Won}, stage.Stage{ID: "输单", Outcome: stage.Lost})
	p, err := stage.New(c)
	if err != nil {
		panic(err)
	}
	return p
}

// A deal begins every day. Three of ten are won, after 90 days; the others are lost after 30. Since July they are worth 12,000 and not 10,000.
func ExampleView_Velocity() {
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	var events []funnel.Event
	for i := range 330 {
		e := funnel.Event{Deal: fmt.Sprintf("%03d", i), At: start.AddDate(0, 0, i), Stage: "跟进", Amount: yuan("10000")}
		if e.At.Month() >= time.July {
			e.Amount = yuan("12000")
		}
		end, days := "输单", 30
		if i%10 < 3 {
			end, days = "赢单", 90
		}
		events = append(events, e, funnel.Event{Deal: e.Deal, At: e.At.AddDate(0, 0, days), Stage: end})
	}
	h, err := funnel.NewHistory(shortPipeline("跟进"), slices.Values(events), funnel.Options{})
	if err != nil {
		panic(err)
	}
	october := sf.Period{From: time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)}
	view := h.AsOf(october.To)
	x, err := view.Velocity(october)
	if err != nil {
		panic(err)
	}
	now := x.Now
	fmt.Printf("%d open deals × %.2f won × %.0f / %.0f days = %.0f a day\n",
		now.OpenDeals, now.WinRate.Value, now.MeanWonAmount.Value, now.MeanCycleDays.Value, now.AmountPerDay.Value)
	fmt.Printf("%+.0f a day since September, of which amounts make %+.0f\n", x.Change.Whole, x.Change.Amount)
	fmt.Println(now.Warnings[0].In(sf.English))

	y, err := view.Throughput(sf.Period{From: october.From.AddDate(0, -3, 0), To: october.To})
	if err != nil {
		panic(err)
	}
	fmt.Printf("What comes in: %.2f new deals a day × %.2f won ever × %.0f (of all wins so far) = %.0f a day, %.0f to %.0f\n",
		y.ArrivalsPerDay.Value, y.WinProbability.Value, y.MeanAmount.Value, y.AmountPerDay.Value, y.AmountPerDay.Low, y.AmountPerDay.High)
	// Output:
	// 48 open deals × 0.29 won × 12000 / 90 days = 1858 a day
	// +69 a day since September, of which amounts make +262
	// won deals took 90 days and all closed deals 47.4: the formula divides by the first where the second is right, so that its result is about 53% of what comes in
	// What comes in: 1.00 new deals a day × 0.31 won ever × 10333 (of all wins so far) = 3168 a day, 2433 to 4067
}

// 每周新增线索约二十个。哪些周需要追问原因，哪些只是正常波动？
func ExampleView_Series() {
	start := time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC) // 星期一
	var events []funnel.Event
	for week, n := range []int{19, 22, 18, 24, 20, 17, 21, 23, 18, 20, 25, 19, 22, 16, 21, 20, 44, 23} {
		for i := range n {
			at := start.AddDate(0, 0, 7*week).Add(time.Duration(i) * time.Hour)
			events = append(events, funnel.Event{Deal: fmt.Sprintf("%02d周%02d号", week+1, i+1), At: at, Stage: "线索"})
		}
	}
	h, err := funnel.NewHistory(shortPipeline("线索"), slices.Values(events), funnel.Options{})
	if err != nil {
		panic(err)
	}
	s, err := h.AsOf(start.AddDate(0, 0, 7*18)).Series(funnel.SeriesOptions{
		Count: 18, Metrics: []funnel.Metric{funnel.MetricEntries}, Stages: []string{},
	})
	if err != nil {
		panic(err)
	}
	for _, row := range s.Rows[13:] {
		state := map[funnel.RowState]string{funnel.RowRoutine: "例常", funnel.RowException: "例外"}[row.State]
		fmt.Printf("%s 起一周：新增 %.0f，范围 %.0f–%.0f，%s\n", row.From.Format("1月2日"), row.Value.Value, *row.LimitLow, *row.LimitHigh, state)
	}
	for _, row := range s.Rows {
		if row.State == funnel.RowException {
			fmt.Println(row.Note.In(sf.Chinese))
			fmt.Println("例如：" + strings.Join(row.Examples, "、"))
		}
	}
	// Output:
	// 6月2日 起一周：新增 16，范围 6–41，例常
	// 6月9日 起一周：新增 21，范围 6–41，例常
	// 6月16日 起一周：新增 20，范围 7–40，例常
	// 6月23日 起一周：新增 44，范围 7–40，例外
	// 6月30日 起一周：新增 23，范围 7–40，例常
	// 2025-06-23..2025-06-30 新增商机偏多：44 个，例常范围 7 至 40，属例外
	// 例如：17周01号、17周02号、17周03号、17周04号、17周05号、17周06号、17周07号、17周08号、17周09号、17周10号
}

// Which ways do deals take, and what does going back cost?
func ExampleView_Paths() {
	start := time.Date(2025, 3, 3, 9, 0, 0, 0, time.UTC)
	var events []funnel.Event
	for deal, way := range map[string]string{
		"A": "0 线索 5 方案 12 报价 20 赢单", "B": "1 线索 4 方案 15 报价 30 赢单", "C": "2 线索 9 方案 14 报价 21 输单",
		"D": "3 线索 6 报价 16 输单",                   // without a proposal
		"E": "4 线索 8 方案 13 报价 18 方案 28 报价 33 赢单", // the offer had to be made anew
		"F": "5 线索 7 方案 11 报价 14 方案 30 报价",
	} {
		cells := strings.Fields(way)
		for i := 0; i < len(cells); i += 2 {
			var days int
			if _, err := fmt.Sscan(cells[i], &days); err != nil {
				panic(err)
			}
			events = append(events, funnel.Event{Deal: deal, At: start.AddDate(0, 0, days), Stage: cells[i+1]})
		}
	}
	h, err := funnel.NewHistory(shortPipeline("线索", "方案", "报价"), slices.Values(events), funnel.Options{})
	if err != nil {
		panic(err)
	}
	p, err := h.AsOf(start.AddDate(0, 0, 40)).Paths(funnel.PathOptions{Most: 2})
	if err != nil {
		panic(err)
	}
	for _, r := range p.Routes {
		fmt.Printf("%s: %d closed, %.0f%% won, %.0f days in the middle\n",
			strings.Join(r.Stages, " → "), r.Deals, 100*r.WinShare.Value, r.MedianDays.Value)
	}
	for _, s := range p.Skips {
		fmt.Printf("%s was skipped by %s\n", strings.Join(s.Over, ", "), strings.Join(s.Examples, ", "))
	}
	for _, r := range p.Returns {
		fmt.Printf("from %s back to %s: %d times, by %s\n", r.From, r.To, r.Count, strings.Join(r.Examples, ", "))
	}
	fmt.Printf("%d of %d days, %.0f%%, went into doing a stage again\n", p.Rework.Days, p.Rework.All, 100*p.Rework.Share.Value)
	// Output:
	// 线索 → 方案 → 报价: 3 closed, 67% won, 20 days in the middle
	// 线索 → 方案 → 报价 → 方案 → 报价: 1 closed, 100% won, 29 days in the middle
	// 方案 was skipped by D
	// from 报价 back to 方案: 2 times, by E, F
	// 41 of 145 days, 28%, went into doing a stage again
}
