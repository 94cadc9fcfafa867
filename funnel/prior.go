package funnel

import (
	"math"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// Prior is what a matrix believes of each row before a move was counted, as the parameters a of a Dirichlet distribution. The zero Prior
// is none: rates are plain shares, and a stage that nobody left has none.
//
//	a_ij = Weight · Mean_ij   with a Mean
//	a_ij = Weight / m_i       without: spread evenly over the m_i moves that the rules allow from stage i
//
// Weight is in moves: a Weight of 5 counts as much as five moves seen. A large even weight pulls small samples far: keep it near 1,
// or give a Mean, such as the matrix of all deals for the deals of one segment. A row that the Mean does not know has no prior.
type Prior struct {
	Weight float64 // in moves, at least 0
	Mean   *Matrix // of the same stages; nil: even
}

// Perks returns the prior of one move spread evenly over those allowed, a_ij = 1/m_i (Perks 1947, Journal of the Institute of Actuaries 73).
func Perks() Prior { return Prior{Weight: 1} }

// faults returns what is wrong with the prior for counts of these stages.
func (r Prior) faults(s *stages) []sf.Note {
	var faults []sf.Note
	if !(r.Weight >= 0) || math.IsInf(r.Weight, 1) {
		faults = append(faults, sf.NewNote(CodePriorWeight, "prior.weight", sf.F("weight", number(r.Weight))))
	}
	if r.Mean != nil && s != nil {
		faults = append(faults, s.differ(r.Mean.stages)...)
	}
	return faults
}

// row writes the parameters of one row into a, and returns their sum.
func (r Prior) row(a []float64, i int, allowed []bool) (sum float64) {
	clear(a)
	switch {
	case r.Weight == 0:
		return 0
	case r.Mean != nil:
		if !r.Mean.known[i] {
			return 0
		}
		for j, p := range r.Mean.row(i) {
			a[j] = r.Weight * p
			sum += a[j]
		}
		return sum
	}
	m := 0
	for _, ok := range allowed {
		if ok {
			m++
		}
	}
	for j, ok := range allowed {
		if ok {
			a[j] = r.Weight / float64(m)
			sum += a[j]
		}
	}
	return sum
}
