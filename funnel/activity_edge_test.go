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

// touchedSides is deals in lead of which so many with a touch, and so many without, move on; one landmark each, on day 7.
func touchedSides(t testing.TB, with, withMoved, without, withoutMoved int) *funnel.TouchEffect {
	var events []funnel.Event
	var touches []sf.Activity
	for i := range with + without {
		id := fmt.Sprintf("d%03d", i)
		moved := i < withMoved || i >= with && i < with+withoutMoved
		if rows := stayed(id, "lead", 0, 9, "demo"); moved {
			events = append(events, rows...)
		} else {
			events = append(events, rows[0])
		}
		if i < with {
			touches = append(touches, touchedOn(id, 0)...)
		}
	}
	e, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 40, events, touches...).TouchEffect(funnel.TouchEffectOptions{MaxAgeDays: 7})
	require.NoError(t, err)
	return e
}

// Ten deals on each side, and five that progress and that do not, are enough; one less of any is not.
func TestTouchEffectNeedsEnough(t *testing.T) {
	for _, c := range []struct {
		with, withMoved, without, withoutMoved int
		said                                   bool
	}{
		{10, 2, 10, 3, true},
		{10, 8, 10, 7, true},
		{9, 3, 11, 3, false},
		{11, 3, 9, 3, false},
		{10, 2, 10, 2, false},
		{10, 8, 10, 8, false},
	} {
		e := touchedSides(t, c.with, c.withMoved, c.without, c.withoutMoved)
		assert.Equal(t, c.said, !e.Difference.IsZero(), c)
		assert.Equal(t, [2]int64{int64(c.with), int64(c.without)}, [2]int64{e.With.Deals, e.Without.Deals})
		assert.Equal(t, c.said, len(e.Notes) == 1)
	}
}

// Of 20 on a settled side Wilson's interval is z²/(20 + z²) = .161125 wide. Of the other 20 half progress: without one of them the difference is off by
// 10/19 − 1/2 = 1/38, so that the jackknife has √(39/40·20)/38 = .116207, and with t₁₉ = 2.093024 half a width of .243224, or on the
// logit logistic(.243224/.25) − 1/2 = .225697. The settled side adds to the end that lies towards the other: √(.161125² + .225696²) = .277309.
func TestTouchEffectOfSettledSides(t *testing.T) {
	for _, c := range []struct {
		withMoved, withoutMoved int
		value, low, high        float64
	}{
		{0, 10, -.5, -.743224, -.222691},
		{20, 10, .5, .222691, .743224},
		{10, 0, .5, .222691, .743224},
		{10, 20, -.5, -.743224, -.222691},
	} {
		e := touchedSides(t, 20, c.withMoved, 20, c.withoutMoved)
		assert.InDelta(t, c.value, e.Difference.Value, 1e-12, c)
		assert.InDelta(t, c.low, e.Difference.Low, 1e-6, c)
		assert.InDelta(t, c.high, e.Difference.High, 1e-6, c)
	}
	both := touchedSides(t, 20, 20, 20, 0) // 1 − √(2)·.161125
	assert.InDelta(t, 1, both.Difference.Value, 1e-12)
	assert.InDelta(t, .772135, both.Difference.Low, 1e-6)
	assert.InDelta(t, 1, both.Difference.High, 1e-12)
	assert.InDelta(t, .838875, both.Touched.Low, 1e-6)
	assert.InDelta(t, 1, both.Touched.High, 1e-12)
	assert.InDelta(t, .161125, both.Untouched.High, 1e-6)
}

// A difference is one of probabilities: 11 of 12 against none of 12 reaches no further than 1.
func TestTouchEffectEndsAtOne(t *testing.T) {
	assert.InDelta(t, -1, touchedSides(t, 12, 0, 12, 11).Difference.Low, 0)
	assert.InDelta(t, 1, touchedSides(t, 12, 11, 12, 0).Difference.High, 0)
}

// What rests on one deal does so in three stages as in two: without it the weights 11/12, 10/11 and 10/11 leave 2⁻⁵² of rounding, and not 0.
func TestTouchEffectThatRestsOnOneDealInThreeStages(t *testing.T) {
	events := append(stayed("one", "lead", 1, 8, "demo"), stayed("one", "offer", 17, 0, "")...)
	touches := touchedOn("one", 18)
	for i := range 31 {
		id := fmt.Sprintf("d%03d", i)
		switch {
		case i < 11:
			events, touches = append(events, stayed(id, "lead", 1, 8, []string{"won", "lost"}[i%2])...), append(touches, touchedOn(id, 1)...)
		case i < 21:
			events, touches = append(events, stayed(id, "demo", 1, 0, "")...), append(touches, touchedOn(id, 1)...)
		default:
			events = append(events, stayed(id, "offer", 1, 0, "")...)
		}
	}
	e, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 40, events, touches...).
		TouchEffect(funnel.TouchEffectOptions{WindowDays: 7, HorizonDays: 5, MaxAgeDays: 7})
	require.NoError(t, err)
	assert.Equal(t, [2]int64{22, 11}, [2]int64{e.With.Deals, e.Without.Deals})
	assert.True(t, e.Difference.IsZero())
	assert.Equal(t, []sf.Code{funnel.CodeTouchNotCause, funnel.CodeTouchOneDeal}, codesOf(e.Notes))
}

