package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Reasons why a deal is on a [Worklist].
const (
	// CodeWorkNextOverdue is a next step whose day has passed without an activity on it or since.
	CodeWorkNextOverdue sf.Code = "funnel.work_next_overdue"
	// CodeWorkPlanOverdue is a planned activity whose day has passed without it having happened.
	CodeWorkPlanOverdue sf.Code = "funnel.work_plan_overdue"
	// CodeWorkLimitPassed is a deal that has been in its stage for longer than the stage allows.
	CodeWorkLimitPassed sf.Code = "funnel.work_limit_passed"
	// CodeWorkLeadLate is a new deal in its first stage that was not contacted in time.
	CodeWorkLeadLate sf.Code = "funnel.work_lead_late"
	// CodeWorkClosePassed is a deal whose expected close date has passed.
	CodeWorkClosePassed sf.Code = "funnel.work_close_passed"
	// CodeWorkMilestoneOverdue is a milestone of the stage that is past due and not known to be met.
	CodeWorkMilestoneOverdue sf.Code = "funnel.work_milestone_overdue"
	// CodeWorkUntouched is a deal of which nothing was heard for too long.
	CodeWorkUntouched sf.Code = "funnel.work_untouched"
	// CodeWorkNextMissing is a deal without a next step.
	CodeWorkNextMissing sf.Code = "funnel.work_next_missing"
	// CodeWorkNextDue is a next step that is due today or soon.
	CodeWorkNextDue sf.Code = "funnel.work_next_due"
	// CodeWorkPlanDue is a planned activity that is due today or soon.
	CodeWorkPlanDue sf.Code = "funnel.work_plan_due"
	// CodeWorkLimitNear is a stage whose limit ends today or soon.
	CodeWorkLimitNear sf.Code = "funnel.work_limit_near"
	// CodeWorkLeadDue is a new deal in its first stage that is to be contacted today or soon.
	CodeWorkLeadDue sf.Code = "funnel.work_lead_due"
	// CodeWorkCloseNear is an expected close date of today or soon.
	CodeWorkCloseNear sf.Code = "funnel.work_close_near"
	// CodeWorkMilestoneDue is a milestone of the stage that is due today or soon and not known to be met.
	CodeWorkMilestoneDue sf.Code = "funnel.work_milestone_due"
	// CodeWorkUnmet is a deal that cannot move to the next stage yet, because criteria or required fields stand against it.
	CodeWorkUnmet sf.Code = "funnel.work_unmet"
)

// Codes of what [View.Worklist], [View.ActivityReport], [View.TouchEffect] and [View.Quality] refuse or warn of.
const (
	// CodeWorkNoActivities says that late leads were not looked for, since no activity is on record that could show a contact.
	CodeWorkNoActivities sf.Code = "funnel.work_no_activities"
	// CodeWorkNoSteps warns that no deal has or had a next step or a plan, so that they may not be kept at all.
	CodeWorkNoSteps sf.Code = "funnel.work_no_steps"
	// CodeWorkReason is a reason, to be left out, that does not exist.
	CodeWorkReason sf.Code = "funnel.work_reason"
	// CodeOptionRange is an option with a number outside what is allowed.
	CodeOptionRange sf.Code = "funnel.option_range"
	// CodeShareFew warns that a share rests on few cases.
	CodeShareFew sf.Code = "funnel.share_few"
	// CodeShareSilent warns that many did not say, and how far off the share can be whatever they would have said.
	CodeShareSilent sf.Code = "funnel.share_silent"
	// CodeTouchNotCause says that a difference between deals touched and not touched is no proof that touches cause it.
	CodeTouchNotCause sf.Code = "funnel.touch_not_cause"
	// CodeTouchFew says that there are too few deals with or without touches to compare them.
	CodeTouchFew sf.Code = "funnel.touch_few"
	// CodeTouchOneDeal says that deals are enough, but that without one of them no two would be of the same stage and age to be compared.
	CodeTouchOneDeal sf.Code = "funnel.touch_one_deal"
)

// Codes of what [View.Quality] finds.
const (
	// CodeQualityFieldMissing is deals without a field that their stage requires, or that every open deal should have.
	CodeQualityFieldMissing sf.Code = "funnel.quality_field_missing"
	// CodeQualityEntryLate is rows that were not recorded in time.
	CodeQualityEntryLate sf.Code = "funnel.quality_entry_late"
	// CodeQualityBackfill is backfills that crowd around the end of the month.
	CodeQualityBackfill sf.Code = "funnel.quality_backfill"
	// CodeQualityNoBasis is moves that nothing on record explains.
	CodeQualityNoBasis sf.Code = "funnel.quality_no_basis"
	// CodeQualityClosePassed is open deals whose expected close date has passed.
	CodeQualityClosePassed sf.Code = "funnel.quality_close_passed"
	// CodeQualityDuplicate is deals that are taken to be of a customer who has another open deal.
	CodeQualityDuplicate sf.Code = "funnel.quality_duplicate"
	// CodeQualityWeekEmpty is weeks in which an owner recorded nothing.
	CodeQualityWeekEmpty sf.Code = "funnel.quality_week_empty"
	// CodeQualityWeekSilent is weeks in which nobody recorded anything.
	CodeQualityWeekSilent sf.Code = "funnel.quality_week_silent"
	// CodeQualityUntouched is open deals of which nothing was heard for long.
	CodeQualityUntouched sf.Code = "funnel.quality_untouched"
	// CodeQualityNoRequired says that missing fields were not looked for, because neither a stage nor the options require any.
	CodeQualityNoRequired sf.Code = "funnel.quality_no_required"
	// CodeQualityNoRecording says that late entries and backfills were not looked for, because times of recording are not kept.
	CodeQualityNoRecording sf.Code = "funnel.quality_no_recording"
	// CodeQualityNoGrounds says that moves without a basis were not looked for, because nothing that could be one is kept.
	CodeQualityNoGrounds sf.Code = "funnel.quality_no_grounds"
	// CodeQualityNoClose says that passed close dates were not looked for, because no open deal has one.
	CodeQualityNoClose sf.Code = "funnel.quality_no_close"
	// CodeQualityNoKeys says that duplicates were not looked for, because the options name no key.
	CodeQualityNoKeys sf.Code = "funnel.quality_no_keys"
	// CodeQualityKey is a key of duplicates without a fact, or with an empty one.
	CodeQualityKey sf.Code = "funnel.quality_key"
)

// WorkReasons returns the codes of the reasons why a deal is on a [Worklist], in their order.
func WorkReasons() []sf.Code {
	return []sf.Code{
		CodeWorkNextOverdue, CodeWorkPlanOverdue, CodeWorkLimitPassed, CodeWorkLeadLate, CodeWorkClosePassed, CodeWorkMilestoneOverdue,
		CodeWorkUntouched, CodeWorkNextMissing, CodeWorkNextDue, CodeWorkPlanDue, CodeWorkLimitNear, CodeWorkLeadDue, CodeWorkCloseNear,
		CodeWorkMilestoneDue, CodeWorkUnmet,
	}
}
