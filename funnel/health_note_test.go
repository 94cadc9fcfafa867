package funnel

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Each sentence has the numbers of its own question: of the open deals 9 of 3.26 at .01, of the entries 2 of 7.71 at .02, in a window of 14 days.
func TestHealthSentences(t *testing.T) {
	r := &healthReading{healthFrame: healthFrame{weeks: 2}}
	s := StageHealth{
		Stage: "demo", Examples: []string{"a", "b"},
		Open:    HealthTest{Observed: 9, Expected: sf.Estimate{Value: 3.26, Method: "m"}, PValue: .003, Adjusted: .01},
		Entries: HealthTest{Observed: 2, Expected: sf.Estimate{Value: 7.71, Method: "m"}, PValue: .004, Adjusted: .02},
	}
	for state, want := range map[HealthState]string{
		HealthFull:    "阶段 demo 正常：进行中商机 9 个（预计 3.3 个），近 14 天进入 2 个（通常 7.7 个）",
		HealthBlocked: "阶段 demo 堵塞：进行中商机 9 个，而按进入情况预计为 3.3 个（p: 0.01）；停留最久的有 a, b",
		HealthGap:     "阶段 demo 断档：近 14 天进入 2 个商机，通常为 7.7 个（p: 0.02），而前面的阶段仍在正常进入；最近进入的有 a, b",
		HealthEmpty:   "阶段 demo 空杯：近 14 天进入 2 个商机，通常为 7.7 个（p: 0.02），且前面没有正常进入的阶段；最近进入的有 a, b",
	} {
		s.State = state
		assert.Equal(t, want, r.note(s, true).In(sf.Chinese))
	}
	s.State, s.Open.Expected, s.Entries.Expected = HealthFull, sf.Estimate{}, sf.Estimate{}
	assert.Equal(t, "stage demo is as usual: 9 open deals where ? are expected, 2 came in within 14 days where ? are usual", r.note(s, true).Text)
}

// The funnel is empty when the first of its stages that could be asked for entries is, and not when it lacks them for being blocked. What is worst
// of the rest comes first.
func TestHealthVerdicts(t *testing.T) {
	asked, mute := HealthTest{Adjusted: .5}, HealthTest{}
	of := func(entries HealthTest, state HealthState) stageCheck {
		return stageCheck{entries: entries, state: state}
	}
	for _, c := range []struct {
		checks []stageCheck
		want   HealthState
		note   string
	}{
		{[]stageCheck{of(mute, HealthUnknown), of(asked, HealthEmpty), of(asked, HealthBlocked)}, HealthEmpty, "漏斗空杯：从 b 起进入的商机过少"},
		{[]stageCheck{of(mute, HealthFull), of(asked, HealthEmpty)}, HealthEmpty, "漏斗空杯：从 b 起进入的商机过少"},
		{[]stageCheck{of(asked, HealthBlocked), of(asked, HealthEmpty)}, HealthBlocked, "漏斗堵塞：商机积压在 a"},
		{[]stageCheck{of(asked, HealthGap), of(asked, HealthBlocked), of(asked, HealthBlocked)}, HealthBlocked, "漏斗堵塞：商机积压在 b, c"},
		{[]stageCheck{of(asked, HealthFull), of(asked, HealthGap), of(mute, HealthUnknown)}, HealthGap, "漏斗断档：进入 b 的商机过少"},
		{[]stageCheck{of(asked, HealthFull), of(mute, HealthUnknown)}, HealthFull, "就可判断的部分而言漏斗健康：2 个阶段中有 1 个可以判断"},
		{[]stageCheck{of(mute, HealthUnknown)}, HealthUnknown, "数据太少，无法判断漏斗状况"},
	} {
		h := Health{Stages: []StageHealth{{Stage: "a"}, {Stage: "b"}, {Stage: "c"}}}
		h.conclude(c.checks)
		assert.Equal(t, c.want, h.Verdict)
		assert.Equal(t, c.note, h.Note.In(sf.Chinese))
	}
}

