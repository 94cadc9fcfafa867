package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// goldens are whole runs over the sample that ships.
var goldens = []struct {
	file string
	args []string
}{
	{"report.json", []string{"-pipeline", "pipeline.json", "-tz", "Asia/Shanghai", "-quota", "300万", "-since", "2025-11-30", "-waterfall", "2025-10-01..2026-01-01", "-compare", "owner,region", "-activities", "activities.csv", "-costs", "costs.csv", "-format", "json", "-limit", "20"}},
	{"inferred.json", []string{"-won", "won", "-lost", "lost,invalid", "-tz", "Asia/Shanghai", "-group", "region/owner", "-periods", "month:3", "-as-of", "2025-09-20", "-model", "timed", "-rho", "learn", "-redact", "-format", "json", "-limit", "5"}},
	{"configured.json", []string{"-pipeline", "pipeline.json", "-model", "configured", "-label", "region", "-format", "json", "-limit", "3"}},
	{"report.txt", []string{"-pipeline", "pipeline.json", "-tz", "Asia/Shanghai", "-quota", "300万", "-group", "region", "-rho", "0.1", "-waterfall", "2025-10-01..2026-01-01", "-compare", "source"}},
	{"report.zh.txt", []string{"-pipeline", "pipeline.json", "-tz", "Asia/Shanghai", "-quotas", "quotas.csv", "-group", "owner", "-model", "timed", "-since", "2025-12-24", "-waterfall", "2025-10-01..2026-01-01", "-compare", "owner", "-activities", "activities.csv", "-costs", "costs.csv", "-lang", "zh", "-display-unit", "万元"}},
	{"inferred.pipeline.json", []string{"-won", "won", "-lost", "lost,invalid", "-init"}},
}

func TestGoldens(t *testing.T) {
	t.Chdir("testdata")
	for _, g := range goldens {
		t.Run(g.file, func(t *testing.T) {
			code, got, stderr := program(t, "", append([]string{"-events", "events.csv"}, g.args...)...)
			require.Equal(t, exitReport, code, stderr)
			if *update {
				require.NoError(t, os.WriteFile(filepath.Clean(g.file), []byte(got), 0o644))
			}
			want := golden(t, g.file)
			if filepath.Ext(g.file) != ".json" {
				assert.Equal(t, strings.Split(want, "\n"), strings.Split(got, "\n"))
				return
			}
			if diff := differences("", parsed(t, want), parsed(t, got)); len(diff) > 0 {
				t.Errorf("%d differences:\n%s", len(diff), strings.Join(diff[:min(len(diff), 20)], "\n"))
			}
			_, again, _ := program(t, "", append([]string{"-events", "events.csv"}, g.args...)...)
			assert.Equal(t, got, again, "same input, same bytes")
		})
	}
}

func golden(t testing.TB, file string) string {
	t.Helper()
	want, err := os.ReadFile(filepath.Clean(file))
	require.NoError(t, err)
	return string(bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")))
}

// differences compares documents: numbers to 1e-9, since processors round the last digits of a product differently, all else exactly.
func differences(path string, want, got any) []string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		var out []string
		for key := range w {
			if _, there := g[key]; !there {
				out = append(out, path+"."+key+": missing")
				continue
			}
			out = append(out, differences(path+"."+key, w[key], g[key])...)
		}
		for key := range g {
			if _, there := w[key]; !there {
				out = append(out, path+"."+key+": new")
			}
		}
		slices.Sort(out)
		return out
	case []any:
		g, ok := got.([]any)
		if !ok || len(w) != len(g) {
			break
		}
		var out []string
		for i := range w {
			out = append(out, differences(fmt.Sprintf("%s[%d]", path, i), w[i], g[i])...)
		}
		return out
	case json.Number:
		g, ok := got.(json.Number)
		a, errA := w.Float64()
		b, errB := g.Float64()
		if ok && errA == nil && errB == nil && math.Abs(a-b) <= 1e-9*math.Max(1, math.Abs(a)) {
			return nil
		}
	default:
		if want == got {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s: want %.80v, got %.80v", path, fmt.Sprint(want), fmt.Sprint(got))}
}

// The text shows the totals of the document, to the digit.
func TestTextShowsTheTotalsOfTheJSON(t *testing.T) {
	args := []string{"-events", filepath.Join("testdata", "events.csv"), "-pipeline", filepath.Join("testdata", "pipeline.json"), "-tz", "Asia/Shanghai"}
	doc := report(t, "", args...)
	for _, lang := range []string{"en", "zh"} {
		_, text, _ := program(t, "", append(args, "-lang", lang)...)
		plain := strings.ReplaceAll(text, ",", "")
		for _, key := range []string{"open_amount", "won_amount", "lost_amount"} {
			assert.Contains(t, plain, at(t, doc, "data", key), key)
		}
	}
}
