package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// program runs the program and returns what it said.
func program(t testing.TB, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

// refusal is what a program reads from standard error.
type refusal struct {
	Error struct {
		Code   string         `json:"code"`
		Input  *string        `json:"input"`
		Row    *int           `json:"row"`
		Column *string        `json:"column"`
		Params map[string]any `json:"params"`
	} `json:"error"`
}

const small = "deal,at,stage,amount\n" +
	"a,2025-01-02,lead,100\na,2025-01-05,offer,100\na,2025-01-09,won,120\n" +
	"b,2025-01-03,lead,50\nb,2025-01-08,lost,\n" +
	"c,2025-01-04,lead,70\nc,2025-01-10,offer,75.50\n"

func TestRefusals(t *testing.T) {
	pipeline := filepath.Join("testdata", "pipeline.json")
	for _, tt := range []struct {
		name  string
		stdin string
		args  []string
		code  string
		says  string // part of the English sentence
	}{
		{"nothing to read", "", nil, "flag.no_input", "-events"},
		{"unknown flag", small, []string{"-events", "-", "-zap"}, "flag.usage", "-zap"},
		{"argument", small, []string{"-events", "-", "zap"}, "flag.usage", "zap"},
		{"missing file", "", []string{"-events", "no-such-file.csv"}, "input.read", "no-such-file.csv"},
		{"empty", "", []string{"-events", "-"}, "input.empty", "no header"},
		{"no rows", "deal,at,stage\n", []string{"-events", "-"}, "input.no_rows", "no usable row"},
		{"no stage column", "deal,at\na,2025-01-01\n", []string{"-events", "-"}, "input.columns", "stage"},
		{"outcomes unknown", small, []string{"-events", "-"}, "stages.no_outcomes", "lost, won"},
		{"won missing", small, []string{"-events", "-", "-lost", "lost"}, "stages.no_outcomes", "give -won,"},
		{"won misspelled", small, []string{"-events", "-", "-won", "Won", "-lost", "lost"}, "stages.unknown", "names Won"},
		{"both won and lost", small, []string{"-events", "-", "-won", "won", "-lost", "won"}, "flag.value", "already"},
		{"nothing open", "deal,at,stage\na,2025-01-01,won\n", []string{"-events", "-", "-won", "won"}, "stages.no_open", "neither won nor lost"},
		{"nothing configured", small, []string{"-events", "-", "-won", "won", "-lost", "lost", "-model", "configured"}, "model.not_configured", "offer"},
		{"as of before the first row", small, []string{"-events", "-", "-won", "won", "-lost", "lost", "-as-of", "2024-12-31"}, "as_of.range", "2025-01-02"},
		{"group", small, []string{"-events", "-", "-won", "won", "-lost", "lost", "-group", "region"}, "flag.no_label", "region"},
		{"label", small, []string{"-events", "-", "-won", "won", "-lost", "lost", "-label", "region"}, "input.columns", "region"},
		{"pipeline and won", small, []string{"-events", "-", "-pipeline", pipeline, "-won", "won"}, "flag.conflict", "-won"},
		{"pipeline and init", small, []string{"-events", "-", "-pipeline", pipeline, "-init"}, "flag.conflict", "-init"},
		{"pipeline that is none", small, []string{"-events", "-", "-pipeline", filepath.Join("testdata", "events.csv")}, "", "events.csv"},
		{"ambiguous dates", "deal,at,stage\na,03/04/24,won\n", []string{"-events", "-"}, "input.dates_ambiguous", "-dates"},
		{"tz", small, []string{"-events", "-", "-tz", "Mars/Olympus"}, "flag.value", "-tz"},
		{"local tz", small, []string{"-events", "-", "-tz", "Local"}, "flag.value", "-tz"},
		{"as-of", small, []string{"-events", "-", "-as-of", "tomorrow"}, "flag.value", "-as-of"},
		{"since", small, []string{"-events", "-", "-since", "then"}, "flag.value", "-since"},
		{"periods", small, []string{"-events", "-", "-periods", "fortnight:3"}, "flag.value", "-periods"},
		{"periods count", small, []string{"-events", "-", "-periods", "month:0"}, "flag.value", "-periods"},
		{"quota", small, []string{"-events", "-", "-quota", "lots"}, "flag.value", "-quota"},
		{"quota below 0", small, []string{"-events", "-", "-quota", "-5"}, "flag.value", "-quota"},
		{"rho", small, []string{"-events", "-", "-rho", "much"}, "flag.value", "learn, or a number from 0 to 0.99"},
		{"rho of 1", small, []string{"-events", "-", "-rho", "1"}, "flag.value", "-rho"},
		{"rho from few periods", fates(4), []string{"-events", "-", "-won", "won", "-lost", "lost", "-periods", "month:1", "-model", "timed", "-rho", "learn"}, "rho.periods", "needs 4 past periods (month)"},
		{"rho without a history", "deal,stage,at\na,contact,2025-01-02\nb,won,2025-01-02\n", []string{"-deals", "-", "-pipeline", pipeline, "-rho", "learn"}, "rho.periods", "there are 0"},
		{"limit", small, []string{"-events", "-", "-limit", "-1"}, "flag.value", "-limit"},
		{"lang", small, []string{"-events", "-", "-lang", "fr"}, "flag.value", "-lang"},
		{"unit", small, []string{"-events", "-", "-display-unit", "dozen"}, "flag.value", "万元"},
		{"map", small, []string{"-events", "-", "-map", "dael=x"}, "input.flag", "dael"},
		{"dates", small, []string{"-events", "-", "-dates", "ymd"}, "input.flag", "-dates"},
		{"decimal", small, []string{"-events", "-", "-decimal", "dot"}, "input.flag", "-decimal"},
		{"encoding", small, []string{"-events", "-", "-encoding", "morse"}, "input.flag", "-encoding"},
		{"stages", small, []string{"-events", "-", "-stages", "a,,b"}, "flag.value", "-stages"},
		{"currency", small, []string{"-events", "-", "-currency", "much too long for a code"}, "flag.value", "-currency"},
		{"model", small, []string{"-events", "-", "-model", "oracle"}, "flag.value", "-model"},
		{"deals and events", small, []string{"-deals", "-", "-events", "x"}, "flag.not_yet", "-deals"},
		{"deals without a time", "deal,stage\na,lead\nb,won\n", []string{"-deals", "-", "-won", "won"}, "as_of.unknown", "-as-of"},
		{"rates", small, []string{"-events", "-", "-rates", "x"}, "flag.not_yet", "-rates"},
		{"quotas missing", small, []string{"-events", "-", "-quotas", "x"}, "input.read", "x: cannot be read"},
		{"quotas of what", small, []string{"-events", "-", "-quotas", pipeline}, "input.columns", "pipeline.json"},
		{"quotas and a quota", small, []string{"-events", "-", "-quotas", "x", "-quota", "5"}, "flag.conflict", "-quotas"},
		{"compare", small, []string{"-events", "-", "-won", "won", "-lost", "lost", "-compare", "owner,region"}, "flag.no_label", "-compare names region"},
		{"compare stages", small, []string{"-events", "-", "-compare", "stage"}, "flag.value", "-compare"},
		{"compare much", small, []string{"-events", "-", "-compare", "a,b,c,d,e,f,g,h,i"}, "flag.value", "at most 8"},
		{"waterfall", small, []string{"-events", "-", "-waterfall", "a..b"}, "flag.value", "-waterfall"},
		{"waterfall of one day", small, []string{"-events", "-", "-waterfall", "2025-01-01"}, "flag.value", "-waterfall"},
		{"waterfall backwards", small, []string{"-events", "-", "-waterfall", "2025-02-01..2025-01-01"}, "flag.value", "-waterfall"},
		{"backtest", small, []string{"-events", "-", "-backtest"}, "flag.not_yet", "-backtest"},
		{"costs missing", small, []string{"-events", "-", "-costs", "x"}, "input.read", "x: cannot be read"},
		{"activities missing", small, []string{"-events", "-", "-activities", "x"}, "input.read", "x: cannot be read"},
		{"activities of what", small, []string{"-events", "-", "-activities", pipeline}, "input.columns", "pipeline.json"},
		{"costs of what", small, []string{"-events", "-", "-costs", pipeline}, "input.columns", "pipeline.json"},
		{"activities without a history", small, []string{"-deals", "-", "-activities", "x"}, "flag.conflict", "-activities"},
		{"costs without a history", small, []string{"-deals", "-", "-costs", "x"}, "flag.conflict", "-costs"},
		{"standard input twice", small, []string{"-events", "-", "-costs", "-"}, "flag.conflict", "read once"},
		{"map of another file", small, []string{"-events", "-", "-map", "costs.deal=x"}, "input.flag", "is none of source"},
		{"tables", small, []string{"-events", "-", "-tables", "x"}, "flag.not_yet", "-tables"},
		{"timed of what was never left", "deal,at,stage\na,2025-01-02,lead\n", []string{"-events", "-", "-won", "won", "-stages", "lead,won", "-model", "timed"}, "model.no_evidence", "-model timed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := program(t, tt.stdin, tt.args...)
			assert.Equal(t, exitRefused, code)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, tt.says)
			assert.NotContains(t, stderr, "{", "a placeholder was not filled")

			code, stdout, stderr = program(t, tt.stdin, append(tt.args, "-format", "json")...)
			assert.Equal(t, exitRefused, code)
			assert.Empty(t, stdout)
			var r refusal
			if len(tt.args) > 0 && tt.args[len(tt.args)-1] == "zap" { // what follows an argument is no flag
				return
			}
			require.NoError(t, json.Unmarshal([]byte(stderr), &r), stderr)
			assert.NotEmpty(t, r.Error.Code)
			assert.NotNil(t, r.Error.Params)
			if tt.code != "" {
				assert.Equal(t, tt.code, r.Error.Code)
			}

			_, _, zh := program(t, tt.stdin, append(tt.args, "-lang", "zh")...)
			assert.NotContains(t, zh, "{", "a placeholder was not filled")
		})
	}
}

