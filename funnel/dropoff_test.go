package funnel_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// The six deals of the conversion: of six stays in the lead B's left for the offer and D's for lost; of five in the demo C's first went back, its
// second was lost, and E's is open; of three offers F's was lost. So drop-off in the demo is 2 of the 4 that left, 2 of the 5 that entered, and 3
// of 5 if E drops off as well.
func TestDropOffByHand(t *testing.T) {
	v := historyOf(t, threeSteps(t), funnel.Options{}, sixDeals()...).AsOf(afterDays(20))
	settled, err := v.DropOff(funnel.DropOffOptions{})
	require.NoError(t, err)
	guide, err := v.DropOff(funnel.DropOffOptions{Rule: funnel.Guide})
	require.NoError(t, err)
	want := []struct {
		stage          string
		counts         [5]int64 // entered, converted, dropped, open, before
		settled, guide float64
		high           float64
		to             []funnel.DropOffWay
	}{
		{"lead", [5]int64{6, 4, 2, 0, 0}, 2. / 6, 2. / 6, 2. / 6, []funnel.DropOffWay{
			{Stage: "offer", Kind: funnel.DroppedAhead, Stays: 1, Examples: []string{"B"}},
			{Stage: "lost", Kind: funnel.DroppedLost, Stays: 1, Examples: []string{"D"}},
		}},
		{"demo", [5]int64{5, 2, 2, 1, 0}, 2. / 4, 2. / 5, 3. / 5, []funnel.DropOffWay{
			{Stage: "lead", Kind: funnel.DroppedBack, Stays: 1, Examples: []string{"C"}},
			{Stage: "lost", Kind: funnel.DroppedLost, Stays: 1, Examples: []string{"C"}},
		}},
		{"offer", [5]int64{3, 2, 1, 0, 0}, 1. / 3, 1. / 3, 1. / 3, []funnel.DropOffWay{
			{Stage: "lost", Kind: funnel.DroppedLost, Stays: 1, Examples: []string{"F"}},
		}},
	}
	for k, x := range want {
		s, g := settled.Stages[k], guide.Stages[k]
		assert.Equal(t, [2]string{x.stage, x.stage}, [2]string{s.Stage, g.Stage})
		assert.Equal(t, x.counts, dropParts(s))
		assert.Equal(t, x.counts, dropParts(g))
		assert.InDelta(t, x.settled, s.Rate.Value, 1e-12)
		assert.InDelta(t, x.guide, g.Rate.Value, 1e-12)
		assert.Equal(t, x.to, s.To)
		assert.InDelta(t, float64(x.counts[2])/float64(x.counts[0]), s.Bounds.Low, 1e-12)
		assert.InDelta(t, x.high, s.Bounds.High, 1e-12)
		assert.Equal(t, x.counts[0]-x.counts[3], s.Rate.N)
		assert.Equal(t, x.counts[3], s.Rate.Left)
		assert.Equal(t, x.counts[0], g.Rate.N)
		assert.True(t, s.Rate.HasInterval())
		assert.Equal(t, x.counts[3] == 0, g.Rate.HasInterval(), "no interval while some are open")
	}
	assert.Equal(t, []sf.Code{funnel.CodeConversionSettledOnly}, codesIn(settled.Stages[1].Rate.Warnings))
	w := guide.Stages[1].Rate.Warnings
	require.Equal(t, []sf.Code{funnel.CodeDropOffOpen}, codesIn(w))
	assert.Equal(t, "1 of 5 that entered stage demo are still open and counted apart; if none of them goes on, drop-off comes to 60%", w[0].Text)
	assert.Equal(t, "进入阶段 demo 的 5 个中有 1 个仍在进行，单独列出；若最终均未晋级，流失率将为 60%", w[0].In(sf.Chinese))
}

func TestDropOffOfAPeriod(t *testing.T) {
	h := historyOf(t, threeSteps(t), funnel.Options{}, sixDeals()...)
	d, err := h.AsOf(afterDays(20)).DropOff(funnel.DropOffOptions{Period: days(3, 5)})
	require.NoError(t, err)
	assert.Equal(t, [5]int64{}, dropParts(d.Stages[0]))
	assert.True(t, d.Stages[0].Rate.IsZero())
	assert.Equal(t, funnel.OpenBounds{Low: 0, High: 1}, d.Stages[0].Bounds, "nothing is known")
	assert.NotNil(t, d.Stages[0].To)
	assert.Equal(t, [5]int64{2, 1, 1, 0, 0}, dropParts(d.Stages[1]), "F; C")
	d, err = h.Between(afterDays(5), afterDays(20)).DropOff(funnel.DropOffOptions{})
	require.NoError(t, err)
	assert.Equal(t, [5]int64{1, 1, 0, 0, 2}, dropParts(d.Stages[0]), "C; D and E were there before, and B had gone")
	assert.Equal(t, [5]int64{2, 0, 1, 1, 3}, dropParts(d.Stages[1]), "C and E; A, C and F were there before")
	assert.Equal(t, [5]int64{2, 1, 1, 0, 1}, dropParts(d.Stages[2]), "A comes in as observation begins, and F; B was there before")
}

func TestDropOffToAnEarlyWin(t *testing.T) {
	p := sixStages(t, stage.Moves{Policy: stage.Free})
	var rows []funnel.Event
	for _, deal := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"} {
		rows = append(rows, ofDeal(deal, 0, "lead"), ofDeal(deal, 1, "won2"))
	}
	rows = append(rows, ofDeal("z", 0, "offer"), ofDeal("z", 1, "lead"), ofDeal("z", 2, "offer"), ofDeal("z", 3, "lead"))
	d, err := historyOf(t, p, funnel.Options{}, rows...).AsOf(ever).DropOff(funnel.DropOffOptions{Rule: funnel.Guide})
	require.NoError(t, err)
	assert.Equal(t, []funnel.DropOffWay{
		{Stage: "offer", Kind: funnel.DroppedAhead, Stays: 1, Examples: []string{"z"}},
		{Stage: "won2", Kind: funnel.DroppedWon, Stays: 12, Examples: []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}},
	}, d.Stages[0].To)
	assert.Equal(t, []funnel.DropOffWay{{Stage: "lead", Kind: funnel.DroppedBack, Stays: 2, Examples: []string{"z"}}}, d.Stages[2].To)
}

func TestDropOffRefuses(t *testing.T) {
	v := historyOf(t, threeSteps(t), funnel.Options{}).AsOf(ever)
	d, err := v.DropOff(funnel.DropOffOptions{Rule: 5, Period: days(3, 2)})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Nil(t, d)
	assert.Equal(t, []sf.Code{funnel.CodePeriod, funnel.CodeDropOffRule}, codesIn(invalid.Faults))
}
