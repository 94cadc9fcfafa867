package funnel

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The mean of −1 and −3 has a standard error of 1, and Student's t of 1 degree of freedom is 12.7062 at .975. It has no logarithm.
func TestMeanOfAmountsBelowZero(t *testing.T) {
	var m runningMean
	m.add(-1)
	m.add(-3)
	e := m.logNormal("mean", 0)
	assert.InDelta(t, -2-12.7062, e.Low, 1e-4)
	assert.InDelta(t, -2+12.7062, e.High, 1e-4)
	m.add(4)
	assert.Zero(t, m.mean)
	assert.Equal(t, m.normal("mean", 0), m.logNormal("mean", 0))
}
