package table

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/shopspring/decimal"
)

// The bounds of what is read when [Options] leaves them zero.
const (
	// DefaultMaxBytes is the largest file that is read.
	DefaultMaxBytes int64 = 1 << 30
	// DefaultMaxCell is the longest cell, in bytes of UTF-8. A row with a
	// longer one is skipped and counted.
	DefaultMaxCell = 1 << 20
	// DefaultExamples is how many rows each [Problem] shows.
	DefaultExamples = 5
)

// Role says what a row of the file is.
type Role int

const (
	// History has one row a dated observation: deal, at and stage are needed.
	History Role = iota
	// Deals has one row a deal as it stands today: deal and stage are needed,
	// and at, if there is one, is when the deal entered its stage.
	Deals
	// Activities has one row a touch of a deal, done or planned: deal and one of
	// at and planned are needed. See [ParseActivities].
	Activities
	// Costs has one row a cost of a source of deals: source and amount are
	// needed. See [ParseCosts].
	Costs
	// Quotas has one row a quota of a group: group, whose cell may be empty, and
	// amount are needed. See [ParseQuotas].
	Quotas
)

// Options says how to read. The zero value detects everything, reads dates in
// UTC and expects a history.
type Options struct {
	// Role is what a row is; the default is History.
	Role Role
	// Encoding of the bytes; the default detects it.
	Encoding Encoding
	// Dates is the order of day and month in dates such as 03/04/24; the
	// default infers it column by column.
	Dates DateOrder
	// Decimal is the decimal mark of amounts; the default infers it.
	Decimal DecimalMark
	// Location is the zone of times that carry none; nil is UTC.
	Location *time.Location
	// Currency is the ISO 4217 code that decides what a shared sign means:
	// with AUD a $ is Australian, with JPY a ¥ is the yen. It is not given to
	// rows that state no currency. Without it $ is USD, £ is GBP, ¥ is CNY.
	Currency string
	// Map assigns columns to keys where the header does not say; see
	// [ParseMapping].
	Map Mapping
	// Labels are further columns to keep as text, by header or by a key of
	// Map, in the order of [Row.Labels].
	Labels []string
	// MaxBytes, MaxCell and Examples bound what is read and kept; zero means
	// DefaultMaxBytes, DefaultMaxCell and DefaultExamples.
	MaxBytes int64
	MaxCell  int
	Examples int
}

// Table is a file that was read.
type Table struct {
	// Name is the file's name as given, for messages.
	Name string
	// SHA256 is the hash of the bytes as given, in hexadecimal.
	SHA256 string
	// Encoding is that of the bytes, and Mark whether they begin with a byte
	// order mark.
	Encoding Encoding
	Mark     bool
	// Delimiter is ',', ';' or a tab.
	Delimiter rune
	// HeaderRow is the row number of the header.
	HeaderRow int
	// Columns are all columns of the file from left to right.
	Columns []Column
	// Labels are the names of Row.Labels.
	Labels []string
	// Rows are the usable rows in file order; nil after [Scan].
	Rows []Row
	// Total counts the rows below the header, Used those that are usable.
	// Total = Used + the sum of Skipped.
	Total, Used int
	// Skipped counts the rows that are not usable, by reason.
	Skipped map[Skip]int
	// Problems are what could not be read, in order of first appearance.
	Problems []Problem
}

// SkippedRows is the number of rows that were skipped, whatever the reason.
func (t *Table) SkippedRows() int { return t.Total - t.Used }

// Column returns the column that holds a key, and false if none does.
func (t *Table) Column(k Key) (Column, bool) {
	for _, c := range t.Columns {
		if c.Key == k && k != "" {
			return c, true
		}
	}
	return Column{}, false
}

// Column is a column of the file, with what was found out about it.
type Column struct {
	// Position counts from 1 at the left.
	Position int
	// Header is the trimmed name in the file.
	Header string
	// Key is what the column is read as; empty if nothing reads it.
	Key Key
	// Mapped is true if Options.Map chose the column, not its name.
	Mapped bool
	// Dates is the order of day and month in use. It is OrderUnknown where no
	// value needs it.
	Dates DateOrder
	// DateOnly is true if the column has dates and none shows a time of day: each
	// is a bare day, or midnight without a zone, as exports write one.
	DateOnly bool
	// Decimal is the decimal mark in use; DecimalUnknown where no value needs it.
	Decimal DecimalMark
	// Exponent is the power of ten by which the header scales a plain number:
	// 4 for 金额(万元).
	Exponent int32
	// Currency is what the header says, an ISO 4217 code or empty.
	Currency string
	// Percent is true if probabilities in the column are out of a hundred.
	Percent bool
}

