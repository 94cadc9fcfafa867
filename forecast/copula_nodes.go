package forecast

import "math"

const (
	// farthestState bounds the states of the common factor: P(|Z| > 8) = 1.2e-15.
	farthestState = 8.0
	// widestSpacing is the largest distance between nodes, for smooth integrands.
	widestSpacing = 0.25
	// mostNodes bounds the number of nodes, for ρ close to 1 in very large books.
	mostNodes = 1 << 14
)

// state is one value of the common factor, with its weight.
type state struct{ z, w float64 }

// statesApart returns the nodes of the trapezoid rule on [−8, 8] with at most that spacing; the weights φ(z) sum to 1. The rule
// converges geometrically for such integrands (Trefethen and Weideman 2014).
func statesApart(spacing float64) []state {
	cells := min(math.Ceil(2*farthestState/spacing), mostNodes)
	nodes := make([]state, int(cells)+1)
	var total compensated
	for i := range nodes {
		z := farthestState * (2*float64(i)/cells - 1)
		nodes[i] = state{z, normalDensity(z)}
		total.add(nodes[i].w)
	}
	for i := range nodes {
		nodes[i].w /= total.value()
	}
	return nodes
}

// smoothNodes returns the nodes for an integrand as smooth as a product of conditional probabilities, whose slope is √ρ/√(1−ρ).
func smoothNodes(rho float64) []state {
	return statesApart(math.Min(widestSpacing, widestSpacing*math.Sqrt((1-rho)/rho)))
}
