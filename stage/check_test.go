package stage

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// gated is a pipeline that asks something on every occasion.
func gated() Config {
	return Config{
		ID: "gated",
		Fields: []sf.Field{
			{Name: "budget", Label: "Budget", Kind: sf.KindMoney},
			{Name: "champion", Kind: sf.KindText},
			{Name: "demo_on", Kind: sf.KindDate},
			{Name: "reason", Label: "Reason for losing", Kind: sf.KindText},
		},
		Stages: []Stage{
			{ID: "qualify", Name: "Qualification", Exit: []Criterion{
				{ID: "pain", Text: "The pain is understood"},
				{ID: "champion", Text: "There is a champion", Test: criteria.Present("champion")},
			}, Limit: Limit{Days: 10}, Milestones: []Milestone{
				{ID: "call", Text: "First call", Test: criteria.Present("champion"), Due: Limit{Days: 2, Working: true}},
				{ID: "talk", Text: "They like us", Due: Limit{Days: 30}},
				{ID: "money", Test: criteria.AtLeast("budget", usd(1000)), Due: Limit{}},
			}},
			{ID: "propose", Name: "Proposal", Required: []string{"budget"}, Entry: []Criterion{
				{ID: "enough", Text: "The budget suffices", Test: criteria.AtLeast("budget", usd(5000))},
				{ID: "shown", Test: criteria.Within("demo_on", 30)},
			}, Exit: []Criterion{{ID: "never", Text: "Signed", Test: criteria.Call("signed")}}},
			{ID: "won", Outcome: Won, Exit: []Criterion{{ID: "manager", Text: "A manager agrees", Test: criteria.Eq("champion", sf.Text("boss"))}}},
			{ID: "lost", Outcome: Lost, Required: []string{"reason"}},
		},
		Moves: Moves{Policy: Next, Back: true, Reopen: true},
	}
}

func usd(n int64) sf.Value {
	m, err := sf.ParseMoney(sf.Int(n).String(), "USD")
	if err != nil {
		panic(err)
	}
	return sf.Amount(m)
}

// signed is false, whatever is asked.
func signed() criteria.Func {
	return criteria.Func{Name: "signed", Eval: func(sf.Facts, time.Time) criteria.Truth { return criteria.False }}
}

func gate(t testing.TB) *Pipeline {
	t.Helper()
	p, err := New(gated(), signed())
	require.NoError(t, err)
	return p
}

// asked is what stands against a move, in short.
func asked(d Decision) []string {
	var all []string
	for _, n := range d.Broken {
		all = append(all, string(n.Code)+" @ "+n.Path)
	}
	for _, u := range d.Unmet {
		all = append(all, u.Gate.String()+" "+u.Criterion.ID+" "+u.Truth.String())
	}
	return all
}

