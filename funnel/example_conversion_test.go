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

// marchDeals is a history of six deals as of 21 March: each line is a deal with the day in March and the stage, and why it was lost.
func marchDeals() (*funnel.View, error) {
	pipeline, err := stage.New(stage.Config{ID: "sales", Moves: stage.Moves{Policy: stage.Forward, Back: true}, Stages: []stage.Stage{
		{ID: "线索"}, {ID: "演示"}, {ID: "报价"}, {ID: "赢单", Outcome: stage.Won}, {ID: "输单", Outcome: stage.Lost},
	}})
	if err != nil {
		return nil, err
	}
	march := func(day int) time.Time { return time.Date(2026, time.March, day, 0, 0, 0, 0, time.UTC) }
	var events []funnel.Event
	for _, line := range []string{
		"甲 王芳 12 1:线索 3:演示 6:报价 10:赢单",
		"乙 王芳 8 1:线索 4:报价 11:赢单",               // skips the demo
		"丙 李强 30 2:线索 5:演示 7:线索 9:演示 13:输单:价格", // goes back, and comes again
		"丁 李强 5 2:线索 8:输单",
		"戊 王芳 20 3:线索 18:演示", // still open
		"己 李强 9 4:演示 9:报价 16:输单:价格",
	} {
		words := strings.Fields(line)
		var amount int64
		if _, err := fmt.Sscan(words[2], &amount); err != nil {
			return nil, err
		}
		money, err := sf.MoneyOf(decimal.NewFromInt(10_000*amount), "CNY")
		if err != nil {
			return nil, err
		}
		for _, word := range words[3:] {
			e := funnel.Event{Deal: words[0], Owner: words[1], Amount: money}
			parts := append(strings.Split(word, ":"), "")
			var day int
			if _, err := fmt.Sscan(parts[0], &day); err != nil {
				return nil, err
			}
			e.At, e.Stage, e.Reason = march(day), parts[1], parts[2]
			events = append(events, e)
		}
	}
	history, err := funnel.NewHistory(pipeline, slices.Values(events), funnel.Options{})
	if err != nil {
		return nil, err
	}
	return history.AsOf(march(21)), nil
}

// How many leads get a demo, how many demos a quote? Three rules count the same six deals, and each answers another question; the win rate
// comes with what the open deal can still do to it.
func ExampleView_Conversion() {
	view, err := marchDeals()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, rule := range []funnel.ConversionRule{funnel.Direct, funnel.Reached, funnel.Ordered} {
		c, err := view.Conversion(funnel.ConversionOptions{Rule: rule})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(rule)
		for _, r := range append(c.Rates, c.Overall) {
			fmt.Printf("  %s→%s  %d of %d, %d open: %.2f, at the end between %.2f and %.2f\n",
				r.From, r.To, r.Converted, r.Entered, r.Open, r.Rate.Value, r.Bounds.Low, r.Bounds.High)
		}
	}
	// Output:
	// direct
	//   线索→演示  4 of 6, 0 open: 0.67, at the end between 0.67 and 0.67
	//   演示→报价  2 of 5, 1 open: 0.53, at the end between 0.40 and 0.60
	//   报价→赢单  2 of 3, 0 open: 0.67, at the end between 0.67 and 0.67
	//   线索→赢单  2 of 5, 1 open: 0.40, at the end between 0.40 and 0.60
	// reached
	//   线索→演示  4 of 5, 0 open: 0.80, at the end between 0.80 and 0.80
	//   演示→报价  2 of 4, 1 open: 0.67, at the end between 0.50 and 0.75
	//   报价→赢单  2 of 3, 0 open: 0.67, at the end between 0.67 and 0.67
	//   线索→赢单  2 of 5, 1 open: 0.40, at the end between 0.40 and 0.60
	// ordered
	//   线索→演示  3 of 5, 0 open: 0.60, at the end between 0.60 and 0.60
	//   演示→报价  1 of 3, 1 open: 0.50, at the end between 0.33 and 0.67
	//   报价→赢单  1 of 1, 0 open: 1.00, at the end between 1.00 and 1.00
	//   线索→赢单  1 of 5, 1 open: 0.20, at the end between 0.20 and 0.40
}

