package forecast

import (
	sf "github.com/salesfunnel-go/salesfunnel"
)

// NewOutlook is what deals that are created after the book's time bring in one period.
//
// Let N_w be the number of deals that are created in the w-th week from the book's time, negative binomial with mean μ and dispersion α, and q_w
// the probability that such a deal is won in the period: Σ over the days of the week and the stages in which deals begin, with W(t | d) the model's
// P(won by t) of a deal created on day d,
//
//	q_w = Σ_d share(d) · Σ_s share(s) · (W_s(To | d) − W_s(From | d))
//
// Each is won or not by itself, so that the wins of a week are negative binomial with mean μq_w and the same α, and those of the period have
//
//	E s^K = E_{μ,α} Π_w (1 + αμq_w(1 − s))^(−1/α)
//
// over the posterior of μ and α: it is computed exactly, by a recursion of the kind of Panjer (1981). Revenue is the sum of K amounts drawn from those of won deals: a
// compound distribution on a lattice.
type NewOutlook struct {
	// Created is the number of deals created in the period after the book's time, and Won the number of those created after it, in whichever period, that are won in
	// this one. Low and High are P10 and P90: about eight times in ten the number lies between them. N is the number of arrivals learned from.
	Created sf.Estimate `json:"created"`
	Won     sf.Estimate `json:"won"`
	// Revenue is the distribution of what they bring; its mean is E K times the mean amount.
	Revenue *Distribution `json:"-"`
	Range   Range         `json:"range"`
}

// TotalOutlook is all that a period brings: what was won before the book's time, open deals, and deals yet to be created.
type TotalOutlook struct {
	// Revenue is the distribution of [Outlook].Revenue + [NewOutlook].Revenue, all deals independent of each other.
	Revenue *Distribution `json:"-"`
	Range   Range         `json:"range"`
	Chance  sf.Estimate   `json:"chance,omitzero"` // P(Revenue ≥ Quota), as in [Outlook]
	// Dependent is the distribution when deals share a fate, new ones with open ones: given the state Z of the market both are independent, and
	// their sum is mixed over the one Z. The number of deals that are created does not depend on Z. Nil: Options.Dependence is not set.
	Dependent *Dependent `json:"dependent,omitzero"`
}
