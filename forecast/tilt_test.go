package forecast

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The direct convolution has full relative accuracy, so it can judge the tilt.
func TestTiltAgreesWithDirectFarOut(t *testing.T) {
	steps := someSteps(300, 50, 5)
	want := curveOf(directSum(steps))
	far := &tilt{steps: steps}
	compared := 0
	for k := int64(0); k <= far.reach(); k += 151 {
		if p := want.atLeast(k); p > 1e-290 {
			relClose(t, p, far.atLeast(k), 1e-9, 0, "P(>= ", k, ")")
			compared++
		}
		if p := want.atMost(k); p > 1e-290 {
			relClose(t, p, far.atMost(k), 1e-9, 0, "P(<= ", k, ")")
			compared++
		}
	}
	assert.Greater(t, compared, 50)
}

func TestTiltAtTheEnds(t *testing.T) {
	steps := []step{{k: 3, p0: .9, p1: .1, n: 20}, {k: 5, p0: .8, p1: .1, p2: .1, n: 1}}
	far := &tilt{steps: steps}
	want := curveOf(directSum(steps))
	assert.EqualValues(t, 66, far.reach())
	relClose(t, want.atLeast(66), far.atLeast(66), 1e-9, 0, "all")
	relClose(t, want.atMost(0), far.atMost(0), 1e-9, 0, "none")
	assert.Zero(t, far.atLeast(67))
	assert.Zero(t, far.atMost(-1))
}

// Above the budget of the direct path, far tails come from the tilt: compared with the direct sum of the same steps.
func TestWinsKeepsFarTailsOfTransforms(t *testing.T) {
	terms := centTerms(1700, 6)
	d := mustWins(t, terms, LatticeOptions{})
	assert.Equal(t, fourierFloor, d.Floor())
	want := curveOf(directSum(d.tilt().steps))
	for _, z := range []float64{-12, -8, 7, 10, 14} {
		x := d.Mean() + z*d.StdDev()
		if z > 0 {
			relClose(t, want.atLeast(d.axis.atOrAbove(x)), d.AtLeast(x), 1e-8, 0, "S at ", z)
		} else {
			relClose(t, want.atMost(d.axis.atOrBelow(x)), d.CDF(x), 1e-8, 0, "F at ", z)
		}
	}
}
