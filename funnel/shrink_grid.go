package funnel

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// shrinkKind is the segments with the same wins and cases.
type shrinkKind struct {
	wins, of float64
	times    float64
}

// shrinkPoint is one point (μ, B) of the rule that integrates over populations.
type shrinkPoint struct {
	mu, b  float64
	size   float64 // M
	weight float64 // of the posterior; all sum to 1
}

// population is what is known of where segments come from.
type population struct {
	kinds  []shrinkKind
	kindOf []int // by segment; of one without cases -1
	cases  float64
	mean   float64 // n̄
	points []shrinkPoint
}

// How the posterior is integrated.
const (
	shrinkMuNodes = 32 // of the Gauss-Legendre rule in μ, for each B
	shrinkBNodes  = 48 // of that in B
	shrinkCells   = 24 // of the grid that looks for the B that matter
	shrinkRounds  = 40
	shrinkFarDown = 35 // what is e⁻³⁵ of the most likely or less is left out
)

// shrinkPopulation takes segments of the same counts together.
func shrinkPopulation(wins, of []float64) *population {
	p := &population{kindOf: make([]int, len(of))}
	order := make([]int, 0, len(of))
	for i, n := range of {
		p.kindOf[i] = -1
		if n > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(of[a], of[b]), cmp.Compare(wins[a], wins[b])) })
	for _, i := range order {
		if last := len(p.kinds) - 1; last >= 0 && p.kinds[last].of == of[i] && p.kinds[last].wins == wins[i] {
			p.kinds[last].times++
		} else {
			p.kinds = append(p.kinds, shrinkKind{wins: wins[i], of: of[i], times: 1})
		}
		p.kindOf[i] = len(p.kinds) - 1
		p.cases += of[i]
	}
	p.mean = p.cases / float64(max(len(order), 1))
	return p
}

// logLikelihood returns Σ_i log B(x_i + a, n_i − x_i + b)/B(a, b) with a = μM, b = (1−μ)M.
func (p *population) logLikelihood(mu, b float64) float64 {
	size := p.mean * b / (1 - b)
	wins, rest := mu*size, (1-mu)*size
	lw, lr, ls := lgamma(wins), lgamma(rest), lgamma(size)
	sum := 0.0
	for _, k := range p.kinds {
		sum += k.times * (lgamma(wins+k.wins) - lw + lgamma(rest+k.of-k.wins) - lr - lgamma(size+k.of) + ls)
	}
	return sum
}

func lgamma(x float64) float64 {
	y, _ := math.Lgamma(x)
	return y
}

// integrate sets the points of the rule, with their shares of the posterior: for each of the B that matter, the μ that do.
func (p *population) integrate() {
	low, high := p.pooled()
	var b, bWeight [shrinkBNodes]float64
	quad.Legendre{}.FixedLocations(b[:], bWeight[:], low, high)
	p.points = make([]shrinkPoint, 0, shrinkBNodes*shrinkMuNodes)
	most := math.Inf(-1)
	for j := range b {
		ridge := p.ridge(b[j])
		var mu, muWeight [shrinkMuNodes]float64
		quad.Legendre{}.FixedLocations(mu[:], muWeight[:], ridge.low, ridge.high)
		for i := range mu {
			g := shrinkPoint{mu: mu[i], b: b[j], size: p.mean * b[j] / (1 - b[j])}
			g.weight = p.logLikelihood(mu[i], b[j]) + math.Log(muWeight[i]*bWeight[j])
			most = math.Max(most, g.weight)
			p.points = append(p.points, g)
		}
	}
	sum := 0.0
	for at := range p.points {
		g := &p.points[at]
		g.weight = math.Exp(g.weight - most)
		sum += g.weight
	}
	for at := range p.points {
		p.points[at].weight /= sum
	}
}

