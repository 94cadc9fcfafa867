package funnel_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// steady is a history of 280 days, 40 weeks, in which every deal goes by the clock, and one comes in every day at ten: lead for 7 days, demo for 7 days,
// offer for 7 days, then won. The function may change when a deal leaves a stage and where to; "" as the next stage is never.
func steady(change func(stageID string, left int) (next string, on int)) []funnel.Event {
	var rows []funnel.Event
	next := map[string]string{"lead": "demo", "demo": "offer", "offer": "won"}
	for day := range 280 {
		row := funnel.Event{Deal: fmt.Sprintf("d%03d", day), Stage: "lead", At: on2026(day).Add(10 * time.Hour)}
		for row.Stage != "" && day < 280 {
			rows = append(rows, row)
			if _, open := next[row.Stage]; !open {
				break
			}
			to, on := next[row.Stage], day+7
			if change != nil {
				if other, later := change(row.Stage, on); other != "?" {
					to, on = other, later
				}
			}
			row.Stage, row.At, day = to, on2026(on).Add(10*time.Hour), on
		}
	}
	return rows
}

// since lets something else happen to the stays in a stage that would end on a day or after it.
func since(day int, stageID, next string) func(string, int) (string, int) {
	return func(id string, left int) (string, int) {
		if id == stageID && left >= day {
			return next, left
		}
		return "?", 0
	}
}

func steadyPipeline(t require.TestingT) *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "steady", Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo"}, {ID: "offer"}, {ID: "spare"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return p
}

func healthAt(t testing.TB, day int, rows []funnel.Event, o funnel.HealthOptions) *funnel.Health {
	h, err := historyOf(t, steadyPipeline(t), funnel.Options{}, rows...).AsOf(on2026(day)).Health(o)
	require.NoError(t, err)
	return h
}

func states(h *funnel.Health) string {
	var out []string
	for _, s := range h.Stages {
		out = append(out, s.State.String())
	}
	return h.Verdict.String() + ": " + strings.Join(out, " ")
}

// At the start of day 280 the deals of days 273 to 279 are in lead, those of 266 to 272 in demo, and those of 259 to 265 in offer: seven each, and in the 28
// days before, 28 came into each stage. All leave in the week after they came, so 7 are expected, and as none of the 32 seen on each day of the week says
// that nobody could ever stay, 7 times 0.56/32 more.
func TestHealthOfASteadyFunnel(t *testing.T) {
	h := healthAt(t, 280, steady(nil), funnel.HealthOptions{})
	assert.Equal(t, "full: full full full unknown", states(h))
	assert.Equal(t, sf.Period{From: on2026(252), To: on2026(280)}, h.Window, "four weeks")
	assert.Equal(t, sf.Period{From: on2026(224 - 26*7), To: on2026(224)}, h.Reference, "26 weeks, up to two windows before")
	for i, s := range h.Stages[:3] {
		assert.Equal(t, []int64{7, 28}, []int64{s.Open.Observed, s.Entries.Observed}, s.Stage)
		assert.InDelta(t, 7, s.Open.Expected.Value, .3, s.Stage)
		assert.InDelta(t, 28, s.Entries.Expected.Value, 1, s.Stage)
		assert.LessOrEqual(t, s.Entries.Expected.Low, 28.)
		assert.GreaterOrEqual(t, s.Entries.Expected.High, 28.)
		assert.Equal(t, int64(26), s.Entries.Expected.N)
		assert.Equal(t, 224-7*int64(i), s.Open.Expected.N, "stays that began before day 224")
		assert.Equal(t, fmt.Sprintf("d%03d", 273-7*i), s.Examples[0], "the oldest first")
		assert.Len(t, s.Examples, 7)
		assert.Equal(t, funnel.CodeStageFull, s.Note.Code)
	}
	assert.Equal(t, "stage lead is as usual: 7 open deals where 7.1 are expected, 28 came in within 28 days where 28.1 are usual", h.Stages[0].Note.Text)
	assert.Equal(t, funnel.CodeStageUnvisited, h.Stages[3].Note.Code)
	assert.Zero(t, h.Stages[3].PValue())
	assert.Zero(t, h.Stages[3].Entries, "not asked")
	assert.Len(t, h.Warnings, 1, "nothing is recorded late")
	assert.Empty(t, h.Reasons)
	assert.Equal(t, "the funnel is healthy as far as can be told: 3 of 4 stages could be judged", h.Note.Text)
	assert.Equal(t, "健康的漏斗每次检查被误报的概率至多为 5%；每年检查 12 次，全年至少误报一次的概率至多为 46%", h.Warnings[0].In(sf.Chinese)) // 1 − .95¹²
}

