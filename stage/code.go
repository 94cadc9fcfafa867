package stage

import sf "github.com/salesfunnel-go/salesfunnel"

// Faults of a configuration.
const (
	// CodeEmpty is an id or name that must not be empty.
	CodeEmpty sf.Code = "stage.empty"
	// CodeDuplicate is an entry that stands twice in its list.
	CodeDuplicate sf.Code = "stage.duplicate"
	// CodeNameClash is an id, alias or name that means another stage already.
	CodeNameClash sf.Code = "stage.name_clash"
	// CodeTooMany is a list with more entries than a configuration may have.
	CodeTooMany sf.Code = "stage.too_many"
	// CodeTooLong is a text with more bytes than a configuration may have.
	CodeTooLong sf.Code = "stage.too_long"
	// CodeNotUTF8 is a text that is not valid UTF-8.
	CodeNotUTF8 sf.Code = "stage.not_utf8"
	// CodeUndefined is a number that is no outcome, category, policy or kind.
	CodeUndefined sf.Code = "stage.undefined"
	// CodeProbability is a probability outside [0, 1], or NaN.
	CodeProbability sf.Code = "stage.probability"
	// CodeWonProbability is a won stage with a probability other than 1.
	CodeWonProbability sf.Code = "stage.won_probability"
	// CodeLostProbability is a lost stage with a probability other than 0.
	CodeLostProbability sf.Code = "stage.lost_probability"
	// CodeCategory is a forecast category that contradicts the outcome: an open stage counted as closed, or a closed one as open.
	CodeCategory sf.Code = "stage.category"
	// CodeNoOpen is a pipeline without an open stage that deals may enter.
	CodeNoOpen sf.Code = "stage.no_open"
	// CodeNoEnd is a pipeline without a won or lost stage that deals may enter.
	CodeNoEnd sf.Code = "stage.no_end"
	// CodeUnreachable is a stage that the move rules let no deal come to.
	CodeUnreachable sf.Code = "stage.unreachable"
	// CodeEndless is a stage from which the move rules let no deal come to a won or lost one.
	CodeEndless sf.Code = "stage.endless"
	// CodeDays is a limit with a number of days out of range.
	CodeDays sf.Code = "stage.days"
	// CodeClosedLimit is a limit or milestone of a won or lost stage, where time does not run.
	CodeClosedLimit sf.Code = "stage.closed_limit"
	// CodeEmptyCriterion is a criterion with neither text nor test, or a milestone likewise.
	CodeEmptyCriterion sf.Code = "stage.empty_criterion"
	// CodeUndeclaredField is a required field that the configuration does not declare.
	CodeUndeclaredField sf.Code = "stage.undeclared_field"
	// CodeFieldKind is a declared field of unknown kind.
	CodeFieldKind sf.Code = "stage.field_kind"
	// CodeGraphMissing is the policy graph without a graph.
	CodeGraphMissing sf.Code = "stage.graph_missing"
	// CodeGraphUnused is a graph under another policy, which would not be looked at.
	CodeGraphUnused sf.Code = "stage.graph_unused"
)

// Reasons why a move is refused.
const (
	// CodeUnknownStage is a name that no stage has, as the target of a move or in the graph of a configuration.
	CodeUnknownStage sf.Code = "stage.unknown_stage"
	// CodeUnknownOrigin is a move from a stage that does not exist.
	CodeUnknownOrigin sf.Code = "stage.unknown_origin"
	// CodeSameStage is a move that goes nowhere.
	CodeSameStage sf.Code = "stage.same_stage"
	// CodeRetired is a move into a retired stage.
	CodeRetired sf.Code = "stage.retired"
	// CodeNotAStart is the creation of a deal in a stage where deals do not begin.
	CodeNotAStart sf.Code = "stage.not_a_start"
	// CodeBackward is a move to an earlier stage where deals only move on.
	CodeBackward sf.Code = "stage.backward"
	// CodeSkips is a move that skips a stage where deals go through each.
	CodeSkips sf.Code = "stage.skips"
	// CodeUnlisted is a move that the graph does not list.
	CodeUnlisted sf.Code = "stage.unlisted"
	// CodeNoReopening is a move of a closed deal to an open stage where deals are not reopened.
	CodeNoReopening sf.Code = "stage.no_reopening"
	// CodeClosedTwice is a move of a closed deal to another won or lost stage.
	CodeClosedTwice sf.Code = "stage.closed_twice"
	// CodeOverride is an override that does not say who overrides, or why.
	CodeOverride sf.Code = "stage.override"
	// CodeRequired is a required field of which nothing is known.
	CodeRequired sf.Code = "stage.required"
	// CodeNotMet is a criterion that is not met.
	CodeNotMet sf.Code = "stage.not_met"
	// CodeNotKnown is a criterion of which it is not known whether it is met.
	CodeNotKnown sf.Code = "stage.not_known"
)

// Advice of [Pipeline.Lint] and [Pipeline.LintAgainst].
const (
	// CodeProbabilityFalls is a stage with a lower probability than one before it.
	CodeProbabilityFalls sf.Code = "stage.probability_falls"
	// CodeProbabilityMissing is an open stage without a probability where others have one.
	CodeProbabilityMissing sf.Code = "stage.probability_missing"
	// CodeProbabilityCertain is an open stage whose deals are as good as won or lost.
	CodeProbabilityCertain sf.Code = "stage.probability_certain"
	// CodeProbabilityContradicted is a configured probability outside the interval that was learned.
	CodeProbabilityContradicted sf.Code = "stage.probability_contradicted"
	// CodeNoExit is an open stage without exit criteria.
	CodeNoExit sf.Code = "stage.no_exit"
	// CodeNoLimit is an open stage in which deals may stay for ever.
	CodeNoLimit sf.Code = "stage.no_limit"
	// CodeFewStages is a pipeline with few open stages.
	CodeFewStages sf.Code = "stage.few_stages"
	// CodeManyStages is a pipeline with many open stages.
	CodeManyStages sf.Code = "stage.many_stages"
	// CodeNoWon is a pipeline without a won stage.
	CodeNoWon sf.Code = "stage.no_won"
	// CodeNoLost is a pipeline without a lost stage.
	CodeNoLost sf.Code = "stage.no_lost"
)
