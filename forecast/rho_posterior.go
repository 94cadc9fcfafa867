package forecast

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
)

const (
	// priorPower is the power of the prior density ∝ (1−ρ)⁴.
	priorPower = 4
	// posteriorGrid is how many points the posterior is computed at, and posteriorNodes how many stand for it in a forecast.
	posteriorGrid  = 48
	posteriorNodes = 8
)

// posterior returns a Gauss quadrature of the posterior of √ρ and the posterior mean of ρ. The conditional distributions are smooth in
// √ρ, and few nodes integrate them: those of its orthogonal polynomials.
func (l *likelihood) posterior() (nodes []RhoWeight, mean float64) {
	roots, w := make([]float64, posteriorGrid), make([]float64, posteriorGrid)
	quad.Legendre{}.FixedLocations(roots, w, 0, math.Sqrt(MostRho))
	logs := make([]float64, posteriorGrid)
	top := math.Inf(-1)
	for i, s := range roots {
		logs[i] = l.log(s*s) + priorPower*math.Log1p(-s*s) + math.Log(2*s) // dρ = 2s ds
		top = math.Max(top, logs[i])
	}
	var total, first compensated
	for i := range w {
		w[i] *= math.Exp(logs[i] - top)
		total.add(w[i])
	}
	for i, s := range roots {
		w[i] /= total.value()
		first.add(w[i] * s * s)
	}
	return gaussOf(roots, w, posteriorNodes), first.value()
}

// gaussOf returns the Gauss quadrature with n nodes of the discrete measure w on x, squared: eigenvalues and first components of the
// Jacobi matrix that the Stieltjes procedure builds (Golub and Welsch 1969; Gautschi 2004, section 2.2).
func gaussOf(x, w []float64, n int) []RhoWeight {
	jacobi := mat.NewSymDense(n, nil)
	before, now := make([]float64, len(x)), make([]float64, len(x))
	for i := range now {
		now[i] = 1
	}
	norm, last := 1.0, 0.0
	for k := range n {
		var a, next compensated
		for i := range x {
			a.add(w[i] * now[i] * now[i] * x[i])
		}
		alpha := a.value() / norm
		jacobi.SetSym(k, k, alpha)
		for i := range x {
			before[i], now[i] = now[i], (x[i]-alpha)*now[i]-last*before[i]
			next.add(w[i] * now[i] * now[i])
		}
		last = next.value() / norm
		norm = next.value()
		if k+1 < n {
			jacobi.SetSym(k, k+1, math.Sqrt(last))
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(jacobi, true) {
		panic("forecast: a symmetric matrix has no eigenvalues")
	}
	return squaredNodes(&eigen, n)
}

// squaredNodes reads nodes and weights off the eigenvectors.
func squaredNodes(eigen *mat.EigenSym, n int) []RhoWeight {
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	nodes := make([]RhoWeight, 0, n)
	var total compensated
	for i, s := range eigen.Values(nil) {
		v := vectors.At(0, i)
		if v*v < 1e-15 || s < 0 || !validRho(s*s) {
			continue // of no weight, or rounding at the ends
		}
		nodes = append(nodes, RhoWeight{Rho: s * s, Weight: v * v})
		total.add(v * v)
	}
	for i := range nodes {
		nodes[i].Weight /= total.value()
	}
	return nodes
}
