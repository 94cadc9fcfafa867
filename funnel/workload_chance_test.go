package funnel

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Forty deals that are dealt out blindly to five owners look uneven, at .05, as often as that: within 3.3 standard errors of 4,000 draws,
// √(.05·.95/4000) = .0034. To two owners it is not said.
func TestDealtByChance(t *testing.T) {
	r, below := rand.New(rand.NewPCG(3, 1)), 0
	for range 4000 {
		x := make([]float64, 5)
		for range 40 {
			x[r.IntN(5)]++
		}
		if dealtByChance(x) < .05 {
			below++
		}
	}
	assert.InDelta(t, .05, float64(below)/4000, 3.3*.0034)
	assert.Zero(t, dealtByChance([]float64{10, 30}))
}
