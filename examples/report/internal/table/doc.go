// Package table reads the table that a CRM exports, as bytes, into typed rows.
//
// An export is a text file whose encoding, delimiter, column names, date
// order and number format nobody wrote down. The package finds each of them
// from the bytes alone, says what it found, and refuses where two readings
// are possible and the difference would matter: 03/04/24 in a column in which
// no value has a part above 12, or 1.234 in one that never shows whether the
// point groups or divides. Such an [Error] names the flag that settles it.
//
// Reading goes over the text twice. The first pass collects evidence column
// by column; the second makes the rows:
//
//	bytes ── encoding ── delimiter ── header ─▶ columns
//	                                              │
//	            first pass: order of dates, decimal mark, day resolution
//	                                              │
//	            second pass: Row, Row, Row, … and the Problems on the way
//
// What is wrong with a single row or cell is never fatal. A row without a
// deal, a stage or, in a history, a time is skipped and counted by reason; a
// cell that cannot be read becomes a [Problem] and leaves its field empty,
// for an unknown amount is not an amount of zero.
//
//	t, err := table.Read(f, "history.csv", table.Options{Location: shanghai})
//	if err != nil {
//		return err // a *table.Error: code, row, column, parameters, a sentence
//	}
//	for _, row := range t.Rows {
//		fmt.Println(row.Row, row.Deal, row.Stage, row.At)
//	}
//
// Row numbers are those a spreadsheet shows: the header is row 1 unless lines
// stand above it, blank lines count, and a cell that spans lines is one row.
package table
