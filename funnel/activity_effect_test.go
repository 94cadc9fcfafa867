package funnel_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// stayed is the rows of a deal that enters a stage on a day and leaves it for another so many days later; it stays when next is empty.
func stayed(id, in string, entered, days int, next string) []funnel.Event {
	at := func(d int) time.Time { return base.Add(time.Duration(d)*day + 10*time.Hour) }
	rows := []funnel.Event{{Deal: id, At: at(entered), Stage: in}}
	if next != "" {
		rows = append(rows, funnel.Event{Deal: id, At: at(entered + days), Stage: next})
	}
	return rows
}

func touchedOn(id string, days ...int) (out []sf.Activity) {
	for _, d := range days {
		out = append(out, sf.Activity{Of: id, Kind: "call", At: base.Add(time.Duration(d)*day + 12*time.Hour)})
	}
	return out
}

// repeat makes n deals alike, each with its own id.
func repeat(n int, name string, rows func(id string) ([]funnel.Event, []sf.Activity)) (events []funnel.Event, touches []sf.Activity) {
	for i := range n {
		e, a := rows(fmt.Sprintf("%s%03d", name, i))
		events, touches = append(events, e...), append(touches, a...)
	}
	return events, touches
}

// Landmarks at ages 7 and 14, windows of 5 days, horizons of 6. The first activity on record is on day 0; deals enter on day 2, so landmarks
// stand on days 9 and 16, and the view on day 30 has seen the days up to 21.
//
//	kind       touched on   left           at 7            at 14
//	20 early   5            day 14, demo   z 1, y 1        -
//	10 slow    5            day 15, demo   z 1, y 0        -            (day 15 is the first after 9 … 14)
//	30 plain   never        day 14, demo   z 0, y 1        -
//	20 still   11           stays          z 0, y 0        z 1, y 0     (day 11 lies in 11 … 15)
//	10 lost    never        day 16, lost   z 0, y 0        z 0, y 0     (in the stage at the start of day 16)
//
// At 7: n₁ = 30 with x₁ = 20, n₀ = 60 with x₀ = 30, w = 30·60/90 = 20. At 14: n₁ = 20, x₁ = 0, n₀ = 10, x₀ = 0, w = 200/30 = 20/3. So
// Σw = 80/3, Touched = 20·(2/3)/(80/3) = 1/2, Untouched = 20·(1/2)/(80/3) = 3/8, and the difference is 1/8.
func TestTouchEffectByHand(t *testing.T) {
	var events []funnel.Event
	touches := touchedOn("early000", 0) // the record of activities begins
	add := func(e []funnel.Event, a []sf.Activity) { events, touches = append(events, e...), append(touches, a...) }
	add(repeat(20, "early", func(id string) ([]funnel.Event, []sf.Activity) {
		return stayed(id, "lead", 2, 12, "demo"), touchedOn(id, 5)
	}))
	add(repeat(10, "slow", func(id string) ([]funnel.Event, []sf.Activity) {
		return stayed(id, "lead", 2, 13, "demo"), touchedOn(id, 5)
	}))
	add(repeat(30, "plain", func(id string) ([]funnel.Event, []sf.Activity) { return stayed(id, "lead", 2, 12, "demo"), nil }))
	add(repeat(20, "still", func(id string) ([]funnel.Event, []sf.Activity) {
		return stayed(id, "lead", 2, 0, ""), touchedOn(id, 11)
	}))
	add(repeat(10, "lost", func(id string) ([]funnel.Event, []sf.Activity) { return stayed(id, "lead", 2, 14, "lost"), nil }))
	o := funnel.TouchEffectOptions{WindowDays: 5, HorizonDays: 6, EveryDays: 7, MaxAgeDays: 14}
	e, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 22, events, touches...).TouchEffect(o)
	require.NoError(t, err)
	assert.InDelta(t, .125, e.Difference.Value, 1e-12)
	assert.InDelta(t, .5, e.Touched.Value, 1e-12)
	assert.InDelta(t, .375, e.Untouched.Value, 1e-12)
	assert.Equal(t, funnel.TouchArm{Deals: 50, Landmarks: 50, Moved: 20}, e.With)
	assert.Equal(t, funnel.TouchArm{Deals: 60, Landmarks: 70, Moved: 30}, e.Without)
	assert.Equal(t, int64(90), e.Difference.N)
	assert.Less(t, e.Difference.Low, .125)
	assert.Greater(t, e.Difference.High, .125)
	assert.Equal(t, []sf.Code{funnel.CodeTouchNotCause}, codesOf(e.Notes))
	require.Len(t, e.Stages, 3)
	assert.Equal(t, e.TouchDifference, e.Stages[0].TouchDifference, "all that can be compared is in the first stage")
	assert.True(t, e.Stages[1].Difference.IsZero())

	// The jackknife by its definition: the estimate without each deal in turn. Deals of one kind change it alike.
	sum, fourth := 0.0, 0.0
	for kind, n := range map[string]float64{"early001": 20, "slow000": 10, "plain000": 30, "still000": 20, "lost000": 10} {
		rest := slices.DeleteFunc(slices.Clone(events), func(x funnel.Event) bool { return x.Deal == kind })
		without, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 22, rest, touches...).TouchEffect(o)
		require.NoError(t, err)
		u := without.Difference.Value - .125
		sum, fourth = sum+n*u*u, fourth+n*u*u*u*u
	}
	df := sum*sum/fourth - 1
	half := studentQuantile(df) * math.Sqrt(89./90*sum)
	assert.InDelta(t, .125-half, e.Difference.Low, 1e-9)
	assert.InDelta(t, .125+half, e.Difference.High, 1e-9)

	earlier, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 21.9, events, touches...).TouchEffect(o)
	require.NoError(t, err)
	assert.Equal(t, int64(30), earlier.Unfollowed, "on day 21 the horizon of the landmarks on day 16 has not passed")
}

