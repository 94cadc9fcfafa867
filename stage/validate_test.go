package stage

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// faultsOf returns the faults that New finds.
func faultsOf(t require.TestingT, c Config) []sf.Note {
	_, err := New(c)
	if err == nil {
		return nil
	}
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	said(t, invalid.Faults)
	return invalid.Faults
}

// said checks that every note can be said in both languages, with all that the sentence needs.
func said(t require.TestingT, notes []sf.Note) {
	for _, n := range notes {
		for _, lang := range []sf.Language{sf.English, sf.Chinese} {
			_, ok := sf.Template(lang, n.Code)
			assert.True(t, ok, n.Code)
			text := n.In(lang)
			assert.NotEmpty(t, text)
			assert.NotContains(t, text, "{", n.Code)
		}
		assert.NotEmpty(t, n.Text)
	}
}

func codesAndPaths(notes []sf.Note) []string {
	var all []string
	for _, n := range notes {
		all = append(all, fmt.Sprintf("%s @ %s", n.Code, n.Path))
	}
	return all
}

func many(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("entry %d", i)
	}
	return list
}

// flaw is one way to spoil the configuration of deals.
type flaw struct {
	name  string
	spoil func(c *Config)
	want  []string
}

// flaws that do not touch each other, so that any choice of them is reported whole.
func flaws() []flaw {
	present := criteria.Present
	return []flaw{
		{"schema version", func(c *Config) { c.SchemaVersion = 2 }, []string{"json.schema_version @ schema_version"}},
		{"no pipeline id", func(c *Config) { c.ID = "" }, []string{"stage.empty @ id"}},
		{"pipeline name", func(c *Config) { c.Name = "\xff" }, []string{"stage.not_utf8 @ name"}},
		{"field without name", func(c *Config) { c.Fields = append(c.Fields, sf.Field{Kind: sf.KindText}) }, []string{"stage.empty @ fields[2].name"}},
		{"field name and kind", func(c *Config) { c.Fields[1].Kind = sf.Unknown }, []string{"stage.field_kind @ fields[1].kind"}},
		{"field label", func(c *Config) { c.Fields[0].Label = strings.Repeat("x", MaxName+1) }, []string{"stage.too_long @ fields[0].label"}},
		{"alias clash", func(c *Config) { c.Stages[0].Aliases = []string{"ok", "won"} }, []string{"stage.name_clash @ stages[0].aliases[1]"}},
		{"alias twice", func(c *Config) { c.Stages[1].Aliases = []string{"show", "show"} }, []string{"stage.duplicate @ stages[1].aliases[1]"}},
		{"alias of another's name", func(c *Config) { c.Stages[3].Name = "show" }, []string{"stage.name_clash @ stages[3].name"}},
		{"empty alias", func(c *Config) { c.Stages[2].Aliases = []string{""} }, []string{"stage.empty @ stages[2].aliases[0]"}},
		{"probability too large", func(c *Config) { c.Stages[0].Probability = ptr(1.01) }, []string{"stage.probability @ stages[0].probability"}},
		{"probability NaN", func(c *Config) { c.Stages[2].Probability = ptr(math.NaN()) }, []string{"stage.probability @ stages[2].probability"}},
		{"probability infinite", func(c *Config) { c.Stages[3].Probability = ptr(math.Inf(-1)) }, []string{"stage.probability @ stages[3].probability"}},
		{"won probability", func(c *Config) { c.Stages[4].Probability = ptr(0.9) }, []string{"stage.won_probability @ stages[4].probability"}},
		{"lost probability", func(c *Config) { c.Stages[5].Probability = ptr(0.1) }, []string{"stage.lost_probability @ stages[5].probability"}},
		{"category undefined", func(c *Config) { c.Stages[0].Category = 77 }, []string{"stage.undefined @ stages[0].category"}},
		{"open counted closed", func(c *Config) { c.Stages[3].Category = Closed }, []string{"stage.category @ stages[3].category"}},
		{"won counted open", func(c *Config) { c.Stages[4].Category = Commit }, []string{"stage.category @ stages[4].category"}},
		{"negative limit", func(c *Config) { c.Stages[2].Limit.Days = -1 }, []string{"stage.days @ stages[2].limit.days"}},
		{"limit of no days", func(c *Config) { c.Stages[3].Limit.Working = true }, []string{"stage.days @ stages[3].limit.days"}},
		{"limit when won", func(c *Config) { c.Stages[4].Limit.Days = 3 }, []string{"stage.closed_limit @ stages[4].limit"}},
		{"milestone when lost", func(c *Config) { c.Stages[5].Milestones = []Milestone{{ID: "m", Text: "?"}} }, []string{"stage.closed_limit @ stages[5].milestones"}},
		{"milestone", func(c *Config) {
			c.Stages[2].Milestones = []Milestone{{ID: "m", Text: "sent"}, {ID: "m", Text: "read", Due: Limit{Days: MaxDays + 1}}}
		}, []string{"stage.days @ stages[2].milestones[1].due.days", "stage.duplicate @ stages[2].milestones[1].id"}},
		{"goal", func(c *Config) { c.Stages[0].Goal = strings.Repeat("x", MaxText+1) }, []string{"stage.too_long @ stages[0].goal"}},
		{"play", func(c *Config) { c.Stages[0].Playbook = []string{"call", "\xc3\x28"} }, []string{"stage.not_utf8 @ stages[0].playbook[1]"}},
		{"plays", func(c *Config) { c.Stages[2].Playbook = many(MaxList + 1) }, []string{"stage.too_many @ stages[2].playbook"}},
		{"required undeclared", func(c *Config) { c.Stages[3].Required = []string{"nothing", "", "amount", "amount"} }, []string{
			"stage.undeclared_field @ stages[3].required[0]", "stage.empty @ stages[3].required[1]", "stage.duplicate @ stages[3].required[3]",
		}},
		{"criteria", func(c *Config) {
			c.Stages[0].Exit = []Criterion{{ID: "a", Text: "ask"}, {ID: "a"}, {Text: "no id"}}
			c.Stages[0].Entry = []Criterion{{ID: "b", Text: strings.Repeat("長", MaxText)}}
		}, []string{
			"stage.too_long @ stages[0].entry[0].text", "stage.duplicate @ stages[0].exit[1].id", "stage.empty_criterion @ stages[0].exit[1]",
			"stage.empty @ stages[0].exit[2].id",
		}},
		{"one id on two occasions", func(c *Config) {
			c.Stages[4].Entry = []Criterion{{ID: "signed", Text: "signed"}}
			c.Stages[4].Exit = []Criterion{{ID: "signed", Text: "signed"}}
		}, []string{"stage.duplicate @ stages[4].exit[0].id"}},
		{"test of an undeclared field", func(c *Config) {
			c.Stages[3].Exit = []Criterion{{ID: "x", Test: criteria.All(present("amount"), present("nothing"))}}
		}, []string{"* @ stages[3].exit[0].test.of[1].fact"}},
	}
}