// Since day 252 nobody has left demo: to the 7 that were there came 28. Nothing came into offer, although lead goes on.
func TestABlockedStage(t *testing.T) {
	h := healthAt(t, 280, steady(since(252, "demo", "")), funnel.HealthOptions{})
	assert.Equal(t, "blocked: full blocked gap unknown", states(h))
	demo, offer := h.Stages[1], h.Stages[2]
	assert.Equal(t, []int64{35, 28}, []int64{demo.Open.Observed, demo.Entries.Observed})
	assert.InDelta(t, 7, demo.Open.Expected.Value, 1)
	assert.Less(t, demo.PValue(), 1e-6)
	assert.Equal(t, "d238", demo.Examples[0], "it came into demo on day 245, and should have left on day 252")
	assert.Len(t, demo.Examples, funnel.MaxExamples)
	assert.Equal(t, []int64{0, 0}, []int64{offer.Open.Observed, offer.Entries.Observed})
	assert.Equal(t, []string{"d237", "d236"}, offer.Examples[:2], "the last to come in")
	assert.Equal(t, []sf.Note{demo.Note, offer.Note}, h.Reasons)
	assert.Equal(t, "漏斗堵塞：商机积压在 demo", h.Note.In(sf.Chinese))
	assert.Contains(t, demo.Note.In(sf.Chinese), "阶段 demo 堵塞：进行中商机 35 个")
}

// Since day 252 all that leave demo are lost: demo holds no more than it should, lead goes on, and nothing comes into offer.
func TestAGap(t *testing.T) {
	h := healthAt(t, 280, steady(since(252, "demo", "lost")), funnel.HealthOptions{})
	assert.Equal(t, "gap: full full gap unknown", states(h))
	assert.Equal(t, "the funnel has a gap: too few deals come into offer", h.Note.Text)
	assert.Contains(t, h.Reasons[0].Text, "stage offer has a gap: 0 deals came in within 28 days where 28.1 are usual (p: <0.0001), although earlier stages go on; the last to come in: d237, d236, d235")
}

// Since day 245 no deal has come in. Demo took in seven until day 252, and nothing since, and offer seven since then.
func TestAnEmptyFunnel(t *testing.T) {
	rows := slices.DeleteFunc(steady(nil), func(e funnel.Event) bool { return e.Deal >= "d245" })
	h := healthAt(t, 280, rows, funnel.HealthOptions{})
	assert.Equal(t, "empty: empty empty empty unknown", states(h))
	assert.Equal(t, []int64{0, 0, 7}, []int64{h.Stages[0].Entries.Observed, h.Stages[1].Entries.Observed, h.Stages[2].Entries.Observed})
	assert.Equal(t, "漏斗空杯：从 lead, demo, offer 起进入的商机过少", h.Note.In(sf.Chinese))
	assert.Equal(t, []string{"d244", "d243"}, h.Stages[0].Examples[:2], "the last to come in")
	// A week after the source dried up nothing is to be seen yet, and three weeks after it only the first stages lack deals.
	assert.Equal(t, "full: full full full unknown", states(healthAt(t, 252, rows, funnel.HealthOptions{})))
	assert.Equal(t, "empty: empty empty full unknown", states(healthAt(t, 268, rows, funnel.HealthOptions{})))
}

