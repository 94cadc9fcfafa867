package funnel_test

import (
	"fmt"
	"testing"

	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func BenchmarkBottlenecks(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprintf("events=%d/stages=7", n), func(b *testing.B) {
			h, err := funnel.NewHistory(sevenStages(b), shuffledLog(n).events, funnel.Options{})
			if err != nil {
				b.Fatal(err)
			}
			v := h.AsOf(ever)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Bottlenecks(funnel.BottleneckOptions{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
