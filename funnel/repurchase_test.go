package funnel_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Five customers, each deal a purchase, as of day 100. Gaps between purchases, in days:
//
//	甲 days 0, 30, 90: again after 30, then after 60, then open for 10     丁 days 60 and 60: one purchase, open for 40
//	乙 days 10, 60: again after 50, then open for 40                       戊 has no name on one deal, which is left out
//	丙 day 20: open for 80
func TestRepurchaseByHand(t *testing.T) {
	p := sixStages(t, stageForward)
	deal := func(id string, won int, customer string) []funnel.Event {
		e := funnel.Event{Deal: id, At: on2026(won), Stage: "lead"}
		if customer != "" {
			e.Facts = []sf.Fact{sf.F("customer", sf.Text(customer))}
		}
		return []funnel.Event{e, {Deal: id, At: on2026(won), Seq: 1, Stage: "won"}}
	}
	var events []funnel.Event
	for _, d := range []struct {
		id       string
		won      int
		customer string
	}{{"1", 0, "甲"}, {"2", 30, "甲"}, {"3", 90, "甲"}, {"4", 10, "乙"}, {"5", 60, "乙"}, {"6", 20, "丙"}, {"7", 60, "丁"}, {"8", 60, "丁"}, {"9", 5, ""}} {
		events = append(events, deal(d.id, d.won, d.customer)...)
	}
	events = append(events, funnel.Event{Deal: "10", At: on2026(3), Stage: "lost", Facts: []sf.Fact{sf.F("customer", sf.Text("甲"))}})
	v := historyOf(t, p, funnel.Options{}, events...).AsOf(on2026(100))
	r, err := v.Repurchase(funnel.RepurchaseOptions{Customer: "customer", WithinDays: []int{29, 30, 50, 90}})
	require.NoError(t, err)
	assert.Equal(t, []int64{4, 7, 1}, []int64{r.Buyers, r.Purchases, r.Unnamed})
	require.Len(t, r.Orders, 3)
	first := r.Orders[0]
	assert.Equal(t, []int64{1, 4, 2, 0, 2}, []int64{int64(first.After), first.Buyers, first.Again, first.Churned, first.Open})
	// At age 30 all four are under observation: 1/4. 丁 was seen for 40 days, so at 50 it is 乙 and 丙: 1/4 + 3/4 · 1/2 = 5/8.
	assert.Zero(t, first.Within[0].Share.Value)
	assert.InDelta(t, 1./4, first.Within[1].Share.Value, 1e-12)
	assert.InDelta(t, 5./8, first.Within[2].Share.Value, 1e-12)
	assert.True(t, first.Within[3].Share.IsZero(), "nobody was followed for 90 days after the first purchase without a second")
	assert.InDelta(t, 50, first.MedianDays.Value, 0)
	assert.LessOrEqual(t, first.MedianDays.Low, 50.)
	assert.GreaterOrEqual(t, first.MedianDays.High, 50.)
	second := r.Orders[1]
	assert.Equal(t, []int64{2, 1, 1}, []int64{second.Buyers, second.Again, second.Open})
	assert.True(t, r.Orders[2].MedianDays.IsZero())
}

