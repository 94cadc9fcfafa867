package strictjson

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// scanner steps through input that is known to be JSON, and therefore meets no errors.
type scanner struct {
	data []byte
	pos  int
}

// peek skips white space and returns the byte that the next token begins with.
func (s *scanner) peek() byte {
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; c {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

// open steps into an array or object and reports whether it holds anything; an empty one is left at once.
func (s *scanner) open() (more bool) {
	s.peek()
	s.pos++
	if c := s.peek(); c == ']' || c == '}' {
		s.pos++
		return false
	}
	return true
}

// next steps over a comma, or out of the array or object that ends.
func (s *scanner) next() (more bool) {
	more = s.peek() == ','
	s.pos++
	return more
}

// key reads a key and its colon.
func (s *scanner) key() string {
	key := unquote(s.raw())
	s.peek()
	s.pos++
	return key
}

// raw steps over one value and returns its bytes, which belong to the input.
func (s *scanner) raw() []byte {
	first := s.peek()
	start := s.pos
	switch first {
	case '"':
		s.pos, _ = skipString(s.data, s.pos)
	case '{', '[':
		s.skipContainer()
	default:
		for s.pos < len(s.data) && !endsWord(s.data[s.pos]) {
			s.pos++
		}
	}
	return s.data[start:s.pos]
}

// endsWord reports whether a byte stands behind a number or a literal rather than in it.
func endsWord(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\r', ',', ']', '}':
		return true
	default:
		return false
	}
}

func (s *scanner) skipContainer() {
	for depth := 0; s.pos < len(s.data); {
		switch s.data[s.pos] {
		case '"':
			s.pos, _ = skipString(s.data, s.pos)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		s.pos++
		if depth == 0 {
			return
		}
	}
}

// unquote returns the text that a JSON string writes.
func unquote(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		panic("strictjson: the scanner met what the grammar refuses") // a fault of this package, which its fuzz tests would show
	}
	return text
}

func parseInt(raw []byte, bits int) (int64, error) { return strconv.ParseInt(string(raw), 10, bits) }
