package main

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sampleSeed is the seed of testdata/events.csv.
const sampleSeed = 20260101

// sample is a year of a pipeline as a CRM would hold it. Nothing in it comes from a real company.
func sample() simulate.Spec {
	s := simulate.B2B()
	zone := s.Location
	s.Start, s.End = time.Date(2025, time.January, 1, 0, 0, 0, 0, zone), time.Date(2026, time.January, 1, 0, 0, 0, 0, zone)
	s.Arrivals.PerDay = 0.5
	return s
}

func sampleCSV(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"deal", "at", "recorded", "seq", "stage", "owner", "source", "region", "amount", "currency", "close", "reason", "next_at"}}
	zone := sample().Location
	for r := range sample().Rows(sampleSeed) {
		row := []string{
			r.Deal, r.At.In(zone).Format(time.RFC3339), r.Recorded.In(zone).Format(time.RFC3339), strconv.FormatInt(r.Seq, 10), r.Stage,
			r.Owner, r.Source, r.Region, "", "", "", r.Reason, "",
		}
		if r.AmountKnown {
			row[8], row[9] = decimal.New(r.Amount, -2).String(), "CNY"
		}
		if !r.Close.IsZero() {
			row[10] = r.Close.Format(time.DateOnly)
		}
		if !r.NextAt.IsZero() {
			row[12] = r.NextAt.In(zone).Format(time.RFC3339)
		}
		rows = append(rows, row)
	}
	require.NoError(t, w.WriteAll(rows))
	return b.Bytes()
}

// The simulator draws the same rows from a seed on every machine, so the sample that ships can be made again.
func TestTheSampleIsWhatTheSimulatorDraws(t *testing.T) {
	path := filepath.Join("testdata", "events.csv")
	want := sampleCSV(t)
	if *update {
		require.NoError(t, os.WriteFile(path, want, 0o644))
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n"))))
}
