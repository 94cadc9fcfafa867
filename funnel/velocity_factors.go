package funnel

import (
	"math"
	"math/bits"

	sf "github.com/salesfunnel-go/salesfunnel"
)

func (v *View) velocity(period sf.Period) (*Velocity, error) {
	now, warnings, err := v.paceSpan(period)
	if err != nil {
		return nil, err
	}
	if _, err := v.currency(); err != nil {
		return nil, err
	}
	spans := []paceSpan{now}
	before, ok := v.paceBefore(now)
	if ok {
		spans = append(spans, before)
	}
	counts, err := v.paceCounts(spans)
	if err != nil {
		return nil, err
	}
	out := &Velocity{Now: counts[0].factors(v, warnings)}
	if ok {
		out.Before = counts[1].factors(v, v.paceEarly(before))
		out.Change = changeOf(out.Before, out.Now)
	}
	return out, nil
}

// paceCounter is what was counted in a span.
type paceCounter struct {
	span              paceSpan
	open, closed      int64
	wins              int64
	won               Tally
	amounts           runningMean
	wonCycle, allDays runningMean
}

// paceCounts reads the deals once for several spans.
func (v *View) paceCounts(spans []paceSpan) ([]paceCounter, error) {
	counts := make([]paceCounter, len(spans))
	for i, s := range spans {
		counts[i].span = s
	}
	r := &seriesReader{view: v}
	for _, s := range spans {
		r.from, r.to = append([]int64{s.from}, r.from...), append([]int64{s.to}, r.to...) // in time
	}
	at := func(k int) *paceCounter { return &counts[len(spans)-1-k] }
	var fault error
	currencies := make(map[string]bool) // a deal that reopened may have been won in another one than it has now
	for d := range v.candidates() {
		r.read(d, seriesEvents{
			close: func(k int, c seriesClose) {
				amount, _ := v.history.value(c.amount).Money()
				if amount.Known() {
					currencies[amount.Currency()] = true
				}
				if err := at(k).close(c, amount); err != nil {
					fault = err
				}
			},
			open: func(o seriesOpen) {
				for k := o.from; k < o.to && o.stage == wholeFunnel; k++ {
					at(k).open++
				}
			},
		})
	}
	if _, err := onlyCurrency(currencies); err != nil {
		return nil, err
	}
	return counts, fault
}

// close counts a deal that closes.
func (c *paceCounter) close(x seriesClose, amount sf.Money) error {
	c.closed++
	if x.aged {
		c.allDays.add(float64(x.days))
	}
	if !x.won {
		return nil
	}
	c.wins++
	if x.aged {
		c.wonCycle.add(float64(x.days))
	}
	if amount.Known() {
		c.amounts.add(amount.Float64())
	}
	return c.won.add(amount)
}

// cyclesDiffer is from which ratio of the two cycles on the field's formula is warned of.
const cyclesDiffer = 1.25

// factors are the four factors, with what is to be said of them.
func (c *paceCounter) factors(v *View, warnings []sf.Note) VelocityFactors {
	clock := v.history.clock
	f := VelocityFactors{
		From: clock.time(c.span.from), To: clock.time(c.span.to), OpenDeals: c.open, Won: c.won,
		MeanWonAmount: c.amounts.logNormal(methodMeanWon, c.won.Unpriced),
		MeanCycleDays: c.wonCycle.normal(methodWonMean, c.wins-c.wonCycle.n),
		MeanCycleAll:  c.allDays.normal(methodAllMean, c.closed-c.allDays.n),
		Warnings:      warnings,
	}
	if c.closed > 0 {
		f.WinRate = closedShare(c.wins, c.closed, methodClosedRate)
		f.WinRate.Left = c.open
	}
	switch {
	case c.wins == 0:
		f.Warnings = append(f.Warnings, sf.NewNote(CodeVelocityNoWin, ""))
	case c.wonCycle.n == 0:
		f.Warnings = append(f.Warnings, sf.NewNote(CodeVelocityNoCycle, "", sf.F("n", sf.Int(c.wins))))
	case c.wonCycle.mean <= 0:
		f.Warnings = append(f.Warnings, sf.NewNote(CodeVelocitySameDay, ""))
	}
	if c.won.Unpriced > 0 {
		f.Warnings = append(f.Warnings, sf.NewNote(CodeVelocityUnpriced, "", sf.F("n", sf.Int(c.won.Unpriced))))
	}
	if won, all := f.MeanCycleDays.Value, f.MeanCycleAll.Value; min(won, all) > 0 && max(won/all, all/won) >= cyclesDiffer {
		f.Warnings = append(f.Warnings, sf.NewNote(CodeVelocityCycle, "", sf.F("won", sf.Float(threeDigits(won))),
			sf.F("all", sf.Float(threeDigits(all))), sf.F("share", sf.Float(math.Round(all/won*100)/100))))
	}
	if value, ok := f.product(); ok {
		f.AmountPerDay = sf.Estimate{Value: value, N: c.closed, Left: c.open, Method: methodVelocity}
	}
	return f
}

const (
	methodVelocity   = "sales velocity (open deals × win rate × mean won amount / mean cycle of won deals)"
	methodClosedRate = "won of closed deals"
	methodMeanWon    = "mean amount of won deals"
	methodAllMean    = "mean age of closed deals"
)

// product returns n·w·a/c; ok is false where a factor cannot be said.
func (f *VelocityFactors) product() (v float64, ok bool) {
	if f.WinRate.IsZero() || f.MeanWonAmount.IsZero() || f.MeanCycleDays.IsZero() || f.MeanCycleDays.Value <= 0 {
		return 0, false
	}
	x := f.list()
	return x[0] * x[1] * x[2] * x[3], true
}

// list returns what is multiplied.
func (f *VelocityFactors) list() [4]float64 {
	return [...]float64{float64(f.OpenDeals), f.WinRate.Value, f.MeanWonAmount.Value, 1 / f.MeanCycleDays.Value}
}

// changeOf divides the change of velocity among its factors.
func changeOf(before, now VelocityFactors) VelocityChange {
	if before.AmountPerDay.IsZero() || now.AmountPerDay.IsZero() {
		return VelocityChange{}
	}
	part := shapley(before.list(), now.list())
	return VelocityChange{
		OpenDeals: part[0], WinRate: part[1], Amount: part[2], Cycle: part[3],
		Whole: part[0] + part[1] + part[2] + part[3], Known: true,
	}
}

// shapley returns what each factor of a product has to do with its change from a to b: with S the factors changed before, over all sets S
// without i,
//
//	φ_i = Σ_S |S|! (3−|S|)! / 4! · (b_i − a_i) · Π_{j∈S} b_j · Π_{j∉S, j≠i} a_j
func shapley(a, b [4]float64) (part [4]float64) {
	weight := [...]float64{1. / 4, 1. / 12, 1. / 12, 1. / 4}
	for i := range part {
		for set := range uint(16) {
			if set>>i&1 == 1 {
				continue
			}
			product := weight[bits.OnesCount(set)] * (b[i] - a[i])
			for j := range part {
				switch {
				case j == i:
				case set>>j&1 == 1:
					product *= b[j]
				default:
					product *= a[j]
				}
			}
			part[i] += product
		}
	}
	return part
}