// A move back is no progress; an activity that is recorded after the view's time is none; and a deal that comes back to a stage is one deal there, with
// all of its landmarks: x is in lead on the landmarks of day 7 and day 32, and y on that of day 7.
func TestTouchEffectOfDealsThatComeBack(t *testing.T) {
	p, err := stage.New(stage.Config{ID: "free", Moves: stage.Moves{Policy: stage.Free}, Stages: []stage.Stage{
		{ID: "lead"}, {ID: "demo"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	o := funnel.TouchEffectOptions{WindowDays: 7, HorizonDays: 5, MaxAgeDays: 7}
	count := func(events []funnel.Event, touches ...sf.Activity) *funnel.TouchEffect {
		e, err := workView(t, p, funnel.Options{}, 60, events, touches...).TouchEffect(o)
		require.NoError(t, err)
		return e
	}
	x := append(stayed("x", "lead", 0, 9, "demo"), stayed("x", "lead", 25, 9, "lost")...)
	y := stayed("y", "lead", 0, 9, "demo")
	back := count(append(append(x, y...), stayed("z", "lead", 0, 9, "lost")...), touchedOn("y", 0)...)
	assert.Equal(t, funnel.TouchArm{Deals: 2, Landmarks: 3, Moved: 1}, back.Without, "x twice, of which it moved on once, and z")
	assert.Equal(t, funnel.TouchArm{Deals: 1, Landmarks: 1, Moved: 1}, back.With)
	assert.Equal(t, back.Without, back.Stages[0].Without)

	down := append(stayed("x", "demo", 0, 9, "lead"), stayed("y", "demo", 0, 9, "won")...)
	assert.Equal(t, [2]int64{0, 1}, [2]int64{count(down, touchedOn("x", 0)...).With.Moved, count(down, touchedOn("x", 0)...).Without.Moved})
	late := touchedOn("y", 3)
	late[0].Recorded = base.Add(61 * day)
	after := count(down, append(touchedOn("other", 0), append(touchedOn("x", 0), late...)...)...)
	assert.Equal(t, int64(1), after.Without.Landmarks, "y was not touched as far as is known")
}

// A plan that nobody carried out is no touch, wherever it stands among those that are: on days 1 and 8, with a plan for day 4.
func TestTouchEffectOfPlans(t *testing.T) {
	touches := touchedOn("x", 1, 8)
	touches = append(touches, sf.Activity{Of: "x", Planned: base.Add(4 * day), Recorded: base})
	events := append(stayed("x", "lead", 0, 9, "demo"), stayed("y", "lead", 0, 9, "demo")...)
	e, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 40, append(events, stayed("o", "lead", 30, 0, "")...), append(touches, touchedOn("o", 0)...)...).
		TouchEffect(funnel.TouchEffectOptions{WindowDays: 7, HorizonDays: 5, MaxAgeDays: 7})
	require.NoError(t, err)
	assert.Equal(t, funnel.TouchArm{Deals: 1, Landmarks: 1, Moved: 1}, e.With)
}

// Twenty that say are enough, and two of twenty that do not say are not many. Where nobody says there is no share, and nothing to warn of.
func TestActivitySharesWarn(t *testing.T) {
	at := func(says, silent int) sf.Estimate {
		var rows []funnel.Event
		var touches []sf.Activity
		for i := range says + silent {
			a := called(1)
			a.Of = fmt.Sprintf("d%03d", i)
			if i < says {
				a.GoalMet = sf.Bool(i%2 == 0)
			}
			rows, touches = append(rows, dealRow(a.Of, on(0, "lead"))), append(touches, a)
		}
		r, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, rows, touches...).ActivityReport(funnel.ActivityOptions{})
		require.NoError(t, err)
		return r.Total.GoalMet
	}
	assert.Empty(t, at(20, 0).Warnings)
	assert.Equal(t, []sf.Code{funnel.CodeShareFew}, codesOf(at(19, 0).Warnings))
	assert.Equal(t, []sf.Code{funnel.CodeShareFew}, codesOf(at(18, 2).Warnings))
	assert.Equal(t, []sf.Code{funnel.CodeShareFew, funnel.CodeShareSilent}, codesOf(at(17, 3).Warnings))
	none := at(0, 3)
	assert.True(t, none.IsZero())
	assert.Empty(t, none.Warnings)
}

// Where deals do not differ at all, however the sums are rounded, activities are as good as independent.
func TestActivitySharesOfEqualDeals(t *testing.T) {
	for of := 2; of <= 9; of++ {
		for yes := 1; yes < of; yes++ {
			for _, deals := range []int{2, 3, 7} {
				var rows []funnel.Event
				var touches []sf.Activity
				for d := range deals {
					id := fmt.Sprintf("d%03d", d)
					rows = append(rows, dealRow(id, on(0, "lead")))
					for i := range of {
						touches = append(touches, sf.Activity{Of: id, At: base.Add(time.Duration(i+1) * time.Hour), Advance: sf.Bool(i < yes)})
					}
				}
				r, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, rows, touches...).ActivityReport(funnel.ActivityOptions{})
				require.NoError(t, err)
				assert.Equal(t, "share, Wilson", r.Total.Advance.Method, "%d of %d in %d deals", yes, of, deals)
			}
		}
	}
}

// A period takes in its first instant and leaves out its end.
func TestActivityPeriodIsHalfOpen(t *testing.T) {
	touches := []sf.Activity{called(1), called(2), called(3)}
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 9, []funnel.Event{on(0, "lead")}, touches...)
	r, err := v.ActivityReport(funnel.ActivityOptions{Period: sf.Period{From: touches[0].At, To: touches[2].At}})
	require.NoError(t, err)
	assert.Equal(t, int64(2), r.Total.Done)
}
