package funnel

import (
	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// leaks returns the ailments of the first stage and of the late ones.
func (v *View) leaks(b *steadyFlow, o AilmentOptions) []Ailment {
	if !b.known {
		return nil
	}
	l := leak{v: v, b: b, o: o, open: v.openStages()}
	if len(l.open) == 0 {
		return nil
	}
	l.first = l.open[0]
	l.late, l.hasLate = l.lateFrom()
	l.compute()
	var found []Ailment
	for _, check := range []func() (Ailment, bool){l.firstConversion, l.lateLosses} {
		if a, ok := check(); ok {
			found = append(found, a)
		}
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

// leak looks for deals that get lost at the beginning, or late.
type leak struct {
	v       *View
	b       *steadyFlow
	o       AilmentOptions
	open    []int
	first   int
	late    int
	hasLate bool
	values  []float64
	samples *flowSamples
}

// The numbers of a leak, by their place in a list.
const (
	leakFirst = iota // of the stays in the first stage: the share that moves on
	leakOther        // of those in all others
	leakBelow        // the first less the others
	leakLate         // of the losses: the share that is late
	leakNumbers
)

// lateFrom returns the stage from which on losses are late; ok is false when that is the first.
func (l *leak) lateFrom() (late int, ok bool) {
	late = l.open[len(l.open)/2]
	if l.o.LateFrom != "" {
		late, _ = l.v.stageByID(l.o.LateFrom)
	}
	return late, late > l.first
}

// compute finds the numbers, and draws of them.
func (l *leak) compute() {
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
	d.moves.solve(d.begin)
	clear(dst)
	on, visits, late, lost := 0.0, 0.0, 0.0, 0.0
	for _, i := range l.b.chain.said {
		share, losses := 0.0, 0.0
		for j, p := range d.moves.row(i) {
			switch out := l.b.stages.out[j]; {
			case out == stage.Lost:
				losses += p
			case out == stage.Won || j > i:
				share += p
			}
		}
		if i == l.first {
			dst[leakFirst] = share
		} else {
			on, visits = on+d.moves.stay[i]*share, visits+d.moves.stay[i]
		}
		lost += d.moves.stay[i] * losses
		if i >= l.late {
			late += d.moves.stay[i] * losses
		}
	}
	if visits > 0 {
		dst[leakOther] = on / visits
		dst[leakBelow] = dst[leakFirst] - dst[leakOther]
	}
	if lost > 0 {
		dst[leakLate] = late / lost
	}
}

// firstConversion looks whether too few move on from the first stage.
func (l *leak) firstConversion() (Ailment, bool) {
	row := l.b.rows[l.first]
	if row == nil {
		return Ailment{}, false
	}
	share := l.samples.estimate(leakFirst, l.values[leakFirst], row.stays, row.open)
	against, configured := l.conversionAgainst()
	low := share.HasInterval() && share.High < against.Value
	if !configured {
		below := l.samples.estimate(leakBelow, l.values[leakBelow], row.stays, row.open)
		low = !against.IsZero() && below.HasInterval() && below.High < 0
	}
	if !low {
		return Ailment{}, false
	}
	a := ailment(CodeFirstConversionLow, share, against, sf.F("stage", sf.Text(l.b.stages.ids[l.first])))
	l.lostFrom(func(i int) bool { return i == l.first }).show(&a)
	return a, a.Deals > 0
}

// conversionAgainst returns what the first conversion is compared with; given is false when that is estimated itself.
func (l *leak) conversionAgainst() (against sf.Estimate, given bool) {
	if l.o.FirstConversion > 0 {
		return sf.Estimate{Value: l.o.FirstConversion, Method: methodGiven}, true
	}
	if len(l.open) < 2 {
		return sf.Estimate{}, false
	}
	q1, ok := l.b.pipeline.Probability(l.first)
	q2, too := l.b.pipeline.Probability(l.open[1])
	if ok && too && q1 > 0 && q1 < q2 {
		return sf.Estimate{Value: q1 / q2, Method: methodConfigured}, true
	}
	stays := int64(0)
	for i, r := range l.b.rows {
		if r != nil && i != l.first {
			stays += r.stays
		}
	}
	if stays == 0 {
		return sf.Estimate{}, false
	}
	return l.samples.estimate(leakOther, l.values[leakOther], stays, 0), false
}

// lateLosses looks whether too many of the losses come late.
func (l *leak) lateLosses() (Ailment, bool) {
	if !l.hasLate {
		return Ailment{}, false
	}
	lost := 0.0
	for _, r := range l.b.rows {
		if r != nil {
			lost += r.lost(l.b.stages.out)
		}
	}
	share := l.samples.estimate(leakLate, l.values[leakLate], int64(lost), 0)
	against := l.lateAgainst()
	if !share.HasInterval() || share.Low <= against.Value {
		return Ailment{}, false
	}
	a := ailment(CodeLateLossesHigh, share, against, sf.F("stage", sf.Text(l.b.stages.ids[l.late])))
	l.lostFrom(func(i int) bool { return i >= l.late }).show(&a)
	return a, a.Deals > 0
}

// lost returns how many stays were seen to end in a loss.
func (r *flowRow) lost(out []stage.Outcome) float64 {
	sum := 0.0
	for k, n := range r.law.flow.left {
		if out[r.law.flow.to[k]] == stage.Lost {
			sum += n
		}
	}
	return sum
}

// lateAgainst returns the share of the losses that may be late.
func (l *leak) lateAgainst() sf.Estimate {
	if l.o.LateLosses > 0 {
		return sf.Estimate{Value: l.o.LateLosses, Method: methodGiven}
	}
	q, ok := l.b.pipeline.Probability(l.first)
	late, too := l.b.pipeline.Probability(l.late)
	if ok && too && q > 0 && q < late {
		return sf.Estimate{Value: (q/late - q) / (1 - q), Method: methodConfigured}
	}
	return sf.Estimate{Value: 0.5, Method: methodOneHalf}
}

// lostFrom returns the deals that were lost from a stage, while the view was looking.
func (l *leak) lostFrom(is func(i int) bool) *lostDeals {
	var lost lostDeals
	h := l.v.history
	for d := range l.v.candidates() {
		from := -1
		s := l.v.follow(d, listener{stay: func(s stay) {
			if s.next >= 0 && h.pipeline.Outcome(s.next) == stage.Lost {
				from = s.stage
			} else {
				from = -1
			}
		}})
		if s.outcome == stage.Lost && from >= 0 && is(from) {
			lost.add(h.deals.at(d), s.entered)
		}
	}
	return &lost
}
