package forecast_test

import (
	"fmt"
	"testing"

	"github.com/salesfunnel-go/salesfunnel/forecast"
)

func BenchmarkSimulate(b *testing.B) {
	for _, c := range []struct {
		deals, trials, groups, periods int
		rho                            float64
		measured                       bool
	}{
		{5_000, 20_000, 0, 1, 0, false},
		{5_000, 20_000, 0, 1, 0.1, false},
		{10_000, 10_000, 0, 4, 0.1, false},
		{10_000, 10_000, 100, 4, 0.1, true},
		{1_000_000, 100, 0, 1, 0.1, false},
	} {
		book := bigBook(b, c.deals, c.groups)
		carlo := forecast.MonteCarlo{Trials: c.trials}
		if c.measured {
			carlo.Measures = []forecast.Measure{{Name: "horizon", Of: func(t forecast.Trial) float64 { return t.Horizon() }}}
		}
		b.Run(fmt.Sprintf("deals=%d/trials=%d/groups=%d/periods=%d/rho=%v", c.deals, c.trials, c.groups, c.periods, c.rho), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := forecast.Simulate(b.Context(), book, aged(true), forecast.Options{Periods: quarters(c.periods), Dependence: forecast.Dependence{Rho: c.rho}}, carlo)
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(c.deals)*float64(c.trials)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mdeal-trials/s")
		})
	}
}