// The report of the week says that conversion is 200 %. Whose is it?
func ExampleView_Conversion_flow() {
	view, err := marchDeals()
	if err != nil {
		fmt.Println(err)
		return
	}
	week := sf.Period{From: time.Date(2026, time.March, 6, 0, 0, 0, 0, time.UTC), To: time.Date(2026, time.March, 11, 0, 0, 0, 0, time.UTC)}
	for _, basis := range []funnel.ConversionBasis{funnel.Flow, funnel.Snapshot, funnel.Cohort} {
		c, err := view.Conversion(funnel.ConversionOptions{Basis: basis, Period: week})
		if err != nil {
			fmt.Println(err)
			return
		}
		demo := c.Rates[1]
		fmt.Printf("%s: %d of %d\n", basis, demo.Converted, demo.Entered)
		for _, note := range demo.Rate.Warnings {
			fmt.Println("  " + note.In(sf.Chinese))
		}
	}
	// Output:
	// flow: 2 of 1
	//   期间内从阶段 演示 晋级的商机与期间内进入的商机不是同一批：3 个期初已在该阶段，1 个期末仍在
	// snapshot: 2 of 3
	// cohort: 0 of 1
}

// 线索流失率是多少，流失的去了哪里？ How many drop off, and where do they go?
func ExampleView_DropOff() {
	view, err := marchDeals()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, rule := range []funnel.DropOffRule{funnel.Settled, funnel.Guide} {
		d, err := view.DropOff(funnel.DropOffOptions{Rule: rule})
		if err != nil {
			fmt.Println(err)
			return
		}
		demo := d.Stages[1]
		fmt.Printf("%s: %.0f %% of %d, %d open\n", rule, 100*demo.Rate.Value, demo.Rate.N, demo.Open)
		for _, note := range demo.Rate.Warnings {
			fmt.Println("  " + note.In(sf.Chinese))
		}
		if rule == funnel.Guide {
			for _, way := range demo.To {
				fmt.Println("  去向", way.Stage, way.Kind, way.Stays, way.Examples)
			}
		}
	}
	// Output:
	// settled: 50 % of 4, 1 open
	//   阶段 演示 的 5 个中有 1 个仍在进行，未计入；其中往往是推进较慢的
	// guide: 40 % of 5, 1 open
	//   进入阶段 演示 的 5 个中有 1 个仍在进行，单独列出；若最终均未晋级，流失率将为 60%
	//   去向 线索 back 1 [丙]
	//   去向 输单 lost 1 [丙]
}

// Why do we lose, where, and what is it worth? A deal without a reason is a row as well.
func ExampleView_LossReasons() {
	view, err := marchDeals()
	if err != nil {
		fmt.Println(err)
		return
	}
	reasons, err := view.LossReasons("owner")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range reasons.Rows {
		reason := r.Reason
		if reason == "" {
			reason = "(未填写)"
		}
		fmt.Println(r.Stage, r.Group, reason, r.Deals, r.Amount, r.Examples)
	}
	for _, r := range reasons.Reasons {
		if r.Reason == "价格" {
			fmt.Printf("%s %s：共 %d 个，占 %.0f%%\n", r.Group[0], r.Reason, r.Deals, 100*r.Share.Value)
		}
	}
	fmt.Println("lost:", reasons.Lost.Deals, reasons.Lost.Amount)
	fmt.Println("without a reason:", reasons.NotGiven.Deals, reasons.NotGiven.Amount)
	// Output:
	// 线索 [李强] (未填写) 1 50000 CNY [丁]
	// 演示 [李强] 价格 1 300000 CNY [丙]
	// 报价 [李强] 价格 1 90000 CNY [己]
	// 李强 价格：共 2 个，占 67%
	// lost: 3 440000 CNY
	// without a reason: 1 50000 CNY
}
