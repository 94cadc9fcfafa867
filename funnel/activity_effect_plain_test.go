package funnel_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// plainMark is a landmark as [plainTouches] finds it.
type plainMark struct {
	deal           string
	stage, age     int
	touched, moved bool
}

// plainTouches reads the landmarks of a view by the words of [funnel.View.TouchEffect], from what the view tells anybody.
func plainTouches(v *funnel.View, o funnel.TouchEffectOptions, working bool) (marks []plainMark, unwatched, unfollowed int64) {
	cal := v.Calendar()
	var first time.Time
	for d := range v.Deals() {
		for _, a := range d.Activities() {
			if a.Done() && (first.IsZero() || a.At.Before(first)) {
				first = a.At
			}
		}
	}
	for d := range v.Deals() {
		for _, visit := range d.Visits() {
			days := func(t time.Time) int { return cal.Days(cal.Date(visit.Entered), cal.Date(t), working) }
			forward := visit.Next > visit.Stage && v.Pipeline().Outcome(visit.Next) == stage.Open ||
				visit.Next >= 0 && v.Pipeline().Outcome(visit.Next) == stage.Won
			for age := o.EveryDays; age <= o.MaxAgeDays && age <= visit.Days; age += o.EveryDays {
				from := max(age-o.WindowDays, 0)
				switch {
				case visit.Next < 0 && age == visit.Days:
				case first.IsZero() || from < days(first) || from < visit.SinceDays:
					unwatched++
				case age+o.HorizonDays > days(v.AsOf()):
					unfollowed++
				default:
					m := plainMark{deal: d.ID(), stage: visit.Stage, age: age, moved: forward && visit.Days < age+o.HorizonDays}
					for _, a := range d.Activities() {
						m.touched = m.touched || a.Done() && days(a.At) >= from && days(a.At) < age
					}
					marks = append(marks, m)
				}
			}
		}
	}
	return marks, unwatched, unfollowed
}

// plainDifference returns the difference and the two shares of Mantel and Haenszel, leaving out one deal, and what stands behind them.
func plainDifference(marks []plainMark, without string) (values [3]float64, arms [2]funnel.TouchArm, unmatched int64) {
	type place struct{ stage, age int }
	n, x := make(map[place]*[2]float64), make(map[place]*[2]float64)
	arm := map[bool]int{true: 1}
	for _, m := range marks {
		at := place{m.stage, m.age}
		if n[at] == nil {
			n[at], x[at] = new([2]float64), new([2]float64)
		}
		if m.deal != without {
			n[at][arm[m.touched]]++
			if m.moved {
				x[at][arm[m.touched]]++
			}
		}
	}
	w, p1, p0 := 0.0, 0.0, 0.0
	for at, n := range n {
		if n[0] == 0 || n[1] == 0 {
			continue
		}
		k := n[0] * n[1] / (n[0] + n[1])
		w, p1, p0 = w+k, p1+k*x[at][1]/n[1], p0+k*x[at][0]/n[0]
	}
	deals := [2]map[string]bool{{}, {}}
	for _, m := range marks {
		if c := n[place{m.stage, m.age}]; c[0] == 0 || c[1] == 0 {
			unmatched++
			continue
		}
		a := &arms[arm[m.touched]]
		a.Landmarks++
		if m.moved {
			a.Moved++
		}
		deals[arm[m.touched]][m.deal] = true
	}
	arms[0].Deals, arms[1].Deals = int64(len(deals[0])), int64(len(deals[1]))
	return [3]float64{(p1 - p0) / w, p1 / w, p0 / w}, arms, unmatched
}

// The landmarks of any history are those of the words.
func TestTouchEffectCountsWhatItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOptions(t)
		options := funnel.TouchEffectOptions{
			WindowDays: rapid.IntRange(1, 4).Draw(t, "window"), HorizonDays: rapid.IntRange(1, 3).Draw(t, "horizon"),
			EveryDays: rapid.IntRange(1, 2).Draw(t, "every"), MaxAgeDays: rapid.IntRange(1, 9).Draw(t, "age"),
		}
		edge := func(t time.Time) bool { return !t.IsZero() && (t.Year() < 2 || t.Year() > 9998) } // where a date in a zone may not exist
		events := slices.DeleteFunc(drawEvents(t), func(e funnel.Event) bool { return edge(e.At) })
		touches := slices.DeleteFunc(drawTouches(t), func(a sf.Activity) bool { return edge(a.At) })
		h := historyWith(t, drawPipeline(t), o, events, touches)
		now := base.Add(time.Duration(rapid.IntRange(8, 24).Draw(t, "days")) * day / 2)
		v := h.AsOf(now)
		if rapid.Bool().Draw(t, "has start") {
			v = h.Between(base.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "since"))*day), now)
		}
		marks, unwatched, unfollowed := plainTouches(v, options, o.Working)
		_, arms, unmatched := plainDifference(marks, "")
		e, err := v.TouchEffect(options)
		require.NoError(t, err)
		require.Equal(t, [3]int64{unwatched, unfollowed, unmatched}, [3]int64{e.Unwatched, e.Unfollowed, e.Unmatched})
		require.Equal(t, [2]funnel.TouchArm{e.Without, e.With}, arms)
	})
}

// The estimates of a drawn history are those of the words, with the jackknife by its definition.
func TestTouchEffectEstimatesWhatItSays(t *testing.T) {
	o := funnel.TouchEffectOptions{WindowDays: 10, HorizonDays: 20, EveryDays: 7, MaxAgeDays: 56}
	v := idleTouches.draw(t, 60, rand.New(rand.NewPCG(1, 1)))
	marks, _, _ := plainTouches(v, o, false)
	whole, _, _ := plainDifference(marks, "")
	var sum, fourth [3]float64
	m := 0.0
	for d := range v.Deals() {
		left, _, _ := plainDifference(marks, d.ID())
		changes := false
		for i := range left {
			u := left[i] - whole[i]
			sum[i], fourth[i] = sum[i]+u*u, fourth[i]+u*u*u*u
			changes = changes || math.Abs(u) > 1e-12 // the order of a sum is not fixed
		}
		if changes {
			m++
		}
	}
	e, err := v.TouchEffect(o)
	require.NoError(t, err)
	require.InDelta(t, m, e.Difference.N, 0, "every deal that is compared changes something here")
	half := func(i int) float64 { return studentQuantile(sum[i]*sum[i]/fourth[i]-1) * math.Sqrt((m-1)/m*sum[i]) }
	assertInterval(t, whole[0], whole[0]-half(0), whole[0]+half(0), e.Difference)
	for i, share := range map[int]sf.Estimate{1: e.Touched, 2: e.Untouched} {
		p := whole[i]
		logit, width := math.Log(p/(1-p)), half(i)/(p*(1-p))
		assertInterval(t, p, 1/(1+math.Exp(width-logit)), 1/(1+math.Exp(-width-logit)), share)
	}
}

func assertInterval(t testing.TB, value, low, high float64, e sf.Estimate) {
	t.Helper()
	assert.InDelta(t, value, e.Value, 1e-12)
	assert.InDelta(t, low, e.Low, 1e-9)
	assert.InDelta(t, high, e.High, 1e-9)
}
