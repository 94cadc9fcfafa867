package scoring_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/scoring"
)

func yuan(t require.TestingT, digits string) sf.Money {
	m, err := sf.ParseMoney(digits, "CNY")
	require.NoError(t, err)
	return m
}

func ids(list []scoring.Ranked) (out []string) {
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}

func TestRankByHand(t *testing.T) {
	candidates := []scoring.Candidate{
		{ID: "small", Owner: "王芳", P: 0.9, Value: yuan(t, "1000")},                                    // 900
		{ID: "large", Owner: "王芳", P: 0.3, Value: yuan(t, "100000"), Cost: yuan(t, "2000")},           // 28000
		{ID: "new", Owner: "李强", P: 0.1, Value: yuan(t, "10"), Due: today.Add(90 * time.Minute)},      // within two hours
		{ID: "late", Owner: "李强", P: 0.1, Value: yuan(t, "10"), Due: today.Add(-time.Minute)},         // passed
		{ID: "tomorrow", Owner: "李强", P: 0.5, Value: yuan(t, "5000"), Due: today.Add(24 * time.Hour)}, // 2500
		{ID: "no value", Owner: "王芳", P: 0.2},                                                         // median 1000: 200
	}
	r, err := scoring.Rank(candidates, scoring.RankOptions{Capacity: map[string]int{"王芳": 2}}, today)
	require.NoError(t, err)
	assert.Equal(t, []string{"late", "new", "large", "tomorrow", "small"}, ids(r.List))
	assert.Equal(t, []string{"no value"}, ids(r.Later))
	assert.Equal(t, scoring.CodeOverdue, r.List[0].Why[0].Code)
	assert.Equal(t, scoring.CodeDueSoon, r.List[1].Why[0].Code)
	assert.Equal(t, "worth 28000: its chance or score of 0.3 times its value, less its cost", r.List[2].Why[0].Text)
	assert.InDelta(t, 28000, r.List[2].Expected, 1e-9)
	assert.Equal(t, scoring.CodeAssumedValue, r.Later[0].Why[1].Code)
	assert.Equal(t, 1, r.List[2].Index)
}

func TestRankWithoutValuesGoesByProbability(t *testing.T) {
	r, err := scoring.Rank([]scoring.Candidate{{ID: "b", P: 0.2}, {ID: "a", P: 0.7}, {ID: "d", P: 0.2}, {ID: "c", P: 0.2}}, scoring.RankOptions{}, today)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b", "c", "d"}, ids(r.List))
	assert.Len(t, r.List[0].Why, 1)
}

func TestRankKeepsTheListSteady(t *testing.T) {
	candidates := []scoring.Candidate{{ID: "old", P: 0.50}, {ID: "new", P: 0.54}}
	o := scoring.RankOptions{Capacity: map[string]int{"": 1}, Previous: []string{"old"}}
	r, err := scoring.Rank(candidates, o, today)
	require.NoError(t, err)
	assert.Equal(t, []string{"old"}, ids(r.List), "8 % better is not better by more than 10 %")
	assert.Equal(t, scoring.CodeKept, r.List[0].Why[1].Code)
	candidates[1].P = 0.56
	r, err = scoring.Rank(candidates, o, today)
	require.NoError(t, err)
	assert.Equal(t, []string{"new"}, ids(r.List))
	candidates[1].P, o.Margin = 0.54, 0.05
	r, err = scoring.Rank(candidates, o, today)
	require.NoError(t, err)
	assert.Equal(t, []string{"new"}, ids(r.List))
	// Where working a lead costs more than it brings, the margin still speaks for the one on the list.
	loss := []scoring.Candidate{{ID: "old", Cost: yuan(t, "105")}, {ID: "new", Cost: yuan(t, "100")}}
	r, err = scoring.Rank(loss, scoring.RankOptions{Previous: []string{"old"}}, today)
	require.NoError(t, err)
	assert.Equal(t, []string{"old", "new"}, ids(r.List))
}

func TestRankFindsEveryFault(t *testing.T) {
	euro, err := sf.ParseMoney("1", "EUR")
	require.NoError(t, err)
	_, err = scoring.Rank([]scoring.Candidate{
		{ID: "a", P: math.NaN(), Value: yuan(t, "1")}, {ID: "a", P: 1.5, Cost: euro}, {ID: "b", P: -1},
	}, scoring.RankOptions{Capacity: map[string]int{"x": -1, "w": -2, "y": 0}, Margin: math.Inf(1)}, today)
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	var said []string
	for _, fault := range invalid.Faults {
		said = append(said, string(fault.Code)+" "+fault.Path)
	}
	assert.Equal(t, []string{
		"scoring.probability candidates[0].p", "scoring.probability candidates[1].p", "scoring.duplicate candidates[1].id", "scoring.currency candidates[1]",
		"scoring.probability candidates[2].p", "scoring.capacity capacity", "scoring.capacity capacity", "scoring.margin margin",
	}, said)
	r, err := scoring.Rank(nil, scoring.RankOptions{}, today)
	require.NoError(t, err)
	assert.Empty(t, r.List)
}

func TestRankDoesNotDependOnTheOrderGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		candidates := make([]scoring.Candidate, n)
		var previous []string
		for i := range candidates {
			c := scoring.Candidate{ID: fmt.Sprint("c", i), Owner: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "owner"), P: float64(rapid.IntRange(0, 4).Draw(t, "p")) / 4}
			if rapid.Bool().Draw(t, "valued") {
				c.Value = yuan(t, fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "value")))
			}
			if rapid.Bool().Draw(t, "due") {
				c.Due = today.Add(time.Duration(rapid.IntRange(-3, 5).Draw(t, "hours")) * time.Hour)
			}
			if rapid.Bool().Draw(t, "on the list") {
				previous = append(previous, c.ID)
			}
			candidates[i] = c
		}
		o := scoring.RankOptions{Capacity: map[string]int{"a": rapid.IntRange(0, 4).Draw(t, "capacity")}, Previous: previous}
		first, err := scoring.Rank(candidates, o, today)
		require.NoError(t, err)
		shuffled := slices.Clone(candidates)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		r.Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		second, err := scoring.Rank(shuffled, o, today)
		require.NoError(t, err)
		assert.Equal(t, ids(first.List), ids(second.List))
		assert.Equal(t, ids(first.Later), ids(second.Later))
		assert.Len(t, first.List, n-len(first.Later), "nobody is lost")
		mine := 0
		for _, each := range first.List {
			if each.Owner == "a" {
				mine++
			}
			assert.Equal(t, each.ID, candidates[each.Index].ID)
		}
		assert.LessOrEqual(t, mine, o.Capacity["a"])
	})
}

func BenchmarkRank(b *testing.B) {
	candidates := make([]scoring.Candidate, 10_000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range candidates {
		candidates[i] = scoring.Candidate{ID: fmt.Sprint(i), Owner: fmt.Sprint(i % 50), P: r.Float64(), Value: yuan(b, fmt.Sprint(r.IntN(1000)))}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scoring.Rank(candidates, scoring.RankOptions{}, today); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(len(candidates))/b.Elapsed().Seconds(), "leads/s")
}
