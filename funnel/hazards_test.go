package funnel_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// causes is a pipeline of one open stage with two ends.
func causes(t require.TestingT) *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "causes", Stages: []stage.Stage{
		{ID: "open"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return p
}

// subjects are times and causes as a statistics package has them: cause 0 is censored, after the exits of that time, so that an open stay of
// one more day says the same. With entries, a subject is at risk after its entry.
func subjects(t require.TestingT, unit int, times, cause []int, entries ...int) *funnel.LifeTable {
	l, p := funnel.NewLifeTable(unit), causes(t)
	for i, at := range times {
		v := funnel.Visit{Next: cause[i], Days: at}
		if cause[i] == 0 {
			v.Next, v.Days = -1, at+1
		}
		if len(entries) > 0 && entries[i] > 0 {
			v.SinceDays = entries[i] + 1
		}
		l.Add(p, v)
	}
	return l
}

// tied is the set with ties of different causes, tiedSet of R's documentation of competing risks.
func tied(t require.TestingT, unit int) *funnel.LifeTable {
	return subjects(t, unit, []int{1, 2, 2, 2, 3, 4, 4, 5}, []int{1, 1, 2, 0, 2, 1, 2, 0})
}

func hazardsOf(t require.TestingT, l *funnel.LifeTable, o funnel.HazardOptions) *funnel.Hazards {
	h, err := l.Hazards(o)
	require.NoError(t, err)
	return h
}

func codesOf(notes []sf.Note) []sf.Code {
	var codes []sf.Code
	for _, n := range notes {
		codes = append(codes, n.Code)
	}
	return codes
}

func TestHazardsByHand(t *testing.T) {
	h := hazardsOf(t, tied(t, 1), funnel.HazardOptions{})
	assert.Equal(t, 6, h.Ages("open"))
	assert.Zero(t, h.Ages("won")+h.Ages("nowhere"))
	assert.Equal(t, []string{"open", "won", "lost"}, h.Stages())
	assert.Equal(t, 1, h.Unit())
	for age, want := range []struct {
		won, lost float64
		n         int64
	}{{0, 0, 8}, {1. / 8, 0, 8}, {1. / 7, 1. / 7, 7}, {0, 1. / 4, 4}, {1. / 3, 1. / 3, 3}, {0, 0, 1}} {
		won, err := h.At("open", "won", age)
		require.NoError(t, err)
		lost, err := h.At("open", "lost", age)
		require.NoError(t, err)
		assert.InDelta(t, want.won, won.Value, 1e-15, "won at %d", age)
		assert.InDelta(t, want.lost, lost.Value, 1e-15, "lost at %d", age)
		assert.Equal(t, want.n, won.N)
		assert.True(t, won.HasInterval() && won.Low <= won.Value && won.Value <= won.High, "%v", won)
	}
	same, err := h.At("open", "open", 2)
	require.NoError(t, err)
	assert.Zero(t, same.Value)
	for _, age := range []int{-1, 6} {
		e, err := h.At("open", "won", age)
		require.NoError(t, err)
		assert.True(t, e.IsZero(), "nobody was at risk at %d", age)
	}
	_, err = h.At("won", "nowhere", 0)
	assert.Equal(t, []sf.Code{funnel.CodeChainStage, funnel.CodeChainStage}, codesOf(faultsOf(t, err)))
}

// A prior of 2 stays of the stage's own mean rates: 3 wins and 3 losses in 31 days under observation.
func TestHazardPrior(t *testing.T) {
	h := hazardsOf(t, tied(t, 1), funnel.HazardOptions{Prior: 2})
	e, err := h.At("open", "won", 2)
	require.NoError(t, err)
	assert.InDelta(t, (1+2*3./31)/(7+2), e.Value, 1e-15)
	assert.Equal(t, int64(9), e.N)
	e, err = h.At("open", "won", 5)
	require.NoError(t, err)
	assert.InDelta(t, 2*3./31/3, e.Value, 1e-15, "nobody left at that age")
	gap := subjects(t, 1, []int{1, 9}, []int{1, 2}, 0, 6)
	e, err = hazardsOf(t, gap, funnel.HazardOptions{Prior: 2}).At("open", "lost", 4)
	require.NoError(t, err)
	assert.InDelta(t, 1./5, e.Value, 1e-15, "nobody was at risk at that age: the prior alone")
	e, err = hazardsOf(t, gap, funnel.HazardOptions{}).At("open", "lost", 4)
	require.NoError(t, err)
	assert.True(t, e.IsZero())

	for _, prior := range []float64{-1, math.NaN(), math.Inf(1), math.Inf(-1), 1e300} {
		_, err := tied(t, 1).Hazards(funnel.HazardOptions{Prior: prior, Tail: 3})
		assert.Equal(t, []sf.Code{funnel.CodePriorWeight, funnel.CodeHazardTail}, codesOf(faultsOf(t, err)))
	}
}

func TestHazardWarnings(t *testing.T) {
	h := hazardsOf(t, tied(t, 1), funnel.HazardOptions{})
	assert.Equal(t, []sf.Code{funnel.CodeTailShare, funnel.CodeTailFew}, codesOf(h.Warnings()))
	assert.Equal(t, "15.6% of the visits to stage open are expected to outlast age 5, the oldest that was seen; what becomes of them is extrapolated",
		h.Warnings()[0].String())
	assert.Equal(t, "what becomes of the oldest visits to stage open is learned from 6 exits only; 10 are needed", h.Warnings()[1].String())
	share, err := h.Extrapolated("open")
	require.NoError(t, err)
	assert.InDelta(t, .15625, share, 1e-15)
	_, err = h.Extrapolated("won")
	assert.Len(t, faultsOf(t, err), 1)

	closed := subjects(t, 1, []int{1, 2, 3}, []int{1, 2, 1})
	assert.Empty(t, hazardsOf(t, closed, funnel.HazardOptions{}).Warnings(), "all have ended: nothing is extrapolated")
	assert.Equal(t, []sf.Code{funnel.CodeTailShare}, codesOf(hazardsOf(t, tied(t, 1), funnel.HazardOptions{Tail: funnel.TailNone}).Warnings()))

	gap := subjects(t, 1, []int{3, 9, 9}, []int{1, 2, 1}, 0, 6, 6)
	notes := hazardsOf(t, gap, funnel.HazardOptions{}).Warnings()
	require.Equal(t, []sf.Code{funnel.CodeRiskGap}, codesOf(notes))
	assert.Equal(t, "3", notes[0].Arg("age").String())
	late := subjects(t, 7, []int{8, 30}, []int{1, 2}, 7, 7)
	notes = hazardsOf(t, late, funnel.HazardOptions{}).Warnings()
	require.Equal(t, []sf.Code{funnel.CodeRiskGap}, codesOf(notes))
	assert.Equal(t, "0", notes[0].Arg("age").String(), "nobody was seen at the beginning")

	old := tableOf(causes(t), 1, funnel.Visit{Next: 1, Days: 50_000}, funnel.Visit{Next: 1, Days: 50_000, SinceDays: 40_000})
	notes = hazardsOf(t, old, funnel.HazardOptions{}).Warnings()
	require.NotEmpty(t, notes)
	assert.Equal(t, "2 visits to stage open are older than 36525 days; what happened to them at that age is left out", notes[0].String())
}

func TestNoHazards(t *testing.T) {
	var zero funnel.LifeTable
	h := hazardsOf(t, &zero, funnel.HazardOptions{})
	assert.Empty(t, h.Stages())
	assert.Empty(t, h.Warnings())
	m, err := h.Matrix()
	require.NoError(t, err)
	assert.Empty(t, m.Stages())

	h = hazardsOf(t, tableOf(causes(t), 1, funnel.Visit{Next: -1}), funnel.HazardOptions{Prior: 1})
	assert.Zero(t, h.Ages("open"))
	share, err := h.Extrapolated("open")
	require.NoError(t, err)
	assert.InDelta(t, 1, share, 0)
	e, err := h.At("open", "won", 0)
	require.NoError(t, err)
	assert.True(t, e.IsZero())
}

func TestTailWords(t *testing.T) {
	for tail, word := range map[funnel.Tail]string{funnel.TailConstant: "constant", funnel.TailNone: "none", funnel.TailNormalise: "normalize"} {
		assert.Equal(t, word, tail.String())
		b, err := json.Marshal(funnel.HazardOptions{Tail: tail, Prior: 2})
		require.NoError(t, err)
		var o funnel.HazardOptions
		require.NoError(t, json.Unmarshal(b, &o))
		assert.Equal(t, funnel.HazardOptions{Tail: tail, Prior: 2}, o)
	}
	_, err := funnel.Tail(3).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "tail(3)", funnel.Tail(3).String())
	tail := funnel.TailNone
	require.Error(t, tail.UnmarshalText([]byte("linear")))
	assert.Equal(t, funnel.TailNone, tail)
}

