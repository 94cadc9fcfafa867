package funnel_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// ownerRow returns a row of a deal with an owner.
func ownerRow(id string, days int, stageID, owner string, amount int64) funnel.Event {
	return but(sourceRow(id, days, stageID, "", amount), func(e *funnel.Event) { e.Owner = owner })
}

// loads returns rows that give each owner so many open deals of 10 each.
func loads(of ...int) (events []funnel.Event) {
	for i, n := range of {
		for k := range n {
			events = append(events, ownerRow(fmt.Sprintf("%d-%02d", i, k), 0, "lead", fmt.Sprintf("p%d", i), 10))
		}
	}
	return events
}

func workloadOf(t require.TestingT, v *funnel.View, o funnel.WorkloadOptions) *funnel.Workload {
	w, err := v.Workload(o)
	require.NoError(t, err)
	return w
}

// Loads of 1, 2, 3 and 4: the mean is 2.5 and Σ(x−x̄)² = 5, so CV = √(5/3)/2.5. The six differences sum to 10, twice that over 2·4·3·2.5 is 1/3.
func TestImbalanceByHand(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, loads(1, 2, 3, 4)...).AsOf(base.Add(day))
	w := workloadOf(t, v, funnel.WorkloadOptions{})
	for _, m := range []funnel.Imbalance{w.Deals, w.Amount} { // every deal is worth the same
		assert.InDelta(t, math.Sqrt(5.0/3)/2.5, m.CV.Value, 1e-12)
		assert.InDelta(t, 1.0/3, m.Gini.Value, 1e-12)
		assert.InDelta(t, .4, m.Largest.Value, 1e-12)
		assert.Equal(t, "p3", m.Owner)
		assert.Equal(t, int64(4), m.Gini.N)
		assert.Len(t, m.Gini.Warnings, 1, "four are few")
		assert.Zero(t, m.ByChance)
	}
	assert.InDelta(t, 2.5, w.Deals.Mean.Value, 1e-12)
	assert.InDelta(t, 25, w.Amount.Mean.Value, 1e-12)
	assert.True(t, w.Activities.CV.IsZero(), "nobody did anything")

	// With three idle colleagues one has all there is: the Gini is 1 and the CV √n.
	w = workloadOf(t, historyOf(t, sixStages(t, stageForward), funnel.Options{}, loads(7)...).AsOf(base.Add(day)), funnel.WorkloadOptions{Team: []string{"x", "y", "z"}})
	assert.InDelta(t, 1, w.Deals.Gini.Value, 1e-12)
	assert.InDelta(t, 2, w.Deals.CV.Value, 1e-12)
	require.Len(t, w.Rows, 4)
	assert.Equal(t, []string{}, w.Rows[1].Examples)

	even := workloadOf(t, historyOf(t, sixStages(t, stageForward), funnel.Options{}, loads(6, 6, 6, 6, 6)...).AsOf(base.Add(day)), funnel.WorkloadOptions{})
	assert.Zero(t, even.Deals.Gini.Value+even.Deals.CV.Value)
	assert.InDelta(t, 1, even.Deals.ByChance, 1e-12)
	assert.Empty(t, even.Deals.Gini.Warnings)
}

// Loads of 4, 6, 10 and 20 are at a χ² of (36+16+0+100)/10 = 15.2 with three degrees of freedom, beyond which lies erfc(√(x/2)) + √(2x/π)·exp(−x/2).
func TestImbalanceByChance(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, loads(4, 6, 10, 20)...).AsOf(base.Add(day))
	x := 15.2
	assert.InDelta(t, math.Erfc(math.Sqrt(x/2))+math.Sqrt(2*x/math.Pi)*math.Exp(-x/2), workloadOf(t, v, funnel.WorkloadOptions{}).Deals.ByChance, 1e-12)
}

