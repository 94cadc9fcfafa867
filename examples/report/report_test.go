package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var smallArgs = []string{"-events", "-", "-won", "won", "-lost", "lost"}

func report(t testing.TB, stdin string, args ...string) map[string]any {
	t.Helper()
	code, stdout, stderr := program(t, stdin, append(args, "-format", "json")...)
	require.Equal(t, exitReport, code, stderr)
	return parsed(t, stdout)
}

// at walks a document by keys and indexes.
func at(t testing.TB, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch key := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			require.True(t, ok, "%v is no object", v)
			v, ok = m[key]
			require.True(t, ok, "no key %q", key)
		case int:
			l, ok := v.([]any)
			require.True(t, ok && key < len(l), "%v has no entry %d", v, key)
			v = l[key]
		}
	}
	return v
}

// Everything here was worked out by hand from the seven rows.
func TestASmallReportByHand(t *testing.T) {
	r := report(t, small, smallArgs...)
	assert.Equal(t, "2025-01-11T00:00:00Z", at(t, r, "as_of"), "the end of the day of the last row")
	assert.Nil(t, at(t, r, "currency"))
	for key, want := range map[string]string{"events": "7", "deals": "3", "open": "1", "won": "1", "lost": "1"} {
		assert.Equal(t, json.Number(want), at(t, r, "data", key), key)
	}
	assert.Equal(t, "75.5", at(t, r, "data", "open_amount"))
	assert.Equal(t, "120", at(t, r, "data", "won_amount"))
	assert.Equal(t, "50", at(t, r, "data", "lost_amount"), "a blank cell leaves the amount as it was")
	assert.Equal(t, "2025-01-02T00:00:00Z", at(t, r, "data", "first_at"))
	assert.Equal(t, "2025-01-10T00:00:00Z", at(t, r, "data", "last_at"))

	assert.Equal(t, []any{"lead", "offer", "won", "lost"}, at(t, r, "counts", "stages"))
	n := func(numbers ...string) []any {
		out := make([]any, len(numbers))
		for i, s := range numbers {
			out[i] = json.Number(s)
		}
		return out
	}
	assert.Equal(t, []any{n("0", "2", "0", "1"), n("0", "0", "1", "0"), n("0", "0", "0", "0"), n("0", "0", "0", "0")}, at(t, r, "counts", "moves"))
	assert.Equal(t, n("0", "1", "0", "0"), at(t, r, "counts", "censored"))

	assert.Equal(t, "offer", at(t, r, "board", 1, "stage"))
	assert.Equal(t, json.Number("1"), at(t, r, "board", 1, "deals"))
	assert.Nil(t, at(t, r, "board", 1, "stalled"), "no limit is not 0 beyond it")
	assert.Nil(t, at(t, r, "board", 0, "median_age_days"))

	row := at(t, r, "forecast", "rows", 0)
	assert.Equal(t, []any{}, at(t, row, "group"))
	assert.Equal(t, "2025-01-01T00:00:00Z", at(t, row, "from"))
	assert.Equal(t, "2025-04-01T00:00:00Z", at(t, row, "to"))
	assert.Equal(t, "120", at(t, row, "won_amount"))
	assert.Equal(t, "120", at(t, row, "mean"), "the open deal has no close date, so that it lies in no period")
	assert.Nil(t, at(t, row, "from_new"))
	assert.Nil(t, at(t, row, "quota"))
	assert.Equal(t, json.Number("1"), at(t, r, "forecast", "beyond", 0, "later_deals"))
	assert.Equal(t, "c", at(t, r, "forecast", "deals", "items", 0, "deal"))
}

func TestAsOfLooksAtNothingLater(t *testing.T) {
	cut := strings.Join(strings.SplitAfter(small, "\n")[:2], "") + "b,2025-01-03,lead,50\nc,2025-01-04,lead,70\n"
	stages := []string{"-stages", "lead,offer,won,lost", "-as-of", "2025-01-04"}
	early := report(t, small, append(smallArgs, stages...)...)
	known := report(t, cut, append(smallArgs, stages...)...)
	for _, key := range []string{"board", "counts", "matrix", "chain", "forecast"} {
		assert.Equal(t, known[key], early[key], key)
	}
	assert.Equal(t, json.Number("3"), at(t, early, "data", "events"))
	codes := []any{}
	for _, w := range early["warnings"].([]any) {
		codes = append(codes, at(t, w, "code"))
	}
	assert.Contains(t, codes, "report.rows_after")
}

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(small, "\n")+"\n", "\n")
	backwards := lines[0]
	for i := len(lines) - 2; i > 0; i-- {
		backwards += lines[i]
	}
	a, b := report(t, small, smallArgs...), report(t, backwards, smallArgs...)
	for _, key := range []string{"stages", "board", "counts", "matrix", "chain", "forecast"} {
		assert.Equal(t, a[key], b[key], key)
	}
}

