package funnel

import "github.com/salesfunnel-go/salesfunnel/stage"

// This file brings a deal's stages down to what conversion asks about: the rungs of a ladder, entered one after another.

// ladder is the pipeline as rungs: the open stages in selling order, those given up left out, and above them the win.
type ladder struct {
	stages []int // the stage of each rung but the win
	rung   []int // by stage: its rung; rungLost for a lost stage, rungNone for one given up
}

const (
	rungLost = -1
	rungNone = -2
)

// won returns the rung of the win, whichever won stage it is.
func (l *ladder) won() int { return len(l.stages) }

func (v *View) ladder() *ladder {
	h := v.history
	l := &ladder{rung: make([]int, h.pipeline.Len())}
	for i := range l.rung {
		switch h.pipeline.Outcome(i) {
		case stage.Won: // when the rungs are known
		case stage.Lost:
			l.rung[i] = rungLost
		default:
			l.rung[i] = rungNone
			if !h.retired[i] {
				l.rung[i] = len(l.stages)
				l.stages = append(l.stages, i)
			}
		}
	}
	for i := range l.rung {
		if h.pipeline.Outcome(i) == stage.Won {
			l.rung[i] = l.won()
		}
	}
	return l
}

// landing is a deal's coming into a stage.
type landing struct {
	rung, stage int
	at          int64
	fresh       bool // the first of a life
}

// life is what became of a deal from its beginning, or its reopening, to its close or the end of observation. No two arrivals in a row
// are on one rung; the last is at the win or lost where the deal closed.
type life struct {
	deal     uint32
	arrivals []landing
	observed int64 // under observation from here; before earliest: always
}

// lives yields the lives of the view's deals, in order. A life is valid until the next.
//
// Stages that were given up are looked through: while a deal is in one, it is taken to be still where it was before.
func (v *View) lives(l *ladder, yield func(life)) {
	var all []landing
	hear := listener{move: func(from, to, row int) {
		fresh := from < 0 || v.history.pipeline.Outcome(from) != stage.Open
		next := landing{l.rung[to], to, v.history.rows.at[row], fresh}
		switch last := len(all) - 1; {
		case fresh:
		case next.rung == rungNone, next.rung == all[last].rung:
			return
		case all[last].rung == rungNone: // the life began in a stage that was given up
			next.fresh = true
			all[last] = next
			return
		}
		all = append(all, next)
	}}
	for d := range v.candidates() {
		all = all[:0]
		s := v.follow(d, hear)
		for from := 0; from < len(all); {
			to := from + 1
			for to < len(all) && !all[to].fresh {
				to++
			}
			if all[from].rung != rungNone {
				yield(life{d, all[from:to], s.observed})
			}
			from = to
		}
	}
}
