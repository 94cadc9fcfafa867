package forecast

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
)

const (
	// mostCountCost bounds the terms of all laws of the posterior, times the weeks, and mostCountTerms those of one.
	mostCountCost, mostCountTerms = 1e9, 1 << 22
	// countNoise ends a count law: what is smaller could not be told from rounding in the mixture.
	countNoise = 1e-18
)

// tooMany refuses counts of so many weeks that cannot be computed: where very many deals are expected, or where so few weeks were learned
// from that very many cannot be ruled out. A law has about μ·weeks + ln(10¹⁸)·(1 + αμ) terms.
func (n *NewBusiness) tooMany(weeks float64) []sf.Note {
	terms, most, longest := 0.0, 0.0, 0.0
	for _, r := range n.rates {
		of := r.Mean*weeks - math.Log(countNoise)*(1+r.Dispersion*r.Mean)
		terms, most, longest = terms+of, max(most, r.Mean*weeks), max(longest, of)
	}
	if terms*weeks <= mostCountCost && longest <= mostCountTerms {
		return nil
	}
	code, deals := CodeNewMany, n.rate.Value*weeks
	if most > 100*deals {
		code, deals = CodeNewAnything, most
	}
	return []sf.Note{sf.NewNote(code, "new_business", sf.F("deals", sf.Float(math.Round(deals))), sf.F("weeks", sf.Float(weeks)))}
}

// counts returns the distribution of the number K of deals that come of arrivals, where one that is created in week w counts with the
// probability q[w]: the mixture of countsGiven over the posterior of the rate.
func (n *NewBusiness) counts(q []float64) mass {
	if len(n.rates) == 0 {
		return pointMass()
	}
	var sum []float64
	for _, r := range n.rates {
		given := countsGiven(q, r.Mean, r.Dispersion)
		if missing := len(given) - len(sum); missing > 0 {
			sum = append(sum, make([]float64, missing)...)
		}
		axpy(sum, r.weight, given)
	}
	return normalized(mass{p: sum}.trimmed(countNoise))
}

// countsGiven returns the law of the sum of independent negative binomial numbers with means μq_w and one dispersion α. Its generating
// function is G(s) = Π_w (1 + αμq_w(1 − s))^(−1/α), and with b_w = αμq_w/(1 + αμq_w)
//
//	s·G′(s) = (1/α) Σ_w b_w·s/(1 − b_w·s) · G(s)
//	k·p_k   = (1/α) Σ_w T_w(k),   T_w(k) = b_w·(T_w(k−1) + p_{k−1})
//
// which is the recursion of Panjer (1981, ASTIN Bulletin 12) for one week, and for several that of De Pril's kind with its inner sums
// carried along: sums and products of positive numbers, in time and memory proportional to k. For α → 0 it is k·p_k = μ Σ q_w · p_{k−1},
// that of Poisson. p_0 is taken as 1 and all divided by their sum.
func countsGiven(q []float64, mean, alpha float64) []float64 {
	const most, down = 1e250, 1e-250
	expected := 0.0
	shares, carried := make([]float64, 0, len(q)), make([]float64, len(q))
	for _, each := range q {
		if each > 0 {
			shares = append(shares, alpha*mean*each/(1+alpha*mean*each))
			expected += mean * each
		}
	}
	carried = carried[:len(shares)]
	p, total := []float64{1}, 1.0
	for k := 1; ; k++ {
		last := p[k-1]
		next := expected * last
		if alpha > 0 {
			next = 0
			for w, b := range shares {
				carried[w] = b * (carried[w] + last)
				next += carried[w]
			}
			next /= alpha
		}
		next /= float64(k)
		p = append(p, next)
		total += next
		if float64(k) > expected && next <= total*countNoise {
			break
		}
		if total > most {
			total *= down
			for i := range p {
				p[i] *= down
			}
			for w := range carried {
				carried[w] *= down
			}
		}
	}
	for i := range p {
		p[i] /= total
	}
	return p
}

// countMoments are the mean and the variance of K, in closed form.
func (n *NewBusiness) countMoments(q []float64) (mean, variance float64) {
	one, two := 0.0, 0.0
	for _, each := range q {
		one, two = one+each, two+each*each
	}
	var first, second, spread float64
	for _, r := range n.rates {
		first += r.weight * r.Mean
		second += r.weight * r.Mean * r.Mean
		spread += r.weight * r.Dispersion * r.Mean * r.Mean
	}
	return first * one, first*one + spread*two + math.Max(second-first*first, 0)*one*one
}
