package forecast

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what is said about new business.
const (
	// CodeNewWeeks is a history without one whole week under observation, from which no arrivals can be learned.
	CodeNewWeeks sf.Code = "forecast.new_weeks"
	// CodeNewAmounts is a history in which no won deal has an amount.
	CodeNewAmounts sf.Code = "forecast.new_amounts"
	// CodeNewLater is new business learned from what the book does not know yet.
	CodeNewLater sf.Code = "forecast.new_later"
	// CodeNewHorizon is new business asked for later than ten years from the book's time.
	CodeNewHorizon sf.Code = "forecast.new_horizon"
	// CodeNewMany is more new deals until the last period than can be computed.
	CodeNewMany sf.Code = "forecast.new_many"
	// CodeNewAnything is new business learned from so few weeks that very many new deals cannot be ruled out.
	CodeNewAnything sf.Code = "forecast.new_anything"
)

// Codes of the notes on new business.
const (
	// CodeNewNone tells that no deal was created in the weeks learned from, so that none is expected.
	CodeNewNone sf.Code = "forecast.new_none"
	// CodeNewClosed counts deals that were closed when they were first seen; they are not part of new business.
	CodeNewClosed sf.Code = "forecast.new_closed"
	// CodeNewAmountLeft counts won deals without an amount, or with one below 0, left out of the amounts of new business.
	CodeNewAmountLeft sf.Code = "forecast.new_amount_left"
	// CodeNewUndated tells that the model of new business gives new deals no chance in any period.
	CodeNewUndated sf.Code = "forecast.new_undated"
	// CodeNewApart tells that new business is shown for all groups together.
	CodeNewApart sf.Code = "forecast.new_apart"
	// CodeNewNotDrawn tells that a simulation draws open deals alone.
	CodeNewNotDrawn sf.Code = "forecast.new_not_drawn"
)
