package funnel

import (
	"maps"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// How a rival ends.
const (
	rivalOpen  uint8 = iota // not seen to end
	rivalOne                // as asked for
	rivalOther              // otherwise
)

// rival is one deal, or its first stay in a stage, as far as it was under observation: at risk at the ages from to to, in days.
type rival struct {
	deal     uint32
	group    int32
	from, to int32
	cause    uint8
	began    int64 // the deal's creation
	ended    int64 // when it ended; of one that did not, the latest instant
}

// until returns the rival as it was seen up to an age; ok is false when it was not under observation by then.
func (r rival) until(age int) (seen rival, ok bool) {
	if int(r.to) > age {
		r.to, r.cause = int32(age), rivalOpen
	}
	return r, r.from <= r.to
}

// rivals are the deals that are compared.
type rivals struct {
	view   *View
	fact   string
	groups []CompareGroup
	deals  []rival   // won is rivalOne, lost is rivalOther
	stays  [][]rival // by stage: the first stay of each deal; forward is rivalOne, otherwise rivalOther
	begins int64     // the first creation
}

// rivalWay is what the rows of one deal come to.
type rivalWay struct {
	first, end int   // stages; -1: none
	closed     int64 // the first close
	entries    []int // by stage
	stays      []stay
}

// rivals gathers the deals created in a period, by the values of a fact; the empty fact puts all in one group. Deals that closed before
// the view's observation began are not among them.
func (v *View) rivals(fact string, created sf.Period) *rivals {
	p := v.history.pipeline
	out := &rivals{view: v, fact: fact, stays: make([][]rival, p.Len()), begins: latest}
	names := make(map[string]int32)
	way := rivalWay{entries: make([]int, p.Len())}
	for d := range v.candidates() {
		s := way.read(v, d)
		if s.rows == 0 || way.first < 0 || !createdIn(created, s.created) || way.end >= 0 && way.closed < v.since {
			continue
		}
		group := out.group(names, Deal{v, d})
		if p.Outcome(way.first) != stage.Open || way.end >= 0 && way.closed < s.observed {
			out.groups[group].Unseen++
			continue
		}
		out.begins = min(out.begins, s.created)
		out.deal(d, group, s, &way)
	}
	out.sortGroups(names)
	return out
}

// createdIn reports whether an instant lies in a period; the zero period holds all.
func createdIn(p sf.Period, at int64) bool {
	return p == sf.Period{} || instant(p.From) <= at && at < instant(p.To)
}

// read follows a deal up to its first close, with its first stay in each stage.
func (w *rivalWay) read(v *View, deal uint32) state {
	clear(w.entries)
	w.first, w.end, w.stays = -1, -1, w.stays[:0]
	return v.follow(deal, listener{
		stay: func(s stay) {
			if w.end < 0 && w.entries[s.stage] == 1 {
				w.stays = append(w.stays, s)
			}
		},
		move: func(_, to, row int) {
			w.entries[to]++
			if w.first < 0 {
				w.first = to
			}
			if w.end < 0 && v.history.pipeline.Outcome(to) != stage.Open {
				w.end, w.closed = to, v.history.rows.at[row]
			}
		},
	})
}

// group returns the number of a deal's group, in the order in which they come.
func (r *rivals) group(names map[string]int32, d Deal) int32 {
	name := ""
	if r.fact != "" {
		if value := d.Fact(r.fact); value.Known() {
			name = value.String()
		}
	}
	g, ok := names[name]
	if !ok {
		g = int32(len(r.groups))
		names[name] = g
		r.groups = append(r.groups, CompareGroup{Name: name})
	}
	return g
}

// deal takes a deal and its stays in.
func (r *rivals) deal(d uint32, group int32, s state, w *rivalWay) {
	v, g := r.view, &r.groups[group]
	p := v.history.pipeline
	g.Deals++
	if s.observed > s.created {
		g.Late++
	}
	x := rival{deal: d, group: group, began: s.created, ended: w.closed}
	switch {
	case w.end < 0:
		g.Open++
		x.ended = v.asOf
	case p.Outcome(w.end) == stage.Won:
		g.Won++
		x.cause = rivalOne
	default:
		g.Lost++
		x.cause = rivalOther
	}
	if x, ok := v.rival(x, s.created, s.observed); ok {
		r.deals = append(r.deals, x)
	}
	for _, s := range w.stays {
		y := rival{deal: d, group: group, began: x.began, ended: s.left}
		if s.next >= 0 {
			y.cause = rivalOther
			if outcome := p.Outcome(s.next); outcome == stage.Won || outcome == stage.Open && s.next > s.stage {
				y.cause = rivalOne
			}
		}
		if y, ok := v.rival(y, s.entered, s.since); ok {
			r.stays[s.stage] = append(r.stays[s.stage], y)
		}
	}
}

// rival counts the days of one that began at an instant and was under observation since another. What happened on a day that was not over is
// left for when it is, as those who are open were not seen to last it.
func (v *View) rival(r rival, began, since int64) (seen rival, ok bool) {
	clock := v.history.clock
	day := clock.day(began)
	from, to := int64(0), v.lastDay()-day
	if since > began {
		from = v.seenFrom(since) - day
	}
	if r.cause != rivalOpen {
		if ended := clock.day(r.ended) - day; ended <= to {
			to = ended
		} else {
			r.cause = rivalOpen
		}
	}
	if from > to {
		return r, false
	}
	r.from, r.to = int32(from), int32(to)
	return r, true
}

// sortGroups puts the groups in the order of their names.
func (r *rivals) sortGroups(names map[string]int32) {
	order := slices.Sorted(maps.Keys(names))
	place := make([]int32, len(order))
	groups := make([]CompareGroup, len(order))
	for i, name := range order {
		old := names[name]
		place[old] = int32(i)
		groups[i] = r.groups[old]
	}
	r.groups = groups
	for i := range r.deals {
		r.deals[i].group = place[r.deals[i].group]
	}
	for _, stays := range r.stays {
		for i := range stays {
			stays[i].group = place[stays[i].group]
		}
	}
}

// byGroup parts rivals into groups, each in its order.
func byGroup(all []rival, groups int) [][]rival {
	count := make([]int, groups+1)
	for i := range all {
		count[all[i].group+1]++
	}
	for g := range groups {
		count[g+1] += count[g]
	}
	sorted, next := make([]rival, len(all)), slices.Clone(count)
	for i := range all {
		g := all[i].group
		sorted[next[g]] = all[i]
		next[g]++
	}
	out := make([][]rival, groups)
	for g := range out {
		out[g] = sorted[count[g]:count[g+1]]
	}
	return out
}

// agesOf counts rivals by age, as they were seen up to an age; it writes over dst.
func agesOf(dst []rivalAge, all []rival, horizon int) []rivalAge {
	dst = dst[:0]
	for i := range all {
		r, ok := all[i].until(horizon)
		if !ok {
			continue
		}
		for len(dst) <= int(r.to) {
			dst = append(dst, rivalAge{})
		}
		dst[r.from].enter++
		a := &dst[r.to]
		a.gone++
		switch r.cause {
		case rivalOne:
			a.one++
		case rivalOther:
			a.two++
		}
	}
	return dst
}
