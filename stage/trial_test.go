package stage

import (
	"encoding/json"
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// asking is one move that is asked for.
type asking struct {
	move  Move
	facts sf.Facts
}

func each(list []asking) iter.Seq2[Move, sf.Facts] {
	return func(yield func(Move, sf.Facts) bool) {
		for _, a := range list {
			if !yield(a.move, a.facts) {
				return
			}
		}
	}
}

// stricter is gated with a higher threshold, one criterion more, one less, and no way back.
func stricter(t testing.TB) *Pipeline {
	t.Helper()
	c := gated()
	c.Stages[1].Entry[0].Test = criteria.AtLeast("budget", usd(10_000))
	c.Stages[0].Exit = append(c.Stages[0].Exit, Criterion{ID: "boss", Test: criteria.Eq("champion", sf.Text("boss"))})
	c.Stages[3].Required = nil
	c.Moves.Back = false
	p, err := New(c, signed())
	require.NoError(t, err)
	return p
}

func TestCheckAllComparesTwoSetsOfRules(t *testing.T) {
	forward := Move{From: "qualify", To: "propose", AsOf: monday}
	overridden := forward
	overridden.Override = &Override{By: "Ada", Reason: "fair"}
	got := gate(t).CheckAll(stricter(t), each([]asking{
		{forward, readyDeal()},
		{Move{From: "propose", To: "qualify"}, nil},
		{Move{From: "qualify", To: "lost"}, nil},
		{forward, nil},
		{overridden, nil},
		{Move{From: "x", To: "y"}, nil},
	}))
	assert.Equal(t, Trial{
		Moves: 6, AllowedBefore: 3, AllowedAfter: 2, Overridden: 1, NewlyRefused: 2, NewlyAllowed: 1,
		Refused: []int{0, 1}, Allowed: []int{2},
		Obstacles: []Obstacle{
			{Stage: "propose", Gate: AtEntry, Criterion: "enough", Before: 2, After: 3, Unknown: 2, Newly: 1, Examples: []int{0, 3, 4}},
			{Stage: "qualify", Gate: AtExit, Criterion: "boss", After: 3, Unknown: 2, Newly: 1, Examples: []int{0, 3, 4}},
			{Stage: "propose", Gate: AtRequired, Criterion: "required.budget", Before: 2, After: 2, Examples: []int{3, 4}},
			{Stage: "propose", Gate: AtEntry, Criterion: "shown", Before: 2, After: 2, Unknown: 2, Examples: []int{3, 4}},
			{Stage: "qualify", Gate: AtExit, Criterion: "champion", Before: 2, After: 2, Examples: []int{3, 4}},
			{Gate: AtMove, Criterion: string(CodeUnknownOrigin), Before: 1, After: 1, Examples: []int{5}},
			{Gate: AtMove, Criterion: string(CodeUnknownStage), Before: 1, After: 1, Examples: []int{5}},
			{Stage: "qualify", Gate: AtMove, Criterion: string(CodeBackward), After: 1, Alone: 1, Newly: 1, Examples: []int{1}},
			{Stage: "lost", Gate: AtRequired, Criterion: "required.reason", Before: 1},
		},
	}, got)
}

func TestCheckAllPutsTheMostFrequentFirst(t *testing.T) {
	got := stricter(t).CheckAll(gate(t), each([]asking{
		{Move{From: "qualify", To: "lost"}, nil},
		{Move{From: "propose", To: "qualify"}, nil}, // refused before
		{Move{From: "propose", To: "qualify"}, nil},
		{Move{From: "won", To: "propose", AsOf: monday}, readyDeal()}, // too little budget before, and no manager
	}))
	var order []string
	for _, o := range got.Obstacles {
		order = append(order, fmt.Sprint(o.Criterion, " ", o.Before, " ", o.After))
	}
	assert.Equal(t, []string{"manager 1 1", "required.reason 0 1", "stage.backward 2 0", "enough 1 0"}, order)
}

func TestCheckAllBoundsItsExamples(t *testing.T) {
	list := make([]asking, 3*MaxExamples)
	for i := range list {
		list[i] = asking{Move{From: "qualify", To: "lost"}, nil}
	}
	got := gate(t).CheckAll(nil, each(list))
	assert.Equal(t, 3*MaxExamples, got.Obstacles[0].Alone)
	assert.Len(t, got.Obstacles[0].Examples, MaxExamples)
	assert.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, got.Obstacles[0].Examples)
	assert.Zero(t, got.NewlyRefused)
	assert.Equal(t, Trial{}, gate(t).CheckAll(nil, each(nil)))
}

func TestCheckAllAgreesWithCheck(t *testing.T) {
	now, then := gate(t), stricter(t)
	words := []string{"", "qualify", "propose", "won", "lost", "stranger"}
	rapid.Check(t, func(t *rapid.T) {
		var list []asking
		var want Trial
		for range rapid.IntRange(0, 30).Draw(t, "moves") {
			a := asking{Move{From: rapid.SampledFrom(words).Draw(t, "from"), To: rapid.SampledFrom(words).Draw(t, "to"), AsOf: monday}, drawFacts(t)}
			if rapid.Bool().Draw(t, "override") {
				a.move.Override = &Override{By: "Ada", Reason: rapid.SampledFrom([]string{"", "fair"}).Draw(t, "reason")}
			}
			list = append(list, a)
			before, after := now.Check(a.move, a.facts), then.Check(a.move, a.facts)
			want.Moves++
			for _, c := range []struct {
				is bool
				n  *int
			}{
				{before.Allowed, &want.AllowedBefore},
				{after.Allowed, &want.AllowedAfter},
				{after.Overridden, &want.Overridden},
				{before.Allowed && !after.Allowed, &want.NewlyRefused},
				{!before.Allowed && after.Allowed, &want.NewlyAllowed},
			} {
				if c.is {
					*c.n++
				}
			}
		}
		got := now.CheckAll(then, each(list))
		newly := 0
		for _, o := range got.Obstacles {
			newly += o.Newly
			if o.Alone > o.After || o.Unknown > o.After || o.Before+o.After == 0 {
				t.Fatalf("counts of %+v", o)
			}
		}
		if newly < got.NewlyRefused {
			t.Fatalf("%d moves newly refused, but obstacles explain %d", got.NewlyRefused, newly)
		}
		got.Obstacles, got.Refused, got.Allowed = nil, nil, nil
		assert.Equal(t, want, got)
	})
}

func TestTrialAsJSON(t *testing.T) {
	raw, err := json.Marshal(gate(t).CheckAll(nil, each([]asking{{Move{From: "qualify", To: "lost"}, nil}})))
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"moves": 1, "allowed_before": 0, "allowed_after": 0, "overridden": 0, "newly_refused": 0, "newly_allowed": 0,
		"obstacles": [{"stage": "lost", "gate": "required", "criterion": "required.reason", "before": 1, "after": 1, "alone": 1, "examples": [0]}]
	}`, string(raw))
}

func BenchmarkCheckAll(b *testing.B) {
	now, then := gate(b), stricter(b)
	facts := readyDeal()
	moves := func(yield func(Move, sf.Facts) bool) {
		for range 1000 {
			if !yield(Move{From: "qualify", To: "propose", AsOf: monday}, facts) {
				return
			}
		}
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n += now.CheckAll(then, moves).Moves
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "moves/s")
}