// Eight whole weeks of reference and two windows of two are 84 days: with one less a stage is young, and with them it is quiet.
func TestAQuietStageIsNotYoung(t *testing.T) {
	r := &healthReading{healthFrame: healthFrame{clock: newClock(sf.Calendar{}, false, 0, 0), weeks: 2, end: 84}, seen: true}
	assert.Equal(t, CodeStageQuiet, r.note(StageHealth{}, true).Code)
	assert.Equal(t, CodeStageUnvisited, r.note(StageHealth{}, false).Code)
	r.end = 83
	assert.Equal(t, CodeHealthYoung, r.note(StageHealth{}, true).Code)
}

// Ten of twenty left, so that Λ is 1/20 + 1/19 + … + 1/11, and its variance 1/20² + … + 1/11²; nine would not be enough. Of 40 stays that are at stake for
// such a week 40·e^−Λ are expected, and 2.5 % lie on either side of the interval.
func TestHealthAsksWhoIsOpen(t *testing.T) {
	ask := func(exits int, there int64) stageCheck {
		s := &stageReading{}
		for i := range 20 {
			s.past.add(stayWeeks{first: -1, from: 7, to: 8}, i < exits)
		}
		for range 40 {
			s.stays = append(s.stays, stayWeeks{first: -1, from: 7, to: 8})
		}
		c := stageCheck{openBest: 1, open: HealthTest{Observed: there}}
		c.askOpen(s, []float64{1, 1})
		return c
	}
	assert.Equal(t, stageCheck{openBest: 1, open: HealthTest{Observed: 5}}, ask(9, 5))
	c, hazard, variance := ask(10, 25), 0.0, 0.0
	for y := 11.; y <= 20; y++ {
		hazard, variance = hazard+1/y, variance+1/(y*y)
	}
	mean := 40 * math.Exp(-hazard)
	n := newStock(slices.Repeat([]float64{hazard}, 40), mean*mean*variance)
	assert.InDelta(t, mean, c.open.Expected.Value, 1e-9)
	assert.Equal(t, int64(20), c.open.Expected.N, "stays")
	between(t, n.below, c.open.Expected)
	assert.InDelta(t, n.atLeast(25), c.open.PValue, 1e-12)
	assert.InDelta(t, n.atLeast(40), c.openBest, 1e-12)
	assert.InEpsilon(t, 1e-12, ask(20, 40).open.PValue, 1e-9, "not 0, which would be no test")
}

// between holds an interval to the tails that it leaves: 2.5 % on either side.
func between(t *testing.T, below func(n int64) float64, e sf.Estimate) {
	t.Helper()
	low, high := int64(e.Low), int64(e.High)
	assert.True(t, below(low-1) < .025 && .025 <= below(low), "%v: %v %v", low, below(low-1), below(low))
	assert.True(t, below(high-1) < .975 && .975 <= below(high), "%v: %v %v", high, below(high-1), below(high))
	assert.InDelta(t, .95, e.Level, 0)
}

// Of a stage with 20 to 30 a week, 2.5 % of the numbers in two weeks lie on either side of the interval, and none at all is next to impossible. The
// dispersion is that of the more uneven intake of 14 weeks, N the stage's own ten.
func TestHealthAsksWhoCameIn(t *testing.T) {
	own := newArrivals([]int64{20, 30, 25, 21, 29, 24, 26, 25, 20, 30}, weekPart{})
	intake := newArrivals([]int64{2, 25, 0, 31, 4, 6, 18, 1, 3, 22, 0, 8, 9, 9}, weekPart{})
	c := stageCheck{entries: HealthTest{Observed: 30}}
	c.askEntries(own, intake, 2)
	law := own.disperseAs(intake)
	between(t, func(n int64) float64 { return law.below(n, 2) }, c.entries.Expected)
	assert.Equal(t, int64(10), c.entries.Expected.N)
	assert.InDelta(t, law.below(30, 2), c.entries.PValue, 1e-12)
	for d := range law.rows {
		own, both := 0.0, 0.0
		for k := range law.rows[:d+1] {
			own, both = own+intake.rows[k].weight, both+law.rows[k].weight
		}
		assert.LessOrEqual(t, both, own+1e-12, "a larger dispersion than the intake's alone")
	}
	even := newArrivals(slices.Repeat([]int64{1_000_000}, 20), weekPart{})
	c = stageCheck{}
	c.askEntries(even, even, 4)
	assert.InEpsilon(t, 1e-12, c.entries.PValue, 1e-9)
}
