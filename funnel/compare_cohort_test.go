package funnel

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// cohortView is what rows of lead, demo, won and lost say from a day to another.
func cohortView(t *testing.T, since, asOf float64, rows ...Event) *View {
	t.Helper()
	p, err := stage.New(stage.Config{ID: "p", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	h, err := NewHistory(p, slices.Values(rows), Options{RecordedLate: time.Hour})
	require.NoError(t, err)
	return h.Between(cohortDay(since), cohortDay(asOf))
}

func cohortDay(days float64) time.Time {
	return time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(days * 24 * float64(time.Hour)))
}

func cohortRow(deal string, days float64, stageID string) Event {
	return Event{Deal: deal, At: cohortDay(days), Stage: stageID}
}

// lifesOf writes deals, or stays, as "from-to cause".
func lifesOf(list []rival) (out []string) {
	for _, r := range list {
		out = append(out, fmt.Sprintf("%d-%d %s", r.from, r.to, []string{"open", "one", "other"}[r.cause]))
	}
	return out
}

// A deal counts in a stage once, with its first stay.
func TestRivalsOfFirstStays(t *testing.T) {
	r := cohortView(t, -9, 20, cohortRow("a", 0, "lead"), cohortRow("a", 3, "demo"), cohortRow("a", 5, "lead"), cohortRow("a", 9, "won")).rivals("", sf.Period{})
	assert.Equal(t, []string{"0-9 one"}, lifesOf(r.deals))
	assert.Equal(t, []string{"0-3 one"}, lifesOf(r.stays[0]))
	assert.Equal(t, []string{"0-2 other"}, lifesOf(r.stays[1]))
}

// What ends on the last day that is over has ended; on the day that is not over it is left for when it is.
func TestRivalsOfTheLastDay(t *testing.T) {
	rows := []Event{cohortRow("a", 0, "lead"), cohortRow("a", 5.5, "won")}
	assert.Equal(t, []string{"0-5 one"}, lifesOf(cohortView(t, -9, 6, rows...).rivals("", sf.Period{}).deals))
	assert.Equal(t, []string{"0-4 open"}, lifesOf(cohortView(t, -9, 5.9, rows...).rivals("", sf.Period{}).deals))
}

// Observation that begins in the middle of a day shows the next whole day; a deal that closed at its first instant was under it, one that closed before
// was not. So it is with a deal that was on record at the instant of its close.
func TestRivalsFromAStartOfObservation(t *testing.T) {
	rows := []Event{
		cohortRow("a", 0, "lead"), cohortRow("a", 8, "won"),
		cohortRow("b", 1, "lead"), cohortRow("b", 4.5, "lost"),
		cohortRow("c", 2, "lead"), cohortRow("c", 4.4, "lost"),
	}
	r := cohortView(t, 4.5, 20, rows...).rivals("", sf.Period{})
	assert.Equal(t, []string{"5-8 one"}, lifesOf(r.deals))
	assert.Equal(t, CompareGroup{Deals: 2, Won: 1, Lost: 1, Late: 2}, r.groups[0])
	assert.Equal(t, instant(cohortDay(0)), r.begins, "the first creation, whatever comes after")

	filed := []Event{cohortRow("d", 0, "lead"), cohortRow("d", 6, "won"), cohortRow("e", 0, "lead"), cohortRow("e", 6, "won")}
	filed[0].Recorded, filed[2].Recorded, filed[3].Recorded = cohortDay(6), cohortDay(7), cohortDay(7)
	assert.Equal(t, CompareGroup{Deals: 1, Won: 1, Late: 1, Unseen: 1}, cohortView(t, -9, 20, filed...).rivals("", sf.Period{}).groups[0])
}
