package funnel_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
)

// touchWorld is deals in one stage whose truth is known. From the day after it entered, a deal is lost each day with probability lost, or
// else moves forward: with probability quiet, or touched when an activity happened in the last window days. Then it is touched with
// probability rate. Rates, and the speed of a deal, differ between deals by a factor of spread or 1/spread, independently of each other.
type touchWorld struct {
	quiet, touched, lost, rate, spread float64
	window, horizon, oldest            int
}

// draw draws a history of so many deals that enter over 200 days, and all of whose landmarks have been followed when it ends.
func (w touchWorld) draw(t testing.TB, deals int, r *rand.Rand) *funnel.View {
	b := funnel.NewBuilder(sixStages(t, stageForward), funnel.Options{})
	end := 201 + w.oldest + w.horizon
	at := func(d int, hour time.Duration) time.Time { return base.Add(time.Duration(d)*day + hour*time.Hour) }
	b.Add(funnel.Event{Deal: "first", At: at(0, 1), Stage: "offer"})
	b.Touch(sf.Activity{Of: "first", At: at(0, 1)}) // activities are on record from the first day
	factor := func() float64 {
		if r.IntN(2) == 0 {
			return w.spread
		}
		return 1 / w.spread
	}
	for i := range deals {
		id, entered := fmt.Sprintf("%05d", i), r.IntN(200)
		rate, speed := w.rate*factor(), factor()
		b.Add(funnel.Event{Deal: id, At: at(entered, 9), Stage: "lead"})
		last := math.MinInt32
		for d := entered; d < end; d++ {
			hazard := w.quiet
			if last >= d-w.window {
				hazard = w.touched
			}
			if x := r.Float64(); d > entered && x < w.lost {
				b.Add(funnel.Event{Deal: id, At: at(d, 10), Stage: "lost"})
				break
			} else if d > entered && x < w.lost+hazard*speed {
				b.Add(funnel.Event{Deal: id, At: at(d, 10), Stage: "demo"})
				break
			}
			if r.Float64() < rate {
				last = d
				b.Touch(sf.Activity{Of: id, At: at(d, 12)})
			}
		}
	}
	h, err := b.History()
	require.NoError(t, err)
	return h.AsOf(at(end, 0))
}

// truth returns the difference at the landmarks, weighed as in a large sample, where spread is 1: by the days since the last touch, forward
// for those who are still there at each age, and backward for the chance to move within the horizon.
func (w touchWorld) truth(every int) float64 {
	none := w.window + 1 // not touched within the window
	hazard := func(s int) float64 {
		if s < none {
			return w.touched
		}
		return w.quiet
	}
	ahead := make([]float64, none+1) // P(forward within the days considered so far), by s at the start of a day
	for range w.horizon {
		before := make([]float64, none+1)
		for s := 1; s <= none; s++ {
			stay := 1 - w.lost - hazard(s)
			before[s] = hazard(s) + stay*(w.rate*ahead[1]+(1-w.rate)*ahead[min(s+1, none)])
		}
		ahead = before
	}
	here := make([]float64, none+1) // those still there, by s at the start of a day
	here[1], here[none] = w.rate, 1-w.rate
	sum, weight := 0.0, 0.0
	for age := 1; age <= w.oldest; age++ {
		if age%every == 0 {
			touched, moved := 0.0, 0.0
			for s := 1; s < none; s++ {
				touched, moved = touched+here[s], moved+here[s]*ahead[s]
			}
			k := touched * here[none] / (touched + here[none])
			sum, weight = sum+k*(moved/touched-ahead[none]), weight+k
		}
		next := make([]float64, none+1)
		for s := 1; s <= none; s++ {
			stay := here[s] * (1 - w.lost - hazard(s))
			next[1] += stay * w.rate
			next[min(s+1, none)] += stay * (1 - w.rate)
		}
		here = next
	}
	return sum / weight
}

// naive is the comparison that a spreadsheet makes: of stays that were ever touched, and of those that never were, the share that moved on.
func naive(v *funnel.View) float64 {
	var n, x [2]float64
	for d := range v.Deals() {
		if d.ID() == "first" {
			continue
		}
		arm := min(len(d.Activities()), 1)
		n[arm]++
		if d.StageIndex() == 1 {
			x[arm]++
		}
	}
	return x[1]/n[1] - x[0]/n[0]
}

// touchRuns draws many histories, and returns how often the interval holds the truth where there is one, the mean of the estimates with its standard error,
// and the mean of the naive comparison.
func touchRuns(t testing.TB, w touchWorld, truth float64, deals, runs int, seed uint64) (held, mean, se, plain float64) {
	r := rand.New(rand.NewPCG(seed, 7))
	o := funnel.TouchEffectOptions{WindowDays: w.window, HorizonDays: w.horizon, EveryDays: 7, MaxAgeDays: w.oldest}
	sum, square, told := 0.0, 0.0, 0.0
	for range runs {
		v := w.draw(t, deals, r)
		e, err := v.TouchEffect(o)
		require.NoError(t, err)
		plain += naive(v) / float64(runs)
		if e.Difference.IsZero() { // too few to tell
			continue
		}
		told++
		if d := e.Difference; d.Low <= truth && truth <= d.High {
			held++
		}
		sum, square = sum+e.Difference.Value, square+e.Difference.Value*e.Difference.Value
	}
	require.Greater(t, told, .5*float64(runs))
	mean = sum / told
	return held / told, mean, math.Sqrt((square/told - mean*mean) / (told - 1)), plain
}

// worlds in which touches do nothing, and in which they double the hazard. In the first, deals and sellers differ a lot, so that the landmarks
// of one deal go together.
var (
	idleTouches   = touchWorld{quiet: .03, touched: .03, lost: .03, rate: .04, spread: 2, window: 10, horizon: 20, oldest: 56}
	usefulTouches = touchWorld{quiet: .015, touched: .03, lost: .02, rate: .04, spread: 1, window: 10, horizon: 20, oldest: 56}
)

// Where touches do nothing the interval holds 0 about 95 times in 100: 3.3 standard errors of a coverage of .95 in 100 runs are .072. The
// naive comparison is off by many points, since a deal must stay to be touched. The mean of the estimates is within 3.3 of its own standard
// errors.
func TestTouchEffectWhereTouchesDoNothing(t *testing.T) {
	held, mean, se, plain := touchRuns(t, idleTouches, 0, 200, 100, 3)
	assert.InDelta(t, .95, held, .072)
	assert.InDelta(t, 0, mean, 3.3*se)
	assert.Less(t, plain, -.04)
}

// Where they help, the interval holds the exact difference as often.
func TestTouchEffectWhereTouchesHelp(t *testing.T) {
	truth := usefulTouches.truth(7)
	assert.Greater(t, truth, .05)
	held, mean, se, _ := touchRuns(t, usefulTouches, truth, 200, 100, 5)
	assert.InDelta(t, .95, held, .072)
	assert.InDelta(t, truth, mean, 3.3*se)
}
