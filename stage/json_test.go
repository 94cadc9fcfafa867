package stage

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// written is a configuration as people write it.
const written = `{
	"schema_version": 1,
	"id": "deals",
	"fields": [{"name": "budget", "label": "预算", "kind": "money"}],
	"stages": [
		{"id": "open", "name": "商机", "aliases": ["Old"], "probability": 0, "category": "best_case", "limit": {"days": 15, "working": true},
		 "exit": [{"id": "budget", "text": "预算已批准", "test": {"op": "ge", "fact": "budget", "value": [{"amount": "1000", "currency": "CNY"}]}}],
		 "milestones": [{"id": "call", "text": "首次拜访", "due": {"days": 3}}]},
		{"id": "won", "outcome": "won", "required": ["budget"]},
		{"id": "lost", "outcome": "lost", "retired": false}
	],
	"moves": {"policy": "graph", "graph": {"": ["open"], "open": ["won", "lost"]}, "reopen": true}
}`

func TestParseReadsEveryKey(t *testing.T) {
	c, err := Parse([]byte(written))
	require.NoError(t, err)
	price, err := sf.ParseMoney("1000", "CNY")
	require.NoError(t, err)
	assert.Equal(t, Config{
		SchemaVersion: 1,
		ID:            "deals",
		Fields:        []sf.Field{{Name: "budget", Label: "预算", Kind: sf.KindMoney}},
		Stages: []Stage{
			{
				ID: "open", Name: "商机", Aliases: []string{"Old"}, Probability: ptr(0), Category: BestCase, Limit: Limit{Days: 15, Working: true},
				Exit:       []Criterion{{ID: "budget", Text: "预算已批准", Test: criteria.AtLeast("budget", sf.Amount(price))}},
				Milestones: []Milestone{{ID: "call", Text: "首次拜访", Due: Limit{Days: 3}}},
			},
			{ID: "won", Outcome: Won, Required: []string{"budget"}},
			{ID: "lost", Outcome: Lost},
		},
		Moves: Moves{Policy: Graph, Graph: map[string][]string{"": {"open"}, "open": {"won", "lost"}}, Reopen: true},
	}, c)
	p := mustNew(t, c)
	probability, ok := p.Probability(0)
	assert.True(t, ok, "a probability of 0 is configured")
	assert.Zero(t, probability)
}

func TestParseIsStrictAtEveryDepth(t *testing.T) {
	for _, test := range []struct {
		name string
		data string
		want []string
	}{
		{"nothing", ``, []string{"json.syntax @ "}},
		{"no object", `[]`, []string{"json.wrong_type @ "}},
		{"null", `null`, []string{"json.wrong_type @ "}},
		{"no version", `{"id": "x", "stages": []}`, []string{"json.schema_version @ schema_version"}},
		{"version 0", `{"schema_version": 0, "id": "x"}`, []string{"json.schema_version @ schema_version"}},
		{"version 2", `{"schema_version": 2, "newer": true}`, []string{"json.schema_version @ schema_version"}},
		{"version as text", `{"schema_version": "1"}`, []string{"json.wrong_type @ schema_version"}},
		{"many", strings.NewReplacer(
			`"id": "open"`, `"id": "open", "ID": "open"`,
			`"days": 3`, `"days": 3, "weeks": 1, "days": 4`,
			`"op": "ge"`, `"op": "much"`,
			`"outcome": "won"`, `"outcome": "gone"`,
			`"reopen": true`, `"reopen": "yes"`,
		).Replace(written), []string{
			"json.unknown_key @ stages[0].ID", "json.bad_value @ stages[0].exit[0].test.op", "json.unknown_key @ stages[0].milestones[0].due.weeks",
			"json.duplicate_key @ stages[0].milestones[0].due.days", "json.bad_value @ stages[1].outcome", "json.wrong_type @ moves.reopen",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := Parse([]byte(test.data))
			var invalid *sf.InvalidError
			require.ErrorAs(t, err, &invalid)
			assert.Zero(t, c)
			assert.Equal(t, test.want, codesAndPaths(invalid.Faults))
		})
	}
}

func TestMarshalWritesTheVersionAndStages(t *testing.T) {
	assert.JSONEq(t, `{"schema_version": 1, "id": "", "stages": []}`, mustJSON(t, Config{}))
	assert.JSONEq(t, `{"schema_version": 7, "id": "x", "stages": [{"id": "a", "probability": 0}]}`,
		mustJSON(t, &Config{SchemaVersion: 7, ID: "x", Stages: []Stage{{ID: "a", Probability: ptr(0)}}}))
	_, err := json.Marshal(Config{Moves: Moves{Policy: 9}})
	assert.Error(t, err)
}

