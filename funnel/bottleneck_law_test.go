package funnel_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func TestBottlenecksOfLittle(t *testing.T) {
	of := func(events ...funnel.Event) *funnel.Bottlenecks {
		return bottlenecksOf(t, historyOf(t, office(), funnel.Options{}, events...).AsOf(on(70, "").At), funnel.BottleneckOptions{})
	}
	t.Run("nothing", func(t *testing.T) {
		b := of()
		assert.Equal(t, []sf.Code{funnel.CodeFlowStarts, funnel.CodeArrivalWeeks, funnel.CodeFlowAmounts}, codesOf(b.Warnings))
		assert.Empty(t, b.Moves)
		assert.Empty(t, b.Stages)
		assert.Zero(t, b.Now)
		text, err := json.Marshal(b)
		require.NoError(t, err)
		assert.Contains(t, string(text), `"win_rate":null`)
		assert.Contains(t, string(text), `"moves":[]`)
	})
	t.Run("one open deal", func(t *testing.T) {
		b := of(on(0, "lead"))
		assert.Contains(t, codesOf(b.Warnings), funnel.CodeNoEvidence)
		assert.Empty(t, b.Moves)
	})
	t.Run("an open offer that nobody left", func(t *testing.T) {
		b := of(on(0, "lead"), on(3, "offer"))
		i := slices.Index(codesOf(b.Warnings), funnel.CodeNoEvidence)
		assert.Equal(t, "nothing can be said of stage lead: no deal was seen to leave stage offer", b.Warnings[i].Text)
	})
	t.Run("one deal won", func(t *testing.T) {
		b := of(on(0, "lead"), paid(on(3, "won"), 500))
		assert.InDelta(t, 1, b.Now.WinRate.Value, 0)
		assert.Less(t, b.Now.WinRate.Low, .9, "one deal is little")
		require.Len(t, b.Moves, 1)
		assert.True(t, b.Moves[0].WinGain.IsZero(), "no other move was seen to take from")
		assert.Zero(t, b.Moves[0].First)
		assert.InDelta(t, 500, b.MeanAmount.Value, 0)
		assert.False(t, b.MeanAmount.HasInterval() || b.Now.RevenuePerMonth.HasInterval(), "nothing tells how amounts differ")
		assert.False(t, b.Now.RevenuePerMonth.IsZero())
		assert.Contains(t, codesOf(b.Warnings), funnel.CodeFlowAmounts)
		assert.Equal(t, []string{"lead", "offer"}, []string{b.Stages[0].Stage, b.Stages[1].Stage}, "of offer nothing can be said")
		assert.True(t, b.Stages[1].CycleDays.IsZero())
	})
	t.Run("all lost on the day they came", func(t *testing.T) {
		a, b := on(0, "lead"), on(0.2, "lost")
		got := of(a, b, but(on(8, "lead"), func(e *funnel.Event) { e.Deal = "e" }), but(on(8.1, "lost"), func(e *funnel.Event) { e.Deal = "e" }))
		assert.InDelta(t, 0, got.Now.WinRate.Value, 0)
		assert.Positive(t, got.Now.WinRate.High)
		assert.InDelta(t, 0, got.Now.CycleDays.Value, 0)
		assert.True(t, got.Stages[0].Share.IsZero(), "of nothing")
	})
	t.Run("closed when first seen", func(t *testing.T) {
		assert.Contains(t, codesOf(of(on(0, "won")).Warnings), funnel.CodeFlowStarts)
	})
	t.Run("closed without a word on the amount", func(t *testing.T) {
		events := tenFlowing()
		for i := range events {
			if events[i].Deal == "1" {
				events[i].Amount = sf.Money{}
			}
		}
		b := of(events...)
		assert.Equal(t, "1 of 3 won deals have no amount; the mean amount leaves them out", b.Warnings[0].Text)
		assert.InDelta(t, 200, b.MeanAmount.Value, 1e-12)
		assert.EqualValues(t, 1, b.MeanAmount.Left)
	})
	t.Run("amounts of nothing and less", func(t *testing.T) {
		events := tenFlowing()
		for i := range events {
			if events[i].Amount.Known() {
				events[i].Amount = cny(map[string]int64{"0": -100, "1": 0, "2": 10}[events[i].Deal])
			}
		}
		b := of(events...)
		assert.InDelta(t, -30, b.MeanAmount.Value, 1e-12)
		assert.True(t, b.MeanAmount.HasInterval() && b.MeanAmount.Low < -30 && b.MeanAmount.High > -30)
		assert.Empty(t, b.Warnings)
	})
}

func TestStagesWithoutAnEndAreRefused(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "loop", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "a"}, {ID: "b"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	v := historyOf(t, p, funnel.Options{}, on(0, "a"), on(1, "b"), on(2, "a")).AsOf(on(9, "").At)
	_, err = v.Bottlenecks(funnel.BottleneckOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeCannotEnd, funnel.CodeCannotEnd}, codesOf(faultsOf(t, err)))
	_, err = v.Ailments(funnel.AilmentOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeCannotEnd, funnel.CodeCannotEnd}, codesOf(faultsOf(t, err)))
}

