package funnel

import (
	"testing"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// A factor below 0 has no logarithm, so that the product has a value and no interval; so has one of a factor that has none.
func TestProductWithoutAnInterval(t *testing.T) {
	two := sf.Estimate{Value: 2, Low: 1, High: 4, Level: level, N: 7, Method: "m"}
	for _, e := range []sf.Estimate{{Value: -5, Low: -8, High: -3, Level: level, Method: "m"}, {Value: -5, Method: "m"}, {Value: 5, Method: "m"}} {
		x := productOf(two, e)
		assert.InDelta(t, 2*e.Value, x.Value, 0)
		assert.False(t, x.HasInterval())
		assert.EqualValues(t, 7, x.N)
	}
	x := productOf(two, two)
	assert.True(t, x.Low > 1 && x.Low < 2 && x.High > 8 && x.High < 16, x)
}
