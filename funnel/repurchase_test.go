package funnel_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

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

// purchasesOf is deals of customers that are won on the days given, or, below 0, lost on that day.
func purchasesOf(bought map[string][]int) (rows []funnel.Event) {
	for customer, days := range bought {
		for i, d := range days {
			e := funnel.Event{Deal: fmt.Sprintf("%s%d", customer, i), At: on2026(max(d, -d)), Stage: "lead", Facts: []sf.Fact{sf.F("customer", sf.Text(customer))}}
			end := funnel.Event{Deal: e.Deal, At: e.At, Seq: 1, Stage: "won"}
			if d < 0 {
				end.Stage = "lost"
			}
			rows = append(rows, e, end)
		}
	}
	return rows
}

// What ends the waiting is the first churn after a purchase: not one before it, which 甲 had on day 5, and not what was bought after it, as 乙 did on day 40.
// A deal that was lost alone tells of its customer, too, where loss is churn; nobody is a buyer by it. Days until the second purchase:
//
//	甲 churned at 10     丙 15     己 5      戊 seen for 3
//	乙 churned at 20     丁 has none          庚 seen for 12
func TestRepurchaseEndsWithChurn(t *testing.T) {
	rows := purchasesOf(map[string][]int{"甲": {-5, 10, -50, -20}, "乙": {0, -20, 40}, "丙": {0, 15, -30}, "丁": {-7}, "戊": {97}, "己": {0, 5}, "庚": {88}})
	rows = append(rows, funnel.Event{Deal: "nobody's", At: on2026(3), Stage: "lead"}, funnel.Event{Deal: "nobody's", At: on2026(4), Stage: "lost"})
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(on2026(100))
	r, err := v.Repurchase(funnel.RepurchaseOptions{Customer: "customer", Churn: []string{"lost"}, WithinDays: []int{4, 5, 14, 15}, Orders: 2})
	require.NoError(t, err)
	assert.Equal(t, []int64{6, 9, 0}, []int64{r.Buyers, r.Purchases, r.Unnamed}, "a purchase of nobody's would be left out; there is none")
	first, second := r.Orders[0], r.Orders[1]
	assert.Equal(t, []int64{6, 2, 2, 2}, []int64{first.Buyers, first.Again, first.Churned, first.Open})
	assert.Equal(t, []int64{3, 0, 1, 2}, []int64{second.Buyers, second.Again, second.Churned, second.Open})
	// At 5 all but 戊 are at risk: F = 1/5, S = 4/5. At 10 甲, 乙, 丙 and 庚 are: S = 3/5. At 15 乙 and 丙: F = 1/5 + 3/5 · 1/2.
	for i, want := range []float64{0, .2, .2, .5} {
		assert.InDelta(t, want, first.Within[i].Share.Value, 1e-12, "%d days", first.Within[i].Days)
	}
	plain, err := v.Repurchase(funnel.RepurchaseOptions{Customer: "customer"})
	require.NoError(t, err)
	assert.Equal(t, []int64{3, 0, 3}, []int64{plain.Orders[0].Again, plain.Orders[0].Churned, plain.Orders[0].Open}, "a lost deal loses no customer")

	one := []funnel.Event{customerRow("a", 10, "renewed"), {Deal: "a", At: on2026(10).Add(9 * time.Hour), Seq: 1, Stage: "churned"}, {Deal: "b", At: on2026(10), Stage: "renewed"}}
	r, err = historyOf(t, afterSale(t), funnel.Options{}, one...).AsOf(on2026(20)).Repurchase(funnel.RepurchaseOptions{Purchase: []string{"renewed"}})
	require.NoError(t, err)
	assert.Equal(t, []int64{1, 1}, []int64{r.Orders[0].Churned, r.Orders[0].Open}, "churned at the instant of the purchase")
}

