package salesfunnel

var forecastModelPhrases = map[Code]phrase{
	"forecast.no_hazards":      {"a timed model needs hazards", "时间模型缺少风险率"},
	"forecast.horizon_days":    {"{days} days are asked for; a number from {least} to {most} is needed", "天数为 {days}，应在 {least} 至 {most} 之间"},
	"forecast.lag_with_effect": {"a recording lag and a calendar effect cannot be used together", "录入延迟与日历效应不能同时使用"},
	"forecast.other_hazards":   {"the calendar effect was learned with other hazards", "日历效应不是用同一组风险率学习的"},
	"forecast.no_scorer":       {"no scorer was given", "没有指定评分模型"},
	"forecast.score":           {"the scorer gave deal {deal} the probability {p}, which is not from 0 to 1", "评分模型给商机 {deal} 的概率 {p} 不在 0 到 1 之间"},
	"forecast.calibration":     {"the calibration is not finite, falls, or leads out of 0 to 1: {what}", "校准映射不是有限值、递减，或超出 0 到 1：{what}"},
	"forecast.weight":          {"the weight {weight} is not a finite number of at least 0, or all weights are 0", "权重 {weight} 不是不小于 0 的有限数，或全部权重为 0"},
	"forecast.no_evidence":     {"the model does not say how much evidence is behind it; a blend needs that, or evidence for each stage", "模型没有说明其依据的数据量；混合时需要该信息，或为各阶段指定依据"},
	"forecast.fitted_later":    {"the model was fitted on what was known until {fitted}, which is after {as_of}: it has seen the future", "模型依据截至 {fitted} 的数据拟合，晚于 {as_of}：使用了未来信息"},
	"forecast.fit_unknown":     {"the model does not say what it was fitted on, so it may have seen what came after {as_of}", "模型没有说明拟合数据的截止时间，可能使用了 {as_of} 之后的信息"},
	"forecast.no_entered":      {"{n} of {of} open deals do not say when they entered their stage; they are taken to be new there", "{of} 个在途商机中有 {n} 个没有进入阶段的时间，按刚进入该阶段处理"},
	"forecast.beyond_horizon":  {"{n} of the times asked for lie beyond the {days} days that the model reaches; what is won after those stands under later", "有 {n} 个预测时点超出模型覆盖的 {days} 天，之后的赢单计入“以后”"},
	"forecast.extrapolated":    {"stage {stage}: {share%} of what is said of its {n} deals rests on ages at which nobody was observed", "阶段 {stage}：其 {n} 个商机的预测中有 {share%} 依赖从未观察到的停留时长"},
	"forecast.no_facts":        {"{n} of {of} open deals bring no facts; the scorer saw what the book says of them", "{of} 个在途商机中有 {n} 个没有特征数据，评分只依据商机簿字段"},
	"forecast.score_undated":   {"{n} of {of} open deals have a score but no chance in the timing model; their close date says when", "{of} 个在途商机中有 {n} 个有评分但时间模型认为无法赢单，按预计成交日期确定时间"},
}