// reported reports whether a fault of the kind "code @ path" is among others; * stands for any code.
func reported(all []string, want string) bool {
	for _, got := range all {
		if got == want || strings.HasPrefix(want, "* ") && strings.HasSuffix(got, want[1:]) {
			return true
		}
	}
	return false
}

func TestNewReportsEachFlaw(t *testing.T) {
	require.Empty(t, faultsOf(t, deals()))
	for _, f := range flaws() {
		t.Run(f.name, func(t *testing.T) {
			c := deals()
			f.spoil(&c)
			got := codesAndPaths(faultsOf(t, c))
			assert.Len(t, got, len(f.want), got)
			for _, want := range f.want {
				assert.True(t, reported(got, want), "want %s, got %v", want, got)
			}
		})
	}
}

func TestNewReportsEveryFlawAtOnce(t *testing.T) {
	all := flaws()
	rapid.Check(t, func(t *rapid.T) {
		c := deals()
		var want []string
		for _, k := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(all)-1), 1, len(all), rapid.ID).Draw(t, "flaws") {
			all[k].spoil(&c)
			want = append(want, all[k].want...)
		}
		got := codesAndPaths(faultsOf(t, c))
		assert.Len(t, got, len(want))
		for _, w := range want {
			if !reported(got, w) {
				t.Fatalf("want %s, got %v", w, got)
			}
		}
	})
}

