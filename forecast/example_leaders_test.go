package forecast_test

import (
	"fmt"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// Why the forecast of the quarter is not what it was: one deal was won, one put off, one is new.
func ExampleChangeOf() {
	before, after := rowsOfToday(), rowsOfToday()
	after.AsOf = at("2026-11-30")
	after.Deals[0].Stage, after.Deals[0].Entered = "won", at("2026-11-26") // Acme
	after.Deals[1].Close = day("2027-01-15")                               // Bolt
	after.Deals = append(after.Deals, forecast.Deal{ID: "Flux", Stage: "contact", Amount: yuan("90000"), Close: day("2026-12-28")})
	change, err := forecast.ChangeOf(
		forecast.Stand{Book: before, Model: forecast.Configured()},
		forecast.Stand{Book: after, Model: forecast.Configured()},
		forecast.Options{Periods: sf.Quarters(after.AsOf, 1)},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	quarter := change.Total.Periods[0]
	fmt.Printf("was      won %s, weighted %s\n", quarter.Was.Won, quarter.Was.Weighted)
	for _, c := range quarter.Causes {
		fmt.Printf("%-8s won %s, weighted %s\n", c.Cause, c.By.Won, c.By.Weighted)
	}
	fmt.Printf("is       won %s, weighted %s\n", quarter.Is.Won, quarter.Is.Weighted)
	// Output:
	// was      won 50000 CNY, weighted 184000.25 CNY
	// new      won 0 CNY, weighted 9000 CNY
	// won      won 120000 CNY, weighted -90000 CNY
	// date     won 0 CNY, weighted -40000.25 CNY
	// is       won 170000 CNY, weighted 63000 CNY
}

// 精英销售风险：本季度的预测有多少系于一单、一人。
func ExampleConcentrationOf() {
	book := rowsOfToday()
	for i, owner := range []string{"王芳", "李强", "王芳", "李强", "王芳"} {
		book.Deals[i].Owner = owner
	}
	quarter := sf.Quarters(book.AsOf, 1)
	c, err := forecast.ConcentrationOf(book, forecast.Configured(), forecast.Options{
		Periods: quarter,
		Quotas:  []forecast.Quota{{Period: quarter[0], Amount: yuan("200000")}},
	}, forecast.ConcentrationOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := c.Periods[0]
	for _, o := range p.Owners.Largest {
		fmt.Printf("%s：加权 %s，占 %.0f%%\n", o.Name, o.Weighted, 100*o.Share)
	}
	fmt.Printf("相当于 %.1f 个同等大小的商机\n", *p.Deals.Effective)
	fmt.Printf("达成定额的概率 %.2f；没有 %s 为 %.2f，没有 %s 为 %.2f\n", p.Whole.Chance.Value,
		p.WithoutDeal.Name, p.WithoutDeal.Outlook.Chance.Value, p.WithoutOwner.Name, p.WithoutOwner.Outlook.Chance.Value)
	// Output:
	// 王芳：加权 144000 CNY，占 78%
	// 李强：加权 40000.25 CNY，占 22%
	// 相当于 2.7 个同等大小的商机
	// 达成定额的概率 0.71；没有 Acme 为 0.00，没有 王芳 为 0.00
}
