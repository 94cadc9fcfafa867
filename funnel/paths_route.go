package funnel

import (
	"bytes"
	"cmp"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// commonRoutes finds the commonest routes in bounded memory (Misra and Gries 1982): with k counters, every route of more than 1/(k+1) of the
// deals is among those kept. Which others are depends on the order of the deals, so they are not listed.
type commonRoutes struct {
	kept    int
	counts  map[string]int64
	deals   int64
	dropped bool
}

func newCommonRoutes(kept int) *commonRoutes {
	return &commonRoutes{kept: kept, counts: make(map[string]int64)}
}

func (c *commonRoutes) add(route []byte) {
	c.deals++
	if n, ok := c.counts[string(route)]; ok || len(c.counts) < c.kept {
		c.counts[string(route)] = n + 1
		return
	}
	c.dropped = true
	for r, n := range c.counts {
		if n == 1 {
			delete(c.counts, r)
		} else {
			c.counts[r] = n - 1
		}
	}
}

// least returns how many deals a route may have at most without being kept.
func (c *commonRoutes) least() int64 {
	if !c.dropped {
		return 0
	}
	return c.deals / int64(c.kept+1)
}

// routeCount is what became of the deals of a route.
type routeCount struct {
	key      string
	open     int64
	ends     map[int]int64
	days     []int32
	examples []string
}

// routes counts the routes that are kept exactly and lists the commonest.
func (w *pathWalk) routes(p *Paths, common *commonRoutes, most int) {
	counts := make(map[string]*routeCount, len(common.counts))
	for key := range common.counts {
		counts[key] = &routeCount{key: key}
	}
	for d := range w.view.candidates() {
		t, ok := w.read(d)
		if !ok || len(t.route) > longestRoute {
			continue
		}
		if c := counts[string(t.route)]; c != nil {
			w.countRoute(c, t)
		}
	}
	list := make([]*routeCount, 0, len(counts))
	for _, c := range counts {
		if c.open+int64(len(c.days)) > common.least() {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *routeCount) int {
		return cmp.Or(cmp.Compare(len(b.days), len(a.days)), cmp.Compare(b.open, a.open), bytes.Compare([]byte(a.key), []byte(b.key)))
	})
	p.OtherDeals = p.Deals
	for _, c := range list[:min(most, len(list))] {
		p.OtherDeals -= c.open + int64(len(c.days))
		p.Routes = append(p.Routes, w.route(c, p.Closed))
	}
}

func (w *pathWalk) countRoute(c *routeCount, t *pathTrip) {
	c.examples = w.example(c.examples, t.deal)
	if t.end < 0 {
		c.open++
		return
	}
	if c.ends == nil {
		c.ends = make(map[int]int64)
	}
	c.ends[t.end]++
	clock := w.view.history.clock
	c.days = append(c.days, int32(clock.day(t.done)-clock.day(t.created)))
}

// route describes a route.
func (w *pathWalk) route(c *routeCount, closed int64) Route {
	pipeline := w.view.history.pipeline
	n := int64(len(c.days))
	r := Route{Stages: make([]string, 0, len(c.key)), Deals: n, Open: c.open, Ends: []RouteEnd{}, Examples: c.examples}
	for _, at := range []byte(c.key) {
		r.Stages = append(r.Stages, pipeline.StageID(int(at)))
	}
	if n == 0 {
		return r
	}
	var won int64
	for i := range pipeline.Len() {
		if k := c.ends[i]; k > 0 {
			r.Ends = append(r.Ends, RouteEnd{Stage: pipeline.StageID(i), Deals: k})
			if pipeline.Outcome(i) == stage.Won {
				won += k
			}
		}
	}
	r.Share = float64(n) / float64(closed)
	r.WinShare = closedShare(won, n, methodClosedRate)
	r.WinShare.Left = c.open
	slices.Sort(c.days)
	r.MedianDays = sf.Estimate{Value: float64(c.days[(n-1)/2]), N: n, Left: c.open, Method: "median of closed deals"}
	return r
}
