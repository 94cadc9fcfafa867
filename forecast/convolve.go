package forecast

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

const (
	// quickDirect is how many multiply-adds of the direct convolution are quicker than looking for another way.
	quickDirect = 1e7
	// directBudget is how many the direct convolution may take; above it the Fourier transform takes over.
	directBudget = 1e8
	// blockBudget is the same for a block of wins within the divide and conquer of the transform.
	blockBudget = 3e5
	// negligible ends a directly computed mass: what is smaller underflows in the next product.
	negligible = 1e-300
	// noise ends and clears a mass on the way to a transform, whose rounding is far larger.
	noise = 1e-22
)

// directCost returns about how many multiply-adds the direct convolution takes: the sum of the support sizes. Equal wins on the
// lattice go as one binomial, of which only what is above negligible counts: some 40 standard deviations on either side.
func directCost(steps []step) float64 {
	support, cost := 1.0, 0.0
	for _, s := range steps {
		reach, n := float64(s.k), float64(s.n)
		switch {
		case s.p2 > 0:
			reach++
			cost += 3 * n * (support + reach*(n+1)/2)
		case s.n > 1:
			n = math.Min(n, 80+80*math.Sqrt(n*s.p0*s.p1))
			cost += support * (n + 1)
		default:
			cost += 2 * (support + reach)
		}
		support += n * reach
	}
	return cost
}

// convolver sums independent wins. It keeps the transforms' plans and buffers between products; use one for each goroutine.
type convolver struct {
	plans     map[int]*fourier.FFT // looked up, never ranged over
	seqA      []float64
	seqB      []float64
	coA, coB  []complex128
	transform bool // whether a transform was used
}

// sum returns the mass of the sum of the steps. Directly, with full relative accuracy in the tails, where that is quick; else by the
// characteristic function where that is concentrated on a few frequencies; else directly where that is affordable, or by divide and conquer
// with fast Fourier transforms (Biscarri, Zhao and Brunner 2018). The accuracy of all that transforms is absolute.
func (c *convolver) sum(steps []step) mass {
	cost := directCost(steps)
	if cost > quickDirect {
		if m, ok := c.spectral(steps); ok {
			c.transform = true
			return m
		}
	}
	if cost <= directBudget {
		return directSum(steps).trimmed(negligible)
	}
	c.transform = true
	m := c.tree(steps)
	return normalized(m)
}

// directSum multiplies the steps one by one.
func directSum(steps []step) mass {
	m := pointMass()
	for _, s := range steps {
		switch {
		case s.n > 1 && s.p2 == 0:
			m = strided(m, binomial(s.n, s.p1, s.p0), s.k)
		default:
			for range s.n {
				m = growBy(m, s)
			}
		}
		m = m.trimmed(negligible)
	}
	return m
}

// growBy adds one win of the step, in place from the top.
func growBy(m mass, s step) mass {
	k := int(s.k)
	reach := k
	if s.p2 > 0 {
		reach++
	}
	n := len(m.p)
	if cap(m.p) < n+reach {
		wider := make([]float64, n, 2*n+reach)
		copy(wider, m.p)
		m.p = wider
	}
	p := m.p[:n+reach]
	clear(p[n:])
	if s.p2 > 0 {
		for x := len(p) - 1; x > k; x-- {
			p[x] = p[x]*s.p0 + p[x-k]*s.p1 + p[x-k-1]*s.p2
		}
		p[k] = p[k]*s.p0 + p[0]*s.p1
	} else {
		for x := len(p) - 1; x >= k; x-- {
			p[x] = p[x]*s.p0 + p[x-k]*s.p1
		}
	}
	for x := range min(k, len(p)) {
		p[x] *= s.p0
	}
	m.p = p
	return m
}

// strided adds k times the count b to m.
func strided(m, b mass, k int64) mass {
	stride := int(k)
	out := make([]float64, len(m.p)+stride*(len(b.p)-1))
	for j, w := range b.p {
		axpy(out[j*stride:], w, m.p)
	}
	return mass{lo: m.lo + k*b.lo, p: out}
}

// axpy adds w·src to dst.
func axpy(dst []float64, w float64, src []float64) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] += w * v
	}
}

// binomial returns the distribution of the number of successes in n trials,
//
//	P(j+1)/P(j) = (n−j)/(j+1) · p/q,
//
// by this ratio from the mode outwards, where all are products of positive numbers, scaled to sum to 1. Both p and q = 1 − p are given.
func binomial(n int, p, q float64) mass {
	mode := min(int(float64(n+1)*p), n)
	f := make([]float64, n+1)
	f[mode] = 1
	hi := mode
	for odds := p / q; hi < n; hi++ {
		if f[hi+1] = f[hi] * (float64(n-hi) / float64(hi+1) * odds); f[hi+1] < negligible {
			break
		}
	}
	lo := mode
	for odds := q / p; lo > 0; lo-- {
		if f[lo-1] = f[lo] * (float64(lo) / float64(n-lo+1) * odds); f[lo-1] < negligible {
			break
		}
	}
	m := mass{lo: int64(lo), p: f[lo : min(hi, n)+1]}.trimmed(negligible)
	total := m.total()
	for i := range m.p {
		m.p[i] /= total
	}
	return m
}

