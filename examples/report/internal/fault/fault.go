// Package fault holds the refusals of the program: a code and parameters for other programs, a sentence in two languages for people.
package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/table"
)

// Error says why there is no report. It is the whole of what the program prints when it refuses.
type Error struct {
	Code   string         // stable
	Input  string         // the name of the file; empty: not about one
	Row    int            // as a spreadsheet counts; 0: not about one
	Column string         // the header; empty: not about one
	Params map[string]any // what the sentence mentions
	cause  error
}

// New makes an error from pairs of parameter and value.
func New(code string, pairs ...any) *Error {
	e := &Error{Code: code, Params: make(map[string]any, len(pairs)/2)}
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Params[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return e
}

// In returns the error with the name of the file that it is about.
func (e *Error) In(input string) *Error {
	e.Input = input
	return e
}

// Of turns any error into an [*Error]; one that already is stays as it is.
func Of(err error, input string) *Error {
	var own *Error
	var read *table.Error
	var invalid *sf.InvalidError
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &read):
		return ofTable(read)
	case errors.As(err, &invalid) && len(invalid.Faults) > 0:
		return ofInvalid(invalid, input)
	}
	e := New(Failed, "cause", err.Error()).In(input)
	e.cause = err
	return e
}

func ofTable(err *table.Error) *Error {
	e := &Error{Code: string(err.Code), Input: err.Input, Row: err.Row, Column: err.Column, Params: map[string]any{}, cause: err}
	for k, v := range err.Params {
		e.Params[k] = v
	}
	return e
}

// ofInvalid keeps every fault; the code is that of the first.
func ofInvalid(err *sf.InvalidError, input string) *Error {
	list := make([]any, 0, len(err.Faults))
	for _, f := range err.Faults {
		args := make(map[string]any, len(f.Args))
		for _, a := range f.Args {
			args[a.Name] = a.Value.String()
		}
		list = append(list, map[string]any{"code": string(f.Code), "path": f.Path, "params": args})
	}
	e := New(string(err.Faults[0].Code), "faults", list).In(input)
	e.cause = err
	return e
}

// Error is the English sentence.
func (e *Error) Error() string { return e.Text(sf.English) }

// Unwrap returns what the error was made from, if anything.
func (e *Error) Unwrap() error { return e.cause }

// Text is the sentence in a language, safe to print: what it quotes of a file may hold control characters.
func (e *Error) Text(lang sf.Language) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, e.sentence(lang))
}

func (e *Error) sentence(lang sf.Language) string {
	var read *table.Error
	var invalid *sf.InvalidError
	switch {
	case errors.As(e.cause, &read):
		return read.Text(lang.String())
	case errors.As(e.cause, &invalid):
		return e.prefixed(sentences(invalid.Faults, lang))
	}
	pairs := []string{"{input}", e.Input}
	for k, v := range e.Params {
		pairs = append(pairs, "{"+k+"}", show(v))
	}
	p, ok := phrases[e.Code]
	if !ok {
		return e.prefixed(e.Code)
	}
	return e.prefixed(strings.NewReplacer(pairs...).Replace(p.in(lang)))
}

func (e *Error) prefixed(s string) string {
	if e.Input == "" {
		return s
	}
	return e.Input + ": " + s
}

// mostFaults is how many faults of one file are spelled out.
const mostFaults = 20

func sentences(faults []sf.Note, lang sf.Language) string {
	lines := make([]string, 0, len(faults))
	for i, f := range faults {
		if i == mostFaults {
			lines = append(lines, fmt.Sprintf("… +%d", len(faults)-i))
			break
		}
		line := f.In(lang)
		if f.Path != "" {
			line = f.Path + ": " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n  ")
}

func show(v any) string {
	if list, ok := v.([]string); ok {
		return strings.Join(list, ", ")
	}
	return fmt.Sprint(v)
}

// MarshalJSON writes code, input, row, column and params; null is 'not about one'.
func (e *Error) MarshalJSON() ([]byte, error) {
	out := struct {
		Code   string         `json:"code"`
		Input  *string        `json:"input"`
		Row    *int           `json:"row"`
		Column *string        `json:"column"`
		Params map[string]any `json:"params"`
	}{Code: e.Code, Params: e.Params}
	if e.Input != "" {
		out.Input = &e.Input
	}
	if e.Row != 0 {
		out.Row = &e.Row
	}
	if e.Column != "" {
		out.Column = &e.Column
	}
	if out.Params == nil {
		out.Params = map[string]any{}
	}
	return json.Marshal(out)
}

// quoting are the parameters that may hold a cell of the file.
var quoting = []string{"example", "dmy", "mdy", "point", "comma", "group"}

// Redacted returns the error without what it quotes of the file, and without the file's name.
func (e *Error) Redacted() *Error {
	out := *e
	out.Input, out.Params = "", make(map[string]any, len(e.Params))
	for k, v := range e.Params {
		if slices.Contains(quoting, k) {
			v = "…"
		}
		out.Params[k] = v
	}
	var read *table.Error
	if errors.As(e.cause, &read) {
		plain := *read
		plain.Input, plain.Params = "", make(map[string]string, len(read.Params))
		for k := range read.Params {
			plain.Params[k] = fmt.Sprint(out.Params[k])
		}
		out.cause = &plain
	}
	return &out
}
