package funnel

import (
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Row is one row of a deal that counts, as a view reads it: when it happened, when it came on record, what it states, and the stage that the
// deal is in after it.
type Row struct {
	At, Recorded time.Time
	Stage        int      // an index of the pipeline; -1: no row has said one yet
	Moved        bool     // the row brought the deal into the stage, or back into it
	Amount       sf.Money // unknown: not stated, or stated later than the close, which does not count
	Close        sf.Date  // the expected close date; zero: not stated
}

// Rows returns the visible rows of the deal that count, in the order in which they happened: duplicates and what comes after a close that
// stands are left out, as everywhere. A deal at one past time is what the rows with At and Recorded before it say. Cost: one reading of
// the deal.
func (d Deal) Rows() []Row {
	h := d.view.history
	var rows []Row
	at, moved := -1, false
	d.view.follow(d.row, listener{
		move: func(_, to, _ int) { at, moved = to, true },
		row: func(i int, priced bool) {
			r := Row{At: h.clock.time(h.rows.at[i]), Recorded: h.clock.time(h.rows.known(i)), Stage: at, Moved: moved, Close: of(h.rows.due, i)}
			if priced {
				r.Amount, _ = h.value(of(h.rows.amount, i)).Money()
			}
			moved = false
			rows = append(rows, r)
		},
	})
	return rows
}
