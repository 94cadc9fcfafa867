package funnel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// smoothKernel draws a kernel whose hazards are all inside their range, so that each can be moved a little.
func smoothKernel(t *rapid.T) (*kernel, *stages) {
	open := rapid.IntRange(1, 3).Draw(t, "open")
	out := append(make([]stage.Outcome, open), stage.Won, stage.Lost)
	hazard, tails := make([][][]float64, open), make([]tail, open)
	weight := rapid.Float64Range(.1, 1)
	for i := range open {
		hazard[i] = make([][]float64, len(out))
		ages := rapid.IntRange(0, 6).Draw(t, "ages")
		for j := range out {
			hazard[i][j] = make([]float64, ages)
		}
		for u := range ages {
			share(t, weight, rapid.Float64Range(.1, .8).Draw(t, "leaving"), func(j int, x float64) { hazard[i][j][u] = x }, len(out))
		}
		tails[i] = tail{rate: rapid.Float64Range(.1, .6).Draw(t, "rate"), exits: 20, risk: 300, split: make([]float64, len(out))}
		share(t, weight, 1, func(j int, x float64) { tails[i].split[j] = x }, len(out))
	}
	return kernelOf(out, hazard, tails)
}

// TestSlopes moves every hazard and every tail a little, and solves again.
func TestSlopes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, s := smoothKernel(t)
		horizon := rapid.IntRange(1, 25).Draw(t, "horizon")
		c, err := curvesOf(k, s, horizon)
		require.NoError(t, err)
		i := rapid.IntRange(0, len(k.open)-1).Draw(t, "stage")
		age := rapid.IntRange(0, 8).Draw(t, "age")
		now, _ := c.p.instant()
		q := c.time.ask(c.wins, i, age, horizon)
		soon := q.slopes(q.starts(now))
		ever := c.time.limitSlopes(c.wins, i, age, c.p.visits())
		at := func() (float64, float64) {
			c, err := curvesOf(k, s, horizon)
			require.NoError(t, err)
			p, _ := c.WinBy(i, age, horizon)
			q, _ := c.WinEver(i, age)
			return p, q
		}
		check := func(what string, move func(by float64), byHorizon, atAll float64) {
			const step = 1e-6
			move(step)
			p1, q1 := at()
			move(-2 * step)
			p0, q0 := at()
			move(step)
			if d := (p1 - p0) / (2 * step); math.Abs(d-byHorizon) > 1e-7*(1+math.Abs(d)) {
				t.Fatalf("%s: slope %v, by differences %v", what, byHorizon, d)
			}
			if d := (q1 - q0) / (2 * step); math.Abs(d-atAll) > 1e-6*(1+math.Abs(d)) {
				t.Fatalf("%s in the end: slope %v, by differences %v", what, atAll, d)
			}
		}
		b := rapid.IntRange(0, len(k.open)-1).Draw(t, "moved stage")
		for j := range s.ids { // all open stages are ways here, so destinations are numbered as stages are
			for u := range k.hazard[b][j] {
				check("hazard", func(by float64) { k.hazard[b][j][u] += by }, soon.age[b][j][u], ever.age[b][j][u])
			}
		}
		mean, meanEver := 0.0, 0.0
		for j, x := range k.tail[b].split {
			mean += x * soon.tail[b][j]
			meanEver += x * ever.tail[b][j]
		}
		check("rate", func(by float64) { k.tail[b].rate += by }, mean, meanEver)
		rate, last := c.p.laws[b].rate, len(s.ids)-1
		for j := range last { // what one destination gains another loses
			move := func(by float64) {
				k.tail[b].split[j] += by
				k.tail[b].split[last] -= by
			}
			check("split", move, rate*(soon.tail[b][j]-soon.tail[b][last]), rate*(ever.tail[b][j]-ever.tail[b][last]))
		}
	})
}

