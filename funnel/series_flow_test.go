package funnel

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// A deal of 10 that grows to 13 in the second period and ends in the third brings 10⁴, then 3⁴, and takes 13⁴ away; one of −2, open at
// the end of the second, 2⁴ twice. The period ends before an instant that is its end: what comes in then is not in it.
func TestSeriesTableFlows(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "p", Stages: []stage.Stage{{ID: "lead"}, {ID: "won", Outcome: stage.Won}}})
	require.NoError(t, err)
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	worth := func(n int64) sf.Money {
		m, err := sf.MoneyOf(decimal.NewFromInt(n), "CNY")
		require.NoError(t, err)
		return m
	}
	h, err := NewHistory(p, slices.Values([]Event{
		{Deal: "a", At: at, Stage: "lead", Amount: worth(10)},
		{Deal: "a", At: at.AddDate(0, 0, 8), Amount: worth(13)},
		{Deal: "a", At: at.AddDate(0, 0, 16), Stage: "won"},
		{Deal: "c", At: at.AddDate(0, 0, 9), Stage: "lead", Amount: worth(-2)},
		{Deal: "c", At: at.AddDate(0, 0, 15), Stage: "won"},
		{Deal: "b", At: at.AddDate(0, 0, 21), Stage: "lead"}, // when the last period ends
	}), Options{})
	require.NoError(t, err)
	v := h.AsOf(at.AddDate(0, 0, 40))
	r := &seriesReader{view: v}
	for week := range 3 {
		r.from = append(r.from, instant(at.AddDate(0, 0, 7*week)))
		r.to = append(r.to, instant(at.AddDate(0, 0, 7*week+7)))
	}
	table, err := r.tabulate(true, "CNY")
	require.NoError(t, err)
	all := table.columns[0]
	assert.Equal(t, []float64{10000, 81 + 16, 28561 + 16}, all.tails[:3])
	assert.Equal(t, []int64{1, 1, 0}, all.entered[:3])
	assert.Equal(t, []int64{1, 2, 0}, all.open[:3])
	assert.Equal(t, []int64{0, 1, 0}, all.below[:3])
	_, now := table.row(MetricOpenAmount, 0, 1, 7)
	assert.Equal(t, reading{x: 11, n: 1, tails: 81 + 16, below: true}, now)
	assert.Equal(t, -1, r.period(r.to[2]))
}
