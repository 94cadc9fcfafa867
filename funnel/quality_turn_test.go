package funnel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// backfilledBy is deals of so many owners, each with a row that is recorded on a day and had happened ten days before.
func backfilledBy(owners int, days ...sf.Date) (rows []funnel.Event) {
	for i, d := range days {
		when := d.In(time.UTC).Add(12 * time.Hour)
		for k := range owners {
			id := fmt.Sprintf("a%d-%d", i, k)
			rows = append(rows, funnel.Event{Deal: id, At: when.AddDate(0, 0, -11), Stage: "lead", Owner: fmt.Sprintf("owner %d", k)},
				funnel.Event{Deal: id, At: when.AddDate(0, 0, -10), Stage: "demo", Recorded: when})
		}
	}
	return rows
}

// Three people backfill on the third last day of April and of May and on the third of July. Of the 95 days without weekends from the first record, on
// Friday, 2026-04-10, to the day before the view's, Thursday, 2026-08-20, 17 lie at the turn of a month: 28 to 30 April, 1 and 29 May, 1 to 3, 29
// and 30 June, 1 to 3 and 29 to 31 July, 3 August. They come together:
//
//	φ = (9 · 3 − 9²/17) / (95 − 2) · 95/9 = 2.52372        p = P(all of 9/φ) = (17/95)^{9/φ} = .00216        17/95 · 9 = 1.61
//
// What was recorded in 2010 is too long ago to count.
func TestQualityBackfillByHand(t *testing.T) {
	weekend := funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}}
	of := func(rows []funnel.Event) *funnel.Quality {
		rows = append(rows, funnel.Event{Deal: "z", At: time.Date(2026, 4, 10, 9, 0, 0, 0, time.UTC), Stage: "lead"})
		v := historyWith(t, sixStages(t, stageForward), weekend, rows, nil).AsOf(time.Date(2026, 8, 21, 0, 0, 0, 0, time.UTC))
		return qualityOf(t, v, funnel.QualityOptions{})
	}
	rows := backfilledBy(3, sf.Date{Year: 2026, Month: 4, Day: 28}, sf.Date{Year: 2026, Month: 5, Day: 29}, sf.Date{Year: 2026, Month: 7, Day: 3})
	rows = append(rows, funnel.Event{Deal: "old", At: time.Date(2010, 1, 1, 9, 0, 0, 0, time.UTC), Stage: "lead"},
		funnel.Event{Deal: "old", At: time.Date(2010, 1, 2, 9, 0, 0, 0, time.UTC), Stage: "demo", Recorded: time.Date(2010, 2, 1, 9, 0, 0, 0, time.UTC)})
	q := of(rows)
	assert.Equal(t, "9 of 9 sessions of backfilling fall around the end of the month, where 1.61 would by chance (p: 0.00216)", findingOf(t, q, funnel.CodeQualityBackfill).Note.Text)

	q = of(backfilledBy(3, sf.Date{Year: 2026, Month: 4, Day: 27}, sf.Date{Year: 2026, Month: 5, Day: 28}, sf.Date{Year: 2026, Month: 6, Day: 4}))
	assert.Equal(t, []int64{0, 9}, []int64{checkOf(q, funnel.CodeQualityBackfill).Count, checkOf(q, funnel.CodeQualityBackfill).Of})
}
