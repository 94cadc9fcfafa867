package funnel_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// skipping returns a pipeline of the stages of [skips]: any open stage may follow any other.
func skipping(t require.TestingT) *stage.Pipeline {
	c := stage.Config{ID: "skipping", Moves: stage.Moves{Policy: stage.Free}}
	for i, id := range skipsIDs {
		c.Stages = append(c.Stages, stage.Stage{ID: id, Outcome: skipsOut[i]})
	}
	p, err := stage.New(c)
	require.NoError(t, err)
	return p
}

// counted adds n[i][j] completed visits to stage i that ended in stage j.
func counted(p *stage.Pipeline, n [][]int) *funnel.Counts {
	var c funnel.Counts
	for i, row := range n {
		for j, times := range row {
			for range times {
				c.Add(p, funnel.Visit{Stage: i, Next: j})
			}
		}
	}
	return &c
}

func TestShares(t *testing.T) {
	p := skipping(t)
	c := counted(p, [][]int{{0, 2, 0, 0, 0, 8}})
	c.Add(p, funnel.Visit{Stage: 0, Next: -1})
	m, err := c.Matrix(funnel.Prior{})
	require.NoError(t, err)
	e, err := m.Estimate("lead", "qualified")
	require.NoError(t, err)
	assert.InDelta(t, .2, e.Value, 1e-15)
	// Jeffreys for 2 of 10: R 4.2.2, qbeta(c(.025,.975), 2.5, 8.5).
	assert.InDelta(t, .0440594136, e.Low, 1e-9)
	assert.InDelta(t, .5027744964, e.High, 1e-9)
	assert.Equal(t, int64(10), e.N)
	assert.Equal(t, int64(1), e.Left)
	require.Len(t, e.Warnings, 1)
	assert.Equal(t, funnel.CodeOpenLeftOut, e.Warnings[0].Code)

	assert.True(t, m.Known("lead"))
	assert.True(t, m.Known("won"))
	assert.False(t, m.Known("proposal"))
	assert.False(t, m.Known("nowhere"))
	e, err = m.Estimate("proposal", "won")
	require.NoError(t, err)
	assert.True(t, e.IsZero(), "a missing row is not 0")
	_, ok := m.P("proposal", "won")
	assert.False(t, ok)
	x, ok := m.P("lead", "lost")
	assert.True(t, ok)
	assert.InDelta(t, .8, x, 1e-15)
	e, err = m.Estimate("won", "won")
	require.NoError(t, err)
	assert.InDelta(t, 1, e.Value, 0)
	assert.False(t, e.HasInterval())
	_, err = m.Estimate("nowhere", "neither")
	assert.Len(t, faultsOf(t, err), 2)
	row, ok := m.Row([]float64{7}, "lead")
	assert.True(t, ok)
	assert.Equal(t, []float64{7, 0, .2, 0, 0, 0, .8}, row)
	row, ok = m.Row([]float64{7}, "proposal")
	assert.False(t, ok)
	assert.Equal(t, []float64{7}, row)
}

func TestPerks(t *testing.T) {
	p := skipping(t) // three other open stages and two ends: m = 5
	m, err := counted(p, [][]int{{0, 2, 0, 0, 0, 8}}).Matrix(funnel.Perks())
	require.NoError(t, err)
	for to, want := range map[string]float64{
		"lead": 0, "qualified": 2.2 / 11, "proposal": .2 / 11, "negotiation": .2 / 11, "won": .2 / 11, "lost": 8.2 / 11,
	} {
		e, err := m.Estimate("lead", to)
		require.NoError(t, err)
		assert.InDelta(t, want, e.Value, 1e-15, to)
		assert.Equal(t, to != "lead", e.HasInterval(), "what neither the prior nor a deal allows has no interval")
		if e.HasInterval() {
			assert.Less(t, e.Low, e.Value)
			assert.Less(t, e.Value, e.High)
		}
	}
	e, err := m.Estimate("lead", "qualified")
	require.NoError(t, err)
	// The margin of the posterior is Beta(2.2, 8.8).
	assert.InDelta(t, .025, mathext.RegIncBeta(2.2, 8.8, e.Low), 1e-12)
	assert.InDelta(t, .975, mathext.RegIncBeta(2.2, 8.8, e.High), 1e-12)
	e, err = m.Estimate("proposal", "won")
	require.NoError(t, err)
	assert.InDelta(t, .2, e.Value, 1e-15)
	assert.Zero(t, e.N)
	require.Len(t, e.Warnings, 1)
	assert.Equal(t, funnel.CodePriorOnly, e.Warnings[0].Code)
}