func TestCheckListsEverything(t *testing.T) {
	complete := &Override{By: "Ada", Reason: "trade fair"}
	rich := sf.FactMap{
		"budget": usd(6000), "champion": sf.Text("Lin"), "demo_on": sf.Day(sf.DateOf(monday.AddDate(0, 0, -5))),
	}
	for _, test := range []struct {
		name       string
		move       Move
		facts      sf.Facts
		allowed    bool
		overridden bool
		want       []string
	}{
		{"all met", Move{From: "qualify", To: "propose", AsOf: monday}, rich, true, false, nil},
		{"nothing known", Move{From: "qualify", To: "propose", AsOf: monday}, nil, false, false, []string{
			"required required.budget false", "exit champion false", "entry enough unknown", "entry shown unknown",
		}},
		{"no time", Move{From: "qualify", To: "propose"}, rich, false, false, []string{"entry shown unknown"}},
		{"by names", Move{From: "Qualification", To: "Proposal", AsOf: monday}, rich, true, false, nil},
		{"creation asks no exit", Move{To: "qualify"}, nil, true, false, nil},
		{"creation in the middle", Move{To: "propose", AsOf: monday}, rich, false, false, []string{"stage.not_a_start @ to"}},
		{"losing asks no exit", Move{From: "qualify", To: "lost"}, nil, false, false, []string{"required required.reason false"}},
		{"lost with a reason", Move{From: "qualify", To: "lost"}, sf.FactMap{"reason": sf.Text("price")}, true, false, nil},
		{"winning asks the exit", Move{From: "propose", To: "won"}, nil, false, false, []string{"exit never false"}},
		{"going back asks no exit", Move{From: "propose", To: "qualify"}, nil, true, false, nil},
		{"reopening asks the exit", Move{From: "won", To: "qualify"}, rich, false, false, []string{"exit manager false"}},
		{"unknown stages", Move{From: "x", To: "y"}, rich, false, false, []string{"stage.unknown_origin @ from", "stage.unknown_stage @ to"}},
		{"no stage to enter", Move{From: "qualify"}, rich, false, false, []string{"stage.unknown_stage @ to"}},
		{"unknown origin", Move{From: "x", To: "propose"}, nil, false, false, []string{
			"stage.unknown_origin @ from", "required required.budget false", "entry enough unknown", "entry shown unknown",
		}},
		{"nowhere to go", Move{From: "qualify", To: "Qualification"}, nil, false, false, []string{"stage.same_stage @ to"}},

		{"override of nothing", Move{From: "qualify", To: "propose", AsOf: monday, Override: complete}, rich, true, false, nil},
		{"override of criteria", Move{From: "qualify", To: "propose", AsOf: monday, Override: complete}, nil, true, true, []string{
			"required required.budget false", "exit champion false", "entry enough unknown", "entry shown unknown",
		}},
		{"override of the order", Move{To: "won", Override: complete}, nil, true, true, []string{"stage.not_a_start @ to"}},
		{"override into nothing", Move{From: "qualify", To: "y", Override: complete}, nil, false, false, []string{"stage.unknown_stage @ to"}},
		{"override without reason", Move{From: "qualify", To: "lost", Override: &Override{By: "Ada", Reason: " "}}, nil, false, false, []string{
			"stage.override @ override", "required required.reason false",
		}},
		{"override by nobody", Move{To: "qualify", Override: &Override{Reason: "why not"}}, nil, false, false, []string{"stage.override @ override"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := gate(t).Check(test.move, test.facts)
			assert.Equal(t, test.allowed, d.Allowed)
			assert.Equal(t, test.overridden, d.Overridden)
			assert.Equal(t, test.want, asked(d))
			if test.overridden {
				assert.Equal(t, *complete, d.Override)
			} else {
				assert.Zero(t, d.Override)
			}
			said(t, d.Notes())
			for _, u := range d.Unmet {
				assert.True(t, u.Criterion.Test.IsZero())
				assert.NotEmpty(t, u.Why)
				for _, why := range u.Why {
					assert.Contains(t, why.Path, u.Path)
				}
			}
		})
	}
}

func TestOverrideIsCopied(t *testing.T) {
	o := &Override{By: "Ada", Reason: "trade fair"}
	d := gate(t).Check(Move{From: "qualify", To: "propose", Override: o}, nil)
	o.By = "Bob"
	assert.Equal(t, "Ada", d.Override.By)
}

func TestOverrideDoesNotReviveARetiredStage(t *testing.T) {
	p := mustNew(t, deals())
	d := p.Check(Move{From: "lead", To: "show", Override: &Override{By: "Ada", Reason: "nostalgia"}}, nil)
	assert.False(t, d.Allowed)
	assert.Equal(t, []string{"stage.retired @ to"}, asked(d))
	assert.Equal(t, "demo", d.To)
}