func TestWinByHasItsEvidence(t *testing.T) {
	k, s := kernelOf([]stage.Outcome{stage.Open, stage.Won, stage.Lost}, [][][]float64{{{0, 0}, {.1, .2}, {.3, .1}}}, make([]tail, 1))
	c, err := curvesOf(k, s, 10)
	require.NoError(t, err)
	list, err := c.Win("A", 0, []int{0, 1, 2, 10})
	require.NoError(t, err)
	assert.Equal(t, sf.Estimate{Method: methodRenewal}, list[0])
	assert.InDelta(t, .1, list[1].Value, 1e-15)
	se := math.Sqrt(.1*.9/1000) / (.1 * .9) // on the logit: one binomial share
	assert.InDelta(t, logistic(math.Log(.1/.9)-z95*se), list[1].Low, 1e-12)
	assert.InDelta(t, logistic(math.Log(.1/.9)+z95*se), list[1].High, 1e-12)
	assert.EqualValues(t, 1000, list[1].N)
	assert.Empty(t, list[1].Warnings)
	// F = h₁(0) + S·h₁(1): derivatives 1 − h₁(1), −h₁(1) at age 0 and S at age 1.
	v := (.1*.8*.8+.3*.2*.2-(.1*.8-.3*.2)*(.1*.8-.3*.2))/1000 + .6*.6*.2*.8/1000
	se = math.Sqrt(v) / (.22 * .78)
	assert.InDelta(t, .22, list[2].Value, 1e-15)
	assert.InDelta(t, logistic(math.Log(.22/.78)+z95*se), list[2].High, 1e-12)
	require.Len(t, list[3].Warnings, 1)
	assert.Equal(t, CodeExtrapolated, list[3].Warnings[0].Code)
	assert.Equal(t, sf.Float(.42), list[3].Warnings[0].Arg("share"))
	e, err := c.Eventually("A", 0)
	require.NoError(t, err)
	assert.InDelta(t, list[2].Low, e.Low, 1e-12)
	require.Len(t, e.Warnings, 2)
	assert.Equal(t, CodeNeverEnds, e.Warnings[1].Code)
	for _, id := range []string{"B", "C"} {
		list, err := c.Win(id, 3, []int{5})
		require.NoError(t, err)
		assert.Equal(t, sf.Estimate{Value: map[string]float64{"B": 1}[id], Method: methodRenewal}, list[0])
		e, err := c.Eventually(id, 0)
		require.NoError(t, err)
		assert.Equal(t, list[0], e)
	}
}

// Where nothing was seen to be won there is an upper bound all the same.
func TestWinByOfNoWins(t *testing.T) {
	out := []stage.Outcome{stage.Open, stage.Open, stage.Won, stage.Lost}
	k, s := kernelOf(out, [][][]float64{{{0}, {.5}, {0}, {.5}}, {{0}, {0}, {0}, {1}}}, []tail{{}, {rate: 1, split: []float64{0, 0, 0, 1}, exits: 7}})
	k.risk = [][]float64{{40}, {20}}
	c, err := curvesOf(k, s, 5)
	require.NoError(t, err)
	list, err := c.Win("A", 0, []int{5})
	require.NoError(t, err)
	low, high := binomial.Jeffreys(0, 20, level)
	assert.Equal(t, sf.Estimate{Low: low, High: high, Level: level, N: 40, Method: methodRenewal}, list[0])
	e, err := c.Eventually("A", 0)
	require.NoError(t, err)
	assert.Equal(t, list[0], e)
	e, err = c.Eventually("B", 9)
	require.NoError(t, err)
	_, high = binomial.Jeffreys(0, 7, level)
	assert.InDelta(t, high, e.High, 0)
	assert.Zero(t, e.N)
}

