package funnel

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Every exception says whether it is low or high, of which stage, and by what limits, in both languages.
func TestExceptionsSayTheirSide(t *testing.T) {
	low, high := .25, .5
	sides := map[string][2][]string{ // what stands in a low and in a high one
		"entries": {{"few", "偏少"}, {"many", "偏多"}}, "open_deals": {{"few", "偏少"}, {"many", "偏多"}}, "open_amount": {{"little", "偏低"}, {"much", "偏高"}},
		"cycle": {{"short young", "偏短"}, {"long old", "偏长"}}, "won_cycle": {{"soon", "偏短"}, {"late", "偏长"}},
		"conversion": {{"low few", "偏低"}, {"high many", "偏高"}}, "drop_off": {{"low few", "偏低"}, {"high many", "偏高"}},
	}
	for m := range MetricOpenAmount + 1 {
		for _, at := range []int{wholeFunnel, 0} {
			if m == MetricWonCycle && at != wholeFunnel {
				continue
			}
			for side, value := range []float64{.1, .9} {
				row := SeriesRow{Metric: m, Value: sf.Estimate{Value: value, N: 9}, LimitLow: &low, LimitHigh: &high}
				if at != wholeFunnel {
					row.Stage = "demo"
				}
				n := exceptionNote(&row, chartOf{m, at})
				assert.True(t, strings.HasSuffix(string(n.Code), []string{"_low", "_high"}[side]), n.Code)
				assert.Equal(t, at == wholeFunnel && m != MetricWonCycle, strings.Contains(string(n.Code), "_all_"), n.Code)
				words := sides[m.String()][side]
				en, zh := n.In(sf.English), n.In(sf.Chinese)
				assert.True(t, slices.ContainsFunc(strings.Fields(words[0]), func(w string) bool { return strings.Contains(en, w+" ") || strings.Contains(en, w+":") }), en)
				assert.Contains(t, zh, words[1])
				assert.Equal(t, at != wholeFunnel, strings.Contains(en, "demo") && strings.Contains(zh, "demo"))
				assert.NotContains(t, en+zh, "{")
			}
		}
	}
}

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
