package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var leadOnly = []string{"-events", "-", "-won", "won", "-lost", "lost", "-stages", "lead,won,lost"}

func numbers(texts ...string) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		if s != "" {
			out[i] = json.Number(s)
		}
	}
	return out
}

// atTimes is the part of a report that is about time; what is there follows the schema.
func atTimes(t *testing.T, rows string, args ...string) (dwell, cycle, winBy map[string]any) {
	t.Helper()
	r := report(t, "deal,at,stage\n"+rows, args...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	return at(t, r, "dwell").(map[string]any), at(t, r, "cycle").(map[string]any), at(t, r, "win_by").(map[string]any)
}

// closed is the rows of ten deals that begin on 1 March 2025: deal i ends after i days, in the stage that end says.
func closed(end func(i int) string) string {
	var b strings.Builder
	for i := 1; i <= 10; i++ {
		fmt.Fprintf(&b, "d%d,2025-03-01,lead\nd%d,2025-03-%02d,%s\n", i, i, 1+i, end(i))
	}
	return b.String()
}

// Worked out by hand: everything is seen to its end, so that the curves are plain shares.
func TestTimesByHand(t *testing.T) {
	rows := closed(func(i int) string {
		if i > 6 {
			return "won"
		}
		return "lost"
	})
	dwell, cycle, winBy := atTimes(t, rows, leadOnly...)
	lead := dwell["lead"].(map[string]any)
	assert.Equal(t, json.Number("10"), lead["n"])
	assert.Equal(t, json.Number("0"), lead["censored"])
	assert.Equal(t, json.Number("5"), lead["median_days"], "five of ten are over on the fifth day")
	assert.Equal(t, json.Number("9"), lead["p90_days"])
	assert.Equal(t, json.Number("5"), cycle["median_days"])
	assert.Equal(t, json.Number("9"), cycle["p90_days"])
	assert.Equal(t, json.Number("0"), cycle["median_extrapolated"])
	assert.Equal(t, json.Number("8.5"), cycle["won_mean_days"], "the mean of 7, 8, 9 and 10")
	assert.Equal(t, numbers("30", "90", "180", "365"), winBy["days"])
	for _, p := range at(t, winBy, "stages", "lead").([]any) {
		f, err := p.(json.Number).Float64()
		require.NoError(t, err)
		assert.InDelta(t, 0.4, f, 1e-12)
	}
	assert.Equal(t, numbers("0", "0", "0", "0"), at(t, winBy, "extrapolated", "lead"))
}

// The thirtieth day after the day of entry is within 30 days, as a stay of 30 days is; the day after is not.
func TestWithinThirtyDaysIsTheThirtiethDay(t *testing.T) {
	_, _, winBy := atTimes(t, "a,2025-03-01,lead\na,2025-03-31,won\nb,2025-03-01,lead\nb,2025-04-01,won\n", leadOnly...)
	assert.Equal(t, json.Number("0.5"), at(t, winBy, "stages", "lead", 0))
	assert.Equal(t, json.Number("1"), at(t, winBy, "stages", "lead", 1))
}

func TestOneOpenDealSaysNothingOfTime(t *testing.T) {
	dwell, cycle, winBy := atTimes(t, "a,2025-03-01,lead\n", append(leadOnly, "-as-of", "2025-03-20")...)
	lead := dwell["lead"].(map[string]any)
	assert.Equal(t, map[string]any{
		"n": json.Number("1"), "censored": json.Number("1"), "median_days": nil, "median_low": nil, "median_high": nil, "p90_days": nil,
	}, lead)
	assert.Equal(t, json.Number("1"), cycle["n"])
	assert.Equal(t, json.Number("1"), cycle["censored"])
	for _, key := range []string{"median_days", "median_extrapolated", "p90_days", "p90_extrapolated", "won_mean_days"} {
		assert.Nil(t, cycle[key], key)
	}
	assert.Equal(t, numbers("", "", "", ""), at(t, winBy, "stages", "lead"), "unknown, not 0")
}

func TestAStageThatNobodyWasSeenInIsUnknown(t *testing.T) {
	dwell, _, winBy := atTimes(t, "a,2025-03-01,lead\na,2025-03-04,won\n",
		"-events", "-", "-won", "won", "-lost", "lost", "-stages", "lead,offer,won,lost")
	assert.Equal(t, json.Number("0"), at(t, dwell, "offer", "n"))
	assert.Nil(t, at(t, dwell, "offer", "median_days"))
	assert.Equal(t, numbers("", "", "", ""), at(t, winBy, "stages", "offer"))
	assert.Equal(t, numbers("", "", "", ""), at(t, winBy, "extrapolated", "offer"))
	assert.Equal(t, json.Number("1"), at(t, winBy, "stages", "lead", 0))
}

// That nothing was won is known; the chance of it is 0 and the mean of the wins unknown.
func TestAllLost(t *testing.T) {
	dwell, cycle, winBy := atTimes(t, closed(func(int) string { return "lost" }), leadOnly...)
	assert.Equal(t, json.Number("5"), at(t, dwell, "lead", "median_days"))
	assert.Equal(t, json.Number("5"), cycle["median_days"], "to any end")
	assert.Nil(t, cycle["won_mean_days"])
	assert.Equal(t, numbers("0", "0", "0", "0"), at(t, winBy, "stages", "lead"))
}

// One of ten has left on the second day, the others go on for three: nothing after is more than a guess.
func TestWhatIsMostlyExtrapolatedIsUnknown(t *testing.T) {
	rows := "a,2025-03-01,lead\na,2025-03-03,won\n"
	for i := range 9 {
		rows += fmt.Sprintf("b%d,2025-03-01,lead\n", i)
	}
	dwell, cycle, winBy := atTimes(t, rows, append(leadOnly, "-as-of", "2025-03-04")...)
	assert.Equal(t, json.Number("9"), at(t, dwell, "lead", "censored"))
	assert.Nil(t, at(t, dwell, "lead", "median_days"))
	assert.Nil(t, cycle["median_days"])
	assert.Equal(t, json.Number("2"), cycle["won_mean_days"], "the CRM's figure, however little it says")
	assert.Nil(t, at(t, winBy, "stages", "lead", 0))
	share, err := at(t, winBy, "extrapolated", "lead", 0).(json.Number).Float64()
	require.NoError(t, err)
	assert.InDelta(t, 0.9, share, 1e-12)
}

func TestTimesOmittedWithoutHistory(t *testing.T) {
	r := report(t, standing, "-deals", "-", "-won", "won", "-lost", "lost")
	omitted := map[any]any{}
	for _, o := range at(t, r, "omitted").([]any) {
		omitted[at(t, o, "key")] = at(t, o, "code")
	}
	for _, key := range []string{"dwell", "cycle", "win_by"} {
		assert.NotContains(t, r, key)
		assert.Equal(t, "no_history", omitted[key], key)
	}
	_, text, _ := program(t, standing, "-deals", "-", "-won", "won", "-lost", "lost")
	assert.NotContains(t, text, "HOW LONG DEALS STAY")
	assert.NotContains(t, text, "WON BY")
}

func TestTimesLookAtNothingLater(t *testing.T) {
	later := "deal,at,stage\n" + closed(func(int) string { return "won" }) + "z,2027-01-01,lead\n"
	args := slices.Concat(leadOnly, []string{"-as-of", "2025-03-06"})
	a := report(t, later, args...)
	early := report(t, untilDay(later, 6), args...)
	for _, key := range []string{"dwell", "cycle", "win_by"} {
		assert.Equal(t, early[key], a[key], key)
	}
}

// untilDay keeps the header and the rows up to a day of March 2025.
func untilDay(rows string, day int) string {
	var kept []string
	for i, line := range strings.Split(rows, "\n") {
		cells := strings.Split(line, ",")
		if i == 0 || len(cells) == 3 && cells[1] <= fmt.Sprintf("2025-03-%02d", day) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n") + "\n"
}

// alternating is many deals that the slow half always loses: a stage that nobody would call memoryless.
func alternating() string {
	var b strings.Builder
	b.WriteString("deal,at,stage\n")
	for i := range 200 {
		end := "2025-03-05,won"
		if i%2 == 0 {
			end = "2025-03-25,lost"
		}
		fmt.Fprintf(&b, "d%03d,2025-03-01,lead\nd%03d,%s\n", i, i, end)
	}
	return b.String()
}

func TestAssumptionsThatFailAreWarnedOf(t *testing.T) {
	r := report(t, alternating(), leadOnly...)
	for _, w := range at(t, r, "warnings").([]any) {
		assert.NotEqual(t, "funnel.stage_matters", at(t, w, "code"), "that is no fault")
		assert.NotEqual(t, "funnel.memoryless_holds", at(t, w, "code"))
		if at(t, w, "code") != "funnel.memoryless_fails" {
			continue
		}
		p, err := at(t, w, "params", "p_value").(json.Number).Float64()
		require.NoError(t, err)
		assert.Less(t, p, 0.001)
		assert.Equal(t, "lead", at(t, w, "params", "stage"))
		return
	}
	t.Fatal("no warning")
}

// That where a deal goes depends on its stage is what a funnel is for, and no warning.
func TestThatStagesMatterIsNoWarning(t *testing.T) {
	var b strings.Builder
	b.WriteString("deal,at,stage\n")
	for i := range 120 {
		fmt.Fprintf(&b, "d%d,2025-03-01,lead\n", i)
		switch {
		case i < 70:
			fmt.Fprintf(&b, "d%d,2025-03-04,offer\nd%d,2025-03-08,won\n", i, i)
		case i < 80:
			fmt.Fprintf(&b, "d%d,2025-03-04,offer\nd%d,2025-03-08,lost\n", i, i)
		case i < 83:
			fmt.Fprintf(&b, "d%d,2025-03-04,won\n", i)
		default:
			fmt.Fprintf(&b, "d%d,2025-03-04,lost\n", i)
		}
	}
	r := report(t, b.String(), smallArgs...)
	for _, w := range at(t, r, "warnings").([]any) {
		assert.NotEqual(t, "funnel.stage_matters", at(t, w, "code"))
	}
}

// Beyond a number of deals the assumptions are not tested, and the report says so.
func TestManyDealsAreNotTested(t *testing.T) {
	var b strings.Builder
	b.WriteString("deal,at,stage\n")
	for i := range 100_001 {
		day := "2025-03-05,won"
		if i%2 == 0 {
			day = "2025-03-25,lost"
		}
		fmt.Fprintf(&b, "d%d,%s\n", i, day)
	}
	b.WriteString("e,2025-03-01,lead\n")
	r := report(t, b.String(), append(leadOnly, "-limit", "0")...)
	var codes []any
	for _, w := range at(t, r, "warnings").([]any) {
		codes = append(codes, at(t, w, "code"))
	}
	assert.Contains(t, codes, "report.untested")
	assert.Nil(t, at(t, r, "seed"), "nothing was drawn")
}

func TestTextOfTimes(t *testing.T) {
	args := []string{"-events", filepath.Join("testdata", "events.csv"), "-pipeline", filepath.Join("testdata", "pipeline.json")}
	_, en, _ := program(t, "", args...)
	_, zh, _ := program(t, "", append(args, "-lang", "zh")...)
	for _, s := range []string{"HOW LONG DEALS STAY", "half leave within", "WON BY", "365 days"} {
		assert.Contains(t, en, s)
	}
	for _, s := range []string{"停留时长", "半数离开", "按期赢单概率", "365 天"} {
		assert.Contains(t, zh, s)
	}
	_, few, _ := program(t, "deal,at,stage\na,2025-03-01,lead\nb,2025-03-01,lead\nb,2025-03-05,won\nc,2025-03-01,lead\nc,2025-03-06,lost\n",
		append(leadOnly, "-as-of", "2025-03-20")...)
	assert.Contains(t, few, "~42.0%", "1/3 + 1/6 · (1 − (29/31)^11): two left in 31 days, and one goes on at that rate for 11")
	assert.Contains(t, few, "extrapolated for more than 5% of the deals")
	assert.Contains(t, few, "what was seen so far does not say")
	assert.NotContains(t, few, "%!", "every verb has its argument")
}
