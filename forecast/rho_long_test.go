//go:build long

package forecast_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Four, eight and twelve periods of fifty deals under ρ = 0, 0.1 and 0.3, 300 times each. The standard error of a rate of 0.95 is
// 0.0126, that of 0.8 is 0.023. At ρ = 0, the edge, the interval holds the truth more often (0.975); the mixture, which cannot know that,
// covers more too, as it does with four periods under small ρ.
func TestLearnRhoRecoversTheTruthOften(t *testing.T) {
	for _, rho := range []float64{0, 0.1, 0.3} {
		for _, periods := range []int{4, 8, 12} {
			interval, middle := learnedOften(t, 300, periods, 50, rho)
			t.Logf("rho %g, %d periods: interval %.3f, 80 %% range %.3f", rho, periods, interval, middle)
			assert.Greater(t, interval, 0.95-4*0.0126-0.02, "the χ² limit is off by some hundredths with few periods")
			assert.Greater(t, middle, 0.8-4*0.023)
		}
	}
}
