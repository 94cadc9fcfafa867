package stage

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

func ptr(f float64) *float64 { return &f }

// deals is a pipeline with every kind of stage, without criteria.
func deals() Config {
	return Config{
		ID:     "deals",
		Name:   "Deals",
		Fields: []sf.Field{{Name: "amount", Label: "Amount", Kind: sf.KindMoney}, {Name: "reason", Kind: sf.KindText}},
		Stages: []Stage{
			{ID: "lead", Name: "Lead", Probability: ptr(0.1), Limit: Limit{Days: 15, Working: true}},
			{ID: "demo", Name: "Demonstration", Aliases: []string{"show"}, Category: BestCase, Retired: true},
			{ID: "proposal", Name: "Proposal", Probability: ptr(0.4), Required: []string{"amount"}},
			{ID: "contract", Probability: ptr(0.8), Category: Commit},
			{ID: "won", Outcome: Won, Category: Closed},
			{ID: "lost", Outcome: Lost, Probability: ptr(0), Required: []string{"reason"}, Category: Omitted},
		},
	}
}

func mustNew(t testing.TB, c Config) *Pipeline {
	t.Helper()
	p, err := New(c)
	require.NoError(t, err)
	return p
}

func TestPipelineAnswers(t *testing.T) {
	p := mustNew(t, deals())
	assert.Equal(t, "deals", p.ID())
	assert.Equal(t, 6, p.Len())
	assert.Equal(t, "contract", p.StageID(3))
	assert.Equal(t, "contract", p.Stage(3).Title())
	assert.Equal(t, "Demonstration", p.Stage(1).Title())
	assert.Equal(t, Limit{Days: 15, Working: true}, p.Limit(0))
	assert.True(t, p.Limit(2).IsZero())
	assert.Equal(t, deals().Fields, p.Fields())

	var ids []string
	for i, s := range p.All() {
		assert.Equal(t, len(ids), i)
		ids = append(ids, s.ID)
		if i == 4 {
			break
		}
	}
	assert.Equal(t, []string{"lead", "demo", "proposal", "contract", "won"}, ids)

	type answer struct {
		outcome     Outcome
		category    Category
		probability float64
		configured  bool
	}
	var got []answer
	for i := range p.Len() {
		a := answer{outcome: p.Outcome(i), category: p.Category(i)}
		a.probability, a.configured = p.Probability(i)
		got = append(got, a)
	}
	assert.Equal(t, []answer{
		{Open, InPipeline, 0.1, true},
		{Open, BestCase, 0, false},
		{Open, InPipeline, 0.4, true},
		{Open, Commit, 0.8, true},
		{Won, Closed, 1, true},
		{Lost, Omitted, 0, true},
	}, got)
}

func TestIndexResolvesIDAliasAndNameExactly(t *testing.T) {
	p := mustNew(t, deals())
	for word, want := range map[string]int{"demo": 1, "show": 1, "Demonstration": 1, "contract": 3, "Lead": 0} {
		i, ok := p.Index(word)
		assert.True(t, ok, word)
		assert.Equal(t, want, i, word)
	}
	for _, word := range []string{"", "LEAD", " lead", "lead ", "\xff"} {
		_, ok := p.Index(word)
		assert.False(t, ok, word)
	}
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		p.Index("show")
		p.CanMove(0, 3)
		p.StageID(2)
		p.Probability(2)
	}))
}

func TestPipelineIsImmutable(t *testing.T) {
	c := deals()
	p := mustNew(t, c)
	before := p.Hash()
	spoil := func(c Config) {
		*c.Stages[0].Probability = 7
		c.Stages[1].Aliases[0] = "spoiled"
		c.Stages[2].Required[0] = "spoiled"
		c.Fields[0].Name = "spoiled"
		c.Stages[3].ID = "spoiled"
	}
	spoil(c)
	spoil(p.Config())
	p.Fields()[0].Name = "spoiled"
	*p.Stage(0).Probability = 7
	for _, s := range p.All() {
		if s.Probability != nil {
			*s.Probability = 7
		}
	}
	want := mustNew(t, deals()).Config()
	assert.Equal(t, want, p.Config())
	assert.Equal(t, before, p.Hash())
}

func TestTheGraphIsCopied(t *testing.T) {
	c := way5(Moves{Policy: Graph, Graph: map[string][]string{
		"": {"a", "c", "d"}, "a": {"won"}, "b": {"won"}, "c": {"lost"}, "d": {"again"}, "won": nil,
	}})
	p := mustNew(t, c)
	want := p.Config()
	c.Moves.Graph["a"][0] = "spoiled"
	c.Moves.Graph["spoiled"] = nil
	p.Config().Moves.Graph["c"][0] = "spoiled"
	assert.Equal(t, want, p.Config())
	assert.Equal(t, []string{}, want.Moves.Graph["won"], "a stage that leads nowhere is [] in JSON, not null")
}

func TestCriteriaAreCopied(t *testing.T) {
	c := gated()
	c.Stages[1].Entry[0].Test = criteria.All(criteria.AtLeast("budget", usd(1)))
	p, err := New(c, signed())
	require.NoError(t, err)
	want := mustJSON(t, p.Config())
	spoil := func(s Stage) {
		s.Entry[0].Test.Of[0].Value[0] = usd(2)
		s.Entry[0].Test.Of[0] = criteria.Present("reason")
		s.Entry[1].Text = "spoiled"
		s.Exit[0].Text = "spoiled"
	}
	for _, s := range []Stage{c.Stages[1], p.Config().Stages[1], p.Stage(1)} {
		spoil(s)
		assert.Equal(t, want, mustJSON(t, p.Config()))
	}
	p.Config().Stages[0].Milestones[2].Test.Value[0] = usd(2)
	p.Config().Stages[0].Milestones[0].Text = "spoiled"
	assert.Equal(t, want, mustJSON(t, p.Config()))
}

func TestHashIsOfTheCanonicalForm(t *testing.T) {
	plain := mustNew(t, deals())
	c := deals()
	c.SchemaVersion = SchemaVersion
	c.Stages[0].Aliases = []string{}
	c.Stages[0].Playbook = []string{}
	c.Moves.Graph = map[string][]string{}
	c.Stages[5].Probability = ptr(math.Copysign(0, -1))
	assert.Equal(t, plain.Hash(), mustNew(t, c).Hash())
	assert.Len(t, plain.Hash(), 64)

	raw, err := json.Marshal(plain.Config())
	require.NoError(t, err)
	back, err := Parse(raw)
	require.NoError(t, err)
	assert.Equal(t, plain.Hash(), mustNew(t, back).Hash())
}
