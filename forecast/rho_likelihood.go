package forecast

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// pastClass are deals of one chance in one period, Φ(to).
type pastClass struct {
	to        float64
	won, lost float64
}

// likelihood is the likelihood of the latent correlation.
type likelihood struct {
	periods [][]pastClass // those with deals that could be won or lost
	deals   int
	meanP   float64
}

func likelihoodOf(past []PastPeriod) *likelihood {
	l := &likelihood{}
	var p, deals compensated
	for _, each := range past {
		open := openDeals(each.Deals)
		for _, d := range open {
			l.deals += d.Deals
			p.add(d.P * float64(d.Deals))
			deals.add(float64(d.Deals))
		}
		if len(open) > 0 {
			l.periods = append(l.periods, classesOf(open))
		}
	}
	l.meanP = p.value() / deals.value()
	return l
}

// openDeals returns the deals that chance decides, ascending by their probability and what came.
func openDeals(deals []PastDeals) []PastDeals {
	open := make([]PastDeals, 0, len(deals))
	for _, d := range deals {
		if d.Deals > 0 && d.P > 0 && d.P < 1 {
			open = append(open, d)
		}
	}
	slices.SortFunc(open, func(a, b PastDeals) int {
		return cmp.Or(cmp.Compare(a.P, b.P), cmp.Compare(a.Deals, b.Deals), cmp.Compare(a.Won, b.Won))
	})
	return open
}

// mostClasses bounds the different chances of a period.
const mostClasses = 64

// classesOf joins deals of the same chance, and where there are too many different ones, neighbors.
func classesOf(open []PastDeals) []pastClass {
	different, total := 1, open[0].Deals
	for i := 1; i < len(open); i++ {
		total += open[i].Deals
		if open[i].P != open[i-1].P {
			different++
		}
	}
	var classes []pastClass
	var sum compensated
	var won, deals int
	for i, d := range open {
		sum.add(d.P * float64(d.Deals))
		won, deals = won+d.Won, deals+d.Deals
		ends := i == len(open)-1 || open[i+1].P != d.P
		if different > mostClasses && i < len(open)-1 {
			ends = deals >= (total+mostClasses-1)/mostClasses
		}
		if ends {
			classes = append(classes, pastClass{mathext.NormalQuantile(sum.value() / float64(deals)), float64(won), float64(deals - won)})
			sum, won, deals = compensated{}, 0, 0
		}
	}
	return classes
}

// log returns log L(ρ).
func (l *likelihood) log(rho float64) float64 {
	var s compensated
	for _, classes := range l.periods {
		s.add(logPeriod(classes, rho))
	}
	return s.value()
}

// logPeriod returns the logarithm of a period's integral over z. The integrand is log-concave, Φ and 1 − Φ being so: it has one peak,
// around which the trapezoid rule is laid with a spacing of half its width.
func logPeriod(classes []pastClass, rho float64) float64 {
	f := func(z float64) float64 { return logGiven(classes, rho, z) - z*z/2 }
	if rho == 0 {
		return f(0)
	}
	const drop = 34.0 // e⁻³⁴ = 2e-15
	peak := peakOf(classes, rho)
	top := f(peak)
	h := halfWidth(f, peak, top) / 2
	s := compensated{}
	s.add(1)
	for _, dir := range [...]float64{-1, 1} {
		for i := 1.0; ; i++ {
			v := f(peak+dir*i*h) - top
			if !(v > -drop) { // NaN ends too
				break
			}
			s.add(math.Exp(v))
		}
	}
	return top + math.Log(s.value()*h) - math.Log(2*math.Pi)/2
}

// peakOf finds where the logarithm of the integrand has its maximum: where its derivative, which falls by at least 1 per unit,
//
//	−z − k·Σ (won·m(x) − lost·m(−x)),  x = (Φ⁻¹(p) − √ρ·z)/√(1−ρ),  k = √(ρ/(1−ρ)),  m = φ/Φ,
//
// passes 0, by Newton steps kept inside a bracket.
func peakOf(classes []pastClass, rho float64) float64 {
	const most, near = 60, 1e-9
	shift, scale, k := math.Sqrt(rho), 1/math.Sqrt(1-rho), math.Sqrt(rho/(1-rho))
	low, high, z := math.Inf(-1), math.Inf(1), 0.0
	for range most {
		slope, curvature := -z, 1.0
		for _, c := range classes {
			x := (c.to - shift*z) * scale
			won, lost := millsBelow(x), millsBelow(-x)
			slope -= k * (c.won*won - c.lost*lost)
			curvature += k * k * (c.won*won*(won+x) + c.lost*lost*(lost-x))
		}
		if slope > 0 {
			low = z
		} else {
			high = z
		}
		next := z + slope/math.Max(curvature, 1)
		if !(next > low && next < high) && !math.IsInf(high-low, 1) {
			next = (low + high) / 2
		}
		if math.Abs(next-z) < near {
			return next
		}
		z = next
	}
	return z
}

