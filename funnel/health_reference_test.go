package funnel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// From day 224 to day 251, after the reference and before the window, three came in a day, two of them lost at once. That is not what is usual.
func TestTheReferenceEndsTwoWindowsBefore(t *testing.T) {
	rows := steady(nil)
	for day := 224; day < 252; day++ {
		for i := range 2 {
			id, at := fmt.Sprint("x", day, i), on2026(day).Add(10*time.Hour)
			rows = append(rows, funnel.Event{Deal: id, At: at, Stage: "lead"}, funnel.Event{Deal: id, At: at.Add(time.Hour), Stage: "lost"})
		}
	}
	lead := healthAt(t, 280, rows, funnel.HealthOptions{}).Stages[0]
	assert.Equal(t, int64(28), lead.Entries.Observed)
	assert.InDelta(t, 28, lead.Entries.Expected.Value, 1)
	assert.Equal(t, int64(224), lead.Open.Expected.N)
}

// Of twenty deals that came into spare at one instant, and twenty an hour before, the first by id of those before are named.
func TestExamplesByIdWhereNothingElseTells(t *testing.T) {
	rows := steady(nil)
	var want []string
	for i := range 40 {
		rows = append(rows, funnel.Event{Deal: fmt.Sprintf("s%02d", i), At: on2026(200).Add(-time.Duration(i%2) * time.Hour), Stage: "spare"})
		if i%2 == 1 && len(want) < funnel.MaxExamples {
			want = append(want, fmt.Sprintf("s%02d", i))
		}
	}
	assert.Equal(t, want, healthAt(t, 280, rows, funnel.HealthOptions{}).Stages[3].Examples)
}
