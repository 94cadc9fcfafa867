package render

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// grid is a table of text: the first column flush left, the others flush right unless they are words.
type grid struct {
	head  []string
	left  []bool // columns flush left, besides the first
	rows  [][]string
	total bool // the last row is a sum, below a rule
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// words makes a column flush left.
func (g *grid) words(columns ...int) {
	for _, c := range columns {
		g.left[c] = true
	}
}

func newGrid(head ...string) *grid { return &grid{head: head, left: make([]bool, len(head))} }

// write aligns the columns by the cells that a terminal gives each character.
func (g *grid) write(b *strings.Builder) {
	widths := make([]int, len(g.head))
	for _, row := range append([][]string{g.head}, g.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], cells(cell))
		}
	}
	g.line(b, widths, g.head)
	for i, row := range g.rows {
		if g.total && i == len(g.rows)-1 {
			rule := make([]string, len(widths))
			for j, w := range widths {
				rule[j] = strings.Repeat("-", w)
			}
			g.line(b, widths, rule)
		}
		g.line(b, widths, row)
	}
}

func (g *grid) line(b *strings.Builder, widths []int, row []string) {
	var line strings.Builder
	line.WriteString("  ")
	for i, cell := range row {
		pad := strings.Repeat(" ", widths[i]-cells(cell))
		if i > 0 {
			line.WriteString("  ")
		}
		if i == 0 || g.left[i] {
			line.WriteString(cell + pad)
		} else {
			line.WriteString(pad + cell)
		}
	}
	b.WriteString(strings.TrimRight(line.String(), " "))
	b.WriteByte('\n')
}

// cells is how many columns of a terminal a text takes: two for East Asian wide characters, none for marks.
func cells(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// mostCells is how wide a name may be in a table.
const mostCells = 32

// clean makes a text of the file safe to print: on one line, without control characters, at most so wide.
func clean(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || unicode.In(r, unicode.Cf) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if cells(s) <= most {
		return s
	}
	n := 0
	for i, r := range s {
		if n += cells(string(r)); n >= most {
			return s[:i] + "…"
		}
	}
	return s
}
