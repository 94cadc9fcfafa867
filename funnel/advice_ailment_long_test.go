//go:build long

package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// TestAilmentsFalseAlarmsLong draws 4000 histories in which all is as configured. Each ailment is one-sided at .025 at most: of few deals the
// first conversion is named less often, as its prior leans to moving on. The standard error is .0025: 3.5 of them.
func TestAilmentsFalseAlarmsLong(t *testing.T) {
	for _, deals := range []int{100, 300, 1000} {
		alarms := falseAilments(t, soundSpec(deals), 4000, 1000)
		for _, code := range []sf.Code{funnel.CodeFirstConversionLow, funnel.CodeLateLossesHigh} {
			t.Logf("%d deals: %s %.4f", deals, code, alarms[code]/4000)
			assert.Less(t, alarms[code]/4000, .025+3.5*.0025, code)
			assert.Greater(t, alarms[code]/4000, .005, code)
		}
	}
}