func TestNewReportsWhatTanglesTheWay(t *testing.T) {
	for _, test := range []flaw{
		{"nothing", func(c *Config) { c.Stages = nil }, []string{"stage.no_open @ stages", "stage.no_end @ stages"}},
		{"no open", func(c *Config) { c.Stages = c.Stages[4:] }, []string{"stage.no_open @ stages"}},
		{"no end", func(c *Config) { c.Stages = c.Stages[:4] }, []string{"stage.no_end @ stages"}},
		{"ends retired", func(c *Config) { c.Stages[4].Retired, c.Stages[5].Retired = true, true }, []string{"stage.no_end @ stages"}},
		{"empty id", func(c *Config) { c.Stages[1].ID = "" }, []string{"stage.empty @ stages[1].id"}},
		{"id twice", func(c *Config) { c.Stages[2].ID = "lead" }, []string{"stage.duplicate @ stages[2].id"}},
		{"outcome", func(c *Config) { c.Stages[1].Outcome = 3 }, []string{"stage.undefined @ stages[1].outcome"}},
		{"policy", func(c *Config) { c.Moves.Policy = 4 }, []string{"stage.undefined @ moves.policy"}},
		{"graph missing", func(c *Config) { c.Moves.Policy = Graph }, []string{"stage.graph_missing @ moves.graph"}},
		{"graph unused", func(c *Config) { c.Moves.Graph = map[string][]string{"lead": nil} }, []string{"stage.graph_unused @ moves.graph"}},
		{"graph of strangers", func(c *Config) {
			c.Moves = Moves{Policy: Graph, Graph: map[string][]string{
				"lead": {"lead", "demo", "demo"}, "": {"lead", ""}, "x y": nil, strings.Repeat("z", 100): nil,
			}}
		}, []string{
			`stage.unknown_stage @ moves.graph[""][1]`, "stage.same_stage @ moves.graph.lead[0]", "stage.duplicate @ moves.graph.lead[2]",
			`stage.unknown_stage @ moves.graph["x y"]`, "stage.unknown_stage @ moves.graph." + strings.Repeat("z", 64) + "…",
		}},
		{"graph too large", func(c *Config) {
			c.Moves = Moves{Policy: Graph, Graph: map[string][]string{}}
			for _, id := range many(MaxStages + 2) {
				c.Moves.Graph[id] = nil
			}
		}, []string{"stage.too_many @ moves.graph"}},
		{"too many stages", func(c *Config) {
			for _, id := range many(MaxStages) {
				c.Stages = append(c.Stages, Stage{ID: id})
			}
		}, []string{"stage.too_many @ stages"}},
		{"too many fields", func(c *Config) {
			for _, name := range many(MaxFields) {
				c.Fields = append(c.Fields, sf.Field{Name: name, Kind: sf.KindBool})
			}
		}, []string{"stage.too_many @ fields"}},
		{"field twice", func(c *Config) { c.Fields[1].Name = "amount" }, []string{"stage.duplicate @ fields[1].name", "stage.undeclared_field @ stages[5].required[0]"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := deals()
			test.spoil(&c)
			assert.Equal(t, test.want, codesAndPaths(faultsOf(t, c)))
		})
	}
}

