package forecast_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/forecast"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

func TestConfiguredDatesByTheCloseDate(t *testing.T) {
	b := small(t)
	by := []time.Time{at("2026-12-01"), at("2027-01-01"), at("2027-04-01")}
	rows, notes, err := forecast.Configured().WinBy(nil, b, by)
	require.NoError(t, err)
	assert.Equal(t, []float64{
		0, 0.4, 0.4, 0.4, // A, 10 December
		0.9, 0.9, 0.9, 0.9, // B, 30 November
		0, 0, 0.1, 0.1, // C, 1 February
		0.4, 0.4, 0.4, 0.4, // D, overdue: now
		0, 0, 0, 0.4, // E, no date: ever
		0, 0.1, 0.1, 0.1, // F
		1, 1, 1, 1, // G, won
		1, 1, 1, 1, // H, won
		0, 0, 0, 0, // I, lost
		0, 0.1, 0.1, 0.1, // J: an override is not the model's affair
	}, rows)
	assert.Equal(t, []string{"forecast.overdue ", "forecast.no_close_date "}, codes(notes))
	again, _, err := forecast.Configured().WinBy(rows, b, by)
	require.NoError(t, err)
	assert.Same(t, &rows[0], &again[0], "dst is filled")
	assert.Panics(t, func() { _, _, _ = forecast.Configured().WinBy(rows[:3], b, by) })
	_, _, err = forecast.Configured().WinBy(nil, &forecast.Book{}, nil)
	assert.True(t, isInvalid(err))
}

func TestDueTodayIsNotOverdue(t *testing.T) {
	b := &forecast.Book{Pipeline: pipeline(t), AsOf: asOf, Deals: []forecast.Deal{{ID: "A", Stage: "lead", Close: day("2026-11-22")}}}
	rows, notes, err := forecast.Configured().WinBy(nil, b, []time.Time{asOf, asOf.Add(1)})
	require.NoError(t, err)
	assert.Equal(t, []float64{0, 0.1, 0.1}, rows, "nothing that is open has been won yet")
	assert.Empty(t, notes)
	// In Shanghai the 22nd began sixteen hours before it ended in UTC.
	b.Calendar.Location = time.FixedZone("CST", 8*3600)
	b.AsOf = time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)
	_, notes, err = forecast.Configured().WinBy(nil, b, nil)
	require.NoError(t, err)
	assert.Len(t, notes, 1, "it is the 23rd there")
}

func TestConfiguredNamesEveryStageWithoutProbability(t *testing.T) {
	b := small(t)
	b.Deals = append(b.Deals, forecast.Deal{ID: "Z", Stage: "old"})
	_, err := forecast.Run(b, forecast.Configured(), forecast.Options{Periods: quarters(1)})
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Faults, 1)
	assert.Equal(t, "old", invalid.Faults[0].Arg("stage").String())
}

// chain is the textbook chain lead → offer → signing → won, each step with probability q, else lost.
func chain(t testing.TB, q float64) *funnel.Chain {
	t.Helper()
	m, err := funnel.NewMatrix([]string{"lead", "offer", "signing", "won", "lost"}, []stage.Outcome{stage.Open, stage.Open, stage.Open, stage.Won, stage.Lost},
		[][]float64{{0, q, 0, 0, 1 - q}, {0, 0, q, 0, 1 - q}, {0, 0, 0, q, 1 - q}, {0, 0, 0, 1, 0}, {0, 0, 0, 0, 1}})
	require.NoError(t, err)
	c, err := m.Chain()
	require.NoError(t, err)
	return c
}

func TestLearnedBelievesTheChain(t *testing.T) {
	b := small(t)
	rows, _, err := forecast.Learned(chain(t, 0.5)).WinBy(nil, b, nil)
	require.NoError(t, err)
	want := []float64{0.25, 0.5, 0.125, 0.25, 0.25, 0.125, 1, 1, 0, 0.125}
	assert.InDeltaSlice(t, want, rows, 1e-12)
	b.Deals = append(b.Deals, forecast.Deal{ID: "Z", Stage: "old"})
	_, _, err = forecast.Learned(chain(t, 0.5)).WinBy(nil, b, nil)
	assert.Equal(t, []string{"forecast.not_learned "}, said(t, err))
	_, _, err = forecast.Learned(nil).WinBy(nil, small(t), nil)
	assert.Len(t, said(t, err), 3)
}

// closedDeals counts deals that go from the first stage to won or lost, and nothing else.
func closedDeals(pipe *stage.Pipeline, won, lost int) *funnel.Chain {
	var c funnel.Counts
	wonAt, _ := pipe.Index("won")
	lostAt, _ := pipe.Index("lost")
	for i := range won + lost {
		next := lostAt
		if i < won {
			next = wonAt
		}
		c.Add(pipe, funnel.Visit{Deal: fmt.Sprint(i), Stage: 0, Next: next, First: true, Entered: at("2026-01-01"), Since: at("2026-01-01"), Left: at("2026-01-09"), Days: 8})
	}
	m, err := c.Matrix(funnel.Perks())
	if err != nil {
		panic(err)
	}
	chain, err := m.Chain()
	if err != nil {
		panic(err)
	}
	return chain
}

func ever(t testing.TB, m forecast.Model, pipe *stage.Pipeline, stageID string) (float64, []sf.Note) {
	t.Helper()
	rows, notes, err := m.WinBy(nil, &forecast.Book{Pipeline: pipe, AsOf: asOf, Deals: []forecast.Deal{{ID: "A", Stage: stageID, Close: day("2026-12-01")}}}, nil)
	require.NoError(t, err)
	return rows[0], notes
}

