package table

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// rowReader makes rows of cells, and keeps count of what it cannot read.
type rowReader struct {
	plan     *plan
	o        Options
	interned map[string]string
	problems problems
}

// readRows is the second pass; read makes of a row what the role asks for, or says why it cannot.
func readRows(t *Table, h header, p *plan, replaced int, o Options, read func(*rowReader, *scanner, []string) Skip) {
	r := &rowReader{plan: p, o: o, interned: map[string]string{}, problems: problems{examples: o.Examples}}
	r.problems.addCount(ProblemBytes, replaced)
	for s := h.below(); s.next(); {
		t.Total++
		skip := r.unfit(s)
		if skip == "" {
			skip = read(r, s, h.cells)
		}
		if skip != "" {
			t.Skipped[skip]++
			continue
		}
		t.Used++
	}
	t.Problems = r.problems.list
}

// unfit says why a row cannot be read whatever the role, if it cannot.
func (r *rowReader) unfit(s *scanner) Skip {
	if blank(s.cells) && s.count <= maxCells {
		return SkipBlank
	}
	if !s.fits() {
		if footer(s) {
			return SkipFooter
		}
		r.problems.add(ProblemFields, "", Example{Row: s.row, Value: strings.Join(s.cells[:min(8, len(s.cells))], " | ")})
		return SkipFields
	}
	if s.long {
		r.problems.add(ProblemLong, "", Example{Row: s.row, Deal: r.plan.cell(s.cells, KeyDeal)})
		return SkipLong
	}
	return ""
}

// read makes a row, or says why there is none.
func (r *rowReader) read(s *scanner, header []string) (Row, Skip) {
	row := Row{Row: s.row, Deal: r.text(s, KeyDeal), Stage: r.text(s, KeyStage)}
	if skip := r.essentials(s, header, &row); skip != "" {
		return Row{}, skip
	}
	r.optional(s, &row)
	return row, ""
}

// essentials reads what a row cannot do without. Whether a row without it is
// a footer is asked only then, so that no deal is lost for being called Total.
func (r *rowReader) essentials(s *scanner, header []string, row *Row) Skip {
	at := r.plan.cell(s.cells, KeyAt)
	st, readable := parseStamp(at)
	when, ok := time.Time{}, false
	if readable && !missingDate(at) {
		when, ok = st.at(r.order(KeyAt), r.o.Location)
	}
	needsAt := r.plan.role == History
	if row.Deal != "" && row.Stage != "" && (ok || !needsAt) {
		row.At = when
		if !ok {
			r.date(s, KeyAt, row.Deal) // notes an unreadable one
		}
		return ""
	}
	switch {
	case r.repeated(s.cells, header):
		return SkipHeader
	case footer(s):
		return SkipFooter
	case row.Deal == "":
		return r.missing(s, KeyDeal, row.Deal, SkipDeal)
	case row.Stage == "":
		return r.missing(s, KeyStage, row.Deal, SkipStage)
	case missingDate(at):
		return r.missing(s, KeyAt, row.Deal, SkipAt)
	}
	r.note(ProblemDate, KeyAt, s.row, row.Deal, at)
	return SkipAt
}

func (r *rowReader) missing(s *scanner, k Key, deal string, why Skip) Skip {
	r.note(ProblemMissing, k, s.row, deal, strings.Join(s.cells[:min(8, len(s.cells))], " | "))
	return why
}

func (r *rowReader) repeated(cells, header []string) bool {
	for i, h := range header {
		if i < len(cells) && trim(cells[i]) != h {
			return false
		}
	}
	return true
}

func (r *rowReader) optional(s *scanner, row *Row) {
	row.Owner, row.Source, row.Reason = r.text(s, KeyOwner), r.text(s, KeySource), r.text(s, KeyReason)
	row.Recorded, _ = r.date(s, KeyRecorded, row.Deal)
	row.Created, _ = r.date(s, KeyCreated, row.Deal)
	row.NextAt, _ = r.date(s, KeyNextAt, row.Deal)
	_, row.Close = r.date(s, KeyClose, row.Deal)
	r.amount(s, row)
	r.numbers(s, row)
	if len(r.plan.labelAt) == 0 {
		return
	}
	row.Labels = make([]string, len(r.plan.labelAt))
	for i, c := range r.plan.labelAt {
		if c < len(s.cells) {
			row.Labels[i] = r.intern(present(trim(s.cells[c])))
		}
	}
}