// pooled returns the range of B in which the posterior is not negligible: again and again the cells that matter, and those beside them, are
// made the whole, until they fill it.
func (p *population) pooled() (low, high float64) {
	low, high = 0, 1
	for range shrinkRounds {
		step := (high - low) / shrinkCells
		var ll [shrinkCells]float64
		most := math.Inf(-1)
		for j := range ll {
			r := p.ridge(low + (float64(j)+.5)*step)
			ll[j] = r.top + math.Log(r.high-r.low)
			most = math.Max(most, ll[j])
		}
		first, last := shrinkCells, 0
		for j := range ll {
			if ll[j] >= most-shrinkFarDown {
				first, last = min(first, j), max(last, j)
			}
		}
		if first > 1 {
			low += float64(first-1) * step
		}
		if last < shrinkCells-2 {
			high -= float64(shrinkCells-2-last) * step
		}
		if high-low > 0.7*shrinkCells*step {
			break
		}
	}
	return low, high
}

// ridge is the part of (0, 1) in which the likelihood of μ, given B, is not negligible. Its logarithm is concave: log Γ(a + x) − log Γ(a) is so
// in a.
type ridge struct{ low, high, top float64 }

// goldenSection is 1/φ.
const goldenSection = 0.6180339887498949

// ridge finds the top by golden sections, and from there the ends by doubling steps.
func (p *population) ridge(b float64) ridge {
	ll := func(mu float64) float64 { return p.logLikelihood(mu, b) }
	low, high := 0.0, 1.0
	at, to := 1-goldenSection, goldenSection
	left, right := ll(at), ll(to)
	before, after := math.Inf(-1), math.Inf(-1) // at low and high, once these are inside
	for range 2 * shrinkRounds {
		if near := 1.0; math.Abs(left-right) < near && (low == 0 || left-before < near) && (high == 1 || right-after < near) {
			break
		}
		if left > right {
			high, after = to, right
			to, right = at, left
			at = high - goldenSection*(high-low)
			left = ll(at)
		} else {
			low, before = at, left
			at, left = to, right
			to = low + goldenSection*(high-low)
			right = ll(to)
		}
	}
	r := ridge{top: math.Max(left, right)}
	step := high - low
	r.low = edge(at, -step, r.top, ll)
	r.high = edge(to, step, r.top, ll)
	return r
}

// edge goes from inside the ridge outward until the likelihood is negligible, or to the end of (0, 1).
func edge(from, step, top float64, ll func(float64) float64) float64 {
	inside := from
	for {
		next := inside + step
		if near := 1e-9; next <= near*inside || 1-next <= near*(1-inside) { // a step that ends at 0 may do so but for what rounding leaves
			next = math.Round(math.Min(math.Max(next, 0), 1))
			if half := (inside + next) / 2; half == inside || half == next || ll(half) >= top-shrinkFarDown {
				return next
			}
			next = (inside + next) / 2
		}
		if ll(next) < top-shrinkFarDown {
			for range 3 { // closer than the last doubling
				if half := (inside + next) / 2; ll(half) < top-shrinkFarDown {
					next = half
				} else {
					inside = half
				}
			}
			return next
		}
		inside, step = next, 2*step
	}
}

// estimate returns what the posterior says of segments of a kind; of those without cases, what it says of a further segment.
func (p *population) estimate(k shrinkKind, level float64) sf.Estimate {
	return p.estimateOf(func(g *shrinkPoint) (mean, variance float64) {
		mean = shrunkGiven(k.wins, k.of, g.mu, g.size)
		return mean, mean * (1 - mean) / (k.of + g.size + 1)
	}, level)
}

// shrunkGiven returns the estimate of a rate given the population: (x + μM) / (n + M).
func shrunkGiven(wins, of, mu, size float64) float64 { return (wins + mu*size) / (of + size) }

// estimateOf mixes the means and variances that hold in each population.
func (p *population) estimateOf(given func(*shrinkPoint) (mean, variance float64), level float64) sf.Estimate {
	mean, variance := 0.0, 0.0
	for at := range p.points {
		m, _ := given(&p.points[at])
		mean += p.points[at].weight * m
	}
	for at := range p.points {
		m, v := given(&p.points[at])
		variance += p.points[at].weight * (v + (m-mean)*(m-mean))
	}
	return shrunkEstimate(mean, variance, level)
}
