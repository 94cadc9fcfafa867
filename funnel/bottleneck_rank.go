package funnel

import (
	"cmp"
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// rankedMove is a move whose worth is asked for, by stages.
type rankedMove struct {
	from, to int
	said     bool // something can make room
}

// flowRanking computes what moves and stages are worth, of the estimate and of the draws. Its numbers stand in one list: the steady state,
// two for each move, four for each stage.
type flowRanking struct {
	b       *steadyFlow
	take    TakeFrom
	points  float64
	ranked  []rankedMove
	open    []int // the stages of which something can be said
	rare    int64 // moves that are too rare to be ranked
	days    [][]float64
	stay    []float64 // by stage: the mean stay of the present draw
	values  []float64
	samples *flowSamples
	first   []float64 // by move, then by stage: in how many draws it is the first
}

// The places of the numbers.
const (
	rankMoves      = steadyNumbers
	numbersOfMove  = 2 // gain in wins, and in money
	numbersOfStage = 4 // visits, mean stay, days of the cycle, share of it
)

// ranking prepares the numbers that are asked for.
func (b *steadyFlow) ranking(o BottleneckOptions) *flowRanking {
	r := &flowRanking{b: b, take: o.Take, points: o.points(), open: b.chain.said, days: b.days(), stay: make([]float64, len(b.rows))}
	for _, i := range b.chain.said {
		for j, p := range b.rows[i].p {
			switch {
			case p == 0 || (o.Take == TakeLost && b.stages.out[j] == stage.Lost):
			case p < o.least():
				r.rare++
			default:
				r.ranked = append(r.ranked, rankedMove{from: i, to: j})
			}
		}
	}
	return r
}

// stagesAt returns where the numbers of stages begin.
func (r *flowRanking) stagesAt() int { return rankMoves + numbersOfMove*len(r.ranked) }

// run computes all numbers.
func (r *flowRanking) run() {
	n := r.stagesAt() + numbersOfStage*len(r.open)
	r.values, r.first = make([]float64, n), make([]float64, len(r.ranked)+len(r.open))
	d := r.b.point()
	r.compute(d, r.values)
	for x := range r.ranked {
		m := &r.ranked[x]
		_, m.said = d.moves.slope(m.from, m.to, r.take)
	}
	draws := r.b.options.drawsFor(n)
	r.samples = newFlowSamples(n, draws)
	drawn := make([]float64, n)
	r.b.each(draws, func(d *flowDraw) {
		r.compute(d, drawn)
		if r.samples.add(drawn) {
			r.place(drawn)
		}
	})
}

// compute writes the numbers of a draw into dst.
func (r *flowRanking) compute(d *flowDraw, dst []float64) {
	r.b.meanStays(d, r.days, r.stay)
	r.b.steady(d, r.stay, dst)
	perMonth := d.perWeek * weeksPerMonth
	for x, m := range r.ranked {
		gain, _ := d.moves.slope(m.from, m.to, r.take)
		at := dst[rankMoves+numbersOfMove*x:]
		at[0] = gain * r.points
		at[1] = perMonth * at[0] * d.amount
	}
	for x, i := range r.open {
		at := dst[r.stagesAt()+numbersOfStage*x:]
		at[0], at[1] = d.moves.stay[i], r.stay[i]
		at[2], at[3] = at[0]*at[1], 0
		if cycle := dst[steadyCycle]; cycle > 0 {
			at[3] = at[2] / cycle
		}
	}
}

// place notes which move and which stage come first in a draw.
func (r *flowRanking) place(drawn []float64) {
	best, most := -1, math.Inf(-1)
	for x, m := range r.ranked {
		if gain := drawn[rankMoves+numbersOfMove*x]; m.said && gain > most {
			best, most = x, gain
		}
	}
	if best >= 0 {
		r.first[best]++
	}
	best, most = -1, math.Inf(-1)
	for x := range r.open {
		if days := drawn[r.stagesAt()+numbersOfStage*x+2]; days > most {
			best, most = x, days
		}
	}
	if best >= 0 {
		r.first[len(r.ranked)+best]++
	}
}

// share returns in which share of the draws a move or a stage is the first.
func (r *flowRanking) share(x int) float64 {
	if n := len(r.samples.of[0]); n > 0 {
		return r.first[x] / float64(n)
	}
	return 0
}

// moves returns the moves, the largest gain first.
func (r *flowRanking) moves() ([]Bottleneck, error) {
	order := indexesBy(len(r.ranked), func(x, y int) int {
		a, b := r.ranked[x], r.ranked[y]
		switch {
		case a.said && !b.said:
			return -1
		case b.said && !a.said:
			return 1
		}
		return cmp.Compare(r.values[rankMoves+numbersOfMove*y], r.values[rankMoves+numbersOfMove*x])
	})
	list := make([]Bottleneck, 0, len(order))
	for _, x := range order {
		m := r.ranked[x]
		row := r.b.rows[m.from]
		one := Bottleneck{From: r.b.stages.ids[m.from], To: r.b.stages.ids[m.to]}
		var err error
		if one.P, err = r.b.hazards.Move(one.From, one.To); err != nil {
			return nil, err
		}
		if m.said {
			at := rankMoves + numbersOfMove*x
			one.WinGain = r.samples.estimate(at, r.values[at], row.stays)
			one.First = r.share(x)
			if r.b.arrivals.known() && r.b.amounts.priced.n > 0 {
				one.RevenueGainPerMonth = r.samples.estimate(at+1, r.values[at+1], row.stays)
				r.b.unsure(&one.RevenueGainPerMonth)
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// stages returns the open stages, the one with the most days of the cycle first.
func (r *flowRanking) stages() []SlowStage {
	order := indexesBy(len(r.open), func(x, y int) int {
		return cmp.Compare(r.values[r.stagesAt()+numbersOfStage*y+2], r.values[r.stagesAt()+numbersOfStage*x+2])
	})
	list := make([]SlowStage, 0, len(order))
	for _, x := range order {
		i, at := r.open[x], r.stagesAt()+numbersOfStage*x
		row := r.b.rows[i]
		of := func(k int, n int64) sf.Estimate { return r.samples.estimate(at+k, r.values[at+k], n) }
		one := SlowStage{
			Stage: r.b.stages.ids[i], Visits: of(0, r.b.begun), StayDays: of(1, row.stays),
			CycleDays: of(2, row.stays), First: r.share(len(r.ranked) + x),
		}
		one.StayDays.Warnings, one.CycleDays.Warnings = row.warnings(one.Stage), row.warnings(one.Stage)
		if r.values[steadyCycle] > 0 {
			one.Share = of(3, row.stays)
		}
		list = append(list, one)
	}
	for i, out := range r.b.stages.out {
		if out == stage.Open && r.b.rows[i] == nil {
			list = append(list, SlowStage{Stage: r.b.stages.ids[i]})
		}
	}
	return list
}

// indexesBy returns 0 … n−1 in an order; what compares as equal stays as it was.
func indexesBy(n int, compare func(x, y int) int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, compare)
	return order
}
