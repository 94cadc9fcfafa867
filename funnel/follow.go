package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// This file holds the one reading of a deal's rows that everything else hangs off. It looks back only: what a row means never depends on a
// later one.
//
//   - Rows are taken in the order of instant, Seq and input. A row that repeats one of the same instant is a duplicate, and passed over.
//   - A row in another stage than the deal's ends the stay there and begins the next. Moves that the pipeline does not allow are found, and
//     used.
//   - The first close stands. Rows in a stage after it are found and passed over, unless the pipeline allows deals to reopen and this
//     move: then the deal begins anew.
//   - Rows without a stage change what they state, at any time; only the amount is what it was at the close.

// listener is told what the rows of a deal come to. Each function may be nil.
type listener struct {
	stay func(s stay)                // a stay that was under observation
	say  func(code sf.Code, row int) // something odd about a row
	row  func(row int, priced bool)  // a row that counts, and whether its amount does
	move func(from, to, row int)     // the deal comes into a stage, won and lost ones included; from -1: its first
}

// stay is one stay in an open stage, with instants as they are held.
type stay struct {
	stage, next          int
	first                bool
	entered, since, left int64
	owner                uint32 // code plus one, as known at the end
}

// state is what the rows of a deal have come to.
type state struct {
	rows     int // visible rows
	stage    int // -1: none known
	outcome  stage.Outcome
	created  int64 // first visible row
	entered  int64 // into its stage; of a closed deal, when it closed
	observed int64 // under observation from here
	late     bool
	opened   bool // it was seen in an open stage
	fresh    bool // the next stay is the first of a run
	owner    uint32
}

// follow reads the visible rows of a deal.
func (v *View) follow(deal uint32, l listener) state {
	h := v.history
	from, to := int(h.first[deal]), int(h.first[deal+1])
	s := state{stage: -1, observed: v.since, fresh: true}
	v.observe(&s, from, to)
	var now instantRows
	staged := -1 // the last row with a stage
	for i := from; i < to && h.rows.at[i] < v.asOf; i++ {
		if !v.sees(i) {
			continue
		}
		if h.repeats(&now, i) {
			l.hear(CodeDuplicate, i)
			continue
		}
		if at := h.rows.stage[i]; at != noStage {
			if staged >= 0 && h.tied(staged, i) {
				l.hear(CodeTie, i)
			}
			if !v.move(&s, i, int(at), l) {
				continue
			}
			staged = i
		}
		if owner := of(h.rows.owner, i); owner != 0 {
			s.owner = owner
		}
		if l.row != nil {
			l.row(i, s.outcome == stage.Open || h.rows.at[i] <= s.entered)
		}
	}
	if s.stage >= 0 && s.outcome == stage.Open {
		v.end(&s, -1, v.asOf, l)
	}
	return s
}

// observe counts the visible rows and finds from when the deal is under observation.
func (v *View) observe(s *state, from, to int) {
	h := v.history
	known := int64(latest)
	for i := from; i < to && h.rows.at[i] < v.asOf; i++ {
		recorded := h.rows.at[i]
		if h.rows.recorded != nil {
			if recorded = h.rows.recorded[i]; recorded >= v.asOf {
				continue
			}
		}
		if s.rows == 0 {
			s.created = h.rows.at[i]
		}
		s.rows++
		known = min(known, recorded)
		if h.rows.recorded == nil {
			s.rows = v.visible(i, to) - i
			break
		}
	}
	if s.rows > 0 && known-s.created > h.options.recordedLate() {
		s.late = true
		s.observed = max(s.observed, known)
	}
}

// visible returns the end of the rows from i on that had happened by the view's time.
func (v *View) visible(i, to int) int {
	for i < to && v.history.rows.at[i] < v.asOf {
		i++
	}
	return i
}

// mostBack bounds how many rows of one instant are searched for a repeated one.
const mostBack = 32

// instantRows are the visible rows of one instant that repeat no other, the last [mostBack] of them.
type instantRows struct {
	n   int
	row [mostBack]uint32
}

