package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ways are six deals that go every way there is: a straight to a win, b lost at once, c still in offer, d won early, e back and lost, f never
// moved.
const ways = `deal,at,stage,amount,reason
a,2025-01-02,lead,100,
b,2025-01-02,lead,50,
c,2025-01-02,lead,70,
d,2025-01-02,lead,30,
e,2025-01-02,lead,,
f,2025-01-02,lead,10,
a,2025-01-03,offer,,
b,2025-01-03,lost,,price
c,2025-01-03,offer,,
d,2025-01-03,won,,
e,2025-01-03,offer,,
a,2025-01-04,won,,
e,2025-01-04,lead,,
e,2025-01-05,lost,,
`

var waysArgs = []string{"-events", "-", "-stages", "lead,offer,won,lost", "-won", "won", "-lost", "lost", "-as-of", "2025-01-20"}

func integer(n int) json.Number { return json.Number(fmt.Sprint(n)) }

// holds checks some keys of an object.
func holds(t *testing.T, v any, want map[string]any) {
	t.Helper()
	for key, x := range want {
		if n, ok := x.(float64); ok {
			got, ok := at(t, v, key).(json.Number)
			require.True(t, ok, key)
			f, err := got.Float64()
			require.NoError(t, err)
			assert.InDelta(t, n, f, 1e-12, key)
			continue
		}
		assert.Equal(t, x, at(t, v, key), key)
	}
}