// drawConfig draws a configuration that is valid.
func drawConfig(t *rapid.T) Config {
	c := Config{ID: rapid.SampledFrom([]string{"a", "漏斗"}).Draw(t, "id"), Name: rapid.String().Draw(t, "name")}
	c.Name = strings.ToValidUTF8(c.Name[:min(len(c.Name), MaxName)], "")
	c.Fields = []sf.Field{{Name: "n", Kind: sf.KindNumber}, {Name: "tag", Kind: sf.KindTags}, {Name: "when", Label: "When", Kind: sf.KindTime}}
	n := rapid.IntRange(1, 6).Draw(t, "open")
	for i := range n + 3 {
		c.Stages = append(c.Stages, drawStage(t, i, n))
	}
	c.Moves.Policy = rapid.SampledFrom([]Policy{Forward, Next, Free}).Draw(t, "policy")
	c.Moves.Back, c.Moves.Reopen = rapid.Bool().Draw(t, "back"), rapid.Bool().Draw(t, "reopen")
	if rapid.Bool().Draw(t, "graph") {
		c.Moves.Policy = Graph
		c.Moves.Graph = map[string][]string{}
		for i := range n {
			c.Moves.Graph[c.Stages[i].ID] = []string{c.Stages[n].ID, c.Stages[n+1].ID, c.Stages[n+2].ID}
		}
	}
	return c
}

func drawStage(t *rapid.T, i, open int) Stage {
	s := Stage{ID: fmt.Sprintf("s%d", i), Aliases: []string{fmt.Sprintf("old %d", i)}, Required: []string{"n"}}
	if rapid.Bool().Draw(t, "named") {
		s.Name = fmt.Sprintf("Stage №%d", i)
	}
	s.Goal = rapid.SampledFrom([]string{"", "win", "赢"}).Draw(t, "goal")
	s.Playbook = rapid.SliceOfN(rapid.SampledFrom([]string{"call", "visit", ""}), 0, 3).Draw(t, "playbook")
	s.Entry = drawCriteria(t, "in")
	s.Exit = drawCriteria(t, "out")
	switch {
	case i >= open+1:
		s.Outcome = Lost
	case i == open:
		s.Outcome = Won
	default:
		if rapid.Bool().Draw(t, "estimated") {
			s.Probability = ptr(rapid.Float64Range(0, 1).Draw(t, "probability"))
		}
		s.Limit = Limit{Days: rapid.IntRange(1, MaxDays).Draw(t, "days"), Working: rapid.Bool().Draw(t, "working")}
		s.Milestones = []Milestone{{ID: "m", Text: "m", Due: Limit{Days: rapid.IntRange(0, 9).Draw(t, "due")}, Test: drawTest(t, 1)}}
		s.Category = rapid.SampledFrom([]Category{ByOutcome, InPipeline, BestCase, Commit, Omitted}).Draw(t, "category")
	}
	return s
}

func drawCriteria(t *rapid.T, prefix string) []Criterion {
	list := make([]Criterion, rapid.IntRange(0, 2).Draw(t, "criteria"))
	for j := range list {
		list[j] = Criterion{ID: fmt.Sprint(prefix, j), Text: "line", Test: drawTest(t, 2)}
	}
	return list
}

func drawTest(t *rapid.T, depth int) criteria.Expr {
	if depth > 0 && rapid.Bool().Draw(t, "group") {
		return criteria.Any(criteria.Not(drawTest(t, depth-1)), drawTest(t, depth-1))
	}
	return rapid.SampledFrom([]criteria.Expr{
		criteria.Present("n"), criteria.AtLeast("n", sf.Int(3)), criteria.Has("tag", "x"), criteria.Within("when", 4),
		criteria.In("n", sf.Int(1), sf.Float(0.1)),
	}).Draw(t, "test")
}

func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := New(drawConfig(t))
		require.NoError(t, err)
		raw, err := json.Marshal(p.Config())
		require.NoError(t, err)
		back, err := Parse(raw)
		require.NoError(t, err)
		again, err := New(back)
		require.NoError(t, err)
		assert.Equal(t, p.Config(), again.Config())
		assert.Equal(t, p.Hash(), again.Hash())
		rewritten, err := json.Marshal(back)
		require.NoError(t, err)
		assert.Equal(t, string(raw), string(rewritten))
	})
}

