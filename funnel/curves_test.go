package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// kernelOf makes a kernel with the open stages first; hazard is by position, destination and age, and 1000 stays are at risk at each age.
func kernelOf(out []stage.Outcome, hazard [][][]float64, tails []tail) (*kernel, *stages) {
	k := &kernel{place: make([]int, len(out)), hazard: hazard, tail: tails}
	ids := make([]string, len(out))
	for j := range out {
		ids[j], k.place[j] = string(rune('A'+j)), -1
		if out[j] == stage.Open {
			k.place[j] = len(k.open)
			k.open = append(k.open, j)
		}
	}
	for i := range k.open {
		risk := make([]float64, k.ages(i))
		for u := range risk {
			risk[u] = 1000
		}
		k.risk = append(k.risk, risk)
	}
	return k, newStages(ids, out)
}

var twoAndEnds = []stage.Outcome{stage.Open, stage.Open, stage.Won, stage.Lost}

// renewalExample has A₀ = [0 .2; .1 0], A(1) = [0 .3; .2 0], wins .05, .15 and then .10, .30; the rest is lost, at age 1 the latest.
func renewalExample() (*kernel, *stages) {
	left := [2]float64{1 - .2 - .05, 1 - .1 - .15} // still there at age 1
	return kernelOf(twoAndEnds, [][][]float64{
		{{0, 0}, {.2, .3 / left[0]}, {.05, .10 / left[0]}, {0, .35 / left[0]}},
		{{.1, .2 / left[1]}, {0, 0}, {.15, .30 / left[1]}, {0, .25 / left[1]}},
	}, make([]tail, 2))
}

// TestRenewal has values of numpy 1.24 (Python 3.11), which solve W(h) = (I − A₀)⁻¹ [Σ r(u) + Σ A(u) W(h−u)] with matrices.
func TestRenewal(t *testing.T) {
	k, s := renewalExample()
	c, err := curvesOf(k, s, 60)
	require.NoError(t, err)
	for i, want := range [][]float64{
		{0, .0816326531, .2966472303, .4088400666, .4300179985},
		{0, .1581632653, .4959912536, .5502134527, .5747698132},
	} {
		for h, w := range want {
			p, extrapolated := c.WinBy(i, 0, h)
			assert.InDelta(t, w, p, 5e-11)
			assert.Zero(t, extrapolated)
		}
	}
	for i, want := range []float64{.4411764706, .5823529412} {
		p, _ := c.WinEver(i, 0)
		assert.InDelta(t, want, p, 5e-11)
		p, _ = c.WinBy(i, 0, 60)
		assert.InDelta(t, want, p, 1e-9)
		p, _ = c.EndEver(i, 0)
		assert.InDelta(t, 1, p, 1e-12)
	}
	// At age 1 the present stay is left at once: to B with probability .4, and won from there before the unit is over with W_B(1).
	p, _ := c.WinBy(0, 1, 1)
	assert.InDelta(t, .10/.75+.3/.75*.1581632653, p, 1e-10)
	assert.Equal(t, 60, c.Horizon())
	assert.Equal(t, 2, c.Ages(0))
	assert.Zero(t, c.Ages(2))
}

// drawKernel draws a kernel with up to four open stages, two won and one lost, with any moves, some stages without hazards, gaps in what
// was observed, and all kinds of tails.
func drawKernel(t *rapid.T) (*kernel, *stages) {
	open := rapid.IntRange(1, 4).Draw(t, "open")
	out := append(make([]stage.Outcome, open), stage.Won, stage.Lost, stage.Won)
	hazard, tails := make([][][]float64, open), make([]tail, open)
	weight := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1))
	for i := range open {
		ages := rapid.IntRange(0, 12).Draw(t, "ages")
		hazard[i] = make([][]float64, len(out))
		for j := range out {
			hazard[i][j] = make([]float64, ages)
		}
		for u := range ages {
			sum := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(.05, 1)).Draw(t, "leaving")
			share(t, weight, sum, func(j int, x float64) { hazard[i][j][u] = x }, len(out))
		}
		tails[i] = tail{rate: rapid.SampledFrom([]float64{0, .01, .2, 1}).Draw(t, "rate"), exits: 20, risk: 300, split: make([]float64, len(out))}
		if tails[i].rate > 0 {
			share(t, weight, 1, func(j int, x float64) { tails[i].split[j] = x }, len(out))
		}
	}
	k, s := kernelOf(out, hazard, tails)
	for i := range k.risk {
		for u := range k.risk[i] {
			k.risk[i][u] = float64(rapid.IntRange(0, 4).Draw(t, "risk") * 25)
		}
	}
	return k, s
}