// The same deals give the same bytes in any order of rows and under any names.
func TestBottlenecksDependOnNothingElse(t *testing.T) {
	s := flowingSpec(.5, 0)
	rows := slices.Collect(pricedEvents(s, 5))
	p := pipelineOf(t, s)
	say := func(p *stage.Pipeline, events []funnel.Event) string {
		v := historyOf(t, p, funnel.Options{}, events...).AsOf(s.End)
		b := bottlenecksOf(t, v, funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 200}})
		scenario, err := v.Scenario(funnel.FlowOptions{Draws: 200})
		require.NoError(t, err)
		scenario, err = scenario.With(funnel.ArrivalTimes(2))
		require.NoError(t, err)
		text, err := json.Marshal([]any{b, scenario.Outcome()})
		require.NoError(t, err)
		return string(text)
	}
	want := say(p, rows)
	shuffled := slices.Clone(rows)
	slices.Reverse(shuffled)
	assert.Equal(t, want, say(p, shuffled))

	config := p.Config()
	for i := range config.Stages {
		config.Stages[i].ID = "阶段" + config.Stages[i].ID
	}
	renamed, err := stage.New(config)
	require.NoError(t, err)
	for i := range rows {
		rows[i].Stage = "阶段" + rows[i].Stage
	}
	assert.Equal(t, want, strings.ReplaceAll(say(renamed, rows), "阶段", ""))
}

// Nothing later changes an answer, and no rows make one panic or come out as no number.
func TestBottleneckLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		var visible []funnel.Event
		for _, e := range events {
			if visibleAt(e, asOf) {
				visible = append(visible, e)
			}
		}
		flow := funnel.FlowOptions{Draws: 100, Hazards: drawHazardOptions(t)}
		say := func(events []funnel.Event) string {
			v := historyOf(t, p, o, events...).AsOf(asOf)
			out := []any{}
			b, err := v.Bottlenecks(funnel.BottleneckOptions{FlowOptions: flow, Least: -1})
			if err != nil {
				faultsOf(t, err)
			}
			out = append(out, b)
			ailments, err := v.Ailments(funnel.AilmentOptions{FlowOptions: flow, FirstConversion: 1, LateLosses: .01})
			if err != nil {
				faultsOf(t, err)
			}
			out = append(out, ailments)
			if scenario, err := v.Scenario(flow); err == nil {
				for _, c := range drawChanges(t) {
					if next, err := scenario.With(c); err == nil {
						scenario = next
					}
				}
				out = append(out, scenario.Outcome())
			}
			text, err := json.Marshal(out)
			require.NoError(t, err)
			require.NotContains(t, string(text), `"value":null`, "a number that is none")
			return string(text)
		}
		require.NotEmpty(t, say(visible))
	})
}

// drawChanges draws changes, some of them absurd.
func drawChanges(t *rapid.T) []funnel.ScenarioChange {
	number := rapid.SampledFrom([]float64{0, .01, -.01, .5, 1, -1, 2, 1e300, math.NaN(), math.Inf(1), math.Inf(-1)})
	stages := rapid.SampledFrom([]string{"lead", "demo", "offer", "won", "lost", "nowhere"})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) funnel.ScenarioChange {
		return funnel.ScenarioChange{
			Kind: funnel.ScenarioKind(rapid.IntRange(0, 6).Draw(t, "kind")), Stage: stages.Draw(t, "stage"), To: stages.Draw(t, "to"),
			Points: number.Draw(t, "points"), Factor: number.Draw(t, "factor"), Days: number.Draw(t, "days"),
			Take: funnel.TakeFrom(rapid.IntRange(0, 2).Draw(t, "take")),
		}
	}), 0, 5).Draw(t, "changes")
}

func TestBottlenecksKnowNothingLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, asOf := drawPipeline(t), drawOptions(t), drawEvents(t), drawTime(t, "as of")
		var visible []funnel.Event
		for _, e := range events {
			if visibleAt(e, asOf) {
				visible = append(visible, e)
			}
		}
		say := func(events []funnel.Event) string {
			v := historyOf(t, p, o, events...).AsOf(asOf)
			b, err := v.Bottlenecks(funnel.BottleneckOptions{FlowOptions: funnel.FlowOptions{Draws: 100}})
			ailments, other := v.Ailments(funnel.AilmentOptions{FlowOptions: funnel.FlowOptions{Draws: 100}, FirstConversion: 1})
			text, failed := json.Marshal([]any{b, err, ailments, other})
			require.NoError(t, failed)
			return string(text)
		}
		require.Equal(t, say(visible), say(events))
	})
}
