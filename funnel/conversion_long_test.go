//go:build long

package funnel_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestConversionCoverage draws 4000 samples of each size; the intervals hold the truth as often as they say, within 3.3 standard errors.
func TestConversionCoverage(t *testing.T) {
	const samples = 4000
	for _, deals := range []int{60, 200, 1000} {
		share := covers(t, samples, deals)
		t.Logf("n=%d: coverage %.4f", deals, share)
		assert.InDelta(t, 0.95, share, 3.3*math.Sqrt(0.95*0.05/samples), "%d deals", deals)
	}
}
