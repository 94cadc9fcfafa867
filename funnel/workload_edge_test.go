package funnel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Thirty days end before the view's own: of activities on days 9, 10, 39 and 40, seen at noon of day 40, those of the days 10 and 39 count. A next step
// at noon itself is still ahead, and one a moment before it is not.
func TestWorkloadOfThirtyDays(t *testing.T) {
	noon := base.Add(40*day + 12*time.Hour)
	next := func(id string, at time.Time) funnel.Event {
		return but(ownerRow(id, 0, "lead", "ann", 1), func(e *funnel.Event) { e.NextAt = at })
	}
	b := funnel.NewBuilder(sixStages(t, stageForward), funnel.Options{})
	b.Add(next("a", noon))
	b.Add(next("b", noon.Add(-time.Microsecond)))
	for _, d := range []int{9, 10, 39, 40} {
		b.Touch(sf.Activity{Of: "a", By: "bo", At: base.AddDate(0, 0, d)})
	}
	h, err := b.History()
	require.NoError(t, err)
	w := workloadOf(t, h.AsOf(noon), funnel.WorkloadOptions{})
	require.Len(t, w.Rows, 2, "bo has no open deal, and something to do all the same")
	assert.Equal(t, []int64{2, 1, 0}, []int64{w.Rows[0].Open.Deals, w.Rows[0].NoNext, w.Rows[0].Activities})
	assert.Equal(t, []int64{0, 2}, []int64{w.Rows[1].Open.Deals, w.Rows[1].Activities})
	assert.Equal(t, sf.Period{From: base.AddDate(0, 0, 10), To: base.AddDate(0, 0, 40)}, w.Period)

	byStage := workloadOf(t, h.AsOf(noon), funnel.WorkloadOptions{By: "stage"})
	require.Len(t, byStage.Rows, 1, "an activity is of the deal's stage, whoever did it")
	assert.Equal(t, []int64{2, 2}, []int64{byStage.Rows[0].Open.Deals, byStage.Rows[0].Activities})
}

// Those over their limit first, each by id, ten in all.
func TestWorkloadExamples(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "limited", Stages: []stage.Stage{{ID: "lead", Limit: stage.Limit{Days: 5}}, {ID: "won", Outcome: stage.Won}}})
	require.NoError(t, err)
	var events []funnel.Event
	for i := range 24 {
		events = append(events, ownerRow(fmt.Sprintf("%02d", i), i%2*8, "lead", "ann", 1)) // the even ones are ten days old, the others two
	}
	row := func(events []funnel.Event) funnel.WorkloadRow {
		return workloadOf(t, historyOf(t, p, funnel.Options{}, events...).AsOf(base.Add(10*day)), funnel.WorkloadOptions{}).Rows[0]
	}
	assert.Equal(t, []string{"00", "02", "04", "06", "08", "10", "12", "14", "16", "18"}, row(events).Examples)
	assert.Equal(t, []string{"00", "02", "04", "06", "01", "03", "05", "07"}, row(events[:8]).Examples)
}

// One owner is no team. Of several who have the most the first by name is named; five are not few, and five each can be said of.
func TestImbalanceEdges(t *testing.T) {
	of := func(loads ...funnel.Event) *funnel.Workload {
		return workloadOf(t, historyOf(t, sixStages(t, stageForward), funnel.Options{}, loads...).AsOf(base.Add(day)), funnel.WorkloadOptions{})
	}
	assert.Equal(t, funnel.Imbalance{}, of(loads(7)...).Deals)
	two := of(loads(3, 3)...)
	assert.Equal(t, "p0", two.Deals.Owner)
	assert.Empty(t, two.Activities.Gini.Warnings, "what is not said is not warned of")
	assert.Len(t, two.Deals.Gini.Warnings, 1)
	assert.InDelta(t, 1, of(loads(5, 5, 5)...).Deals.ByChance, 1e-12)
	assert.Zero(t, of(loads(5, 5, 4)...).Deals.ByChance)
	assert.Len(t, of(loads(1, 2, 3, 4)...).Deals.Gini.Warnings, 1)
	assert.Empty(t, of(loads(1, 2, 3, 4, 5)...).Deals.Gini.Warnings)
}