func TestBlendOfTwelveDealsIsSane(t *testing.T) {
	pipe := pipeline(t)
	c := closedDeals(pipe, 9, 3)
	learned, _ := ever(t, forecast.Learned(c), pipe, "lead")
	blended, notes := ever(t, forecast.Blend(c, forecast.BlendOptions{}), pipe, "lead")
	assert.InDelta(t, 0.72, learned, 0.05)
	assert.Greater(t, blended, 0.1)
	assert.Less(t, blended, learned)
	// About twelve deals of evidence against twenty of configuration.
	assert.InDelta(t, (13*learned+20*0.1)/33, blended, 0.03)
	assert.Equal(t, []string{"forecast.mostly_configured "}, codes(notes))
	// The other stages were never seen.
	blended, notes = ever(t, forecast.Blend(c, forecast.BlendOptions{}), pipe, "signing")
	assert.InDelta(t, 0.9, blended, 0.2)
	assert.NotEmpty(t, notes)
}

func TestBlendFollowsTheEvidence(t *testing.T) {
	pipe := pipeline(t)
	last := 0.1
	for _, n := range []int{1, 4, 16, 64, 256, 1024, 65536} {
		c := closedDeals(pipe, n, n)
		blended, _ := ever(t, forecast.Blend(c, forecast.BlendOptions{}), pipe, "lead")
		assert.Greater(t, blended, last, "more evidence, nearer to one half")
		learned, _ := ever(t, forecast.Learned(c), pipe, "lead")
		assert.Less(t, blended, learned)
		last = blended
	}
	assert.InDelta(t, 0.5, last, 0.001)
	c := closedDeals(pipe, 10, 10)
	weak, _ := ever(t, forecast.Blend(c, forecast.BlendOptions{Strength: 1e-9}), pipe, "lead")
	learned, _ := ever(t, forecast.Learned(c), pipe, "lead")
	assert.InDelta(t, learned, weak, 1e-9)
	strong, _ := ever(t, forecast.Blend(c, forecast.BlendOptions{Strength: 1e12}), pipe, "lead")
	assert.InDelta(t, 0.1, strong, 1e-9)
}

func TestBlendWithOneSourceOnly(t *testing.T) {
	pipe := pipeline(t)
	alone, notes := ever(t, forecast.Blend(nil, forecast.BlendOptions{}), pipe, "offer")
	assert.InDelta(t, 0.4, alone, 0)
	assert.Equal(t, []string{"forecast.mostly_configured "}, codes(notes))
	_, _, err := forecast.Blend(nil, forecast.BlendOptions{}).WinBy(nil, &forecast.Book{Pipeline: pipe, AsOf: asOf, Deals: []forecast.Deal{{Stage: "old"}}}, nil)
	assert.Equal(t, []string{"forecast.not_configured "}, said(t, err))
	for _, k := range []float64{-1, math.NaN(), math.Inf(1)} {
		_, _, err := forecast.Blend(nil, forecast.BlendOptions{Strength: k}).WinBy(nil, small(t), nil)
		assert.Equal(t, []string{"forecast.strength strength"}, said(t, err))
	}
}

func TestBlendLiesBetweenItsSources(t *testing.T) {
	pipe := pipeline(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := closedDeals(pipe, rapid.IntRange(1, 300).Draw(rt, "won"), rapid.IntRange(0, 300).Draw(rt, "lost"))
		k := rapid.Float64Range(0.01, 1000).Draw(rt, "strength")
		learned, _ := ever(t, forecast.Learned(c), pipe, "lead")
		blended, _ := ever(t, forecast.Blend(c, forecast.BlendOptions{Strength: k}), pipe, "lead")
		assert.GreaterOrEqual(rt, blended, min(learned, 0.1)-1e-12)
		assert.LessOrEqual(rt, blended, max(learned, 0.1)+1e-12)
	})
}

// The chain of the adjusted matrix counts open deals as open. Learned takes it; Blend finds no evidence in it, and keeps to what was
// configured.
func TestModelsOfTheAdjustedMatrix(t *testing.T) {
	pipe := pipeline(t)
	var table funnel.LifeTable
	for i := range 40 {
		next := 4 + i%2 // won and lost in turn
		if i%4 == 3 {
			next = -1
		}
		table.Add(pipe, funnel.Visit{Deal: fmt.Sprint(i), Stage: 0, Next: next, First: true, Days: 5 + i%10})
	}
	hazards, err := table.Hazards(funnel.HazardOptions{})
	require.NoError(t, err)
	matrix, err := hazards.Matrix()
	require.NoError(t, err)
	chain, err := matrix.Chain()
	require.NoError(t, err)
	want, ok := matrix.P("lead", "won")
	require.True(t, ok)
	learned, _ := ever(t, forecast.Learned(chain), pipe, "lead")
	assert.InDelta(t, want, learned, 1e-12)
	assert.Greater(t, learned, 0.5, "the open deals among those that would be lost are counted as open")
	blended, notes := ever(t, forecast.Blend(chain, forecast.BlendOptions{}), pipe, "lead")
	assert.InDelta(t, 0.1, blended, 1e-12)
	assert.Equal(t, []string{"forecast.mostly_configured "}, codes(notes))
}
