package funnel_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// A stage that was given up was entered by the rules of its day: history may say it, in strict mode too.
func TestRetiredStagesAreHistory(t *testing.T) {
	config := stage.Config{ID: "p", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo", Retired: true}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}}
	p, err := stage.New(config)
	require.NoError(t, err)
	at := func(day int) time.Time { return time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC) }
	rows := []funnel.Event{{Deal: "A", At: at(1), Stage: "lead"}, {Deal: "A", At: at(2), Stage: "demo"}, {Deal: "A", At: at(3), Stage: "offer"}}
	h, err := funnel.NewHistory(p, slices.Values(rows), funnel.Options{Strict: true})
	require.NoError(t, err)
	assert.Equal(t, int64(1), h.AsOf(at(4)).Counts().Moves("lead", "demo"))
	rows = append(rows, funnel.Event{Deal: "A", At: at(4), Stage: "lead"})
	_, err = funnel.NewHistory(p, slices.Values(rows), funnel.Options{Strict: true})
	require.Error(t, err, "but going back is not allowed here")
}
