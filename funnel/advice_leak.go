package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// leak looks for deals that get lost at the beginning, or late.
type leak struct {
	v           *View
	b           *steadyFlow
	o           AilmentOptions
	open        []int
	first, late int       // stages
	hasFirst    bool      // something says how many should move on from the first stage
	hasLate     bool      // something says how many of the losses may be late
	odds        []float64 // by stage: the configured probability of a win
	configured  []bool    // by stage: there is one
	values      []float64
	samples     *flowSamples
}

// The numbers of a leak, by their place in a list: what is, what should be, and the distance.
const (
	leakFirst       = iota // of the stays in the first stage: the share that moves on
	leakFirstShould        // what it should be
	leakFirstGap           // what it is beyond that
	leakLate               // of the losses: the share that is late
	leakLateShould
	leakLateGap
	leakNumbers
)

// leaks returns the ailments of the first stage and of the late ones.
func (v *View) leaks(b *steadyFlow, o AilmentOptions) []Ailment {
	open := v.openStages() // every pipeline has one
	if !b.known {
		return nil
	}
	l := &leak{v: v, b: b, o: o, open: open, first: open[0], late: open[len(open)/2]}
	if o.LateFrom != "" {
		l.late, _ = v.stageByID(o.LateFrom)
	}
	for i := range b.stages.ids {
		q, ok := b.pipeline.Probability(i)
		l.odds, l.configured = append(l.odds, q), append(l.configured, ok)
	}
	l.hasFirst, l.hasLate = l.judgesFirst(), l.judgesLate()
	l.compute()
	var found []Ailment
	if a, ok := l.firstConversion(); ok {
		found = append(found, a)
	}
	if a, ok := l.lateLosses(); ok {
		found = append(found, a)
	}
	return found
}

// openStages returns the open stages that deals may still enter, in selling order.
func (v *View) openStages() []int {
	var open []int
	for i := range v.history.pipeline.Len() {
		if v.history.pipeline.Outcome(i) == stage.Open && !v.history.retired[i] {
			open = append(open, i)
		}
	}
	return open
}

// judgesFirst reports whether anything says how many should move on from the first stage.
func (l *leak) judgesFirst() bool {
	row := l.b.rows[l.first]
	if row == nil || l.o.FirstConversion > 0 {
		return row != nil
	}
	for j, p := range row.p {
		if p > 0 && !l.configured[j] {
			return false
		}
	}
	should := l.firstShould(row.p)
	return l.configured[l.first] && should > 0 && should < 1
}

// judgesLate reports whether anything says how many of the losses may be late.
func (l *leak) judgesLate() bool {
	if l.late <= l.first || l.o.LateLosses > 0 {
		return l.late > l.first
	}
	for s, n := range l.b.starts {
		if n > 0 && !l.configured[s] {
			return false
		}
	}
	return l.configured[l.late] && l.odds[l.late] > 0 && l.lateShould(l.b.starts) > 0
}

// onward reports whether a move from the first stage leads on.
func (l *leak) onward(j int) bool {
	return l.b.stages.out[j] == stage.Won || l.b.stages.out[j] == stage.Open && j > l.first
}

// firstShould returns the share that should move on from the first stage, to the stages that a row leads to; to the next one where it leads to
// none. It is 0 when no configured probability says so.
func (l *leak) firstShould(row []float64) float64 {
	if l.o.FirstConversion > 0 {
		return l.o.FirstConversion
	}
	share, wins := 0.0, 0.0
	for j, p := range row {
		if l.onward(j) && l.configured[j] {
			share, wins = share+p, wins+p*l.odds[j]
		}
	}
	if share == 0 && len(l.open) > 1 && l.configured[l.open[1]] {
		share, wins = 1, l.odds[l.open[1]]
	}
	if wins == 0 {
		return 0
	}
	return l.odds[l.first] * share / wins
}

// lateShould returns the share of the losses that may be late of deals that begin so.
func (l *leak) lateShould(begin []float64) float64 {
	if l.o.LateLosses > 0 {
		return l.o.LateLosses
	}
	late, lost := 0.0, 0.0
	for s, n := range begin {
		q := l.odds[s]
		lost += n * (1 - q)
		if s < l.late {
			late += n * (q/l.odds[l.late] - q)
		} else {
			late += n * (1 - q)
		}
	}
	if lost == 0 {
		return 0
	}
	return late / lost
}

