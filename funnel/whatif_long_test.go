//go:build long

package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestScenarioCoverage draws 1500 histories of 160 and of 550 deals. The standard error of a coverage of .95 is .0056.
func TestScenarioCoverage(t *testing.T) {
	for _, perDay := range []float64{.3, 1} {
		for name, held := range coverScenario(t, flowingSpec(perDay, 0), 1500, 1000) {
			t.Logf("%v a day: %s held %.3f", perDay, name, held/1500)
			assert.InDelta(t, .95, held/1500, .03, name)
		}
	}
}
