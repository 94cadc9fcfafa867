//go:build long

package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestShrinkCoverageLong draws 600 teams for each size and spread. From populations of the priors the intervals cover what they say, and
// about as much at each spread: too much where segments are alike, since that they are is not known, and .92 at the worst between.
func TestShrinkCoverageLong(t *testing.T) {
	for _, k := range []int{5, 10, 25} {
		for _, sd := range []float64{-1, 0, .03, .08, .15, .25} {
			const samples = 600
			covered := shrinkCoverage(t, k, sd, samples, 11)
			t.Logf("segments=%d sd=%v: coverage %.3f", k, sd, covered)
			want := .95
			if sd > 0 {
				want = .92
			}
			assert.GreaterOrEqual(t, covered, want-2*math.Sqrt(want*(1-want)/samples), "%d segments, sd %v", k, sd)
		}
	}
}

func TestShrinkByMidpointsLong(t *testing.T) { checkMidpoints(t, 1000, 2e-5) }