// The difference between a gap and an empty stage is whether an earlier one goes on: where lead is skipped, and what comes in begins in demo, demo is
// the first stage that could be asked.
func TestTheFirstStageInUseRunsDry(t *testing.T) {
	var rows []funnel.Event
	for _, e := range steady(nil) {
		if e.Stage != "lead" && (e.Stage != "demo" || e.At.Before(on2026(245))) {
			rows = append(rows, e)
		}
	}
	rows = slices.DeleteFunc(rows, func(e funnel.Event) bool { return e.Stage == "offer" && e.At.After(on2026(252)) })
	h := healthAt(t, 280, rows, funnel.HealthOptions{})
	assert.Equal(t, []string{"unknown", "empty"}, []string{h.Stages[0].State.String(), h.Stages[1].State.String()})
	assert.Equal(t, funnel.HealthEmpty, h.Verdict)
}

// Eight weeks of reference and two windows of four are 112 days. The first stay began on day 0.
func TestAYoungFunnelCannotBeJudged(t *testing.T) {
	h := healthAt(t, 111, steady(nil), funnel.HealthOptions{})
	assert.Equal(t, "unknown: unknown unknown unknown unknown", states(h))
	assert.Equal(t, "历史太短，尚无法判断；自 2026-04-23 起可以判断", h.Stages[0].Note.In(sf.Chinese)) // day 112
	assert.Equal(t, "too little to tell how the funnel stands", h.Note.Text)
	assert.Equal(t, funnel.HealthFull, healthAt(t, 112, steady(nil), funnel.HealthOptions{}).Stages[0].State)
	v := historyOf(t, steadyPipeline(t), funnel.Options{}, steady(nil)...)
	for from, want := range map[int]funnel.HealthState{280 - 111: funnel.HealthUnknown, 280 - 112: funnel.HealthFull} {
		h, err := v.Between(on2026(from), on2026(280)).Health(funnel.HealthOptions{})
		require.NoError(t, err)
		assert.Equal(t, want, h.Stages[0].State, "a view with a start is as young")
	}
}

// One deal in ten weeks: were there none in four, that would be no surprise.
func TestAQuietStage(t *testing.T) {
	rows := steady(nil)
	for day := 0; day < 280; day += 70 {
		rows = append(rows, funnel.Event{Deal: fmt.Sprint("spare", day), Stage: "spare", At: on2026(day)})
	}
	h := healthAt(t, 280, rows, funnel.HealthOptions{})
	assert.Equal(t, funnel.HealthUnknown, h.Stages[3].State)
	assert.Equal(t, "经过阶段 spare 的商机太少，无法判断：即使 28 天内完全停滞，也可能只是偶然", h.Stages[3].Note.In(sf.Chinese))
	assert.Positive(t, h.Stages[3].Entries.PValue)
	assert.Zero(t, h.Stages[3].Entries.Adjusted)
	assert.Zero(t, h.Stages[3].Open.Expected)
}

// Nobody is to come into a stage that was given up, but whoever is still in it may be stuck.
func TestARetiredStageLacksNoEntries(t *testing.T) {
	config := steadyPipeline(t).Config()
	config.Stages[1].Retired = true
	p, err := stage.New(config)
	require.NoError(t, err)
	h, err := historyOf(t, p, funnel.Options{}, steady(since(240, "lead", "offer"))...).AsOf(on2026(280)).Health(funnel.HealthOptions{})
	require.NoError(t, err)
	assert.Equal(t, int64(0), h.Stages[1].Entries.Observed)
	assert.Zero(t, h.Stages[1].Entries.PValue)
	assert.NotEqual(t, funnel.HealthGap, h.Stages[1].State)
}

