package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Lag is how long after they happen moves come on record: G(d), the probability that a move is recorded within d days, in the history's
// clock, counting the day on which it happens as 0. It is made by [View.Lag], immutable, and safe for concurrent use.
//
// The lag makes what is shown of the last days incomplete: some of the deals that are shown in a stage have left it already.
// [View.LifeTableLagged] keeps that out of what is learned, and [Hazards.CurvesLagged] counts with it in what is foretold.
type Lag struct {
	within []float64 // G by day, up to the first 1; empty: everything is recorded on its day
	moves  int64
}

// leastLag is how many moves a lag, or any one day of it, should be learned from.
const leastLag = 20

// Lag learns how late moves are recorded, from those that the view shows and that ended a stay under observation. What was recorded about
// the life of a deal before it came into the history tells nothing of the lag, and a move recorded before it happened counts as recorded on
// its day. Where the history has no time of recording, nothing lags.
//
// A view shows a move of T days ago only if its lag is T at most, so that plain shares lean to the short lags. With n_x the moves of lag x,
// and R_x those of lag x at most that are x days old at least, which are the moves that could have been seen with any lag up to x,
//
//	G(d) = Π_{x>d} (1 − n_x/R_x)
//
// which is the plain share where nothing is cut off. A day with R_x < 20 takes the moves of lag x at most of whatever age. G is given the
// longest lag seen: one that is longer than all of the history could not be known.
//
// Source: Lynden-Bell 1971, Monthly Notices of the Royal Astronomical Society 155; Kalbfleisch and Lawless 1989, JASA 84, for reporting lags.
func (v *View) Lag() *Lag {
	h, l := v.history, &Lag{}
	var n, gone []int64 // by day: the moves with that lag, and with that lag as the longest they could have had
	last := h.clock.day(v.asOf - 1)
	moved := int64(-1)
	count := func(row int, _ bool) {
		if moved < 0 {
			return
		}
		moved = -1
		l.moves++
		if h.rows.recorded == nil {
			return
		}
		at := h.clock.day(h.rows.at[row])
		lag := min(max(h.clock.day(h.rows.recorded[row])-at, 0), MaxAge)
		n = counted(n, lag)
		gone = counted(gone, min(max(last-at, lag), MaxAge))
	}
	for d := range v.candidates() {
		moved = -1
		v.follow(d, listener{row: count, stay: func(s stay) { moved = int64(s.next) }})
	}
	l.within = reversed(n, gone)
	return l
}

// counted adds one to the count of a day.
func counted(counts []int64, day int64) []int64 {
	if short := int(day) + 1 - len(counts); short > 0 {
		counts = append(counts, make([]int64, short)...)
	}
	counts[day]++
	return counts
}

// reversed is the product-limit estimate of a distribution whose values are cut off on the right. Where the cut is at is gone.
func reversed(n, gone []int64) []float64 {
	if len(n) < 2 {
		return nil
	}
	risk, all := make([]int64, len(n)), make([]int64, len(n))
	seen, cut := int64(0), int64(0)
	for x := range n {
		seen += n[x]
		all[x], risk[x] = seen, seen-cut
		cut += gone[x]
	}
	within := make([]float64, len(n))
	g := 1.0
	for x := len(n) - 1; x >= 0; x-- {
		within[x] = g
		r := risk[x]
		if r < leastLag || r == n[x] { // a share of 1 would say that all lags are as long as this
			r = all[x]
		}
		if n[x] > 0 {
			g *= 1 - float64(n[x])/float64(r)
		}
	}
	return within
}

// Moves returns how many moves the lag was learned from.
func (l *Lag) Moves() int64 { return l.moves }

// Within returns G(d), the probability that a move is recorded within d days: 0 below 0, and 1 from [Lag.Longest] on.
func (l *Lag) Within(days int) float64 {
	switch {
	case days < 0:
		return 0
	case days >= len(l.within):
		return 1
	default:
		return l.within[days]
	}
}

// Longest returns the longest lag that was seen, in days.
func (l *Lag) Longest() int { return max(len(l.within)-1, 0) }

// Quantile returns the least number of days within which a share q of the moves is recorded, [Lag.Longest] at most. A q that is not above
// 0, and NaN, give 0.
func (l *Lag) Quantile(q float64) int {
	if !(q > 0) {
		return 0
	}
	i, _ := slices.BinarySearch(l.within, q)
	return min(i, l.Longest())
}

// Warnings returns what should be said with the lag: that it was learned from few moves.
func (l *Lag) Warnings() []sf.Note {
	if l.moves >= leastLag {
		return nil
	}
	return []sf.Note{sf.NewNote(CodeLagFew, "", sf.F("n", sf.Int(l.moves)), sf.F("want", sf.Int(leastLag)))}
}

// exposed is the share of moves that must be on record for the days on which they happened to count.
const exposed = .95

// LifeTableLagged is [View.LifeTable] with observation ending when 95 % of the moves are on record, q = [Lag.Quantile](.95) days before the
// view's day: a stay that was left since then counts as open at that time, and one that began since then does not count. Without it, deals
// whose moves are not on record yet count as staying, and stays look longer than they are.
//
// Rows are those of the view, so what was recorded at its time or later changes nothing. With q = 0, and with a nil lag, it is the table of
// [View.LifeTable].
func (v *View) LifeTableLagged(unitDays int, lag *Lag) *LifeTable {
	back := int64(0)
	if lag != nil {
		back = int64(lag.Quantile(exposed))
	}
	if back == 0 {
		return v.LifeTable(unitDays)
	}
	l := NewLifeTable(unitDays)
	l.bind(v.history.pipeline)
	clock := v.history.clock
	end := clock.day(v.asOf) - back
	count := func(s stay) {
		entered, since, left, next := clock.day(s.entered), clock.day(s.since), clock.day(s.left), s.next
		if since >= end {
			return
		}
		if left >= end {
			left, next = end, -1
		}
		l.add(s.stage, next, since-entered, left-entered)
	}
	for d := range v.candidates() {
		v.follow(d, listener{stay: count})
	}
	return l
}

// byUnit returns K(k), the probability that a move of k units ago is on record at the beginning of a unit, for k = 1 … while it is below 1;
// the days of a unit count alike:
//
//	K(k) = Σ_{d=(k−1)·unit}^{k·unit−1} G(d) / unit
func (l *Lag) byUnit(unit int) []float64 {
	k := make([]float64, 0, len(l.within)/unit+1)
	for from := 0; from < l.Longest(); from += unit {
		sum := 0.0
		for d := range unit {
			sum += l.Within(from + d)
		}
		k = append(k, math.Min(sum/float64(unit), 1))
	}
	return k
}
