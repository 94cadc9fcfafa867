package stage

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

var update = flag.Bool("update", false, "write the golden files of the handbook anew")

// The golden files are handbooks to be read: go test ./stage -run Handbook -update, then look at what changed.
func TestHandbookGolden(t *testing.T) {
	eachTemplate(t, func(t *testing.T, c Config, lang sf.Language) {
		golden := filepath.Join("testdata", "handbook_"+c.ID+"_"+lang.String()+".md")
		got := sound(t, c).Handbook(lang)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), got)
	})
}

// section returns the part of a handbook below a heading.
func section(t *testing.T, book, heading string) string {
	t.Helper()
	_, after, found := strings.Cut(book, "\n"+heading+"\n")
	require.True(t, found, "no %q in:\n%s", heading, book)
	level := strings.Repeat("#", strings.Count(strings.Fields(heading)[0], "#"))
	if end := regexp.MustCompile(`(?m)^#{1,` + string(rune('0'+len(level))) + `} `).FindStringIndex(after); end != nil {
		after = after[:end[0]]
	}
	return after
}

func bare(m Moves) Config {
	return Config{ID: "bare", Moves: m, Stages: []Stage{
		{ID: "a"},
		{ID: "b", Category: Omitted, Limit: Limit{Days: 1, Working: true}, Milestones: []Milestone{
			{ID: "at_once", Test: criteria.Call("ok"), Due: Limit{}},
		}},
		{ID: "old", Name: "Old", Retired: true},
		{ID: "won", Outcome: Won},
		{ID: "lost", Outcome: Lost},
	}}
}

func bookOf(t *testing.T, m Moves, lang sf.Language) string {
	t.Helper()
	p, err := New(bare(m), criteria.Func{Name: "ok", Eval: func(sf.Facts, time.Time) criteria.Truth { return criteria.True }})
	require.NoError(t, err)
	return p.Handbook(lang)
}

func TestHandbookOfABareConfiguration(t *testing.T) {
	book := bookOf(t, Moves{}, sf.English)
	assert.True(t, strings.HasPrefix(book, "# Sales stage handbook: bare\n"))
	assert.NotContains(t, book, "## Fields")
	assert.Contains(t, book, "| 1 | a | — | — | Pipeline |\n| 2 | b | — | 1 working day | Omitted |\n\n")
	assert.Equal(t, "\nID: `a`; Win probability: —; Time limit: —; Forecast category: Pipeline\n\n"+
		"**Entry criteria**: not set\n\n**Exit criteria**: not set\n\n"+
		"**Allowed next stages**\n\n- On to: b\n- Close as: won, lost\n\n", section(t, book, "### 1. a"))
	assert.Contains(t, section(t, book, "### 2. b"), "- On the day of entry: at\\_once (checked: check ok passes)\n")
	assert.Equal(t, "\nID: `won`; Outcome: won; Forecast category: Closed\n\n", section(t, book, "### won"))
	assert.Contains(t, section(t, book, "## Retired stages"), "### Old\n\nID: `old`")
	assert.NotContains(t, section(t, book, "## Overview"), "Old")
}

func TestHandbookMoves(t *testing.T) {
	for name, x := range map[string]struct {
		moves   Moves
		rules   []string // all of the general rules but the last, which is always there
		b, lost string   // where b and lost lead
	}{
		"forward": {
			Moves{},
			[]string{"允许跳过中间阶段", "从任一进行中的阶段成交或输单", "不能退回", "不能重新打开", "开始：a、b"},
			"- 关闭：won、lost\n", "",
		},
		"next and back": {
			Moves{Policy: Next, Back: true},
			[]string{"只能推进到下一个阶段", "从任一进行中的阶段成交或输单", "可以退回", "不能重新打开", "开始：a"},
			"- 退回：a\n- 关闭：won、lost\n", "",
		},
		"free and reopen": {
			Moves{Policy: Free, Reopen: true},
			[]string{"流转到任一进行中的阶段", "从任一进行中的阶段成交或输单", "可以退回", "可以重新打开", "开始：a、b"},
			"- 退回：a\n- 关闭：won、lost\n", "- 重新打开：a、b\n",
		},
		"graph": {
			Moves{Policy: Graph, Graph: map[string][]string{"": {"b"}, "b": {"a", "won"}, "a": {"lost"}, "old": {"a"}}},
			[]string{"只能按各阶段列出的去向流转", "开始：b"},
			"- 退回：a\n- 关闭：won\n", "",
		},
		"graph with switches": {
			Moves{Policy: Graph, Back: true, Reopen: true, Graph: map[string][]string{"": {"b"}, "a": {"b"}, "b": {"won", "lost"}, "old": {"b"}}},
			[]string{"只能按各阶段列出的去向流转", "可以退回", "可以重新打开", "开始：b"},
			"- 退回：a\n- 关闭：won、lost\n", "- 重新打开：a、b\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			book := bookOf(t, x.moves, sf.Chinese)
			rules := strings.Split(strings.TrimSpace(section(t, book, "## 流转规则")), "\n")
			require.Len(t, rules, len(x.rules)+1, "%q", rules)
			for i, want := range x.rules {
				assert.Contains(t, rules[i], want)
			}
			const heading = "**可流转至**\n\n"
			_, next, _ := strings.Cut(section(t, book, "### 2. b"), heading)
			assert.Equal(t, x.b, strings.TrimSuffix(next, "\n"))
			_, next, _ = strings.Cut(section(t, book, "### lost"), heading)
			assert.Equal(t, x.lost, strings.TrimSuffix(next, "\n"))
		})
	}
}