// Of five deals in spare that came into the history in mid-life, late in the week of day 266, two left before the week was over: of those nothing is learned. The
// others are at stake from the next week on, and none is an entry. What came in after the end of the window is not looked at.
func TestHealthOfDealsThatCameInMidLife(t *testing.T) {
	rows := steady(nil)
	for i := range 5 {
		id := fmt.Sprint("mid", i)
		rows = append(rows, funnel.Event{Deal: id, Stage: "spare", At: on2026(100), Recorded: on2026(268)})
		if i < 2 {
			rows = append(rows, funnel.Event{Deal: id, Stage: "lost", At: on2026(270)})
		}
	}
	rows = append(rows, funnel.Event{Deal: "now", Stage: "spare", At: on2026(280)})
	h, err := historyOf(t, steadyPipeline(t), funnel.Options{}, rows...).AsOf(on2026(280).Add(time.Hour)).Health(funnel.HealthOptions{})
	require.NoError(t, err)
	spare := h.Stages[3]
	assert.Equal(t, []int64{3, 0}, []int64{spare.Open.Observed, spare.Entries.Observed})
	assert.Equal(t, []string{"mid2", "mid3", "mid4"}, spare.Examples)
	assert.Equal(t, funnel.CodeStageQuiet, spare.Note.Code)
}

// Deals stand still over the weekend, as day 4 of 2026 is a Sunday: counted in working days, a stay is five.
func TestHealthInWorkingDays(t *testing.T) {
	rows := slices.DeleteFunc(steady(nil), func(e funnel.Event) bool {
		var day int
		_, err := fmt.Sscanf(e.Deal, "d%d", &day)
		return err != nil || on2026(day).Weekday() == time.Saturday || on2026(day).Weekday() == time.Sunday
	})
	o := funnel.Options{Calendar: sf.Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}}, Working: true}
	h, err := historyOf(t, steadyPipeline(t), o, rows...).AsOf(on2026(280)).Health(funnel.HealthOptions{})
	require.NoError(t, err)
	assert.Equal(t, "full: full full full unknown", states(h))
	assert.Equal(t, []int64{5, 20}, []int64{h.Stages[0].Open.Observed, h.Stages[0].Entries.Observed})
	assert.InDelta(t, 5, h.Stages[0].Open.Expected.Value, .3)
	h, err = historyOf(t, steadyPipeline(t), o, slices.DeleteFunc(rows, func(e funnel.Event) bool {
		return e.Stage == "offer" && e.At.After(on2026(252))
	})...).AsOf(on2026(280)).Health(funnel.HealthOptions{})
	require.NoError(t, err)
	assert.Equal(t, funnel.HealthBlocked, h.Stages[1].State)
}

// In the last week nothing happens: what should have left has not, and 21 came in. Where the calendar says that it was a week of holidays, that is as it should
// be, and three weeks count of the window.
func TestHealthAllowsForHolidays(t *testing.T) {
	rows := steady(nil)
	for i := range rows {
		if !rows[i].At.Before(on2026(273)) {
			rows[i].At = rows[i].At.AddDate(0, 0, 7)
		}
	}
	assert.Equal(t, funnel.HealthBlocked, healthAt(t, 280, rows, funnel.HealthOptions{}).Verdict)
	var o funnel.Options
	for day := 273; day < 280; day++ {
		o.Calendar.Holidays = append(o.Calendar.Holidays, sf.DateOf(on2026(day)))
	}
	h, err := historyOf(t, steadyPipeline(t), o, rows...).AsOf(on2026(280)).Health(funnel.HealthOptions{})
	require.NoError(t, err)
	assert.Equal(t, "full: full full full unknown", states(h))
	assert.Equal(t, []int64{7, 21}, []int64{h.Stages[1].Open.Observed, h.Stages[1].Entries.Observed})
	assert.InDelta(t, 7.1, h.Stages[1].Open.Expected.Value, .05)
	assert.InDelta(t, 21, h.Stages[1].Entries.Expected.Value, 1)

	h, err = historyOf(t, steadyPipeline(t), o, rows...).AsOf(on2026(280)).Health(funnel.HealthOptions{WindowDays: 7})
	require.NoError(t, err)
	assert.Zero(t, h.Stages[1].Entries.Expected, "of a window in which nobody worked nothing is expected")
}

