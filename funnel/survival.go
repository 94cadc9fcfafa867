package funnel

import (
	"math"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Survival is how many of the stays in one open stage last beyond each age: the estimate of Kaplan and Meier, in the ages of the hazards that
// it is made of. [Hazards.Survival] makes it; it is immutable and safe for concurrent use.
//
// A stay that leaves at age u, where u counts from 0, is one that lasted u units and not beyond. Ages that were not observed have no
// answer; no tail takes part.
type Survival struct {
	unit      int
	stays     int64
	s         []float64 // by age
	low, high []float64
	step      []float64 // by age: Greenwood's sum over its days
	warnings  []sf.Note
}

// The estimators by name.
const (
	methodSurvival = "Kaplan-Meier"
	methodQuantile = "Kaplan-Meier quantile"
	methodMean     = "restricted mean"
)

// alpha is the chance that an interval misses.
const alpha = 1 - level

// Survival returns the survival curve of the stays in an open stage, with the hazard h_i(u) = Σ_j h_ij(u) of leaving:
//
//	S_i(u) = P(T > u) = Π_{v≤u} (1 − h_i(v))
//
// Source: Kaplan and Meier 1958, JASA 53. The error is an [*sf.InvalidError] that names an id that is no open stage.
func (h *Hazards) Survival(id string) (*Survival, error) {
	f, faults := h.find(id)
	if err := sf.Invalid(faults); err != nil {
		return nil, err
	}
	c := &Survival{unit: h.unit, stays: f.stays, warnings: slices.Clone(h.warnings[h.k.place[f.at]])}
	s, sum, step, least := 1.0, 0.0, 0.0, math.Inf(1)
	low, high := 0.0, 1.0
	f.each(func(day int, _ []float64, leave, m float64) {
		before := s
		s *= 1 - leave
		least = math.Min(least, m)
		if leave > 0 {
			g := leave / ((1 - leave) * m)
			sum, step = sum+g, step+g
		}
		if before == 1 || s > 0 { // where none is left, no more can last than before
			low, high = survivalBounds(s, sum, least)
		} else {
			low = 0
		}
		if h.lastOf(day, f) {
			c.s, c.step, c.low, c.high = append(c.s, s), append(c.step, step), append(c.low, low), append(c.high, high)
			step = 0
		}
	})
	return c, nil
}

// survivalBounds returns the interval of a survival on the scale log(−log S), and what n stays that all lasted, or all left, can say.
func survivalBounds(s, sum, n float64) (low, high float64) {
	switch {
	case s >= 1:
		return allOf(n), 1
	case s <= 0:
		return 0, 1 - allOf(n)
	}
	z := z95 * math.Sqrt(sum) / -math.Log(s)
	return around(s, math.Pow(s, math.Exp(z)), math.Pow(s, math.Exp(-z)))
}

// allOf returns α^(1/n), the least probability under which n of n is not a surprise; 0 when there are none.
func allOf(n float64) float64 {
	if n <= 0 {
		return 0
	}
	return math.Pow(alpha, 1/n)
}

// Unit returns the unit of ages, in days.
func (c *Survival) Unit() int { return c.unit }

// Ages returns how many ages were seen: they are 0 to one less.
func (c *Survival) Ages() int { return len(c.s) }

// At returns S(age), the probability that a stay lasts beyond an age in units, with its 95 % interval; before age 0 it is 1. N is the number
// of stays that came under observation; open ones are among them for as long as they were seen.
//
// The interval is symmetric for log(−log S), with Greenwood's G(u) = Σ_{v≤u} d(v) / (Y(v) (Y(v) − d(v))):
//
//	S(u)^exp(±1.96 √G(u) / |log S(u)|)
//
// Where none has left it is from α^(1/n) to 1, with n the fewest at risk at any age so far and α = 0.05; where none is left it ends
// where it ended an age before. The zero Estimate is an age that was not seen, unless none was left to see.
//
// Source: Kalbfleisch and Prentice 1980, The Statistical Analysis of Failure Time Data, sec. 1.3.
func (c *Survival) At(age int) sf.Estimate {
	if age < 0 {
		return sf.Estimate{Value: 1, N: c.stays, Method: methodSurvival}
	}
	if n := len(c.s); age >= n && n > 0 && c.s[n-1] == 0 {
		age = n - 1
	}
	if age >= len(c.s) {
		return sf.Estimate{}
	}
	return sf.Estimate{
		Value: c.s[age], Low: c.low[age], High: c.high[age], Level: level, N: c.stays, Method: methodSurvival,
		Warnings: slices.Clone(c.warnings),
	}
}

// sameShare is how far rounding may take a product of shares from the share that it is.
const sameShare = 1e-12

// Quantile returns the age by which a share q of the stays has left, inf{u : S(u) ≤ 1 − q}, in units; q = 0.5 is the median. It is the zero
// Estimate when S does not get there within the ages seen, and for a q that is not between 0 and 1.
//
// The 95 % interval is of the ages, from the first exit on, at which the interval of S gets there (Brookmeyer and Crowley 1982, Biometrics 38); its upper end is
// +Inf when that does not.
func (c *Survival) Quantile(q float64) sf.Estimate {
	at, ok := reaches(c.s, 1-q)
	if !(q > 0 && q < 1) || !ok {
		return sf.Estimate{}
	}
	e := sf.Estimate{Value: float64(at), Low: 0, High: math.Inf(1), Level: level, N: c.stays, Method: methodQuantile}
	first := slices.IndexFunc(c.s, func(s float64) bool { return s < 1 }) // before it nothing speaks for an earlier age
	if low, ok := reaches(c.low[first:], 1-q); ok {
		e.Low = float64(first + low)
	}
	if high, ok := reaches(c.high, 1-q); ok {
		e.High = float64(high)
	}
	e.Warnings = slices.Clone(c.warnings)
	return e
}

// reaches returns the first age at which a curve is at most p.
func reaches(curve []float64, p float64) (age int, ok bool) {
	i := slices.IndexFunc(curve, func(s float64) bool { return s <= p+sameShare })
	return i, i >= 0
}

// Mean returns the restricted mean: how many units a stay lasts within the first horizon units, E min(T, horizon), with a 95 % interval:
//
//	μ = Σ_{u<horizon} S(u)          Var μ = Σ_u (Σ_{u≤v<horizon} S(v))² d(u) / (Y(u) (Y(u) − d(u)))
//
// It is the zero Estimate for a horizon below 1, and for one beyond the ages seen, unless none was left to see. A mean without a horizon
// would be that of a tail that nobody has seen. Source: Irwin 1949, Journal of Hygiene 47; Andersen et al. 1993, eq. 4.3.9.
func (c *Survival) Mean(horizon int) sf.Estimate {
	n := len(c.s)
	if horizon > n && n > 0 && c.s[n-1] == 0 {
		horizon = n
	}
	if horizon < 1 || horizon > n {
		return sf.Estimate{}
	}
	mean, variance := 0.0, 0.0
	for u := horizon - 1; u >= 0; u-- {
		mean += c.s[u]
		if mean > 0 {
			variance += mean * mean * c.step[u]
		}
	}
	half := z95 * math.Sqrt(variance)
	e := sf.Estimate{Value: mean, N: c.stays, Method: methodMean, Warnings: slices.Clone(c.warnings)}
	if half > 0 {
		e.Low, e.High, e.Level = math.Max(mean-half, 0), math.Min(mean+half, float64(horizon)), level
	}
	return e
}
