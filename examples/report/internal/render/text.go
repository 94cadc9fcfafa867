// Package render writes a report as text for people, in English or Chinese. Every number in it is a number of the document.
package render

import (
	"fmt"
	"strings"
	"unicode/utf8"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
)

// Options are how a text looks; the numbers stay the same.
type Options struct {
	Lang sf.Language
	Unit settings.DisplayUnit
}

// writer is one text under way.
type writer struct {
	strings.Builder

	doc    *document.Report
	lang   sf.Language
	unit   settings.DisplayUnit
	minor  int               // digits of the currency's minor unit
	titles map[string]string // of stages, by id
}

// mostListed is how many entries of a list the text shows.
const mostListed = 10

// Text writes one report.
func Text(d *document.Report, o Options) string {
	w := &writer{doc: d, lang: o.Lang, unit: o.Unit, titles: map[string]string{}}
	w.minor = 2
	if d.Currency != nil {
		w.minor = d.Currency.MinorDigits
	}
	for _, s := range d.Stages {
		w.titles[s.ID] = clean(s.Name, mostCells)
	}
	w.title()
	w.headline()
	w.totals()
	w.board()
	w.health()
	w.stalled()
	w.worklist()
	w.advice()
	w.conversion()
	w.dropOff()
	w.lossReasons()
	w.bottlenecks()
	w.moves()
	w.matrix()
	w.chain()
	w.dwell()
	w.winBy()
	w.velocity()
	w.series()
	w.waterfall()
	w.compare()
	w.sources()
	w.activities()
	w.forecast()
	w.quality()
	w.findings()
	w.warnings()
	w.made()
	return w.String()
}

// say chooses the language and fills the verbs.
func (w *writer) say(en, zh string, args ...any) string {
	format := en
	if w.lang == sf.Chinese {
		format = zh
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

func (w *writer) line(s string) {
	w.WriteString(s)
	w.WriteByte('\n')
}

// section begins a part of the report; the hint says how to read it.
func (w *writer) section(title, hint string) {
	w.line("")
	w.line(title)
	if hint != "" {
		w.line("  " + hint)
	}
}

// prose writes a sentence, broken into lines of a width that reads well.
func (w *writer) prose(prefix, s string) {
	const most = 110
	indent := strings.Repeat(" ", cells(prefix))
	line, n := prefix, cells(prefix)
	blank := true
	for _, word := range breakable(s) {
		if n+cells(strings.TrimRight(word, " ")) > most && !blank {
			w.line(strings.TrimRight(line, " "))
			line, n = indent, cells(indent)
		}
		line, n, blank = line+word, n+cells(word), false
	}
	w.line(strings.TrimRight(line, " "))
}

// breakable cuts a sentence where a line may end: after blanks and after Chinese punctuation, of which none begins a line.
func breakable(s string) []string {
	const marks = "，。；：、）"
	var parts []string
	start := 0
	for i, r := range s {
		end := i + len(string(r))
		next, _ := utf8.DecodeRuneInString(s[end:])
		if (r == ' ' || strings.ContainsRune(marks, r)) && !strings.ContainsRune(marks, next) {
			parts = append(parts, s[start:end])
			start = end
		}
	}
	return append(parts, s[start:])
}

func (w *writer) title() {
	currency := ""
	if w.doc.Currency != nil {
		currency = w.doc.Currency.Code
	}
	if w.unit.Name != "" {
		currency = strings.TrimSpace(currency + " " + w.unit.Name)
	}
	head := w.say("SALES FUNNEL as of %s (%s)", "销售漏斗报告 截至 %s（%s）", w.asOf(), w.doc.TZ)
	if currency != "" {
		head += w.say(", amounts in ", "，金额单位：") + clean(currency, mostCells)
	}
	w.line(head)
	w.line("")
}

func (w *writer) stage(id string) string {
	if t := w.titles[id]; t != "" {
		return t
	}
	return clean(id, mostCells)
}
