package compose

import (
	"cmp"
	"slices"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// lengths are the stays of each open stage: those that ended, and those that go on.
type lengths map[string]*stayLengths

type stayLengths struct {
	ended []int
	open  []openStay
}

type openStay struct {
	deal string
	days int
}

// lengths reads them off the history.
func (m *maker) lengths() lengths {
	out := lengths{}
	ids := m.ids()
	for v := range m.view.Visits() {
		id := ids[v.Stage]
		if out[id] == nil {
			out[id] = &stayLengths{}
		}
		if v.Next < 0 {
			out[id].open = append(out[id].open, openStay{v.Deal, v.Days})
		} else {
			out[id].ended = append(out[id].ended, v.Days)
		}
	}
	return out
}

// leastEnded is how many stays have to have ended for it to be said how long they last.
const leastEnded = 30

// mostOldest is how many of the deals that are there longest are named.
const mostOldest = 3

// describe adds what was seen to a limit. It is no estimate: of stays that go on nothing is supposed.
func (l lengths) describe(out document.StageLimit) document.StageLimit {
	s := l[out.Stage]
	if s == nil {
		return out
	}
	slices.Sort(s.ended)
	slices.SortFunc(s.open, func(a, b openStay) int { return cmp.Or(cmp.Compare(b.days, a.days), cmp.Compare(a.deal, b.deal)) })
	out.Open = len(s.open)
	if n := len(s.ended); n >= leastEnded {
		within := s.ended[(99*n+99)/100-1]
		out.LeftWithinDays = &within
		out.Older, _ = slices.BinarySearchFunc(s.open, within, func(o openStay, days int) int {
			if o.days > days {
				return -1
			}
			return 1
		})
	}
	for _, o := range s.open[:min(len(s.open), mostOldest)] {
		out.Oldest = append(out.Oldest, o.deal)
	}
	return out
}