// Every move is recorded five days late. What is not on record yet is neither a gap nor a blockage: stages are judged as they stood five days ago.
func TestHealthAllowsForTheRecordingLag(t *testing.T) {
	rows := steady(nil)
	for i := range rows {
		rows[i].Recorded = rows[i].At.Add(5 * day)
	}
	o := funnel.Options{RecordedLate: -1}
	h, err := historyOf(t, steadyPipeline(t), o, rows...).AsOf(on2026(280)).Health(funnel.HealthOptions{})
	require.NoError(t, err)
	assert.Equal(t, "full: full full full unknown", states(h))
	assert.Equal(t, on2026(275), h.Window.To)
	assert.Equal(t, []int64{7, 28}, []int64{h.Stages[0].Open.Observed, h.Stages[0].Entries.Observed})
	assert.Equal(t, "moves come on record late; stages are judged as they stood on 2026-10-03, 5 days ago", h.Warnings[1].Text)
}

func TestHealthOptions(t *testing.T) {
	v := historyOf(t, steadyPipeline(t), funnel.Options{}, steady(nil)...).AsOf(on2026(280))
	_, err := v.Health(funnel.HealthOptions{WindowDays: -1, Level: math.NaN(), LooksPerYear: -2})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	var codes []sf.Code
	for _, f := range invalid.Faults {
		codes = append(codes, f.Code)
	}
	assert.Equal(t, []sf.Code{funnel.CodeHealthWindow, funnel.CodeHealthLevel, funnel.CodeHealthLooks}, codes)
	for _, o := range []funnel.HealthOptions{{WindowDays: 365}, {Level: 1}, {Level: math.Inf(1)}, {Level: -.1}} {
		_, err := v.Health(o)
		require.Error(t, err)
	}
	for days, want := range map[int]int{0: 28, 1: 7, 7: 7, 8: 14, 30: 35, 364: 364} {
		h, err := v.Health(funnel.HealthOptions{WindowDays: days})
		require.NoError(t, err)
		assert.Equal(t, on2026(280-want), h.Window.From, days)
	}
	h, err := v.Health(funnel.HealthOptions{Level: .01, LooksPerYear: 52})
	require.NoError(t, err)
	assert.Equal(t, funnel.FalseAlarm{PerLook: .01, LooksPerYear: 52, PerYear: h.FalseAlarm.PerYear}, h.FalseAlarm)
	assert.InDelta(t, 1-math.Pow(.99, 52), h.FalseAlarm.PerYear, 1e-12)
	h, err = v.Health(funnel.HealthOptions{LooksPerYear: math.MaxInt})
	require.NoError(t, err)
	assert.InDelta(t, 1, h.FalseAlarm.PerYear, 0)
}

func TestHealthStates(t *testing.T) {
	for s := funnel.HealthUnknown; s <= funnel.HealthEmpty; s++ {
		b, err := s.MarshalText()
		require.NoError(t, err)
		var back funnel.HealthState
		require.NoError(t, back.UnmarshalText(b))
		assert.Equal(t, s, back)
		assert.Equal(t, string(b), s.String())
	}
	_, err := funnel.HealthState(9).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "health(9)", funnel.HealthState(9).String())
	require.Error(t, new(funnel.HealthState).UnmarshalText([]byte("ill")))
}

