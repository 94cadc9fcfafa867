package funnel_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/internal/simulate"
)

// By hand: F = (.40625, .4375) and S = .15625 at the oldest age, 6 exits, so that all ages make the tail: half of them each way.
func TestAdjustedMatrix(t *testing.T) {
	for tail, want := range map[funnel.Tail][2]float64{
		funnel.TailConstant:  {.484375, .515625},
		funnel.TailNormalise: {.40625 / .84375, .4375 / .84375},
	} {
		for _, unit := range []int{1, 2, 7, 400} {
			h := hazardsOf(t, tied(t, unit), funnel.HazardOptions{Tail: tail})
			m, err := h.Matrix()
			require.NoError(t, err)
			for j, to := range []string{"won", "lost"} {
				p, ok := m.P("open", to)
				require.True(t, ok)
				assert.InDelta(t, want[j], p, 1e-15, "%v to %s", tail, to)
			}
			chain, err := m.Chain()
			require.NoError(t, err)
			win, err := chain.Win("open")
			require.NoError(t, err)
			assert.InDelta(t, want[0], win.Value, 1e-15)
		}
	}
	h := hazardsOf(t, tied(t, 1), funnel.HazardOptions{Tail: funnel.TailNone})
	m, err := h.Matrix()
	require.NoError(t, err)
	assert.False(t, m.Known("open"), "what becomes of .156 of them is not said")
	assert.True(t, m.Known("won"))
	e, err := h.Move("open", "won")
	require.NoError(t, err)
	assert.True(t, e.IsZero())
	_, err = h.Move("won", "nowhere")
	assert.Len(t, faultsOf(t, err), 2)

	h = hazardsOf(t, subjects(t, 1, []int{1, 2, 3}, []int{1, 2, 1}), funnel.HazardOptions{Tail: funnel.TailNone})
	m, err = h.Matrix()
	require.NoError(t, err)
	p, ok := m.P("open", "won")
	assert.True(t, ok, "all have ended: no tail is needed")
	assert.InDelta(t, 2./3, p, 1e-15)

	h = hazardsOf(t, subjects(t, 1, []int{4}, []int{0}), funnel.HazardOptions{})
	m, err = h.Matrix()
	require.NoError(t, err)
	assert.False(t, m.Known("open"), "nobody was seen to leave")
}

// The tail holds the smallest set of oldest ages with ten exits: here those from age 20 on, where all is won, not the quick losses.
func TestTailOfTheOldestAges(t *testing.T) {
	var times, cause []int
	for range 30 {
		times, cause = append(times, 2), append(cause, 2)
	}
	for i := range 11 {
		times, cause = append(times, 20+i/2), append(cause, 1)
	}
	for range 9 {
		times, cause = append(times, 30), append(cause, 0)
	}
	times, cause = append(times, 19), append(cause, 2)
	h := hazardsOf(t, subjects(t, 1, times, cause), funnel.HazardOptions{})
	m, err := h.Matrix()
	require.NoError(t, err)
	won, _ := m.P("open", "won")
	assert.InDelta(t, 20./51, won, 1e-15, "eleven were, and the nine that go on will be")
	e, err := h.Move("open", "won")
	require.NoError(t, err)
	assert.InDelta(t, 20./51, e.Value, 1e-15)
	assert.Equal(t, int64(51), e.N)
	assert.Equal(t, []sf.Code{funnel.CodeTailShare}, codesOf(e.Warnings))
}

// Without open stays the adjusted matrix is the completed one, and its interval nearly that of a share.
func TestAdjustedIsCompletedWhenAllHaveEnded(t *testing.T) {
	p := sixStages(t, stageForward)
	rapid.Check(t, func(t *rapid.T) {
		var counts funnel.Counts
		l := funnel.NewLifeTable(rapid.IntRange(1, 9).Draw(t, "unit"))
		for range rapid.IntRange(0, 60).Draw(t, "n") {
			v := funnel.Visit{
				Stage: rapid.IntRange(0, 2).Draw(t, "stage"), Next: rapid.IntRange(0, 5).Draw(t, "next"), Days: rapid.IntRange(0, 30).Draw(t, "days"),
			}
			counts.Add(p, v)
			l.Add(p, v)
		}
		completed, err := counts.Matrix(funnel.Prior{})
		require.NoError(t, err)
		h := hazardsOf(t, l, funnel.HazardOptions{Tail: funnel.Tail(rapid.IntRange(0, 2).Draw(t, "tail"))})
		adjusted, err := h.Matrix()
		require.NoError(t, err)
		for _, from := range completed.Stages() {
			want, ok := completed.Row(nil, from)
			got, known := adjusted.Row(nil, from)
			assert.Equal(t, ok, known)
			assert.InDeltaSlice(t, want, got, 1e-12)
		}
	})
}