func TestFormatsOfLaterVersionsAreRefused(t *testing.T) {
	for _, format := range []string{"ndjson", "html"} {
		code, stdout, stderr := program(t, small, "-events", "-", "-won", "won", "-lost", "lost", "-format", format)
		assert.Equal(t, exitRefused, code)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, "-format "+format)
	}
}

func TestRefusalsPrintNoControlCharacters(t *testing.T) {
	_, _, stderr := program(t, "deal,at,stage\na,2025-01-01,\x1b[31mred\n", "-events", "-")
	assert.Contains(t, stderr, "[31mred")
	assert.NotContains(t, stderr, "\x1b")
}

func TestHelp(t *testing.T) {
	code, stdout, stderr := program(t, "", "-h")
	assert.Equal(t, exitReport, code)
	assert.Empty(t, stderr)
	for _, flag := range []string{"-events", "-pipeline", "-init", "-as-of", "-quota", "-redact", "-display-unit", "-q"} {
		assert.Contains(t, stdout, "\n  "+flag)
	}
}

// What -init writes is a pipeline that gives the same report.
func TestInitLoop(t *testing.T) {
	outcomes := []string{"-events", "-", "-won", "won", "-lost", "lost", "-format", "json"}
	_, inferred, stderr := program(t, small, append(outcomes, "-init")...)
	require.NotEmpty(t, inferred, stderr)
	path := filepath.Join(t.TempDir(), "pipeline.json")
	write0600(t, path, inferred)

	_, before, _ := program(t, small, outcomes...)
	code, after, stderr := program(t, small, "-events", "-", "-pipeline", path, "-format", "json")
	require.Equal(t, exitReport, code, stderr)
	a, b := parsed(t, before), parsed(t, after)
	for _, key := range []string{"stages", "data", "board", "counts", "matrix", "chain", "forecast"} {
		assert.Equal(t, a[key], b[key], key)
	}
	assert.Equal(t, "moves", a["pipeline"].(map[string]any)["source"])
	assert.Equal(t, "file", b["pipeline"].(map[string]any)["source"])
}

func parsed(t testing.TB, text string) map[string]any {
	t.Helper()
	var v map[string]any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	require.NoError(t, d.Decode(&v), text)
	return v
}

func TestOutputFileIsWholeOrAbsent(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.txt")
	args := []string{"-events", "-", "-won", "won", "-lost", "lost"}
	_, want, _ := program(t, small, args...)

	code, stdout, stderr := program(t, small, append(args, "-o", path)...)
	require.Equal(t, exitReport, code, stderr)
	assert.Empty(t, stdout)
	assert.Equal(t, path+"\n", stderr)
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, want, string(got))

	_, _, stderr = program(t, small, append(args, "-o", path, "-q")...)
	assert.Empty(t, stderr)

	code, _, _ = program(t, "", append(args, "-o", path)...)
	assert.Equal(t, exitRefused, code)
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, want, string(kept), "a refusal leaves the old report")

	code, _, stderr = program(t, small, append(args, "-o", filepath.Join(dir, "missing", "report.txt"))...)
	assert.Equal(t, exitRefused, code)
	assert.NotEmpty(t, stderr)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no temporary file is left")
}

func write0600(t testing.TB, path, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}
