package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of [Occupation], [Rates] and [View.Diagnose].
const (
	// CodeNoBeginning is a view in which no deal was seen to begin, so that nobody knows where deals begin.
	CodeNoBeginning sf.Code = "funnel.no_beginning"
	// CodeNotFollowed warns that deals were not followed for so long.
	CodeNotFollowed sf.Code = "funnel.not_followed"
	// CodeNoExposure is a stage in which no deal was under observation, so that it has no rate.
	CodeNoExposure sf.Code = "funnel.no_exposure"
	// CodeDiagnoseLevel is a level of a test that is not between 0 and 1.
	CodeDiagnoseLevel sf.Code = "funnel.diagnose_level"
	// CodeDiagnoseRedraws is a number of redraws outside what is allowed.
	CodeDiagnoseRedraws sf.Code = "funnel.diagnose_redraws"
	// CodeTooFewToTell says that there is too little to put an assumption to the test.
	CodeTooFewToTell sf.Code = "funnel.too_few_to_tell"
	// CodeOrderHolds says that nothing speaks against the next move depending on the present stage only.
	CodeOrderHolds sf.Code = "funnel.order_holds"
	// CodeOrderFails says that where a deal goes next depends on where it came from, too.
	CodeOrderFails sf.Code = "funnel.order_fails"
	// CodeStageIgnored says that nothing speaks against the next stage being independent of the present one.
	CodeStageIgnored sf.Code = "funnel.stage_ignored"
	// CodeStageMatters says that where a deal goes next depends on where it is, which is what one expects.
	CodeStageMatters sf.Code = "funnel.stage_matters"
	// CodeTimeHolds says that nothing speaks against deals moving now as they did before.
	CodeTimeHolds sf.Code = "funnel.time_holds"
	// CodeTimeFails says that deals move otherwise now than they did before.
	CodeTimeFails sf.Code = "funnel.time_fails"
	// CodeSegmentsHold says that nothing speaks against the segments moving alike.
	CodeSegmentsHold sf.Code = "funnel.segments_hold"
	// CodeSegmentsFail says that the segments do not move alike.
	CodeSegmentsFail sf.Code = "funnel.segments_fail"
	// CodeMemorylessHolds says that nothing speaks against a stage being left at a constant rate.
	CodeMemorylessHolds sf.Code = "funnel.memoryless_holds"
	// CodeMemorylessFails says that how a stage is left depends on how long a deal has been there.
	CodeMemorylessFails sf.Code = "funnel.memoryless_fails"
	// CodeRenewalHolds says that nothing speaks against deals beginning afresh in each stage.
	CodeRenewalHolds sf.Code = "funnel.renewal_holds"
	// CodeRenewalFails says that wins put together from stays miss those that deals have by their age: deals do not begin afresh.
	CodeRenewalFails sf.Code = "funnel.renewal_fails"
)
