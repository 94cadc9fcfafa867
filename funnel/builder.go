package funnel

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// Builder takes the rows of a history one by one, for sources that can fail or are read in parts. It keeps nothing of the caller's.
type Builder struct {
	pipeline *stage.Pipeline
	options  Options

	deals        *dictionary
	texts        *dictionary // owners and reasons
	values       values
	waiting      []string // the ids of the last rows, whose codes are looked up together
	waitingBytes int

	deal  []uint32 // the deal of each row that is used
	input []uint32 // its number in the input
	rows  columns
	facts map[string]*factColumn
	touch []touch
	words map[string]string // of activities, each held once

	added  int64 // rows in the input
	faulty findings
}

// NewBuilder returns an empty builder for a pipeline.
func NewBuilder(p *stage.Pipeline, o Options) *Builder {
	if p == nil {
		panic("funnel: a history needs a pipeline")
	}
	o.Calendar = copied(o.Calendar)
	return &Builder{pipeline: p, options: o, deals: newDictionary(), texts: newDictionary(), facts: make(map[string]*factColumn), words: make(map[string]string)}
}

// copied returns a calendar that shares no list with c.
func copied(c sf.Calendar) sf.Calendar {
	c.Weekend, c.Holidays, c.Workdays = slices.Clone(c.Weekend), slices.Clone(c.Holidays), slices.Clone(c.Workdays)
	return c
}

// NewHistory builds a history from rows in any order. In strict mode it fails with one [*sf.InvalidError] that holds every fault.
func NewHistory(p *stage.Pipeline, events func(yield func(Event) bool), o Options) (*History, error) {
	b := NewBuilder(p, o)
	for e := range events {
		b.Add(e)
	}
	return b.History()
}

// Add takes a row. A faulty one becomes a finding; what of it can be used is used.
func (b *Builder) Add(e Event) {
	row := b.added
	b.added++
	at, recorded, index, ok := b.usable(&e, row)
	if !ok {
		return
	}
	if !b.fits(e.Deal) || int64(len(b.deal)) >= math.MaxUint32-1 || row >= math.MaxUint32 {
		b.faulty.add(CodeTooMany, "", row)
		return
	}
	n := len(b.deal)
	b.deal = push(b.deal, 0)
	b.waiting = append(b.waiting, e.Deal)
	b.waitingBytes += len(e.Deal)
	if len(b.waiting) == batch {
		b.settle()
	}
	b.input = push(b.input, uint32(row))
	b.rows.put(n, at, recorded, e.Seq, index)
	b.rows.owner = put(b.rows.owner, n, b.text(e.Owner, row))
	b.rows.reason = put(b.rows.reason, n, b.text(e.Reason, row))
	b.rows.amount = put(b.rows.amount, n, b.values.code(sf.Amount(e.Amount)))
	b.rows.due = put(b.rows.due, n, b.date(e.Close, row))
	b.rows.next = put(b.rows.next, n, b.next(e.NextAt, row))
	for _, f := range e.Facts {
		b.fact(n, f, row)
	}
}

// fits reports whether the deal's id is known or can still be taken.
func (b *Builder) fits(deal string) bool {
	if b.deals.room(b.waitingBytes + len(deal)) {
		return true
	}
	b.settle()
	_, ok := b.deals.code(deal)
	return ok
}

// settle gives the last rows the codes of their deals.
func (b *Builder) settle() {
	b.deals.codes(b.deal[len(b.deal)-len(b.waiting):], b.waiting)
	clear(b.waiting)
	b.waiting, b.waitingBytes = b.waiting[:0], 0
}

// usable checks what a row cannot be used without.
func (b *Builder) usable(e *Event, row int64) (at, recorded int64, index uint8, ok bool) {
	switch {
	case e.Deal == "":
		b.faulty.add(CodeNoDeal, "", row)
		return 0, 0, 0, false
	case !utf8.ValidString(e.Deal):
		b.faulty.add(CodeBadText, "", row)
		return 0, 0, 0, false
	}
	at, ok = micros(e.At)
	recorded = at
	if ok && !e.Recorded.IsZero() {
		recorded, ok = micros(e.Recorded)
	}
	if !ok {
		b.faulty.add(CodeBadTime, "", row)
		return 0, 0, 0, false
	}
	index = noStage
	if e.Stage != "" {
		i, known := b.pipeline.Index(e.Stage)
		if !known {
			b.faulty.add(CodeUnknownStage, clip(e.Stage), row)
			return 0, 0, 0, false
		}
		index = uint8(i)
	}
	if recorded < at {
		b.faulty.add(CodeRecordedEarly, "", row)
		recorded = at
	}
	return at, recorded, index, true
}

// clip shortens a text of the input for a finding, and makes it valid.
func clip(s string) string {
	const most = 100
	if !utf8.ValidString(s) {
		return "?"
	}
	for i := range s {
		if i >= most {
			return s[:i] + "…"
		}
	}
	return s
}

// text returns the code of an owner or a reason plus one, 0 for none.
func (b *Builder) text(s string, row int64) uint32 {
	if s == "" {
		return 0
	}
	if !utf8.ValidString(s) {
		b.faulty.add(CodeBadText, "", row)
		return 0
	}
	code, ok := b.texts.code(s)
	if !ok {
		b.faulty.add(CodeTooMany, "", row)
		return 0
	}
	return code + 1
}

func (b *Builder) date(d sf.Date, row int64) sf.Date {
	if !d.IsZero() && !d.Valid() {
		b.faulty.add(CodeBadDate, "", row)
		return sf.Date{}
	}
	return d
}

// next returns the instant of a next step plus one, 0 for none.
func (b *Builder) next(t time.Time, row int64) int64 {
	if t.IsZero() {
		return 0
	}
	at, ok := micros(t)
	if !ok {
		b.faulty.add(CodeBadDate, "", row)
		return 0
	}
	if at >= 0 { // 0 is taken for none, so that a column begins where it is first used
		at++
	}
	return at
}

// nextAt turns what [Builder.next] holds back into an instant.
func nextAt(held int64) int64 {
	if held > 0 {
		return held - 1
	}
	return held
}

// textIn returns the text that a value holds.
func textIn(v sf.Value) string {
	if v.Kind() == sf.KindText || v.Kind() == sf.KindTags {
		return v.String()
	}
	return ""
}

// fact takes one fact of row n.
func (b *Builder) fact(n int, f sf.Fact, row int64) {
	switch {
	case f.Name == "" || reserved(f.Name):
		b.faulty.add(CodeReservedFact, clip(f.Name), row)
		return
	case !utf8.ValidString(f.Name) || !utf8.ValidString(textIn(f.Value)):
		b.faulty.add(CodeBadText, "", row)
		return
	}
	column := b.facts[f.Name]
	if column == nil {
		column = &factColumn{}
		b.facts[strings.Clone(f.Name)] = column
	}
	column.put(uint32(n), b.values.code(f.Value))
}

// History returns the history of the rows so far; the builder may go on.
func (b *Builder) History() (*History, error) {
	b.settle()
	h := b.arrange()
	if b.options.Strict {
		if faults := h.faults(); len(faults) > 0 {
			return nil, sf.Invalid(faults)
		}
	}
	return h, nil
}
