package simulate

import "math/rand/v2"

// arrivals calls visit with the number of each deal and the stretch of civil time in which it begins, until it refuses.
// Counts come from generators of their own day or week, so a later end adds deals and changes none.
func (p *plan) arrivals(seed uint64, visit func(k int, from, length int64) bool) {
	a := p.spec.Arrivals
	if a.Deals > 0 {
		for k := range a.Deals {
			if !visit(k, p.start, p.until-p.start) {
				return
			}
		}
		return
	}
	length := int64(daySeconds)
	if a.Dispersion > 0 {
		length *= 7
	}
	k, pcg := 0, new(rand.PCG)
	r := rand.New(pcg)
	for from := p.start; from < p.until; from += length {
		reseed(pcg, seed, streamArrivals, uint64(from))
		for range a.count(r) {
			if !visit(k, from, length) {
				return
			}
			k++
		}
	}
}

// count draws the arrivals of a day, or of a week when they are overdispersed: a Poisson count whose mean is gamma
// distributed is negative binomial (Greenwood and Yule 1920).
func (a Arrivals) count(r *rand.Rand) int {
	if a.Dispersion == 0 {
		return drawPoisson(r, a.PerDay)
	}
	return drawPoisson(r, 7*a.PerDay*a.Dispersion*drawGamma(r, 1/a.Dispersion))
}