func TestPriorOfParent(t *testing.T) {
	p := skipping(t)
	pooled, err := counted(p, [][]int{{0, 10, 0, 0, 0, 30}}).Matrix(funnel.Prior{})
	require.NoError(t, err)
	m, err := counted(p, [][]int{{0, 2, 0, 0, 0, 0}}).Matrix(funnel.Prior{Weight: 6, Mean: pooled})
	require.NoError(t, err)
	x, _ := m.P("lead", "qualified")
	assert.InDelta(t, (2+6*.25)/8, x, 1e-15)
	assert.False(t, m.Known("proposal"), "the parent does not know it either")

	other, err := funnel.NewMatrix([]string{"a", "won"}, []stage.Outcome{stage.Open, stage.Won}, [][]float64{{0, 1}, nil})
	require.NoError(t, err)
	for _, weight := range []float64{math.NaN(), -1, math.Inf(1)} {
		_, err = counted(p, [][]int{{0, 1}}).Matrix(funnel.Prior{Weight: weight, Mean: other})
		faults := faultsOf(t, err)
		assert.Equal(t, funnel.CodePriorWeight, faults[0].Code)
		assert.Equal(t, funnel.CodeCountsStages, faults[1].Code)
		assert.Len(t, faults, 1+6)
	}
}

func TestNewMatrixReportsEveryFault(t *testing.T) {
	open, won := stage.Open, stage.Won
	for name, test := range map[string]struct {
		ids   []string
		out   []stage.Outcome
		p     [][]float64
		paths []string
		codes []sf.Code
	}{
		"lengths": {
			[]string{"a", "b"},
			[]stage.Outcome{open},
			[][]float64{{0, 1}, {0, 1}, nil},
			[]string{"out", "p"},
			[]sf.Code{funnel.CodeMatrixSize, funnel.CodeMatrixSize},
		},
		"ids and outcome": {
			[]string{"", "a", "a"},
			[]stage.Outcome{won, won, 9},
			[][]float64{nil, nil, nil},
			[]string{"ids[0]", "ids[2]", "out[2]"},
			[]sf.Code{funnel.CodeMatrixID, funnel.CodeMatrixID, funnel.CodeMatrixOutcome},
		},
		"entries": {
			[]string{"a", "b", "w"},
			[]stage.Outcome{open, open, won},
			[][]float64{{math.NaN(), -.1, math.Inf(1)}, {0, .5, .4}, {1, 0, 0}},
			[]string{"p[0][0]", "p[0][1]", "p[0][2]", "p[1]", "p[2]"},
			[]sf.Code{funnel.CodeMatrixEntry, funnel.CodeMatrixEntry, funnel.CodeMatrixEntry, funnel.CodeMatrixSum, funnel.CodeMatrixEnd},
		},
		"shapes": {
			[]string{"a", "w"},
			[]stage.Outcome{open, won},
			[][]float64{nil, {1}},
			[]string{"p[0]", "p[1]"},
			[]sf.Code{funnel.CodeMatrixSize, funnel.CodeMatrixSize},
		},
		"end that leaks": {
			[]string{"a", "w"},
			[]stage.Outcome{open, won},
			[][]float64{{0, 1}, {0, .5}},
			[]string{"p[1]"},
			[]sf.Code{funnel.CodeMatrixEnd},
		},
		"just off":   {[]string{"a", "w"}, []stage.Outcome{open, won}, [][]float64{{0, 1 - 2e-9}, nil}, []string{"p[0]"}, []sf.Code{funnel.CodeMatrixSum}},
		"just right": {[]string{"a", "w"}, []stage.Outcome{open, won}, [][]float64{{0, 1 - 1e-10}, {0, 1}}, nil, nil},
	} {
		_, err := funnel.NewMatrix(test.ids, test.out, test.p)
		if test.codes == nil {
			require.NoError(t, err, name)
			continue
		}
		var paths []string
		var codes []sf.Code
		for _, f := range faultsOf(t, err) {
			paths, codes = append(paths, f.Path), append(codes, f.Code)
		}
		assert.Equal(t, test.paths, paths, name)
		assert.Equal(t, test.codes, codes, name)
	}
}

