package funnel_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// chainOf returns the chain of a given matrix, which must have one.
func chainOf(t require.TestingT, ids []string, out []stage.Outcome, p [][]float64) *funnel.Chain {
	m, err := funnel.NewMatrix(ids, out, p)
	require.NoError(t, err)
	c, err := m.Chain()
	require.NoError(t, err)
	return c
}

// walk is the drunkard's walk of Grinstead and Snell (1997, Introduction to Probability, ch. 11): home at 0, the bar at 4.
func walk(t *testing.T, right float64) *funnel.Chain {
	l, r := 1-right, right
	return chainOf(t, []string{"0", "1", "2", "3", "4"}, []stage.Outcome{stage.Lost, stage.Open, stage.Open, stage.Open, stage.Won},
		[][]float64{nil, {l, 0, r, 0, 0}, {0, l, 0, r, 0}, {0, 0, l, 0, r}, nil})
}

// TestDrunkard has the exact rationals of the fundamental matrix, computed with fractions in Python 3.11.
func TestDrunkard(t *testing.T) {
	for _, test := range []struct {
		right      float64
		n          [3][3]float64
		mean, vary [3]float64
		b, given   [3][2]float64 // to 0, to 4
		reach      [3][3]float64
	}{
		{
			0.5,
			[3][3]float64{{1.5, 1, .5}, {1, 2, 1}, {.5, 1, 1.5}},
			[3]float64{3, 4, 3},
			[3]float64{8, 8, 8},
			[3][2]float64{{.75, .25}, {.5, .5}, {.25, .75}},
			[3][2]float64{{7. / 3, 5}, {4, 4}, {5, 7. / 3}},
			[3][3]float64{{1. / 3, .5, 1. / 3}, {2. / 3, .5, 2. / 3}, {1. / 3, .5, 1. / 3}},
		},
		{
			2. / 3,
			[3][3]float64{{1.4, 1.2, .8}, {.6, 1.8, 1.2}, {.2, .6, 1.4}},
			[3]float64{3.4, 3.6, 2.2},
			[3]float64{168. / 25, 144. / 25, 24. / 5},
			[3][2]float64{{7. / 15, 8. / 15}, {.2, .8}, {1. / 15, 14. / 15}},
			[3][2]float64{{71. / 35, 23. / 5}, {18. / 5, 18. / 5}, {23. / 5, 71. / 35}},
			[3][3]float64{{2. / 7, 2. / 3, 4. / 7}, {3. / 7, 4. / 9, 6. / 7}, {1. / 7, 1. / 3, 2. / 7}},
		},
	} {
		c := walk(t, test.right)
		won, err := c.GivenWin()
		require.NoError(t, err)
		lost, err := c.Given("0")
		require.NoError(t, err)
		for i := range 3 {
			id := fmt.Sprint(i + 1)
			mean, variance, err := c.Steps(id)
			require.NoError(t, err)
			assert.InDelta(t, test.mean[i], mean, 1e-13)
			assert.InDelta(t, test.vary[i], variance, 1e-12)
			for j, end := range []string{"0", "4"} {
				b, err := c.End(id, end)
				require.NoError(t, err)
				assert.InDelta(t, test.b[i][j], b, 1e-14)
				conditioned := []*funnel.Chain{lost, won}[j]
				mean, _, err := conditioned.Steps(id)
				require.NoError(t, err)
				assert.InDelta(t, test.given[i][j], mean, 1e-12)
			}
			for j := range 3 {
				n, err := c.Visits(id, fmt.Sprint(j+1))
				require.NoError(t, err)
				assert.InDelta(t, test.n[i][j], n, 1e-13)
				h, err := c.Reach(id, fmt.Sprint(j+1))
				require.NoError(t, err)
				assert.InDelta(t, test.reach[i][j], h, 1e-14)
			}
		}
	}
	_, variance, err := must(walk(t, 0.5).GivenWin()).Steps("1")
	require.NoError(t, err)
	assert.InDelta(t, 8, variance, 1e-12)
	_, variance, err = must(walk(t, 2./3).Given("0")).Steps("1")
	require.NoError(t, err)
	assert.InDelta(t, 5256./1225, variance, 1e-12)
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

var (
	skipsIDs = []string{"lead", "qualified", "proposal", "negotiation", "won", "lost"}
	skipsOut = []stage.Outcome{stage.Open, stage.Open, stage.Open, stage.Open, stage.Won, stage.Lost}
	skips    = [][]float64{
		{.40, .30, .05, 0, 0, .25},
		{.05, .40, .30, .05, .02, .18},
		{0, .10, .35, .30, .05, .20},
		{0, 0, .10, .30, .45, .15},
		nil, nil,
	}
)

// TestSkipsAndReturns: exact rationals (Python 3.11 fractions): P(win) 5519/26710, 901/2671, 6084/13355, 18909/26710.
func TestSkipsAndReturns(t *testing.T) {
	c := chainOf(t, skipsIDs, skipsOut, skips)
	won, err := c.GivenWin()
	require.NoError(t, err)
	for i, want := range []struct{ win, steps, variance, given float64 }{
		{5519. / 26710, 9920. / 2671, 54190080. / 7134241, 87583490. / 14741249},
		{901. / 2671, 9625. / 2671, 44089900. / 7134241, 10819576. / 2406571},
		{6084. / 13355, 7870. / 2671, 31669730. / 7134241, 26750585. / 8125182},
		{18909. / 26710, 4940. / 2671, 16476260. / 7134241, 87437390. / 50505939},
	} {
		id := skipsIDs[i]
		e, err := c.Win(id)
		require.NoError(t, err)
		assert.InDelta(t, want.win, e.Value, 1e-14)
		assert.False(t, e.HasInterval(), "a given matrix has no evidence")
		assert.Equal(t, "absorbing chain", e.Method)
		mean, variance, err := c.Steps(id)
		require.NoError(t, err)
		assert.InDelta(t, want.steps, mean, 1e-13)
		assert.InDelta(t, want.variance, variance, 1e-12)
		mean, _, err = won.Steps(id)
		require.NoError(t, err)
		assert.InDelta(t, want.given, mean, 1e-12)
		e, err = won.Win(id)
		require.NoError(t, err)
		assert.InDelta(t, 1, e.Value, 1e-14)
	}
	reach, err := c.Reach("lead", "negotiation")
	require.NoError(t, err)
	assert.InDelta(t, 23./103, reach, 1e-14)
	again, err := c.Reach("negotiation", "negotiation")
	require.NoError(t, err)
	assert.InDelta(t, 1449./4120, again, 1e-14)
	end, err := c.Reach("lead", "won")
	require.NoError(t, err)
	assert.InDelta(t, 5519./26710, end, 1e-14)
}

func TestEndsOfAChain(t *testing.T) {
	c := chainOf(t, skipsIDs, skipsOut, skips)
	for id, want := range map[string]float64{"won": 1, "lost": 0} {
		e, err := c.Win(id)
		require.NoError(t, err)
		assert.InDelta(t, want, e.Value, 0)
		b, err := c.End(id, "won")
		require.NoError(t, err)
		assert.InDelta(t, want, b, 0)
		mean, variance, err := c.Steps(id)
		require.NoError(t, err)
		assert.Zero(t, mean+variance)
		days, err := c.Days(id)
		require.NoError(t, err)
		assert.Zero(t, days.Value)
		s, err := c.Sensitivity(id, "lead", "won", funnel.TakeRest)
		require.NoError(t, err)
		assert.Zero(t, s)
	}
	assert.Equal(t, skipsIDs[:4], c.Stages())
	assert.Equal(t, skipsIDs, c.Matrix().Stages())
}

func TestChainRefuses(t *testing.T) {
	c := chainOf(t, skipsIDs, skipsOut, skips)
	_, errWin := c.Win("nowhere")
	_, errEnd := c.End("nowhere", "lead")
	_, errVisits := c.Visits("won", "nowhere")
	_, errReach := c.Reach("won", "lead")
	_, _, errSteps := c.Steps("")
	_, errDays := c.Days("lead")
	_, errDaysNo := c.Days("nowhere")
	_, errGiven := c.Given("lead")
	_, errSens := c.Sensitivity("nowhere", "won", "nowhere", funnel.TakeRest)
	for name, test := range map[string]struct {
		err    error
		code   sf.Code
		faults int
	}{
		"win":     {errWin, funnel.CodeChainStage, 1},
		"end":     {errEnd, funnel.CodeChainStage, 2},
		"visits":  {errVisits, funnel.CodeChainStage, 2},
		"reach":   {errReach, funnel.CodeChainStage, 1},
		"steps":   {errSteps, funnel.CodeChainStage, 1},
		"days":    {errDays, funnel.CodeNoEvidence, 4},
		"days no": {errDaysNo, funnel.CodeChainStage, 1},
		"given":   {errGiven, funnel.CodeChainStage, 1},
		"sens":    {errSens, funnel.CodeChainStage, 3},
	} {
		assert.Equal(t, test.code, faultsOf(t, test.err)[0].Code, name)
		assert.Len(t, faultsOf(t, test.err), test.faults, name)
	}
}

// faultsOf returns the faults of an error that must be an InvalidError.
func faultsOf(t require.TestingT, err error) []sf.Note {
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	return invalid.Faults
}

func TestCannotEnd(t *testing.T) {
	m, err := funnel.NewMatrix([]string{"a", "b", "c", "d", "won"}, []stage.Outcome{stage.Open, stage.Open, stage.Open, stage.Open, stage.Won},
		[][]float64{{0, .5, 0, .5, 0}, {0, 0, 1, 0, 0}, {0, 1, 0, 0, 0}, {0, 0, 0, 0, 1}, nil})
	require.NoError(t, err)
	_, err = m.Chain()
	faults := faultsOf(t, err)
	require.Len(t, faults, 2, "a can reach an end, b and c cannot")
	assert.Equal(t, funnel.CodeCannotEnd, faults[0].Code)
	assert.Equal(t, "from stage b no won or lost stage can be reached", faults[0].Text)
	assert.Equal(t, "from stage c no won or lost stage can be reached", faults[1].Text)
}

func TestAlmostNeverEnds(t *testing.T) {
	// 1 − q is exactly 0 in floating point here: only an elimination that never forms it can answer.
	c := chainOf(t, []string{"a", "b", "won", "lost"}, []stage.Outcome{stage.Open, stage.Open, stage.Won, stage.Lost},
		[][]float64{{0, 1, 0, 0}, {1, 0, 3e-300, 1e-300}, nil, nil})
	e, err := c.Win("a")
	require.NoError(t, err)
	assert.InDelta(t, .75, e.Value, 1e-15)
	n, err := c.Visits("a", "a")
	require.NoError(t, err)
	assert.InEpsilon(t, 0.25e300, n, 1e-14)
	_, _, err = c.Steps("a")
	assert.Equal(t, funnel.CodeChainRange, faultsOf(t, err)[0].Code, "the variance is about 1e600")

	m, err := funnel.NewMatrix([]string{"a", "won"}, []stage.Outcome{stage.Open, stage.Won}, [][]float64{{1, 5e-324}, nil})
	require.NoError(t, err)
	_, err = m.Chain()
	assert.Equal(t, funnel.CodeChainRange, faultsOf(t, err)[0].Code)
}

func TestOutcomesThatDoNotOccur(t *testing.T) {
	c := chainOf(t, []string{"a", "b", "won", "lost"}, []stage.Outcome{stage.Open, stage.Open, stage.Won, stage.Lost},
		[][]float64{{0, .5, 0, .5}, {0, 0, 0, 1}, nil, nil})
	_, err := c.GivenWin()
	assert.Equal(t, funnel.CodeNeverEndsSo, faultsOf(t, err)[0].Code)
	e, err := c.Win("a")
	require.NoError(t, err)
	assert.Zero(t, e.Value)

	c = chainOf(t, []string{"a", "b", "won", "lost"}, []stage.Outcome{stage.Open, stage.Open, stage.Won, stage.Lost},
		[][]float64{{0, .5, .25, .25}, {0, 0, 0, 1}, nil, nil})
	won, err := c.GivenWin()
	require.NoError(t, err)
	assert.Equal(t, []string{"a"}, won.Stages(), "b cannot win, so nothing can be said of it given a win")
	_, err = won.Win("b")
	assert.Equal(t, funnel.CodeNoEvidence, faultsOf(t, err)[0].Code)

	empty, err := funnel.NewMatrix(nil, nil, nil)
	require.NoError(t, err)
	none, err := empty.Chain()
	require.NoError(t, err)
	assert.Empty(t, none.Stages())
}

func TestSensitivity(t *testing.T) {
	c := chainOf(t, skipsIDs, skipsOut, skips)
	// 0.2308206296 and 0.4532281710 were computed with numpy and confirmed by finite differences.
	s, err := c.Sensitivity("lead", "proposal", "negotiation", funnel.TakeRest)
	require.NoError(t, err)
	assert.InDelta(t, .230820629693, s, 1e-11)
	s, err = c.Sensitivity("lead", "proposal", "negotiation", funnel.TakeLost)
	require.NoError(t, err)
	assert.InDelta(t, .453228171014, s, 1e-11)

	certain := chainOf(t, []string{"a", "won"}, []stage.Outcome{stage.Open, stage.Won}, [][]float64{{0, 1}, nil})
	for _, take := range []funnel.TakeFrom{funnel.TakeRest, funnel.TakeLost} {
		_, err = certain.Sensitivity("a", "a", "won", take)
		assert.Equal(t, funnel.CodeNothingToTake, faultsOf(t, err)[0].Code)
	}
}

// drawMatrix draws a matrix in which every open stage can end.
func drawMatrix(t *rapid.T) (ids []string, out []stage.Outcome, p [][]float64) {
	open := rapid.IntRange(1, 7).Draw(t, "open")
	n := open + 2
	for i := range n {
		ids = append(ids, fmt.Sprintf("s%d", i))
		out = append(out, stage.Open)
	}
	out[open], out[open+1] = stage.Won, stage.Lost
	for range open {
		row, sum := make([]float64, n), 0.0
		for j := range row {
			row[j] = float64(rapid.IntRange(0, 20).Draw(t, "weight"))
			sum += row[j]
		}
		row[n-1]++ // so that every stage can end
		for j := range row {
			row[j] /= sum + 1
		}
		p = append(p, row)
	}
	return ids, out, append(p, nil, nil)
}

func TestChainLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids, out, p := drawMatrix(t)
		c := chainOf(t, ids, out, p)
		k := len(ids) - 2
		a := mat.NewDense(k, k, nil) // an independent answer: LU with pivoting
		win := mat.NewVecDense(k, nil)
		for i := range k {
			for j := range k {
				a.Set(i, j, -p[i][j])
			}
			a.Set(i, i, 1-p[i][i])
			win.SetVec(i, p[i][k])
		}
		var want mat.VecDense
		require.NoError(t, want.SolveVec(a, win))
		for i := range k {
			e, err := c.Win(ids[i])
			require.NoError(t, err)
			assert.InDelta(t, want.AtVec(i), e.Value, 1e-10)
			won, err := c.End(ids[i], ids[k])
			require.NoError(t, err)
			lost, err := c.End(ids[i], ids[k+1])
			require.NoError(t, err)
			assert.InDelta(t, 1, won+lost, 1e-11, "absorption sums to one")
			assert.InDelta(t, e.Value, won, 1e-12)
			mean, variance, err := c.Steps(ids[i])
			require.NoError(t, err)
			assert.GreaterOrEqual(t, mean, 1.0)
			assert.GreaterOrEqual(t, variance, 0.0)
			for j := range k {
				h, err := c.Reach(ids[i], ids[j])
				require.NoError(t, err)
				n, err := c.Visits(ids[i], ids[j])
				require.NoError(t, err)
				self, err := c.Visits(ids[j], ids[j])
				require.NoError(t, err)
				here := 0.0
				if i == j {
					here = 1
				}
				assert.InDelta(t, n, here+h*self, 1e-9*self)
			}
		}
	})
}

