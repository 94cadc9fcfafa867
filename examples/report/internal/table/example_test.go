package table_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
)

func ExampleRead() {
	file := strings.NewReader("商机编号;变更时间;销售阶段;预计金额（万元）;区域\r\n" +
		"S-1;2024年3月15日 09:30;初步接触;50;华东\r\n" +
		"S-1;2024/4/1;方案报价;1.2亿;华东\r\n" +
		"S-2;45390.5;初步接触;待评估;华北\r\n" +
		"合计;;;12,050;\r\n")
	t, err := table.Read(file, "history.csv", table.Options{
		Location: time.FixedZone("CST", 8*60*60), Labels: []string{"区域"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range t.Rows {
		amount := "unknown"
		if r.AmountKnown {
			amount = r.Amount.String() + " " + r.Currency
		}
		fmt.Println(r.Row, r.Deal, r.At.Format(time.RFC3339), r.Stage, amount, r.Labels[0])
	}
	fmt.Printf("%d of %d rows used, %d footer\n", t.Used, t.Total, t.Skipped[table.SkipFooter])
	for _, p := range t.Problems {
		fmt.Printf("%d× %s, as %s in row %d\n", p.Count, p.Text("en"), p.Examples[0].Value, p.Examples[0].Row)
	}
	// Output:
	// 2 S-1 2024-03-15T09:30:00+08:00 初步接触 500000 CNY 华东
	// 3 S-1 2024-04-01T00:00:00+08:00 方案报价 120000000 CNY 华东
	// 4 S-2 2024-04-08T12:00:00+08:00 初步接触 unknown 华北
	// 3 of 4 rows used, 1 footer
	// 1× column 预计金额（万元）: the cell is not an amount, as 待评估 in row 4
}

func ExampleError() {
	file := strings.NewReader("deal,created_date,stage\nD1,03/04/24,Proposal\n")
	_, err := table.Read(file, "history.csv", table.Options{})
	var e *table.Error
	if errors.As(err, &e) {
		fmt.Println(e.Code, e.Row, e.Column)
		fmt.Println(e)
	}
	// Output:
	// input.dates_ambiguous 2 created_date
	// history.csv: dates in column created_date such as 03/04/24 in row 2 may be day/month or month/day: choose with -dates dmy|mdy
}

func ExampleParseMapping() {
	m, err := table.ParseMapping(`deal=opportunity_id, at="Changed, at", amount=`)
	fmt.Println(m[table.KeyDeal], "|", m[table.KeyAt], err)
	_, err = table.ParseMapping("stage,at=a,at=b")
	fmt.Println(err)
	// Output:
	// opportunity_id | Changed, at <nil>
	// -map cannot be used: "stage" has no '='; "at" is given twice
}
