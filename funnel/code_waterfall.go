package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of Waterfall.
const (
	// CodeBridgeHistory is two views that are not of one history.
	CodeBridgeHistory sf.Code = "funnel.bridge_history"
	// CodeBridgeOrder is a closing view of an earlier time than the opening view.
	CodeBridgeOrder sf.Code = "funnel.bridge_order"
	// CodeBridgeUnpriced warns of open deals without an amount, which add nothing.
	CodeBridgeUnpriced sf.Code = "funnel.bridge_unpriced"
	// CodeBridgeLate warns of deals that were open before the opening and came on record only after it.
	CodeBridgeLate sf.Code = "funnel.bridge_late"
)

// Codes of [View.Sources], [View.Penetration] and [View.Workload].
const (
	// CodeSourceStage is a stage of acceptance that the pipeline does not have, or that is won or lost.
	CodeSourceStage sf.Code = "funnel.source_stage"
	// CodeSourceDays is a horizon below 0 or above [MaxAge].
	CodeSourceDays sf.Code = "funnel.source_days"
	// CodeSourceCost is a cost below 0.
	CodeSourceCost sf.Code = "funnel.source_cost"
	// CodeSourceChanged tells of deals whose last source is not their first.
	CodeSourceChanged sf.Code = "funnel.source_changed"
	// CodeSourceNoCost warns of sources that delivered and have no cost, so that the total has none.
	CodeSourceNoCost sf.Code = "funnel.source_no_cost"
	// CodeSourceIdle warns of sources that cost something and delivered nothing.
	CodeSourceIdle sf.Code = "funnel.source_idle"
	// CodeSourceWaiting warns that leads wait for an answer, so that more may be accepted.
	CodeSourceWaiting sf.Code = "funnel.source_waiting"
	// CodeSourceOpen warns that deals are open, so that a cost per win will fall and a return rise.
	CodeSourceOpen sf.Code = "funnel.source_open"
	// CodeSourceUnpriced warns of deals without an amount, which add nothing to what was earned.
	CodeSourceUnpriced sf.Code = "funnel.source_unpriced"
	// CodePenetrationNone is a question of penetration without any potential.
	CodePenetrationNone sf.Code = "funnel.penetration_none"
	// CodePenetrationNegative is a potential below 0.
	CodePenetrationNegative sf.Code = "funnel.penetration_negative"
	// CodePenetrationOver warns of regions that have given more than their potential.
	CodePenetrationOver sf.Code = "funnel.penetration_over"
	// CodePenetrationUnknown warns of regions with deals and no potential.
	CodePenetrationUnknown sf.Code = "funnel.penetration_unknown"
	// CodeWorkloadFew warns that an imbalance is of few owners.
	CodeWorkloadFew sf.Code = "funnel.workload_few"
	// CodeWorkloadUnowned warns of open deals that nobody owns.
	CodeWorkloadUnowned sf.Code = "funnel.workload_unowned"
)
