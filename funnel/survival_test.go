package funnel_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/salesfunnel-go/salesfunnel/funnel"
)

func survivalOf(t require.TestingT, l *funnel.LifeTable, o funnel.HazardOptions) *funnel.Survival {
	s, err := hazardsOf(t, l, o).Survival("open")
	require.NoError(t, err)
	return s
}

func incidenceOf(t require.TestingT, l *funnel.LifeTable, to string, o funnel.HazardOptions) *funnel.Incidence {
	c, err := hazardsOf(t, l, o).Incidence("open", to)
	require.NoError(t, err)
	return c
}

// R 4.2.2, survival 3.5-3: survfit(Surv(enter, exit, event) ~ 1, conf.type = "log-log") with late entries.
func TestKaplanMeierWithLateEntry(t *testing.T) {
	l := subjects(t, 1, []int{3, 5, 6, 7, 4, 8}, []int{1, 0, 1, 1, 1, 0}, 0, 0, 2, 3, 1, 4)
	s := survivalOf(t, l, funnel.HazardOptions{})
	for _, want := range []struct {
		age          int
		s, low, high float64
	}{
		{age: 3, s: .75, low: .127946917595, high: .9605486423},
		{age: 4, s: .5625, low: .099103518840, high: .8665716768},
		{age: 5, s: .5625, low: .099103518840, high: .8665716768},
		{age: 6, s: .375, low: .044639323830, high: .7338734487},
		{age: 7, s: .1875, low: .007638424505, high: .5627830424},
		{age: 8, s: .1875, low: .007638424505, high: .5627830424},
	} {
		e := s.At(want.age)
		assert.InDelta(t, want.s, e.Value, 1e-15, "age %d", want.age)
		assert.InDelta(t, want.low, e.Low, 1e-10, "age %d", want.age)
		assert.InDelta(t, want.high, e.High, 1e-10, "age %d", want.age)
		assert.Equal(t, int64(6), e.N)
	}
	assert.True(t, s.At(9).IsZero(), "nobody was seen at that age")
	median := s.Quantile(.5)
	assert.InDelta(t, 6, median.Value, 0)
	assert.InDelta(t, 3, median.Low, 0)
	assert.True(t, math.IsInf(median.High, 1), "R says NA")
}

// R 4.2.2, survival 3.5-3: twelve subjects, log-log intervals, and print(fit, rmean = 9).
func TestKaplanMeierTwelve(t *testing.T) {
	l := subjects(t, 1, []int{1, 2, 2, 3, 3, 3, 4, 5, 6, 6, 7, 9}, []int{1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0})
	s := survivalOf(t, l, funnel.HazardOptions{})
	for _, want := range [][4]float64{
		{1, .9166666667, .53897718057, .9878255654},
		{2, .75, .40841591315, .9117204061},
		{3, .5833333333, .27013892409, .8009401923},
		{4, .4861111111, .19187661962, .7296715698},
		{5, .3888888889, .12627201220, .6498174083},
		{6, .2916666667, .07240160891, .5608860527},
		{7, .1458333333, .01021301663, .4454766465},
		{9, .1458333333, .01021301663, .4454766465},
	} {
		e := s.At(int(want[0]))
		assert.InDelta(t, want[1], e.Value, 1e-10)
		assert.InDelta(t, want[2], e.Low, 1e-10)
		assert.InDelta(t, want[3], e.High, 1e-10)
	}
	e := s.At(0)
	assert.InDelta(t, 1, e.Value, 0)
	assert.InDelta(t, math.Pow(.05, 1./12), e.Low, 1e-15, "none of twelve has left")
	assert.InDelta(t, 1, e.High, 0)
	for _, want := range [][3]float64{{.25, 2, 1}, {.5, 4, 2}, {.75, 7, 4}} {
		q := s.Quantile(want[0])
		assert.InDelta(t, want[1], q.Value, 0, "S is .75 at 2 exactly: inf{S ≤ 1 − q} is there, where R gives the middle of 2 and 3")
		assert.InDelta(t, want[2], q.Low, 0)
	}
	assert.True(t, s.Quantile(.9).IsZero(), "S does not get there")
	for _, q := range []float64{0, 1, -1, 2, math.NaN()} {
		assert.True(t, s.Quantile(q).IsZero(), "%v", q)
	}
	mean := s.Mean(9)
	assert.InDelta(t, 4.70833, mean.Value, 5e-6)
	assert.InDelta(t, 4.70833-1.959964*0.763542, mean.Low, 1e-5)
	assert.InDelta(t, 4.70833+1.959964*0.763542, mean.High, 1e-5)
	assert.True(t, s.Mean(0).IsZero())
	assert.True(t, s.Mean(11).IsZero(), "beyond the ages seen")
}