// TestTailsVary has a tail alone: F = 1 − (1 − q)^h of which s is won, and the variance of q and s by hand.
func TestTailsVary(t *testing.T) {
	const q, s = .2, .25
	out := []stage.Outcome{stage.Open, stage.Won, stage.Lost}
	for _, test := range []struct{ exits, risk float64 }{{12, 60}, {0, 60}, {12, 0}, {0, 0}} {
		k, ids := kernelOf(out, [][][]float64{make([][]float64, 3)}, []tail{{rate: q, split: []float64{0, s, 1 - s}, exits: test.exits, risk: test.risk}})
		c, err := curvesOf(k, ids, 5)
		require.NoError(t, err)
		list, err := c.Win("A", 2, []int{3})
		require.NoError(t, err)
		ended, want := 1-(1-q)*(1-q)*(1-q), 0.0
		assert.InDelta(t, s*ended, list[0].Value, 1e-15)
		if test.risk > 0 {
			slope := s * 3 * (1 - q) * (1 - q)
			want += slope * slope * q * (1 - q) / test.risk
		}
		if test.exits > 0 {
			want += ended * ended * s * (1 - s) / test.exits
		}
		question := c.time.ask(c.wins, 0, 2, 3)
		assert.InDelta(t, want, c.variance(question.slopes(question.starts(c.now))), 1e-15)
		assert.Equal(t, want > 0, list[0].HasInterval())
		e, err := c.Eventually("A", 2)
		require.NoError(t, err)
		if test.exits > 0 {
			logit := math.Log(s / (1 - s))
			assert.InDelta(t, logistic(logit+z95*math.Sqrt(s*(1-s)/test.exits)/(s*(1-s))), e.High, 1e-12, "in the end only the split matters")
		}
	}
}

func TestNothingCanBeSaid(t *testing.T) {
	k, s := kernelOf([]stage.Outcome{stage.Open, stage.Won, stage.Lost}, [][][]float64{{{0, 0}, {.1, .2}, {.3, .1}}}, make([]tail, 1))
	c, err := curvesOf(k, s, 10)
	require.NoError(t, err)
	list, err := c.Win("A", 2, []int{0, 5})
	require.NoError(t, err)
	assert.False(t, list[0].IsZero(), "nothing is won before now")
	assert.True(t, list[1].IsZero())
	e, err := c.Eventually("A", 2)
	require.NoError(t, err)
	assert.True(t, e.IsZero())

	h, err := new(LifeTable).Hazards(HazardOptions{})
	require.NoError(t, err)
	c, err = h.Curves(5)
	require.NoError(t, err)
	_, err = c.Cycle("A", ToEnd)
	require.Error(t, err)

	var nobody LifeTable
	nobody.Add(pipelineOfStages(s), Visit{Stage: 0, Next: -1})
	h, err = nobody.Hazards(HazardOptions{})
	require.NoError(t, err)
	c, err = h.Curves(5)
	require.NoError(t, err)
	p, x := c.WinBy(0, 0, 5)
	assert.Zero(t, p)
	assert.InDelta(t, 1, x, 0)
}

func TestWinByRefuses(t *testing.T) {
	k, s := renewalExample()
	c, err := curvesOf(k, s, 5)
	require.NoError(t, err)
	_, err = c.Win("?", -1, []int{1, -1, 6})
	assert.Equal(t, []sf.Code{CodeChainStage, CodeAge, CodeHorizonAsked, CodeHorizonAsked}, codesOf(t, err))
	_, err = c.Eventually("?", -1)
	assert.Equal(t, []sf.Code{CodeChainStage, CodeAge}, codesOf(t, err))
}

func codesOf(t *testing.T, err error) (codes []sf.Code) {
	t.Helper()
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	for _, n := range invalid.Faults {
		codes = append(codes, n.Code)
	}
	return codes
}

// pipelineTruth is a pipeline of two stages with hazards that change with age, constant from age 25 on. Deals come in over 90 days, and are
// looked at on the last: most stays are cut short.
func pipelineTruth() (*kernel, *stages) {
	const ages = 25
	hazard := [][][]float64{make([][]float64, 4), make([][]float64, 4)}
	tails := make([]tail, 2)
	for i := range hazard {
		for j := range hazard[i] {
			hazard[i][j] = make([]float64, ages)
		}
		tails[i].split = make([]float64, 4)
	}
	for u := range ages {
		hazard[0][1][u], hazard[0][2][u], hazard[0][3][u] = .05, .005, .05*math.Exp(-float64(u)/15)
		hazard[1][2][u], hazard[1][3][u] = .04+.004*float64(u), .03
		hazard[1][0][u] = .01
	}
	for i := range tails {
		for j := range tails[i].split {
			tails[i].rate += hazard[i][j][ages-1]
		}
		for j := range tails[i].split {
			tails[i].split[j] = hazard[i][j][ages-1] / tails[i].rate
		}
	}
	return kernelOf(twoAndEnds, hazard, tails)
}

