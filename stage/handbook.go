package stage

import (
	"fmt"
	"strconv"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage/criteria"
)

// Handbook returns the pipeline as a manual for those who sell, 《销售阶段定义手册》, in Markdown (CommonMark with tables): an overview, the rules
// of moving, each open stage with its goal, criteria, limit, milestones and playbook, the ends, the retired stages, and the fields.
//
// Its own words are in the language; what the configuration says stands as it was written, on one line and escaped, so that it cannot
// change the page around it. A criterion shows the test behind it, or that people judge it. The same configuration gives the same bytes;
// the last line quotes [Pipeline.Hash].
func (p *Pipeline) Handbook(lang sf.Language) string {
	h := handbook{p: p, lang: lang, words: &handbookEnglish}
	if lang == sf.Chinese {
		h.words = &handbookChinese
	}
	h.cover()
	h.overview()
	h.moving()
	h.stages()
	h.ends()
	h.retired()
	h.glossary()
	h.printf("---\n\n%s%s%s\n", h.words.version, h.words.colon, code(p.hash))
	return h.String()
}

// handbook is a handbook being written.
type handbook struct {
	strings.Builder
	p     *Pipeline
	lang  sf.Language
	words *handbookWords
}

func (h *handbook) printf(format string, args ...any) { fmt.Fprintf(&h.Builder, format, args...) }

// cover writes the title and how to read the rest.
func (h *handbook) cover() {
	title := h.p.config.Name
	if title == "" {
		title = h.p.config.ID
	}
	h.printf("# %s%s%s\n\n%s\n\n", h.words.title, h.words.colon, escaped(title), h.words.reading)
}

// overview writes a table of the open stages.
func (h *handbook) overview() {
	w := h.words
	h.printf("## %s\n\n", w.overview)
	h.row(w.number, w.stage, w.probability, w.limit, w.category)
	h.row("---:", "---", "---:", "---:", "---")
	for n, i := range h.inUse(true) {
		h.row(strconv.Itoa(n+1), escaped(h.title(i)), h.probability(i), h.limitText(h.p.Limit(i)), w.categories[h.p.Category(i)])
	}
	h.printf("\n")
}

func (h *handbook) row(cells ...string) { h.printf("| %s |\n", strings.Join(cells, " | ")) }

// inUse returns the stages that deals may enter: the open ones, or the ends.
func (h *handbook) inUse(open bool) []int {
	var list []int
	for i, s := range h.p.config.Stages {
		if !s.Retired && (s.Outcome == Open) == open {
			list = append(list, i)
		}
	}
	return list
}

func (h *handbook) title(i int) string { return h.p.config.Stages[i].Title() }

// titles joins the names of stages.
func (h *handbook) titles(list []int) string {
	names := make([]string, len(list))
	for k, i := range list {
		names[k] = escaped(h.title(i))
	}
	return strings.Join(names, h.words.comma)
}

func (h *handbook) probability(i int) string {
	p, ok := h.p.Probability(i)
	if !ok {
		return none
	}
	percent, _ := sf.Float(p).Number() // 0 where a probability is too small to be written
	return sf.Number(percent.Shift(2)).String() + "%"
}

// none stands in a cell for what is not configured.
const none = "—"

func (h *handbook) limitText(l Limit) string {
	switch {
	case l.IsZero():
		return none
	case l.Working:
		return plural(h.words.workingDays, l.Days)
	default:
		return plural(h.words.days, l.Days)
	}
}

// plural fills a count into the form for one or that for many.
func plural(forms [2]string, n int) string {
	if n == 1 {
		return fmt.Sprintf(forms[0], n)
	}
	return fmt.Sprintf(forms[1], n)
}