// checkHazards checks what holds of all hazards: probabilities are probabilities, curves run one way, intervals hold their estimate, and
// survival and incidences sum to 1.
func checkHazards(t require.TestingT, h *funnel.Hazards, most int) {
	for _, id := range h.Stages() {
		s, err := h.Survival(id)
		if err != nil {
			continue // an end
		}
		assert.Equal(t, h.Ages(id), s.Ages())
		var curves []*funnel.Incidence
		for _, to := range h.Stages() {
			c, err := h.Incidence(id, to)
			require.NoError(t, err)
			assert.Equal(t, s.Ages(), c.Ages())
			curves = append(curves, c)
		}
		ages := s.Ages()
		if most > 0 {
			ages = min(ages, most)
		}
		before := s.At(-1).Value
		for u := range min(ages, 50) {
			now := s.At(u)
			assert.True(t, 0 <= now.Low && now.Low <= now.Value && now.Value <= now.High && now.High <= 1, "S(%d) = %v", u, now)
			assert.LessOrEqual(t, now.Value, before)
			before = now.Value
			sum := now.Value
			for k, c := range curves {
				f, was := c.At(u), c.At(u-1)
				v, ok := c.Variance(u)
				assert.True(t, ok && v >= 0)
				assert.True(t, 0 <= f.Low && f.Low <= f.Value && f.Value <= f.High && f.High <= 1, "F%d(%d) = %v", k, u, f)
				assert.GreaterOrEqual(t, f.Value, was.Value)
				sum += f.Value
			}
			assert.InDelta(t, 1, sum, 1e-12, "at age %d", u)
		}
		for _, q := range []float64{0.1, 0.5, 0.9} {
			if e := s.Quantile(q); !e.IsZero() {
				assert.True(t, e.Low <= e.Value && e.Value <= e.High, "%v", e)
				assert.LessOrEqual(t, s.At(int(e.Value)).Value, 1-q+1e-12)
				assert.Greater(t, s.At(int(e.Value)-1).Value, 1-q)
			}
		}
	}
	checkAdjusted(t, h)
}

