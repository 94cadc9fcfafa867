package funnel

import (
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// History is a CRM's stage history, in columns: the rows of a deal stand together, deals by id. It is immutable and safe for concurrent
// use. A row takes about 17 bytes, and 4 to 8 more for each further field in use.
//
// Nothing is computed from a History itself: every number hangs off a [View], which has an end of observation.
//
// Instants are held to the microsecond, rounded down.
type History struct {
	pipeline *stage.Pipeline
	options  Options
	clock    *clock
	retired  []bool // by stage

	deals  texts
	first  []uint32 // where the rows of each deal begin, and the end
	rows   columns
	input  []uint32 // the number of each row in the input
	texts  texts    // owners and reasons
	values []sf.Value
	facts  map[string]*factColumn

	touchFirst []uint32 // where the activities of each deal begin, and the end; nil: no activities
	touches    []touch

	added int64
	found []Finding
}

// Pipeline returns the pipeline that the history is read by.
func (h *History) Pipeline() *stage.Pipeline { return h.pipeline }

// Calendar returns the calendar that days are counted by.
func (h *History) Calendar() sf.Calendar { return copied(h.options.Calendar) }

// Rows returns how many rows were given, faulty ones and activities included.
func (h *History) Rows() int64 { return h.added }

// Events returns how many rows are used.
func (h *History) Events() int { return len(h.rows.at) }

// Len returns how many deals there are.
func (h *History) Len() int { return h.deals.len() }

// Span returns the first and the last instant of the rows used; ok is false when there are none.
func (h *History) Span() (first, last time.Time, ok bool) {
	if len(h.rows.at) == 0 {
		return time.Time{}, time.Time{}, false
	}
	return h.clock.time(slices.Min(h.rows.at)), h.clock.time(slices.Max(h.rows.at)), true
}

// Findings returns what one row alone shows, by code: rows that could not be used, or not in full. What the sequence of rows shows is a
// view's: [View.Findings].
func (h *History) Findings() []Finding { return slices.Clone(h.found) }

// AsOf returns the history as it was known at t: a row is visible if it had happened and was on record before t. It copies nothing.
func (h *History) AsOf(t time.Time) *View {
	return &View{history: h, asOf: instant(t), since: earliest - 1}
}

// Between returns the history as it was known at to, with deals at risk only since from: a stay that ended before it is not seen, and one
// that began before it is entered late.
func (h *History) Between(from, to time.Time) *View {
	return &View{history: h, asOf: instant(to), since: instant(from)}
}

// instant returns t as it is held, at the near end of the years 1 to 9999 where it lies outside.
func instant(t time.Time) int64 {
	if at, ok := micros(t); ok {
		return at
	}
	if t.IsZero() || t.Unix() < 0 {
		return earliest
	}
	return latest
}

// severe are the findings that strict mode refuses, beside those of single rows: deals whose rows contradict each other or the pipeline.
var severe = []sf.Code{
	CodeDuplicate, CodeTie, CodeMoveNotAllowed, CodeEventAfterClose, CodeReopened, CodeClosedUnseen, CodeCloseBeforeCreate, CodeNoStage, CodeMixedCurrency,
}

// faults returns what strict mode refuses.
func (h *History) faults() (faults []sf.Note) {
	for _, f := range h.found {
		if f.Code != CodeNewestFirst {
			faults = append(faults, f.Note)
		}
	}
	whole := &View{history: h, asOf: latest, since: earliest - 1}
	for _, f := range whole.Findings() {
		if slices.Contains(severe, f.Code) {
			faults = append(faults, f.Note)
		}
	}
	return faults
}
