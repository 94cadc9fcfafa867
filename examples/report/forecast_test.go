package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Of four deals two were won and two lost, each on the tenth day. The fifth is five days old and has no close date.
const paced = "deal,at,stage,amount\n" +
	"a,2025-01-01,lead,10\na,2025-01-11,won,10\n" +
	"b,2025-01-01,lead,10\nb,2025-01-11,won,10\n" +
	"c,2025-01-01,lead,10\nc,2025-01-11,lost,10\n" +
	"d,2025-01-01,lead,10\nd,2025-01-11,lost,10\n" +
	"e,2025-01-24,lead,100\n"

func TestATimedForecastByHand(t *testing.T) {
	args := []string{"-events", "-", "-won", "won", "-lost", "lost", "-as-of", "2025-01-28", "-periods", "month:2"}
	r := report(t, paced, append(args, "-model", "timed")...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	rows := at(t, r, "forecast", "rows")
	assert.Equal(t, "timed", at(t, r, "forecast", "model"))
	assert.Equal(t, "20", at(t, rows, 0, "won_amount"))
	assert.Equal(t, "0", at(t, rows, 0, "from_open"), "on 31 January it is seven days old")
	assert.Equal(t, "50", at(t, rows, 1, "from_open"), "two of four are won on the tenth day, 3 February")
	assert.Equal(t, json.Number("0.5"), at(t, r, "forecast", "deals", "items", 0, "p"))
	assert.NotContains(t, warned(t, r), "report.undated")

	r = report(t, paced, args...)
	assert.Equal(t, "0", at(t, r, "forecast", "rows", 1, "from_open"))
	assert.Equal(t, json.Number("1"), at(t, r, "forecast", "beyond", 0, "later_deals"))
	assert.Contains(t, warned(t, r), "report.undated")

	for lang, says := range map[string]string{"en": "no open deal has a close date in it", "zh": "没有在途商机的预计成交日期在本期内"} {
		_, text, _ := program(t, paced, append(args, "-model", "timed", "-lang", lang)...)
		assert.Contains(t, oneLine(text), oneLine(says))
	}
}

// warned are the codes of a report's warnings.
func warned(t testing.TB, r map[string]any) (codes []any) {
	t.Helper()
	for _, w := range at(t, r, "warnings").([]any) {
		codes = append(codes, at(t, w, "code"))
	}
	return codes
}

// oneLine takes away where lines are broken.
func oneLine(s string) string { return strings.Join(strings.Fields(s), "") }
