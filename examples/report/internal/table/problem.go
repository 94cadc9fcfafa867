package table

import (
	"strings"
	"unicode/utf8"
)

// The codes of a [Problem]: a row or a cell cannot be used.
const (
	// ProblemFields is a row with more or fewer cells than the header.
	ProblemFields Code = "input.fields"
	// ProblemLong is a row with a cell above Options.MaxCell.
	ProblemLong Code = "input.cell_too_long"
	// ProblemMissing is a row without its deal, stage or time.
	ProblemMissing Code = "input.missing"
	// ProblemDate is a cell that is no date.
	ProblemDate Code = "input.date"
	// ProblemAmount is a cell that is no amount.
	ProblemAmount Code = "input.amount"
	// ProblemCurrency is a currency that is none, or a cell whose currency
	// contradicts the currency column. The amount is not used.
	ProblemCurrency Code = "input.currency"
	// ProblemNumber is a sequence number or a probability that is none.
	ProblemNumber Code = "input.number"
	// ProblemAnswer is an answer that is neither yes nor no.
	ProblemAnswer Code = "input.answer"
	// ProblemPeriod is a period that ends before it begins.
	ProblemPeriod Code = "input.period"
	// ProblemBytes counts bytes that the encoding asked for does not define.
	ProblemBytes Code = "input.bytes"
)

// Skip is why a row is not used.
type Skip string

// The reasons to skip a row.
const (
	// SkipBlank is a row without any text.
	SkipBlank Skip = "blank"
	// SkipFooter is a line of a report around its table: a total, a
	// copyright, a note in a single cell.
	SkipFooter Skip = "footer"
	// SkipHeader is the header again, as in files that were put together.
	SkipHeader Skip = "header"
	// SkipFields goes with [ProblemFields].
	SkipFields Skip = "fields"
	// SkipLong goes with [ProblemLong].
	SkipLong Skip = "cell_too_long"
	// SkipDeal, SkipStage and SkipAt are rows where that cell is missing or,
	// for the time, unreadable.
	SkipDeal  Skip = "no_deal"
	SkipStage Skip = "no_stage"
	SkipAt    Skip = "no_at"
	// SkipSource and SkipAmount are costs of no source, or without an amount.
	SkipSource Skip = "no_source"
	SkipAmount Skip = "no_amount"
	// SkipPeriod goes with [ProblemPeriod], or with an unreadable date of one.
	SkipPeriod Skip = "no_period"
)

// Problem is something that could not be read, with how often and where.
type Problem struct {
	// Code is stable.
	Code Code
	// Column is the header of the column; empty if the row as a whole is meant.
	Column string
	// Count is how many cells or rows have it.
	Count int
	// Examples are the first of them.
	Examples []Example
}

// Example is one place of a [Problem].
type Example struct {
	// Row is the number that a spreadsheet shows.
	Row int
	// Deal is the deal of the row, if it could be read.
	Deal string
	// Value is the beginning of the cell, or of the row.
	Value string
}

// Text is what a problem says, in a language: "zh" is Chinese, anything else
// English.
func (p Problem) Text(lang string) string {
	s := problemPhrases[p.Code].in(lang)
	if p.Column == "" {
		return s
	}
	if lang == "zh" {
		return "“" + p.Column + "”列:" + s
	}
	return "column " + p.Column + ": " + s
}

var problemPhrases = map[Code]phrase{
	ProblemFields:   {"the row has another number of cells than the header", "该行的单元格数与表头不一致"},
	ProblemLong:     {"a cell is too long", "单元格过长"},
	ProblemMissing:  {"the cell is empty, and the row cannot be used without it", "单元格为空,该行无法使用"},
	ProblemDate:     {"the cell is not a date", "无法识别为日期"},
	ProblemAmount:   {"the cell is not an amount", "无法识别为金额"},
	ProblemCurrency: {"the currency is unknown or contradicts its column, so that the amount is not used", "币种无法识别或与币种列不一致,该金额未采用"},
	ProblemNumber:   {"the cell is not a number in range", "无法识别为范围内的数字"},
	ProblemAnswer:   {"the cell is neither yes nor no", "无法识别为是或否"},
	ProblemPeriod:   {"the period ends before it begins, and the row cannot be used", "结束早于开始,该行无法使用"},
	ProblemBytes:    {"bytes that the encoding does not define were replaced", "编码中未定义的字节已被替换"},
}

// problems collects occurrences by code and column.
type problems struct {
	list     []Problem
	index    map[[2]string]int
	examples int
}

func (p *problems) add(code Code, column string, at Example) {
	i := p.entry(code, column)
	e := &p.list[i]
	e.Count++
	if len(e.Examples) < p.examples {
		at.Deal, at.Value = clip(at.Deal), clip(at.Value)
		e.Examples = append(e.Examples, at)
	}
}

func (p *problems) addCount(code Code, n int) {
	if n > 0 {
		p.list[p.entry(code, "")].Count += n
	}
}

func (p *problems) entry(code Code, column string) int {
	key := [2]string{string(code), column}
	i, ok := p.index[key]
	if !ok {
		if p.index == nil {
			p.index = map[[2]string]int{}
		}
		i = len(p.list)
		p.index[key] = i
		p.list = append(p.list, Problem{Code: code, Column: column})
	}
	return i
}

// clip shortens a value for a message to 60 characters, on one line. The copy does not
// keep the file's text alive.
func clip(s string) string {
	const most = 60
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(head(s, 4*most)) > most {
		r := []rune(head(s, 4*most))
		s = string(r[:most]) + "…"
	}
	return strings.Join(strings.Fields(strings.Clone(s)), " ")
}

// head is s cut to n bytes, without the halved character that may leave.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