// tree splits the steps where half of their reach lies, down to blocks that are quick to multiply directly.
func (c *convolver) tree(steps []step) mass {
	if directCost(steps) <= blockBudget || (len(steps) == 1 && (steps[0].n == 1 || steps[0].p2 == 0)) {
		return quiet(directSum(steps), noise)
	}
	if m, ok := c.spectral(steps); ok {
		return m
	}
	if len(steps) == 1 {
		half := steps[0]
		half.n /= 2
		m := c.tree([]step{half})
		m = c.product(m, m)
		if steps[0].n%2 == 1 {
			m = growBy(m, step{k: half.k, p0: half.p0, p1: half.p1, p2: half.p2, n: 1})
		}
		return m
	}
	cut := halfway(steps)
	return c.product(c.tree(steps[:cut]), c.tree(steps[cut:]))
}

// halfway returns the cut, leaving at least one step on either side, at half of the steps' reach.
func halfway(steps []step) int {
	var reach, passed float64
	for _, s := range steps {
		reach += float64(s.n) * float64(s.k+1)
	}
	for i, s := range steps[:len(steps)-1] {
		passed += float64(s.n) * float64(s.k+1)
		if passed >= reach/2 {
			return max(i, 1)
		}
	}
	return len(steps) - 1
}

// product convolves two dense masses in the cheaper way.
func (c *convolver) product(a, b mass) mass {
	if filled(a.p) > filled(b.p) {
		a, b = b, a
	}
	n := transformLength(len(a.p) + len(b.p) - 1)
	const perCell = 5 // a transform's cost a cell and doubling, in multiply-adds
	if float64(filled(a.p))*float64(len(b.p)) <= perCell*float64(n)*math.Log2(float64(n)) {
		out := make([]float64, len(a.p)+len(b.p)-1)
		for i, w := range a.p {
			if w != 0 {
				axpy(out[i:], w, b.p)
			}
		}
		return quiet(mass{lo: a.lo + b.lo, p: out}, noise)
	}
	return c.fourier(a, b, n)
}

// fourier convolves by transforms of length n, clamps what is within their rounding to 0 and scales the rest to sum to 1.
func (c *convolver) fourier(a, b mass, n int) mass {
	plan := c.plan(n)
	c.seqA, c.coA = transformed(plan, c.seqA, c.coA, a.p)
	c.seqB, c.coB = transformed(plan, c.seqB, c.coB, b.p)
	for i, v := range c.coB {
		c.coA[i] *= v
	}
	out := plan.Sequence(c.seqA, c.coA)[:len(a.p)+len(b.p)-1]
	for i := range out {
		out[i] /= float64(n)
	}
	// The rounding of a cell is about ε·√(Σa²·Σb²) (Higham 2002, section 24.1, with the slow growth in n left out).
	const epsilon = 0x1p-52
	floor := 4 * epsilon * math.Sqrt(squares(a.p)*squares(b.p))
	m := quiet(mass{lo: a.lo + b.lo, p: out}, max(floor, noise))
	m.p = append([]float64(nil), m.p...)
	return normalized(m)
}

func (c *convolver) plan(n int) *fourier.FFT {
	if c.plans == nil {
		c.plans = map[int]*fourier.FFT{}
	}
	if c.plans[n] == nil {
		c.plans[n] = fourier.NewFFT(n)
	}
	return c.plans[n]
}

// transformed returns the coefficients of src padded with zeros, in the buffers given or larger ones.
func transformed(plan *fourier.FFT, seq []float64, co []complex128, src []float64) ([]float64, []complex128) {
	n := plan.Len()
	if cap(seq) < n {
		seq = make([]float64, n)
	}
	if cap(co) < n/2+1 {
		co = make([]complex128, n/2+1)
	}
	seq, co = seq[:n], co[:n/2+1]
	clear(seq[copy(seq, src):])
	return seq, plan.Coefficients(co, seq)
}

// transformLength returns the least 2^a, 3·2^a or 5·2^a that is at least n: lengths that transform fast.
func transformLength(n int) int {
	power := 4
	for power < n {
		power *= 2
	}
	for _, length := range [...]int{power / 8 * 5, power / 4 * 3} {
		if length >= n {
			return length
		}
	}
	return power
}

// quiet clears, in place, cells at most floor and drops them at the ends.
func quiet(m mass, floor float64) mass {
	for i, v := range m.p {
		if v <= floor {
			m.p[i] = 0
		}
	}
	return m.trimmed(0)
}

// normalized scales the mass to sum to 1, in place.
func normalized(m mass) mass {
	total := m.total()
	for i := range m.p {
		m.p[i] /= total
	}
	return m
}

func filled(p []float64) (n int) {
	for _, v := range p {
		if v != 0 {
			n++
		}
	}
	return n
}

func squares(p []float64) (s float64) {
	for _, v := range p {
		s += v * v
	}
	return s
}