func TestNewMatrixCopies(t *testing.T) {
	ids, out, p := []string{"a", "w"}, []stage.Outcome{stage.Open, stage.Won}, [][]float64{{.5, .5}, nil}
	m, err := funnel.NewMatrix(ids, out, p)
	require.NoError(t, err)
	ids[0], out[0], p[0][1] = "x", stage.Lost, 0
	x, ok := m.P("a", "w")
	assert.True(t, ok)
	assert.InDelta(t, .5, x, 0)
	m.Stages()[0] = "y"
	assert.Equal(t, []string{"a", "w"}, m.Stages())
	e, err := m.Estimate("a", "w")
	require.NoError(t, err)
	assert.Equal(t, sf.Estimate{Value: .5, Method: "given"}, e)
}

func TestWith(t *testing.T) {
	m, err := funnel.NewMatrix(skipsIDs, skipsOut, skips)
	require.NoError(t, err)
	w, err := m.With("proposal", "won", .24)
	require.NoError(t, err)
	row, _ := w.Row(nil, "proposal")
	for j, want := range []float64{0, .08, .28, .24, .24, .16} { // the rest times .76/.95
		assert.InDelta(t, want, row[j], 1e-15)
	}
	x, _ := m.P("proposal", "won")
	assert.InDelta(t, .05, x, 0, "the matrix itself does not change")
	all, err := m.With("proposal", "won", 1)
	require.NoError(t, err)
	row, _ = all.Row(nil, "proposal")
	assert.Equal(t, []float64{0, 0, 0, 0, 1, 0}, row)

	unknown, err := counted(skipping(t), [][]int{{0, 1}}).Matrix(funnel.Prior{})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		m        *funnel.Matrix
		from, to string
		p        float64
		codes    []sf.Code
	}{
		"all":     {m, "x", "y", math.NaN(), []sf.Code{funnel.CodeChainStage, funnel.CodeChainStage, funnel.CodeMatrixEntry}},
		"range":   {m, "lead", "won", 1.01, []sf.Code{funnel.CodeMatrixEntry}},
		"end":     {m, "won", "lead", .5, []sf.Code{funnel.CodeMatrixEnd}},
		"unknown": {unknown, "proposal", "won", .5, []sf.Code{funnel.CodeNoEvidence}},
		"nothing": {all, "proposal", "won", .5, []sf.Code{funnel.CodeNothingToTake}},
	} {
		_, err := test.m.With(test.from, test.to, test.p)
		var codes []sf.Code
		for _, f := range faultsOf(t, err) {
			codes = append(codes, f.Code)
		}
		assert.Equal(t, test.codes, codes, name)
	}
}

// learnedSkips has the posterior means of [skips] with 200, 120, 80 and 50 behind the rows: counts and a prior of weight 5 that fills up
// what integers cannot say.
func learnedSkips(t *testing.T) *funnel.Matrix {
	rest := func(x ...float64) []float64 {
		for j := range x {
			x[j] /= 5
		}
		return x
	}
	mean, err := funnel.NewMatrix(skipsIDs, skipsOut, [][]float64{
		rest(1, 1, 1, 0, 0, 2), rest(1, 1, 1, 1, .4, .6), rest(0, 1, 1, 1, 1, 1), rest(0, 0, 1, 1, 1.5, 1.5), nil, nil,
	})
	require.NoError(t, err)
	c := counted(skipping(t), [][]int{
		{79, 59, 9, 0, 0, 48}, {5, 47, 35, 5, 2, 21}, {0, 7, 27, 23, 3, 15}, {0, 0, 4, 14, 21, 6},
	})
	m, err := c.Matrix(funnel.Prior{Weight: 5, Mean: mean})
	require.NoError(t, err)
	return m
}

// TestWinInterval has the delta-method intervals computed with numpy and scipy 1.10.1.
func TestWinInterval(t *testing.T) {
	c, err := learnedSkips(t).Chain()
	require.NoError(t, err)
	for i, want := range [][3]float64{
		{.206626731561, .145099120302, .285530527145},
		{.337326843879, .241274222158, .448989872912},
		{.455559715462, .328276152477, .588926465242},
		{.707937102209, .542965310146, .831806676461},
	} {
		e, err := c.Win(skipsIDs[i])
		require.NoError(t, err)
		assert.InDelta(t, want[0], e.Value, 1e-11)
		assert.InDelta(t, want[1], e.Low, 1e-11)
		assert.InDelta(t, want[2], e.High, 1e-11)
		assert.InDelta(t, .95, e.Level, 0)
		assert.Equal(t, []int64{195, 115, 75, 45}[i], e.N)
		assert.Empty(t, e.Warnings)
	}
}

