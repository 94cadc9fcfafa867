package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Incidence is the probability that a stay in one open stage has ended, by each age, in a move to one other stage, whatever else might
// have become of it: the cumulative incidence of Aalen and Johansen. [Hazards.Incidence] makes it; it is immutable and safe for
// concurrent use. With the [Survival] of the stage, the incidences of all stages sum to 1 at every age.
type Incidence struct {
	unit      int
	stays     int64
	f         []float64 // by age
	low, high []float64
	variance  []float64
	done      bool // no stay is left at the oldest age
	warnings  []sf.Note
}

// methodIncidence is the name of the estimator of [Incidence.At].
const methodIncidence = "Aalen-Johansen"

// Incidence returns the cumulative incidence of moves from an open stage to another stage:
//
//	F_ij(u) = Σ_{v≤u} S_i(v−1) h_ij(v)
//
// Treating the other moves as censored would give 1 − Π(1 − h_ij), which is too large.
//
// Source: Aalen and Johansen 1978, Scandinavian Journal of Statistics 5. The error is an [*sf.InvalidError] that names an id that is no
// stage, or no open one to leave.
func (h *Hazards) Incidence(from, to string) (*Incidence, error) {
	f, faults := h.find(from)
	j, faults := h.target(faults, to)
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	c := &Incidence{unit: h.unit, stays: f.stays, warnings: slices.Clone(h.warnings[h.k.place[f.at]])}
	r := newRisks(f, j)
	f.each(func(day int, list []float64, leave, m float64) {
		r.pass(list, leave, m)
		if h.lastOf(day, f) {
			c.f, c.variance = append(c.f, r.share()), append(c.variance, r.variance())
			c.low, c.high = append(c.low, r.low), append(c.high, r.high)
		}
	})
	c.done = r.s == 0
	return c, nil
}

// risks runs along the days of a stage with one of its destinations in view.
type risks struct {
	k          int     // the destination, as a position in the flow; -1: nobody left for it
	s, f       float64 // S and F so far
	least      float64 // the least m/S at any age so far: who could still be seen if none had left
	p0, p1, p2 float64 // the variance of F(t) is p0 − p1 F(t) + p2 F(t)²
	low, high  float64
}

func newRisks(f *flow, to int) *risks {
	return &risks{k: slices.Index(f.to, to), s: 1, least: math.Inf(1)}
}

// pass takes one day in. The part that a day u has in the variance of F(t), with x = F(t) − F(u), h the hazard of leaving, h_j that of
// leaving for j, and m at risk, is
//
//	( S² h_j (1 − h_j) − 2 S h_j x + h x² / (1 − h) ) / m
//
// which is the delta method on the day's multinomial share of leavers: ∂F(t)/∂h_j = S − x/(1−h), and −x/(1−h) for the other hazards.
// When all leave, x is 0 at every later t.
func (r *risks) pass(list []float64, leave, m float64) {
	if r.s > 0 {
		r.least = math.Min(r.least, m/r.s)
	}
	was := r.share()
	if leave > 0 {
		r.leave(list, leave, m)
	}
	if now := r.share(); now < 1 || was == 0 { // where all have made the move, no fewer can have than before
		r.low, r.high = incidenceBounds(now, r.variance(), r.least)
	} else {
		r.high = 1
	}
}

func (r *risks) leave(list []float64, leave, m float64) {
	before, to := r.s, 0.0
	if r.k >= 0 {
		to = list[r.k]
	}
	r.f += before * to
	r.s *= 1 - leave
	cross := 2 * before * to / m
	r.p0 += before*before*to*(1-to)/m + cross*r.f
	r.p1 += cross
	if leave < 1 {
		g := leave / ((1 - leave) * m)
		r.p0 += g * r.f * r.f
		r.p1 += 2 * g * r.f
		r.p2 += g
	}
}

// variance returns the variance of F.
func (r *risks) variance() float64 { return math.Max(r.p0-r.p1*r.f+r.p2*r.f*r.f, 0) }

// share returns F, and 1 for what is 1 up to rounding.
func (r *risks) share() float64 {
	if r.f > 1-sameShare {
		return 1
	}
	return r.f
}

// incidenceBounds returns the interval of an incidence on the scale log(−log(1 − F)), and what n stays of which none, or all, made the
// move can say.
func incidenceBounds(f, variance, n float64) (low, high float64) {
	switch {
	case f <= 0:
		return 0, 1 - allOf(n)
	case f >= 1:
		return allOf(n), 1
	}
	stays := -math.Log1p(-f)
	z := z95 * math.Sqrt(variance) / ((1 - f) * stays)
	return around(f, -math.Expm1(-stays*math.Exp(-z)), -math.Expm1(-stays*math.Exp(z)))
}

// Unit returns the unit of ages, in days.
func (c *Incidence) Unit() int { return c.unit }

// Ages returns how many ages were seen: they are 0 to one less.
func (c *Incidence) Ages() int { return len(c.f) }

// At returns F(age), the probability that a stay has ended in the move by an age in units, with its 95 % interval; before age 0 it is 0. N is
// the number of stays that came under observation; open ones are among them for as long as they were seen.
//
// The interval is symmetric for log(−log(1 − F)):
//
//	1 − (1 − F)^exp(±1.96 √Var F / ((1 − F) |log(1 − F)|))
//
// with [Incidence.Variance]. Where none has made the move it is from 0 to 1 − α^(1/n), with n the least Y/S at any age so far, which is how many could
// still be seen if none had left: who made another move did not make this one and
// α = 0.05; where all have, it begins where it began an age before. The zero Estimate is an age that was not seen, unless none was left to
// see.
func (c *Incidence) At(age int) sf.Estimate {
	if age < 0 {
		return sf.Estimate{N: c.stays, Method: methodIncidence}
	}
	i, ok := c.seen(age)
	if !ok {
		return sf.Estimate{}
	}
	return sf.Estimate{
		Value: c.f[i], Low: c.low[i], High: c.high[i], Level: level, N: c.stays, Method: methodIncidence,
		Warnings: slices.Clone(c.warnings),
	}
}

// Variance returns the variance of F(age), of the type of Greenwood's: with h the hazards, Y the stays at risk, and
// g_k(u) = [k=j] S(u−1) − (F(age) − F(u)) / (1 − h(u)) the derivative of F(age) by the hazard of leaving for k at age u,
//
//	Var F(age) = Σ_{u≤age} ( Σ_k h_k g_k² − (Σ_k h_k g_k)² ) / Y(u)
//
// It is 0 before age 0; ok is false for an age that was not seen. Source: Andersen, Borgan, Gill and Keiding 1993, sec. IV.4.
func (c *Incidence) Variance(age int) (v float64, ok bool) {
	if age < 0 {
		return 0, true
	}
	i, ok := c.seen(age)
	if !ok {
		return 0, false
	}
	return c.variance[i], true
}

// seen returns the age at which the curve is what it is at this one.
func (c *Incidence) seen(age int) (at int, ok bool) {
	n := len(c.f)
	if age >= n && n > 0 && c.done {
		return n - 1, true
	}
	return age, age < n
}
