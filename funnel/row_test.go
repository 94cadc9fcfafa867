package funnel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func TestRowsOfADeal(t *testing.T) {
	pipe, err := stage.New(stage.Config{ID: "p", Moves: stage.Moves{Policy: stage.Forward, Reopen: true}, Stages: []stage.Stage{
		{ID: "a"}, {ID: "b"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	on := func(day int) time.Time { return time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC) }
	money := func(s string) sf.Money { m, err := sf.ParseMoney(s, ""); require.NoError(t, err); return m }
	b := funnel.NewBuilder(pipe, funnel.Options{})
	for _, e := range []funnel.Event{
		{At: on(1), Amount: money("5")}, // no stage yet
		{At: on(2), Stage: "a", Close: sf.Date{}},
		{At: on(3), Stage: "a", Amount: money("7"), Recorded: on(4)}, // stays
		{At: on(3), Stage: "a", Amount: money("7"), Recorded: on(4)}, // a duplicate
		{At: on(5), Stage: "won", Amount: money("6")},
		{At: on(6), Amount: money("9")}, // after the close
		{At: on(7), Stage: "lost"},      // after the close: passed over
		{At: on(9), Stage: "b", Close: sf.DateOf(on(20))},
		{At: on(12), Stage: "won"},
	} {
		e.Deal = "x"
		b.Add(e)
	}
	h, err := b.History()
	require.NoError(t, err)
	d, ok := h.AsOf(on(12)).Deal("x")
	require.True(t, ok)
	var got []string
	for _, r := range d.Rows() {
		got = append(got, fmt.Sprint(r.At.Day(), r.Recorded.Day(), r.Stage, r.Moved, " ", r.Amount, " ", r.Close))
	}
	assert.Equal(t, []string{"1 1 -1 false 5 ?", "2 2 0 true ? ?", "3 4 0 false 7 ?", "5 5 2 true 6 ?", "6 6 2 false ? ?", "9 9 1 true ? 2026-01-20"}, got)
}
