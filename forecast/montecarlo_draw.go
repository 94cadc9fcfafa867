package forecast

import (
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// shardTrials is how many trials share a generator.
const shardTrials = 256

// draw fills the columns, shard by shard.
func (s *simulation) draw(ctx context.Context) error {
	shards := (s.trials + shardTrials - 1) / shardTrials
	shareOut(shards, func() func(int) {
		d := newDrawer(s)
		return func(shard int) {
			from := shard * shardTrials
			to := min(from+shardTrials, s.trials)
			d.source.Seed(s.carlo.Seed, uint64(shard))
			for t := from; t < to; t++ {
				if ctx.Err() != nil {
					return
				}
				d.trial()
				d.keep(t)
			}
			s.progress(to - from)
		}
	})
	return ctx.Err()
}

// progress tells that n more trials are done.
func (s *simulation) progress(n int) {
	if s.carlo.Progress == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.done += n
	s.carlo.Progress(s.done, s.trials)
}

// drawer draws trials on one goroutine.
type drawer struct {
	*simulation
	source  *rand.PCG
	random  *rand.Rand // on source
	draws   []uint64   // of the tickets under way
	sums    []int64    // in units: a row of slots for each group
	revenue []float64  // in money: a row of columns for each group
	when    []int32    // of each deal of the book
}

func newDrawer(s *simulation) *drawer {
	source := rand.NewPCG(0, 0)
	return &drawer{
		simulation: s, source: source, random: rand.New(source), draws: make([]uint64, batch),
		sums: make([]int64, len(s.base)), revenue: make([]float64, len(s.groups)*s.columns()), when: slices.Clone(s.when),
	}
}

// trial draws one future.
func (d *drawer) trial() {
	copy(d.sums, d.base)
	market := d.market()
	for _, l := range d.leaves {
		sums := d.sums[l.row*d.slots():][:d.slots()]
		for tickets := range slices.Chunk(d.tickets[l.from:l.to], batch) {
			draws := d.draws[:len(tickets)]
			d.fill(draws, market)
			d.win(sums, tickets, draws)
			if len(d.carlo.Measures) > 0 {
				d.note(tickets, draws)
			}
		}
	}
}

// batch is how many draws are made at a time.
const batch = 256

// win adds the amounts of the deals won. It does without branches, which nothing could predict.
func (d *drawer) win(sums []int64, tickets []ticket, draws []uint64) {
	for i := range tickets {
		t, before := &tickets[i], uint64(0)
		for _, r := range d.rungs[t.first:t.last] {
			_, below := bits.Sub64(draws[i], r.upTo, 0) // 1 or 0
			sums[r.slot] += t.units & -int64(below-before)
			before = below
		}
	}
}

// note writes down when each deal is won.
func (d *drawer) note(tickets []ticket, draws []uint64) {
	for i, t := range tickets {
		d.when[t.deal] = never
		for _, r := range d.rungs[t.first:t.end] {
			if draws[i] < r.upTo {
				d.when[t.deal] = r.slot - 1
				break
			}
		}
	}
}

// market is the state that the deals of a trial share, and how much of each deal's fate is its own: √ρ·Z and √(1−ρ). Without
// dependence own is 0.
type market struct{ common, own float64 }

// market draws the state of a trial.
func (d *drawer) market() market {
	dependence := d.options.Dependence
	if dependence.IsZero() {
		return market{}
	}
	nodes := dependence.nodes()
	rho := nodes[len(nodes)-1].Rho
	if len(nodes) > 1 {
		u := d.random.Float64()
		for _, each := range nodes {
			if u -= each.Weight; u < 0 {
				rho = each.Rho
				break
			}
		}
	}
	return market{math.Sqrt(rho) * d.random.NormFloat64(), math.Sqrt(1 - rho)}
}

// fill draws what decides over deals: a uniform number of [0, uniforms), or a normal one, by its place in the order of floats.
func (d *drawer) fill(draws []uint64, m market) {
	if m.own == 0 {
		for i := range draws {
			draws[i] = d.source.Uint64() >> 1
		}
		return
	}
	for i := range draws {
		draws[i] = ordered(m.common + m.own*d.random.NormFloat64())
	}
}

// uniforms is how many uniform draws there are.
const uniforms = 1 << 63

// ordered returns integers in the order of floats.
func ordered(x float64) uint64 {
	b := math.Float64bits(x)
	return b ^ (uint64(int64(b)>>63) | 1<<63) // a negative one turned over, and below the others
}

// keep writes the numbers of trial t into their columns.
func (d *drawer) keep(t int) {
	d.addUp()
	n, columns := len(d.options.Periods), d.columns()
	for row := range d.groups {
		sums, revenue := d.sums[row*d.slots()+1:][:n], d.revenue[row*columns:][:columns]
		whole := int64(0)
		for j, units := range sums {
			whole += units
			revenue[j] = d.money.amount(units)
		}
		revenue[columns-1] = d.money.amount(whole)
	}
	for k, v := range d.revenue {
		d.values[k][t] = v
	}
	for i, each := range d.carlo.Measures {
		row := d.revenue[d.rows[i]*columns:][:columns]
		d.values[len(d.revenue)+i][t] = each.Of(Trial{periods: n, revenue: row, when: d.when, amounts: d.amounts})
	}
}

// addUp adds the rows of groups to those of their parents.
func (d *drawer) addUp() {
	width := d.slots()
	for row := len(d.parents) - 1; row > 0; row-- {
		to := d.sums[d.parents[row]*width:][:width]
		for k, units := range d.sums[row*width:][:width] {
			to[k] += units
		}
	}
}
