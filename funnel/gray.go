package funnel

// This file compares two sets of deals by when and how they end. Both tests are of a set against another, in numbers by age, so that ties
// need no rule: all that end at one age were at risk at it together.

// rivalAge is what happened at one age in a set: those that came under observation, and those last at risk at it, by how they ended.
type rivalAge struct {
	enter int64
	gone  int64 // all that were last at risk at this age
	one   int64 // of them: ended as asked for
	two   int64 // of them: ended otherwise
}

func (a rivalAge) minus(b rivalAge) rivalAge {
	return rivalAge{a.enter - b.enter, a.gone - b.gone, a.one - b.one, a.two - b.two}
}

// graySide is one of the two sets as it goes along the ages.
type graySide struct {
	y    float64 // at risk
	s, f float64 // just before the age: the share that has not ended, and that has ended as asked for
	last float64 // Y/S when the last of them ended
}

// lost reports whether nobody is in sight though some have not ended, or somebody came in after all had.
func (g *graySide) lost() bool { return g.y <= 0 && g.s > 0 || g.y > 0 && g.s <= 0 }

// weight returns Y/S, which is how many of the set could still be seen if none of them had ended.
func (g *graySide) weight() float64 {
	if g.s <= 0 {
		return g.last
	}
	return g.y / g.s
}

// atRisk returns R = Y (1 − F)/S, how many of the set have not ended as asked for.
func (g *graySide) atRisk() float64 { return g.weight() * (1 - g.f) }

// pass takes the ends of an age in.
func (g *graySide) pass(one, two float64) {
	if g.y <= 0 {
		return // all have ended
	}
	if one+two >= g.y {
		g.last = g.weight()
	}
	g.f += g.s * one / g.y
	g.s *= (g.y - one - two) / g.y
}

// grayStep is what the variance needs of one age.
type grayStep struct {
	a, c  float64    // A(u), and Σ_{v≤u} A(v) dΓ(v)
	one   [2]float64 // by set: variance of the share that ends as asked for
	two   [2]float64 // and that ends otherwise
	keep  [2]float64 // (1 − F(u)) / S_r(u)
	ended [2]bool    // none is left
}

// grayTest is the two-sample test of Gray (1988, Annals of Statistics 16) with ρ = 0: do deals of two sets end as asked for with the same
// cumulative incidence F, whatever else may become of them? Deals that are open count for as long as they were seen. With Y_r at risk in set
// r, S_r(u) the share that has not ended and F_r the cumulative incidence, both just before age u,
//
//	R_r = Y_r (1 − F_r) / S_r          U = Σ_u ( d_1 − d R_1/(R_1 + R_2) )
//
// Its variance is that of the paper's theorem 1 under F₁ = F₂ = F, with h_r = Y_r/S_r, dF = d/(h_1 + h_2), A = h_1 h_2/(h_1 + h_2), dΓ = dF/(1 − F),
// C(u) = Σ_{v>u} A dΓ, and corrected for ties:
//
//	Var U = Σ_u Σ_r [ (A ± …)² dF/h_r + (C (1−F)/S_r)² d_r2/h_r² ],  where … = (1 − (1−F)/S_r) C
//
// The sets are compared up to the age at which one of them has none in sight who has not ended. Where all of a set have ended, Y/S stays what it was
// when the last of them did: without open deals R_r is the deals less those that have ended as asked for, then as before. To stop there would
// leave a set unjudged whose deals were all lost before the wins of the other came. Deals that came under observation late are at risk from then,
// in Y_r and S_r alike; but where a set had nobody at risk at age 0, S_r is not known, and there is no comparison.
//
// Its null distribution is normal in large samples; callers see to it that enough ends are expected on both sides.
func grayTest(set, all []rivalAge) contrast {
	var out contrast
	var steps []grayStep
	sides := [2]graySide{{s: 1}, {s: 1}}
	var owed debt
	f, c := 0.0, 0.0 // F just before the age
	for u := range all {
		mine := rivalAt(set, u)
		both := [2]rivalAge{mine, all[u].minus(mine)}
		sides[0].y += float64(both[0].enter)
		sides[1].y += float64(both[1].enter)
		if sides[0].lost() || sides[1].lost() || sides[0].y+sides[1].y <= 0 || f >= 1 {
			break
		}
		if all[u].one+all[u].two > 0 {
			d := float64(all[u].one)
			h := sides[0].weight() + sides[1].weight()
			if d > 0 {
				out.take(float64(mine.one), d, sides[0].atRisk(), sides[1].atRisk(), &owed)
			}
			step := grayStep{a: sides[0].weight() * sides[1].weight() / h}
			c += step.a * d / (h * (1 - f))
			step.c = c
			f += d / h
			step.set(&sides, both, d, h, f)
			steps = append(steps, step)
		}
		sides[0].y -= float64(both[0].gone)
		sides[1].y -= float64(both[1].gone)
	}
	for _, step := range steps {
		out.variance += step.variance(c)
	}
	return out
}

