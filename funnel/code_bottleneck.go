package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [View.Bottlenecks] and [View.Scenario] refuse or warn of.
const (
	// CodeFlowPeriod is a period of arrivals that does not end after it begins, or reaches beyond what the view has under observation.
	CodeFlowPeriod sf.Code = "funnel.flow_period"
	// CodeFlowDraws is a number of draws outside what is allowed.
	CodeFlowDraws sf.Code = "funnel.flow_draws"
	// CodeFlowTake is a place to take a probability from that does not exist.
	CodeFlowTake sf.Code = "funnel.flow_take"
	// CodeFlowStarts warns that no deal was seen to begin, so that nothing can be said of a new deal.
	CodeFlowStarts sf.Code = "funnel.flow_starts"
	// CodeArrivalWeeks warns that arrivals were learned from too few whole weeks to know how much they vary.
	CodeArrivalWeeks sf.Code = "funnel.arrival_weeks"
	// CodeFlowBeyond warns that much of a mean stay lies beyond the oldest age that was seen, and is extrapolated.
	CodeFlowBeyond sf.Code = "funnel.flow_beyond"
	// CodeFlowUnpriced warns of won deals without an amount; the mean amount leaves them out.
	CodeFlowUnpriced sf.Code = "funnel.flow_unpriced"
	// CodeFlowAmounts warns that too few won deals have an amount to say how sure the mean amount is, or any amount at all.
	CodeFlowAmounts sf.Code = "funnel.flow_amounts"
	// CodeFlowDrawsLost warns that some draws could not be computed; the intervals rest on the others.
	CodeFlowDrawsLost sf.Code = "funnel.flow_draws_lost"
	// CodeBottleneckPoints is a change of a probability that is not above 0 and at most 1.
	CodeBottleneckPoints sf.Code = "funnel.bottleneck_points"
	// CodeBottleneckLeast is a least probability that is above 1, or no number.
	CodeBottleneckLeast sf.Code = "funnel.bottleneck_least"
	// CodeBottleneckRare says how many moves are too rare to be ranked.
	CodeBottleneckRare sf.Code = "funnel.bottleneck_rare"
	// CodeScenarioKind is a kind of change that does not exist.
	CodeScenarioKind sf.Code = "funnel.scenario_kind"
	// CodeScenarioMove is a move that no deal made and that the pipeline does not allow.
	CodeScenarioMove sf.Code = "funnel.scenario_move"
	// CodeScenarioPoints is a change of a probability that is no number.
	CodeScenarioPoints sf.Code = "funnel.scenario_points"
	// CodeScenarioBeyond is a change that would take a probability below 0 or above 1.
	CodeScenarioBeyond sf.Code = "funnel.scenario_beyond"
	// CodeScenarioFactor is a factor that is not a finite number of at least 0, or is too large.
	CodeScenarioFactor sf.Code = "funnel.scenario_factor"
	// CodeScenarioDays is a longest stay that is not a finite number of at least 0.
	CodeScenarioDays sf.Code = "funnel.scenario_days"
	// CodeScenarioEndless is a change after which deals in a stage would never end.
	CodeScenarioEndless sf.Code = "funnel.scenario_endless"
	// CodeScenarioUnsaid is a change of a stage of which nothing can be said.
	CodeScenarioUnsaid sf.Code = "funnel.scenario_unsaid"
)

// Codes of what [View.Ailments] finds or refuses.
const (
	// CodeFirstConversionLow is a first stage that fewer deals move on from than should.
	CodeFirstConversionLow sf.Code = "funnel.first_conversion_low"
	// CodeLateLossesHigh is losses of which too many come late, after a proposal was made.
	CodeLateLossesHigh sf.Code = "funnel.late_losses_high"
	// CodeSourcePoor is a source whose deals are won less often than the others.
	CodeSourcePoor sf.Code = "funnel.source_poor"
	// CodeAilmentShare is a share to compare with that is not between 0 and 1.
	CodeAilmentShare sf.Code = "funnel.ailment_share"
	// CodeAilmentStage is an id that names no open stage.
	CodeAilmentStage sf.Code = "funnel.ailment_stage"
)

// Codes of [AdviceTable]: its faults, and the remedies that are shipped.
const (
	// CodeAdviceCode is a remedy without a code to answer to.
	CodeAdviceCode sf.Code = "funnel.advice_code"
	// CodeAdviceUnknown is a remedy that answers to a code which begins like those of this library and is none of them.
	CodeAdviceUnknown sf.Code = "funnel.advice_unknown"
	// CodeAdviceWhere is an argument that a remedy cannot ask for: one without a name, that is not UTF-8, or the stage, which has a field of
	// its own.
	CodeAdviceWhere sf.Code = "funnel.advice_where"
	// CodeAdviceText is a remedy that says nothing, or says it in no language there is.
	CodeAdviceText sf.Code = "funnel.advice_text"
	// CodeAdviceTwice is a remedy that answers to the same as an earlier one and says the same.
	CodeAdviceTwice sf.Code = "funnel.advice_twice"
	// CodeAdviceMany is a table of more remedies than are read.
	CodeAdviceMany sf.Code = "funnel.advice_many"
	// CodeRemedyQualify answers a low first conversion: qualify leads with questions about their needs.
	CodeRemedyQualify sf.Code = "funnel.remedy_qualify"
	// CodeRemedyValue answers losses after the proposal: show the return, and how the offer compares.
	CodeRemedyValue sf.Code = "funnel.remedy_value"
	// CodeRemedySource answers a poor source: review what its leads cost.
	CodeRemedySource sf.Code = "funnel.remedy_source"
)