// compute finds the numbers, and draws of them.
func (l *leak) compute() {
	if !l.hasFirst && !l.hasLate {
		return
	}
	l.values = make([]float64, leakNumbers)
	l.samples = newFlowSamples(leakNumbers, l.b.options.draws())
	l.numbers(l.b.point(), l.values)
	drawn := make([]float64, leakNumbers)
	l.b.each(l.b.options.draws(), func(d *flowDraw) {
		l.numbers(d, drawn)
		l.samples.add(drawn)
	})
}

// numbers writes the numbers of a draw into dst.
func (l *leak) numbers(d *flowDraw, dst []float64) {
	clear(dst)
	if l.hasFirst {
		row := d.moves.row(l.first)
		for j, p := range row {
			if l.onward(j) {
				dst[leakFirst] += p
			}
		}
		dst[leakFirstShould] = l.firstShould(row)
		dst[leakFirstGap] = dst[leakFirst] - dst[leakFirstShould]
	}
	if l.hasLate {
		dst[leakLate] = l.lateShare(d)
		dst[leakLateShould] = l.lateShould(d.begin)
		dst[leakLateGap] = dst[leakLate] - dst[leakLateShould]
	}
}

// lateShare returns the share of the losses of a draw that are late; 0 when there are no losses.
func (l *leak) lateShare(d *flowDraw) float64 {
	d.moves.solve(d.begin)
	late, lost := 0.0, 0.0
	for _, i := range l.b.chain.said {
		for j, p := range d.moves.row(i) {
			if l.b.stages.out[j] != stage.Lost {
				continue
			}
			lost += d.moves.stay[i] * p
			if i >= l.late {
				late += d.moves.stay[i] * p
			}
		}
	}
	if lost == 0 {
		return 0
	}
	return late / lost
}

// against returns what a number is compared with.
func (l *leak) against(given float64, at int) sf.Estimate {
	if given > 0 {
		return sf.Estimate{Value: given, Method: methodGiven}
	}
	return sf.Estimate{Value: l.values[at], Method: methodConfigured}
}

// firstConversion looks whether too few move on from the first stage.
func (l *leak) firstConversion() (Ailment, bool) {
	if !l.hasFirst {
		return Ailment{}, false
	}
	row := l.b.rows[l.first]
	gap := l.samples.estimate(leakFirstGap, l.values[leakFirstGap], row.stays)
	if !gap.HasInterval() || gap.High >= 0 {
		return Ailment{}, false
	}
	share := l.samples.estimate(leakFirst, l.values[leakFirst], row.stays)
	a := ailment(CodeFirstConversionLow, share, l.against(l.o.FirstConversion, leakFirstShould), sf.F("stage", sf.Text(l.b.stages.ids[l.first])))
	l.lostFrom(func(i int) bool { return i == l.first }).show(&a)
	return a, a.Deals > 0
}

// lateLosses looks whether too many of the losses come late.
func (l *leak) lateLosses() (Ailment, bool) {
	if !l.hasLate {
		return Ailment{}, false
	}
	lost := int64(0)
	for _, r := range l.b.rows {
		if r != nil {
			lost += r.lost(l.b.stages.out)
		}
	}
	gap := l.samples.estimate(leakLateGap, l.values[leakLateGap], lost)
	if !gap.HasInterval() || gap.Low <= 0 {
		return Ailment{}, false
	}
	share := l.samples.estimate(leakLate, l.values[leakLate], lost)
	a := ailment(CodeLateLossesHigh, share, l.against(l.o.LateLosses, leakLateShould), sf.F("stage", sf.Text(l.b.stages.ids[l.late])))
	l.lostFrom(func(i int) bool { return i >= l.late }).show(&a)
	return a, a.Deals > 0
}

// lost returns how many stays were seen to end in a loss.
func (r *flowRow) lost(out []stage.Outcome) int64 {
	sum := 0.0
	for k, n := range r.law.flow.left {
		if out[r.law.flow.to[k]] == stage.Lost {
			sum += n
		}
	}
	return int64(sum)
}

// lostFrom returns the deals that were lost from a stage while the view was looking: only stays under observation are heard of.
func (l *leak) lostFrom(is func(i int) bool) *lostDeals {
	var lost lostDeals
	h := l.v.history
	for d := range l.v.candidates() {
		from := -1
		s := l.v.follow(d, listener{stay: func(s stay) {
			if s.next >= 0 && h.pipeline.Outcome(s.next) == stage.Lost {
				from = s.stage
			}
		}})
		if s.outcome == stage.Lost && from >= 0 && is(from) {
			lost.list = append(lost.list, lostDeal{h.deals.at(d), s.entered})
		}
	}
	return &lost
}
