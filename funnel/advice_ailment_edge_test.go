package funnel_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// freely is a pipeline of these open stages in which every move is allowed, also back from an end.
func freely(t require.TestingT, open ...stage.Stage) *stage.Pipeline {
	stages := slices.Concat(open, []stage.Stage{{ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost}})
	p, err := stage.New(stage.Config{ID: "freely", Moves: stage.Moves{Policy: stage.Free, Reopen: true}, Stages: stages})
	require.NoError(t, err)
	return p
}

func chance(p float64) *float64 { return &p }

// A stage without a probability says nothing where no deal comes to it: of three stages the second is late, and 80 of 90 losses come from it.
func TestAilmentsPassOverStagesWithoutDeals(t *testing.T) {
	p := freely(t, stage.Stage{ID: "lead", Probability: chance(.2)}, stage.Stage{ID: "offer", Probability: chance(.5)}, stage.Stage{ID: "spare"})
	low := going(way{10, []string{"lead", "offer", "won"}}, way{10, []string{"lead", "offer", "lost"}}, way{80, []string{"lead", "lost"}})
	assert.Equal(t, []sf.Code{funnel.CodeFirstConversionLow}, ailmentCodes(ailmentsOf(t, p, funnel.AilmentOptions{}, low)))
	late := going(way{10, []string{"lead", "offer", "won"}}, way{80, []string{"lead", "offer", "lost"}}, way{10, []string{"lead", "lost"}})
	assert.Equal(t, []sf.Code{funnel.CodeLateLossesHigh}, ailmentCodes(ailmentsOf(t, p, funnel.AilmentOptions{}, late)))
	sure := likely(t, .2, 1)
	assert.Empty(t, ailmentsOf(t, sure, funnel.AilmentOptions{FirstConversion: .1}, late), "where every offer is to be won, no losses are supposed late")
}

// Late are the losses from a stage and from all after it: 40 from the offer, and 40 from what follows.
func TestLateLossesAreThoseFromAStageOn(t *testing.T) {
	p := freely(t, stage.Stage{ID: "lead"}, stage.Stage{ID: "offer"}, stage.Stage{ID: "contract"})
	found := ailmentsOf(t, p, funnel.AilmentOptions{LateLosses: .5}, going(
		way{40, []string{"lead", "offer", "lost"}}, way{40, []string{"lead", "offer", "contract", "lost"}}, way{20, []string{"lead", "lost"}}))
	require.Len(t, found, 1)
	assert.EqualValues(t, 80, found[0].Deals)
	assert.InDelta(t, .8, found[0].Share.Value, 1e-12)
}

// A stage that was given up is not the first one, and to move back to it is not to move on.
func TestTheFirstConversionIsOfStagesInUse(t *testing.T) {
	p := freely(t, stage.Stage{ID: "old", Retired: true}, stage.Stage{ID: "lead"}, stage.Stage{ID: "offer"})
	found := ailmentsOf(t, p, funnel.AilmentOptions{FirstConversion: .5}, going(
		way{20, []string{"lead", "offer", "won"}}, way{40, []string{"lead", "old", "lost"}}, way{40, []string{"lead", "lost"}}))
	require.Len(t, found, 1)
	assert.Equal(t, "lead", found[0].Arg("stage").String())
	assert.InDelta(t, .2, found[0].Share.Value, 1e-12)
	assert.EqualValues(t, 40, found[0].Deals)
}

// Whoever was lost and came back is not lost: of 40 lost leads ten are open again, and ten were won. Of the others
// those that were lost on day 6 are named, by id, before those of day 5.
func TestAilmentsOfDealsThatCameBack(t *testing.T) {
	var events []funnel.Event
	for i := range 40 {
		row := func(day float64, id string) funnel.Event { return dealRow(fmt.Sprintf("d%02d", 39-i), on(day, id)) }
		events = append(events, row(0, "lead"), row(5+float64(i%2), "lost"))
		if i < 20 {
			events = append(events, row(7, "lead"))
		}
		if i < 10 {
			events = append(events, row(9, "won"))
		}
	}
	found := ailmentsOf(t, freely(t, stage.Stage{ID: "lead"}, stage.Stage{ID: "offer"}), funnel.AilmentOptions{FirstConversion: .9}, events)
	require.Len(t, found, 1)
	assert.EqualValues(t, 20, found[0].Deals)
	assert.Equal(t, []string{"d00", "d02", "d04", "d06", "d08", "d10", "d12", "d14", "d16", "d18"}, found[0].Examples)
}

// A stage is told by its id, and by nothing else.
func TestAilmentsTellStagesByID(t *testing.T) {
	p := freely(t, stage.Stage{ID: "lead"}, stage.Stage{ID: "offer", Name: "报价", Aliases: []string{"quote"}})
	v := historyOf(t, p, funnel.Options{}).AsOf(ever)
	for _, word := range []string{"报价", "quote"} {
		_, err := v.Ailments(funnel.AilmentOptions{LateFrom: word})
		assert.Equal(t, []sf.Code{funnel.CodeAilmentStage}, codesOf(faultsOf(t, err)))
	}
	_, err := v.Ailments(funnel.AilmentOptions{LateFrom: "offer"})
	require.NoError(t, err)
}
