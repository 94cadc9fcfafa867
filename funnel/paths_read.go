package funnel

import (
	"cmp"
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const (
	defaultRoutes = 20
	// keptRoutes is how many different routes are told apart in one reading.
	keptRoutes = 1 << 16
	// longestRoute is how many stays a route holds.
	longestRoute = 64
)

func (v *View) paths(o PathOptions) (*Paths, error) {
	if o.Most < 0 {
		return nil, sf.Invalid([]sf.Note{sf.NewNote(CodePathsMost, "most", sf.F("n", sf.Int(int64(o.Most))))})
	}
	return v.pathsKept(o, keptRoutes), nil
}

// pathsKept is Paths with a bound on the routes that are told apart.
func (v *View) pathsKept(o PathOptions, kept int) *Paths {
	w := newPathWalk(v)
	common := newCommonRoutes(kept)
	for d := range v.candidates() {
		if t, ok := w.read(d); ok {
			w.count(t)
			if len(t.route) <= longestRoute {
				common.add(t.route)
			} else {
				w.long++
			}
		}
	}
	p := w.paths()
	if common.dropped {
		p.Warnings = append(p.Warnings, sf.NewNote(CodePathsMany, "", sf.F("kept", sf.Int(int64(kept))), sf.F("least", sf.Int(common.least()))))
	}
	if w.long > 0 {
		p.Warnings = append(p.Warnings, sf.NewNote(CodePathsLong, "", sf.F("n", sf.Int(w.long)), sf.F("max", sf.Int(longestRoute))))
	}
	w.routes(p, common, cmp.Or(o.Most, defaultRoutes))
	return p
}

// pathTrip is the way of one deal. Its lists are valid until the next is read.
type pathTrip struct {
	deal          uint32
	route         []byte // open stages
	moves         []pathMove
	stays         []pathStay
	end           int // the stage it is closed in; -1: open
	created, done int64
}

// pathMove is an entry; from -1: the first.
type pathMove struct{ from, to int }

// pathStay is a stay under observation.
type pathStay struct {
	stage    int
	repeated bool
	days     int64
}

// pathWalk reads deals and adds up what they did.
type pathWalk struct {
	view    *View
	trip    pathTrip
	closed  int64
	deals   int64
	long    int64
	skips   map[pathMove]*moveCount
	returns map[pathMove]*moveCount
	loops   []Loop
	seen    []bool // by stage: the present deal was there
	rework  Rework
	shares  ratioOf
}

func newPathWalk(v *View) *pathWalk {
	n := v.history.pipeline.Len()
	return &pathWalk{
		view: v, seen: make([]bool, n), loops: make([]Loop, n),
		skips: make(map[pathMove]*moveCount), returns: make(map[pathMove]*moveCount),
	}
}

// read follows a deal; ok is false where none of it was under observation or no stage is known.
func (w *pathWalk) read(deal uint32) (t *pathTrip, ok bool) {
	v := w.view
	h, clock := v.history, v.history.clock
	t = &w.trip
	*t = pathTrip{deal: deal, route: t.route[:0], moves: t.moves[:0], stays: t.stays[:0], end: -1}
	clear(w.seen)
	repeated := false // the present stay is
	s := v.follow(deal, listener{
		stay: func(s stay) {
			t.stays = append(t.stays, pathStay{s.stage, repeated, clock.day(s.left) - clock.day(s.since)})
		},
		move: func(from, to, _ int) {
			t.moves = append(t.moves, pathMove{from, to})
			if h.pipeline.Outcome(to) == stage.Open {
				t.route = append(t.route, byte(to))
				repeated, w.seen[to] = w.seen[to], true
			}
		},
	})
	if s.stage < 0 || len(t.stays) == 0 && s.entered < v.since {
		return nil, false
	}
	if s.outcome != stage.Open {
		t.end = s.stage
	}
	t.created, t.done = s.created, s.entered
	return t, true
}

// count adds a deal up.
func (w *pathWalk) count(t *pathTrip) {
	w.deals++
	if t.end >= 0 {
		w.closed++
	}
	w.countMoves(t)
	var lost, all, stays int64
	for _, s := range t.stays {
		all += s.days
		if s.repeated {
			lost += s.days
			stays++
			w.loops[s.stage].Days += s.days
		}
	}
	w.rework.Stays += stays
	w.rework.Days += lost
	w.rework.All += all
	if stays > 0 {
		w.rework.Deals++
	}
	w.shares.add(float64(lost), float64(all))
	w.countLoops(t)
}

// countLoops counts the repeated stays of a deal by stage.
func (w *pathWalk) countLoops(t *pathTrip) {
	clear(w.seen) // here: counted for this deal
	for i, s := range t.stays {
		if !s.repeated || w.seen[s.stage] {
			continue
		}
		w.seen[s.stage] = true
		n := int64(0)
		for _, later := range t.stays[i:] {
			if later.repeated && later.stage == s.stage {
				n++
			}
		}
		l := &w.loops[s.stage]
		l.Count += n
		l.Deals++
		l.Most = max(l.Most, n)
		l.Examples = w.example(l.Examples, t.deal)
	}
}

// moveCount is how often a move was made, and by how many deals.
type moveCount struct {
	count, deals int64
	last         uint32 // the last of the deals
	examples     []string
}

// countMoves counts the skips and returns of a deal.
func (w *pathWalk) countMoves(t *pathTrip) {
	clear(w.seen)
	p := w.view.history.pipeline
	for _, m := range t.moves {
		switch {
		case m.from > m.to && p.Outcome(m.from) == stage.Open && p.Outcome(m.to) == stage.Open:
			w.countMove(w.returns, m, t.deal)
		case p.Outcome(m.to) != stage.Lost && w.passes(m):
			w.countMove(w.skips, m, t.deal)
		}
		w.seen[m.to] = true
	}
}

func (w *pathWalk) countMove(counts map[pathMove]*moveCount, m pathMove, deal uint32) {
	c := counts[m]
	if c == nil {
		c = &moveCount{}
		counts[m] = c
	}
	if c.count++; c.deals == 0 || c.last != deal {
		c.deals++
		c.last = deal
		c.examples = w.example(c.examples, deal)
	}
}

// passes reports whether a move passes over an open stage in which the deal has not been.
func (w *pathWalk) passes(m pathMove) bool {
	return slices.ContainsFunc(w.over(m), func(i int) bool { return !w.seen[i] })
}

// over returns the open stages, other than retired ones, between the ends of a move forward. A deal that reopens begins anew.
func (w *pathWalk) over(m pathMove) (list []int) {
	p := w.view.history.pipeline
	from, to := m.from, m.to
	if from >= 0 && p.Outcome(from) != stage.Open {
		return nil
	}
	if p.Outcome(to) == stage.Won {
		to = p.Len()
	}
	for i := from + 1; i < to; i++ {
		if p.Outcome(i) == stage.Open && !w.view.history.retired[i] {
			list = append(list, i)
		}
	}
	return list
}

// example appends a deal's id while there is room.
func (w *pathWalk) example(list []string, deal uint32) []string {
	if len(list) >= MaxExamples {
		return list
	}
	return append(list, w.view.history.deals.at(deal))
}

// ids returns the ids of stages.
func (w *pathWalk) ids(stages []int) []string {
	out := make([]string, len(stages))
	for i, at := range stages {
		out[i] = w.view.history.pipeline.StageID(at)
	}
	return out
}

// name returns the id of a stage, and nothing for the beginning.
func (w *pathWalk) name(at int) string {
	if at < 0 {
		return ""
	}
	return w.view.history.pipeline.StageID(at)
}

// paths returns all but the routes.
func (w *pathWalk) paths() *Paths {
	p := &Paths{Deals: w.deals, Closed: w.closed, Routes: []Route{}, Skips: []Skip{}, Returns: []Return{}, Loops: []Loop{}, Rework: w.rework}
	for _, m := range sortedMoves(w.skips) {
		c := w.skips[m]
		p.Skips = append(p.Skips, Skip{
			From: w.name(m.from), To: w.name(m.to), Over: w.ids(w.over(m)), Count: c.count, Deals: c.deals, Examples: c.examples,
		})
	}
	for _, m := range sortedMoves(w.returns) {
		c := w.returns[m]
		p.Returns = append(p.Returns, Return{From: w.name(m.from), To: w.name(m.to), Count: c.count, Deals: c.deals, Examples: c.examples})
	}
	for at, l := range w.loops {
		if l.Count > 0 {
			l.Stage = w.name(at)
			p.Loops = append(p.Loops, l)
		}
	}
	p.Rework.Share = w.shares.estimate()
	return p
}

// sortedMoves returns moves by how many there are, then by where they come from and go to.
func sortedMoves(counts map[pathMove]*moveCount) []pathMove {
	return slices.SortedFunc(maps.Keys(counts), func(a, b pathMove) int {
		return cmp.Or(cmp.Compare(counts[b].count, counts[a].count), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
}