// Worked out by hand. Those that are open were there longer than any other, so that every rate is a plain share.
func TestConversionByHand(t *testing.T) {
	r := report(t, ways, waysArgs...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	c := at(t, r, "conversion")
	assert.Equal(t, "direct", at(t, c, "rule"))
	assert.Equal(t, "cohort", at(t, c, "basis"))
	// Seven stays in lead: a, c and e went to offer; b, d and e's second went elsewhere; f is there.
	holds(t, at(t, c, "rates", 0), map[string]any{
		"from": "lead", "to": "offer", "entered": integer(7), "converted": integer(3), "elsewhere": integer(3), "open": integer(1),
		"value": 3. / 7, "bound_low": 3. / 7, "bound_high": 4. / 7, "n": integer(7), "before": integer(0),
	})
	holds(t, at(t, c, "rates", 1), map[string]any{
		"from": "offer", "to": "won", "entered": integer(3), "converted": integer(1), "elsewhere": integer(1), "open": integer(1),
		"value": 1. / 3, "bound_low": 1. / 3, "bound_high": 2. / 3,
	})
	// Of six deals a, c, d and e came further than lead; b was lost, f is there.
	holds(t, at(t, c, "reached", 0), map[string]any{"entered": integer(6), "converted": integer(4), "elsewhere": integer(1), "open": integer(1), "value": 4. / 6})
	holds(t, at(t, c, "overall"), map[string]any{
		"from": "lead", "to": "won", "entered": integer(6), "converted": integer(2), "elsewhere": integer(2), "open": integer(2), "value": 2. / 6, "bound_high": 4. / 6,
	})
}

func TestDropOffByHand(t *testing.T) {
	rates := at(t, report(t, ways, waysArgs...), "drop_off", "rates").([]any)
	want := []map[string]any{
		{"stage": "lead", "to": nil, "kind": nil, "stays": integer(3), "n": integer(6), "open": integer(1), "excluded": integer(1), "value": 0.5, "examples": []any{}},
		{"stage": "lead", "to": "won", "kind": "won", "stays": integer(1), "n": integer(6), "value": 1. / 6, "low": nil, "examples": []any{"d"}},
		{"stage": "lead", "to": "lost", "kind": "lost", "stays": integer(2), "n": integer(6), "value": 2. / 6, "examples": []any{"b", "e"}},
		{"stage": "offer", "to": nil, "kind": nil, "stays": integer(1), "n": integer(2), "open": integer(1), "value": 0.5},
		{"stage": "offer", "to": "lead", "kind": "back", "stays": integer(1), "value": 0.5, "examples": []any{"e"}},
	}
	require.Len(t, rates, len(want))
	for i := range want {
		holds(t, rates[i], want[i])
	}
}

func TestLossReasonsByHand(t *testing.T) {
	reasons := at(t, report(t, ways, waysArgs...), "loss_reasons").([]any)
	require.Len(t, reasons, 2)
	holds(t, reasons[0], map[string]any{"stage": "lead", "reason": nil, "deals": integer(1), "amount": nil, "amount_missing": integer(1), "share": 0.5, "examples": []any{"e"}})
	holds(t, reasons[1], map[string]any{"stage": "lead", "reason": "price", "deals": integer(1), "amount": "50", "amount_missing": integer(0), "share": 0.5, "examples": []any{"b"}})

	begun, _, _ := strings.Cut(ways, "a,2025-01-03")
	none := report(t, begun, waysArgs...)
	assert.Equal(t, []any{}, at(t, none, "loss_reasons"), "computed, and nothing was lost")
	assert.Nil(t, at(t, none, "drop_off", "rates", 0, "value"), "nobody left")
	assert.Nil(t, at(t, none, "conversion", "rates", 1, "value"), "nobody entered")
	require.NoError(t, schema(t).Validate(plainJSON(t, none)))
}

// manyReasons are so many lost deals for each of three reasons.
func manyReasons(deals ...int) string {
	var b strings.Builder
	b.WriteString("deal,at,stage,reason\nz,2025-01-02,lead,\n")
	for i, n := range deals {
		for k := range n {
			fmt.Fprintf(&b, "d%d-%d,2025-01-02,lead,\nd%d-%d,2025-01-03,lost,reason %d\n", i, k, i, k, i)
		}
	}
	return b.String()
}

func TestReasonsBeyondTheLimitAreSaidToBeLeftOut(t *testing.T) {
	r := report(t, manyReasons(1, 3, 2), append(waysArgs, "-limit", "2")...)
	reasons := at(t, r, "loss_reasons").([]any)
	require.Len(t, reasons, 2)
	assert.Equal(t, "reason 1", at(t, reasons, 0, "reason"))
	assert.Equal(t, "reason 2", at(t, reasons, 1, "reason"))
	for _, w := range at(t, r, "warnings").([]any) {
		if at(t, w, "code") == "report.reasons_cut" {
			assert.Equal(t, map[string]any{"n": integer(3), "kept": integer(2)}, at(t, w, "params"))
			return
		}
	}
	t.Fatal("no warning")
}

// The limit keeps the most deals, and the order by stage.
func TestReasonsStayInTheOrderOfStages(t *testing.T) {
	rows := manyReasons(2, 1) + "x,2025-01-02,offer,\nx,2025-01-03,lost,late\ny,2025-01-02,offer,\ny,2025-01-03,lost,late\nw,2025-01-02,offer,\nw,2025-01-03,lost,late\n"
	reasons := at(t, report(t, rows, append(waysArgs, "-limit", "2")...), "loss_reasons").([]any)
	require.Len(t, reasons, 2)
	holds(t, reasons[0], map[string]any{"stage": "lead", "reason": "reason 0", "deals": integer(2)})
	holds(t, reasons[1], map[string]any{"stage": "offer", "reason": "late", "deals": integer(3)})
}

// crowd repeats the deals of ways, so that there are enough to judge.
func crowd(n int) string {
	var b strings.Builder
	lines := strings.SplitAfter(ways, "\n")
	b.WriteString(lines[0])
	for i := range n {
		for _, line := range lines[1:] {
			if line != "" {
				b.WriteString(strconv.Itoa(i) + line)
			}
		}
	}
	return b.String()
}

func TestTheWeakestStage(t *testing.T) {
	_, text, _ := program(t, ways, waysArgs...)
	assert.NotContains(t, text, "Fewest get beyond", "three deals say too little")
	_, text, _ = program(t, crowd(3), waysArgs...)
	assert.Contains(t, text, "Fewest get beyond offer: 33%, though the difference to lead may be chance.")
	_, text, _ = program(t, crowd(40), waysArgs...)
	assert.Contains(t, text, "Fewest get beyond offer: 33%.")
	_, text, _ = program(t, crowd(40), append(waysArgs, "-lang", "zh")...)
	assert.Contains(t, text, "通过率最低的是offer：33%。")
	rows := crowd(3)
	for i := range 10 {
		rows += fmt.Sprintf("new%d,2025-01-10,offer,1,\n", i)
	}
	_, text, _ = program(t, rows, waysArgs...)
	assert.Contains(t, text, "but 13 of the 19 are still open.")
}

// Where nobody left a stage, its rate is not 0.
func TestAStageThatNobodyLeftHasNoRate(t *testing.T) {
	rows := "deal,at,stage\na,2025-01-02,lead\na,2025-01-03,lost\nb,2025-01-02,offer\nc,2025-01-02,offer\n"
	_, text, _ := program(t, rows, waysArgs...)
	assert.Regexp(t, `offer +2 +2 +– +– +– +0% – 100% +–`, text)
}

func TestTextOfConversion(t *testing.T) {
	_, text, _ := program(t, ways, waysArgs...)
	for _, want := range []string{
		"  lead         7            1          43%", "43% – 57%",
		"Of 6 deals that entered lead, 2 were won and 2 are open",
		"won 1", "lost 2", "← lead 1",
		"For 1 of 2 lost deals (50%) no reason was given.",
	} {
		assert.Contains(t, text, want)
	}
	_, zh, _ := program(t, ways, append(waysArgs, "-lang", "zh")...)
	for _, want := range []string{"阶段转化率", "2 个输单中有 1 个（50%）未填写原因", "← lead 1"} {
		assert.Contains(t, zh, want)
	}
	for _, s := range []string{text, zh} {
		assert.NotContains(t, s, "%!")
	}

	_, text, _ = program(t, strings.ReplaceAll(ways, "price", ""), waysArgs...)
	assert.Contains(t, text, "No reason was given for any of the 2 lost deals.")
	_, text, _ = program(t, manyReasons(1, 2, 3, 4, 5, 6, 7), waysArgs...)
	assert.Contains(t, text, "(2 more reasons)      3\n", "reason 0 and reason 1")
	assert.Contains(t, text, "the commonest reason is reason 6: 7 of 28 lost deals (25%)")
	_, text, _ = program(t, manyReasons(1, 2, 3), append(waysArgs, "-limit", "1")...)
	assert.NotContains(t, text, "the commonest reason is", "not all of them are known")
}

// Without a history there is nothing to follow; every block says so.
func TestWhatNeedsAHistoryIsOmittedWithoutOne(t *testing.T) {
	r := report(t, standing, "-deals", "-", "-won", "won", "-lost", "lost")
	for _, key := range []string{"conversion", "drop_off", "loss_reasons", "velocity", "series"} {
		assert.NotContains(t, r, key)
		assert.Equal(t, "no_history", omissions(t, r)[key], key)
	}
}
