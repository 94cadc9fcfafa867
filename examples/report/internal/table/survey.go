package table

import (
	"strconv"
	"strings"
)

// dateKeys are the columns that hold dates.
var dateKeys = []Key{KeyAt, KeyRecorded, KeyCreated, KeyClose, KeyNextAt, KeyPlanned, KeyFrom, KeyTo}

// orders is the evidence for the order of day and month in a column.
type orders struct {
	dmy, mdy, either, dotted      int
	dates, timed                  int
	firstDMY, firstMDY, firstBoth Example
}

func (o *orders) add(s string, at Example) {
	if missingDate(s) {
		return
	}
	st, ok := parseStamp(s)
	if !ok {
		return
	}
	o.dates++
	if !st.bareDay() {
		o.timed++
	}
	if !st.yearLast || st.first == st.second {
		return
	}
	switch {
	case st.first > 12:
		o.dmy++
		keep(&o.firstDMY, at)
	case st.second > 12:
		o.mdy++
		keep(&o.firstMDY, at)
	case st.dotted:
		o.dotted++
	default:
		o.either++
		keep(&o.firstBoth, at)
	}
}

// decide is the order of the column. Dates with points have the day first
// wherever they are written, and are so read unless one contradicts.
func (o *orders) decide(want DateOrder) (DateOrder, Code) {
	switch {
	case o.dmy+o.mdy+o.either+o.dotted == 0:
		return OrderUnknown, ""
	case want != OrderUnknown:
		return want, ""
	case o.dmy > 0 && o.mdy > 0:
		return OrderUnknown, CodeDatesMixed
	case o.dmy > 0:
		return OrderDMY, ""
	case o.mdy > 0:
		return OrderMDY, ""
	case o.either > 0:
		return OrderUnknown, CodeDatesAmbiguous
	}
	return OrderDMY, ""
}

// survey reads all rows once, decides what no single cell can say, and notes
// it in the plan's columns.
func survey(h header, p *plan, o Options) error {
	dates := map[Key]*orders{}
	for _, k := range dateKeys {
		if _, ok := p.at[k]; ok {
			dates[k] = &orders{}
		}
	}
	amounts, percent := &marks{}, false
	for s := h.below(); s.next(); {
		if !s.fits() {
			continue
		}
		for _, k := range dateKeys {
			if d := dates[k]; d != nil {
				c := p.cell(s.cells, k)
				d.add(c, Example{Row: s.row, Value: c})
			}
		}
		if c := p.cell(s.cells, KeyAmount); c != "" {
			amounts.add(c, Example{Row: s.row, Value: c})
		}
		if n, sign, ok := parseProbability(p.cell(s.cells, KeyProbability)); ok && !sign && n > 1 && n <= 100 {
			percent = true
		}
	}
	if i, ok := p.at[KeyProbability]; ok {
		p.columns[i].Percent = percent
	}
	for _, k := range dateKeys {
		if err := p.decideDates(k, dates[k], o.Dates); err != nil {
			return err
		}
	}
	return p.decideAmounts(amounts, o.Decimal)
}

func (p *plan) decideDates(k Key, d *orders, want DateOrder) error {
	if d == nil {
		return nil
	}
	c := &p.columns[p.at[k]]
	c.DateOnly = d.dates > 0 && d.timed == 0
	order, code := d.decide(want)
	c.Dates = order
	const flag = flagDates + " dmy|mdy"
	switch code {
	case CodeDatesMixed:
		e := fail(code, "flag", flag, "dmy", d.firstDMY.Value, "dmy_row", strconv.Itoa(d.firstDMY.Row), "mdy", d.firstMDY.Value)
		e.Row, e.Column = d.firstMDY.Row, c.Header
		return e
	case CodeDatesAmbiguous:
		e := fail(code, "flag", flag, "example", d.firstBoth.Value)
		e.Row, e.Column = d.firstBoth.Row, c.Header
		return e
	}
	return nil
}

func (p *plan) decideAmounts(m *marks, want DecimalMark) error {
	i, ok := p.at[KeyAmount]
	if !ok {
		return nil
	}
	c := &p.columns[i]
	mark, code := m.decide(want)
	c.Decimal = mark
	const flag = flagDecimal + " point|comma"
	switch code {
	case CodeDecimalMixed:
		e := fail(code, "flag", flag, "point", m.firstPoint.Value, "point_row", strconv.Itoa(m.firstPoint.Row),
			"comma", m.firstComma.Value)
		e.Row, e.Column = m.firstComma.Row, c.Header
		return e
	case CodeDecimalAmbiguous:
		e := fail(code, "flag", flag, "example", m.firstEither.Value)
		e.Row, e.Column = m.firstEither.Row, c.Header
		return e
	}
	return nil
}

// parseProbability reads a number that is not negative, and whether a percent
// sign follows it.
func parseProbability(s string) (n float64, sign, ok bool) {
	s = foldText(s)
	s, sign = strings.CutSuffix(s, "%")
	s = trim(s)
	if s == "" || len(s) > 32 || strings.Trim(s, "0123456789.") != "" {
		return 0, sign, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, sign, err == nil
}
