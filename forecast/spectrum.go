package forecast

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

const (
	// windowTail is −log of what the window may miss on either side.
	windowTail = 42
	// spectrumEnd is −log |G|² from which a frequency is left out: e⁻⁴⁵ of its amplitude.
	spectrumEnd = 90
	// mostFrequencies bounds the frequencies at which all wins are multiplied; with more, halving the steps is quicker.
	mostFrequencies = 256
)

// spectral returns the mass of the sum of many steps by its characteristic function
//
//	G(ω) = Π (p0 + p1·e^{−iωk} + p2·e^{−iω(k+1)})ⁿ,   P(x) = 1/N Σ_j G(ω_j)·e^{iω_j·x},   ω_j = 2πj/N,
//
// (Hong 2013), on a window of N points that misses e⁻⁴² on either side, by Chernoff's bound. The sum of many wins is smooth, so that G is
// next to nothing at all but some thirty of these frequencies, and only there is it multiplied out. Which ones is known beforehand,
//
//	|G(ω)|² ≤ exp(−2 Σ n·[p0·p1·(1−cos ωk) + p0·p2·(1−cos ω(k+1)) + p1·p2·(1−cos ω)]),
//
// which one transform gives at all N. ok is false where G is not concentrated: few deals, or nearly all amounts multiples of more than
// the unit.
func (c *convolver) spectral(steps []step) (m mass, ok bool) {
	if 2*spread(steps) < spectrumEnd { // the mean over all frequencies of the bound's exponent
		return mass{}, false
	}
	lo, n, ok := window(steps)
	if !ok {
		return mass{}, false
	}
	plan := c.plan(n)
	at := c.concentrated(plan, steps)
	if len(at) > mostFrequencies {
		return mass{}, false
	}
	return c.inverse(plan, at, characteristic(steps, at, n), lo), true
}

// spread returns Σ n·(p0·p1 + p0·p2 + p1·p2).
func spread(steps []step) float64 {
	var s compensated
	for _, each := range steps {
		s.add(float64(each.n) * (each.p0*each.p1 + each.p0*each.p2 + each.p1*each.p2))
	}
	return s.value()
}

// window returns the first point and the number of points that hold all but 2·e^{−windowTail} of the sum: by Chernoff's bound
//
//	P(X ≥ x) ≤ e^{K(θ) − θx},  K(θ) = log E e^{θX},
//
// with the θ = √(2·windowTail)/σ that is the best one for a normal sum; any θ gives a bound.
func window(steps []step) (lo int64, n int, ok bool) {
	var mean, variance compensated
	most := 0.0
	for _, s := range steps {
		count, k := float64(s.n), float64(s.k)
		one := k*(s.p1+s.p2) + s.p2
		mean.add(count * one)
		variance.add(count * (k*k*s.p1 + (k+1)*(k+1)*s.p2 - one*one))
		most += count * (k + 1)
	}
	theta := math.Sqrt(2 * windowTail / variance.value())
	high := math.Min(math.Ceil((cumulant(steps, theta)+windowTail)/theta), most)
	low := math.Max(math.Floor(-(cumulant(steps, -theta)+windowTail)/theta), 0)
	const slack = 2
	if !(high-low <= cellsPerDeal*float64(len(steps))+mostCells) { // NaN where θ underflows is not
		return 0, 0, false
	}
	return int64(low), transformLength(int(high-low) + 1 + slack), true
}

// cumulant returns log E e^{θX}. One logarithm serves many factors, which are multiplied until they leave the middle of the range.
func cumulant(steps []step, theta float64) float64 {
	var s compensated
	product, one := 1.0, math.Exp(-math.Abs(theta))
	for _, each := range steps {
		reach := math.Exp(-math.Abs(theta) * float64(each.k))
		factor := each.p0 + reach*(each.p1+each.p2*one)
		if theta > 0 { // e^{θ(k+1)} taken out
			s.add(float64(each.n) * theta * float64(each.k+1))
			factor = reach*one*each.p0 + one*each.p1 + each.p2
		}
		if each.n > 1 || factor < 0x1p-500 {
			s.add(float64(each.n) * math.Log(factor))
			continue
		}
		if product *= factor; product < 0x1p-500 {
			s.add(math.Log(product))
			product = 1
		}
	}
	return s.value() + math.Log(product)
}

