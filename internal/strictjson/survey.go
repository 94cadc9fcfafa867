package strictjson

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// survey refuses input that is too large to walk, or whose text encoding/json would mend in silence. It trusts nothing: the input need
// not be JSON.
func survey(data []byte, o Options) (fault sf.Note, ok bool) {
	if len(data) > o.MaxBytes {
		return tooLarge(o.MaxBytes, "bytes"), false
	}
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		return syntaxFault(data, 0, "the input begins with a byte order mark"), false
	}
	if at := invalidUTF8(data); at >= 0 {
		return syntaxFault(data, at, "the text is not UTF-8"), false
	}
	depth, values := 0, 1
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			end, surrogate := skipString(data, i)
			if surrogate >= 0 {
				return syntaxFault(data, surrogate, "half of a surrogate pair"), false
			}
			i = end - 1
		case '{', '[':
			depth++
			if !isEmpty(data[i+1:]) {
				values++
			}
		case '}', ']':
			depth--
		case ',':
			values++
		}
		if depth > o.MaxDepth {
			return tooLarge(o.MaxDepth, "levels"), false
		}
		if values > o.MaxValues {
			return tooLarge(o.MaxValues, "values"), false
		}
	}
	return sf.Note{}, true
}

// isEmpty reports whether an array or object ends here, right behind where it began.
func isEmpty(rest []byte) bool {
	s := scanner{data: rest}
	c := s.peek()
	return c == ']' || c == '}'
}

// skipString returns the position behind the string that begins at i, and where the first escape stands that is half of a surrogate
// pair, -1 for nowhere.
func skipString(data []byte, i int) (end, surrogate int) {
	surrogate = -1
	for i++; i < len(data); i++ {
		switch data[i] {
		case '"':
			return i + 1, surrogate
		case '\\':
			switch unit := escapedUnit(data, i); {
			case unit >= 0xd800 && unit < 0xdc00 && isLow(escapedUnit(data, i+6)):
				i += 6
			case unit >= 0xd800 && unit < 0xe000 && surrogate < 0:
				surrogate = i
			}
			i++
		}
	}
	return len(data), surrogate
}

func isLow(unit int) bool { return unit >= 0xdc00 && unit < 0xe000 }

// escapedUnit returns the UTF-16 code unit that \uXXXX at i writes, -1 when there is none.
func escapedUnit(data []byte, i int) int {
	if i+6 > len(data) || data[i] != '\\' || data[i+1] != 'u' {
		return -1
	}
	unit, err := strconv.ParseUint(string(data[i+2:i+6]), 16, 16)
	if err != nil {
		return -1
	}
	return int(unit)
}

// invalidUTF8 returns the position of the first byte that is not UTF-8, -1 when there is none.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// syntaxFault says what is wrong at a byte, with the line and the column as an editor counts them: from 1, in characters.
func syntaxFault(data []byte, at int, reason string) sf.Note {
	before := data[:at]
	line := 1 + bytes.Count(before, []byte{'\n'})
	column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return sf.NewNote(sf.CodeSyntax, "",
		sf.F("reason", sf.Text(fmt.Sprintf("line %d, column %d: %s", line, column, reason))),
		sf.F("line", sf.Int(int64(line))),
		sf.F("column", sf.Int(int64(column))),
	)
}

func tooLarge(limit int, unit string) sf.Note {
	return sf.NewNote(sf.CodeTooLarge, "", sf.F("limit", sf.Int(int64(limit))), sf.F("unit", sf.Text(unit)))
}
