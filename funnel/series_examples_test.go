package funnel_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// closing are twelve weeks of twenty deals that end within the week, one half won and one lost, after 2 and 3 days by turns. In the last week two are
// won after 2 days, and the others are lost after 5.
func closing() (events []funnel.Event) {
	for w := range 12 {
		for i := range 20 {
			id, end, days := fmt.Sprintf("%02d-%02d", w, i), []string{"won", "lost"}[i/10], 2+i%2
			switch {
			case w == 11 && i >= 2:
				end, days = "lost", 5
			case w == 11:
				end, days = "won", 2
			}
			events = append(events, dealOn(id, float64(7*w), "lead"), dealOn(id, float64(7*w+days), end))
		}
	}
	return events
}

func exampleIDs(from, to int) (ids []string) {
	for i := from; i < to; i++ {
		ids = append(ids, fmt.Sprintf("11-%02d", i))
	}
	return ids
}

// Of a share that is low those are shown that have it not, of one that is high those that have it, of long cycles the long ones.
func TestSeriesShowsWhatAccountsForAnException(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, closing()...).AsOf(base.AddDate(0, 0, 84))
	s, err := v.Series(funnel.SeriesOptions{Periods: weeksFrom(12), Level: .05})
	require.NoError(t, err)
	for _, m := range []funnel.Metric{funnel.MetricConversion, funnel.MetricDropOff, funnel.MetricCycle} {
		for _, at := range []string{"", "lead"} {
			row := seriesOf(s, m, at)[11]
			require.Equal(t, funnel.RowException, row.State, "%v of %q", m, at)
			assert.Equal(t, exampleIDs(2, 2+funnel.MaxExamples), row.Examples, "%v of %q", m, at)
		}
	}
}

// Where rows are as they were known, so are examples: a deal of the week that was recorded later is none.
func TestSeriesExamplesAsKnown(t *testing.T) {
	events := weekly(5, 12, 25)
	for i := range events {
		if events[i].Deal == "011-000" {
			events[i].Recorded = base.AddDate(0, 0, 86)
		}
	}
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(base.AddDate(0, 0, 90))
	o := funnel.SeriesOptions{Periods: weeksFrom(12), Metrics: []funnel.Metric{funnel.MetricEntries}}
	for known, want := range map[bool]string{false: "011-000", true: "011-001"} {
		o.AsKnown = known
		s, err := v.Series(o)
		require.NoError(t, err)
		assert.Equal(t, want, seriesOf(s, funnel.MetricEntries, "")[11].Examples[0])
	}
}

// A win that was closed when first seen has no cycle, and is counted as one without; a period that begins at the view's time is not shown.
func TestSeriesOfWhatIsNotSeen(t *testing.T) {
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, dealOn("a", 1, "lead"), dealOn("a", 4, "won"), dealOn("b", 5, "won")).AsOf(base.AddDate(0, 0, 7))
	s, err := v.Series(funnel.SeriesOptions{Periods: []sf.Period{daysOf(0, 7), daysOf(7, 14)}, Metrics: []funnel.Metric{funnel.MetricWonCycle}})
	require.NoError(t, err)
	require.Len(t, s.Rows, 1)
	assert.Equal(t, [3]int64{3, 1, 1}, [3]int64{int64(s.Rows[0].Value.Value), s.Rows[0].Value.N, s.Rows[0].Value.Left})
}
