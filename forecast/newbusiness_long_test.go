//go:build long

package forecast_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A thousand quarters: the standard error of a rate of 0.8 is 0.0126. Three of them are allowed, and 0.02 for what is not part of the
// ranges: the dispersion is one number here and not drawn from its prior, and the win rate, the pace and the amounts are learned.
func TestNewBusinessCoversWhatComesOften(t *testing.T) {
	created, won, revenue, bias := covered(t, 1000)
	t.Logf("created %.3f, won %.3f, revenue %.3f; wins expected to seen %+.4f", created, won, revenue, bias)
	for _, rate := range []float64{created, won, revenue} {
		assert.InDelta(t, 0.8, rate, 3*0.0126+0.02)
	}
	assert.InDelta(t, 0, bias, 0.01)
}