func TestHealthOfNothing(t *testing.T) {
	h := healthAt(t, 280, nil, funnel.HealthOptions{})
	assert.Equal(t, "unknown: unknown unknown unknown unknown", states(h))
	assert.Equal(t, funnel.CodeStageUnvisited, h.Stages[0].Note.Code)
	for _, asOf := range []time.Time{{}, time.Date(1, 1, 1, 12, 0, 0, 0, time.UTC), time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		for _, zone := range []*time.Location{time.UTC, time.FixedZone("", 14*3600), time.FixedZone("", -12*3600)} {
			v := historyOf(t, steadyPipeline(t), funnel.Options{Calendar: sf.Calendar{Location: zone}}, steady(nil)...).AsOf(asOf)
			h, err := v.Health(funnel.HealthOptions{WindowDays: 364})
			require.NoError(t, err)
			_, err = json.Marshal(h)
			require.NoError(t, err)
		}
	}
}

// Whatever a history holds: every note is a sentence, a state goes with its numbers, and neither the order of rows nor what comes later changes a byte.
func TestHealthLaws(t *testing.T) {
	base := steady(nil)
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		gone := rapid.IntRange(0, 9).Draw(t, "of ten rows are gone")
		moved := rapid.SampledFrom([]int{1, 24, 400}).Draw(t, "hours moved")
		rows := slices.DeleteFunc(slices.Clone(base), func(funnel.Event) bool { return random.IntN(10) < gone })
		for i := range rows {
			rows[i].At, rows[i].Seq = rows[i].At.Add(time.Duration(random.IntN(moved))*time.Hour), int64(i)
		}
		p, o := steadyPipeline(t), drawOptions(t)
		at := on2026(rapid.IntRange(0, 300).Draw(t, "as of")).Add(time.Duration(rapid.IntRange(0, 23).Draw(t, "hour")) * time.Hour)
		ho := funnel.HealthOptions{WindowDays: rapid.SampledFrom([]int{0, 7, 20, 60}).Draw(t, "window"), Level: rapid.SampledFrom([]float64{0, .5, .001}).Draw(t, "level")}
		tell := func(rows []funnel.Event) (*funnel.Health, string) {
			h, err := historyOf(t, p, o, rows...).AsOf(at).Health(ho)
			require.NoError(t, err)
			b, err := json.Marshal(h)
			require.NoError(t, err)
			return h, string(b)
		}
		h, want := tell(rows)
		for _, n := range slices.Concat([]sf.Note{h.Note}, h.Reasons, h.Warnings) {
			require.NotContains(t, n.In(sf.English)+n.In(sf.Chinese), "{")
		}
		for _, s := range h.Stages {
			requireSound(t, s, h.Level)
		}
		shuffled := slices.Clone(rows)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		_, got := tell(shuffled)
		require.Equal(t, want, got)
		later := slices.DeleteFunc(slices.Clone(rows), func(e funnel.Event) bool { return !visibleAt(e, at) })
		later = append(later, funnel.Event{Deal: "d001", At: at, Stage: "lead"}, funnel.Event{Deal: "d002", At: at.Add(-time.Hour), Recorded: at, Stage: "lost"})
		_, got = tell(later)
		require.Equal(t, want, got)
	})
}

// requireSound says what goes with what.
func requireSound(t *rapid.T, s funnel.StageHealth, level float64) {
	require.NotContains(t, s.Note.In(sf.English)+s.Note.In(sf.Chinese), "{")
	for _, test := range []funnel.HealthTest{s.Open, s.Entries} {
		e := test.Expected
		require.Equal(t, e.IsZero(), test.PValue == 0)
		require.True(t, test.PValue >= 0 && test.PValue <= 1 && (test.Adjusted == 0 || test.Adjusted >= test.PValue && test.Adjusted <= 1))
		require.True(t, e.Low <= e.High && !math.IsNaN(e.Value) && !math.IsInf(e.High, 0))
	}
	alarm := s.PValue() > 0 && s.PValue() <= level
	require.Equal(t, alarm, s.State > funnel.HealthFull)
	require.Equal(t, s.State == funnel.HealthUnknown, s.PValue() == 0)
	if s.State == funnel.HealthBlocked {
		require.NotEmpty(t, s.Examples)
		require.Greater(t, float64(s.Open.Observed), s.Open.Expected.Value)
	}
}
