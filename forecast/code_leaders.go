package forecast

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what is compared with the past: pacing and coverage.
const (
	// CodeNoHistory is a question about the past without a history.
	CodeNoHistory sf.Code = "forecast.no_history"
	// CodePastPeriod is a period that is empty, or begins before the one before it ended.
	CodePastPeriod sf.Code = "forecast.past_period"
	// CodePastAsOf is a time that does not lie in the period under way.
	CodePastAsOf sf.Code = "forecast.past_as_of"
	// CodeAnchor is an anchor that does not exist.
	CodeAnchor sf.Code = "forecast.anchor"
	// CodeNoPacing is a question of coverage without a pacing.
	CodeNoPacing sf.Code = "forecast.no_pacing"
	// CodePastFew warns that there are few past periods to compare with.
	CodePastFew sf.Code = "forecast.past_few"
	// CodePastUnknown tells of past periods that began before anything was on record.
	CodePastUnknown sf.Code = "forecast.past_unknown"
	// CodeCoverageNever tells of past periods in which nothing more was won.
	CodeCoverageNever sf.Code = "forecast.coverage_never"
)

// Codes of [ConcentrationOf].
const (
	// CodeTop is a negative number of deals and owners to name.
	CodeTop sf.Code = "forecast.top"
	// CodeUnowned counts open deals that nobody owns.
	CodeUnowned sf.Code = "forecast.unowned"
)

// Codes of [ChangeOf].
const (
	// CodeChangeOrder is a later book of an earlier time.
	CodeChangeOrder sf.Code = "forecast.change_order"
	// CodeChangeNameless counts deals without an id, which cannot be found again in the other book.
	CodeChangeNameless sf.Code = "forecast.change_nameless"
	// CodeChangeGone counts deals that the later book does not have.
	CodeChangeGone sf.Code = "forecast.change_gone"
	// CodeChangeStage counts deals in stages that the earlier pipeline did not have.
	CodeChangeStage sf.Code = "forecast.change_stage"
)