func share(t *rapid.T, weight *rapid.Generator[float64], sum float64, set func(j int, x float64), n int) {
	parts, total := make([]float64, n), 0.0
	for j := range parts {
		parts[j] = weight.Draw(t, "weight")
		total += parts[j]
	}
	if total < 1e-3 {
		parts[n-1], total = 1, 1
		clear(parts[:n-1])
	}
	for j, x := range parts {
		set(j, x/total*sum)
	}
}

// drawCurves draws curves of a kernel in which deals do not go round without time.
func drawCurves(t *rapid.T, most int) *Curves {
	k, s := drawKernel(t)
	c, err := curvesOf(k, s, rapid.IntRange(1, most).Draw(t, "horizon"))
	if err != nil {
		t.Skip("a loop without time")
	}
	return c
}

// convolved solves the renewal equations as they are written, by sums of flows; age a of each stage a kernel of its own.
func (c *Curves) convolved(end int, horizon int) [][]float64 {
	k := len(c.p.laws)
	now, _ := c.p.instant()
	w := make([][]float64, k)
	for i := range w {
		w[i] = make([]float64, horizon+1)
	}
	for h := 1; h <= horizon; h++ {
		right := make([]float64, k)
		for i := range right {
			l := &c.p.laws[i]
			reach := 1.0
			for u := range h {
				if u < l.ages {
					right[i] += reach * l.into[end][u]
				} else {
					right[i] += reach * l.intoSplit[end]
				}
				left := 1 - l.rate
				for _, x := range l.to {
					hazard := x.split
					if u < l.ages {
						hazard = x.hazard[u]
					}
					if u > 0 {
						right[i] += reach * hazard * w[x.to][h-u]
					}
				}
				if u < l.ages {
					left = l.stay[u]
				}
				reach *= left
			}
		}
		for i := range w {
			for j, r := range right {
				w[i][h] += now[i*k+j] * r
			}
		}
	}
	return w
}

func TestCurvesSolveTheRenewalEquations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurves(t, 70)
		end := rapid.IntRange(0, 2).Draw(t, "end")
		for i, w := range c.convolved(end, c.horizon) {
			for h, want := range w {
				got, _ := c.By(c.k.open[len(c.k.open)-1]+1+end, c.k.open[i], 0, h)
				if math.Abs(got-want) > 1e-10 {
					t.Fatalf("stage %d, horizon %d: %v, by convolution %v", i, h, got, want)
				}
			}
		}
	})
}

// One who has been in the stage for a units is where one who enters will be, if nothing happens before.
func TestAgeConditionsThePresentStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurves(t, 60)
		i := rapid.IntRange(0, len(c.p.laws)-1).Draw(t, "stage")
		l := &c.p.laws[i]
		age := rapid.IntRange(0, l.ages+3).Draw(t, "age")
		h := rapid.IntRange(1, c.horizon).Draw(t, "h")
		got, _ := c.WinBy(i, age, h)
		next, _ := c.WinBy(i, age+1, h-1)
		want := 0.0
		hazard := func(x []float64, tail float64) float64 {
			if age < l.ages {
				return x[age]
			}
			return tail
		}
		stay := 1 - l.rate
		if age < l.ages {
			stay = l.stay[age]
		}
		for _, e := range c.wins {
			want += hazard(l.into[e], l.intoSplit[e])
		}
		for _, w := range l.to {
			there, _ := c.WinBy(w.to, 0, h)
			want += hazard(w.hazard, w.split) * there
		}
		if want += stay * next; math.Abs(got-want) > 1e-12 {
			t.Fatalf("age %d, horizon %d: %v, in steps %v", age, h, got, want)
		}
	})
}

func TestCurvesGrowToTheirLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurves(t, 200)
		at := rapid.IntRange(0, len(c.p.laws)-1).Draw(t, "stage")
		age := rapid.IntRange(-1, 15).Draw(t, "age")
		won, lost, unseen := 0.0, 0.0, 0.0
		limit, beyond := c.WinEver(at, age)
		for h := range c.horizon + 1 {
			p, x := c.WinBy(at, age, h)
			q, _ := c.By(len(c.p.laws)+1, at, age, h)
			all, _ := c.EndBy(at, age, h)
			if h == 0 && (p != 0 || x != 0 || all != 0) {
				t.Fatalf("%v, %v, %v before anything can happen", p, x, all)
			}
			if p < won || q < lost || x < unseen || p > limit || x > beyond {
				t.Fatalf("horizon %d: won %v after %v (limit %v), lost %v after %v, extrapolated %v after %v (limit %v)",
					h, p, won, limit, q, lost, x, unseen, beyond)
			}
			if math.Abs(p+q-all) > 1e-12 || all > 1 {
				t.Fatalf("won %v and lost %v make %v", p, q, all)
			}
			won, lost, unseen = p, q, x
		}
	})
}

// Without a horizon the curves say what the chain of the moves p_ij = Σ f_ij(u) + S_i·split_ij says.
func TestCurvesEndAsTheChainOfTheirMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurves(t, 3)
		n := len(c.stages.ids)
		rows := make([][]float64, n)
		for i, l := range c.p.laws {
			if l.rate == 0 && l.reach[l.ages] > 0 {
				t.Skip("some stay forever")
			}
			rows[i] = make([]float64, n)
			reach := 1.0
			for u := range l.ages {
				left := 0.0
				for j := range n {
					rows[i][j] += reach * c.k.hazard[i][j][u]
					left += c.k.hazard[i][j][u]
				}
				reach *= math.Max(1-left, 0)
			}
			if reach < 1e-12 {
				reach = 0
			}
			sum := 0.0
			for j := range n {
				rows[i][j] += reach * c.k.part(i, j)
				sum += rows[i][j]
			}
			for j := range n {
				rows[i][j] /= sum
			}
		}
		m, err := NewMatrix(c.stages.ids, c.stages.out, rows)
		require.NoError(t, err)
		chain, err := m.Chain()
		if err != nil {
			t.Skip("some go round forever")
		}
		for i := range c.p.laws {
			e, err := chain.Win(c.stages.ids[i])
			require.NoError(t, err)
			got, _ := c.WinEver(i, 0)
			if math.Abs(got-e.Value) > 1e-8 {
				t.Fatalf("stage %d: %v, the chain %v", i, got, e.Value)
			}
		}
	})
}

// However wrong a tail is, and whatever the hazards are where nobody was observed, the answer is not wrong by more than its extrapolated share.
func TestExtrapolatedShareBoundsWhatTheTailCanDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurves(t, 60)
		other := *c.k // the curves have their own copy of the hazards
		other.tail = append([]tail(nil), c.k.tail...)
		for i := range other.tail {
			split := make([]float64, len(c.stages.ids))
			split[len(split)-1-rapid.IntRange(0, 1).Draw(t, "end")] = 1
			other.tail[i] = tail{rate: rapid.SampledFrom([]float64{0, .5, 1}).Draw(t, "rate"), split: split}
			for u := range other.risk[i] {
				if other.risk[i][u] == 0 { // nobody was observed: all may end here as well
					for j := range other.hazard[i] {
						other.hazard[i][j][u] = split[j]
					}
				}
			}
		}
		d, err := curvesOf(&other, c.stages, c.horizon)
		if err != nil {
			t.Skip("a loop without time")
		}
		for i := range c.p.laws {
			for age := range 14 {
				p, x := c.WinBy(i, age, c.horizon)
				q, y := d.WinBy(i, age, c.horizon)
				if math.Abs(p-q) > x+1e-12 || math.Abs(x-y) > 1e-12 {
					t.Fatalf("%v and %v are further apart than %v (%v)", p, q, x, y)
				}
				p, x = c.WinEver(i, age)
				if q, _ = d.WinEver(i, age); math.Abs(p-q) > x+1e-9 {
					t.Fatalf("in the end %v and %v are further apart than %v", p, q, x)
				}
			}
		}
	})
}

func TestStaysForeverWithoutATail(t *testing.T) {
	k, s := kernelOf([]stage.Outcome{stage.Open, stage.Won, stage.Lost}, [][][]float64{{{0, 0}, {.1, .1}, {0, .1}}}, make([]tail, 1))
	c, err := curvesOf(k, s, 400)
	require.NoError(t, err)
	p, x := c.WinBy(0, 0, 400)
	assert.InDelta(t, .1+.9*.1, p, 1e-15)
	assert.InDelta(t, .9*.8, x, 1e-15)
	p, x = c.EndEver(0, 0)
	assert.InDelta(t, 1-.9*.8, p, 1e-15)
	assert.InDelta(t, .9*.8, x, 1e-15)
	p, x = c.WinBy(0, 2, 400)
	assert.Zero(t, p)
	assert.InDelta(t, 1, x, 0)
	p, x = c.WinBy(0, 2, 0)
	assert.Zero(t, p)
	assert.Zero(t, x)
}