func TestNewReportsStagesOffTheWay(t *testing.T) {
	graph := func(edges map[string][]string) Config {
		c := deals()
		c.Moves = Moves{Policy: Graph, Graph: edges}
		return c
	}
	for _, test := range []struct {
		name  string
		moves Config
		want  []string
	}{
		{"sound", graph(map[string][]string{
			"": {"lead"}, "lead": {"proposal"}, "demo": {"proposal"}, "proposal": {"contract"}, "contract": {"won", "lost"},
		}), nil},
		{"no way in", graph(map[string][]string{
			"": {"lead"}, "lead": {"proposal", "demo"}, "demo": {"proposal"}, "proposal": {"won"}, "contract": {"won", "lost"},
		}), []string{"stage.unreachable @ stages[3]", "stage.unreachable @ stages[5]"}},
		{"no way out", graph(map[string][]string{
			"": {"lead"}, "lead": {"proposal", "won", "lost"}, "proposal": {"contract"}, "contract": {"proposal"},
		}), []string{"stage.endless @ stages[1]", "stage.endless @ stages[2]", "stage.endless @ stages[3]"}},
		{"begins nowhere", graph(map[string][]string{
			"": {}, "lead": {"won"}, "demo": {"won"}, "proposal": {"won"}, "contract": {"won"},
		}), []string{
			"stage.unreachable @ stages[0]", "stage.unreachable @ stages[2]", "stage.unreachable @ stages[3]",
			"stage.unreachable @ stages[4]", "stage.unreachable @ stages[5]",
		}},
		{"begins anywhere", graph(map[string][]string{
			"lead": {"won"}, "demo": {"won"}, "proposal": {"won"}, "contract": {"won", "lost"},
		}), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, codesAndPaths(faultsOf(t, test.moves)))
		})
	}
}

func TestNewTakesTheLargestPipeline(t *testing.T) {
	c := Config{ID: "large", Moves: Moves{Policy: Next}}
	for i := range MaxStages - 2 {
		c.Stages = append(c.Stages, Stage{ID: fmt.Sprint("stage", i)})
	}
	c.Stages = append(c.Stages, Stage{ID: "won", Outcome: Won}, Stage{ID: "lost", Outcome: Lost})
	p := mustNew(t, c)
	assert.Equal(t, MaxStages, p.Len())
	assert.True(t, p.CanMove(251, 252))
	assert.True(t, p.CanMove(0, 254))
	assert.False(t, p.CanMove(0, 2))
}

func TestNewReportsFunctionsOnce(t *testing.T) {
	sign := signed()
	c := gated()
	c.Stages[2].Entry = []Criterion{{ID: "again", Test: criteria.Call("signed")}, {ID: "other", Test: criteria.Call("other")}}
	_, err := New(c, sign, criteria.Func{Name: "empty"}, sign)
	var invalid *sf.InvalidError
	require.ErrorAs(t, err, &invalid)
	said(t, invalid.Faults)
	var paths []string
	for _, f := range invalid.Faults {
		paths = append(paths, f.Path)
	}
	assert.Equal(t, []string{"funcs[1]", "funcs[2]", "stages[2].entry[1].test.fact"}, paths)
}

func TestNewKnowsNoFieldsWhereNoneAreDeclared(t *testing.T) {
	c := deals()
	c.Fields = nil
	for i := range c.Stages {
		c.Stages[i].Required = nil
	}
	c.Stages[0].Exit = []Criterion{{ID: "a", Test: criteria.Present("amount")}}
	got := faultsOf(t, c)
	require.Len(t, got, 1)
	assert.Equal(t, "stages[0].exit[0].test.fact", got[0].Path)
}

func TestNewBoundsTests(t *testing.T) {
	c := deals()
	c.Fields = append(c.Fields, sf.Field{Name: "n", Kind: sf.KindNumber})
	values := make([]sf.Value, 98)
	for i := range values {
		values[i] = sf.Int(int64(i))
	}
	test := criteria.Not(criteria.In("n", values...)) // 2 operations and 98 values
	for j := range MaxTests / 100 {
		c.Stages[0].Entry = append(c.Stages[0].Entry, Criterion{ID: fmt.Sprint("c", j), Test: test})
	}
	require.Empty(t, faultsOf(t, c))
	c.Stages[5].Exit = []Criterion{{ID: "straw", Test: criteria.Present("n")}}
	assert.Equal(t, []string{"stage.too_many @ stages"}, codesAndPaths(faultsOf(t, c)))
}

func TestNewRefusesATestThatContainsItself(t *testing.T) {
	endless := criteria.All(criteria.Present("amount"), criteria.Present("amount"))
	endless.Of[0], endless.Of[1] = endless, endless
	c := deals()
	c.Stages[0].Milestones = []Milestone{{ID: "m", Test: endless}}
	assert.Equal(t, []string{"stage.too_many @ stages"}, codesAndPaths(faultsOf(t, c)))
}
