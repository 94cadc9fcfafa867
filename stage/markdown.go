package stage

import (
	"strings"
	"unicode"
)

// markdownSigns are the characters that Markdown may give a meaning anywhere in a line.
const markdownSigns = "\\`*_[]<>|~&#$"

// escaped returns text that reads the same in Markdown as it does plainly, wherever it stands: on one line, so that it cannot begin a
// block or end a table row, and with every sign that means something quoted.
func escaped(text string) string {
	text = oneLine(text)
	var b strings.Builder
	b.Grow(len(text))
	opening := true // so far only the digits of what may become a numbered list
	for i, r := range text {
		switch {
		case strings.ContainsRune(markdownSigns, r), i == 0 && strings.ContainsRune("+-=", r), opening && i > 0 && (r == '.' || r == ')'):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		opening = opening && r >= '0' && r <= '9'
	}
	return b.String()
}

// oneLine joins lines and runs of space, and drops control characters and those that turn the direction of writing, which could make a
// page show something else than what it says.
func oneLine(text string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		default:
			return r
		}
	}, text)
	return strings.Join(strings.Fields(visible), " ")
}
