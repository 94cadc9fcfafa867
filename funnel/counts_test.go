package funnel_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// twoStages returns a pipeline of two open stages under a policy.
func twoStages(t require.TestingT, policy stage.Policy) *stage.Pipeline {
	p, err := stage.New(stage.Config{ID: "two", Moves: stage.Moves{Policy: policy}, Stages: []stage.Stage{
		{ID: "lead"}, {ID: "offer"}, {ID: "won", Outcome: stage.Won}, {ID: "lost", Outcome: stage.Lost},
	}})
	require.NoError(t, err)
	return p
}

func TestCountsByHand(t *testing.T) {
	p := twoStages(t, stage.Forward)
	var c funnel.Counts
	for _, v := range []funnel.Visit{
		{Stage: 0, Next: 1, First: true, Days: 4},
		{Stage: 0, Next: 3, First: true, Late: true, Days: 8},
		{Stage: 1, Next: 2, Days: 10},
		{Stage: 0, Next: -1, First: true, Days: 99},
		{Stage: 0, Next: 1, Days: -5},
	} {
		c.Add(p, v)
	}
	assert.Equal(t, []string{"lead", "offer", "won", "lost"}, c.Stages())
	assert.Equal(t, int64(2), c.Moves("lead", "offer"))
	assert.Equal(t, int64(1), c.Moves("lead", "lost"))
	assert.Equal(t, int64(3), c.Left("lead"))
	assert.Equal(t, int64(1), c.Open("lead"))
	assert.Equal(t, int64(3), c.Starts("lead"))
	assert.Equal(t, int64(1), c.Late("lead"))
	e := c.MeanDwell("lead")
	assert.InDelta(t, 4, e.Value, 1e-15)
	assert.Equal(t, int64(3), e.N)
	assert.Equal(t, int64(1), e.Left)
	assert.Equal(t, "mean dwell of completed visits", e.Method)
	require.Len(t, e.Warnings, 2)
	assert.Equal(t, funnel.CodeOpenLeftOut, e.Warnings[0].Code)
	assert.Equal(t, funnel.CodeLateStays, e.Warnings[1].Code)
	assert.Empty(t, c.MeanDwell("offer").Warnings)
	assert.True(t, c.MeanDwell("won").IsZero())
	for _, x := range []int64{c.Moves("x", "lead"), c.Moves("lead", "x"), c.Left("x"), c.Open("x"), c.Starts("x"), c.Late("x")} {
		assert.Zero(t, x)
	}
	assert.True(t, c.MeanDwell("x").IsZero())

	var zero funnel.Counts
	assert.Nil(t, zero.Stages())
	assert.Zero(t, zero.Left("lead"))
}

func TestCountsOfOtherStages(t *testing.T) {
	var a, b funnel.Counts
	a.Add(twoStages(t, stage.Forward), funnel.Visit{Stage: 0, Next: 1})
	b.Add(skipping(t), funnel.Visit{Stage: 0, Next: 1})
	before := string(encode(t, &a))
	faults := faultsOf(t, a.Merge(&b))
	assert.Len(t, faults, 5)
	assert.Equal(t, "stages[1]: the counts are of other stages: qualified (open) where offer (open) was expected", faults[0].String())
	assert.Contains(t, faults[4].String(), "none was expected")
	assert.Equal(t, before, string(encode(t, &a)))
	assert.PanicsWithValue(t, "funnel: counts of other stages: "+sf.Invalid(faults).Error(), func() {
		a.Add(skipping(t), funnel.Visit{Stage: 0, Next: 1})
	})
}

func TestCountsUnderTwoRules(t *testing.T) {
	forward, free := twoStages(t, stage.Forward), twoStages(t, stage.Free)
	var a, b, both funnel.Counts
	a.Add(forward, funnel.Visit{Stage: 0, Next: 1})
	b.Add(free, funnel.Visit{Stage: 1, Next: 0})
	both.Add(free, funnel.Visit{Stage: 1, Next: 0})
	both.Add(forward, funnel.Visit{Stage: 0, Next: 1})
	require.NoError(t, a.Merge(&b))
	assert.JSONEq(t, string(encode(t, &both)), string(encode(t, &a)))
	m, err := a.Matrix(funnel.Perks())
	require.NoError(t, err)
	x, _ := m.P("offer", "won")
	assert.InDelta(t, 1./6, x, 1e-15, "a return is allowed under one of the rules: three destinations share the prior")
}

