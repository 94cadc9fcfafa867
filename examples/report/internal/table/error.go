package table

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Code names an error or a problem for programs. Codes do not change.
type Code string

// The codes of an [Error]: the file cannot be read as it is.
const (
	// CodeRead says that the bytes could not be had.
	CodeRead Code = "input.read"
	// CodeTooLarge says that the file is larger than Options.MaxBytes.
	CodeTooLarge Code = "input.too_large"
	// CodeEmpty says that there is no header.
	CodeEmpty Code = "input.empty"
	// CodeNotText says that the bytes are another kind of file, such as a
	// workbook.
	CodeNotText Code = "input.not_text"
	// CodeEncoding says that the encoding could not be detected.
	CodeEncoding Code = "input.encoding"
	// CodeColumns says that a column is missing or that several could be meant.
	CodeColumns Code = "input.columns"
	// CodeDatesAmbiguous says that day and month cannot be told apart.
	CodeDatesAmbiguous Code = "input.dates_ambiguous"
	// CodeDatesMixed says that a column has both orders of day and month.
	CodeDatesMixed Code = "input.dates_mixed"
	// CodeDecimalAmbiguous says that a point may group or divide.
	CodeDecimalAmbiguous Code = "input.decimal_ambiguous"
	// CodeDecimalMixed says that a column uses both decimal marks.
	CodeDecimalMixed Code = "input.decimal_mixed"
	// CodeFlag says that the value of a flag cannot be used.
	CodeFlag Code = "input.flag"
)

// Error says why a file, or a flag about it, was refused. Its parameters may
// quote a cell of the file.
type Error struct {
	// Code is stable.
	Code Code
	// Input is the name of the file; empty if the error is about a flag.
	Input string
	// Row is the row number; 0 if the error is not about one.
	Row int
	// Column is the header of the column; empty if the error is not about one.
	Column string
	// Params are the details that the sentence mentions.
	Params map[string]string

	cause error
}

// fail makes an error from pairs of parameter and value.
func fail(code Code, pairs ...string) *Error {
	e := &Error{Code: code, Params: make(map[string]string, len(pairs)/2)}
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Params[pairs[i]] = pairs[i+1]
	}
	return e
}

// Error is the English sentence.
func (e *Error) Error() string { return e.Text("en") }

// Unwrap returns the cause of a [CodeRead].
func (e *Error) Unwrap() error { return e.cause }

// Text is the sentence in a language: "zh" is Chinese, anything else English.
func (e *Error) Text(lang string) string {
	phrase := errorPhrases[e.Code].in(lang)
	pairs := []string{"{row}", strconv.Itoa(e.Row), "{column}", e.Column}
	for k, v := range e.Params {
		pairs = append(pairs, "{"+k+"}", v)
	}
	s := strings.NewReplacer(pairs...).Replace(phrase)
	if parts := e.columnParts(lang); parts != "" {
		s += parts
	}
	if e.Input == "" {
		return s
	}
	return e.Input + ": " + s
}

// columnParts lists only those column faults that there are.
func (e *Error) columnParts(lang string) string {
	if e.Code != CodeColumns {
		return ""
	}
	var b strings.Builder
	for _, p := range columnPhrases {
		if v := e.Params[p.param]; v != "" {
			b.WriteString(strings.ReplaceAll(p.in(lang), "{}", v))
		}
	}
	return b.String()
}

// MarshalJSON writes code, input, row, column and params; null is unknown.
func (e *Error) MarshalJSON() ([]byte, error) {
	out := struct {
		Code   Code              `json:"code"`
		Input  *string           `json:"input"`
		Row    *int              `json:"row"`
		Column *string           `json:"column"`
		Params map[string]string `json:"params"`
	}{Code: e.Code, Params: e.Params}
	if out.Params == nil {
		out.Params = map[string]string{}
	}
	if e.Input != "" {
		out.Input = &e.Input
	}
	if e.Row != 0 {
		out.Row = &e.Row
	}
	if e.Column != "" {
		out.Column = &e.Column
	}
	return json.Marshal(out)
}

type phrase struct{ en, zh string }

func (p phrase) in(lang string) string {
	if lang == "zh" {
		return p.zh
	}
	return p.en
}

var errorPhrases = map[Code]phrase{
	CodeRead:     {"cannot be read: {cause}", "无法读取:{cause}"},
	CodeTooLarge: {"is larger than the limit of {limit} bytes", "超过 {limit} 字节的上限"},
	CodeEmpty:    {"has no header row", "没有表头"},
	CodeNotText: {
		"is {kind}, not a delimited text file: save it as CSV UTF-8",
		"是 {kind},不是分隔文本:请另存为 CSV UTF-8",
	},
	CodeEncoding: {
		"encoding cannot be detected ({cause}): choose with {flag}, one of {known}",
		"无法识别编码({cause}):请用 {flag} 指定,可选 {known}",
	},
	CodeColumns: {"columns cannot be told from the header", "无法从表头识别列"},
	CodeDatesAmbiguous: {
		"dates in column {column} such as {example} in row {row} may be day/month or month/day: choose with {flag}",
		"“{column}”列的日期(如第 {row} 行的 {example})分不清日和月:请用 {flag} 指定",
	},
	CodeDatesMixed: {
		"dates in column {column} are of both orders: {dmy} in row {dmy_row} has the day first, {mdy} in row {row} " +
			"the month; choose with {flag}, and the others are counted as unreadable",
		"“{column}”列的日期顺序不一致:第 {dmy_row} 行的 {dmy} 日在前,第 {row} 行的 {mdy} 月在前;" +
			"请用 {flag} 指定,其余按无法识别计数",
	},
	CodeDecimalAmbiguous: {
		"amounts in column {column} such as {example} in row {row} may have a decimal point or thousands points: choose with {flag}",
		"“{column}”列的金额(如第 {row} 行的 {example})分不清小数点和千分位:请用 {flag} 指定",
	},
	CodeDecimalMixed: {
		"amounts in column {column} use both decimal marks: {point} in row {point_row} a point, {comma} in row {row} " +
			"a comma; choose with {flag}, and the others are counted as unreadable",
		"“{column}”列的金额小数点不一致:第 {point_row} 行的 {point} 用点,第 {row} 行的 {comma} 用逗号;" +
			"请用 {flag} 指定,其余按无法识别计数",
	},
	CodeFlag: {"{flag} cannot be used: {faults}", "{flag} 无法使用:{faults}"},
}

var columnPhrases = []struct {
	param string
	phrase
}{
	{"missing", phrase{"; no column for {}", ";缺少列 {}"}},
	{"ambiguous", phrase{"; several columns for {}", ";有多列可作 {}"}},
	{"unknown", phrase{"; the file has no column {}", ";文件中没有列 {}"}},
	{"doubled", phrase{"; one column cannot be {}", ";同一列不能同时作 {}"}},
	{"flag", phrase{"; choose with {}", ";请用 {} 指定"}},
	{"seen", phrase{"; the columns are {}", ";文件中的列:{}"}},
}
