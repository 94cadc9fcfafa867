package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// CalendarCurves say when deals that are open today are won, as [Curves] do, with the calendar of the days to come. They are made by
// [CalendarEffect.Curves], hold for the view's day only, are immutable, and safe for concurrent use.
type CalendarCurves struct {
	k        *kernel
	stages   *stages
	horizons []int         // in order
	won      [][][]float64 // by place in horizons, position and age
	unseen   [][][]float64
}

// Curves solves the curves for each of the horizons, in days from the view's own day, which is the first of them: a horizon of 1 holds the
// view's day, and one to the end of a period the days up to it. On a day t with the factor c_t, and ends e and open stages j,
//
//	V_t(i, a) = Σ_won c_t·h_ie(a) + Σ_j h_ij(a)·V_t(j, 0) + (1 − c_t·Σ_e h_ie(a) − Σ_j h_ij(a))·V_{t+1}(i, a+1)    V at the horizon = 0
//
// goes back day by day from each horizon to the view's day. Where c_t is so high that more than all would leave, those that do not move close.
// With all factors 1 these are the curves of [Hazards.Curves].
//
// The cost is Σ horizons × Σ_i ages_i·(1 + moves_i). The error is an [*sf.InvalidError]: a horizon out of 1 … 3660, or the stages in
// which deals go round without time.
func (e *CalendarEffect) Curves(horizons ...int) (*CalendarCurves, error) {
	k := e.hazards.kernel()
	c := &CalendarCurves{k: k, stages: e.hazards.stages, horizons: slices.Clone(horizons)}
	slices.Sort(c.horizons)
	c.horizons = slices.Compact(c.horizons)
	var faults []sf.Note
	for _, h := range c.horizons {
		if h < 1 || h > mostHorizon {
			faults = append(faults, sf.NewNote(CodeHorizon, "horizon", sf.F("horizon", sf.Int(int64(h))), sf.F("max", sf.Int(mostHorizon))))
		}
	}
	p := k.process(c.stages)
	now, loops := p.instant()
	if err := sf.Invalid(append(faults, loops...)); err != nil {
		return nil, err
	}
	d := e.daily(p, c.stages, now)
	for _, h := range c.horizons {
		won, unseen := d.back(h)
		c.won, c.unseen = append(c.won, won), append(c.unseen, unseen)
	}
	return c, nil
}

// daily is the process of a day to come. It is made over for each day.
type daily struct {
	effect         *CalendarEffect
	stages         *stages
	base           *process
	today, unseen  *process
	now, nowUnseen []float64 // the moves between open stages are those of all days, and so are these
	seen           func(i, u int) bool
	factor         float64
}

func (e *CalendarEffect) daily(p *process, s *stages, now []float64) *daily {
	k := e.hazards.kernel()
	d := &daily{effect: e, stages: s, base: p, now: now, unseen: p.beyond(k), seen: k.seen, factor: 1}
	d.nowUnseen, _ = d.unseen.instant()
	d.today = &process{ends: p.ends, ids: p.ids, laws: slices.Clone(p.laws)}
	for i := range d.today.laws {
		l := &d.today.laws[i]
		l.stay, l.intoSplit, l.into = slices.Clone(l.stay), slices.Clone(l.intoSplit), slices.Clone(l.into)
		for e := range l.into {
			l.into[e] = slices.Clone(l.into[e])
		}
	}
	return d
}

// be makes the process that of a day, counted from today.
func (d *daily) be(day int) {
	factor := d.effect.Factor(d.effect.toEnd(d.effect.today + int64(day)))
	if factor == d.factor {
		return
	}
	d.factor = factor
	for i := range d.base.laws {
		d.base.laws[i].scale(factor, &d.today.laws[i])
		for u, stay := range d.today.laws[i].stay {
			if d.seen(i, u) {
				d.unseen.laws[i].stay[u] = stay
			}
		}
	}
}

// scale sets the hazards of the ends in to, which has room for them, to so many times those of l, up to what the moves to other stages leave.
func (l *law) scale(factor float64, to *law) {
	for u, stay := range l.stay {
		ends := l.out(u)
		if ends == 0 {
			continue
		}
		f := math.Min(factor, (ends+stay)/ends)
		for e, into := range l.into {
			to.into[e][u] = f * into[u]
		}
		to.stay[u] = math.Max(stay-(f-1)*ends, 0)
	}
	if ends := l.outSplit(); ends > 0 {
		f := math.Min(factor, (ends+1-l.rate)/ends)
		for e, into := range l.intoSplit {
			to.intoSplit[e] = f * into
		}
		to.rate = math.Min(l.rate+(f-1)*ends, 1)
	}
}

// back goes from a horizon to today.
func (d *daily) back(horizon int) (won, unseen [][]float64) {
	nothingKept := &solution{horizon: horizon, every: horizon + 1}
	var wins []*renewal
	end := 0
	for _, out := range d.stages.out {
		if out == stage.Won {
			wins = append(wins, d.today.newRenewal(end, nothingKept, d.now))
		}
		if out != stage.Open {
			end++
		}
	}
	hidden := d.unseen.newRenewal(0, nothingKept, d.nowUnseen)
	for h := 1; h <= horizon; h++ {
		d.be(horizon - h)
		for _, r := range wins {
			r.step(h)
		}
		hidden.step(h)
	}
	won = make([][]float64, len(d.base.laws))
	for i := range won {
		won[i] = make([]float64, d.base.laws[i].ages+1)
		for _, r := range wins {
			for a, x := range r.v[i] {
				won[i][a] = math.Min(won[i][a]+x, 1)
			}
		}
	}
	return won, hidden.v
}

// Horizons returns the horizons, in order.
func (c *CalendarCurves) Horizons() []int { return slices.Clone(c.horizons) }

// WinBy returns the probability that a deal which is in the stage at that age today is won before the horizon is over, and the share that no
// observation stands behind, as [Curves.WinBy] does. It allocates nothing. It panics for a stage that is none, and for a horizon that is
// none of [CalendarCurves.Horizons]; at 0 and below nothing has happened.
func (c *CalendarCurves) WinBy(stage, age, horizon int) (p, extrapolated float64) {
	at, known := slices.BinarySearch(c.horizons, horizon)
	if !known && horizon > 0 {
		panic("funnel: horizon that these curves were not made for")
	}
	i := c.position(stage)
	switch {
	case i < 0:
		return c.closed(stage), 0
	case horizon <= 0:
		return 0, 0
	}
	age = min(max(age, 0), len(c.won[at][i])-1)
	return c.won[at][i][age], c.unseen[at][i][age]
}

// position returns the position of an open stage, −1 for an end.
func (c *CalendarCurves) position(stage int) int {
	if uint(stage) >= uint(len(c.k.place)) {
		panic("funnel: no such stage in these curves")
	}
	return c.k.place[stage]
}

// closed returns 1 for a won stage and 0 for a lost one.
func (c *CalendarCurves) closed(at int) float64 {
	if c.stages.out[at] == stage.Won {
		return 1
	}
	return 0
}
