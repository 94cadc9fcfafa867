package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of [Shrink].
const (
	// CodeShrinkSize is lists of wins and of cases that differ in length.
	CodeShrinkSize sf.Code = "funnel.shrink_size"
	// CodeShrinkLevel is a level of intervals that is not between 0 and 1.
	CodeShrinkLevel sf.Code = "funnel.shrink_level"
	// CodeShrinkCounts is wins that are not between 0 and the cases, or too many cases.
	CodeShrinkCounts sf.Code = "funnel.shrink_counts"
)

// Codes of the options of [View.Compare], [View.PersistentlyLow] and [View.BeforeAfter].
const (
	// CodeCompareHorizon is a horizon outside what is possible.
	CodeCompareHorizon sf.Code = "funnel.compare_horizon"
	// CodeCompareLevel is a level of tests that is not between 0 and 1.
	CodeCompareLevel sf.Code = "funnel.compare_level"
	// CodeCompareMinN is a fewest number of deals below 0.
	CodeCompareMinN sf.Code = "funnel.compare_min_n"
	// CodeCompareStage is an id that is no open stage.
	CodeCompareStage sf.Code = "funnel.compare_stage"
	// CodeCompareMetric is a metric that is not compared.
	CodeCompareMetric sf.Code = "funnel.compare_metric"
	// CodeComparePeriods is too many periods.
	CodeComparePeriods sf.Code = "funnel.compare_periods"
	// CodeCompareLowIn is a number of low periods below 0.
	CodeCompareLowIn sf.Code = "funnel.compare_low_in"
	// CodeCompareDate is a date without a whole day between it and the view's time.
	CodeCompareDate sf.Code = "funnel.compare_date"
	// CodeCompareWindow is a window below 0.
	CodeCompareWindow sf.Code = "funnel.compare_window"
)

// Codes of what [View.Compare] says of a group.
const (
	// CodeWinRateLower is a group that wins less often than the rest.
	CodeWinRateLower sf.Code = "funnel.win_rate_lower"
	// CodeWinRateHigher is a group that wins more often than the rest.
	CodeWinRateHigher sf.Code = "funnel.win_rate_higher"
	// CodeAdvanceLower is a group whose deals go forward from a stage less often.
	CodeAdvanceLower sf.Code = "funnel.advance_lower"
	// CodeAdvanceHigher is a group whose deals go forward from a stage more often.
	CodeAdvanceHigher sf.Code = "funnel.advance_higher"
	// CodeCycleShorter is a group whose deals end sooner.
	CodeCycleShorter sf.Code = "funnel.cycle_shorter"
	// CodeCycleLonger is a group whose deals take longer to end.
	CodeCycleLonger sf.Code = "funnel.cycle_longer"
	// CodeAmountLower is a group whose deals won are smaller.
	CodeAmountLower sf.Code = "funnel.amount_lower"
	// CodeAmountHigher is a group whose deals won are larger.
	CodeAmountHigher sf.Code = "funnel.amount_higher"
	// CodeCompareAlike is a group that does not differ from the rest by more than chance would explain.
	CodeCompareAlike sf.Code = "funnel.compare_alike"
	// CodeCompareCrosses is a group whose rate differs from the rest at the age by which it is read, and not over the whole time until then: one is ahead
	// early on, the other later.
	CodeCompareCrosses sf.Code = "funnel.compare_crosses"
	// CodeCompareMixed is a group that differs from the rest by the test, and not in the number shown, or the other way: it is the same at the age by
	// which it is read, say, and has been behind until then.
	CodeCompareMixed sf.Code = "funnel.compare_mixed"
	// CodeCompareFew is a group, or a rest, of too few deals to be judged.
	CodeCompareFew sf.Code = "funnel.compare_few"
	// CodeCompareFewEnds is a group, or a rest, in which too few ends are expected for a test.
	CodeCompareFewEnds sf.Code = "funnel.compare_few_ends"
	// CodeCompareNoName is the deals of which the fact is not known.
	CodeCompareNoName sf.Code = "funnel.compare_no_name"
	// CodeCompareNoTest is a number that is shown without a test.
	CodeCompareNoTest sf.Code = "funnel.compare_no_test"
	// CodeCompareNotCause reminds of what a difference does not say.
	CodeCompareNotCause sf.Code = "funnel.compare_not_cause"
	// CodeCompareLate tells of deals that are under observation from mid-life only.
	CodeCompareLate sf.Code = "funnel.compare_late"
	// CodeCompareUnseen tells of deals that are left out, since they had closed before they were on record, or were never seen open.
	CodeCompareUnseen sf.Code = "funnel.compare_unseen"
)

// Codes of what [View.PersistentlyLow] says of a group.
const (
	// CodePersistentLow is a group that is below the rest in period after period.
	CodePersistentLow sf.Code = "funnel.persistent_low"
	// CodePersistentNot is a group that is not.
	CodePersistentNot sf.Code = "funnel.persistent_not"
	// CodePersistentFew is a group that was judged in too few periods.
	CodePersistentFew sf.Code = "funnel.persistent_few"
	// CodePersistentRecent is a period whose deals are too young to be compared.
	CodePersistentRecent sf.Code = "funnel.persistent_recent"
)

// Codes of what [View.BeforeAfter] says.
const (
	// CodeChangeWinRate is a win rate that differs after the date.
	CodeChangeWinRate sf.Code = "funnel.change_win_rate"
	// CodeChangeAdvance is a conversion that differs after the date.
	CodeChangeAdvance sf.Code = "funnel.change_advance"
	// CodeChangeCycle is a cycle that differs after the date.
	CodeChangeCycle sf.Code = "funnel.change_cycle"
	// CodeChangeNone is a metric that does not differ by more than chance would explain.
	CodeChangeNone sf.Code = "funnel.change_none"
	// CodeChangeCrosses is a rate that differs at the age by which it is read, and not over the whole time until then.
	CodeChangeCrosses sf.Code = "funnel.change_crosses"
	// CodeChangeMixed is a metric that differs by the test, and not in the number shown, or the other way.
	CodeChangeMixed sf.Code = "funnel.change_mixed"
	// CodeChangeFew is too few deals on either side.
	CodeChangeFew sf.Code = "funnel.change_few"
	// CodeChangeFewEnds is too few ends expected on either side.
	CodeChangeFewEnds sf.Code = "funnel.change_few_ends"
	// CodeChangeNotCause reminds that not everything since the date is because of what was done then.
	CodeChangeNotCause sf.Code = "funnel.change_not_cause"
	// CodeChangeMix warns that the deals since the date are of another mix.
	CodeChangeMix sf.Code = "funnel.change_mix"
	// CodeChangeShort warns that the record begins within the time before the date.
	CodeChangeShort sf.Code = "funnel.change_short"
)
