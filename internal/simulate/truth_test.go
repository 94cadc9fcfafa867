package simulate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func mustTruth(t *testing.T, s Spec) Truth {
	t.Helper()
	truth, err := s.Truth()
	require.NoError(t, err)
	return truth
}

func inDeltas(t *testing.T, want, got []float64, delta float64) {
	t.Helper()
	require.GreaterOrEqual(t, len(got), len(want))
	assert.InDeltaSlice(t, want, got[:len(want)], delta)
}

// Goldens: (I−Q)⁻¹R and (I−Q)⁻¹1, solved independently, and the chain conditioned on a win. With stays of one day,
// mean days are mean steps.
func TestTruthOfTextbook(t *testing.T) {
	truth := mustTruth(t, Textbook())
	steps := []float64{3.7139648072, 3.6035192812, 2.9464619993, 1.8494945713}
	inDeltas(t, []float64{.2066267316, .3373268439, .4555597155, .7079371022, 1, 0}, truth.Win, 5e-11)
	inDeltas(t, steps, truth.Steps, 5e-11)
	inDeltas(t, steps, truth.Cycle, 5e-11)
	inDeltas(t, []float64{5.9413886842, 4.4958474111, 3.2923059447, 1.7312298659, 0, 0}, truth.CycleWon, 5e-11)
	inDeltas(t, []float64{1 / .6, 1 / .6, 1 / .65, 1 / .7, 0, 0}, truth.Stay, 1e-12)
	assert.InDelta(t, .2066267316, truth.WinRate, 5e-11)
	assert.InDelta(t, 3.7139648072, truth.MeanCycle, 5e-11)
	assert.InDelta(t, 5.9413886842, truth.MeanCycleWon, 5e-11)
	assert.InDelta(t, .5, truth.Next[0][1], 1e-12)
	assert.Equal(t, []string{"s1", "s2", "s3", "s4", "won", "lost"}, truth.Stages)
}

func TestTruthOfTrap(t *testing.T) {
	truth := mustTruth(t, Trap())
	assert.InDelta(t, .30, truth.WinRate, 1e-15)
	assert.InDelta(t, 90, truth.MeanCycleWon, 1e-12)
	assert.InDelta(t, 30, truth.MeanCycleLost, 1e-12)
	assert.InDelta(t, 48, truth.MeanCycle, 1e-12)
	assert.InDelta(t, 48, truth.Stay[0], 1e-12)
	assert.InDelta(t, 1, truth.Moves[0], 1e-15)
}

// randomSpec draws a chain with no guarantee but that each stage may end.
func randomSpec(t *rapid.T) Spec {
	s := Textbook()
	weight := rapid.Custom(func(t *rapid.T) float64 {
		return float64(rapid.IntRange(0, 5).Draw(t, "weight"))
	})
	for i := range 4 {
		weights := rapid.SliceOfN(weight, 6, 6).Draw(t, "row")
		weights[5]++
		var sum float64
		for _, w := range weights {
			sum += w
		}
		stage := &s.Stages[i]
		stage.Moves = nil
		for j, w := range weights {
			stage.Moves = append(stage.Moves, Move{To: s.Stages[j].ID, P: w / sum, Stay: Exponential(1 + w)})
		}
	}
	return s
}

func TestTruthLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomSpec(t)
		odds, pace := rapid.Float64Range(0.1, 10).Draw(t, "odds"), rapid.Float64Range(0.1, 10).Draw(t, "pace")
		s.Owners = []Agent{{Name: "a", Weight: 1, WinOdds: odds, Pace: pace}}
		base, err := s.Truth()
		if err != nil {
			t.Fatal(err)
		}
		tilted, err := s.TruthFor("a", "")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			for _, x := range []Truth{base, tilted} {
				closeTo(t, "win = Σ next·win", x.Win[i], dot(x.Next[i], x.Win))
				closeTo(t, "rows of next sum to 1", 1, sum(x.Next[i]))
				closeTo(t, "ends are reached once", 1, x.Visits[i][4]+x.Visits[i][5])
				closeTo(t, "visits to won", x.Win[i], x.Visits[i][4])
				closeTo(t, "cycle = Σ visits·stay", x.Cycle[i], dot(x.Visits[i], x.Stay))
				closeTo(t, "moves", x.Moves[i], sum(x.Visits[i][:4]))
				closeTo(t, "cycle by outcome", x.Cycle[i], x.Win[i]*x.CycleWon[i]+(1-x.Win[i])*x.CycleLost[i])
			}
			closeTo(t, "odds", odds*base.Win[i]*(1-tilted.Win[i]), tilted.Win[i]*(1-base.Win[i]))
			closeTo(t, "pace", pace*base.CycleWon[i], tilted.CycleWon[i])
		}
		closeTo(t, "one owner is the mixture", tilted.Win[0], base.WinRate)
		closeTo(t, "mean cycle", tilted.Cycle[0], base.MeanCycle)
		closeTo(t, "mean cycle lost", tilted.CycleLost[0], base.MeanCycleLost)
	})
}

func closeTo(t *rapid.T, what string, want, got float64) {
	if !(math.Abs(want-got) <= 1e-9*(1+math.Abs(want))) {
		t.Fatalf("%s: want %v, got %v", what, want, got)
	}
}

func dot(a, b []float64) (s float64) {
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func sum(a []float64) (s float64) {
	for _, x := range a {
		s += x
	}
	return s
}

func TestTruthMixesEntryOwnersAndSources(t *testing.T) {
	s := Trap()
	s.Owners = []Agent{{Name: "a", Weight: 3}, {Name: "b", Weight: 1, WinOdds: 7. / 3, Pace: 2}} // .30 becomes .50
	s.Sources = []Agent{{Name: "x", Weight: 1}}
	truth := mustTruth(t, s)
	assert.InDelta(t, .75*.3+.25*.5, truth.WinRate, 1e-12)
	assert.InDelta(t, (.75*.3*90+.25*.5*180)/.35, truth.MeanCycleWon, 1e-9)
	assert.InDelta(t, .30, truth.Win[0], 1e-12, "stages are those of no effect")

	s = Textbook()
	s.Entry = []Choice{{"s1", 1}, {"s4", 3}}
	assert.InDelta(t, .25*.2066267316+.75*.7079371022, mustTruth(t, s).WinRate, 1e-10)
}

func TestTruthOfHopelessAndCertainStages(t *testing.T) {
	s := Trap()
	s.Stages[0].Moves = []Move{{To: "lost", P: 1, Stay: Fixed(5)}, {To: "won", P: 0, Stay: Fixed(9)}}
	truth := mustTruth(t, s)
	assert.Equal(t, []float64{0, 1, 0}, truth.Win)
	assert.Zero(t, truth.MeanCycleWon)
	assert.InDelta(t, 5, truth.MeanCycle, 1e-12)

	s.Stages[0].Moves[0].P, s.Stages[0].Moves[1].P = 0, 1
	truth = mustTruth(t, s)
	assert.Equal(t, []float64{1, 1, 0}, truth.Win)
	assert.Zero(t, truth.MeanCycleLost)
	assert.InDelta(t, 9, truth.MeanCycle, 1e-12)
}

func TestTruthRefuses(t *testing.T) {
	_, err := Spec{}.Truth()
	require.Error(t, err)
	_, err = Spec{}.TruthFor("", "")
	require.Error(t, err)
	_, err = B2B().TruthFor("王芳", "nobody")
	require.ErrorContains(t, err, `"nobody"`)
	_, err = B2B().TruthFor("王芳", "电话")
	require.NoError(t, err)
}

func TestEliminateRefusesASingularSystem(t *testing.T) {
	assert.Nil(t, eliminate([][]float64{{1, 1, 2}, {1, 1, 3}}))
	assert.Equal(t, []float64{3, 2}, eliminate([][]float64{{0, 1, 2}, {1, 0, 3}}), "pivoting")
}
