package forecast_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
)

// 成交回款：签约付三成，六十天后付七成；各期金额合计与合同额分毫不差。
func ExampleCashOf_chinese() {
	book := rowsOfToday()
	plan := forecast.Schedule{{Share: decimal.New(3, -1)}, {Share: decimal.New(7, -1), Days: 60}}
	parts, err := plan.Split(yuan("80000.51"), decimal.Decimal{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("合同额 80000.51 分期：", parts[0], parts[1])

	cash, err := forecast.CashOf(book, forecast.Configured(), forecast.CashOptions{Periods: sf.Quarters(book.AsOf, 2), Schedule: plan})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range cash.Periods {
		fmt.Printf("%s 已回款 %s，应收 %s，在途商机 %s\n", o.Period, o.Received, o.Receivable, o.Open)
	}
	fmt.Printf("以后：在途商机 %s\n", cash.Later.Open)
	fmt.Println(cash.Notes[len(cash.Notes)-1].In(sf.Chinese))
	// Output:
	// 合同额 80000.51 分期： 24000.15 CNY 56000.36 CNY
	// 2026-10-01..2027-01-01 已回款 15000 CNY，应收 35000 CNY，在途商机 55200.08 CNY
	// 2027-01-01..2027-04-01 已回款 0 CNY，应收 0 CNY，在途商机 128800.18 CNY
	// 以后：在途商机 0 CNY
	// 商机分期付款：回款只给出期望值，不给出区间
}

// How long customers take to pay is learned from the bills. The one that has waited for 40 days without being paid is no worse than late:
// half of the bills take as long.
func ExampleLearnPaymentDelay() {
	book := rowsOfToday()
	var bills []forecast.Payment
	for i, days := range []int{12, 20, 28, 33, 41, 47, 55, 60, 75, 90} {
		signed := day("2026-03-02").AddDays(9 * i)
		bills = append(bills, forecast.Payment{Deal: fmt.Sprint("B", i), Signed: signed, Paid: signed.AddDays(days), Amount: yuan("10000")})
	}
	bills = append(bills, forecast.Payment{Deal: "Echo", Signed: day("2026-10-12"), Amount: yuan("50000")})
	delay, err := forecast.LearnPaymentDelay(bills, book.AsOf, book.Calendar)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("days to payment:", delay.Median())
	cash, err := forecast.CashOf(book, forecast.Configured(), forecast.CashOptions{Periods: sf.Months(book.AsOf, 4), Delay: delay, Payments: bills})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range cash.Periods {
		fmt.Printf("%s receivable %s, open %s, P10 %.0f, P90 %.0f\n", o.Period, o.Receivable, o.Open, o.Range.P10, o.Range.P90)
	}
	fmt.Printf("later %s\n", cash.Later.Open)
	// Output:
	// days to payment: 47 [20, 60] 95% n=11
	// 2026-11-01..2026-12-01 receivable 16666.67 CNY, open 0 CNY, P10 0, P90 50000
	// 2026-12-01..2027-01-01 receivable 25000 CNY, open 36000 CNY, P10 0, P90 120000
	// 2027-01-01..2027-02-01 receivable 8333.33 CNY, open 77151.63 CNY, P10 0, P90 180000
	// 2027-02-01..2027-03-01 receivable 0 CNY, open 52818.27 CNY, P10 0, P90 120000
	// later 18030.35 CNY
}