// With all ended and no late entry, the variance of p_ij is the binomial p(1−p)/n.
func TestMoveInterval(t *testing.T) {
	var times, cause []int
	for i := range 40 {
		times, cause = append(times, i%7), append(cause, 1+i%5/3)
	}
	h := hazardsOf(t, subjects(t, 1, times, cause), funnel.HazardOptions{})
	e, err := h.Move("open", "won")
	require.NoError(t, err)
	assert.InDelta(t, .6, e.Value, 1e-12)
	assert.InDelta(t, 0.4434652, e.Low, 1e-6, "logit(.6) ± 1.96/√(40·.6·.4)")
	assert.InDelta(t, 0.7384718, e.High, 1e-6)
	e, err = h.Move("open", "open")
	require.NoError(t, err)
	assert.Zero(t, e.Value)
	assert.Zero(t, e.Low)
	assert.InDelta(t, 0.0605, e.High, 1e-4, "Jeffreys for none of forty")
}

// A funnel that grows, with quick losses and slow wins: the completed stays lose too often, the adjusted matrix has the truth. Seeds are
// fixed; the tolerance is 4.5 standard errors, a chance of 1 in 100,000.
func TestAdjustedMatrixRecoversTheTruth(t *testing.T) {
	s := simulate.Trap()
	s.Arrivals.Deals = 20_000
	h := drawn(t, s, 3)
	view := h.AsOf(s.End)
	completed, err := view.Counts().Matrix(funnel.Prior{})
	require.NoError(t, err)
	naive, err := completed.Estimate("open", "won")
	require.NoError(t, err)
	assert.Less(t, naive.High, .28, "completed visits are too often the quick losses")
	for _, unit := range []int{1, 7} {
		hazards := hazardsOf(t, view.LifeTable(unit), funnel.HazardOptions{})
		e, err := hazards.Move("open", "won")
		require.NoError(t, err)
		se := (e.High - e.Low) / 2 / 1.96
		assert.Less(t, se, .005)
		assert.InDelta(t, .30, e.Value, 4.5*se)
		m, err := hazards.Matrix()
		require.NoError(t, err)
		p, _ := m.P("open", "won")
		assert.InDelta(t, e.Value, p, 1e-12)
	}
	// Incidence of wins at 180 days: .30 times the chance that a Gamma(3, 30 days) stay is over, .2813 (R: .3*pgamma(180.5,3,1/30) ≈ .2816).
	won, err := hazardsOf(t, view.LifeTable(1), funnel.HazardOptions{}).Incidence("open", "won")
	require.NoError(t, err)
	e := won.At(180)
	assert.InDelta(t, .2815, e.Value, 4.5*(e.High-e.Low)/2/1.96)
}

// TestCoverageOfTimeInStage: intervals hold the truth 95 times in 100. 2000 redraws of 300 stays with geometric ages, two causes and
// censoring; the share may be off by 3.3 standard errors, .016, and by as much again for 300 stays being few.
func TestCoverageOfTimeInStage(t *testing.T) {
	const draws, stays, leave, win = 2000, 300, 0.08, 0.3
	p := causes(t)
	rng := rand.New(rand.NewPCG(5, 6))
	held := map[string]int{}
	for range draws {
		l := funnel.NewLifeTable(1)
		for range stays {
			v := funnel.Visit{Next: 2}
			for rng.Float64() > leave {
				v.Days++
			}
			if rng.Float64() < win {
				v.Next = 1
			}
			if seen := rng.IntN(40); v.Days >= seen {
				v.Days, v.Next = seen, -1
			}
			l.Add(p, v)
		}
		h := hazardsOf(t, l, funnel.HazardOptions{})
		s, err := h.Survival("open")
		require.NoError(t, err)
		f, err := h.Incidence("open", "won")
		require.NoError(t, err)
		move, err := h.Move("open", "won")
		require.NoError(t, err)
		alive := 1.0
		mean := 0.0
		for range 11 {
			alive *= 1 - leave
			mean += alive
		}
		for name, x := range map[string]struct {
			e     sf.Estimate
			truth float64
		}{
			"S(10)": {s.At(10), alive}, "F(10)": {f.At(10), win * (1 - alive)}, "mean": {s.Mean(11), mean}, "p": {move, win},
			"median": {s.Quantile(.5), 8},
		} {
			if x.e.Low <= x.truth && x.truth <= x.e.High {
				held[name]++
			}
		}
	}
	for name, n := range held {
		share := float64(n) / draws
		if name == "median" {
			assert.GreaterOrEqual(t, share, .93, "a median on a grid of days")
			continue
		}
		assert.InDelta(t, .95, share, .02, name)
	}
	assert.Len(t, held, 5)
}
