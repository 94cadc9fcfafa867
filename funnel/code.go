package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what one row alone shows; [History.Findings] holds them.
const (
	// CodeNoDeal is a row without a deal id; it is not used.
	CodeNoDeal sf.Code = "funnel.no_deal"
	// CodeBadTime is a row whose At is missing, or whose At or Recorded lies outside the years 1 to 9999; it is not used.
	CodeBadTime sf.Code = "funnel.bad_time"
	// CodeUnknownStage is a row that names a stage which the pipeline does not have; none of it is used.
	CodeUnknownStage sf.Code = "funnel.unknown_stage"
	// CodeRecordedEarly is a row recorded before it happened; it counts as recorded when it happened.
	CodeRecordedEarly sf.Code = "funnel.recorded_early"
	// CodeBadText is text that is not UTF-8: a row with such a deal id is not used, any other such text is left out.
	CodeBadText sf.Code = "funnel.bad_text"
	// CodeBadDate is an expected close or a next step that names no day between the years 1 and 9999; it is left out.
	CodeBadDate sf.Code = "funnel.bad_date"
	// CodeReservedFact is a fact without a name, or under a name that the deal itself answers to; it is left out.
	CodeReservedFact sf.Code = "funnel.reserved_fact"
	// CodeTooMany is a row beyond what one history can hold; it is not used.
	CodeTooMany sf.Code = "funnel.too_many"
	// CodeTouchUnknown is a touch of a deal that no row names; it is not used.
	CodeTouchUnknown sf.Code = "funnel.touch_unknown"
	// CodeNewestFirst says that the input runs from the newest row to the oldest, so that ties are ordered backwards unless
	// [Options].NewestFirst is set or rows have a Seq.
	CodeNewestFirst sf.Code = "funnel.newest_first"
)

// Codes of what the sequence of a deal's rows shows; [View.Findings] holds them.
const (
	// CodeDuplicate is a row that repeats another one of the same deal and instant.
	CodeDuplicate sf.Code = "funnel.duplicate"
	// CodeTie is a row at the same instant as another one of its deal, in another stage, without a Seq that orders them.
	CodeTie sf.Code = "funnel.tie"
	// CodeMoveNotAllowed is a move that the pipeline's rules do not allow; it is used all the same.
	CodeMoveNotAllowed sf.Code = "funnel.move_not_allowed"
	// CodeEventAfterClose is a closed deal that is closed otherwise later; the first close stands.
	CodeEventAfterClose sf.Code = "funnel.event_after_close"
	// CodeReopened is a closed deal that returns to an open stage although the pipeline does not allow it; the first close stands.
	CodeReopened sf.Code = "funnel.reopened"
	// CodeInstalment is a won deal that is won again, with an amount.
	CodeInstalment sf.Code = "funnel.instalment"
	// CodeClosedUnseen is a deal that closed without having been seen in an open stage.
	CodeClosedUnseen sf.Code = "funnel.closed_unseen"
	// CodeCloseBeforeCreate is a deal whose close lies before its first open stage.
	CodeCloseBeforeCreate sf.Code = "funnel.close_before_create"
	// CodeNoStage is a deal of which no stage is known.
	CodeNoStage sf.Code = "funnel.no_stage"
	// CodeAmountMissing is a win without an amount.
	CodeAmountMissing sf.Code = "funnel.amount_missing"
	// CodeMixedCurrency is a deal whose amount changes its currency.
	CodeMixedCurrency sf.Code = "funnel.mixed_currency"
	// CodeRecordedLate is a row recorded later than [Options].RecordedLate after it happened.
	CodeRecordedLate sf.Code = "funnel.recorded_late"
	// CodeLateEntry is a deal that came into the history in mid-life; it is at risk only from then.
	CodeLateEntry sf.Code = "funnel.late_entry"
)

// Codes of periods that are refused.
const (
	// CodePeriod is a period that does not end after it begins, or leaves the years 0 to 9999.
	CodePeriod sf.Code = "funnel.period"
	// CodePeriodOrder is one of several periods that does not end after it begins, or begins before the one before it ends.
	CodePeriodOrder sf.Code = "funnel.period_order"
)
