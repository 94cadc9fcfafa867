package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [Counts] and the matrix and chain made of them refuse or warn of.
const (
	// CodeCountsStages is a stage that two counts, or a count and its text, do not agree on.
	CodeCountsStages sf.Code = "funnel.counts_stages"
	// CodeCountsSize is serialized counts of more stages than a pipeline can have.
	CodeCountsSize sf.Code = "funnel.counts_size"
	// CodeCountsRange is a count that is negative, larger than what it is a part of, or above 2⁵³.
	CodeCountsRange sf.Code = "funnel.counts_range"
	// CodeOpenLeftOut warns that stays which are still open, and so the long ones, are left out.
	CodeOpenLeftOut sf.Code = "funnel.open_left_out"
	// CodeLateStays warns that stays which came under observation in their middle count whole; the short ones of them were never seen.
	CodeLateStays sf.Code = "funnel.late_stays"
	// CodePriorOnly warns that no completed stay stands behind a row, so that it is the prior alone.
	CodePriorOnly sf.Code = "funnel.prior_only"
	// CodePriorWeight is a weight of a prior that is not a finite number of at least 0.
	CodePriorWeight sf.Code = "funnel.prior_weight"
	// CodeMatrixSize is a list that does not have an entry for each stage.
	CodeMatrixSize sf.Code = "funnel.matrix_size"
	// CodeMatrixID is a stage id that is empty or stands twice.
	CodeMatrixID sf.Code = "funnel.matrix_id"
	// CodeMatrixOutcome is an outcome that does not exist.
	CodeMatrixOutcome sf.Code = "funnel.matrix_outcome"
	// CodeMatrixEntry is an entry that is not a probability.
	CodeMatrixEntry sf.Code = "funnel.matrix_entry"
	// CodeMatrixSum is a row that does not sum to 1.
	CodeMatrixSum sf.Code = "funnel.matrix_sum"
	// CodeMatrixEnd is a won or lost stage with a row that leads elsewhere.
	CodeMatrixEnd sf.Code = "funnel.matrix_end"
	// CodeChainStage is an id that names no stage of the matrix, or not one of the kind asked for.
	CodeChainStage sf.Code = "funnel.chain_stage"
	// CodeNoEvidence is a stage of which nothing can be said, because it can lead to a stage that nobody has been seen to leave.
	CodeNoEvidence sf.Code = "funnel.no_evidence"
	// CodeCannotEnd is a stage from which no won or lost stage can be reached.
	CodeCannotEnd sf.Code = "funnel.cannot_end"
	// CodeChainRange is a stage whose numbers are too large or too small to be computed.
	CodeChainRange sf.Code = "funnel.chain_range"
	// CodeNeverEndsSo is an end that no stage can reach, so that nothing can be said given that end.
	CodeNeverEndsSo sf.Code = "funnel.never_ends_so"
	// CodeNothingToTake is a change of a probability with nothing in the row to make room for it.
	CodeNothingToTake sf.Code = "funnel.nothing_to_take"
)
