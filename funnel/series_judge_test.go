package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// fortyRows are counts of 20 to 26, and twice a row what is open.
func fortyRows() (counts, stock []reading) {
	open := 0.
	for i := range 40 {
		counts = append(counts, reading{x: float64(20 + i*i%7), n: 7})
		open += float64(i * i % 5)
		stock = append(stock, reading{x: open, n: 1})
	}
	return counts, stock
}

// Of forty rows before it, the last eight are left out; a baseline of ten are the ten rows before these, or ten changes, from eleven rows.
func TestBaselines(t *testing.T) {
	counts, stock := fortyRows()
	l, ok := limitsOf(MetricEntries, counts, 10, reading{n: 7}, .0027)
	assert.True(t, ok)
	assert.Equal(t, ofCount(counts[22:32], 7, .0027), l)
	l, ok = limitsOf(MetricOpenAmount, stock, 10, reading{}, .0027)
	assert.True(t, ok)
	want, _ := ofStock(stock[21:32], stock[39].x, .0027)
	assert.Equal(t, want, l)
	whole, _ := limitsOf(MetricOpenDeals, stock, 10, reading{}, .0027)
	assert.Equal(t, limits{math.Ceil(want.low), math.Floor(want.high)}, whole)
	assert.NotEqual(t, want, whole, "deals are whole")
}

// Limits belong to what is routine.
func TestLimitsAreRoutine(t *testing.T) {
	counts, _ := fortyRows()
	l := ofCount(counts[6:32], 7, .0027)
	assert.Positive(t, l.low)
	for x, want := range map[float64]RowState{l.low - 1: RowException, l.low: RowRoutine, l.high: RowRoutine, l.high + 1: RowException} {
		row := SeriesRow{Metric: MetricEntries}
		row.Value.Value = x
		p := &seriesPlan{o: SeriesOptions{Baseline: 26, Level: .0027}}
		p.judge(&row, chartOf{MetricEntries, wholeFunnel}, counts, reading{x: x, n: 7})
		assert.Equal(t, want, row.State, x)
	}
}
