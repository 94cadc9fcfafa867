package compose

import (
	"time"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/funnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

const (
	longestCurve = 1827 // days, five years: the work grows with the square
	mostUnseen   = 0.5  // what rests on less observation than extrapolation is not known
)

// times fills how long deals stay, how long they take, and by when they are won.
func (m *maker) times(counts *funnel.Counts) {
	table := m.view.LifeTable(1)
	hazards, err := table.Hazards(funnel.HazardOptions{})
	if err != nil {
		m.refused(err, "dwell", "cycle", "win_by")
		return
	}
	m.hazards = hazards
	for _, n := range hazards.Warnings() {
		n.Path = "dwell"
		m.notes(n)
	}
	m.doc.Dwell = m.dwell(hazards, table, counts)
	curves, err := hazards.Curves(m.horizon())
	if err != nil {
		m.refused(err, "cycle", "win_by")
		return
	}
	m.unwatched = document.Finite(m.unseen(curves, counts, curves.Horizon()))
	m.cycle(curves, counts)
	m.doc.WinBy = m.winBy(curves, hazards)
}

func (m *maker) dwell(h *funnel.Hazards, table *funnel.LifeTable, counts *funnel.Counts) *document.ByStage[document.Dwell] {
	out := &document.ByStage[document.Dwell]{}
	for i, id := range m.ids() {
		if m.Pipeline.Outcome(i) != stage.Open {
			continue
		}
		d := document.Dwell{N: table.Stays(id), Censored: counts.Open(id)}
		if s, err := h.Survival(id); err == nil {
			if e := s.Quantile(0.5); !e.IsZero() {
				d.MedianDays, d.MedianLow, d.MedianHigh = document.Finite(e.Value), document.Finite(e.Low), document.Finite(e.High)
			}
			if e := s.Quantile(0.9); !e.IsZero() {
				d.P90Days = document.Finite(e.Value)
			}
		}
		out.Add(id, d)
	}
	return out
}

// horizon is how far the curves reach: as far as the report asks, and to the length of the history, since no deal was followed for longer,
// within five years.
func (m *maker) horizon() int {
	most := winDays()[len(winDays())-1] + 1
	if first := time.Time(m.doc.Data.FirstAt); !first.IsZero() {
		most = max(most, int(m.AsOf.Sub(first).Hours()/24)+1)
	}
	return min(most, longestCurve)
}

// cycle mixes the stages that deals start in. Where no deal has ended yet, or none by then, there is no number.
func (m *maker) cycle(curves *funnel.Curves, counts *funnel.Counts) {
	c := &document.Cycle{}
	c.N, c.Censored = m.started()
	mean := m.view.WonMeanDays()
	if !mean.IsZero() {
		c.WonMeanDays = document.Finite(mean.Value)
	}
	x, err := curves.CycleOf(counts, funnel.ToEnd)
	switch {
	case c.N == 0:
		m.refused(err, "cycle")
		return
	case err == nil:
		share := func(days int) float64 { return m.unseen(curves, counts, days+1) }
		c.MedianDays, c.MedianExtrapolated = within(x, 0.5, share)
		c.P90Days, c.P90Extrapolated = within(x, 0.9, share)
		for _, n := range x.Warnings() {
			if n.Code == funnel.CodeNeverEnds { // how much is extrapolated is said beside each number
				n.Path = "cycle"
				m.notes(n)
			}
		}
	}
	for _, n := range mean.Warnings {
		n.Path = "cycle.won_mean_days"
		m.notes(n)
	}
	m.doc.Cycle = c
}

// within is the time by which a share of the deals has ended, and how much of that answer is extrapolated.
func within(x *funnel.Cycle, q float64, unseen func(days int) float64) (days, share *float64) {
	t, ok := x.Quantile(q)
	if !ok {
		return nil, nil
	}
	share = document.Finite(unseen(t))
	if *share > mostUnseen {
		return nil, share
	}
	return document.Finite(float64(t)), share
}

// started counts the deals that were seen to start, and those of them that are open.
func (m *maker) started() (n, open int64) {
	seen := false // the present deal's start
	for v := range m.view.Visits() {
		if v.First {
			if seen = !v.Late; seen {
				n++
			}
		}
		if seen && v.Next < 0 {
			open++
		}
	}
	return n, open
}

// unseen is the extrapolated share of deals' ways from their start to a horizon.
func (m *maker) unseen(curves *funnel.Curves, counts *funnel.Counts, horizon int) float64 {
	share, starts := 0.0, 0.0
	for i, id := range m.ids() {
		if n := float64(counts.Starts(id)); n > 0 && m.Pipeline.Outcome(i) == stage.Open {
			_, s := curves.EndBy(i, 0, min(horizon, curves.Horizon()))
			share, starts = share+n*s, starts+n
		}
	}
	if starts == 0 {
		return 0
	}
	return share / starts
}

// winDays are the days after which the report says how many are won.
func winDays() []int { return []int{30, 90, 180, 365} }

// winBy asks the curves of every open stage. A deal that is won on the thirtieth day after the day on which it entered is won within 30
// days, as it has stayed for 30; the curves call that a horizon of 31, of which the day of entry is the first. Null is a stage that no
// deal was seen in, and an answer of which most is extrapolated.
func (m *maker) winBy(curves *funnel.Curves, h *funnel.Hazards) *document.WinBy {
	out := &document.WinBy{Days: winDays()}
	for i, id := range m.ids() {
		if m.Pipeline.Outcome(i) != stage.Open {
			continue
		}
		chances, shares := make([]*float64, len(out.Days)), make([]*float64, len(out.Days))
		for k, days := range out.Days {
			p, share := curves.WinBy(i, 0, days+1)
			if h.Ages(id) == 0 {
				continue
			}
			shares[k] = document.Finite(share)
			if share <= mostUnseen {
				chances[k] = document.Finite(p)
			}
		}
		out.Stages.Add(id, chances)
		out.Extrapolated.Add(id, shares)
	}
	return out
}