// checkAdjusted checks that every row that is known is one of probabilities.
func checkAdjusted(t require.TestingT, h *funnel.Hazards) {
	m, err := h.Matrix()
	require.NoError(t, err)
	for _, from := range h.Stages() {
		row, ok := m.Row(nil, from)
		if !ok {
			continue
		}
		sum := 0.0
		for j, p := range row {
			assert.True(t, p >= 0 && p <= 1)
			sum += p
			if e, err := h.Move(from, h.Stages()[j]); err == nil {
				assert.InDelta(t, p, e.Value, 1e-12)
				assert.True(t, e.Low <= e.Value+1e-15 && e.Value <= e.High+1e-15, "%v", e)
			}
		}
		assert.InDelta(t, 1, sum, 1e-12)
	}
}

func drawHazardOptions(t *rapid.T) funnel.HazardOptions {
	return funnel.HazardOptions{
		Prior: rapid.SampledFrom([]float64{0, 0, 0, 1, 5, 1e-300, 1e9}).Draw(t, "prior"),
		Tail:  funnel.Tail(rapid.IntRange(0, 2).Draw(t, "tail")),
	}
}

func TestHazardLaws(t *testing.T) {
	p := sixStages(t, stageForward)
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOf(rapid.Custom(drawVisit)).Draw(t, "visits")
		unit := rapid.SampledFrom([]int{1, 1, 2, 7, 400}).Draw(t, "unit")
		checkHazards(t, hazardsOf(t, tableOf(p, unit, visits...), drawHazardOptions(t)), 0)
	})
}

// TestUnitsOnlyThinOut: in units of several days a curve is the daily one at the last day of each unit, the matrix is the same, and the
// hazards multiply up to the survival.
func TestUnitsOnlyThinOut(t *testing.T) {
	p := sixStages(t, stageForward)
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOf(rapid.Custom(drawVisit)).Draw(t, "visits")
		for i := range visits {
			visits[i].Days, visits[i].SinceDays = visits[i].Days%200, visits[i].SinceDays%200
		}
		unit, o := rapid.IntRange(2, 9).Draw(t, "unit"), drawHazardOptions(t)
		daily, coarse := hazardsOf(t, tableOf(p, 1, visits...), o), hazardsOf(t, tableOf(p, unit, visits...), o)
		for _, id := range daily.Stages()[:min(3, len(daily.Stages()))] {
			fine, err := daily.Survival(id)
			require.NoError(t, err)
			rough, err := coarse.Survival(id)
			require.NoError(t, err)
			var days, units []*funnel.Incidence
			for _, to := range daily.Stages() {
				f, err := daily.Incidence(id, to)
				require.NoError(t, err)
				g, err := coarse.Incidence(id, to)
				require.NoError(t, err)
				days, units = append(days, f), append(units, g)
			}
			product := 1.0
			for u := range min(rough.Ages(), 12) {
				last := min(u*unit+unit, fine.Ages()) - 1
				same(t, fine.At(last), rough.At(u))
				leave := 0.0
				for j, to := range daily.Stages() {
					same(t, days[j].At(last), units[j].At(u))
					e, err := coarse.At(id, to, u)
					require.NoError(t, err)
					leave += e.Value
				}
				product *= 1 - leave
				assert.InDelta(t, rough.At(u).Value, product, 1e-12)
			}
			for _, to := range daily.Stages() {
				a, err := daily.Move(id, to)
				require.NoError(t, err)
				b, err := coarse.Move(id, to)
				require.NoError(t, err)
				same(t, a, b)
			}
		}
	})
}

func same(t require.TestingT, want, got sf.Estimate) {
	assert.InDelta(t, want.Value, got.Value, 1e-12)
	assert.InDelta(t, want.Low, got.Low, 1e-9)
	assert.InDelta(t, want.High, got.High, 1e-9)
	assert.Equal(t, want.Level, got.Level)
	assert.Equal(t, want.N, got.N)
}
