package table

import (
	"strings"
	"unicode"
)

const (
	// maxCells is the width of the widest spreadsheet; further cells of a row
	// are counted and not kept.
	maxCells = 16384
	// maxRetries bounds how often a quotation mark may swallow lines before
	// quoted cells have to end on their own line.
	maxRetries = 256
	// maxStray bounds how often one line is searched for a closing mark.
	maxStray = 4
)

// scanner splits text into rows and cells. Lines end with \n, \r\n or \r. A
// quotation mark that never closes, or that closes so far down that the row
// does not fit the header or swallows lines that do, is taken as text, so that
// it costs one row at most and not the rest of the file. The work is linear in the text.
type scanner struct {
	text      string
	pos       int
	delimiter byte
	maxCell   int
	width     int // cells of the header; 0 is unknown
	named     int // cells up to the last named one

	row     int      // of the cells, as a spreadsheet counts
	cells   []string // reused by the next row
	count   int      // of cells, also of those not kept
	long    bool     // a cell is above maxCell, and was cut
	retries int
	stray   int
}

// next reads a row, and reports whether there was one.
func (s *scanner) next() bool {
	if s.pos >= len(s.text) {
		return false
	}
	s.row++
	start := s.pos
	spans := s.split(s.retries < maxRetries)
	if !spans || s.width == 0 {
		return true
	}
	joined := !s.fits() || s.lines(start)
	if joined {
		s.retries++
	}
	s.pos = start
	s.split(!joined)
	return true
}

// lines reports whether the two lines at start are rows of their own: then a
// quotation mark joined them that should not. A line of a longer cell seldom
// has as many delimiters as the header.
func (s *scanner) lines(start int) bool {
	s.pos = start
	s.split(false)
	if !s.fits() {
		return false
	}
	s.split(false)
	return s.fits()
}

// fits reports whether the row has the cells of the header. Blank cells
// beyond it do not count, nor do missing ones below nameless headers.
func (s *scanner) fits() bool {
	if s.count < s.named || s.count > len(s.cells) {
		return false
	}
	for _, c := range s.cells[min(s.width, len(s.cells)):] {
		if trim(c) != "" {
			return false
		}
	}
	return true
}

// split reads the cells of one row and reports whether a cell spans lines.
func (s *scanner) split(multiline bool) (spans bool) {
	s.cells, s.count, s.long, s.stray = s.cells[:0], 0, false, 0
	for {
		cell, end, spanned := s.cell(multiline)
		spans = spans || spanned
		if len(cell) > s.maxCell {
			s.long = true
			cell = head(cell, s.maxCell)
		}
		s.count++
		if len(s.cells) < maxCells {
			s.cells = append(s.cells, cell)
		}
		s.pos = end
		if end < len(s.text) && s.text[end] == s.delimiter {
			s.pos++
			continue
		}
		s.pos += lineEnd(s.text, end)
		return spans
	}
}

func (s *scanner) cell(multiline bool) (value string, end int, spanned bool) {
	open := s.pos
	for open < len(s.text) && s.text[open] == ' ' {
		open++
	}
	if open < len(s.text) && s.text[open] == '"' && s.stray < maxStray {
		if value, end, spanned, ok := s.quoted(open, multiline); ok {
			return value, end, spanned
		}
		s.stray++
		if multiline {
			s.retries++
		}
	}
	end = s.pos
	for end < len(s.text) && s.text[end] != s.delimiter && s.text[end] != '\n' && s.text[end] != '\r' {
		end++
	}
	return s.text[s.pos:end], end, false
}

// quoted reads a cell in quotation marks. A mark inside that is neither
// doubled nor before a delimiter or line end is text.
func (s *scanner) quoted(open int, multiline bool) (value string, end int, spanned, ok bool) {
	doubled := false
	limit := min(len(s.text), open+s.maxCell+2)
	for i := open + 1; i < limit; i++ {
		switch s.text[i] {
		case '\n', '\r':
			if !multiline {
				return "", 0, false, false
			}
			spanned = true
		case '"':
			if i+1 < len(s.text) && s.text[i+1] == '"' {
				doubled = true
				i++
				continue
			}
			end, closes := s.closes(i + 1)
			if !closes {
				continue
			}
			value = s.text[open+1 : i]
			if doubled {
				value = strings.ReplaceAll(value, `""`, `"`)
			}
			return value, end, spanned, true
		}
	}
	return "", 0, false, false
}

// closes reports whether the cell ends at i, blanks aside, and where.
func (s *scanner) closes(i int) (int, bool) {
	for end := i; end < min(len(s.text), i+64); end++ {
		switch c := s.text[end]; {
		case c == s.delimiter, c == '\n', c == '\r':
			return end, true
		case c != ' ':
			return 0, false
		}
	}
	return len(s.text), i+64 >= len(s.text)
}

// lineEnd is the length of the line end at i, 0 at the end of the text.
func lineEnd(text string, i int) int {
	switch {
	case i >= len(text):
		return 0
	case text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n':
		return 2
	default:
		return 1
	}
}

// trim removes blanks, and what looks like one or like nothing: no-break
// spaces, ideographic spaces, zero-width marks.
func trim(s string) string {
	if s == "" || (s[0] > ' ' && s[0] < 0x7F && s[len(s)-1] > ' ' && s[len(s)-1] < 0x7F) {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == 0 || r == '\u200b' || r == '\ufeff'
	})
}
