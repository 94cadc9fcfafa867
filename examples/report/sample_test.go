package main

import (
	"bytes"
	"encoding/csv"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
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

// touches are what a salesforce might have noted of the next steps that the sample's rows agreed on: most of them done, some late, some never,
// some on record days later. Whether one happens has nothing to do with how its deal ends.
func touchesCSV(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"商机编号", "跟进方式", "跟进人", "拜访时间", "计划拜访时间", "录入时间", "拜访目的", "是否达成", "是否准备", "晋级承诺", "下一步", "下次跟进时间"}}
	zone := sample().Location
	random := rand.New(rand.NewPCG(sampleSeed, 1))
	end := sample().End
	for r := range sample().Rows(sampleSeed) {
		if !r.NextAt.IsZero() {
			rows = append(rows, touch(r, zone, random, end))
		}
	}
	require.NoError(t, w.WriteAll(rows))
	return b.Bytes()
}

func touch(r simulate.Row, zone *time.Location, random *rand.Rand, end time.Time) []string {
	kinds := []string{"电话", "上门拜访", "微信"}
	text := func(t time.Time) string { return t.In(zone).Format(time.DateTime) }
	answer := func(p float64) string {
		if random.Float64() < p {
			return "是"
		}
		return "否"
	}
	late := time.Duration(random.IntN(4)) * 24 * time.Hour * time.Duration(random.IntN(2))
	done := r.NextAt.Add(late)
	row := []string{r.Deal, kinds[random.IntN(len(kinds))], r.Owner, "", text(r.NextAt), text(r.Recorded), "", "", "", "", "", ""}
	happens, delay := random.Float64() < 0.75, time.Duration(random.IntN(36))*time.Hour
	if !happens || !done.Before(end) {
		return row
	}
	row[3], row[5] = text(done), text(done.Add(delay))
	if row[1] == "上门拜访" {
		row[6], row[7], row[8], row[9] = "确认需求", answer(0.7), answer(0.6), answer(0.4)
	}
	return row
}

// The simulator draws the same rows from a seed on every machine, so the sample that ships can be made again.
func TestTheSampleIsWhatTheSimulatorDraws(t *testing.T) {
	for name, want := range map[string][]byte{"events.csv": sampleCSV(t), "activities.csv": touchesCSV(t)} {
		path := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(path, want, 0o644))
		}
		got, err := os.ReadFile(filepath.Clean(path))
		require.NoError(t, err)
		require.Equal(t, string(want), string(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n"))))
	}
}