func encode(t require.TestingT, c *funnel.Counts) []byte {
	b, err := json.Marshal(c)
	require.NoError(t, err)
	return b
}

// TestMergeIsAMonoid: any partition in any order gives the same bytes, and nothing is the identity.
func TestMergeIsAMonoid(t *testing.T) {
	p := skipping(t)
	visit := rapid.Custom(func(t *rapid.T) funnel.Visit {
		return funnel.Visit{
			Stage: rapid.IntRange(0, 3).Draw(t, "stage"), Next: rapid.IntRange(-1, 5).Draw(t, "next"),
			First: rapid.Bool().Draw(t, "first"), Late: rapid.Bool().Draw(t, "late"), Days: rapid.IntRange(0, 1e6).Draw(t, "days"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOf(visit).Draw(t, "visits")
		var whole funnel.Counts
		for _, v := range visits {
			whole.Add(p, v)
		}
		parts := make([]funnel.Counts, rapid.IntRange(1, 5).Draw(t, "parts"))
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		for _, i := range rng.Perm(len(visits)) {
			parts[rng.IntN(len(parts))].Add(p, visits[i])
		}
		var sum funnel.Counts
		for _, i := range rng.Perm(len(parts)) {
			require.NoError(t, sum.Merge(&parts[i]))
		}
		want := string(encode(t, &whole))
		assert.Equal(t, want, string(encode(t, &sum)))

		var read funnel.Counts
		require.NoError(t, json.Unmarshal([]byte(want), &read))
		assert.Equal(t, want, string(encode(t, &read)))
		require.NoError(t, read.Merge(nil))
		require.NoError(t, read.Merge(&funnel.Counts{}))
		assert.Equal(t, want, string(encode(t, &read)))
	})
}

func TestMergeCopiesAndDoubles(t *testing.T) {
	p := twoStages(t, stage.Forward)
	var a, b funnel.Counts
	a.Add(p, funnel.Visit{Stage: 0, Next: 1})
	require.NoError(t, b.Merge(&a))
	require.NoError(t, b.Merge(&b))
	b.Add(p, funnel.Visit{Stage: 0, Next: 1})
	assert.Equal(t, int64(3), b.Left("lead"))
	assert.Equal(t, int64(1), a.Left("lead"))
}

const countsText = `{"schema_version":1,"stages":[` +
	`{"id":"lead","outcome":"open","allowed":["offer","won","lost"],"moves":{"lost":9007199254740992,"offer":7},"starts":7,"open":2,"late":1,"days":70},` +
	`{"id":"offer","outcome":"open","allowed":["won","lost"]},{"id":"won","outcome":"won"},{"id":"lost","outcome":"lost"}]}`

func TestLargeCounts(t *testing.T) {
	var c funnel.Counts
	require.NoError(t, json.Unmarshal([]byte(countsText), &c))
	assert.Equal(t, countsText, string(encode(t, &c)))
	e, err := must(must(c.Matrix(funnel.Perks())).Chain()).Win("lead")
	require.NoError(t, err)
	assert.InDelta(t, 0, e.Value, 1e-14)
	assert.LessOrEqual(t, e.Low, e.Value)
	assert.LessOrEqual(t, e.Value, e.High)
	faults := faultsOf(t, c.Merge(&c))
	require.Len(t, faults, 1)
	assert.Equal(t, funnel.CodeCountsRange, faults[0].Code)
	assert.Equal(t, countsText, string(encode(t, &c)), "unchanged when refused")
}

func TestCountsJSONRefuses(t *testing.T) {
	many := make([]string, 256)
	for i := range many {
		many[i] = fmt.Sprintf(`{"id":"s%d","outcome":"open"}`, i)
	}
	one := func(s string) string { return `{"schema_version":1,"stages":[` + s + `]}` }
	for name, test := range map[string]struct {
		text string
		want []sf.Code
	}{
		"version":       {`{"schema_version":2,"stages":[],"new":1}`, []sf.Code{sf.CodeSchemaVersion}},
		"no version":    {`{"stages":[]}`, []sf.Code{sf.CodeSchemaVersion}},
		"unknown key":   {`{"schema_version":1,"stages":[],"new":1}`, []sf.Code{sf.CodeUnknownKey}},
		"too many":      {one(strings.Join(many, ",")), []sf.Code{funnel.CodeCountsSize}},
		"ids":           {one(`{"id":"","outcome":"open"},{"id":"a","outcome":"won"},{"id":"a","outcome":"won"}`), []sf.Code{funnel.CodeMatrixID, funnel.CodeMatrixID}},
		"moves":         {one(`{"id":"a","outcome":"open","moves":{"b":1,"c":2}}`), []sf.Code{funnel.CodeChainStage, funnel.CodeChainStage}},
		"allowed":       {one(`{"id":"a","outcome":"open","allowed":["b"]},{"id":"w","outcome":"won","allowed":["a"]}`), []sf.Code{funnel.CodeChainStage, funnel.CodeChainStage}},
		"negative move": {one(`{"id":"a","outcome":"open","moves":{"a":-1}}`), []sf.Code{funnel.CodeCountsRange}},
		"negative":      {one(`{"id":"a","outcome":"open","open":-1},{"id":"b","outcome":"open","days":-1}`), []sf.Code{funnel.CodeCountsRange, funnel.CodeCountsRange}},
		"too large":     {one(`{"id":"a","outcome":"open","open":9007199254740993}`), []sf.Code{funnel.CodeCountsRange}},
		"starts":        {one(`{"id":"a","outcome":"open","open":1,"starts":2}`), []sf.Code{funnel.CodeCountsRange}},
		"late":          {one(`{"id":"a","outcome":"open","open":1,"late":2}`), []sf.Code{funnel.CodeCountsRange}},
		"days":          {one(`{"id":"a","outcome":"open","open":1,"days":2}`), []sf.Code{funnel.CodeCountsRange}},
		"end":           {one(`{"id":"a","outcome":"won","open":1}`), []sf.Code{funnel.CodeCountsRange}},
	} {
		c := new(funnel.Counts)
		require.NoError(t, json.Unmarshal([]byte(countsText), c))
		var codes []sf.Code
		for _, f := range faultsOf(t, c.UnmarshalJSON([]byte(test.text))) {
			codes = append(codes, f.Code)
		}
		assert.Equal(t, test.want, codes, name)
		assert.Equal(t, countsText, string(encode(t, c)), "%s: unchanged when refused", name)
	}
	var c funnel.Counts
	require.NoError(t, c.UnmarshalJSON([]byte("null")))
	require.NoError(t, c.UnmarshalJSON([]byte(`{"schema_version":1,"stages":[]}`)))
	assert.Equal(t, `{"schema_version":1,"stages":[]}`, string(encode(t, &c)))
}

func TestCountingDoesNotAllocate(t *testing.T) {
	p := skipping(t)
	var c funnel.Counts
	c.Add(p, funnel.Visit{Stage: 0, Next: 1})
	assert.Zero(t, testing.AllocsPerRun(100, func() { c.Add(p, funnel.Visit{Stage: 1, Next: 2, First: true, Days: 3}) }))
}

func FuzzCountsJSON(f *testing.F) {
	f.Add([]byte(countsText))
	f.Add([]byte(`{"schema_version":1,"stages":[{"id":"a","outcome":"open","moves":{"a":-1}}]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var c funnel.Counts
		if c.UnmarshalJSON(text) != nil {
			return
		}
		first := encode(t, &c)
		var again funnel.Counts
		require.NoError(t, again.UnmarshalJSON(first))
		assert.Equal(t, string(first), string(encode(t, &again)))
		m, err := c.Matrix(funnel.Perks())
		require.NoError(t, err)
		chain, err := m.Chain()
		if err != nil {
			return
		}
		for _, id := range chain.Stages() {
			e, err := chain.Win(id)
			require.NoError(t, err)
			assert.True(t, e.Value >= 0 && e.Value <= 1 && e.Low <= e.High, "%v", e)
		}
	})
}

func TestCountsRefuseVisitsOfOtherPipelines(t *testing.T) {
	p := twoStages(t, stage.Free)
	for _, v := range []funnel.Visit{{Stage: -1, Next: 0}, {Stage: p.Len(), Next: -1}, {Stage: 0, Next: p.Len()}} {
		assert.PanicsWithValue(t, "funnel: a visit names a stage that the pipeline does not have", func() { new(funnel.Counts).Add(p, v) })
	}
}

func TestMeanDwellWarnsOfLateStays(t *testing.T) {
	p := twoStages(t, stage.Free)
	var c funnel.Counts
	c.Add(p, funnel.Visit{Stage: 0, Next: 1, Days: 9, SinceDays: 5, Late: true})
	e := c.MeanDwell(p.StageID(0))
	require.Len(t, e.Warnings, 1)
	assert.Equal(t, funnel.CodeLateStays, e.Warnings[0].Code)
}
