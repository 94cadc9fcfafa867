package forecast

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// someSteps returns n steps, some of them split, some repeated.
func someSteps(n int, most int64, seed uint64) []step {
	r := rand.New(rand.NewPCG(seed, 13))
	steps := make([]step, n)
	for i := range steps {
		p, up := r.Float64(), 0.0
		if i%3 > 0 {
			up = r.Float64()
		}
		steps[i] = step{k: 1 + int64(i)*most/int64(n), p0: 1 - p, p1: p * (1 - up), p2: p * up, n: 1 + i%2}
	}
	return steps
}

func TestTransformAgreesWithDirect(t *testing.T) {
	for _, test := range []struct {
		n    int
		most int64
	}{{50, 2000}, {300, 300}, {700, 40}, {2, 100_000}} {
		steps := someSteps(test.n, test.most, 1)
		want := directSum(steps)
		var c convolver
		got := normalized(c.tree(steps))
		worst, at := 0.0, int64(0)
		for i := range want.p {
			k := want.index(i)
			g := 0.0
			if j := got.first(k); j < len(got.p) && got.index(j) == k {
				g = got.p[j]
			}
			if off := math.Abs(g - want.p[i]); off > worst {
				worst, at = off, k
			}
		}
		assert.Less(t, worst, 1e-15, "%d steps: P(%d)", test.n, at)
		relClose(t, 1, got.total(), 1e-14, 0, "total")
		for _, p := range got.p {
			assert.GreaterOrEqual(t, p, 0.0)
		}
	}
}

// A group of many equal split wins goes by squaring.
func TestTransformOfOneRepeatedStep(t *testing.T) {
	steps := []step{{k: 7, p0: .7, p1: .2, p2: .1, n: 1001}}
	want := directSum(steps)
	var c convolver
	got := c.tree(steps)
	wantTails, gotTails := curveOf(want), curveOf(got)
	for k := int64(0); k < 8008; k += 13 {
		relClose(t, wantTails.atLeast(k), gotTails.atLeast(k), 0, 1e-13, k)
	}
}

// R 4.2.2, dbinom(x, 10, .3) and dbinom(600, 1000, .3).
func TestBinomial(t *testing.T) {
	m := binomial(10, .3, .7)
	want := []float64{
		0.0282475249, 0.121060821, 0.2334744405, 0.266827932, 0.200120949, 0.1029193452, 0.036756909, 0.009001692, 0.0014467005,
		0.000137781, 0.0000059049,
	}
	assert.Len(t, m.p, len(want))
	for i := range want {
		relClose(t, want[i], m.p[i], 1e-13, 0, i)
	}
	for _, n := range []int{1, 2, 17, 1000, 100_000} {
		for _, p := range []float64{1e-300, 1e-9, .001, .5, .999} {
			m := binomial(n, p, 1-p)
			relClose(t, 1, m.total(), 1e-13, 0, n, p)
			k := m.index(len(m.p) / 2)
			lg := func(x int64) float64 { v, _ := math.Lgamma(float64(x) + 1); return v }
			log := lg(int64(n)) - lg(k) - lg(int64(n)-k) + float64(k)*math.Log(p) + float64(int64(n)-k)*math.Log1p(-p)
			relClose(t, math.Exp(log), m.p[len(m.p)/2], 1e-8, 0, "binomial ", n, p)
		}
	}
}

func TestDirectCostCountsSupports(t *testing.T) {
	// Two deals of 3 and 4 cells: supports 4 and 8, two multiply-adds each.
	relClose(t, 2*(4+8), directCost([]step{{k: 3, p0: .5, p1: .5, n: 1}, {k: 4, p0: .5, p1: .5, n: 1}}), 0, 0, "cost")
	assert.Less(t, directCost([]step{{k: 1, p0: .75, p1: .25, n: 1_000_000}}), 1e6)
}

func TestTransformLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1<<22).Draw(t, "n")
		got := transformLength(n)
		odd := got
		for odd%2 == 0 {
			odd /= 2
		}
		if got < n || (n > 8 && got > 4*n/3+1) || (odd != 1 && odd != 3 && odd != 5) {
			t.Fatalf("transformLength(%d) = %d", n, got)
		}
	})
}

func TestHalfwayLeavesBothSides(t *testing.T) {
	for _, steps := range [][]step{
		{{k: 100, n: 1}, {k: 1, n: 1}}, {{k: 1, n: 1}, {k: 100, n: 1}}, {{k: 1, n: 1}, {k: 1, n: 1}, {k: 1, n: 1}},
	} {
		cut := halfway(steps)
		assert.True(t, cut >= 1 && cut < len(steps), cut)
	}
}