func TestDecisionAsJSON(t *testing.T) {
	d := gate(t).Check(Move{From: "Qualification", To: "won", AsOf: monday}, nil)
	raw, err := json.Marshal(d)
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"allowed": false,
		"from": "qualify",
		"to": "won",
		"unmet": [{
			"stage": "qualify",
			"gate": "exit",
			"criterion": {"id": "champion", "text": "There is a champion"},
			"truth": "false",
			"path": "stages[0].exit[1]",
			"why": `+mustJSON(t, d.Unmet[0].Why)+`
		}]
	}`, string(raw))

	var back Decision
	require.NoError(t, json.Unmarshal(raw, &back))
	assert.Equal(t, d, back)

	raw, err = json.Marshal(gate(t).Check(Move{To: "qualify"}, nil))
	require.NoError(t, err)
	assert.JSONEq(t, `{"allowed": true, "to": "qualify"}`, string(raw))
}

func mustJSON(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

func TestNotesSayEveryReasonInOrder(t *testing.T) {
	d := gate(t).Check(Move{From: "won", To: "Proposal", AsOf: monday}, sf.FactMap{"budget": usd(10)})
	var codes []sf.Code
	for _, n := range d.Notes() {
		codes = append(codes, n.Code)
	}
	require.Len(t, codes, 6)
	assert.Equal(t, []sf.Code{CodeNotKnown, CodeNotMet, CodeNotKnown}, []sf.Code{codes[0], codes[2], codes[4]})

	d = gate(t).Check(Move{From: "lost", To: "won"}, nil)
	notes := d.Notes()
	require.NotEmpty(t, notes)
	assert.Equal(t, CodeClosedTwice, notes[0].Code)
	notes[0].Code = "spoiled"
	assert.Equal(t, CodeClosedTwice, d.Broken[0].Code)
}

// TestCheckIsNoMoreLenientThanTheRules is the law that criteria only ever refuse.
func TestCheckIsNoMoreLenientThanTheRules(t *testing.T) {
	p := gate(t)
	words := []string{"", "qualify", "Proposal", "won", "lost", "stranger"}
	rapid.Check(t, func(t *rapid.T) {
		m := Move{From: rapid.SampledFrom(words).Draw(t, "from"), To: rapid.SampledFrom(words).Draw(t, "to")}
		if rapid.Bool().Draw(t, "dated") {
			m.AsOf = monday
		}
		facts := drawFacts(t)
		d := p.Check(m, facts)
		from, ok := p.Index(m.From)
		if m.From == "" {
			from, ok = -1, true
		}
		to, known := p.Index(m.To)
		moves := ok && known && p.CanMove(from, to)
		if d.Allowed && !moves {
			t.Fatalf("allowed against the rules: %+v", m)
		}
		if d.Allowed != (len(d.Broken) == 0 && len(d.Unmet) == 0) || moves != (len(d.Broken) == 0) {
			t.Fatalf("allowed %v with %v", d.Allowed, asked(d))
		}

		m.Override = &Override{By: "Ada", Reason: "because"}
		o := p.Check(m, facts)
		if o.Overridden != (o.Allowed && !d.Allowed) || d.Allowed && !o.Allowed {
			t.Fatalf("override: %+v without, %+v with", d, o)
		}
		assert.Equal(t, asked(d), asked(o))
	})
}

func drawFacts(t *rapid.T) sf.Facts {
	facts := sf.FactMap{}
	values := map[string][]sf.Value{
		"budget":   {{}, usd(10), usd(5000), sf.Int(5000), sf.Text("lots")},
		"champion": {{}, sf.Text("Lin"), sf.Text("boss"), sf.Text("")},
		"demo_on":  {{}, sf.Day(sf.DateOf(monday)), sf.Day(sf.DateOf(monday.AddDate(-1, 0, 0)))},
		"reason":   {{}, sf.Text("price")},
	}
	for _, name := range []string{"budget", "champion", "demo_on", "reason"} {
		facts[name] = rapid.SampledFrom(values[name]).Draw(t, name)
	}
	return facts
}

func TestGateWords(t *testing.T) {
	for g := AtMove; g <= AtEntry; g++ {
		raw, err := g.MarshalText()
		require.NoError(t, err)
		var back Gate
		require.NoError(t, back.UnmarshalText(raw))
		assert.Equal(t, g, back)
	}
	var g Gate
	require.Error(t, g.UnmarshalText([]byte("door")))
	_, err := Gate(9).MarshalText()
	require.Error(t, err)
	assert.Equal(t, "gate(9)", Gate(9).String())
}

// deal is a record of an embedder: facts behind a pointer receiver.
type deal struct {
	budget, champion, demo sf.Value
}

func (d *deal) Fact(name string) sf.Value {
	switch name {
	case "budget":
		return d.budget
	case "champion":
		return d.champion
	case "demo_on":
		return d.demo
	default:
		return sf.Value{}
	}
}

func readyDeal() *deal {
	return &deal{budget: usd(6000), champion: sf.Text("Lin"), demo: sf.Day(sf.DateOf(monday))}
}

func TestCheckOfAnAllowedMoveDoesNotAllocate(t *testing.T) {
	p, facts := gate(t), readyDeal()
	m := Move{From: "qualify", To: "propose", AsOf: monday}
	require.True(t, p.Check(m, facts).Allowed)
	assert.Zero(t, testing.AllocsPerRun(100, func() { p.Check(m, facts) }))
}

func BenchmarkCheck(b *testing.B) {
	p, err := New(gated(), signed())
	require.NoError(b, err)
	facts := readyDeal()
	for _, bench := range []struct {
		name string
		move Move
	}{
		{"allowed", Move{From: "qualify", To: "propose", AsOf: monday}},
		{"refused", Move{From: "propose", To: "lost", AsOf: monday}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Check(bench.move, facts)
			}
		})
	}
}
