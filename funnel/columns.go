package funnel

import (
	"slices"
	"strings"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// noStage marks a row that moves nothing.
const noStage = 255

// columns are rows, a slice for each field. A field that no row uses is nil.
type columns struct {
	at       []int64
	stage    []uint8
	recorded []int64 // nil: everything was recorded when it happened
	seq      []int64
	owner    []uint32 // code of a text plus one
	reason   []uint32
	amount   []uint32 // code of a value; 0: unknown
	due      []sf.Date
	next     []int64 // see nextAt
}

// put takes what every row has; n is the number of rows before it.
func (c *columns) put(n int, at, recorded, seq int64, stage uint8) {
	if c.recorded == nil && recorded != at {
		c.recorded = append(make([]int64, 0, n+1), c.at...)
	}
	if c.recorded != nil {
		c.recorded = push(c.recorded, recorded)
	}
	c.at = push(c.at, at)
	c.stage = push(c.stage, stage)
	c.seq = put(c.seq, n, seq)
}

// known returns when row i was recorded.
func (c *columns) known(i int) int64 {
	if c.recorded == nil {
		return c.at[i]
	}
	return c.recorded[i]
}

// push appends v. It doubles the room where append would add a quarter to a large slice, so that a million rows are copied once or
// twice on the way and not five times.
func push[T any](s []T, v T) []T {
	if len(s) == cap(s) {
		s = slices.Grow(s, len(s)+64)
	}
	return append(s, v)
}

// put appends v to a column of n rows, which begins with the first value that is not zero.
func put[T comparable](column []T, n int, v T) []T {
	var zero T
	if column == nil {
		if v == zero {
			return nil
		}
		column = make([]T, n, n+n/4+16)
	}
	return push(column, v)
}

// of returns row i of a column that may be missing.
func of[T any](column []T, i int) (v T) {
	if column == nil {
		return v
	}
	return column[i]
}

// gather returns the rows in another order.
func gather[T any](column []T, order []uint32) []T {
	if column == nil {
		return nil
	}
	out := make([]T, len(order))
	for i, from := range order {
		out[i] = column[from]
	}
	return out
}

// values gives equal values one code. Code 0 is the unknown value.
type values struct {
	codes map[sf.Value]uint32
	list  []sf.Value
}

// code returns the code of a value. Numbers beyond eighteen digits and sets of tags are kept once for each row, since they compare by
// what they point to.
func (v *values) code(x sf.Value) uint32 {
	if !x.Known() {
		return 0
	}
	code, ok := v.codes[x]
	if !ok {
		if v.codes == nil {
			v.codes, v.list = make(map[sf.Value]uint32), make([]sf.Value, 1)
		}
		if text, ok := x.Text(); ok {
			x = sf.Text(strings.Clone(text))
		}
		code = uint32(len(v.list))
		v.list = append(v.list, x)
		v.codes[x] = code
	}
	return code
}

// factColumn holds one fact of the rows that state it, in the order of the rows.
type factColumn struct {
	row   []uint32
	value []uint32
}

// put takes the fact of a row; what a row states last counts.
func (f *factColumn) put(row, value uint32) {
	if last := len(f.row) - 1; last >= 0 && f.row[last] == row {
		f.value[last] = value
		return
	}
	f.row = append(f.row, row)
	f.value = append(f.value, value)
}
