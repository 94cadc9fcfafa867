package strictjson

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxShown bounds how many bytes of a key or a value a note repeats, so that notes stay small whatever the input.
const maxShown = 64

// path is where the walk stands. It is written out only when there is something to say.
type path []step

// step leads into an object by a key, or into an array by an index.
type step struct {
	key   string
	index int // -1 for a key
}

// String returns the path as in stages[2].probability; a key that is no plain word stands as in graph["new lead"].
func (p path) String() string {
	var b strings.Builder
	for _, s := range p {
		switch {
		case s.index >= 0:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case !isWord(s.key):
			b.WriteString("[" + strconv.Quote(shorten(s.key)) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(shorten(s.key))
		}
	}
	return b.String()
}

func isWord(key string) bool {
	return key != "" && !strings.ContainsFunc(key, func(r rune) bool {
		return r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// shorten cuts long text at the boundary of a character.
func shorten(s string) string {
	if len(s) <= maxShown {
		return s
	}
	end := maxShown
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