// repeats reports whether row i states what a visible row of the same instant states; if it does not, it is noted. Rows that a Seq tells
// apart may well return to what was stated: of those only a neighbor is repeated.
func (h *History) repeats(now *instantRows, i int) bool {
	if now.n > 0 && h.rows.at[now.row[(now.n-1)%mostBack]] != h.rows.at[i] {
		now.n = 0
	}
	for k := now.n - 1; k >= max(0, now.n-mostBack); k-- {
		j := int(now.row[k%mostBack])
		if (k == now.n-1 || of(h.rows.seq, i) == of(h.rows.seq, j)) && h.alike(i, j) {
			return true
		}
	}
	now.row[now.n%mostBack] = uint32(i)
	now.n++
	return false
}

// sees reports whether a row that had happened was on record.
func (v *View) sees(i int) bool {
	return v.history.rows.known(i) < v.asOf
}

// alike reports whether two rows of one deal and instant state the same.
func (h *History) alike(i, j int) bool {
	r := &h.rows
	if r.stage[i] != r.stage[j] || of(r.owner, i) != of(r.owner, j) || of(r.reason, i) != of(r.reason, j) ||
		of(r.due, i) != of(r.due, j) || of(r.next, i) != of(r.next, j) || !h.value(of(r.amount, i)).Equal(h.value(of(r.amount, j))) {
		return false
	}
	for _, column := range h.facts {
		a, aok := column.at(uint32(i))
		b, bok := column.at(uint32(j))
		if aok != bok || !h.value(a).Equal(h.value(b)) {
			return false
		}
	}
	return true
}

// tied reports whether nothing but the input orders two rows in different stages.
func (h *History) tied(i, j int) bool {
	return h.rows.at[i] == h.rows.at[j] && of(h.rows.seq, i) == of(h.rows.seq, j) && h.rows.stage[i] != h.rows.stage[j]
}

// hear passes on a word about a row.
func (l listener) hear(code sf.Code, row int) {
	if l.say != nil {
		l.say(code, row)
	}
}

// move takes a row with a stage; it returns false if the row is passed over.
func (v *View) move(s *state, i, to int, l listener) bool {
	h := v.history
	at, outcome := h.rows.at[i], h.pipeline.Outcome(to)
	switch {
	case s.stage < 0:
		if outcome != stage.Open {
			l.hear(CodeClosedUnseen, i)
		}
	case s.outcome != stage.Open:
		if outcome != stage.Open || !h.pipeline.CanMove(s.stage, to) {
			return v.afterClose(s, i, to, l)
		}
		s.fresh = true
	case s.stage == to:
		return true
	default:
		if !h.pipeline.CanMove(s.stage, to) && !h.retired[to] { // a stage since given up was entered by the rules of its day
			l.hear(CodeMoveNotAllowed, i)
		}
		v.end(s, to, at, l)
	}
	if l.move != nil {
		l.move(s.stage, to, i)
	}
	s.stage, s.outcome, s.entered = to, outcome, at
	s.opened = s.opened || outcome == stage.Open
	return true
}

// afterClose says what a row in a stage after the close is; it returns true if it only repeats the close.
func (v *View) afterClose(s *state, i, to int, l listener) bool {
	h := v.history
	switch outcome := h.pipeline.Outcome(to); {
	case outcome == stage.Open && !s.opened:
		l.hear(CodeCloseBeforeCreate, i)
	case outcome == stage.Open:
		l.hear(CodeReopened, i)
	case outcome == stage.Won && s.outcome == stage.Won && of(h.rows.amount, i) != 0:
		l.hear(CodeInstalment, i)
	case to == s.stage:
		return true
	default:
		l.hear(CodeEventAfterClose, i)
	}
	return false
}

// end tells of the stay that ends, if any of it was under observation.
func (v *View) end(s *state, next int, left int64, l listener) {
	if l.stay == nil || left < s.observed {
		return
	}
	l.stay(stay{
		stage: s.stage, next: next, first: s.fresh,
		entered: s.entered, since: max(s.entered, s.observed), left: left, owner: s.owner,
	})
	s.fresh = false
}
