package simulate

import (
	"iter"
	"slices"
	"strconv"
	"time"
)

// Row is one dated row of a deal's history. It states the whole of what is known at that moment, changed or not.
type Row struct {
	// Deal is "D000001" for the first deal; more digits where six do not suffice.
	Deal string
	// At is when it happened, and Recorded when it was entered, not before At. Both are whole seconds.
	At, Recorded time.Time
	// Seq orders the rows of a deal, from 1. Rows that are not visible leave gaps.
	Seq int64
	// Stage is a stage ID.
	Stage string
	// Owner, Source and Region are the facts drawn for the deal.
	Owner, Source, Region string
	// Amount is in hundredths of a currency unit, and counts only if AmountKnown.
	Amount      int64
	AmountKnown bool
	// Close is the expected close date, or that of the win, as midnight UTC; zero if there is none.
	Close time.Time
	// Reason is given on entering a stage that has reasons.
	Reason string
	// NextAt is when the next step is due; zero if there is none.
	NextAt time.Time
}

// Rows streams the visible rows, deal by deal and within a deal in the order of Seq; the time of At never falls within a
// deal, but equal times occur. The sequence can be ranged over any number of times, concurrently too, and is the same
// each time. It keeps one deal in memory. Rows panics if s is not valid; call Validate on specs that are not constants.
func (s Spec) Rows(seed uint64) iter.Seq[Row] {
	if err := s.Validate(); err != nil {
		panic(err)
	}
	p := newPlan(s)
	return func(yield func(Row) bool) {
		d := newDrawer(p, seed)
		p.arrivals(seed, func(k int, from, length int64) bool {
			return !d.draw(k, from, length) || d.rows(dealID(k), yield)
		})
	}
}

// rows yields the events of the present deal that are visible, and reports whether to go on.
func (d *drawer) rows(id string, yield func(Row) bool) bool {
	var at, recorded time.Time
	for i, e := range d.events {
		// Where clocks go back, a later civil time may be an earlier instant.
		at = later(d.clock.instant(e.civil), at)
		entered := later(d.clock.instant(e.civil+d.drawLag()), at)
		if d.spec.Recording.InOrder {
			entered = later(entered, recorded)
		}
		recorded = entered
		if !d.visible(at, recorded) {
			continue
		}
		row := Row{
			Deal: id, At: at, Recorded: recorded, Seq: int64(i) + 1, Stage: d.stages[e.stage].id,
			Owner: d.deal.owner, Source: d.deal.source, Region: d.deal.region, Reason: e.reason,
		}
		if d.deal.hasAmount {
			row.Amount, row.AmountKnown = e.amount, true
		}
		if e.close != noDate {
			row.Close = date(e.close)
		}
		if e.next != noDate {
			row.NextAt = later(d.clock.instant(e.next), at)
		}
		if !yield(row) {
			return false
		}
	}
	return true
}

// drawLag returns the seconds from an event to its row.
func (d *drawer) drawLag() int64 {
	r := d.spec.Recording
	lag := d.lag.days(d.records)
	if r.BackDated > 0 && d.records.Float64() < r.BackDated {
		lag += d.back.days(d.records)
	}
	return seconds(lag)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// dealID numbers deals from 1.
func dealID(k int) string {
	const pad = 1_000_000
	if k+1 >= pad {
		return "D" + strconv.Itoa(k+1)
	}
	var digits [8]byte
	id := strconv.AppendInt(digits[:0], int64(k)+1+pad, 10)
	id[0] = 'D' // in the place of the 1 that padded
	return string(id)
}

// Shuffled returns the rows in an order drawn from the seed, as a new slice.
func Shuffled(rows []Row, seed uint64) []Row {
	out := slices.Clone(rows)
	newRand(seed, streamShuffle, 0).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