// moving writes the rules of moving in general.
func (h *handbook) moving() {
	w, m := h.words, h.p.config.Moves
	h.printf("## %s\n\n", w.moving)
	h.printf("- %s\n", w.policies[m.Policy])
	if m.Policy != Graph { // which lists what may close, go back and be reopened, unless a switch allows it everywhere
		h.printf("- %s\n", w.closing)
	}
	if back := m.Back || m.Policy == Free; back || m.Policy != Graph {
		h.printf("- %s\n", pick(back, w.back, w.noBack))
	}
	if m.Reopen || m.Policy != Graph {
		h.printf("- %s\n", pick(m.Reopen, w.reopen, w.noReopen))
	}
	h.printf("- %s%s%s\n", w.starts, w.colon, h.titles(h.targets(-1, func(int) bool { return true })))
	h.printf("- %s\n\n", w.asked)
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// targets returns the stages that a deal may go to from a stage, of those that pass.
func (h *handbook) targets(from int, pass func(to int) bool) []int {
	var list []int
	for to := range h.p.config.Stages {
		if h.p.CanMove(from, to) && pass(to) {
			list = append(list, to)
		}
	}
	return list
}

func (h *handbook) stages() {
	h.printf("## %s\n\n", h.words.stages)
	for n, i := range h.inUse(true) {
		h.printf("### %d. %s\n\n", n+1, escaped(h.title(i)))
		h.facts(i)
		h.body(i)
		h.next(i)
	}
}

// facts writes the line of what can be said of a stage in figures.
func (h *handbook) facts(i int) {
	w := h.words
	h.printf("%s%s%s", w.id, w.colon, code(h.p.StageID(i)))
	if h.p.Outcome(i) == Open {
		h.printf("%s%s%s%s", w.semicolon, w.probability, w.colon, h.probability(i))
		h.printf("%s%s%s%s", w.semicolon, w.limit, w.colon, h.limitText(h.p.Limit(i)))
	} else {
		h.printf("%s%s%s%s", w.semicolon, w.outcome, w.colon, w.outcomes[h.p.Outcome(i)])
	}
	h.printf("%s%s%s%s", w.semicolon, w.category, w.colon, w.categories[h.p.Category(i)])
	if aliases := h.p.config.Stages[i].Aliases; len(aliases) > 0 {
		names := make([]string, len(aliases))
		for k, alias := range aliases {
			names[k] = escaped(alias)
		}
		h.printf("%s%s%s%s", w.semicolon, w.aliases, w.colon, strings.Join(names, w.comma))
	}
	h.printf("\n\n")
}

// body writes what a stage is for, what it asks, and how to get through it.
func (h *handbook) body(i int) {
	s, w := &h.p.config.Stages[i], h.words
	if s.Goal != "" {
		h.printf("**%s**%s%s\n\n", w.goal, w.colon, escaped(s.Goal))
	}
	h.required(i)
	h.criteria(w.entry, s.Entry, s.Outcome == Open)
	h.criteria(w.exit, s.Exit, s.Outcome == Open)
	if len(s.Milestones) > 0 {
		h.printf("**%s**\n\n", w.milestones)
		for _, m := range s.Milestones {
			h.printf("- %s%s", h.due(m.Due), w.colon)
			h.line(m.ID, m.Text, m.Test)
		}
		h.printf("\n")
	}
	if len(s.Playbook) > 0 {
		h.printf("**%s**\n\n", w.playbook)
		for k, play := range s.Playbook {
			h.printf("%d. %s\n", k+1, escaped(play))
		}
		h.printf("\n")
	}
}

func (h *handbook) due(l Limit) string {
	if l.Days == 0 {
		return h.words.dueAtOnce
	}
	return fmt.Sprintf(h.words.due, h.limitText(l))
}

func (h *handbook) required(i int) {
	needs := h.p.gates[i].required
	if len(needs) == 0 {
		return
	}
	labels := make([]string, len(needs))
	for k, n := range needs {
		labels[k] = escaped(n.label)
	}
	h.printf("**%s**%s%s\n\n", h.words.required, h.words.colon, strings.Join(labels, h.words.comma))
}

// criteria writes a list of criteria. Where there are none, that is said if they are to be expected.
func (h *handbook) criteria(heading string, list []Criterion, expected bool) {
	switch {
	case len(list) > 0:
		h.printf("**%s**\n\n", heading)
		for _, c := range list {
			h.printf("- ")
			h.line(c.ID, c.Text, c.Test)
		}
		h.printf("\n")
	case expected:
		h.printf("**%s**%s%s\n\n", heading, h.words.colon, h.words.nothing)
	}
}

// line writes the text of a criterion and the test behind it.
func (h *handbook) line(id, text string, test criteria.Expr) {
	w := h.words
	if text == "" {
		text = id
	}
	how := w.judged
	if !test.IsZero() {
		how = w.tested + w.colon + escaped(test.Text(h.lang, h.p.config.Fields))
	}
	h.printf("%s%s%s%s\n", escaped(text), w.open, how, w.close)
}

// next writes where a deal may go from a stage.
func (h *handbook) next(i int) {
	w := h.words
	open := h.p.Outcome(i) == Open
	h.printf("**%s**\n\n", w.next)
	some := h.direction(pick(open, w.onward, w.reopened), h.targets(i, func(to int) bool { return h.p.Outcome(to) == Open && (to > i || !open) }))
	some = h.direction(w.backward, h.targets(i, func(to int) bool { return h.p.Outcome(to) == Open && to < i && open })) || some
	some = h.direction(w.ending, h.targets(i, func(to int) bool { return h.p.Outcome(to) != Open })) || some
	if !some {
		h.printf("- %s\n", w.nowhere)
	}
	h.printf("\n")
}

// direction writes the targets of one kind, and reports whether there are any.
func (h *handbook) direction(kind string, list []int) bool {
	if len(list) == 0 {
		return false
	}
	h.printf("- %s%s%s\n", kind, h.words.colon, h.titles(list))
	return true
}

func (h *handbook) ends() {
	list := h.inUse(false)
	h.printf("## %s\n\n", h.words.ends)
	for _, i := range list {
		h.printf("### %s\n\n", escaped(h.title(i)))
		h.facts(i)
		h.body(i)
		if len(h.targets(i, func(int) bool { return true })) > 0 {
			h.next(i)
		}
	}
}

// retired writes the stages that only history says, and where the deals still in them may go.
func (h *handbook) retired() {
	w, written := h.words, false
	for i, s := range h.p.config.Stages {
		if !s.Retired {
			continue
		}
		if !written {
			h.printf("## %s\n\n%s\n\n", w.retired, w.retiredMeaning)
			written = true
		}
		h.printf("### %s\n\n", escaped(h.title(i)))
		h.facts(i)
		h.next(i)
	}
}

func (h *handbook) glossary() {
	w := h.words
	if len(h.p.config.Fields) == 0 {
		return
	}
	h.printf("## %s\n\n", w.fields)
	h.row(w.field, w.id, w.kind)
	h.row("---", "---", "---")
	for _, f := range h.p.config.Fields {
		h.row(escaped(f.Title()), code(f.Name), w.kinds[f.Kind])
	}
	h.printf("\n")
}

// code writes an id as code, where it is one; signs inside code cannot be quoted.
func code(id string) string {
	for _, r := range id {
		plain := r == '_' || r == '-' || r == '.' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !plain {
			return escaped(id)
		}
	}
	return "`" + id + "`"
}
