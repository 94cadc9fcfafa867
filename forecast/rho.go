package forecast

import (
	sf "github.com/salesfunnel-go/salesfunnel"
)

// LeastPeriods is how many past periods [LearnRho] needs; with fewer the latent correlation must be given.
const LeastPeriods = 4

// PastPeriod is one period of the past: what was open at its start, how probable each win within it was held to be, and what came.
type PastPeriod struct {
	Period sf.Period
	Deals  []PastDeals
}

// PastDeals are deals of a past period that had the same chance.
type PastDeals struct {
	// P is the probability of a win within the period, as it was forecast at its start by a model that did not know what came. With
	// probabilities fitted to the same outcomes the correlation comes out too small; with ones that are off for all periods alike, too
	// large.
	P     float64
	Deals int
	Won   int
}

// RhoWeight is one latent correlation of a posterior.
type RhoWeight struct {
	Rho    float64 `json:"rho"`
	Weight float64 `json:"weight"`
}

// LearnedRho is a latent correlation learned from the past. Its JSON reads back into the same.
type LearnedRho struct {
	Schema int `json:"schema"`
	// Latent is the maximum likelihood estimate of the latent correlation ρ with its 95 % likelihood ratio interval, over N periods.
	Latent sf.Estimate `json:"latent"`
	// P is the mean probability of the past deals, and Event the correlation of two wins that have it, which is a smaller number.
	P     float64     `json:"p"`
	Event sf.Estimate `json:"event"`
	// Mean is the posterior mean of ρ. It is not 0 where Latent is, since few periods cannot rule dependence out.
	Mean float64 `json:"mean"`
	// Posterior holds what a forecast mixes over: a Gauss quadrature of the posterior of √ρ.
	Posterior []RhoWeight `json:"posterior"`
	// Fitted is the time from the first past period to the end of the last, and Deals counts the deals in them.
	Fitted sf.Period `json:"fitted"`
	Deals  int       `json:"deals"`
}

// LearnRho learns the latent correlation of [Dependence] from past periods that do not overlap.
func LearnRho(past []PastPeriod) (*LearnedRho, error) {
	panic("TODO")
}

func (r *LearnedRho) check(path string) []sf.Note { return nil }