// millsBelow is φ/Φ, about −x where both underflow.
func millsBelow(x float64) float64 { return math.Exp(-x*x/2-logNormalBelow(x)) / math.Sqrt(2*math.Pi) }

// halfWidth returns how far from its peak, on the nearer side, the logarithm has fallen by one half: a standard deviation, were it
// normal.
func halfWidth(f func(float64) float64, peak, top float64) float64 {
	width := 1.0
	for _, dir := range [...]float64{-1, 1} {
		low, high := 0.0, 1.0 // the factor φ alone falls by one half within 1 of its peak
		for range 8 {
			if mid := (low + high) / 2; f(peak+dir*mid) > top-0.5 {
				low = mid
			} else {
				high = mid
			}
		}
		width = math.Min(width, high)
	}
	return width
}

// logGiven returns the log-likelihood of a period given its state.
func logGiven(classes []pastClass, rho, z float64) float64 {
	shift, scale := math.Sqrt(rho)*z, 1/math.Sqrt(1-rho)
	var s compensated
	for _, c := range classes {
		x := (c.to - shift) * scale
		if c.won > 0 {
			s.add(c.won * logNormalBelow(x))
		}
		if c.lost > 0 {
			s.add(c.lost * logNormalBelow(-x))
		}
	}
	return s.value()
}

// logNormalBelow is log Φ, by its asymptotic series where Φ underflows.
func logNormalBelow(x float64) float64 {
	if x > -30 {
		return math.Log(normalBelow(x))
	}
	s := 1 / (x * x)
	return -x*x/2 - math.Log(-x) - math.Log(2*math.Pi)/2 + math.Log1p(s*(-1+s*(3-15*s)))
}

// maximum finds the maximum of a function with one peak by golden sections.
func maximum(f func(float64) float64, low, high float64, steps int) (at, value float64) {
	golden := (math.Sqrt(5) - 1) / 2
	a, b := high-golden*(high-low), low+golden*(high-low)
	fa, fb := f(a), f(b)
	for range steps {
		if fa >= fb {
			high, b, fb = b, a, fa
			a = high - golden*(high-low)
			fa = f(a)
		} else {
			low, a, fa = a, b, fb
			b = low + golden*(high-low)
			fb = f(b)
		}
	}
	if fa >= fb {
		return a, fa
	}
	return b, fb
}

// estimate returns the maximum and its interval. The likelihood is searched on the scale of √ρ, on which it is smooth at 0.
func (l *likelihood) estimate() sf.Estimate {
	const grid, steps = 32, 28
	root := math.Sqrt(MostRho)
	of := func(s float64) float64 { return l.log(s * s) }
	best, top := 0.0, of(0)
	at := 0
	for i := 1; i <= grid; i++ {
		if s := root * float64(i) / grid; of(s) > top {
			best, top, at = s, of(s), i
		}
	}
	low, high := root*float64(max(at-1, 0))/grid, root*float64(min(at+1, grid))/grid
	if s, v := maximum(of, low, high, steps); v > top {
		best, top = s, v
	}
	quantile := mathext.NormalQuantile(0.975)
	floor := top - quantile*quantile/2
	e := sf.Estimate{Value: best * best, High: MostRho, Level: 0.95, N: int64(len(l.periods)), Method: methodRho}
	if of(0) < floor {
		e.Low = square(crossing(of, floor, 0, best))
	}
	if of(root) < floor {
		e.High = square(crossing(of, floor, root, best))
	}
	return e
}

// crossing finds by bisection where a function rises above a floor between a point below and one above it.
func crossing(f func(float64) float64, floor, below, above float64) float64 {
	const halvings = 30
	for range halvings {
		if mid := (below + above) / 2; f(mid) < floor {
			below = mid
		} else {
			above = mid
		}
	}
	return (below + above) / 2
}

func square(x float64) float64 { return x * x }
