package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/binomial"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// methodAdjusted is the name of the estimator of [Hazards.Move].
const methodAdjusted = "Aalen-Johansen with tail"

// Matrix returns the adjusted transition matrix: the probability that a stay in stage i ends, whenever that may be, in a move to stage j,
//
//	p_ij = F_ij(τ) + S_i(τ) π_ij
//
// with F the cumulative incidence and S the survival at τ, the oldest age that was seen in the stage, and π the destinations of the tail.
// [Counts.Matrix] holds shares of the completed stays alone; while a funnel grows those are too often the quick ones, losses mostly. Here a
// stay that is open counts as one that has not left yet. Where all stays were completed the two are the same.
//
// The row of a stage is missing when nobody was seen to leave it, and under [TailNone] when S_i(τ) is not 0. The matrix counts as given: its
// chain has no intervals. [Hazards.Move] has those of the moves themselves.
//
// There is no error at present; it is there for tails that may fail.
func (h *Hazards) Matrix() (*Matrix, error) {
	m := emptyMatrix(h.stages)
	for i, out := range h.stages.out {
		m.alpha[i] = math.Inf(1)
		if out != stage.Open {
			m.row(i)[i], m.known[i] = 1, true
		}
	}
	for i, f := range h.flows {
		if !h.settled(f) {
			continue
		}
		for k, p := range f.adjusted(h.k.tail[i]) {
			m.row(f.at)[f.to[k]] = p
		}
		m.known[f.at] = true
	}
	return m, nil
}

// settled reports whether what becomes of the stays in a stage is known to the last.
func (h *Hazards) settled(f *flow) bool {
	return f.sum > 0 && (h.policy != TailNone || f.outlast <= nobody)
}

// adjusted returns p_ij by position in to.
func (f *flow) adjusted(t tail) []float64 {
	p, sum := slices.Clone(f.ever), 0.0
	for k, j := range f.to {
		if t.split != nil {
			p[k] += f.outlast * t.split[j]
		}
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum // which is 1 up to rounding
	}
	return p
}

// Move returns the probability p_ij that a stay in an open stage ends in a move to the other stage, as [Hazards.Matrix] has it, with its
// evidence. The 95 % interval is symmetric on the logit, with the variance by the delta method of all hazards,
//
//	Var p_ij = Σ_u ( Σ_k h_k(u) g_k(u)² − (Σ_k h_k(u) g_k(u))² ) / Y(u)
//	g_k(u) = [k=j] S(u−1) − (p_ij − F(u)) / (1 − h(u)) + [u in the tail's ages] S(τ) Y(u) ([k=j] − π_ij) / exits
//
// the last part for what the tail's split was learned from; under [TailNormalise] without it, and over 1 − S(τ). Where the variance is 0 the
// interval is that of Jeffreys for the number of exits. That the tail goes on as it is supposed to is not in it, and where few were left
// at risk it is too short: seen to hold the truth 93 times in 100 for 300 stays.
//
// N is the number of stays that came under observation. The zero Estimate is a missing row. The error is an [*sf.InvalidError] that names
// an id that is no stage, or no open one to leave.
func (h *Hazards) Move(from, to string) (sf.Estimate, error) {
	f, faults := h.find(from)
	j, faults := h.target(faults, to)
	if err := sf.Invalid(faults); err != nil {
		return sf.Estimate{}, err
	}
	if !h.settled(f) {
		return sf.Estimate{}, nil
	}
	i, k, p, variance := h.k.place[f.at], slices.Index(f.to, j), 0.0, 0.0
	if k >= 0 {
		p = f.adjusted(h.k.tail[i])[k]
		variance = h.moveVariance(f, k, p)
	}
	e := sf.Estimate{Value: p, Level: level, N: f.stays, Method: methodAdjusted, Warnings: slices.Clone(h.warnings[i])}
	if variance <= 0 || p == 0 || p == 1 {
		e.Low, e.High = binomial.Jeffreys(p*f.sum, f.sum, level)
		return e, nil
	}
	s, logit := z95*math.Sqrt(variance)/(p*(1-p)), math.Log(p)-math.Log1p(-p)
	e.Low, e.High = around(p, logistic(logit-s), logistic(logit+s))
	return e, nil
}

// moveVariance returns the variance of p, the probability of a move to the stage at position k of f.to.
func (h *Hazards) moveVariance(f *flow, k int, p float64) float64 {
	t := h.k.tail[h.k.place[f.at]]
	s, done, variance := 1.0, 0.0, 0.0
	f.each(func(day int, list []float64, leave, m float64) {
		if leave == 0 {
			return
		}
		before := s
		done += s * list[k]
		s *= 1 - leave
		own, others := before, 0.0
		if leave < 1 {
			x := (p - done) / (1 - leave)
			own, others = before-x, -x
		}
		if h.policy == TailConstant && day >= f.tailFrom {
			part := f.outlast * m / t.exits
			own, others = own+part*(1-t.split[f.to[k]]), others-part*t.split[f.to[k]]
		}
		mean := list[k]*own + (leave-list[k])*others
		variance += math.Max(list[k]*own*own+(leave-list[k])*others*others-mean*mean, 0) / m
	})
	if h.policy == TailNormalise {
		variance /= (1 - f.outlast) * (1 - f.outlast)
	}
	return variance
}
