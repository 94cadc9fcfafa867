package infer

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// walks makes the rows of one deal for each walk, a day apart.
func walks(paths ...[]string) []table.Row {
	var rows []table.Row
	for d, path := range paths {
		for i, s := range path {
			at := time.Date(2025, time.March, 1+i, 0, 0, 0, 0, time.UTC)
			rows = append(rows, table.Row{Deal: fmt.Sprintf("d%02d", d), At: at, Stage: s})
		}
	}
	return rows
}

func TestOrderByNetMoves(t *testing.T) {
	for _, tt := range []struct {
		name     string
		paths    [][]string
		want     []string
		doubtful [][2]string
		basis    Basis
	}{
		{"a line", [][]string{{"z", "m", "a", "won"}}, []string{"z", "m", "a"}, nil, ByMoves},
		{"a skip", [][]string{{"z", "a", "won"}, {"z", "m", "won"}, {"m", "a", "won"}}, []string{"z", "m", "a"}, nil, ByMoves},
		{
			"back and forth, more forward",
			[][]string{{"x", "b", "x", "b", "won"}},
			[]string{"x", "b"},
			nil, ByMoves,
		},
		{
			"the stage that most rows show is not the first",
			[][]string{{"new", "work"}, {"new", "work"}, {"work"}, {"work"}, {"work"}},
			[]string{"new", "work"},
			nil, ByMoves,
		},
		{"branches have no order", [][]string{{"a", "b", "won"}, {"a", "c", "won"}}, []string{"a", "b", "c"}, [][2]string{{"b", "c"}}, ByMoves},
		{"as many back as forward", [][]string{{"a", "b", "a"}}, []string{"a", "b"}, [][2]string{{"a", "b"}}, ByGuess},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := FlowOf(walks(tt.paths...), false)
			open := slices.DeleteFunc(slices.Clone(f.Names), func(s string) bool { return s == "won" })
			got, basis, doubtful := f.Order(open)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.basis, basis)
			assert.Equal(t, tt.doubtful, doubtful)
		})
	}
}

func TestProbabilitiesOrderBeforeMoves(t *testing.T) {
	rows := walks([]string{"a", "b", "won"}, []string{"a", "b", "won"})
	for i := range rows {
		rows[i].ProbabilityKnown = true
		rows[i].Probability = map[string]float64{"a": 0.6, "b": 0.2, "won": 1}[rows[i].Stage]
	}
	g, err := FlowOf(rows, false).Pipeline(Words{Won: []string{"won"}})
	require.NoError(t, err)
	assert.Equal(t, ByProbability, g.Basis)
	assert.Equal(t, "b", g.Config.Stages[0].ID)
	assert.Equal(t, 0.2, *g.Config.Stages[0].Probability)
	assert.True(t, g.NoLost)

	for i := range rows { // two stages of one probability: the moves between them decide
		rows[i].Probability = 0.3
	}
	rows = append(rows, table.Row{Deal: "z", Stage: "0 first by name", ProbabilityKnown: true, Probability: 0.7})
	g, err = FlowOf(rows, false).Pipeline(Words{Won: []string{"won"}})
	require.NoError(t, err)
	assert.Equal(t, ByProbability, g.Basis)
	assert.Equal(t, "a", g.Config.Stages[0].ID)
	assert.Equal(t, "0 first by name", g.Config.Stages[2].ID)

	rows[0].Probability = 0.9 // of two rows one disagrees: that is no probability of the stage
	g, err = FlowOf(rows, false).Pipeline(Words{Won: []string{"won"}})
	require.NoError(t, err)
	assert.Equal(t, ByMoves, g.Basis)
	for _, s := range g.Config.Stages {
		assert.Equal(t, s.ID == "a", s.Outcome == stage.Open && s.Probability == nil, s.ID)
	}
}

func TestInferredPipelineAllowsWhatOccurs(t *testing.T) {
	rows := walks([]string{"a", "b", "a", "b", "won", "b"}, []string{"a", "b", "lost"})
	g, err := FlowOf(rows, false).Pipeline(Words{Won: []string{"won"}, Lost: []string{"lost"}})
	require.NoError(t, err)
	assert.Equal(t, stage.Moves{Policy: stage.Forward, Back: true, Reopen: true}, g.Config.Moves)
	assert.Equal(t, 1, g.Reopens)
	_, err = stage.New(g.Config)
	require.NoError(t, err)
}

func TestTooManyStages(t *testing.T) {
	var rows []table.Row
	for i := range MaxStages + 1 {
		rows = append(rows, table.Row{Deal: "d", Stage: fmt.Sprint(i)})
	}
	_, err := FlowOf(rows, false).Pipeline(Words{Won: []string{"1"}})
	var refused *fault.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, fault.TooMany, refused.Code)
}

// Whatever the order of the deals in the file, the order of the stages is the same; and no swap of two neighbors gains moves forward.
func TestOrderLaws(t *testing.T) {
	stages := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"}
	rapid.Check(t, func(t *rapid.T) {
		some := stages[:rapid.IntRange(2, len(stages)).Draw(t, "stages")]
		paths := rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom(some), 1, 8), 1, 12).Draw(t, "paths")
		rows := walks(paths...)
		f := FlowOf(rows, false)
		order, _, _ := f.Order(f.Names)
		assert.ElementsMatch(t, f.Names, order)

		shuffled := walks(rapid.Permutation(paths).Draw(t, "shuffled")...)
		again := FlowOf(shuffled, false)
		order2, _, _ := again.Order(again.Names)
		assert.Equal(t, order, order2)

		for i := 1; i < len(order); i++ {
			a, _ := slices.BinarySearch(f.Names, order[i-1])
			b, _ := slices.BinarySearch(f.Names, order[i])
			assert.GreaterOrEqual(t, f.net(a, b), 0, "%s before %s", order[i-1], order[i])
		}
	})
}

func TestNewestFirst(t *testing.T) {
	rows := walks([]string{"a", "b", "c", "d"})
	assert.False(t, NewestFirst(rows))
	slices.Reverse(rows)
	assert.True(t, NewestFirst(rows))
	assert.False(t, NewestFirst(nil))
	apart := walks([]string{"a"}, []string{"b"})
	apart[0].At = apart[0].At.AddDate(0, 0, 5)
	assert.True(t, NewestFirst(apart), "no deal has two rows: the file as a whole is asked")

	// At one instant the order of the file decides, backwards in such a file.
	tie := []table.Row{{Deal: "x", Stage: "second"}, {Deal: "x", Stage: "first"}}
	f := FlowOf(tie, true)
	order, _, _ := f.Order(f.Names)
	assert.Equal(t, []string{"first", "second"}, order)
}

func TestEndOfDay(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	noon := time.Date(2025, time.December, 31, 20, 0, 0, 0, time.UTC) // already the new year in Shanghai
	assert.Equal(t, "2026-01-02T00:00:00+08:00", EndOfDay(noon, shanghai).Format(time.RFC3339))
	assert.Equal(t, "2026-01-01T00:00:00Z", EndOfDay(noon, time.UTC).Format(time.RFC3339))
	assert.True(t, EndOfDay(time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC), time.UTC).IsZero())
}
