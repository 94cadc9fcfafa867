package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [Curves] and [Cycle] refuse or warn of.
const (
	// CodeHorizon is a horizon that is not a number of units from 1 to the most that curves are made for.
	CodeHorizon sf.Code = "funnel.horizon"
	// CodeHorizonAsked is a horizon, asked of curves, that is negative or beyond what they were made for.
	CodeHorizonAsked sf.Code = "funnel.horizon_asked"
	// CodeAge is a negative age.
	CodeAge sf.Code = "funnel.age"
	// CodeInstantLoop is a stage from which deals go round in open stages without ever spending a unit of time.
	CodeInstantLoop sf.Code = "funnel.instant_loop"
	// CodeExtrapolated warns that much of an answer rests on ages at which nothing was observed.
	CodeExtrapolated sf.Code = "funnel.extrapolated"
	// CodeNeverEnds warns that, as far as anything is said, some deals stay open forever.
	CodeNeverEnds sf.Code = "funnel.never_ends"
	// CodeNoStarts is counts in which no deal starts in an open stage.
	CodeNoStarts sf.Code = "funnel.no_starts"
	// CodePassage is a passage that does not exist.
	CodePassage sf.Code = "funnel.passage"
	// CodeWonOnly warns that deals which are still open are left out of a mean, and the slow ones are among them.
	CodeWonOnly sf.Code = "funnel.won_only"
)