func TestCurvesOfClosedDeals(t *testing.T) {
	k, s := renewalExample()
	c, err := curvesOf(k, s, 5)
	require.NoError(t, err)
	for _, test := range []struct {
		end, stage int
		want       float64
	}{{2, 2, 1}, {2, 3, 0}, {3, 3, 1}, {3, 2, 0}, {0, 2, 0}} {
		p, x := c.By(test.end, test.stage, 3, 5)
		assert.InDelta(t, test.want, p, 0)
		assert.Zero(t, x)
		p, _ = c.Ever(test.end, test.stage, 3)
		assert.InDelta(t, test.want, p, 0)
	}
	p, _ := c.By(1, 0, 0, 5)
	assert.Zero(t, p, "B is no end")
	p, _ = c.Ever(3, 0, 0)
	w, _ := c.WinEver(0, 0)
	assert.InDelta(t, 1, p+w, 1e-12)
	assert.PanicsWithValue(t, "funnel: horizon beyond that of the curves", func() { c.WinBy(0, 0, 6) })
	assert.PanicsWithValue(t, "funnel: no such stage in these curves", func() { c.WinBy(4, 0, 1) })
	assert.Panics(t, func() { c.WinEver(-1, 0) })
}

func TestCurvesRefuse(t *testing.T) {
	loop := [][][]float64{{{0}, {1}, {0}, {0}}, {{1}, {0}, {0}, {0}}}
	k, s := kernelOf(twoAndEnds, loop, make([]tail, 2))
	_, err := curvesOf(k, s, 0)
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Faults, 3)
	assert.Equal(t, CodeHorizon, invalid.Faults[0].Code)
	for x, id := range []string{"A", "B"} {
		assert.Equal(t, CodeInstantLoop, invalid.Faults[x+1].Code)
		assert.Equal(t, sf.Text(id), invalid.Faults[x+1].Arg("stage"))
	}
	_, err = curvesOf(k, s, mostHorizon+1)
	require.Error(t, err)

	// Going round is no harm where it takes time: nothing ever ends.
	k, s = kernelOf(twoAndEnds, [][][]float64{{{0, 0}, {0, 1}, {0, 0}, {0, 0}}, {{1}, {0}, {0}, {0}}}, make([]tail, 2))
	c, err := curvesOf(k, s, 30)
	require.NoError(t, err)
	for _, h := range []int{1, 30} {
		p, x := c.EndBy(0, 0, h)
		assert.Zero(t, p)
		assert.Zero(t, x)
	}
	p, _ := c.EndEver(0, 0)
	assert.Zero(t, p)
}

func TestLookupsAllocateNothing(t *testing.T) {
	k, s := renewalExample()
	c, err := curvesOf(k, s, 90)
	require.NoError(t, err)
	sum := 0.0
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		for age := range 4 {
			p, x := c.WinBy(0, age, 77)
			q, _ := c.By(3, 1, age, 30)
			e, _ := c.WinEver(1, age)
			sum += p + x + q + e
		}
	}))
	assert.Positive(t, sum)
}

// The steps between the values kept grow with the size of a solution, and the answers stay the same to the last bit.
func TestKeepingLessChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurves(t, 150)
		now, _ := c.p.instant()
		full := &solution{p: c.p, horizon: c.horizon, every: 1}
		r := c.p.newRenewal(0, full, now)
		for h := 1; h <= c.horizon; h++ {
			r.step(h)
			for i := range c.p.laws {
				for a := range c.p.laws[i].ages {
					want := min(r.v[i][a], c.time.ever[0][i][a])
					if got := c.time.by(0, i, a, h); got != want {
						t.Fatalf("stage %d, age %d, horizon %d: %v, not %v", i, a, h, got, want)
					}
				}
			}
		}
	})
}

func TestSpacing(t *testing.T) {
	assert.Equal(t, 16, spacing(365, 6*365*2))
	assert.Equal(t, 16, spacing(10, 1<<30), "never further apart than the horizon needs")
	assert.Equal(t, 128, spacing(3660, 1<<17))
	assert.Equal(t, 4096, spacing(3660, 1<<30))
}