func TestHashFeelsEveryChange(t *testing.T) {
	changes := []func(c *Config){
		func(c *Config) { c.ID += "x" },
		func(c *Config) { c.Name = "another" },
		func(c *Config) { c.Fields[2].Label += "x" },
		func(c *Config) { c.Fields = append(c.Fields, sf.Field{Name: "more", Kind: sf.KindBool}) },
		func(c *Config) { c.Stages[0].Name = "another" },
		func(c *Config) { c.Stages[0].Aliases[0] += "x" },
		func(c *Config) { c.Stages[0].Probability = ptr(0.123) },
		func(c *Config) { c.Stages[0].Required = nil },
		func(c *Config) { c.Stages[0].Entry = append(c.Stages[0].Entry, Criterion{ID: "x", Text: "x"}) },
		func(c *Config) { c.Stages[0].Exit = append(c.Stages[0].Exit, Criterion{ID: "x", Text: "x"}) },
		func(c *Config) { c.Stages[0].Limit.Working = !c.Stages[0].Limit.Working },
		func(c *Config) { c.Stages[0].Goal += "x" },
		func(c *Config) { c.Stages[0].Playbook = append(c.Stages[0].Playbook, "") },
		func(c *Config) { c.Stages[0].Milestones[0].Test = criteria.Present("when") },
		func(c *Config) { c.Stages[0].Milestones[0].Due.Days++ },
		func(c *Config) { c.Stages[len(c.Stages)-1].Retired = true },
		func(c *Config) { c.Stages[len(c.Stages)-1].Category = Omitted },
		func(c *Config) { c.Stages[len(c.Stages)-1].Outcome = Won },
		func(c *Config) { c.Moves.Back = !c.Moves.Back },
		func(c *Config) { c.Moves.Reopen = !c.Moves.Reopen },
	}
	rapid.Check(t, func(t *rapid.T) {
		p, err := New(drawConfig(t))
		require.NoError(t, err)
		changed := p.Config()
		k := rapid.IntRange(0, len(changes)-1).Draw(t, "change")
		changes[k](&changed)
		if assert.ObjectsAreEqual(p.Config(), changed.normalized()) {
			t.Skip("the change is none here")
		}
		q, err := New(changed)
		if err != nil {
			t.Skip("a graph without the retired stage, say")
		}
		if p.Hash() == q.Hash() {
			t.Fatalf("change %d does not change the hash", k)
		}
	})
}

func TestWordsOfEnumerations(t *testing.T) {
	for i, want := range []string{"open", "won", "lost"} {
		var back Outcome
		require.NoError(t, back.UnmarshalText([]byte(want)))
		assert.Equal(t, Outcome(i), back)
		assert.Equal(t, want, back.String())
	}
	for i, want := range []string{"by_outcome", "pipeline", "best_case", "commit", "closed", "omitted"} {
		var back Category
		require.NoError(t, back.UnmarshalText([]byte(want)))
		assert.Equal(t, Category(i), back)
		assert.Equal(t, want, back.String())
	}
	for i, want := range []string{"forward", "next", "free", "graph"} {
		var back Policy
		require.NoError(t, back.UnmarshalText([]byte(want)))
		assert.Equal(t, Policy(i), back)
		assert.Equal(t, want, back.String())
	}
	assert.Equal(t, "outcome(3)", Outcome(3).String())
	_, err := Outcome(3).MarshalText()
	require.Error(t, err)
	_, err = Category(6).MarshalText()
	require.Error(t, err)
	var p Policy
	require.Error(t, p.UnmarshalText([]byte("Forward")))
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(written))
	f.Add([]byte(`{"schema_version":1,"id":"x","stages":[{"id":"a"},{"id":"b","outcome":"won","probability":1e400}]}`))
	f.Add([]byte(`{"schema_version":1,"id":"\ud800","stages":[{"id":"a"},{"id":"b","outcome":"lost"}],"moves":{"graph":{"a":null}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data)
		if err != nil {
			return
		}
		p, err := New(c)
		if err != nil {
			return
		}
		p.Lint()
		raw, err := json.Marshal(p.Config())
		require.NoError(t, err)
		back, err := Parse(raw)
		require.NoError(t, err)
		again, err := New(back)
		require.NoError(t, err)
		require.Equal(t, p.Hash(), again.Hash())
	})
}