func TestSensitivityIsTheDerivative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids, out, p := drawMatrix(t)
		m, err := funnel.NewMatrix(ids, out, p)
		require.NoError(t, err)
		k := rapid.IntRange(0, len(ids)-3).Draw(t, "k")
		j := rapid.IntRange(0, len(ids)-1).Draw(t, "j")
		const h = 1e-6
		if p[k][j] < 1e-2 || p[k][j] > .9 {
			t.Skip("no room to either side")
		}
		win := func(m *funnel.Matrix) float64 {
			e, err := must(m.Chain()).Win(ids[0])
			require.NoError(t, err)
			return e.Value
		}
		up, err := m.With(ids[k], ids[j], p[k][j]+h)
		require.NoError(t, err)
		down, err := m.With(ids[k], ids[j], p[k][j]-h)
		require.NoError(t, err)
		got, err := must(m.Chain()).Sensitivity(ids[0], ids[k], ids[j], funnel.TakeRest)
		require.NoError(t, err)
		assert.InDelta(t, (win(up)-win(down))/(2*h), got, 1e-4*(1+math.Abs(got)))

		last := len(ids) - 1
		if j == last || p[k][last] < 1e-2 {
			return
		}
		moved := func(h float64) float64 {
			q := make([][]float64, len(p))
			for i := range p {
				q[i] = append([]float64(nil), p[i]...)
			}
			q[k][j] += h
			q[k][last] -= h
			m, err := funnel.NewMatrix(ids, out, append(q[:last-1], nil, nil))
			require.NoError(t, err)
			return win(m)
		}
		got, err = must(m.Chain()).Sensitivity(ids[0], ids[k], ids[j], funnel.TakeLost)
		require.NoError(t, err)
		assert.InDelta(t, (moved(h)-moved(-h))/(2*h), got, 1e-4*(1+math.Abs(got)))
	})
}

func TestRelabellingPermutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids, out, p := drawMatrix(t)
		n := len(ids)
		order := rapid.Permutation(indices(n)).Draw(t, "order")
		ids2, out2, p2 := make([]string, n), make([]stage.Outcome, n), make([][]float64, n)
		for i, from := range order {
			ids2[i], out2[i] = ids[from], out[from]
			if p[from] == nil {
				continue
			}
			p2[i] = make([]float64, n)
			for j, to := range order {
				p2[i][j] = p[from][to]
			}
		}
		a, b := chainOf(t, ids, out, p), chainOf(t, ids2, out2, p2)
		for _, id := range ids {
			x, err := a.Win(id)
			require.NoError(t, err)
			y, err := b.Win(id)
			require.NoError(t, err)
			assert.InDelta(t, x.Value, y.Value, 1e-12)
		}
	})
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func TestLargestChain(t *testing.T) {
	// 253 open stages in a row, each with 1/2 to the next: P(win from i) = 2^−(253−i).
	n := stage.MaxStages
	ids, out, p := make([]string, n), make([]stage.Outcome, n), make([][]float64, n)
	for i := range n {
		ids[i] = fmt.Sprint(i)
		if i < n-2 {
			p[i] = make([]float64, n)
			p[i][i+1], p[i][n-1] = .5, .5
		}
	}
	out[n-2], out[n-1] = stage.Won, stage.Lost
	c := chainOf(t, ids, out, p)
	e, err := c.Win("0")
	require.NoError(t, err)
	assert.InEpsilon(t, math.Pow(2, -253), e.Value, 1e-12)

	_, err = funnel.NewMatrix(append(ids, "more"), append(out, stage.Lost), append(p, nil))
	assert.Equal(t, funnel.CodeMatrixSize, faultsOf(t, err)[0].Code)
}
