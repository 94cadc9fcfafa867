package funnel

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/mat"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// methodLogRank is the name of the test.
const methodLogRank = "log-rank per destination by age"

// grouped is a spell with the group it belongs to.
type grouped struct {
	spell
	group int
}

// mostGroups bounds how many values of a fact are compared; the rarer ones are compared as one.
const mostGroups = 20

// testTime compares what was seen before and after the day on which half of the stays had begun. A stay that spans that day is observed to
// its eve in the one half and from then on in the other, as a late entry, so both halves are followed for as long as they can be; comparing
// plain counts instead takes the moves that had no time to happen for a change.
func (v *View) testTime(spells []spell) outcomeOfTest {
	out := outcomeOfTest{Diagnostic: Diagnostic{Check: CheckTime}, holds: CodeTimeHolds, fails: CodeTimeFails}
	if len(spells) == 0 {
		return out
	}
	began := make([]int64, len(spells))
	for i, s := range spells {
		began[i] = s.at
	}
	slices.Sort(began)
	clock, middle := v.history.clock, began[len(began)/2]
	split := clock.day(middle)
	halves := make([]grouped, 0, 2*len(spells))
	for _, s := range spells {
		age := int(split - s.entered) // at the split
		if s.to < age {
			halves = append(halves, grouped{s, 0})
			continue
		}
		if s.from < age {
			early := s
			early.next, early.to = -1, age-1
			halves = append(halves, grouped{early, 0})
		}
		s.from = max(s.from, age)
		halves = append(halves, grouped{s, 1})
	}
	out.args = []sf.Fact{sf.F("split", sf.Day(sf.DateOf(clock.time(middle))))}
	return v.ranked(out, halves, 2)
}

// testSegments compares the values of a fact.
func (v *View) testSegments(fact string) outcomeOfTest {
	out := outcomeOfTest{
		Diagnostic: Diagnostic{Check: CheckSegments}, holds: CodeSegmentsHold, fails: CodeSegmentsFail,
		args: []sf.Fact{sf.F("fact", sf.Text(fact))},
	}
	var parts [][]spell
	for _, part := range v.Split(fact) {
		if spells := part.spells(); len(spells) > 0 {
			parts = append(parts, spells)
		}
	}
	slices.SortStableFunc(parts, func(a, b []spell) int { return cmp.Compare(len(b), len(a)) })
	var all []grouped
	for g, part := range parts {
		for _, s := range part {
			all = append(all, grouped{s, min(g, mostGroups-1)})
		}
	}
	return v.ranked(out, all, min(len(parts), mostGroups))
}

// ranked sums the log-rank statistics of every move, see [logRank]; those of different moves are uncorrelated.
func (v *View) ranked(out outcomeOfTest, spells []grouped, groups int) outcomeOfTest {
	p := v.history.pipeline
	n := p.Len()
	parts := make([][]grouped, n)
	for _, s := range spells {
		parts[s.stage] = append(parts[s.stage], s)
	}
	largest := 0.0
	for i, part := range parts {
		for j, r := range logRanks(part, groups, n) {
			statistic, df := r.statistic()
			out.Statistic += statistic
			out.DF += df
			if excess := statistic - float64(df); df > 0 && (out.worst == nil || excess > largest) {
				largest = excess
				out.worst = []sf.Fact{sf.F("stage", sf.Text(p.StageID(i))), sf.F("to", sf.Text(p.StageID(j)))}
			}
		}
	}
	if out.DF > 0 {
		out.PValue, out.Method = upperChiSquared(out.Statistic, out.DF), methodLogRank
	}
	return out
}

// logRank compares the hazards of one move between groups. At each age a, with d_g of the Y_g at risk in group g making the move, d of Y in all,
//
//	U_g = Σ_a (d_g − d Y_g/Y),   V_gh = Σ_a d (Y−d)/(Y−1) · Y_g/Y · (δ_gh − Y_h/Y)
//
// (Mantel 1966; Peto and Peto 1972; with late entry and for one cause of several Andersen, Borgan, Gill and Keiding 1993, section V.2).
// Those who leave for elsewhere are at risk until they do.
type logRank struct {
	u, expected []float64
	v           []float64
}

// leastExpected is how many moves a group must be expected to make to be compared.
const leastExpected = 2

// statistic returns UᵀV⁻U, and the degrees of freedom: the groups that are expected to make enough moves, less one.
func (r logRank) statistic() (chi float64, df int) {
	var kept []int
	for g, e := range r.expected {
		if e >= leastExpected {
			kept = append(kept, g)
		}
	}
	if len(kept) < 2 {
		return 0, 0
	}
	kept = kept[:len(kept)-1]
	n := len(r.u)
	cov, u := mat.NewSymDense(len(kept), nil), mat.NewVecDense(len(kept), nil)
	for a, g := range kept {
		u.SetVec(a, r.u[g])
		for b, h := range kept {
			if b >= a {
				cov.SetSym(a, b, r.v[g*n+h])
			}
		}
	}
	var c mat.Cholesky
	if !c.Factorize(cov) || c.Cond() > 1e12 {
		return 0, 0
	}
	var solved mat.VecDense
	if err := c.SolveVecTo(&solved, u); err != nil {
		return 0, 0
	}
	return max(0, mat.Dot(u, &solved)), len(kept)
}

// logRanks returns the comparison for each destination of the stays in one stage; nil when nobody left it.
func logRanks(spells []grouped, groups, destinations int) []logRank {
	exits, entering, leaving := slices.Clone(spells), slices.Clone(spells), slices.Clone(spells)
	exits = slices.DeleteFunc(exits, func(s grouped) bool { return s.next < 0 })
	if len(exits) == 0 {
		return nil
	}
	slices.SortFunc(exits, func(a, b grouped) int { return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.next, b.next)) })
	slices.SortFunc(entering, func(a, b grouped) int { return cmp.Compare(a.from, b.from) })
	slices.SortFunc(leaving, func(a, b grouped) int { return cmp.Compare(a.to, b.to) })
	out := make([]logRank, destinations)
	for _, s := range exits {
		if out[s.next].u == nil {
			out[s.next] = logRank{u: make([]float64, groups), expected: make([]float64, groups), v: make([]float64, groups*groups)}
		}
	}
	risk := make([]float64, groups)
	for at, in, gone := 0, 0, 0; at < len(exits); {
		age, to := exits[at].to, exits[at].next
		for ; in < len(entering) && entering[in].from <= age; in++ {
			risk[entering[in].group]++
		}
		for ; gone < len(leaving) && leaving[gone].to < age; gone++ {
			risk[leaving[gone].group]--
		}
		end := at
		for end < len(exits) && exits[end].to == age && exits[end].next == to {
			out[to].u[exits[end].group]++
			end++
		}
		out[to].add(float64(end-at), risk)
		at = end
	}
	return out
}

// add takes away what is expected of d moves at one age.
func (r logRank) add(d float64, risk []float64) {
	var y float64
	for _, x := range risk {
		y += x
	}
	factor := 0.0
	if y > 1 {
		factor = d * (y - d) / (y - 1)
	}
	n := len(risk)
	for g, x := range risk {
		share := x / y
		r.u[g] -= d * share
		r.expected[g] += d * share
		for h, z := range risk {
			r.v[g*n+h] -= factor * share * z / y
		}
		r.v[g*n+g] += factor * share
	}
}
