//go:build long

package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestLifetimeValueCoverage draws 4000 histories for each question; the standard error of a coverage is .0034. Within the ages that were seen the interval
// is what it says; where the value leans on the tail it is too short, as its documentation tells.
func TestLifetimeValueCoverage(t *testing.T) {
	for _, ask := range []struct {
		customers, months int
		least             float64
	}{{50, 6, .94}, {150, 9, .94}, {600, 9, .94}, {600, 12, .94}, {150, 13, .90}, {150, 20, .87}, {600, 20, .90}} {
		held, extrapolated := lifetimeValueCoverage(t, 4000, ask.customers, ask.months)
		t.Logf("%d customers, %d months: coverage %.3f, extrapolated %.3f", ask.customers, ask.months, held, extrapolated)
		assert.GreaterOrEqual(t, held, ask.least)
		assert.LessOrEqual(t, held, .97)
	}
}