func TestWhatIfIsCertain(t *testing.T) {
	m := learnedSkips(t)
	plain, err := must(m.Chain()).Win("lead")
	require.NoError(t, err)
	for i, id := range skipsIDs[:4] {
		x, _ := m.P(id, "lost")
		m = must(m.With(id, "lost", x))
		e, err := must(m.Chain()).Win("lead")
		require.NoError(t, err)
		assert.InDelta(t, plain.Value, e.Value, 1e-12)
		assert.Equal(t, i < 3, e.HasInterval(), "when every row is certain nothing is left to vary")
		if e.HasInterval() {
			assert.Less(t, e.High-e.Low, plain.High-plain.Low)
			plain = e
		}
		given, err := m.Estimate(id, "won")
		require.NoError(t, err)
		assert.False(t, given.HasInterval())
	}
}

func TestAllOneWay(t *testing.T) {
	p := skipping(t)
	for name, test := range map[string]struct {
		n    [][]int
		want float64
	}{
		"won":  {[][]int{{0, 20, 0, 0, 0, 0}, {0, 0, 0, 0, 5, 0}}, 1},
		"lost": {[][]int{{0, 20, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 5}}, 0},
	} {
		c := must(must(counted(p, test.n).Matrix(funnel.Prior{})).Chain())
		e, err := c.Win("lead")
		require.NoError(t, err, name)
		assert.InDelta(t, test.want, e.Value, 0)
		assert.Greater(t, e.High-e.Low, .3, "five closed deals say little")
		assert.InDelta(t, test.want, map[bool]float64{true: e.High, false: e.Low}[test.want == 1], 1e-3)
		assert.Equal(t, int64(20), e.N)
	}
}

// TestTinyPrior: two stages that only lead to each other, and a prior that lets almost nothing out.
func TestTinyPrior(t *testing.T) {
	c := counted(skipping(t), [][]int{{0, 5}, {5, 0}})
	chain := must(must(c.Matrix(funnel.Prior{Weight: 1e-200})).Chain())
	e, err := chain.Win("lead")
	require.NoError(t, err)
	assert.InDelta(t, .5, e.Value, 1e-14)
	assert.InDelta(t, 0, e.Low, 1e-9, "the interval says that this is anyone's guess")
	assert.InDelta(t, 1, e.High, 1e-9)
	_, err = must(c.Matrix(funnel.Prior{})).Chain()
	assert.Len(t, faultsOf(t, err), 2)
}

func TestMissingRows(t *testing.T) {
	p := skipping(t)
	n := [][]int{{0, 4, 0, 0, 0, 4}, {0, 0, 0, 0, 3, 3}, {0, 0, 0, 2, 0, 2}}
	c := counted(p, n)
	c.Add(p, funnel.Visit{Stage: 3, Next: -1})
	chain := must(must(c.Matrix(funnel.Prior{})).Chain())
	assert.Equal(t, []string{"lead", "qualified"}, chain.Stages())
	e, err := chain.Win("lead")
	require.NoError(t, err)
	assert.InDelta(t, .25, e.Value, 1e-15)
	_, err = chain.Win("proposal")
	faults := faultsOf(t, err)
	require.Len(t, faults, 1)
	assert.Equal(t, "id: nothing can be said of stage proposal: no deal was seen to leave stage negotiation", faults[0].String())

	full := must(must(c.Matrix(funnel.Perks())).Chain())
	assert.Len(t, full.Stages(), 4)
	e, err = full.Win("proposal")
	require.NoError(t, err)
	var codes []sf.Code
	for _, w := range e.Warnings {
		codes = append(codes, w.Code)
	}
	assert.Contains(t, codes, funnel.CodePriorOnly)
	assert.Contains(t, codes, funnel.CodeOpenLeftOut)

	var open funnel.Counts
	open.Add(p, funnel.Visit{Stage: 0, Next: -1})
	none := must(must(open.Matrix(funnel.Prior{})).Chain())
	assert.Empty(t, none.Stages())
	_, err = none.Win("lead")
	assert.Equal(t, funnel.CodeNoEvidence, faultsOf(t, err)[0].Code)
	e, err = none.Win("won")
	require.NoError(t, err)
	assert.InDelta(t, 1, e.Value, 0)

	var zero funnel.Counts
	m, err := zero.Matrix(funnel.Perks())
	require.NoError(t, err)
	assert.Empty(t, must(m.Chain()).Stages())
}

