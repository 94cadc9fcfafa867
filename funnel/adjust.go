package funnel

import (
	"cmp"
	"slices"
)

// holm returns p-values adjusted for being looked at together, so that those below a level are a false alarm, any of them, with at most
// that chance: p̃_(k) = max_{j≤k} min(1, (m−j+1)·p_(j)). Holm 1979, Scandinavian Journal of Statistics 6.
func holm(p []float64) []float64 {
	order, out := ranking(p), make([]float64, len(p))
	least := 0.0
	for k, i := range order {
		least = max(least, min(1, p[i]*float64(len(p)-k)))
		out[i] = least
	}
	return out
}

// benjaminiHochberg returns q-values: of those below a level, at most that share is expected to be false alarms:
// q_(k) = min_{j≥k} min(1, m·p_(j)/j). Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57.
func benjaminiHochberg(p []float64) []float64 {
	order, out := ranking(p), make([]float64, len(p))
	most := 1.0
	for k, i := range slices.Backward(order) {
		most = min(most, p[i]*(float64(len(p))/float64(k+1)))
		out[i] = most
	}
	return out
}

// ranking returns the places of the values from the least to the largest, equal ones in their order.
func ranking(p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	return order
}
