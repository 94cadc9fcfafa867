package table

import "strings"

// cursor reads a date from left to right.
type cursor struct {
	s string
	i int
}

// number reads at most most digits, and says how many there were.
func (p *cursor) number(most int) (n, digits int) {
	for p.i < len(p.s) && digits < most && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		n = 10*n + int(p.s[p.i]-'0')
		p.i++
		digits++
	}
	return n, digits
}

// skip consumes one of the words, and says which; empty if none is next.
func (p *cursor) skip(words ...string) string {
	for _, w := range words {
		if len(p.s)-p.i >= len(w) && strings.EqualFold(p.s[p.i:p.i+len(w)], w) {
			p.i += len(w)
			return w
		}
	}
	return ""
}

func (p *cursor) blanks() bool {
	start := p.i
	for p.i < len(p.s) && p.s[p.i] == ' ' {
		p.i++
	}
	return p.i > start
}

func (p *cursor) digit() bool {
	return p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9'
}

var months = []string{
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
}

// monthName reads an English month, whole or its first three letters.
func (p *cursor) monthName() int {
	for i, m := range months {
		if p.skip(m) != "" {
			return i + 1
		}
	}
	for i, m := range months {
		if p.skip(m[:3]) != "" {
			p.skip("t") // Sept
			p.skip(".")
			return i + 1
		}
	}
	return 0
}

func (p *cursor) date(st *stamp) bool {
	if !p.digit() {
		return p.monthFirst(st)
	}
	n, digits := p.number(4)
	sep := p.skip("-", "/", ".", "年", " ")
	if sep != "" && digits <= 2 && p.i < len(p.s) && !p.digit() && sep != "年" {
		return p.monthSecond(st, n, sep)
	}
	switch {
	case digits == 4 && sep != "" && sep != " ":
		return p.yearFirst(st, n, sep)
	case digits == 2 && sep == "年":
		return p.yearFirst(st, fullYear(n), sep)
	case digits <= 2 && sep != "" && sep != "年" && sep != " ":
		return p.yearLast(st, n, sep)
	}
	return false
}

// yearFirst reads the rest of 2024-03-15, 2024/3/15 or 2024年3月15日.
func (p *cursor) yearFirst(st *stamp, year int, sep string) bool {
	st.year = year
	var n int
	if st.month, n = p.number(2); n == 0 {
		return false
	}
	if sep == "年" {
		sep = "月"
	}
	if p.skip(sep) == "" {
		return false
	}
	if st.day, n = p.number(2); n == 0 {
		return false
	}
	return sep != "月" || p.skip("日", "号") != ""
}

// yearLast reads the rest of 03/04/24 or 15.03.2024.
func (p *cursor) yearLast(st *stamp, first int, sep string) bool {
	st.yearLast, st.dotted, st.first = true, sep == ".", first
	var n int
	if st.second, n = p.number(2); n == 0 || p.skip(sep) == "" {
		return false
	}
	return p.lastYear(st)
}

func (p *cursor) lastYear(st *stamp) bool {
	year, n := p.number(4)
	switch n {
	case 2:
		st.year = fullYear(year)
	case 4:
		st.year = year
	default:
		return false
	}
	return true
}

func fullYear(y int) int {
	if y < 69 {
		return 2000 + y
	}
	return 1900 + y
}

// monthFirst reads Mar 15, 2024.
func (p *cursor) monthFirst(st *stamp) bool {
	if st.month = p.monthName(); st.month == 0 || !p.blanks() {
		return false
	}
	var n int
	if st.day, n = p.number(2); n == 0 {
		return false
	}
	if p.skip(",") == "" && (p.i >= len(p.s) || p.s[p.i] != ' ') {
		return false
	}
	p.blanks()
	return p.lastYear(st)
}

// monthSecond reads the rest of 15-Mar-24 or 15 March 2024.
func (p *cursor) monthSecond(st *stamp, day int, sep string) bool {
	st.day = day
	p.blanks()
	if st.month = p.monthName(); st.month == 0 {
		return false
	}
	if p.skip(sep) == "" && !p.blanks() {
		return false
	}
	return p.lastYear(st)
}

// clock reads a time of day to the end of the text. Nothing is none.
func (p *cursor) clock() (c clock, found, ok bool) {
	if p.i == len(p.s) {
		return c, false, true
	}
	comma := p.skip(",") != ""
	if !p.blanks() && (comma || p.skip("T") == "") && !strings.HasSuffix(p.s[:p.i], "日") {
		return c, false, false
	}
	half := p.skip("上午", "下午")
	p.blanks()
	if !p.hands(&c) {
		return c, false, false
	}
	p.blanks()
	if half == "" {
		half = p.skip("AM", "PM", "A.M.", "P.M.")
	}
	if !c.twelve(half) {
		return c, false, false
	}
	p.blanks()
	return c, true, p.zone(&c) && c.valid()
}

// hands reads 20:55, 20:55:01.5 or 20时55分1秒.
func (p *cursor) hands(c *clock) bool {
	var n int
	if c.hour, n = p.number(2); n == 0 {
		return false
	}
	sep := p.skip(":", "时", "点")
	if c.minute, n = p.number(2); sep == "" || n != 2 && (n == 0 || sep == ":") {
		return false
	}
	if sep != ":" {
		if p.skip("分") == "" {
			return false
		}
		if !p.digit() {
			return true
		}
		c.second, n = p.number(2)
		return n > 0 && p.skip("秒") != ""
	}
	if p.skip(":") == "" {
		return true
	}
	if c.second, n = p.number(2); n != 2 {
		return false
	}
	if p.skip(".", ",") == "" {
		return true
	}
	start := p.i
	if _, n = p.number(9); n == 0 {
		return false
	}
	var ok bool
	c.nano, ok = fractionNano(p.s[start:p.i])
	return ok
}

// twelve applies a half of the day to a twelve-hour clock. Chinese exports
// also write 下午 20:55.
func (c *clock) twelve(half string) bool {
	if half == "" {
		return true
	}
	chinese := half == "上午" || half == "下午"
	if c.hour > 12 {
		return chinese && half == "下午"
	}
	if c.hour == 0 && !chinese {
		return false
	}
	if c.hour == 12 {
		c.hour = 0
	}
	if half == "下午" || half == "PM" || half == "P.M." {
		c.hour += 12
	}
	return true
}

// zone reads Z, UTC, +08:00, +0800 or +08; nothing is none.
func (p *cursor) zone(c *clock) bool {
	if p.i == len(p.s) {
		return true
	}
	if p.skip("Z", "UTC", "GMT") != "" {
		c.zoned = true
		if p.i == len(p.s) {
			return true
		}
	}
	sign := p.skip("+", "-")
	if sign == "" {
		return false
	}
	h, n := p.number(2)
	if n == 0 {
		return false
	}
	p.skip(":")
	m, k := p.number(2)
	if k == 1 || h > 14 || m > 59 {
		return false
	}
	c.zoned, c.offset = true, 3600*h+60*m
	if sign == "-" {
		c.offset = -c.offset
	}
	return true
}

func (c clock) valid() bool {
	return c.hour < 24 && c.minute < 60 && c.second < 60
}