func TestWhenAllHaveLeft(t *testing.T) {
	l := subjects(t, 1, []int{1, 2, 3, 4}, []int{1, 1, 1, 1})
	s := survivalOf(t, l, funnel.HazardOptions{})
	assert.InDelta(t, .057847082995, s.At(2).Low, 1e-10) // R, as above
	assert.InDelta(t, .8448612812, s.At(2).High, 1e-10)
	e := s.At(4)
	assert.Zero(t, e.Value)
	assert.Zero(t, e.Low)
	assert.InDelta(t, .6653253428, e.High, 1e-10, "no more can last than at age 3")
	assert.Equal(t, e, s.At(1000), "none is left to see")
	assert.InDelta(t, 2.5, s.Mean(1000).Value, 1e-15, "the mean of 1, 2, 3, 4")
	assert.InDelta(t, 2, s.Quantile(.5).Value, 0)

	won := incidenceOf(t, l, "won", funnel.HazardOptions{})
	e = won.At(4)
	assert.InDelta(t, 1, e.Value, 0)
	assert.InDelta(t, won.At(3).Low, e.Low, 0, "no fewer can have been won than at age 3")
	assert.InDelta(t, 1, e.High, 0)
	assert.Equal(t, e, won.At(1000))
	v, ok := won.Variance(1000)
	assert.True(t, ok)
	assert.InDelta(t, 0, v, 1e-15)

	atOnce := subjects(t, 1, []int{0, 0, 0}, []int{2, 2, 2})
	s = survivalOf(t, atOnce, funnel.HazardOptions{})
	assert.InDelta(t, 1-math.Cbrt(.05), s.At(0).High, 1e-15, "three of three left")
	assert.InDelta(t, math.Cbrt(.05), incidenceOf(t, atOnce, "lost", funnel.HazardOptions{}).At(0).Low, 1e-15)
	assert.InDelta(t, 1-math.Cbrt(.05), incidenceOf(t, atOnce, "won", funnel.HazardOptions{}).At(0).High, 1e-15)
	assert.False(t, s.Mean(1).HasInterval())
	assert.InDelta(t, 0, s.Mean(1).Value, 0)
}

// R 4.2.2, survival 3.5-3 for the estimates, etm 1.1.1 (etmCIF, cloglog) for the variance and the interval; no causes tie in the first set.
func TestAalenJohansen(t *testing.T) {
	first := subjects(t, 1, []int{1, 2, 3, 4, 5, 6}, []int{0, 1, 1, 2, 2, 0})
	assert.InDelta(t, .4, incidenceOf(t, first, "won", funnel.HazardOptions{}).At(6).Value, 1e-15)
	assert.InDelta(t, .4, incidenceOf(t, first, "lost", funnel.HazardOptions{}).At(6).Value, 1e-15)

	l := tied(t, 1)
	won, lost := incidenceOf(t, l, "won", funnel.HazardOptions{}), incidenceOf(t, l, "lost", funnel.HazardOptions{})
	s := survivalOf(t, l, funnel.HazardOptions{})
	assert.InDelta(t, .15625, s.At(5).Value, 1e-15)
	assert.InDelta(t, .40625, won.At(5).Value, 1e-15)
	assert.InDelta(t, .43750, lost.At(5).Value, 1e-15)
	for _, want := range [][5]float64{
		{1, .125, .01367187500, .01860703412, .6129999860},
		{2, .25, .02343750000, .06910168291, .6851928863},
		{3, .25, .02343750000, .06910168291, .6851928863},
		{4, .40625, .03381347656, .15015477457, .8117989271},
	} {
		e := won.At(int(want[0]))
		v, ok := won.Variance(int(want[0]))
		assert.True(t, ok)
		assert.InDelta(t, want[1], e.Value, 1e-15)
		assert.InDelta(t, want[2], v, 1e-11)
		assert.InDelta(t, want[3], e.Low, 1e-10)
		assert.InDelta(t, want[4], e.High, 1e-10)
	}
	assert.Equal(t, int64(8), won.At(4).N)
	assert.Equal(t, 1, won.Unit())
	assert.Equal(t, 7, incidenceOf(t, tied(t, 7), "won", funnel.HazardOptions{}).Unit())
	assert.Equal(t, 7, survivalOf(t, tied(t, 7), funnel.HazardOptions{}).Unit())
	assert.True(t, won.At(6).IsZero())
	_, ok := won.Variance(6)
	assert.False(t, ok)
	v, ok := won.Variance(-1)
	assert.True(t, ok)
	assert.Zero(t, v)
	h := hazardsOf(t, l, funnel.HazardOptions{})
	_, err := h.Survival("won")
	assert.Len(t, faultsOf(t, err), 1)
	_, err = h.Incidence("lost", "nowhere")
	assert.Len(t, faultsOf(t, err), 2)
}

