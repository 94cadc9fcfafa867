package table

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkScan(b *testing.B) {
	var text strings.Builder
	text.WriteString("deal,at,stage,amount,currency,close,owner,source,reason\n")
	const rows = 20000
	for i := range rows {
		fmt.Fprintf(&text, "D%d,2024-03-%02d 09:%02d:00,Proposal,\"%d,%03d.50\",CNY,2024/6/%d,Ana %d,Web,\n",
			i/4, 1+i%28, i%60, 1+i%900, i%1000, 1+i%30, i%40)
	}
	raw := []byte(text.String())
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Scan(raw, "bench.csv", Options{}, func(Row) {}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
