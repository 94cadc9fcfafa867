package forecast

import "math"

// profile is the conditional mean, standard deviation and skewness of a sum at the nodes of the common factor, in units of the largest
// amount, for one latent correlation. What is sure is left out.
type profile struct {
	rho    float64
	weight float64 // of this correlation
	states []state
	mean   []float64
	sd     []float64
	skew   []float64
}

// profileOf computes the profile on Chebyshev points, from which it interpolates to as many nodes as the trapezoid rule needs.
func profileOf(chances []chance, sums []weights, rho, weight float64) *profile {
	c := cumulantsOf(chances, sums, rho)
	return c.profile(statesApart(spacingOf(c[0], c[1], rho)), rho, weight)
}

// cumulants are the first three of a sum as functions of the common factor.
type cumulants [3]chebyshev

func cumulantsOf(chances []chance, sums []weights, rho float64) (c cumulants) {
	points := chebyshevPoints(rho)
	for i := range c {
		c[i] = chebyshev{points: points, values: make([]float64, len(points))}
	}
	for j, z := range points {
		c[0].values[j], c[1].values[j], c[2].values[j] = conditional(chances, sums, z, rho)
	}
	return c
}

// profile interpolates to some states.
func (c cumulants) profile(states []state, rho, weight float64) *profile {
	p := &profile{rho: rho, weight: weight, states: states}
	for _, s := range states {
		sd := math.Sqrt(math.Max(c[1].at(s.z), 0))
		skew := 0.0
		if sd > 0 {
			skew = c[2].at(s.z) / (sd * sd * sd)
		}
		p.mean, p.sd, p.skew = append(p.mean, c[0].at(s.z)), append(p.sd, sd), append(p.skew, skew)
	}
	return p
}

// conditional returns the first three cumulants of the sum given a state. Blocks are added plainly and their sums with compensation.
func conditional(chances []chance, sums []weights, z, rho float64) (mean, variance, third float64) {
	const block = 64
	var s [3]compensated
	shift, scale := math.Sqrt(rho)*z, 1/math.Sqrt(1-rho)
	for i := 0; i < len(chances); i += block {
		end := min(i+block, len(chances))
		one, two, three := 0.0, 0.0, 0.0
		for j, w := range sums[i:end] {
			won, not := chances[i+j].shifted(shift, scale)
			one += w.one * won
			two += w.two*won*not + w.apart*won*won
			three += w.three*won*not*(not-won) + won*won*(3*w.skewed-2*won*w.cubed)
		}
		s[0].add(one)
		s[1].add(two)
		s[2].add(three)
	}
	return s[0].value(), s[1].value(), s[2].value()
}

// spacingOf returns the rule's spacing, min(¼, 1.5·min σ(z)/|μ′(z)|), over the states that matter: beyond 4 standard deviations lie
// 6e-5 of all, and there σ(z) may be nothing but rounding. It is at most ⅘·√(1−ρ), so that Φ(√ρ·z/√(1−ρ))·φ(z) is integrated to 1e-13
// however steep it is: the rule's error is exp(−2π²(1−ρ)/spacing²).
func spacingOf(mean, variance chebyshev, rho float64) float64 {
	const reach, scan, delta, factor = 4.0, 64, 1e-3, 1.5
	spacing := math.Min(widestSpacing, 0.8*math.Sqrt(1-rho))
	for i := range scan + 1 {
		z := reach * (2*float64(i)/scan - 1)
		slope := math.Abs(mean.at(z+delta)-mean.at(z-delta)) / (2 * delta)
		sd := math.Sqrt(math.Max(variance.at(z), 0))
		if sd > 1e-6 && slope*widestSpacing > factor*sd {
			spacing = math.Min(spacing, factor*sd/slope)
		}
	}
	return spacing
}

// variance returns E σ²(Z) + Var μ(Z), the mean being known.
func (p *profile) variance(mean float64) float64 {
	var s compensated
	for i, each := range p.states {
		away := p.mean[i] - mean
		s.add(each.w * (p.sd[i]*p.sd[i] + away*away))
	}
	return s.value()
}

// chebyshev is the polynomial through values at Chebyshev points of the second kind on [−8, 8].
type chebyshev struct{ points, values []float64 }

// chebyshevPoints returns enough points for functions that rise like Φ(√ρ·z/√(1−ρ)) and its first three powers: to 1e-9 where ρ is 0.99, and
// to rounding up to 0.5.
func chebyshevPoints(rho float64) []float64 {
	const flat, steep, most = 24, 73, 1024
	n := min(flat+int(steep*math.Sqrt(rho/(1-rho))), most)
	points := make([]float64, n)
	for j := range points {
		points[j] = farthestState * math.Cos(math.Pi*float64(j)/float64(n-1))
	}
	return points
}

// at evaluates the polynomial by the second barycentric formula (Berrut and Trefethen 2004, eq. 5.4).
func (c chebyshev) at(z float64) float64 {
	var above, below float64
	sign := 1.0
	for j, x := range c.points {
		if z == x {
			return c.values[j]
		}
		w := sign / (z - x)
		if j == 0 || j == len(c.points)-1 {
			w /= 2
		}
		above += w * c.values[j]
		below += w
		sign = -sign
	}
	return above / below
}