func TestLanguageNeverChangesJSON(t *testing.T) {
	_, en, _ := program(t, small, append(smallArgs, "-format", "json")...)
	_, zh, _ := program(t, small, append(smallArgs, "-format", "json", "-lang", "zh", "-display-unit", "万元")...)
	assert.Equal(t, en, zh)
	_, again, _ := program(t, small, append(smallArgs, "-format", "json")...)
	assert.Equal(t, en, again)
}

func TestACurrencyIsAReport(t *testing.T) {
	rows := "deal,at,stage,amount,currency\na,2025-01-02,lead,100,EUR\nb,2025-01-02,lead,7,USD\nc,2025-01-03,lead,,\na,2025-01-04,won,100,EUR\nd,2025-01-04,lead,5,USD\n"
	code, stdout, stderr := program(t, rows, "-events", "-", "-won", "won", "-format", "json")
	require.Equal(t, exitReport, code, stderr)
	d := json.NewDecoder(strings.NewReader(stdout))
	var codes, open []any
	for d.More() {
		var doc map[string]any
		require.NoError(t, d.Decode(&doc))
		codes = append(codes, at(t, doc, "currency", "code"))
		open = append(open, at(t, doc, "data", "open"))
	}
	assert.Equal(t, []any{"EUR", "USD"}, codes)
	assert.Equal(t, []any{0.0, 3.0}, open, "the deal without an amount is counted once, where most deals are")
}

func TestYenHaveNoMinorDigits(t *testing.T) {
	r := report(t, "deal,at,stage,amount,close\na,2025-01-02,lead,100,2025-02-01\nb,2025-01-02,lead,33,2025-02-01\nb,2025-01-03,won,,\nc,2025-01-02,lead,33,\nc,2025-01-05,lost,,\n",
		append(smallArgs, "-currency", "JPY")...)
	assert.Equal(t, json.Number("0"), at(t, r, "currency", "minor_digits"))
	assert.Equal(t, "1", at(t, r, "forecast", "rounding"))
	assert.NotContains(t, at(t, r, "forecast", "rows", 0, "mean"), ".")
}

func TestBadRowsAreCountedWithTheirPlace(t *testing.T) {
	r := report(t, small+"d,yesterday,lead,1\n,2025-01-05,lead,1\n\ne,2025-01-05,lead,a lot\nTotal,,,\n", smallArgs...)
	found := map[any]map[string]any{}
	for _, f := range at(t, r, "data", "findings").([]any) {
		found[at(t, f, "code")] = f.(map[string]any)
	}
	require.Contains(t, found, "input.date")
	assert.Equal(t, json.Number("9"), at(t, found["input.date"], "examples", 0, "row"))
	assert.Equal(t, "d", at(t, found["input.date"], "examples", 0, "deal"))
	assert.Equal(t, "stdin", at(t, found["input.date"], "examples", 0, "input"))
	require.Contains(t, found, "input.missing")
	require.Contains(t, found, "input.amount")
	require.Contains(t, found, "input.skipped_footer")
	assert.Equal(t, json.Number("4"), at(t, r, "data", "deals"), "a deal with an unreadable amount is still a deal")
	in := at(t, r, "inputs", 0)
	assert.Equal(t, json.Number("8"), at(t, in, "used"))
}

// What the library finds counts added rows; the report names those of the file.
func TestFindingsOfTheLibraryNameRowsOfTheFile(t *testing.T) {
	r := report(t, strings.Replace(small, "lead,50", "lead,50\nx,not a date,lead,1\ny,2025-01-06,elsewhere,1", 1), append(smallArgs, "-stages", "lead,offer,won,lost")...)
	for _, f := range at(t, r, "data", "findings").([]any) {
		if at(t, f, "code") == "funnel.unknown_stage" {
			assert.Equal(t, json.Number("7"), at(t, f, "examples", 0, "row"))
			assert.Equal(t, "y", at(t, f, "examples", 0, "deal"))
			return
		}
	}
	t.Fatal("no finding about the unknown stage")
}

