package funnel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func TestActivitiesAreReadBackWhole(t *testing.T) {
	hour := func(h int) time.Time { return base.Add(time.Duration(h) * time.Hour) }
	visit := sf.Activity{
		Of: "d", Kind: "拜访", By: "王芳", At: hour(30), Planned: hour(28), Recorded: hour(31), Goal: "确认预算",
		GoalMet: sf.Bool(true), Prepared: sf.Bool(false), Outcome: "约定演示", Advance: sf.Bool(true), Next: "演示", NextAt: hour(200),
		Facts: []sf.Fact{sf.F("channel", sf.Text("现场"))},
	}
	plan := sf.Activity{Of: "d", Kind: "call", By: "bo", Planned: hour(60), Recorded: hour(10)}
	late := sf.Activity{Of: "d", Kind: "call", Planned: hour(50)} // nobody said when the plan was made
	b := funnel.NewBuilder(sixStages(t, stageForward), funnel.Options{})
	b.Add(on(0, "lead"))
	for _, a := range []sf.Activity{visit, plan, late} {
		b.Touch(a)
	}
	h, err := b.History()
	require.NoError(t, err)
	require.Empty(t, h.Findings())
	at := func(hours int) []sf.Activity {
		d, ok := h.AsOf(hour(hours)).Deal("d")
		require.True(t, ok)
		return d.Activities()
	}
	plan.Recorded, late.Recorded = hour(10), hour(50)
	assert.Empty(t, at(10))
	assert.Equal(t, []sf.Activity{plan}, at(31), "it happened, and is not on record yet")
	assert.Equal(t, []sf.Activity{visit, plan}, at(50), "a plan without a record is seen once its time has passed")
	assert.Equal(t, []sf.Activity{visit, late, plan}, at(51))
	d, _ := h.AsOf(hour(51)).Deal("d")
	assert.Equal(t, hour(30), d.LastActivity(), "a plan is no sign of life")
}

func TestActivitiesThatCannotBeUsedWhole(t *testing.T) {
	b := funnel.NewBuilder(sixStages(t, stageForward), funnel.Options{})
	b.Add(on(0, "lead"))
	b.Touch(sf.Activity{Of: "d"})
	b.Touch(sf.Activity{Of: "d", At: base, Planned: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)})
	b.Touch(sf.Activity{Of: "\xff", At: base})
	b.Touch(sf.Activity{Of: "d", At: base, Kind: "\xff", GoalMet: sf.Text("perhaps"), Facts: []sf.Fact{sf.F("x", sf.Text("\xff"))}})
	b.Touch(sf.Activity{Of: "d", At: base, NextAt: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), Recorded: base.Add(-day)})
	h, err := b.History()
	require.NoError(t, err)
	assert.Equal(t, []string{"bad_date 1/6 [5]", "bad_text 3/6 [3 4 4]", "bad_time 2/6 [1 2]"}, brief(h.Findings()))
	d, _ := h.AsOf(ever).Deal("d")
	assert.Equal(t, []sf.Activity{{Of: "d", At: base, Recorded: base}, {Of: "d", At: base, Recorded: base}}, d.Activities())
}