// 王芳 has a deal over its limit of 5 days, one within it with a next step, and one that is lost; 李强 one whose next step is past; one is nobody's.
func TestWorkloadByHand(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "limited", Stages: []stage.Stage{
		{ID: "lead", Limit: stage.Limit{Days: 5}},
		{ID: "won", Outcome: stage.Won},
		{ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	next := func(e funnel.Event, days int) funnel.Event {
		return but(e, func(e *funnel.Event) { e.NextAt = base.AddDate(0, 0, days) })
	}
	b := funnel.NewBuilder(p, funnel.Options{})
	for _, e := range []funnel.Event{
		next(ownerRow("a", 5, "lead", "王芳", 10), 12), ownerRow("b", 4, "lead", "王芳", 20), ownerRow("c", 0, "lead", "王芳", 0), ownerRow("c", 3, "lost", "", 0),
		next(ownerRow("d", 8, "lead", "李强", 0), 9), ownerRow("e", 8, "lead", "", 5), ownerRow("f", 8, "", "赵敏", 5), // f is in no stage
	} {
		b.Add(e)
	}
	at := func(days int) sf.Activity { return sf.Activity{Of: "a", At: base.AddDate(0, 0, days)} }
	mine, theirs := at(7), at(8)
	theirs.By = "李强"
	lost := at(6)
	lost.Of = "c"
	for _, a := range []sf.Activity{mine, theirs, lost, at(-25), at(10)} { // the last is of the view's own day
		b.Touch(a)
	}
	b.Touch(sf.Activity{Of: "a", Planned: base.AddDate(0, 0, 6)}) // a plan that was not kept
	h, err := b.History()
	require.NoError(t, err)
	w := workloadOf(t, h.AsOf(base.AddDate(0, 0, 10).Add(1)), funnel.WorkloadOptions{})
	require.Len(t, w.Rows, 3)
	none, li, wang := w.Rows[0], w.Rows[1], w.Rows[2]
	assert.Equal(t, []string{"", "李强", "王芳"}, []string{none.Owner, li.Owner, wang.Owner})
	assert.Equal(t, []int64{2, 1, 1, 2}, []int64{wang.Open.Deals, wang.OverLimit, wang.NoNext, wang.Activities}, "entered on the 4th with 5 days: over on the 10th")
	assert.Equal(t, []string{"b", "a"}, wang.Examples)
	assert.Equal(t, []int64{1, 1, 0, 1, 1}, []int64{li.Open.Deals, li.Open.Unpriced, li.OverLimit, li.NoNext, li.Activities})
	assert.Equal(t, "30 CNY", wang.Open.Amount.String())
	assert.Equal(t, int64(2), w.Deals.Mean.N, "what nobody owns is nobody's load")
	assert.InDelta(t, 1.5, w.Deals.Mean.Value, 1e-12)
	assert.Equal(t, "1 open deals have no owner, e among them", w.Warnings[0].Text)
	assert.Len(t, w.Amount.Gini.Warnings, 2)

	named := workloadOf(t, h.AsOf(base.AddDate(0, 0, 10)), funnel.WorkloadOptions{By: "stage", Period: sf.Period{To: base.AddDate(0, 0, 8)}})
	require.Len(t, named.Rows, 2)
	assert.Equal(t, []int64{4, 2}, []int64{named.Rows[0].Open.Deals, named.Rows[0].Activities})
	assert.Equal(t, []int64{0, 1}, []int64{named.Rows[1].Open.Deals, named.Rows[1].Activities})
	_, err = h.AsOf(ever).Workload(funnel.WorkloadOptions{Period: sf.Period{From: base, To: base}})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	two := historyOf(t, p, funnel.Options{}, ownerRow("a", 0, "lead", "", 5), but(ownerRow("b", 0, "lead", "", 0), func(e *funnel.Event) { e.Amount = money(5, "USD") }))
	_, err = two.AsOf(ever).Workload(funnel.WorkloadOptions{})
	require.ErrorContains(t, err, "CNY, USD")
}

// Refunds make no imbalance.
func TestImbalanceOfRefunds(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, ownerRow("a", 0, "lead", "x", 5),
		but(ownerRow("b", 0, "lead", "y", 0), func(e *funnel.Event) { e.Amount = cny(-5) })).AsOf(ever)
	w := workloadOf(t, v, funnel.WorkloadOptions{})
	assert.True(t, w.Amount.Gini.IsZero())
	assert.False(t, w.Deals.Gini.IsZero())
}

// Whatever a history holds: rows make up the open deals, measures are in their bounds and know neither names nor what came later.
func TestWorkloadLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events := drawPipeline(t), drawOptions(t), inYuan(drawEvents(t))
		at := drawTime(t, "as of")
		ask := funnel.WorkloadOptions{By: rapid.SampledFrom([]string{"", "source", "id"}).Draw(t, "by"), Team: []string{"cy", "cy"}}
		v := historyOf(t, p, o, events...).AsOf(at)
		w := workloadOf(t, v, ask)
		var deals, want int64
		for _, r := range w.Rows {
			deals += r.Open.Deals
		}
		for d := range v.Deals() {
			if d.StageIndex() >= 0 && d.Outcome() == stage.Open {
				want++
			}
		}
		require.Equal(t, want, deals)
		for _, m := range []funnel.Imbalance{w.Deals, w.Amount} {
			if m.Gini.IsZero() {
				continue
			}
			n := float64(m.Gini.N)
			require.True(t, m.Gini.Value >= 0 && m.Gini.Value <= 1 && m.CV.Value >= 0 && m.CV.Value <= math.Sqrt(n)+1e-9)
			require.True(t, m.Largest.Value >= 1/n-1e-12 && m.Largest.Value <= 1)
		}
		known := slices.DeleteFunc(slices.Clone(events), func(e funnel.Event) bool { return !visibleAt(e, at) })
		require.Equal(t, asJSON(t, w), asJSON(t, workloadOf(t, historyOf(t, p, o, known...).AsOf(at), ask)))
	})
}