func TestDays(t *testing.T) {
	p := skipping(t)
	var c funnel.Counts
	for _, v := range []funnel.Visit{
		{Stage: 0, Next: 1, Days: 10}, {Stage: 0, Next: 5, Days: 2}, {Stage: 1, Next: 4, Days: 30}, {Stage: 1, Next: -1, Days: 500},
	} {
		c.Add(p, v)
	}
	chain := must(must(c.Matrix(funnel.Prior{})).Chain())
	e, err := chain.Days("lead")
	require.NoError(t, err)
	assert.InDelta(t, 6+.5*30, e.Value, 1e-14)
	assert.Equal(t, int64(2), e.N)
	require.Len(t, e.Warnings, 1)
	assert.Equal(t, "visits to stage qualified that are still open (1) are left out; the long ones are among them", e.Warnings[0].Text)
	_, err = must(must(c.Matrix(funnel.Perks())).Chain()).Days("lead")
	assert.Len(t, faultsOf(t, err), 2, "proposal and negotiation have no completed visit")
	_, err = must(chain.GivenWin()).Days("lead")
	assert.Equal(t, funnel.CodeNoEvidence, faultsOf(t, err)[0].Code)
}

// stroll walks one deal through the matrix and counts its visits.
func stroll(c *funnel.Counts, p *stage.Pipeline, rng *rand.Rand, m [][]float64, at int) (won bool) {
	for first := true; ; first = false {
		next, u := 0, rng.Float64()
		for u -= m[at][0]; u >= 0 && next < len(m[at])-1; u -= m[at][next] {
			next++
		}
		c.Add(p, funnel.Visit{Stage: at, Next: next, Days: 1, First: first})
		if at = next; skipsOut[at] != stage.Open {
			return skipsOut[at] == stage.Won
		}
	}
}

// TestClosedDealsAreReproduced: with every deal closed and no prior, starts × B = wins, exactly.
func TestClosedDealsAreReproduced(t *testing.T) {
	p := skipping(t)
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var c funnel.Counts
		wins := 0
		deals := rapid.IntRange(1, 200).Draw(t, "deals")
		for range deals {
			if stroll(&c, p, rng, skips, rng.IntN(4)) {
				wins++
			}
		}
		chain, err := must(c.Matrix(funnel.Prior{})).Chain()
		require.NoError(t, err)
		got, stays, starts := 0.0, 0.0, int64(0)
		for _, id := range skipsIDs[:4] {
			if c.Starts(id) == 0 {
				continue
			}
			starts += c.Starts(id)
			e, err := chain.Win(id)
			require.NoError(t, err)
			got += float64(c.Starts(id)) * e.Value
			mean, _, err := chain.Steps(id)
			require.NoError(t, err)
			stays += float64(c.Starts(id)) * mean
		}
		assert.Equal(t, int64(deals), starts)
		assert.InDelta(t, float64(wins), got, 1e-9)
		assert.InDelta(t, float64(c.Left("lead")+c.Left("qualified")+c.Left("proposal")+c.Left("negotiation")), stays, 1e-7,
			"and expected visits are the visits made")
	})
}

// TestCoverage: 95 % intervals of 300 samples of 300 closed deals cover the truth, a binomial count of standard error .013.
func TestCoverage(t *testing.T) {
	p := skipping(t)
	truth, err := chainOf(t, skipsIDs, skipsOut, skips).Win("lead")
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(4, 300))
	const runs = 300
	covered := 0
	for range runs {
		var c funnel.Counts
		for range 300 {
			stroll(&c, p, rng, skips, 0)
		}
		e, err := must(must(c.Matrix(funnel.Perks())).Chain()).Win("lead")
		require.NoError(t, err)
		if e.Low <= truth.Value && truth.Value <= e.High {
			covered++
		}
	}
	share := float64(covered) / runs
	t.Logf("covered %.3f", share)
	assert.InDelta(t, .95, share, .03)
}

func TestRowsSumToOne(t *testing.T) {
	p := skipping(t)
	rapid.Check(t, func(t *rapid.T) {
		c := counted(p, [][]int{rapid.SliceOfN(rapid.IntRange(0, 5), 6, 6).Draw(t, "n")})
		m, err := c.Matrix(funnel.Prior{Weight: rapid.SampledFrom([]float64{0, 1e-300, 1, 1e300}).Draw(t, "weight")})
		require.NoError(t, err)
		for _, id := range skipsIDs {
			row, ok := m.Row(nil, id)
			if !ok {
				continue
			}
			sum := 0.0
			for _, x := range row {
				assert.False(t, math.IsNaN(x))
				sum += x
			}
			assert.InDelta(t, 1, sum, 1e-14)
		}
	})
}
