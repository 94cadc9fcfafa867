package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// ratePool gathers the rates of groups that are shrunk together.
type ratePool struct {
	groups   []int
	wins, of []float64
}

func newRatePool(n int) *ratePool {
	return &ratePool{groups: make([]int, 0, n), wins: make([]float64, 0, n), of: make([]float64, 0, n)}
}

// add takes a group in, if its rate is worth anything.
func (p *ratePool) add(group int, raw sf.Estimate, variance float64, list []rival, days int) {
	wins, of := worth(raw, variance, list, days)
	if of > 0 {
		p.groups, p.wins, p.of = append(p.groups, group), append(p.wins, wins), append(p.of, of)
	}
}

// spread shrinks the rates, from two groups on, and writes them into the rows, which are by group.
func (p *ratePool) spread(whole *CompareWhole, rows []contender) {
	if len(p.groups) < 2 {
		return
	}
	s, err := Shrink(p.wins, p.of, level)
	if err != nil { // a group of more deals than Shrink takes
		return
	}
	whole.Mean, whole.Pooling, whole.Groups = s.Mean, s.Pooling, len(p.groups)
	for i, g := range p.groups {
		rows[g].Shrunk = s.Segments[i]
		rows[g].Shrunk.N = rows[g].Raw.N
	}
}
