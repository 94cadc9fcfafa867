package funnel_test

import (
	"testing"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// BenchmarkPace follows a million rows of about 280,000 deals over three years, with everything that a series has, and the routes of all.
func BenchmarkPace(b *testing.B) {
	s := simulate.SevenStages(300_000)
	h := drawn(b, s, 7)
	v := h.AsOf(s.End)
	events := float64(v.Events())
	run := func(name string, ask func() error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := ask(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(events*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
	run("series/weeks=52", func() error { _, err := v.Series(funnel.SeriesOptions{}); return err })
	run("series/weeks=52/as-known", func() error { _, err := v.Series(funnel.SeriesOptions{AsKnown: true}); return err })
	run("series/months=24", func() error { _, err := v.Series(funnel.SeriesOptions{Unit: funnel.ByMonth}); return err })
	run("paths", func() error { _, err := v.Paths(funnel.PathOptions{}); return err })
}
