package forecast

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what is said about dependence between deals.
const (
	// CodeRho is a latent correlation that is NaN, below 0, or above [MostRho].
	CodeRho sf.Code = "forecast.rho"
	// CodeRhoTwice is a latent correlation that is both given and learned.
	CodeRhoTwice sf.Code = "forecast.rho_twice"
	// CodeRhoPeriods is too few past periods to learn a latent correlation from: it must be given.
	CodeRhoPeriods sf.Code = "forecast.rho_periods"
	// CodeRhoOverlap is a past period that is empty, or begins before the one before it ended.
	CodeRhoOverlap sf.Code = "forecast.rho_overlap"
	// CodeRhoDeals is a number of past deals or wins that is negative, or more wins than deals, or wins that had no chance.
	CodeRhoDeals sf.Code = "forecast.rho_deals"
	// CodeRhoLater is a latent correlation learned from what the book does not know yet.
	CodeRhoLater sf.Code = "forecast.rho_later"
	// CodeRhoPosterior is a posterior whose weights are not positive or do not sum to 1.
	CodeRhoPosterior sf.Code = "forecast.rho_posterior"
	// CodeChanceOrder is a chance of being won by the end of a period below that of being won before it.
	CodeChanceOrder sf.Code = "forecast.chance_order"
)

// Codes of the notes that dependence makes beside its numbers.
const (
	// CodeDependent says under which dependence the second spread was computed.
	CodeDependent sf.Code = "forecast.dependent"
	// CodeDependentNormal says that the second spread takes normal distributions for the sums of many deals, and how far off it may be.
	CodeDependentNormal sf.Code = "forecast.dependent_normal"
	// CodeRhoZero says that the past is as independent deals would have made it, or nearly.
	CodeRhoZero sf.Code = "forecast.rho_zero"
)
