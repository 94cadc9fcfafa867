package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [View.Health] says and refuses.
const (
	// CodeHealthWindow is a window that is not 1 to 364 days long.
	CodeHealthWindow sf.Code = "funnel.health_window"
	// CodeHealthLevel is a level that is not between 0 and 1.
	CodeHealthLevel sf.Code = "funnel.health_level"
	// CodeHealthLooks is a negative number of looks a year.
	CodeHealthLooks sf.Code = "funnel.health_looks"

	// CodeStageFull says that a stage holds as many deals, and takes in as many, as is usual.
	CodeStageFull sf.Code = "funnel.stage_full"
	// CodeStageBlocked says that deals pile up in a stage: they do not leave as they did before.
	CodeStageBlocked sf.Code = "funnel.stage_blocked"
	// CodeStageGap says that too few deals come into a stage although an earlier stage goes on.
	CodeStageGap sf.Code = "funnel.stage_gap"
	// CodeStageEmpty says that too few deals come into a stage, and that no earlier stage goes on.
	CodeStageEmpty sf.Code = "funnel.stage_empty"
	// CodeStageQuiet says that so little goes through a stage that nothing could be told even if all stood still.
	CodeStageQuiet sf.Code = "funnel.stage_quiet"
	// CodeStageUnvisited says that no deal has come into a stage while anyone looked.
	CodeStageUnvisited sf.Code = "funnel.stage_unvisited"
	// CodeHealthYoung says that there is too little history before the reference ends, and from when on there is enough.
	CodeHealthYoung sf.Code = "funnel.health_young"

	// CodeFunnelFull says that no stage is blocked or runs dry.
	CodeFunnelFull sf.Code = "funnel.verdict_full"
	// CodeFunnelBlocked says that deals pile up in some stage.
	CodeFunnelBlocked sf.Code = "funnel.verdict_blocked"
	// CodeFunnelGap says that the flow is interrupted at some stage.
	CodeFunnelGap sf.Code = "funnel.verdict_gap"
	// CodeFunnelEmpty says that too little comes into the funnel at all.
	CodeFunnelEmpty sf.Code = "funnel.verdict_empty"
	// CodeFunnelUnknown says that no stage can be judged.
	CodeFunnelUnknown sf.Code = "funnel.verdict_unknown"

	// CodeHealthAlarms says how often a healthy funnel is called anything else.
	CodeHealthAlarms sf.Code = "funnel.health_alarms"
	// CodeHealthLagged warns that the last days are not on record yet, so that stages are judged as they stood before.
	CodeHealthLagged sf.Code = "funnel.health_lagged"
)
