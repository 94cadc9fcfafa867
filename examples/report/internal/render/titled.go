package render

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// stageArguments are the arguments of notes that name a stage by its id, or several with a comma between them.
var stageArguments = []string{"stage", "stages", "to", "from", "second"}

// titled is a note in which stages have the titles, and facts the names, that the rest of the text gives them.
func (w *writer) titled(n sf.Note) sf.Note {
	args := slices.Clone(n.Args)
	for i, a := range args {
		ids, ok := a.Value.Text()
		if ok && a.Name == "fact" {
			args[i].Value = sf.Text(w.key(ids))
		}
		if !ok || !slices.Contains(stageArguments, a.Name) {
			continue
		}
		parts := strings.Split(ids, ", ")
		for k, id := range parts {
			if title := w.titles[id]; title != "" {
				parts[k] = title
			}
		}
		args[i].Value = sf.Text(strings.Join(parts, w.say(", ", "、")))
	}
	n.Args = args
	return n
}

// finding is a sentence with a mark before it, and deals that show it.
func (w *writer) finding(n sf.Note, examples []string) {
	s := clean(w.sentence(w.titled(n)), mostSentence)
	w.prose("  - ", s+w.asIn(examples))
}

// asIn names deals.
func (w *writer) asIn(deals []string) string {
	if len(deals) == 0 {
		return ""
	}
	names := make([]string, 0, mostExamples)
	for _, d := range deals[:min(len(deals), mostExamples)] {
		names = append(names, clean(d, mostCells))
	}
	return w.say(", as in ", "，例如 ") + strings.Join(names, w.say(", ", "、"))
}

// cut says that a table shows only its first rows, where it does.
func (w *writer) cut(shown, of int) string {
	if shown >= of {
		return ""
	}
	return w.say("The first %s of %s.", "前 %s 个，共 %s 个。", count(shown), count(of))
}

// sentenceOf is a note as a sentence that begins with a capital.
func (w *writer) sentenceOf(n sf.Note) string {
	s := clean(w.sentence(w.titled(n)), mostSentence)
	if r, size := utf8.DecodeRuneInString(s); size > 0 {
		s = string(unicode.ToUpper(r)) + s[size:]
	}
	return s
}
