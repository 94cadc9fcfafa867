package forecast

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what is said about a book, a model, the options and the report of a run.
const (
	// CodeNoPipeline is a book without a pipeline.
	CodeNoPipeline sf.Code = "forecast.no_pipeline"
	// CodeNoAsOf is a book that does not say when it stood so.
	CodeNoAsOf sf.Code = "forecast.no_as_of"
	// CodeNoModel is a run without a model.
	CodeNoModel sf.Code = "forecast.no_model"
	// CodeDuplicateDeal is a deal that stands twice in the book.
	CodeDuplicateDeal sf.Code = "forecast.duplicate_deal"
	// CodeUnknownStage is a deal in a stage that the pipeline does not have.
	CodeUnknownStage sf.Code = "forecast.unknown_stage"
	// CodeCurrency is an amount or a quota in another currency than the book's first.
	CodeCurrency sf.Code = "forecast.currency"
	// CodeEnteredLater is a deal that entered its stage after the book's time.
	CodeEnteredLater sf.Code = "forecast.entered_later"
	// CodeCategory is a forecast category that does not exist.
	CodeCategory sf.Code = "forecast.category"
	// CodeOverrideRange is a manual probability that is NaN, below 0 or above 1.
	CodeOverrideRange sf.Code = "forecast.override_range"
	// CodeDate is a close date that is no day of the calendar.
	CodeDate sf.Code = "forecast.date"
	// CodeNoPeriods is a run without periods.
	CodeNoPeriods sf.Code = "forecast.no_periods"
	// CodePeriod is a period that does not end after it begins, or does not begin where the one before it ended.
	CodePeriod sf.Code = "forecast.period"
	// CodePastPeriods is a run whose last period ended before the book's time.
	CodePastPeriods sf.Code = "forecast.past_periods"
	// CodeQuotaPeriod is a quota for a period that the run does not have.
	CodeQuotaPeriod sf.Code = "forecast.quota_period"
	// CodeQuotaAmount is a quota without an amount, or below 0.
	CodeQuotaAmount sf.Code = "forecast.quota_amount"
	// CodeQuotaTwice is a second quota for the same group and period.
	CodeQuotaTwice sf.Code = "forecast.quota_twice"
	// CodeRoundingUnit is a unit of rounding that is negative or has too many digits.
	CodeRoundingUnit sf.Code = "forecast.rounding_unit"
	// CodeRollup is a rule of summing categories that does not exist.
	CodeRollup sf.Code = "forecast.rollup"
	// CodeStrength is a weight of configured probabilities that is NaN, infinite or negative.
	CodeStrength sf.Code = "forecast.strength"
	// CodeNotConfigured is a stage with open deals and no configured probability.
	CodeNotConfigured sf.Code = "forecast.not_configured"
	// CodeNotLearned is a stage with open deals of which the history says nothing.
	CodeNotLearned sf.Code = "forecast.not_learned"
	// CodeModelRow is a probability from a model that is NaN, outside [0, 1], or falls as the horizon grows.
	CodeModelRow sf.Code = "forecast.model_row"
	// CodeTooLarge is a book or a sum of amounts beyond what can be computed.
	CodeTooLarge sf.Code = "forecast.too_large"
)

// Codes of the notes that a run makes beside its numbers.
const (
	// CodeOverdue counts open deals whose close date has passed; they are taken to be due at once.
	CodeOverdue sf.Code = "forecast.overdue"
	// CodeNoCloseDate counts open deals without a close date; a model that goes by it places them in Later.
	CodeNoCloseDate sf.Code = "forecast.no_close_date"
	// CodeAmountMissing counts deals whose amount is unknown; they count as deals and add no money.
	CodeAmountMissing sf.Code = "forecast.amount_missing"
	// CodeOverridden counts deals whose probability was set by hand.
	CodeOverridden sf.Code = "forecast.overridden"
	// CodeMostlyConfigured says that a stage's blended probability is more configuration than evidence.
	CodeMostlyConfigured sf.Code = "forecast.mostly_configured"
	// CodeIndependent says that the spread shown takes deals to be independent.
	CodeIndependent sf.Code = "forecast.independent"
)