func TestRedactionLeavesNoName(t *testing.T) {
	rows := "deal,at,stage,owner,amount\nSecretCorp,2025-01-02,lead,Ann Secret,1\nSecretCorp,2025-01-03,won,Ann Secret,1\nOther Secret,2025-01-03,lead,Bob Secret,x Secret\nThird Secret,Secret day,lead,Bob Secret,1\n"
	for _, args := range [][]string{{"-format", "json"}, {}, {"-lang", "zh"}, {"-group", "owner"}} {
		code, stdout, stderr := program(t, rows, append([]string{"-events", "-", "-won", "won", "-redact"}, args...)...)
		require.Equal(t, exitReport, code, stderr)
		assert.NotContains(t, stdout, "Secret")
		assert.Contains(t, stdout, "deal-1")
	}
	_, _, stderr := program(t, "deal,at,stage,amount\na,2025-01-02,won,Secret\nb,03/04/24,lead,1\n", "-events", "-", "-won", "won", "-redact")
	assert.NotContains(t, stderr, "03/04/24", "a refusal quotes no cell either")
}

func TestLimitCutsListsAndSaysTheTotal(t *testing.T) {
	r := report(t, small+"d,2025-01-05,lead,1\n", append(smallArgs, "-limit", "1")...)
	assert.Equal(t, json.Number("2"), at(t, r, "forecast", "deals", "total"))
	assert.Len(t, at(t, r, "forecast", "deals", "items"), 1)
	r = report(t, small, append(smallArgs, "-limit", "0")...)
	assert.Equal(t, []any{}, at(t, r, "forecast", "deals", "items"))
}

func TestGroupsAddUp(t *testing.T) {
	r := report(t, "deal,at,stage,amount,close,Region,owner\na,2025-01-02,lead,10,2025-02-01,n,x\nb,2025-01-02,lead,20,2025-02-01,s,x\nc,2025-01-02,lead,40,2025-02-01,,y\nd,2025-01-02,lead,1,2025-02-01,n,y\nd,2025-01-03,won,1,,,\n",
		"-events", "-", "-won", "won", "-group", "Region/owner", "-periods", "month:2")
	due := map[string]string{}
	for _, row := range at(t, r, "forecast", "rows").([]any) {
		if at(t, row, "from") == "2025-02-01T00:00:00Z" {
			b, err := json.Marshal(at(t, row, "group"))
			require.NoError(t, err)
			due[string(b)] = at(t, row, "due_amount").(string)
		}
	}
	assert.Equal(t, "70", due[`[]`])
	assert.Equal(t, "10", due[`["n"]`])
	assert.Equal(t, "40", due[`["","y"]`])
	assert.Equal(t, "20", due[`["s","x"]`])
}

// The board, the deals and the forecast are the same money: weighted amounts of a group over all periods and beyond are those of its
// deals, and groups add up to everyone.
func TestWeightedAmountsReconcile(t *testing.T) {
	r := report(t, "", "-events", filepath.Join("testdata", "events.csv"), "-pipeline", filepath.Join("testdata", "pipeline.json"),
		"-tz", "Asia/Shanghai", "-as-of", "2025-08-20", "-periods", "month:3", "-group", "region/owner")
	total := func(rows any, key string, keep func(group string) bool) decimal.Decimal {
		var sum decimal.Decimal
		for _, row := range rows.([]any) {
			b, err := json.Marshal(at(t, row, "group"))
			require.NoError(t, err)
			if text, ok := at(t, row, key).(string); ok && keep(string(b)) {
				sum = sum.Add(decimal.RequireFromString(text))
			}
		}
		return sum
	}
	depth := func(n int) func(string) bool {
		return func(group string) bool {
			return group != "[]" && strings.Count(group, ",") == n-1 || n == 0 && group == "[]"
		}
	}
	everyone := depth(0)
	board := decimal.Decimal{}
	for _, column := range at(t, r, "board").([]any) {
		board = board.Add(decimal.RequireFromString(at(t, column, "weighted").(string)))
	}
	rows, beyond := at(t, r, "forecast", "rows"), at(t, r, "forecast", "beyond")
	sum := total(rows, "weighted", everyone).Add(total(beyond, "later_weighted", everyone)).Add(total(beyond, "sooner_weighted", everyone))
	assert.True(t, board.IsPositive())
	assert.Equal(t, board.String(), sum.String())
	for _, key := range []string{"weighted", "won_amount", "due_amount"} {
		want := total(rows, key, everyone)
		assert.True(t, want.IsPositive(), key)
		assert.Equal(t, want.String(), total(rows, key, depth(1)).String(), key)
		assert.Equal(t, want.String(), total(rows, key, depth(2)).String(), key)
	}
	for _, row := range rows.([]any) {
		parts := decimal.RequireFromString(at(t, row, "won_amount").(string)).Add(decimal.RequireFromString(at(t, row, "from_open").(string)))
		if fresh, ok := at(t, row, "from_new").(string); ok {
			parts = parts.Add(decimal.RequireFromString(fresh))
		}
		assert.Equal(t, parts.String(), decimal.RequireFromString(at(t, row, "mean").(string)).String())
	}
}
