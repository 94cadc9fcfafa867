package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func omissions(t *testing.T, r map[string]any) map[any]any {
	t.Helper()
	out := map[any]any{}
	for _, o := range at(t, r, "omitted").([]any) {
		out[at(t, o, "key")] = at(t, o, "code")
	}
	return out
}

// What was asked for and is not there is not said to be unasked.
func TestWhatWasAskedForIsNotCalledUnasked(t *testing.T) {
	none := omissions(t, report(t, small, smallArgs...))
	asked := report(t, small, append(smallArgs, "-compare", "owner", "-waterfall", "2025-01-02..2025-01-08")...)
	require.NoError(t, schema(t).Validate(plainJSON(t, asked)))
	assert.Equal(t, "not_asked", none["compare"])
	assert.NotContains(t, omissions(t, asked), "compare")
	assert.Equal(t, "owner", at(t, asked, "compare", 0, "key"))
	assert.Equal(t, "not_asked", none["waterfall"])
	assert.NotContains(t, omissions(t, asked), "waterfall")
	assert.Equal(t, []any{"owner"}, at(t, asked, "options", "compare"))
	assert.Equal(t, "2025-01-02..2025-01-08", at(t, asked, "options", "waterfall"))
}

func TestFilesBesideAHistory(t *testing.T) {
	dir := t.TempDir()
	calls, costs := filepath.Join(dir, "calls.csv"), filepath.Join(dir, "costs.csv")
	require.NoError(t, os.WriteFile(calls, []byte("deal,kind,at\na,call,2025-01-03\nzz,call,2025-01-03\n,call,2025-01-03\n"), 0o600))
	require.NoError(t, os.WriteFile(costs, []byte("source,amount\nweb,10\nfair,\n"), 0o600))
	r := report(t, small, append(smallArgs, "-activities", calls, "-costs", costs)...)
	require.NoError(t, schema(t).Validate(plainJSON(t, r)))
	for i, want := range []string{"events", "activities", "costs"} {
		assert.Equal(t, want, at(t, r, "inputs", i, "role"))
	}
	assert.Equal(t, json.Number("2"), at(t, r, "inputs", 1, "used"))
	assert.Equal(t, json.Number("1"), at(t, r, "inputs", 1, "skipped"))
	assert.Equal(t, json.Number("1"), at(t, r, "inputs", 2, "skipped"))
	unknown := false
	for _, f := range at(t, r, "data", "findings").([]any) {
		if at(t, f, "code") == "funnel.touch_unknown" {
			unknown = true
			assert.Equal(t, "zz", at(t, f, "examples", 0, "deal"))
			assert.Equal(t, "calls.csv", at(t, f, "examples", 0, "input"))
			assert.Equal(t, json.Number("3"), at(t, f, "examples", 0, "row"))
		}
	}
	assert.True(t, unknown, "an activity of a deal that no row of the history knows")
	_, redacted, _ := program(t, small, append(smallArgs, "-activities", calls, "-costs", costs, "-redact", "-format", "json")...)
	assert.NotContains(t, redacted, "zz")
	assert.NotContains(t, redacted, "calls.csv")
}
