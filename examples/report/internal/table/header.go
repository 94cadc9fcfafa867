package table

import "strings"

// header is the first row of the table, and where the rest begins.
type header struct {
	text      string
	cells     []string
	row       int
	after     int // offset of the text below
	delimiter byte
	maxCell   int
}

// maxTitle is how many rows may stand above the header.
const maxTitle = 20

// findHeader takes the first row of two cells or more, whichever delimiter
// shows the most, and the rows above it for a title. A line 'sep=;', which
// spreadsheets hide, is obeyed and not counted.
func findHeader(text string, maxCell int) (header, error) {
	h := header{text: text, maxCell: maxCell}
	start, told := separatorLine(text)
	best := scanner{}
	for pos, row := start, 1; pos < len(text) && row <= maxTitle; row++ {
		s := widest(text, pos, maxCell, told)
		if best.cells == nil && !blank(s.cells) || s.count > 1 && !blank(s.cells) {
			s.row = row
			best = s
		}
		if best.count > 1 {
			break
		}
		pos = s.pos
	}
	if best.cells == nil {
		return h, fail(CodeEmpty)
	}
	h.row, h.after, h.delimiter = best.row, best.pos, best.delimiter
	for _, c := range best.cells {
		h.cells = append(h.cells, strings.Clone(trim(c)))
	}
	return h, nil
}

// below is a scanner of the rows under the header.
func (h header) below() *scanner {
	s := &scanner{
		text: h.text, pos: h.after, delimiter: h.delimiter, maxCell: h.maxCell,
		row: h.row, width: len(h.cells),
	}
	for i, c := range h.cells {
		if c != "" {
			s.named = i + 1
		}
	}
	return s
}

// widest splits the row at pos by each delimiter and keeps the most cells;
// where they tie, the fewest stray quotation marks, and then comma before
// semicolon before tab.
func widest(text string, pos, maxCell int, told byte) scanner {
	candidates := []byte{',', ';', '\t'}
	if told != 0 {
		candidates = []byte{told}
	}
	var best scanner
	for i, d := range candidates {
		s := scanner{text: text, pos: pos, delimiter: d, maxCell: maxCell}
		s.split(true)
		if i == 0 || s.count > best.count || s.count == best.count && s.stray < best.stray {
			best = s
		}
	}
	return best
}

func separatorLine(text string) (start int, delimiter byte) {
	if len(text) < 5 || !strings.EqualFold(text[:4], "sep=") {
		return 0, 0
	}
	end := lineEnd(text, 5)
	if d := text[4]; (d == ',' || d == ';' || d == '\t') && (len(text) == 5 || text[5] == '\n' || text[5] == '\r') {
		return 5 + end, d
	}
	return 0, 0
}

func blank(cells []string) bool {
	for _, c := range cells {
		if trim(c) != "" {
			return false
		}
	}
	return true
}