// studentQuantile is the quantile of Student's t distribution at .975, by bisection of a distribution function integrated by Simpson's rule.
func studentQuantile(df float64) float64 {
	density := func(x float64) float64 {
		a, _ := math.Lgamma((df + 1) / 2)
		b, _ := math.Lgamma(df / 2)
		return math.Exp(a-b-(df+1)/2*math.Log1p(x*x/df)) / math.Sqrt(df*math.Pi)
	}
	integral := func(q float64) float64 {
		const n = 2000
		sum := density(0) + density(q)
		for i := 1; i < n; i++ {
			sum += density(q*float64(i)/n) * float64(2+2*(i%2))
		}
		return sum * q / n / 3
	}
	low, high := 0.0, 100.0
	for range 100 {
		if mid := (low + high) / 2; integral(mid) < .475 {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

func TestTouchEffectLeavesOut(t *testing.T) {
	p := sixStages(t, stageForward)
	o := funnel.TouchEffectOptions{WindowDays: 7, HorizonDays: 5, MaxAgeDays: 14}
	count := func(events []funnel.Event, touches []sf.Activity, options funnel.Options) [4]int64 {
		e, err := workView(t, p, options, 40, events, touches...).TouchEffect(o)
		require.NoError(t, err)
		return [4]int64{e.Unwatched, e.Unfollowed, e.Unmatched, e.With.Landmarks + e.Without.Landmarks}
	}
	one := stayed("x", "lead", 10, 0, "") // landmarks on days 17 and 24, windows from day 10 and 17
	assert.Equal(t, [4]int64{2, 0, 0, 0}, count(one, nil, funnel.Options{}), "no activity is on record")
	assert.Equal(t, [4]int64{0, 0, 2, 0}, count(one, touchedOn("x", 10), funnel.Options{}))
	assert.Equal(t, [4]int64{1, 0, 1, 0}, count(one, touchedOn("x", 11), funnel.Options{}))
	late := []funnel.Event{one[0], {Deal: "old", At: base, Stage: "lead"}}
	late[0].Recorded = base.Add(17 * day)
	assert.Equal(t, [4]int64{1, 0, 3, 0}, count(late, touchedOn("old", 0), funnel.Options{}), "of x only the window from day 17, under observation then, counts")
	end := stayed("x", "lead", 20, 0, "") // landmarks on days 27 and 34; the horizon of the second ends with day 38
	assert.Equal(t, [4]int64{0, 0, 2, 0}, count(end, touchedOn("x", 20), funnel.Options{}))
	end = stayed("x", "lead", 22, 0, "") // on days 29 and 36, and 36 + 5 > 40
	assert.Equal(t, [4]int64{0, 1, 1, 0}, count(end, touchedOn("x", 22), funnel.Options{}))
	end = stayed("x", "lead", 33, 0, "") // the landmark of day 40 is the view's day, of which nothing is seen
	assert.Equal(t, [4]int64{}, count(end, touchedOn("x", 33), funnel.Options{}))

	both := append(stayed("x", "lead", 10, 9, "demo"), stayed("y", "lead", 10, 0, "")...)
	assert.Equal(t, [4]int64{0, 0, 3, 2}, count(both, touchedOn("x", 10), funnel.Options{}), "at 7 one was touched; at 14 only y is there, and in demo only x, twice")
	e, err := workView(t, p, funnel.Options{}, 40, both, touchedOn("x", 10)...).TouchEffect(o)
	require.NoError(t, err)
	assert.True(t, e.Difference.IsZero() && e.Touched.IsZero())
	assert.Equal(t, []sf.Code{funnel.CodeTouchNotCause, funnel.CodeTouchFew}, codesOf(e.Notes))
	mail, err := workView(t, p, funnel.Options{}, 40, both, touchedOn("x", 10)...).TouchEffect(funnel.TouchEffectOptions{WindowDays: 7, HorizonDays: 5, MaxAgeDays: 14, Kinds: []string{"mail"}})
	require.NoError(t, err)
	assert.Equal(t, int64(5), mail.Unmatched)
}

// Of 20 touched deals none progresses and of 20 others none or half do: an interval of no width would be a lie.
func TestTouchEffectWhereOneSideIsSettled(t *testing.T) {
	p := sixStages(t, stageForward)
	events, touches := repeat(20, "with", func(id string) ([]funnel.Event, []sf.Activity) { return stayed(id, "lead", 0, 0, ""), touchedOn(id, 0) })
	for i := range 20 {
		rows := stayed(fmt.Sprintf("plain%d", i), "lead", 0, 0, "")
		if i%2 == 0 {
			rows = stayed(fmt.Sprintf("plain%d", i), "lead", 0, 9, "demo")
		}
		events = append(events, rows...)
	}
	e, err := workView(t, p, funnel.Options{}, 40, events, touches...).TouchEffect(funnel.TouchEffectOptions{MaxAgeDays: 7})
	require.NoError(t, err)
	// 10 of 20 without against 0 of 20 with. Wilson 0 of 20: z²/(20 + z²) = .161125 above; the jackknife of the others is ±.25 or so.
	assert.InDelta(t, -.5, e.Difference.Value, 1e-12)
	assert.InDelta(t, 0, e.Touched.Low, 0)
	assert.InDelta(t, .161125, e.Touched.High, 1e-6)
	assert.Greater(t, e.Difference.High, -.5+math.Hypot(.161125, .2))
	assert.Less(t, e.Difference.High, -.1)
}

// One deal is the only one in lead that was not touched, and the only one in demo that was: each side has eleven deals, and yet all rests on it.
func TestTouchEffectThatRestsOnOneDeal(t *testing.T) {
	events := append(stayed("one", "lead", 1, 8, "demo"), stayed("one", "demo", 9, 0, "")[0])
	touches := touchedOn("one", 10)
	add := func(e []funnel.Event, a []sf.Activity) { events, touches = append(events, e...), append(touches, a...) }
	add(repeat(6, "won", func(id string) ([]funnel.Event, []sf.Activity) {
		return stayed(id, "lead", 1, 8, "won"), touchedOn(id, 1)
	}))
	add(repeat(4, "lost", func(id string) ([]funnel.Event, []sf.Activity) {
		return stayed(id, "lead", 1, 8, "lost"), touchedOn(id, 1)
	}))
	add(repeat(10, "quiet", func(id string) ([]funnel.Event, []sf.Activity) { return stayed(id, "demo", 1, 0, ""), nil }))
	e, err := workView(t, sixStages(t, stageForward), funnel.Options{}, 40, events, touches...).
		TouchEffect(funnel.TouchEffectOptions{WindowDays: 7, HorizonDays: 5, MaxAgeDays: 7})
	require.NoError(t, err)
	assert.Equal(t, [2]int64{11, 11}, [2]int64{e.With.Deals, e.Without.Deals})
	assert.True(t, e.Difference.IsZero() && e.Touched.IsZero() && e.Untouched.IsZero())
	require.Equal(t, []sf.Code{funnel.CodeTouchNotCause, funnel.CodeTouchOneDeal}, codesOf(e.Notes))
	assert.Equal(t, "the comparison rests on one alone: without it, no deals with and without a touch are in the same stage at the same age", e.Notes[1].Text)
	assert.Contains(t, e.Notes[1].In(sf.Chinese), "只取决于商机 one")
}

func TestTouchEffectRefuses(t *testing.T) {
	v := workView(t, sixStages(t, stageForward), funnel.Options{}, 1, nil)
	_, err := v.TouchEffect(funnel.TouchEffectOptions{WindowDays: -1, HorizonDays: 1 << 30, EveryDays: -7, MaxAgeDays: 4000})
	assert.Equal(t, slices.Repeat([]sf.Code{funnel.CodeOptionRange}, 4), codesOf(faultsOf(t, err)))
	e, err := v.TouchEffect(funnel.TouchEffectOptions{})
	require.NoError(t, err)
	assert.Contains(t, asJSON(t, e), `"difference":null`)
}

// Nothing later changes a comparison, and neither does the order of rows nor what deals are called; shares are shares.
func TestTouchEffectLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, o, events, touches := drawPipeline(t), drawOptions(t), drawEvents(t), drawTouches(t)
		days := float64(rapid.IntRange(8, 24).Draw(t, "days")) / 2
		now := base.Add(time.Duration(days * float64(day)))
		options := funnel.TouchEffectOptions{
			WindowDays: rapid.IntRange(0, 3).Draw(t, "window"), HorizonDays: rapid.IntRange(1, 3).Draw(t, "horizon"),
			EveryDays: rapid.IntRange(1, 2).Draw(t, "every"), MaxAgeDays: rapid.IntRange(0, 9).Draw(t, "age"),
		}
		e, err := workView(t, p, o, days, events, touches...).TouchEffect(options)
		require.NoError(t, err)
		known := slices.DeleteFunc(slices.Clone(events), func(e funnel.Event) bool { return !visibleAt(e, now) })
		turned := slices.Clone(touches)
		slices.Reverse(turned)
		past, err := workView(t, p, o, days, known, turned...).TouchEffect(options)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, e), asJSON(t, past))
		for _, s := range e.Stages {
			require.LessOrEqual(t, s.With.Moved, s.With.Landmarks)
			require.LessOrEqual(t, s.Without.Deals, s.Without.Landmarks)
		}
	})
}
