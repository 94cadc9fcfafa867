package stage

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// way5 has two retired stages and two ends of each kind: a b(retired) c d | won | lost | gone (lost, retired) | again (won).
func way5(m Moves) Config {
	return Config{ID: "w", Moves: m, Stages: []Stage{
		{ID: "a"},
		{ID: "b", Retired: true},
		{ID: "c"},
		{ID: "d"},
		{ID: "won", Outcome: Won},
		{ID: "lost", Outcome: Lost},
		{ID: "gone", Outcome: Lost, Retired: true},
		{ID: "again", Outcome: Won},
	}}
}

func TestMoveRules(t *testing.T) {
	graph := map[string][]string{
		"": {"a", "c"}, "a": {"b", "c"}, "b": {"c"}, "c": {"a", "d", "lost"}, "d": {"won", "again"}, "lost": {"a"}, "gone": {"c", "won"},
	}
	rules := map[string]Moves{
		"forward": {},
		"next":    {Policy: Next},
		"free":    {Policy: Free},
		"graph":   {Policy: Graph, Graph: graph},
		"back":    {Policy: Next, Back: true},
		"reopen":  {Policy: Forward, Reopen: true},
		"graph+":  {Policy: Graph, Graph: graph, Back: true, Reopen: true},
	}
	codes := map[string]sf.Code{
		"same": CodeSameStage, "retired": CodeRetired, "start": CodeNotAStart, "back": CodeBackward, "skips": CodeSkips,
		"unlisted": CodeUnlisted, "closed": CodeNoReopening, "twice": CodeClosedTwice, "ok": "",
	}
	// from → to, then what forward, next, free, graph, back, reopen and graph+ say
	order := []string{"forward", "next", "free", "graph", "back", "reopen", "graph+"}
	for _, test := range []struct {
		from, to string
		want     [7]string
	}{
		{"", "a", [7]string{"ok", "ok", "ok", "ok", "ok", "ok", "ok"}},
		{"", "b", [7]string{"retired", "retired", "retired", "retired", "retired", "retired", "retired"}},
		{"", "c", [7]string{"ok", "start", "ok", "ok", "start", "ok", "ok"}},
		{"", "d", [7]string{"ok", "start", "ok", "start", "start", "ok", "start"}},
		{"", "won", [7]string{"start", "start", "start", "start", "start", "start", "start"}},
		{"a", "a", [7]string{"same", "same", "same", "same", "same", "same", "same"}},
		{"a", "b", [7]string{"retired", "retired", "retired", "retired", "retired", "retired", "retired"}},
		{"a", "c", [7]string{"ok", "ok", "ok", "ok", "ok", "ok", "ok"}},
		{"a", "d", [7]string{"ok", "skips", "ok", "unlisted", "skips", "ok", "unlisted"}},
		{"a", "won", [7]string{"ok", "ok", "ok", "unlisted", "ok", "ok", "unlisted"}},
		{"b", "a", [7]string{"back", "back", "ok", "unlisted", "ok", "back", "ok"}},
		{"b", "c", [7]string{"ok", "ok", "ok", "ok", "ok", "ok", "ok"}},
		{"d", "a", [7]string{"back", "back", "ok", "unlisted", "ok", "back", "ok"}},
		{"c", "a", [7]string{"back", "back", "ok", "ok", "ok", "back", "ok"}},
		{"d", "gone", [7]string{"retired", "retired", "retired", "retired", "retired", "retired", "retired"}},
		{"d", "lost", [7]string{"ok", "ok", "ok", "unlisted", "ok", "ok", "unlisted"}},
		{"won", "a", [7]string{"closed", "closed", "closed", "closed", "closed", "ok", "ok"}},
		{"lost", "a", [7]string{"closed", "closed", "closed", "ok", "closed", "ok", "ok"}},
		{"won", "lost", [7]string{"twice", "twice", "twice", "twice", "twice", "twice", "twice"}},
		{"gone", "won", [7]string{"twice", "twice", "twice", "ok", "twice", "twice", "ok"}},
	} {
		for k, policy := range order {
			t.Run(fmt.Sprintf("%s/%s to %s", policy, test.from, test.to), func(t *testing.T) {
				p := mustNew(t, way5(rules[policy]))
				from, ok := p.Index(test.from)
				if !ok {
					from = -1
				}
				to, _ := p.Index(test.to)
				want := codes[test.want[k]]
				assert.Equal(t, want == "", p.CanMove(from, to))

				d := p.Check(Move{From: test.from, To: test.to}, nil)
				assert.Equal(t, want == "", d.Allowed)
				said(t, d.Broken)
				if want != "" {
					assert.Equal(t, want, d.Broken[0].Code)
				}
			})
		}
	}
}

func TestCanMoveOfNoStage(t *testing.T) {
	p := mustNew(t, deals())
	for _, move := range [][2]int{{-2, 0}, {6, 0}, {0, -1}, {0, 6}, {-1, -1}} {
		assert.False(t, p.CanMove(move[0], move[1]), move)
	}
}

// TestReachAgainstSearch compares the sets with a plain walk through the allowed moves.
func TestReachAgainstSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "stages")
		stages := make([]Stage, n)
		ids := map[string]int{}
		graph := map[string][]string{"": nil}
		for i := range stages {
			stages[i] = Stage{ID: fmt.Sprint(i), Outcome: Outcome(rapid.IntRange(0, 2).Draw(t, "outcome")), Retired: rapid.Bool().Draw(t, "retired")}
			ids[stages[i].ID] = i
		}
		for from := -1; from < n; from++ {
			id := ""
			if from >= 0 {
				id = stages[from].ID
			}
			for _, to := range rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 3).Draw(t, "edges") {
				graph[id] = append(graph[id], stages[to].ID)
			}
		}
		r := newMoveRules(stages, Moves{Policy: Graph, Graph: graph, Back: rapid.Bool().Draw(t, "back")}, ids)
		reached, ending := r.reached(), r.ending()
		var visit func(i int, seen map[int]bool)
		visit = func(i int, seen map[int]bool) {
			for to := range n {
				if r.allow(i, to) && !seen[to] {
					seen[to] = true
					visit(to, seen)
				}
			}
		}
		fromStart := map[int]bool{}
		visit(-1, fromStart)
		for i := range n {
			if reached.has(i) != fromStart[i] {
				t.Fatalf("reached %d: %v", i, reached.has(i))
			}
			seen := map[int]bool{i: true}
			visit(i, seen)
			ends := false
			for to := range seen {
				ends = ends || stages[to].Outcome != Open
			}
			if ending.has(i) != ends {
				t.Fatalf("ending %d: %v", i, ending.has(i))
			}
		}
	})
}
