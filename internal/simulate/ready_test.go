package simulate

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestB2BIsPlausible(t *testing.T) {
	s := B2B()
	truth := mustTruth(t, s)
	assert.InDelta(t, .2, truth.WinRate, .07)
	assert.InDelta(t, 75, truth.MeanCycleWon, 25)
	weak, err := s.TruthFor("陈静", "")
	require.NoError(t, err)
	assert.Less(t, weak.Win[0], .65*truth.WinRate)

	var amounts []int64
	last := map[string]string{}
	for row := range s.Rows(2024) {
		if row.AmountKnown && row.Seq == 1 {
			amounts = append(amounts, row.Amount/100)
		}
		last[row.Deal] = row.Stage
	}
	assert.InDelta(t, 600, len(last), 150)
	slices.Sort(amounts)
	assert.InDelta(t, 50_000, amounts[len(amounts)/20], 20_000)
	assert.InDelta(t, 800_000, amounts[len(amounts)*19/20], 250_000)
	open := 0
	for _, stage := range last {
		if stage != "won" && stage != "lost" && stage != "invalid" {
			open++
		}
	}
	assert.Greater(t, open, 20, "some deals are still open")
}

func TestAllocationsDoNotGrowWithRows(t *testing.T) {
	// The only allocation of a deal is its name.
	const deals = 2000
	rows := SevenStages(deals).Rows(1)
	allocs := testing.AllocsPerRun(3, func() {
		for range rows {
		}
	})
	assert.Less(t, allocs, float64(deals)*1.05+100)
}

func BenchmarkRows(b *testing.B) {
	for _, c := range []struct {
		name string
		spec Spec
	}{{"seven", SevenStages(10_000)}, {"b2b", B2B()}} {
		b.Run(fmt.Sprintf("spec=%s/stages=%d", c.name, len(c.spec.Stages)), func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				for range c.spec.Rows(7) {
					n++
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