// date reads a date as an instant and as a day.
func (r *rowReader) date(s *scanner, k Key, deal string) (time.Time, Date) {
	c := r.plan.cell(s.cells, k)
	if missingDate(c) {
		return time.Time{}, Date{}
	}
	st, ok := parseStamp(c)
	if !ok {
		r.note(ProblemDate, k, s.row, deal, c)
		return time.Time{}, Date{}
	}
	at, ok := st.at(r.order(k), r.o.Location)
	day, same := st.civil(r.order(k), r.o.Location)
	if !ok || !same {
		r.note(ProblemDate, k, s.row, deal, c)
		return time.Time{}, Date{}
	}
	return at, day
}

func (r *rowReader) order(k Key) DateOrder {
	i, ok := r.plan.at[k]
	if !ok {
		return OrderUnknown
	}
	return r.plan.columns[i].Dates
}

// amount reads amount and currency. The currency column wins over a sign; one
// that is unknown or contradicts the cell leaves the amount unknown, for an
// amount in the wrong currency is worse than none.
func (r *rowReader) amount(s *scanner, row *Row) {
	a := r.money(s, row.Deal)
	row.Amount, row.AmountKnown, row.Currency = a.value, a.known, a.currency
}

// money is an amount as it was read.
type money struct {
	value    decimal.Decimal
	known    bool
	currency string
}

func (r *rowReader) money(s *scanner, deal string) money {
	row := money{}
	c := r.plan.cell(s.cells, KeyAmount)
	column := present(r.plan.cell(s.cells, KeyCurrency))
	stated, known := parseCurrency(column)
	if column != "" && !known {
		r.note(ProblemCurrency, KeyCurrency, s.row, deal, column)
		return row
	}
	row.currency = stated.currency(r.o.Currency)
	if missingAmount(c) {
		return row
	}
	var col Column
	if i, ok := r.plan.at[KeyAmount]; ok {
		col = r.plan.columns[i]
	}
	w, ok := takeApart(c)
	if !ok {
		r.note(ProblemAmount, KeyAmount, s.row, deal, c)
		return row
	}
	if row.currency != "" && !w.unit.allows(row.currency) {
		r.note(ProblemCurrency, KeyAmount, s.row, deal, c)
		return row
	}
	row.value, row.known = w.value(col.Decimal, col.Exponent)
	if !row.known {
		r.note(ProblemAmount, KeyAmount, s.row, deal, c)
		return row
	}
	for _, code := range []string{w.unit.currency(r.o.Currency), col.Currency} {
		if row.currency == "" {
			row.currency = r.intern(code)
		}
	}
	return row
}

func (r *rowReader) numbers(s *scanner, row *Row) {
	if c := r.plan.cell(s.cells, KeySeq); !missingAmount(c) {
		whole, zeros, _ := strings.Cut(c, ".")
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil || strings.Trim(zeros, "0") != "" {
			r.note(ProblemNumber, KeySeq, s.row, row.Deal, c)
		} else {
			row.Seq, row.SeqKnown = n, true
		}
	}
	if c := r.plan.cell(s.cells, KeyProbability); !missingAmount(c) {
		p, sign, ok := parseProbability(c)
		if sign || r.plan.columns[r.plan.at[KeyProbability]].Percent {
			p /= 100
		}
		if !ok || p > 1 {
			r.note(ProblemNumber, KeyProbability, s.row, row.Deal, c)
			return
		}
		row.Probability, row.ProbabilityKnown = p, true
	}
}

func (r *rowReader) note(code Code, k Key, row int, deal, value string) {
	r.problems.add(code, r.plan.header(k), Example{Row: row, Deal: deal, Value: value})
}

// text is the cell of a key, empty where it says that there is nothing.
func (r *rowReader) text(s *scanner, k Key) string {
	return r.intern(present(r.plan.cell(s.cells, k)))
}

// intern copies a cell once, so that rows share it and the file's text can go.
func (r *rowReader) intern(s string) string {
	if s == "" {
		return ""
	}
	if same, ok := r.interned[s]; ok {
		return same
	}
	s = strings.Clone(s)
	r.interned[s] = s
	return s
}

// present is s, or empty if s is how an export writes nothing. NA is not: it
// may be a region.
func present(s string) string {
	if len(s) > 8 {
		return s
	}
	switch strings.ToLower(s) {
	case "-", "--", "—", "null", "<null>", "nil", "n/a", "#n/a", `\n`:
		return ""
	}
	return s
}