// TestCurvesByDefinition computes survival, incidence and their variances a second time, by their formulas.
func TestCurvesByDefinition(t *testing.T) {
	p := causes(t)
	rapid.Check(t, func(t *rapid.T) {
		l := funnel.NewLifeTable(1)
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			days := rapid.IntRange(0, 12).Draw(t, "days")
			l.Add(p, funnel.Visit{Next: rapid.SampledFrom([]int{-1, 1, 2, 2}).Draw(t, "next"), Days: days, SinceDays: rapid.IntRange(0, days).Draw(t, "since") / 2})
		}
		h := hazardsOf(t, l, funnel.HazardOptions{})
		s, err := h.Survival("open")
		require.NoError(t, err)
		f, err := h.Incidence("open", "lost")
		require.NoError(t, err)
		last := s.Ages() - 1
		for age := 0; age <= last; age++ {
			value, variance, sum, area := 1.0, 0.0, 0.0, 0.0
			for u := 0; u <= age; u++ {
				y := float64(l.AtRisk("open", u))
				d1, d2 := float64(l.Exits("open", "won", u)), float64(l.Exits("open", "lost", u))
				if y == 0 {
					continue
				}
				x, b := f.At(age).Value-f.At(u).Value, 0.0
				if d1+d2 < y {
					b = x / (1 - (d1+d2)/y)
				}
				g1, g2 := -b, s.At(u-1).Value-b
				mean := (d1*g1 + d2*g2) / y
				variance += ((d1*g1*g1+d2*g2*g2)/y - mean*mean) / y
				value *= 1 - (d1+d2)/y
				after := 0.0
				for v := u; v <= age; v++ {
					after += s.At(v).Value
				}
				if d1+d2 < y {
					sum += (d1 + d2) / (y * (y - d1 - d2))
					area += after * after * (d1 + d2) / (y * (y - d1 - d2))
				}
			}
			assert.InDelta(t, value, s.At(age).Value, 1e-12)
			got, ok := f.Variance(age)
			assert.True(t, ok)
			assert.InDelta(t, variance, got, 1e-12, "variance of F(%d)", age)
			if e := s.At(age); e.Value > 0 && e.Value < 1 {
				z := 1.959963984540054 * math.Sqrt(sum) / math.Log(e.Value)
				assert.InDelta(t, math.Pow(e.Value, math.Exp(z)), e.High, 1e-12)
			}
			if e := s.Mean(age + 1); e.HasInterval() && e.Low > 0 && e.High < float64(age+1) {
				assert.InDelta(t, 2*1.959963984540054*math.Sqrt(area), e.High-e.Low, 1e-10)
			}
		}
	})
}

// Of 32 deals that were lost none was won: that tells as much of a rate of wins as 32 deals followed to the end, although one alone was at risk
// on the last day.
func TestIncidenceOfNoneAmongThoseThatEndedOtherwise(t *testing.T) {
	var events []funnel.Event
	for i := range 32 {
		id := strconv.Itoa(i)
		last := min(1+i%9, 8)
		events = append(events, but(on(0, "lead"), func(e *funnel.Event) { e.Deal = id }), but(on(float64(last), "lost"), func(e *funnel.Event) { e.Deal = id }))
	}
	v := historyOf(t, sixStages(t, stageForward), funnel.Options{}, events...).AsOf(on(30, "").At)
	h, err := v.LifeTable(1).Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	f, err := h.Incidence("lead", "demo")
	require.NoError(t, err)
	e := f.At(8)
	assert.Zero(t, e.Value)
	assert.InDelta(t, 0.0894, e.High, 1e-4, "1 − 0.05^(1/32)")
}
