package funnel

import sf "github.com/salesfunnel-go/salesfunnel"

// Codes of what [Lag] and [CalendarEffect] warn of or refuse.
const (
	// CodeLagFew warns that the recording lag was learned from too few moves.
	CodeLagFew sf.Code = "funnel.lag_few"
	// CodeEffectUnit is hazards in units of several days, where a calendar effect needs days.
	CodeEffectUnit sf.Code = "funnel.effect_unit"
	// CodeEffectStages is hazards of other stages than those of the view.
	CodeEffectStages sf.Code = "funnel.effect_stages"
)
