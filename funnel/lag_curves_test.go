package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// lagOf is a lag with that distribution.
func lagOf(within ...float64) *Lag { return &Lag{within: within, moves: 1000} }

// TestShownByFormula has [F_w(a+h) − (f_w∗G)(a)] / [1 − (f∗G)(a)] of one stage, summed up as it is written.
func TestShownByFormula(t *testing.T) {
	win, lose := []float64{.1, .05, .2, .1, 0, .3}, []float64{.05, .1, .1, .3, .1, .2}
	k, s := kernelOf(twoAndEnds[1:], [][][]float64{{make([]float64, 6), win, lose}}, []tail{{rate: .1, split: []float64{0, .5, .5}}})
	h := &Hazards{stages: s, unit: 1, k: *k}
	g := []float64{.3, .6, .8, 1}
	c, err := h.CurvesLagged(40, lagOf(g...))
	require.NoError(t, err)
	const far = 60
	fw, f, left := make([]float64, far), make([]float64, far), 1.0
	for u := range far {
		a, b := .05, .05
		if u < 6 {
			a, b = win[u], lose[u]
		}
		fw[u], f[u] = left*a, left*(a+b)
		left *= 1 - a - b
	}
	for age := range 15 {
		hidden, there := 0.0, 1.0
		for u := range age {
			there -= f[u]
			if d := age - 1 - u; d < len(g) {
				hidden += f[u] * (1 - g[d])
			}
		}
		for horizon := range 41 {
			num := 0.0
			for u := range age + horizon {
				num += fw[u]
				if d := age - 1 - u; d >= len(g) {
					num -= fw[u]
				} else if d >= 0 {
					num -= fw[u] * g[d]
				}
			}
			p, _ := c.WinBy(0, age, horizon)
			assert.InDelta(t, num/(there+hidden), p, 1e-12, "age %d, horizon %d", age, horizon)
		}
		assert.InDelta(t, there/(there+hidden), c.Still(0, age), 1e-12)
	}
	_, x := c.WinBy(0, 5, 1)
	assert.Zero(t, x, "all of it was seen")
	_, x = c.WinBy(0, 6, 0)
	assert.Zero(t, x)
	_, x = c.WinBy(0, 6, 1)
	assert.InDelta(t, c.Still(0, 6), x, 1e-12, "its present age was not, if it is there")
	_, x = c.WinBy(0, 30, 1)
	assert.InDelta(t, 1, x, 1e-12)
	for at, want := range map[int]float64{1: 1, 2: 0} {
		p, x := c.WinBy(at, 3, 7)
		q, _ := c.WinEver(at, 3)
		assert.Equal(t, []float64{want, 0, want, 1}, []float64{p, x, q, c.Still(at, 3)})
	}
	assert.Equal(t, 40, c.Horizon())
	assert.PanicsWithValue(t, "funnel: horizon beyond that of the curves", func() { c.WinBy(0, 0, 41) })
	assert.Zero(t, testing.AllocsPerRun(20, func() { c.WinBy(0, 4, 30) }))
}

// A deal that has left for another open stage goes on from there: from the day on which it left.
func TestShownButMovedOn(t *testing.T) {
	k, s := renewalExample()
	c, err := (&Hazards{stages: s, unit: 1, k: *k}).CurvesLagged(20, lagOf(.4, 1))
	require.NoError(t, err)
	for horizon := range 21 {
		there, _ := c.c.WinBy(0, 1, horizon)
		moved, _ := c.c.WinBy(1, 0, horizon+1)
		p, _ := c.WinBy(0, 1, horizon)
		assert.InDelta(t, (.75*there+.6*(.05+.2*moved))/(.75+.6*.25), p, 1e-14, "horizon %d", horizon)
	}
	there, _ := c.c.WinEver(0, 1)
	moved, _ := c.c.WinEver(1, 0)
	p, _ := c.WinEver(0, 1)
	assert.InDelta(t, (.75*there+.6*(.05+.2*moved))/.9, p, 1e-14)
}

// A deal that nobody can be at that age, but for a lag, has left in truth.
func TestShownBeyondItsTime(t *testing.T) {
	k, s := kernelOf(twoAndEnds[1:], [][][]float64{{{0, 0}, {0, .25}, {0, .75}}}, make([]tail, 1))
	h := &Hazards{stages: s, unit: 1, k: *k}
	c, err := h.CurvesLagged(10, lagOf(.5, .5, 1))
	require.NoError(t, err)
	assert.Zero(t, c.Still(0, 2))
	p, _ := c.WinBy(0, 2, 0)
	assert.InDelta(t, .25, p, 1e-15)
	assert.InDelta(t, 1, c.Still(0, 9), 0, "nothing is known of it")
}

// TestShownIsAProbability: P rises with the horizon to its limit, whatever the kernel and the lag.
func TestShownIsAProbability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, s := drawKernel(t)
		h := &Hazards{stages: s, unit: rapid.IntRange(1, 4).Draw(t, "unit"), k: *k}
		g, last := []float64{}, 0.0
		for range rapid.IntRange(0, 20).Draw(t, "longest") {
			last = rapid.Float64Range(last, 1).Draw(t, "G")
			g = append(g, last)
		}
		c, err := h.CurvesLagged(30, lagOf(append(g, 1)...))
		if err != nil {
			t.Skip("a loop without time")
		}
		for at := range s.out {
			age := rapid.IntRange(0, 25).Draw(t, "age")
			ever, most := c.WinEver(at, age)
			p0, x0 := 0.0, 0.0
			for horizon := range 31 {
				p, x := c.WinBy(at, age, horizon)
				if p < p0-1e-12 || p > ever+1e-9 || x < x0-1e-12 || x > most+1e-9 || math.IsNaN(p+x) || p > 1 || x > 1 {
					t.Fatalf("stage %d age %d horizon %d: %v after %v of %v, %v after %v of %v", at, age, horizon, p, p0, ever, x, x0, most)
				}
				p0, x0 = p, x
			}
			if still := c.Still(at, age); !(still >= 0 && still <= 1) {
				t.Fatalf("still %v", still)
			}
		}
	})
}

func TestByUnit(t *testing.T) {
	assert.Equal(t, []float64{.25, .5, .75}, lagOf(.25, .5, .75, 1).byUnit(1))
	assert.Equal(t, []float64{.375, .875}, lagOf(.25, .5, .75, 1).byUnit(2))
	assert.Empty(t, lagOf().byUnit(7))
	assert.Empty(t, lagOf(1).byUnit(7))
	assert.Empty(t, new(Lag).byUnit(1))
}
