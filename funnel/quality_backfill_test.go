package funnel_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// backfillYear is a year in which owners backfill on some days, each with some probability. Every session is a row recorded nine days late;
// another deal shows from the first day that records are kept.
func backfillYear(t testing.TB, owners int, takesPart float64, days []int, r *rand.Rand) *funnel.View {
	b := funnel.NewBuilder(sixStages(t, stageForward), funnel.Options{})
	at := func(d int) funnel.Event { return on(float64(d), "lead") }
	b.Add(at(0))
	for _, d := range days {
		for i := range owners {
			if r.Float64() >= takesPart {
				continue
			}
			id := fmt.Sprintf("%d-%d", d, i)
			first, late := dealRow(id, at(d-10)), dealRow(id, at(d-9))
			first.Owner, late.Stage, late.Recorded = fmt.Sprintf("owner %d", i), "demo", base.AddDate(0, 0, d)
			b.Add(first)
			b.Add(late)
		}
	}
	h, err := b.History()
	require.NoError(t, err)
	return h.AsOf(base.AddDate(0, 0, 361))
}

// backfillAlarms returns the share of years in which backfills around the end of the month are found.
func backfillAlarms(t testing.TB, runs, owners int, takesPart float64, seed uint64, days func(r *rand.Rand) []int) float64 {
	r := rand.New(rand.NewPCG(seed, 5))
	alarms := 0
	for range runs {
		v := backfillYear(t, owners, takesPart, days(r), r)
		q, err := v.Quality(funnel.QualityOptions{})
		require.NoError(t, err)
		for _, f := range q.Findings {
			if f.Note.Code == funnel.CodeQualityBackfill {
				alarms++
			}
		}
	}
	return float64(alarms) / float64(runs)
}

// anyDays is so many different days of a year, any of them; endOfMonth is the last day of each month.
func anyDays(n int) func(r *rand.Rand) []int {
	return func(r *rand.Rand) []int { return r.Perm(360)[:n] }
}

func endOfMonth(*rand.Rand) (days []int) {
	for d := 20; d < 360; d++ {
		if sf.DateOf(base).AddDays(d+1).Day == 1 {
			days = append(days, d)
		}
	}
	return days
}

// Backfills by chance are found in 1 year of 100, and no more often where a whole team does them on a day: of 150 years 1.5 are expected, and
// 3.3 standard errors above are 5. Backfills at the end of the month are found.
func TestBackfillFalseAlarms(t *testing.T) {
	assert.LessOrEqual(t, backfillAlarms(t, 150, 1, 1, 1, anyDays(20)), 5./150)
	assert.LessOrEqual(t, backfillAlarms(t, 150, 10, .8, 2, anyDays(12)), 5./150)
	assert.InDelta(t, 1, backfillAlarms(t, 3, 1, 1, 3, endOfMonth), 0)
	assert.InDelta(t, 1, backfillAlarms(t, 3, 10, .8, 4, endOfMonth), 0)
}
