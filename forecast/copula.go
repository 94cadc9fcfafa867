package forecast

import (
	"math"

	"github.com/shopspring/decimal"

	sf "github.com/salesfunnel-go/salesfunnel"
)

// SharedTerm is one chance of revenue that shares its fate with others: Amount, if the win falls in the period.
type SharedTerm struct {
	Amount decimal.Decimal // may be 0, and may be negative, as a credit or a contraction is
	Before float64         // P(won before the period), in [0, 1]
	By     float64         // P(won before its end), from Before to 1
}

// SharedWins returns the distribution of the sum of wins that share a fate,
//
//	X = Σᵢ aᵢ·Bᵢ,  P(Bᵢ = 1 | Z = z) = c(Byᵢ; z) − c(Beforeᵢ; z),  c(F; z) = Φ((Φ⁻¹(F) − √ρ·z)/√(1−ρ)),
//
// independent given Z, a standard normal: the one-factor Gaussian copula (Vasicek 1987; Li 2000). Without dependence it is [Wins] of
// P = By − Before, to the last bit, and the mean is the same under any. Mean and Variance are those of the terms:
//
//	E X = Σ a·(By − Before),   Var X = E σ²(Z) + Var μ(Z).
//
// The distributions given z are mixed by the trapezoid rule on z ∈ [−8, 8] with the spacing min(¼, 1.5·min σ(z)/|μ′(z)|, ⅘·√(1−ρ)), which is
// narrow enough to leave no ripples (its error is below 1e-5, and below 1e-9 in books of a few hundred deals); a Gauss rule with few
// nodes would leave a mode at each. A learned ρ is mixed over as well.
//
// Given z the sum is convolved where that takes at most about 5e7 multiply-adds at all nodes, on the greatest common divisor of the
// amounts or on a coarser lattice as in [Wins]. In larger books it is, on a lattice of which σ(z) is about 30 units for |z| ≤ 2, though
// no finer than a thousandth of the whole's standard deviation,
//
//   - computed by the logarithm of its generating function (Kornya 1983) where it is skew (γ > 0.2) or within four σ(z) of nothing: where
//     few wins are expected;
//   - else a normal distribution with the mean μ(z), the variance σ²(z) and the skewness γ(z) of the sum in its first Edgeworth term,
//     f(x | z) ≈ φ(t)/σ·(1 + γ/6·(t³ − 3t)), t = (x − μ)/σ.
//
// [Distribution.Floor] is the absolute accuracy of a probability P(X ≤ x): 1e-12 where all is convolved, and otherwise the largest
// value of what that term contributes to it, ∫ γ/6·(1−t²)·φ(t)·φ(z) dz, and what would have fallen outside the possible. What remains is
// of higher order: against convolution it was found below 0.003, the step of the lattice apart. Then there is no bracket.
//
// Of more than 4,096 different deals those with nearly the same two probabilities, within 1/256 on the scale of Φ⁻¹ (1/64 of more than
// 65,536), share them: the mean over their amounts. What that can move is in Floor.
//
// Cost for a given ρ on one core: some 10 ms for up to a thousand deals, 20 ms for ten thousand, half a second for a million. A learned ρ
// takes two to four times that.
//
// Faults are those of [Wins] and [Dependence]; a By below Before is one.
func SharedWins(terms []SharedTerm, d Dependence) (*Distribution, error) {
	return sharedWithin(terms, d, LatticeOptions{})
}

// sharedWithin is SharedWins on a lattice of so many cells.
func sharedWithin(terms []SharedTerm, d Dependence, o LatticeOptions) (*Distribution, error) {
	book, faults := readShared(terms)
	faults = append(faults, d.check("dependence.")...)
	if len(faults) > 0 {
		return nil, sf.Invalid(faults)
	}
	if d.IsZero() {
		return Wins(independentTerms(terms), o)
	}
	if o.Cells > 0 {
		book.most = min(float64(o.Cells), mostCells)
	}
	return book.distribution(d.nodes()), nil
}

// independentTerms are the terms of single chances.
func independentTerms(terms []SharedTerm) []Term {
	out := make([]Term, len(terms))
	for i, t := range terms {
		out[i] = Term{Amount: t.Amount, P: t.By - t.Before}
	}
	return out
}

// JointWin returns the probability that two deals with the win probabilities p and q are both won under the latent correlation ρ,
//
//	∫ c(p; z)·c(q; z)·φ(z) dz = Φ₂(Φ⁻¹(p), Φ⁻¹(q); ρ),
//
// Φ₂ being the bivariate normal distribution function. It is p·q for ρ = 0.
//
// NaN for p or q outside [0, 1], ρ outside [0, MostRho] or NaN.
func JointWin(p, q, rho float64) float64 {
	if !probability(p) || !probability(q) || !validRho(rho) {
		return math.NaN()
	}
	a, b := chanceUntil(p), chanceUntil(q)
	var s compensated
	for _, n := range smoothNodes(rho) {
		s.add(n.w * a.won(n.z, rho) * b.won(n.z, rho))
	}
	return math.Min(s.value(), math.Min(p, q))
}

// EventCorrelation returns the correlation of two wins with the probabilities p and q under the latent correlation ρ,
//
//	(P(both) − p·q) / √(p(1−p)·q(1−q)).
//
// It is below ρ: for p = q = 0.3 and ρ = 0.1 it is 0.058. It is how much the outcomes go together, as one would count it; ρ is how
// much of each deal's fate is common.
//
// NaN for p or q outside (0, 1), ρ outside [0, MostRho] or NaN.
func EventCorrelation(p, q, rho float64) float64 {
	if rho == 0 && p > 0 && p < 1 && q > 0 && q < 1 {
		return 0
	}
	return (JointWin(p, q, rho) - p*q) / math.Sqrt(p*(1-p)*q*(1-q))
}