func TestHandbookDeadEnd(t *testing.T) {
	c := bare(Moves{Policy: Graph, Graph: map[string][]string{"": {"a"}, "a": {"won"}}})
	c.Stages = []Stage{{ID: "a"}, {ID: "won", Outcome: Won}, {ID: "gone", Outcome: Lost, Retired: true}}
	book := sound(t, c).Handbook(sf.English)
	assert.Contains(t, section(t, book, "## Retired stages"), "**Allowed next stages**\n\n- None\n")
}

func TestHandbookProbabilities(t *testing.T) {
	for p, want := range map[float64]string{
		0.07: "7%", 0.1: "10%", 0.125: "12.5%", 0.333: "33.3%", 0: "0%", 1: "100%", 0.29: "29%", 0.005: "0.5%", 1e-300: "0%",
	} {
		c := bare(Moves{})
		c.Stages[1].Milestones = nil
		c.Stages[0].Probability = chance(p)
		assert.Contains(t, sound(t, c).Handbook(sf.English), "| 1 | a | "+want+" | — | Pipeline |\n")
	}
}

// shape returns what Markdown makes of the lines of a page, whatever they say: the block that each begins, and the cells of tables.
func shape(book string) []string {
	lines := strings.Split(book, "\n")
	marker := regexp.MustCompile(`^(#{1,6} |- |\d+[.)] |[|]|\*\*|---|>|[+*=~` + "`" + `]| +|\t)?`)
	for i, line := range lines {
		begins := marker.FindString(line)
		if begins == "`" {
			begins = "text"
		}
		plain := strings.NewReplacer(`\\`, "", `\|`, "", `\<`, "", "\\`", "", `\*`, "").Replace(line)
		lines[i] = begins + strings.Repeat("¦", strings.Count(plain, "|")) + strings.Repeat("<", strings.Count(plain, "<")) +
			strings.Repeat("*", strings.Count(plain, "*"))
	}
	return lines
}

// law: no text of a configuration changes the page around it.
func TestHandbookTextsStayInTheirPlace(t *testing.T) {
	want := shape(sound(t, hostile("text")).Handbook(sf.English))
	words := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{
			"\n", "\r", "|", "#", "# ", "- ", "1. ", "2) ", "+ ", "* ", "**", "`", "```\n", "<", "<!--", "-->", "\\", "\n\n", "\t", "    ", "===", "---", "> ",
			"~~~", "\u2028", "\u0085", "&#124;", "$$",
		}),
		rapid.String(),
	), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8("x"+strings.Join(words.Draw(t, "words"), ""), "")
		if len(text) > MaxName-3 {
			text = strings.ToValidUTF8(text[:MaxName-3], "")
		}
		leading := strings.ToValidUTF8(text[1:]+"x", "")
		for _, text := range []string{text, leading} {
			p, err := New(hostile(text))
			require.NoError(t, err)
			assert.Equal(t, want, shape(p.Handbook(sf.English)), "%q", text)
		}
	})
}

// hostile is a configuration that says one text wherever a text may stand.
func hostile(text string) Config {
	line := []Criterion{{ID: text, Test: criteria.Eq(text, sf.Text(text))}, {ID: "c2", Text: text}}
	return Config{
		ID: text, Name: text,
		Fields: []sf.Field{{Name: text, Label: text, Kind: sf.KindText}},
		Stages: []Stage{
			{
				ID: text + "1", Name: text, Aliases: []string{text + "2"}, Required: []string{text}, Entry: line, Exit: []Criterion{{ID: "e", Text: text}},
				Goal: text, Playbook: []string{text, text}, Milestones: []Milestone{{ID: "m", Text: text}},
			},
			{ID: text + "3", Retired: true},
			{ID: text + "4", Outcome: Won, Goal: text},
		},
	}
}
