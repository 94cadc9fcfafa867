package forecast

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// shardTrials is how many trials share a generator.
const shardTrials = 256

// draw fills the columns, shard by shard.
func (s *simulation) draw(ctx context.Context) error {
	shards := (s.trials + shardTrials - 1) / shardTrials
	shareOut(shards, func() func(int) bool {
		d := newDrawer(s)
		return func(shard int) bool {
			from := shard * shardTrials
			to := min(from+shardTrials, s.trials)
			d.seed(s.carlo.Seed, uint64(shard))
			for t := from; t < to; t++ {
				if ctx.Err() != nil {
					return false
				}
				d.trial()
				d.keep(t)
			}
			s.progress(to - from)
			return true
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
	sums    []float64  // in units: a row of slots for each group
	revenue []float64  // in money: a row of columns for each group
	when    []int32    // of each deal of the book
}

func newDrawer(s *simulation) *drawer {
	source := rand.NewPCG(0, 0)
	return &drawer{
		simulation: s, source: source, random: rand.New(source), //nolint:gosec // no secret depends on it
		sums: make([]float64, len(s.base)), revenue: make([]float64, len(s.groups)*s.columns()), when: slices.Clone(s.when),
	}
}

// seed begins a shard.
func (d *drawer) seed(seed, shard uint64) { d.source.Seed(seed, shard) }

// trial draws one future.
func (d *drawer) trial() {
	copy(d.sums, d.base)
	market := d.market()
	for _, l := range d.leaves {
		sums := d.sums[l.row*d.slots():][:d.slots()]
		for i := l.from; i < l.to; i++ {
			t := &d.tickets[i]
			x := d.latent(market)
			if x >= t.ever {
				d.when[t.deal] = never
				continue
			}
			at := t.first
			for x >= d.rungs[at].upTo {
				at++
			}
			slot := d.rungs[at].slot
			sums[slot] += t.units
			d.when[t.deal] = slot - 1
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
		u := d.uniform()
		for _, each := range nodes {
			if u -= each.Weight; u < 0 {
				rho = each.Rho
				break
			}
		}
	}
	return market{math.Sqrt(rho) * d.random.NormFloat64(), math.Sqrt(1 - rho)}
}

// latent draws what decides over one deal, on the scale of its rungs.
func (d *drawer) latent(m market) float64 {
	if m.own == 0 {
		return d.uniform()
	}
	return m.common + m.own*d.random.NormFloat64()
}

// uniform returns a multiple of 2⁻⁵³ in [0, 1).
func (d *drawer) uniform() float64 { return float64(d.source.Uint64()>>11) * 0x1p-53 }

// keep writes the numbers of trial t into their columns.
func (d *drawer) keep(t int) {
	d.addUp(d.sums)
	n, columns := len(d.options.Periods), d.columns()
	for row := range d.groups {
		sums, revenue := d.sums[row*d.slots()+1:][:n], d.revenue[row*columns:][:columns]
		whole := 0.0
		for j, units := range sums {
			whole += units
			revenue[j] = d.money.amount(int64(units))
		}
		revenue[columns-1] = d.money.amount(int64(whole))
	}
	for k, v := range d.revenue {
		d.values[k][t] = v
	}
	for i, each := range d.carlo.Measures {
		row := d.revenue[d.rows[i]*columns:][:columns]
		d.values[len(d.revenue)+i][t] = each.Of(Trial{periods: n, revenue: row, when: d.when, amounts: d.amounts})
	}
}
