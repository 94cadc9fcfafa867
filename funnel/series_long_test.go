//go:build long

package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func TestSeriesFalseAlarms(t *testing.T) {
	young, grown := seriesAge{8, 60}, seriesAge{60, 150}
	for _, x := range []struct {
		perDay float64
		runs   int
	}{{.5, 300}, {3, 150}, {20, 50}} {
		tallies := falseAlarms(t, x.perDay, x.runs, funnel.SeriesOptions{}, young, grown)
		for _, age := range []seriesAge{young, grown} {
			for m, a := range tallies[age] {
				rate, se := a.rate()
				t.Logf("%4v a day, weeks %v, %-12v %.5f ± %.5f of %.0f rows; %.3f of charts ring, stated %.3f",
					x.perDay, age, funnel.Metric(m), rate, se, a.judged, float64(a.rung)/float64(a.charts), a.stated/float64(a.charts))
				if age == grown {
					assert.Less(t, rate, .0027+4*se)
				}
			}
		}
	}
}

// TestSeriesDetects draws 40 funnels for each shift and size; the standard error is .08 at most.
func TestSeriesDetects(t *testing.T) {
	for _, x := range seriesShifts() {
		for _, perDay := range []float64{1, 6, 20} {
			t.Logf("%s: %v a day, within %d weeks %.2f", x.name, perDay, x.within, x.detected(t, perDay, 40))
		}
	}
}
