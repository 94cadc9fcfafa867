package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// flowRow is one open stage of a steady flow: where its stays lead, and how long they take.
type flowRow struct {
	p      []float64 // by stage: the probability that a stay ends in a move there
	alpha  float64   // how many stays seen whole it is worth
	prior  []float64 // by stage: what is believed before any stay was seen, one move in all
	days   []float64 // by stage: the mean of the stays that end in a move there; the mean of all stays where none was seen
	within float64   // variance of the mean stay that is not that of p, as a share of its square
	beyond float64   // share of the mean stay that lies beyond the oldest age that was seen
	stays  int64     // under observation
	law    stayTimes
}

// stayTimes is how long the stays in one stage last, by where they lead: what was seen, and the tail.
type stayTimes struct {
	flow *flow
	tail tail // of rate 0: all was seen
}

// flowRows returns the rows by stage, nil for ends and for stages that nobody was seen to leave, and keeps what a reader should know of them.
func (b *steadyFlow) flowRows(table *LifeTable) ([]*flowRow, error) {
	rows := make([]*flowRow, len(b.stages.ids))
	h, err := table.Hazards(b.options.Hazards)
	if err != nil {
		return nil, err
	}
	for i, f := range h.flows {
		if h.settled(f) {
			rows[f.at] = h.flowRow(f, h.k.tail[i])
		}
	}
	b.hazards, b.warnings = h, h.Warnings()
	for i, r := range rows {
		if r != nil {
			b.warnings = append(b.warnings, r.warnings(b.stages.ids[i])...)
		}
	}
	return rows, nil
}

// flowRow returns the row of a stage by its hazards. It is worth as many stays as would give shares the variances that its probabilities
// have, over all moves together:
//
//	α = Σ_j p_j (1 − p_j) / Σ_j Var p_j
//
// which is the number of stays where all were seen whole. Where no move is uncertain it is the number of exits.
func (h *Hazards) flowRow(f *flow, t tail) *flowRow {
	n := len(h.stages.ids)
	r := &flowRow{p: make([]float64, n), stays: f.stays, law: stayTimes{flow: f, tail: t}}
	spread, variance := 0.0, 0.0
	for k, p := range f.adjusted(t) {
		r.p[f.to[k]] = p
		spread += p * (1 - p)
		variance += h.moveVariance(f, k, p)
	}
	r.alpha = f.sum
	if spread > 0 && variance > 0 {
		r.alpha = spread / variance
	}
	r.days = r.daysWithin(math.Inf(1))
	mean := r.meanOf(r.days)
	r.setWithin(mean, stayVariance(f, t, h.policy))
	if t.rate > 0 && mean > 0 {
		r.beyond = f.outlast * (1 - t.rate) / t.rate / mean
	}
	return r
}

// warnings tells of a mean stay of which much was not seen: a small share of the stays, extrapolated, can be most of the days.
func (r *flowRow) warnings(id string) []sf.Note {
	if r.beyond <= mostTail {
		return nil
	}
	return []sf.Note{sf.NewNote(CodeFlowBeyond, "", sf.F("stage", sf.Text(id)), sf.F("share", shown(r.beyond)),
		sf.F("days", number(threeDigits(r.meanOf(r.days)))), sf.F("age", sf.Int(int64(len(r.law.flow.risk)-1))))}
}

// daysWithin returns the mean days by destination when no stay lasts longer than so many; of a move that nobody made, the mean of all.
func (r *flowRow) daysWithin(longest float64) []float64 {
	days := r.law.mean(longest, make([]float64, len(r.p)))
	mean := r.meanOf(days)
	for j, p := range r.p {
		if p == 0 {
			days[j] = mean
		}
	}
	return days
}

// meanOf returns the mean of all stays, Σ_j p_j · days_j.
func (r *flowRow) meanOf(days []float64) float64 {
	mean := 0.0
	for j, p := range r.p {
		mean += p * days[j]
	}
	return mean
}

// setWithin sets what is left of the variance of the mean stay when that which comes from the moves is taken away: draws of the moves bring
// it back. It supposes that the two are independent, as the parts of a variance within and between groups are.
func (r *flowRow) setWithin(mean, variance float64) {
	between := 0.0
	for j, p := range r.p {
		between += p * (r.days[j] - mean) * (r.days[j] - mean)
	}
	if mean > 0 {
		r.within = math.Max(variance-between/(r.alpha+1), 0) / (mean * mean)
	}
}

// stayVariance returns the variance of the mean stay Σ_u S(u), by the delta method on the hazards of leaving: with R(u) = Σ_{v≥u} S(v), the
// tail's part S(τ)(1−q)/q included, and q learned from the exits and stays at risk Y from an age on,
//
//	Var = Σ_u ( R(u)/(1−h(u)) + [u in the tail's ages] S(τ)/q² · Y(u)/ΣY )² h(u) (1−h(u)) / Y(u)
func stayVariance(f *flow, t tail, policy Tail) float64 {
	var s, leaving, weight []float64
	last := 1.0
	f.each(func(_ int, _ []float64, leave, m float64) {
		last *= 1 - leave
		s, leaving, weight = append(s, last), append(leaving, leave), append(weight, m)
	})
	rest, byRate := 0.0, 0.0
	if t.rate > 0 {
		rest = last * (1 - t.rate) / t.rate
		if policy == TailConstant {
			byRate = last / (t.rate * t.rate) / t.risk
		}
	}
	variance := 0.0
	for u, outlast := range slices.Backward(s) {
		rest += outlast
		h, m := leaving[u], weight[u]
		if h == 0 || h == 1 || m == 0 {
			continue
		}
		slope := rest / (1 - h)
		if policy == TailConstant && u >= f.tailFrom {
			slope += byRate * m
		}
		variance += slope * slope * h * (1 - h) / m
	}
	return variance
}

// mean writes, by stage, the mean of the stays that end in a move there when all are ended after longest days at the latest, and returns
// dst. A stage that no stay was seen to lead to is left as it is.
func (l stayTimes) mean(longest float64, dst []float64) []float64 {
	f := l.flow
	mass, days := make([]float64, len(f.to)), make([]float64, len(f.to))
	take := func(k int, age, n float64) {
		mass[k] += n
		days[k] += n * math.Min(age, longest)
	}
	lasting := 1.0
	f.each(func(day int, list []float64, leave, _ float64) {
		for k, h := range list {
			take(k, float64(day), lasting*h)
		}
		lasting *= 1 - leave
	})
	if l.tail.rate > 0 && lasting > 0 {
		age := l.tail.meanDays(float64(len(f.risk)), longest)
		for k, j := range f.to {
			take(k, age, lasting*l.tail.split[j])
		}
	}
	for k, j := range f.to {
		if mass[k] > 0 {
			dst[j] = days[k] / mass[k]
		}
	}
	return dst
}

// meanDays returns the mean of min(from + G, longest), where G is how many further ages a stay lasts that leaves at each with the tail's
// rate q: P(G ≥ g) = (1−q)^g.
func (t tail) meanDays(from, longest float64) float64 {
	stays := 1 - t.rate
	if math.IsInf(longest, 1) {
		return from + stays/t.rate
	}
	more := longest - from
	if more <= 0 {
		return longest
	}
	whole := math.Floor(more)
	lasts := math.Pow(stays, whole)
	return from + stays*(1-lasts)/t.rate + (more-whole)*lasts*stays
}
