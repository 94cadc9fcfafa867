package salesfunnel

var lagPhrases = map[Code]phrase{
	"funnel.lag_few":       {"how late moves are recorded is learned from {n} of them only; {want} are needed", "录入延迟仅依据 {n} 次阶段变动估计，至少需要 {want} 次"},
	"funnel.effect_unit":   {"a calendar effect needs hazards by the day, not in units of {unit} days", "日历效应需要按天计算的离开率，而不是以 {unit} 天为单位"},
	"funnel.effect_period": {"the period {period} does not end after it begins, or begins before the one before it ends", "周期 {period} 的结束不晚于开始，或与前一周期重叠"},
	"funnel.effect_stages": {"the hazards are of other stages than the history", "离开率与历史记录的阶段不一致"},
}
