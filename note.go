package salesfunnel

import (
	"strconv"
	"strings"
)

// Code names what a note says, as in "funnel.event_after_close". It is stable: programs switch on it, and it is the key of every
// translation.
type Code string

// Note is the one shape of all that is said: faults, warnings, findings, reasons, advice, refusals.
type Note struct {
	Code Code   `json:"code"`
	Path string `json:"path,omitzero"` // where in the input, as in stages[2].probability
	Args []Fact `json:"args,omitzero"` // what a sentence about it needs, typed
	Text string `json:"text,omitzero"` // the sentence in English, for logs
}

// NewNote returns a note with the English sentence of its code filled in.
func NewNote(code Code, path string, args ...Fact) Note {
	n := Note{Code: code, Path: path, Args: args}
	n.Text = n.In(English)
	return n
}

// Arg returns the argument of that name; the zero Value when there is none.
func (n Note) Arg(name string) Value {
	for _, a := range n.Args {
		if a.Name == name {
			return a.Value
		}
	}
	return Value{}
}

// Format fills a template such as "stage {stage} has only {n} deals" with the note's arguments; {path} is the note's path, and {share%} a number
// as a percentage, 0.1788 as 17.9%. A name that the note does not have stays as it stands, and "{{" writes one brace. It is how an embedder
// brings words of their own.
func (n Note) Format(template string) string { return n.format(template, English) }

// format is Format with truths in the words of a language.
func (n Note) format(template string, lang Language) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(template, '{')
		if open < 0 {
			break
		}
		b.WriteString(template[:open])
		template = template[open:]
		if strings.HasPrefix(template, "{{") {
			b.WriteByte('{')
			template = template[2:]
			continue
		}
		end := strings.IndexByte(template, '}')
		if end < 0 {
			break
		}
		b.WriteString(n.fill(template[1:end], template[:end+1], lang))
		template = template[end+1:]
	}
	b.WriteString(template)
	return b.String()
}

// fill returns the text of one argument, or the placeholder itself when the note does not have it.
func (n Note) fill(name, placeholder string, lang Language) string {
	if name == "path" {
		return n.Path
	}
	name, share := strings.CutSuffix(name, "%")
	for _, a := range n.Args {
		if a.Name != name {
			continue
		}
		if x, ok := a.Value.Number(); ok && share {
			return percent(x.InexactFloat64())
		}
		if truth, ok := a.Value.Bool(); ok && lang == Chinese {
			if truth {
				return "是"
			}
			return "否"
		}
		return a.Value.String()
	}
	return placeholder
}

// percent returns a share in per cent, with three digits that count.
func percent(share float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(100*share, 'g', 3, 64), 64)
	if err != nil {
		rounded = 100 * share
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64) + "%"
}

// In returns the sentence in a language. A code that the catalogue does not hold, as an embedder's own may be, gives the note's Text,
// or the code itself.
func (n Note) In(lang Language) string {
	if template, ok := Template(lang, n.Code); ok {
		return n.format(template, lang)
	}
	if n.Text != "" {
		return n.Text
	}
	return string(n.Code)
}

// String returns the path and the sentence.
func (n Note) String() string {
	text := n.Text
	if text == "" {
		text = n.In(English)
	}
	if n.Path == "" {
		return text
	}
	return n.Path + ": " + text
}
