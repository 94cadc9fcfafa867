//go:build long

package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBackfillFalseAlarmRate draws 4000 years of each kind; 3.3 standard errors above .01 are .0052. Seen: .0083 ± .0014 for one person, .0050 ± .0011
// for a team of ten that backfills together, .0125 ± .0018 for one that does not. With sessions taken to be independent the team that does
// would raise an alarm in 1 year of 5.
func TestBackfillFalseAlarmRate(t *testing.T) {
	for name, c := range map[string]struct {
		owners, days int
		takesPart    float64
	}{"one person": {1, 20, 1}, "a team together": {10, 12, .8}, "a team apart": {10, 200, .1}} {
		rate := backfillAlarms(t, 4000, c.owners, c.takesPart, 11, anyDays(c.days))
		t.Logf("%s: %.4f", name, rate)
		assert.LessOrEqual(t, rate, .0152)
	}
}
