//go:build long

package funnel

import "testing"

// TestShrinkOnAverageLong holds exact intervals to their level on average over the populations that the priors suppose.
func TestShrinkOnAverageLong(t *testing.T) {
	for _, k := range []int{2, 5, 10, 25} {
		samples := min(2500, 20_000/k)
		c := shrinkCoverage(k, -1, samples, 21)
		t.Logf("segments=%d, of the priors' populations: exact %.4f, moments %.4f", k, c.exact, c.moments)
		holdsOnAverage(t, c.exact, k, samples)
	}
}

// TestShrinkAtFixedSpreadsLong shows what both kinds of interval cover at fixed spreads, which nothing promises. An independent program of Shrink's in R has .911 to
// .943 where 5 and 10 segments differ by .08 to .15.
func TestShrinkAtFixedSpreadsLong(t *testing.T) {
	for _, k := range []int{5, 10, 25} {
		for _, sd := range []float64{0, .03, .08, .15, .25} {
			c := shrinkCoverage(k, sd, 3000/k, 11)
			t.Logf("segments=%d sd=%v: exact %.3f, moments %.3f", k, sd, c.exact, c.moments)
		}
	}
}

func TestShrinkByMidpointsLong(t *testing.T) { checkMidpoints(t, 1000, 2e-5) }
