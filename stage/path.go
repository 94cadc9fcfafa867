package stage

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxShown bounds how many bytes of a word of the input a note repeats.
const maxShown = 64

// indexed returns the path of an entry of a list.
func indexed(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// keyed returns the path of an entry of an object; a key that is no plain word is quoted.
func keyed(object, key string) string {
	odd := func(r rune) bool { return r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	if key == "" || strings.ContainsFunc(key, odd) {
		return object + "[" + strconv.Quote(shortened(key)) + "]"
	}
	return object + "." + shortened(key)
}

// joined puts a path below another.
func joined(path, below string) string {
	switch {
	case below == "":
		return path
	case path == "":
		return below
	default:
		return path + "." + below
	}
}

// shortened cuts long text at the boundary of a character.
func shortened(s string) string {
	if len(s) <= maxShown {
		return s
	}
	end := maxShown
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