// As of day 100, day 99 is the last that was seen whole. 乙 bought on day 60 and is at risk at ages 0 … 39; 甲 buys again at 39, 丙 at 40. What happens in
// the course of day 100 is not seen yet.
func TestRepurchaseFollowsToTheLastDay(t *testing.T) {
	rows := purchasesOf(map[string][]int{"甲": {0, 39}, "乙": {60}, "丙": {10, 50, 100}})
	r, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(on2026(100).Add(time.Hour)).
		Repurchase(funnel.RepurchaseOptions{Customer: "customer", WithinDays: []int{39, 40}, Orders: 1})
	require.NoError(t, err)
	assert.Equal(t, []int64{3, 5}, []int64{r.Buyers, r.Purchases}, "two of each but one of 乙, whatever the orders asked for")
	assert.InDelta(t, 1./3, r.Orders[0].Within[0].Share.Value, 1e-12)
	assert.InDelta(t, 1, r.Orders[0].Within[1].Share.Value, 1e-12, "丙 is left")
}

// Observation begins on day 30. a, who bought on day 10, is at risk from age 20 on; c, who bought on day 40 and again on day 50, at age 10 with b alone.
func TestRepurchaseSinceObservation(t *testing.T) {
	events := []funnel.Event{customerRow("a", 10, "renewed")}
	for _, d := range []struct {
		id  string
		day int
	}{{"b", 50}, {"c", 40}, {"c", 50}} {
		events = append(events, customerRow(d.id, d.day-1, "active"), customerRow(d.id, d.day, "renewed"))
	}
	v := historyOf(t, afterSale(t), funnel.Options{}, events...).Between(on2026(30), on2026(100))
	r, err := v.Repurchase(funnel.RepurchaseOptions{Purchase: []string{"renewed"}, WithinDays: []int{10, 30}, Orders: 1})
	require.NoError(t, err)
	assert.Equal(t, int64(3), r.Buyers)
	assert.InDelta(t, .5, r.Orders[0].Within[0].Share.Value, 1e-12)

	// A customer with two deals of one day, one of which came on record on day 30, was seen from that day on by the other.
	rows := purchasesOf(map[string][]int{"甲": {0, 0}, "乙": {0, 10}})
	for i := range rows {
		if rows[i].Deal == "甲0" {
			rows[i].Recorded = on2026(30)
		}
	}
	r, err = historyOf(t, sixStages(t, stageForward), funnel.Options{}, rows...).AsOf(on2026(100)).Repurchase(funnel.RepurchaseOptions{Customer: "customer", WithinDays: []int{10}})
	require.NoError(t, err)
	assert.InDelta(t, .5, r.Orders[0].Within[0].Share.Value, 1e-12)
}

// The median is the day on which the curve gets to a half, and its interval the days on which the curve's bounds do, from the first purchase on.
func TestRepurchaseMedianIsOfTheCurve(t *testing.T) {
	bought := map[string][]int{}
	for i := range 30 {
		bought[fmt.Sprintf("%02d", i)] = []int{0, 10 + 2*i}
	}
	days := make([]int, 90)
	for i := range days {
		days[i] = i
	}
	r, err := historyOf(t, sixStages(t, stageForward), funnel.Options{}, purchasesOf(bought)...).AsOf(on2026(200)).
		Repurchase(funnel.RepurchaseOptions{Customer: "customer", WithinDays: days, Orders: 1})
	require.NoError(t, err)
	first := func(at func(e sf.Estimate) float64) float64 {
		return float64(slices.IndexFunc(r.Orders[0].Within, func(w funnel.RepeatWithin) bool { return w.Share.Value > 0 && at(w.Share) >= .5-1e-9 }))
	}
	m := r.Orders[0].MedianDays
	assert.InDelta(t, 38, m.Value, 0, "the 15th of 30")
	assert.InDelta(t, first(func(e sf.Estimate) float64 { return e.High }), m.Low, 0)
	assert.InDelta(t, first(func(e sf.Estimate) float64 { return e.Low }), m.High, 0)
	assert.True(t, 10 < m.Low && m.Low < 38 && 38 < m.High && m.High < 68)
}