// rivalAt returns an age of a list that may be shorter.
func rivalAt(ages []rivalAge, u int) rivalAge {
	if u < len(ages) {
		return ages[u]
	}
	return rivalAge{}
}

// set moves both sides past the age, of which d ended as asked for with h = h_1 + h_2, and f is F after it.
func (g *grayStep) set(sides *[2]graySide, both [2]rivalAge, d, h, f float64) {
	for r := range sides {
		side, two := &sides[r], float64(both[r].two)
		if d > 0 && side.s > 0 { // of a set that has ended nobody can
			g.one[r] = untied(d, h*side.s) * d / (h * side.weight())
		}
		if two > 0 {
			g.two[r] = untied(two, side.y) * two / (side.weight() * side.weight())
		}
		side.pass(float64(both[r].one), two)
		if side.s > 0 {
			g.keep[r] = (1 - f) / side.s
		} else {
			g.ended[r] = true
		}
	}
}

// untied returns 1 − (d − 1)/(y − 1), by which the variance of d ends among y at one age falls short of that of ends one by one. y is itself an estimate: where
// it is below d the share is negative, and in samples of a dozen the variance may be.
func untied(d, y float64) float64 {
	if d <= 1 || y == 1 {
		return 1
	}
	return 1 - (d-1)/(y-1)
}

// variance returns the part of one age, with c the sum over all ages.
func (g grayStep) variance(c float64) (v float64) {
	left := c - g.c
	for r := range g.one {
		x := g.a + (1-g.keep[r])*left
		v += x * x * g.one[r]
		if !g.ended[r] {
			y := g.keep[r] * left
			v += y * y * g.two[r]
		}
	}
	return v
}

// logRankTest is the log-rank test of two sets (Mantel 1966, Cancer Chemotherapy Reports 50; with late entry Andersen, Borgan, Gill and
// Keiding 1993, section V.2): do their deals end, in whatever way, at the same rate? With d of the Y at risk ending at an age,
//
//	U = Σ_u ( d_1 − d Y_1/Y )          Var U = Σ_u d (Y−d)/(Y−1) · Y_1 Y_2/Y²
func logRankTest(set, all []rivalAge) (out contrast) {
	var owed debt
	mine, rest := 0.0, 0.0
	for u := range all {
		x := rivalAt(set, u)
		y := all[u].minus(x)
		owed.enter(mine, rest, float64(x.enter), float64(y.enter))
		mine += float64(x.enter)
		rest += float64(y.enter)
		if d := float64(all[u].one + all[u].two); d > 0 && mine > 0 && rest > 0 {
			out.take(float64(x.one+x.two), d, mine, rest, &owed)
		}
		mine -= float64(x.gone)
		rest -= float64(y.gone)
	}
	out.variance = out.plain
	return out
}
