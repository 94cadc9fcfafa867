package funnel

import "math"

// stock is the law of how many of some stays are still there at the end: each with a probability of its own, which one estimated survival
// curve gave to all.
//
// Given the curve the number is Poisson-binomial. That the curve is estimated is one factor e^θ on all of its cumulative hazards, θ normal
// with mean 0 and the standard deviation that gives the expected number its variance,
//
//	p_k(θ) = p_k^exp(θ)      sd θ = √Var E / |Σ p_k log p_k|
//
// which is the scale log(−log S) on which intervals of survival curves are symmetric. The number's law is the mean over θ, by the trapezoid rule.
type stock struct {
	exact  []float64     // P(N = n); nil: too many stays, see nodes
	nodes  []stockMoment // of the law at each θ
	mean   float64
	stays  int
	chance float64 // P(N = stays), that all are still there
}

// stockMoment are mean, standard deviation and skewness at one θ, and its weight.
type stockMoment struct {
	mean, sd, skew, weight float64
}

// The rule over θ, and from how many stays on the refined normal approximation takes over from the exact law.
const (
	stockNodes = 15
	stockReach = 3.5
	mostExact  = 1000
	mostTheta  = 2 // bounds sd θ, where next to nothing was expected to leave
)

// newStock returns the law for cumulative hazards −log p_k, all at least 0, and the variance of the expected number.
func newStock(hazards []float64, variance float64) stock {
	s := stock{stays: len(hazards)}
	slope := 0.0
	for _, h := range hazards {
		p := math.Exp(-h)
		s.mean += p
		slope += p * h
	}
	sd := 0.0
	if slope > 0 && variance > 0 {
		sd = math.Min(math.Sqrt(variance)/slope, mostTheta)
	}
	if len(hazards) <= mostExact {
		s.exact = make([]float64, len(hazards)+1)
	}
	thetas, weights := thetaRule(sd)
	p := make([]float64, len(hazards))
	for i, theta := range thetas {
		factor, all := math.Exp(theta), 0.0
		for k, h := range hazards {
			p[k] = math.Exp(-h * factor)
			all += h * factor
		}
		s.chance += weights[i] * math.Exp(-all)
		if s.exact == nil {
			s.nodes = append(s.nodes, momentOf(p, weights[i]))
			continue
		}
		for n, q := range poissonBinomial(p) {
			s.exact[n] += weights[i] * q
		}
	}
	return s
}

// thetaRule returns the nodes and weights for a normal θ.
func thetaRule(sd float64) (nodes, weights []float64) {
	if sd == 0 {
		return []float64{0}, []float64{1}
	}
	sum := 0.0
	for i := range stockNodes {
		z := stockReach * (2*float64(i)/(stockNodes-1) - 1)
		w := math.Exp(-z * z / 2)
		nodes, weights = append(nodes, sd*z), append(weights, w)
		sum += w
	}
	for i := range weights {
		weights[i] /= sum
	}
	return nodes, weights
}

// poissonBinomial returns P(N = n) for n = 0 … len(p), by adding one trial after the other. The cost is the square of their number.
func poissonBinomial(p []float64) []float64 {
	law := make([]float64, len(p)+1)
	law[0] = 1
	for k, x := range p {
		for n := k + 1; n > 0; n-- {
			law[n] = law[n]*(1-x) + law[n-1]*x
		}
		law[0] *= 1 - x
	}
	return law
}

// momentOf returns the moments of a Poisson-binomial law.
func momentOf(p []float64, weight float64) stockMoment {
	m, third := stockMoment{weight: weight}, 0.0
	variance := 0.0
	for _, x := range p {
		m.mean += x
		variance += x * (1 - x)
		third += x * (1 - x) * (1 - 2*x)
	}
	if m.sd = math.Sqrt(variance); m.sd > 0 {
		m.skew = third / (variance * m.sd)
	}
	return m
}

// below returns P(N ≤ n). For many stays it is the refined normal approximation at each θ, with γ the skewness,
//
//	Φ(x) + γ (1 − x²) φ(x) / 6      x = (n + ½ − μ) / σ
//
// Source: Volkova 1996, Theory of Probability and its Applications 40; Hong 2013, Computational Statistics and Data Analysis 59.
func (s stock) below(n int64) (p float64) {
	switch {
	case n < 0:
		return 0
	case n >= int64(s.stays):
		return 1
	case s.exact != nil:
		for _, q := range s.exact[:n+1] {
			p += q
		}
		return math.Min(p, 1)
	}
	for _, m := range s.nodes {
		p += m.weight * m.below(float64(n))
	}
	return math.Min(math.Max(p, 0), 1)
}

func (m stockMoment) below(n float64) float64 {
	x := n + 0.5 - m.mean
	if m.sd == 0 {
		if x < 0 {
			return 0
		}
		return 1
	}
	x /= m.sd
	density := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
	return math.Min(math.Max(normalBelow(x)+m.skew*(1-x*x)*density/6, 0), 1)
}

// leastPValue keeps a p-value above 0, which would say that it was not computed.
const leastPValue = 1e-12

// atLeast returns P(N ≥ n), summed from its own end.
func (s stock) atLeast(n int64) (p float64) {
	if s.exact == nil || n <= 0 || n > int64(s.stays) {
		return 1 - s.below(n-1)
	}
	for _, q := range s.exact[n:] {
		p += q
	}
	return math.Min(p, 1)
}

// quantile returns the least n with P(N ≤ n) ≥ q.
func (s stock) quantile(q float64) int64 { return leastCount(q, s.below) }