// concentrated returns the frequencies, from 0 to N/2, at which the characteristic function can be more than e^{−spectrumEnd/2}.
func (c *convolver) concentrated(plan *fourier.FFT, steps []step) (at []int) {
	n := plan.Len()
	weights := make([]float64, n)
	for _, s := range steps {
		count, k := float64(s.n), int(s.k%int64(n))
		weights[k] += count * s.p0 * s.p1
		weights[(k+1)%n] += count * s.p0 * s.p2
		weights[1] += count * s.p1 * s.p2
	}
	c.seqA, c.coA = transformed(plan, c.seqA, c.coA, weights)
	total := real(c.coA[0])
	for j, w := range c.coA {
		if 2*(total-real(w)) < spectrumEnd {
			at = append(at, j)
		}
	}
	return at
}

// characteristic multiplies out the characteristic function at the frequencies. Steps of one size, which come together, share their
// powers.
func characteristic(steps []step, at []int, n int) []complex128 {
	g, one := make([]complex128, len(at)), make([]complex128, len(at))
	lower, upper := make([]complex128, len(at)), make([]complex128, len(at))
	for i, j := range at {
		g[i], one[i] = 1, rootOfUnity(int64(j), n)
	}
	size := int64(-1)
	for _, s := range steps {
		if s.k != size {
			size = s.k
			powers(lower, upper, one, at, size, n)
		}
		if s.n == 1 {
			for i, u := range lower {
				v := upper[i]
				g[i] *= complex(s.p0+s.p1*real(u)+s.p2*real(v), s.p1*imag(u)+s.p2*imag(v))
			}
			continue
		}
		for i, u := range lower {
			v := upper[i]
			g[i] *= power(complex(s.p0+s.p1*real(u)+s.p2*real(v), s.p1*imag(u)+s.p2*imag(v)), s.n)
		}
	}
	return g
}

// powers fills e^{−iω·size} and e^{−iω·(size+1)}: by multiplication from one frequency to the next, afresh where they are not neighbors.
func powers(lower, upper, one []complex128, at []int, size int64, n int) {
	turn := rootOfUnity(size%int64(n), n)
	for i, j := range at {
		const afresh = 32 // multiplications, so that rounding does not build up
		if i == 0 || j != at[i-1]+1 || i%afresh == 0 {
			lower[i] = rootOfUnity(size%int64(n)*int64(j)%int64(n), n)
		} else {
			lower[i] = lower[i-1] * turn
		}
		upper[i] = lower[i] * one[i]
	}
}

// rootOfUnity returns e^{−2πij/n}.
func rootOfUnity(j int64, n int) complex128 {
	sin, cos := math.Sincos(2 * math.Pi * float64(j) / float64(n))
	return complex(cos, -sin)
}

// power returns zⁿ for n ≥ 1 by squaring.
func power(z complex128, n int) complex128 {
	p := complex(1, 0)
	for ; n > 1; n /= 2 {
		if n%2 == 1 {
			p *= z
		}
		z *= z
	}
	return p * z
}

// inverse transforms the characteristic function back into the mass on the window from lo on.
func (c *convolver) inverse(plan *fourier.FFT, at []int, g []complex128, lo int64) mass {
	n := plan.Len()
	c.coA = c.coA[:n/2+1]
	clear(c.coA)
	var size float64
	for i, j := range at {
		back := rootOfUnity(lo%int64(n)*int64(j)%int64(n), n)
		c.coA[j] = g[i] * complex(real(back), -imag(back))
		size += 2 * math.Hypot(real(g[i]), imag(g[i]))
	}
	p := plan.Sequence(nil, c.coA)
	for i := range p {
		p[i] /= float64(n)
	}
	const epsilon = 0x1p-52
	return normalized(quiet(mass{lo: lo, p: p}, math.Max(4*epsilon*size/float64(n), noise)))
}