// Row is one usable row. A zero time, date or text means that the file says
// nothing.
type Row struct {
	// Row is the number that a spreadsheet shows.
	Row int
	// Deal and Stage are never empty.
	Deal, Stage string
	// Owner, Source and Reason are as in the file, trimmed.
	Owner, Source, Reason string
	// Currency is the ISO 4217 code that the file states for the amount by
	// column, cell, sign or header; empty if it states none.
	Currency string
	// At is when the row became true; Recorded when the CRM knew it.
	At, Recorded time.Time
	// Created is when the deal was created; read from a Deals file, or where
	// mapped. NextAt is the next planned activity.
	Created, NextAt time.Time
	// Close is the expected or actual close date.
	Close Date
	// Seq orders rows of one instant; meaningful if SeqKnown.
	Seq      int64
	SeqKnown bool
	// Amount is exact, in major units of Currency; meaningful if AmountKnown.
	Amount      decimal.Decimal
	AmountKnown bool
	// Probability is the CRM's chance of winning, 0 to 1; meaningful if
	// ProbabilityKnown.
	Probability      float64
	ProbabilityKnown bool
	// Labels are the cells of the label columns, as Table.Labels names them.
	Labels []string
}

// Date is a day of the civil calendar, in no zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is the date as 2006-01-02, and empty for the zero date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// Read reads a whole file. The error is an [*Error].
func Read(r io.Reader, name string, o Options) (*Table, error) {
	o = o.withDefaults()
	raw, err := io.ReadAll(io.LimitReader(r, o.MaxBytes+1))
	if err != nil {
		return nil, &Error{
			Code: CodeRead, Input: name, Params: map[string]string{"cause": err.Error()}, cause: err,
		}
	}
	return Parse(raw, name, o)
}

// Parse is [Read] for bytes at hand. They are not kept.
func Parse(raw []byte, name string, o Options) (*Table, error) {
	var rows []Row
	t, err := Scan(raw, name, o, func(r Row) { rows = append(rows, r) })
	if err != nil {
		return nil, err
	}
	t.Rows = rows
	return t, nil
}

// Scan hands each usable row to use, in file order, and keeps none. Nothing
// is handed over if the file is refused. The error is an [*Error].
func Scan(raw []byte, name string, o Options, use func(Row)) (*Table, error) {
	t, err := scan(raw, name, o.withDefaults(), use)
	var e *Error
	if errors.As(err, &e) {
		e.Input = name
	}
	return t, err
}

func scan(raw []byte, name string, o Options, use func(Row)) (*Table, error) {
	return scanRows(raw, name, o, func(r *rowReader, s *scanner, header []string) Skip {
		row, skip := r.read(s, header)
		if skip == "" {
			use(row)
		}
		return skip
	})
}

// scanRows finds out how a file is written and hands its rows to read, which says why one is not usable.
func scanRows(raw []byte, name string, o Options, read func(*rowReader, *scanner, []string) Skip) (*Table, error) {
	if int64(len(raw)) > o.MaxBytes {
		return nil, fail(CodeTooLarge, "limit", fmt.Sprint(o.MaxBytes))
	}
	text, err := decode(raw, o.Encoding)
	if err != nil {
		return nil, err
	}
	head, err := findHeader(text.text, o.MaxCell)
	if err != nil {
		return nil, err
	}
	plan, err := resolve(head.cells, o)
	if err != nil {
		return nil, err
	}
	if err := survey(head, plan, o); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	t := &Table{
		Name: name, SHA256: hex.EncodeToString(sum[:]), Encoding: text.encoding, Mark: text.mark,
		Delimiter: rune(head.delimiter), HeaderRow: head.row, Columns: plan.columns, Labels: plan.labels,
		Skipped: map[Skip]int{},
	}
	readRows(t, head, plan, text.replaced, o, read)
	return t, nil
}

func (o Options) withDefaults() Options {
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxCell <= 0 {
		o.MaxCell = DefaultMaxCell
	}
	if o.Examples <= 0 {
		o.Examples = DefaultExamples
	}
	return o
}