// observed draws n deals and returns the life table that is known of them on day 90.
func observed(k *kernel, s *stages, n int, r *rand.Rand) *LifeTable {
	p := pipelineOfStages(s)
	var l LifeTable
	for range n {
		day, at := r.IntN(90), 0
		for at < 2 {
			age, next := 0, -1
			for ; day+age < 90 && next < 0; age++ {
				next = k.draw(at, age, r)
			}
			if next >= 0 {
				age--
			}
			l.Add(p, Visit{Stage: at, Next: next, Days: age, First: at == 0})
			if day += age; next < 0 {
				break
			}
			at = next
		}
	}
	return &l
}

func pipelineOfStages(s *stages) *stage.Pipeline {
	c := stage.Config{ID: "drawn", Moves: stage.Moves{Policy: stage.Free}}
	for i, id := range s.ids {
		c.Stages = append(c.Stages, stage.Stage{ID: id, Outcome: s.out[i]})
	}
	p, err := stage.New(c)
	if err != nil {
		panic(err)
	}
	return p
}

// draw returns where a deal at an age goes in the present unit, −1 for nowhere.
func (k *kernel) draw(i, age int, r *rand.Rand) int {
	x := r.Float64()
	for j := range k.hazard[i] {
		h := k.tail[i].rate * k.tail[i].split[j]
		if age < len(k.hazard[i][j]) {
			h = k.hazard[i][j][age]
		}
		if x -= h; x < 0 {
			return j
		}
	}
	return -1
}

// coverage draws pipelines and returns how often the interval of each question holds the truth.
func coverage(t *testing.T, deals, pipelines int, seed uint64) (held, mean, truth []float64) {
	k, s := pipelineTruth()
	questions := []struct{ stage, age, horizon int }{{0, 0, 30}, {0, 10, 15}, {1, 0, 10}, {1, 5, 30}, {0, 0, 0}}
	c, err := curvesOf(k, s, 30)
	require.NoError(t, err)
	held, mean = make([]float64, len(questions)), make([]float64, len(questions))
	for _, q := range questions {
		p, _ := c.WinBy(q.stage, q.age, q.horizon)
		if q.horizon == 0 { // in the end
			p, _ = c.WinEver(q.stage, q.age)
		}
		truth = append(truth, p)
	}
	r := rand.New(rand.NewPCG(seed, 1))
	for range pipelines {
		h, err := observed(k, s, deals, r).Hazards(HazardOptions{})
		require.NoError(t, err)
		c, err := h.Curves(30)
		require.NoError(t, err)
		for x, q := range questions {
			e, err := c.Eventually(s.ids[q.stage], q.age)
			if q.horizon > 0 {
				var list []sf.Estimate
				list, err = c.Win(s.ids[q.stage], q.age, []int{q.horizon})
				e = list[0]
			}
			require.NoError(t, err)
			mean[x] += e.Value / float64(pipelines)
			if e.Low <= truth[x] && truth[x] <= e.High {
				held[x] += 1 / float64(pipelines)
			}
		}
	}
	return held, mean, truth
}

// Ninety-five in a hundred intervals hold the truth: of 200 pipelines of 200 deals each, give or take 4 binomial standard errors and what
// a sample of this size is short of its limit. The long test says it more closely.
func TestWinByIntervalsHold(t *testing.T) {
	held, mean, truth := coverage(t, 200, 200, 5)
	for x := range held {
		assert.InDelta(t, .94, held[x], 4*math.Sqrt(.05*.95/200), "question %d", x)
		assert.InDelta(t, truth[x], mean[x], .02, "question %d", x)
	}
}
