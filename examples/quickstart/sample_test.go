package main

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

var update = flag.Bool("update", false, "draw the sample and the tour anew")

// TestSampleIsWhatTheSimulatorDraws keeps the embedded sample honest: it is simulated, and from this seed.
func TestSampleIsWhatTheSimulatorDraws(t *testing.T) {
	spec := simulate.B2B()
	spec.Arrivals.PerDay = 1.3
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	require.NoError(t, w.Write([]string{"deal", "at", "recorded", "stage", "owner", "source", "region", "amount", "close", "reason"}))
	for r := range spec.Rows(2026) {
		amount, due := "", ""
		if r.AmountKnown {
			amount = fmt.Sprintf("%d", r.Amount/100)
		}
		if !r.Close.IsZero() {
			due = r.Close.Format(time.DateOnly)
		}
		require.NoError(t, w.Write([]string{
			r.Deal, r.At.In(china).Format(time.RFC3339), r.Recorded.In(china).Format(time.RFC3339), r.Stage, r.Owner, r.Source, r.Region, amount, due, r.Reason,
		}))
	}
	w.Flush()
	require.NoError(t, w.Error())
	if *update {
		require.NoError(t, os.WriteFile("sample.csv", b.Bytes(), 0o644))
		return
	}
	assert.Equal(t, sample, b.String(), "run go test ./examples/quickstart -update")
}

func TestTour(t *testing.T) {
	var b strings.Builder
	require.NoError(t, tour(&b))
	if *update {
		require.NoError(t, os.WriteFile("testdata/tour.txt", []byte(b.String()), 0o644))
		return
	}
	want, err := os.ReadFile("testdata/tour.txt")
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
	assert.Contains(t, b.String(), "SIMULATED")

	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, quarter, _ := strings.Cut(b.String(), "\n4. ")
	quarter, _, _ = strings.Cut(quarter, "\n\n5. ")
	assert.Contains(t, string(readme), "```\n4. "+quarter+"\n```\n", "the README shows another quarter")
}
