//go:build long

package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// TestAilmentsFalseAlarmsLong draws 4000 histories in which all is as configured, about a tenth of the deals open. Each ailment is one-sided
// at .025, of which the standard error is .0025.
func TestAilmentsFalseAlarmsLong(t *testing.T) {
	for _, deals := range []int{100, 300, 1000} {
		alarms := falseAilments(t, soundSpec(deals), 4000, 1000)
		for _, code := range []sf.Code{funnel.CodeFirstConversionLow, funnel.CodeLateLossesHigh} {
			t.Logf("%d deals: %s %.4f", deals, code, alarms[code]/4000)
			assert.InDelta(t, .025, alarms[code]/4000, .0125, code)
		}
	}
}
