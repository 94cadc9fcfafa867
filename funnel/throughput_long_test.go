//go:build long

package funnel_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestThroughputCoverage draws 1000 funnels. The intervals of .937 of them held the truth, with a standard error of .008.
func TestThroughputCoverage(t *testing.T) {
	const runs = 1000
	held := throughputHeld(t, runs, 10_000)
	t.Logf("%.3f of intervals hold the truth", held)
	assert.InDelta(t, .95, held, 4*math.Sqrt(.95*.05/runs))
}
