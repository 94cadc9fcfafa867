package funnel

import (
	"cmp"
	"slices"
	"strconv"
)

// spell is a stay for the tests, in whole days under observation.
type spell struct {
	stage   int
	next    int   // -1: not seen to end
	before  int   // the stage before it, or one of the constants below
	at      int64 // when it began
	entered int64 // day of that
	from    int   // first age at which it is at risk
	to      int   // last age at which it is at risk; where next is not -1, the age at which it ended
	follow  int   // the oldest age that could have been seen
}

// What a spell's before says beside a stage.
const (
	beforeNone    = -1 // the deal began here
	beforeUnknown = -2
)

// spells returns the stays of the view that were at risk on any day.
func (v *View) spells() []spell {
	var out []spell
	clock, last := v.history.clock, v.lastDay()
	v.runs(func(r run) {
		before := beforeNone
		if r.late {
			before = beforeUnknown
		}
		for _, s := range r.stays {
			entered, left := clock.day(s.entered), clock.day(s.left)
			x := spell{stage: s.stage, next: s.next, before: before, at: s.entered, entered: entered, to: int(left - entered), follow: int(last - entered)}
			if s.since > s.entered {
				x.from = int(v.seenFrom(s.since) - entered)
			}
			if s.next < 0 || left > last {
				x.next, x.to = -1, x.follow
			}
			if x.from <= x.to {
				out = append(out, x)
			}
			before = s.stage
		}
	})
	return out
}

// followed returns, of the stays of a stage that were seen from their beginning, those that ended within a number of days for which all of
// them could be followed. Among them the shares of the moves are those of all stays that end in so many days, whenever they began; among
// all stays that ended they are not, as the later ones show their quick moves only. The number of days is the one that leaves the most
// stays: each serves from the age at which it ended to the age at which observation ended, and the most intervals that share a point are sought.
func followed(spells []spell) []spell {
	type edge struct{ at, up int }
	var edges []edge
	for _, s := range spells {
		if s.next >= 0 && s.from == 0 {
			edges = append(edges, edge{s.to, 1}, edge{s.follow + 1, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.up, b.up)) })
	best, most, now := 0, 0, 0
	for _, e := range edges {
		if now += e.up; now > most {
			best, most = e.at, now
		}
	}
	var out []spell
	for _, s := range spells {
		if s.next >= 0 && s.from == 0 && s.to <= best && s.follow >= best {
			out = append(out, s)
		}
	}
	return out
}

// byStage parts spells by their stage.
func byStage(spells []spell, n int) [][]spell {
	out := make([][]spell, n)
	for _, s := range spells {
		out[s.stage] = append(out[s.stage], s)
	}
	return out
}

// threeDigits rounds for sentences.
func threeDigits(x float64) float64 {
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64) // what was formatted can be read
	return y
}
