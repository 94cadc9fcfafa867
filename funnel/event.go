package funnel

import (
	"math"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Event is one dated row of a CRM's history: a deal enters a stage, or something about it changes. A zero field means unchanged, so a row
// may state all that is known, or only what is new.
type Event struct {
	Deal     string    // the deal's id; required
	At       time.Time // when it happened; required
	Recorded time.Time // when it became known; zero: At
	Seq      int64     // orders rows of a deal at one instant (row version, row id); equal: input order
	Stage    string    // id, alias or name; empty: the deal stays where it is
	Owner    string
	Amount   sf.Money
	Close    sf.Date   // the expected close date
	Reason   string    // why it was lost, or why it moved
	NextAt   time.Time // the next step that was agreed
	Facts    []sf.Fact // source, region, product…; the zero Value clears a fact. Only these can be vouched for as of a time
}

// DefaultRecordedLate is how long after it happened a row may be recorded without being called late, when nothing else is said.
const DefaultRecordedLate = 48 * time.Hour

// Options are the options of a history. The zero Options are lenient, and count calendar days in UTC.
type Options struct {
	// Strict refuses a history with faulty rows, or with deals whose rows contradict each other, naming all of them.
	Strict bool
	// Calendar says where a day begins and which days are worked.
	Calendar sf.Calendar
	// Working counts stays in the calendar's working days; false: all days.
	Working bool
	// NewestFirst says that the input runs from the newest row to the oldest, so that of two rows at one instant the later in the input
	// happened first. [History.Findings] says when an input looks like that.
	NewestFirst bool
	// RecordedLate is how long after it happened a row may be recorded without being called late; 0: [DefaultRecordedLate]; below 0: any
	// time. A deal of which nothing was on record for longer than this after it began came into the history in mid-life, and is at risk
	// only from then.
	RecordedLate time.Duration
}

// recordedLate returns the option in microseconds.
func (o Options) recordedLate() int64 {
	switch {
	case o.RecordedLate == 0:
		return DefaultRecordedLate.Microseconds()
	case o.RecordedLate < 0:
		return math.MaxInt64
	default:
		return o.RecordedLate.Microseconds()
	}
}
