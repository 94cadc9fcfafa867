package infer

import (
	"cmp"
	"slices"
)

// agreement is the share of a stage's rows that must show the same probability for it to count as the stage's.
const agreement = 0.8

// Probability returns the probability that the export writes beside a stage, if nearly all of its rows agree on one.
func (f *Flow) Probability(name string) (p float64, ok bool) {
	i, found := slices.BinarySearch(f.Names, name)
	if !found || len(f.chance[i]) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(f.chance[i]))
	p = sorted[len(sorted)/2]
	same := 0
	for _, q := range sorted {
		if q == p {
			same++
		}
	}
	return p, float64(same) >= agreement*float64(f.rows[i])
}

// byChance sorts stages by the probability of the export into groups of one probability each; known is false unless all have one and
// they differ somewhere.
func (f *Flow) byChance(at []int) (groups [][]int, known bool) {
	chance := make(map[int]float64, len(at))
	for _, i := range at {
		p, ok := f.Probability(f.Names[i])
		if !ok {
			return nil, false
		}
		chance[i] = p
	}
	sorted := slices.SortedStableFunc(slices.Values(at), func(a, b int) int { return cmp.Compare(chance[a], chance[b]) })
	for i, stage := range sorted {
		if i == 0 || chance[stage] != chance[sorted[i-1]] {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], stage)
	}
	return groups, len(groups) > 1 || len(at) == 1
}