// A customer is a deal here: renewed twice by way of active, churned before a third time, and another that may yet renew.
func TestRepurchaseInOnePipeline(t *testing.T) {
	events := []funnel.Event{
		customerRow("a", 0, "active"), customerRow("a", 10, "renewed"), customerRow("a", 12, "active"), customerRow("a", 40, "renewed"), customerRow("a", 90, "churned"),
		customerRow("b", 0, "active"), customerRow("b", 50, "renewed"),
	}
	v := historyOf(t, afterSale(t), funnel.Options{}, events...).AsOf(on2026(100))
	r, err := v.Repurchase(funnel.RepurchaseOptions{Purchase: []string{"renewed"}, Orders: 9})
	require.NoError(t, err)
	require.Len(t, r.Orders, 2)
	assert.Equal(t, []int64{2, 1, 0, 1}, []int64{r.Orders[0].Buyers, r.Orders[0].Again, r.Orders[0].Churned, r.Orders[0].Open})
	assert.Equal(t, []int64{1, 0, 1, 0}, []int64{r.Orders[1].Buyers, r.Orders[1].Again, r.Orders[1].Churned, r.Orders[1].Open})
	assert.True(t, r.Orders[0].Within[0].Share.IsZero(), "a renewed after 30 days and b was seen for 50: of 90 nothing can be said")
	never := r.Orders[1].Within[0].Share
	assert.Zero(t, never.Value, "all who renewed twice are gone")
	assert.False(t, never.IsZero())
	assert.Equal(t, []int{90, 180, 365}, []int{r.Orders[0].Within[0].Days, r.Orders[0].Within[1].Days, r.Orders[0].Within[2].Days})

	seen := historyOf(t, afterSale(t), funnel.Options{}, events...).Between(on2026(30), on2026(100))
	r, err = seen.Repurchase(funnel.RepurchaseOptions{Purchase: []string{"renewed"}, WithinDays: []int{30}})
	require.NoError(t, err)
	assert.InDelta(t, .5, r.Orders[0].Within[0].Share.Value, 1e-12, "a is at risk from age 20 on, and renews at 30")
}

func TestRepurchaseFaults(t *testing.T) {
	v := historyOf(t, afterSale(t), funnel.Options{}).AsOf(ever)
	_, err := v.Repurchase(funnel.RepurchaseOptions{WithinDays: []int{-1, 1 << 30}, Orders: -1, Churn: []string{"?"}})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Faults, 5, "no purchase stage either")
	_, err = v.Repurchase(funnel.RepurchaseOptions{Purchase: []string{"renewed"}, Churn: []string{"renewed"}})
	assert.Error(t, err)
}

// Of customers who order again with probability .6, after 100 days on average, or leave after 60, a year's history finds the share within each number of
// days; the plain share of those who have ordered is too small.
func TestRepurchaseRecoversTheTruth(t *testing.T) {
	s := simulate.Spec{
		Stages: []simulate.Stage{
			{ID: "first", Moves: []simulate.Move{{To: "second", P: .6, Stay: simulate.Exponential(100)}, {To: "gone", P: .4, Stay: simulate.Exponential(60)}}},
			{ID: "second", Stay: simulate.Exponential(1e4), Moves: []simulate.Move{{To: "gone", P: 1}}},
			{ID: "gone", Outcome: simulate.Lost},
		},
		Start: on2026(0), End: on2026(300), Arrivals: simulate.Arrivals{Deals: 4000},
	}
	r, err := drawn(t, s, 3).AsOf(s.End).Repurchase(funnel.RepurchaseOptions{Purchase: []string{"first", "second"}, WithinDays: []int{10, 30, 60, 120, 200}})
	require.NoError(t, err)
	for _, w := range r.Orders[0].Within {
		n := float64(w.Days + 1) // within n − 1 midnights
		want := .6 * (1 - math.Exp(-n/100)*100*math.Expm1(1./100))
		assert.InDelta(t, want, w.Share.Value, 4.5*(w.Share.High-w.Share.Low)/2/1.96, "%d days", w.Days)
	}
	first := r.Orders[0]
	assert.Less(t, float64(first.Again)/float64(first.Buyers), first.Within[4].Share.Low)
}

func TestRepurchaseNeedsAPurchase(t *testing.T) {
	lost, err := stage.New(stage.Config{ID: "l", Stages: []stage.Stage{{ID: "a"}, {ID: "lost", Outcome: stage.Lost}}})
	require.NoError(t, err)
	_, err = historyOf(t, lost, funnel.Options{}).AsOf(ever).Repurchase(funnel.RepurchaseOptions{Customer: "x"})
	assert.ErrorContains(t, err, "no won stage")
}
