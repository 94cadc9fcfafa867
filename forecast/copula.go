package forecast

import (
	"github.com/shopspring/decimal"
)

// SharedTerm is one chance of revenue that shares its fate with others: Amount, if the win falls in the period.
type SharedTerm struct {
	Amount decimal.Decimal // may be 0, and may be negative, as a credit or a contraction is
	Before float64         // P(won before the period), in [0, 1]
	By     float64         // P(won before its end), from Before to 1
}

// SharedWins returns the distribution of the sum of wins that depend on each other.
func SharedWins(terms []SharedTerm, d Dependence) (*Distribution, error) { panic("TODO") }

// JointWin returns the probability that two deals with the win probabilities p and q are both won under the latent correlation ρ.
func JointWin(p, q, rho float64) float64 { panic("TODO") }

// EventCorrelation returns the correlation of two wins.
func EventCorrelation(p, q, rho float64) float64 { panic("TODO") }
