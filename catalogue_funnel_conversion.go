package salesfunnel

var funnelConversionPhrases = map[Code]phrase{
	// What is refused.
	"funnel.conversion_rule":        {"there is no conversion rule {rule}", "没有编号为 {rule} 的转化口径"},
	"funnel.conversion_basis":       {"there is no conversion basis {basis}", "没有编号为 {basis} 的转化统计基准"},
	"funnel.period":                 {"the period from {from} to {to} does not end after it begins, or leaves the years 0 to 9999", "期间 {from} 至 {to} 的结束时间不晚于开始时间，或超出公元 0 至 9999 年"},
	"funnel.conversion_within":      {"{days} days are not a number from 0, which is ever, to {max}", "天数 {days} 不在 0（不限）至 {max} 之间"},
	"funnel.conversion_flow_within": {"a period flow follows nobody for {days} days; ask a cohort or a snapshot", "期间流量口径不跟踪单个商机，不能限定 {days} 天，请改用进入批次或时点快照"},
	"funnel.conversion_no_start":    {"a snapshot needs a time at which it is taken: a period, or a view with a start of observation", "时点快照需要一个起点：请给出期间，或使用有观察起点的视图"},
	"funnel.drop_off_rule":          {"there is no drop-off rule {rule}", "没有编号为 {rule} 的流失口径"},

	// What is warned of.
	"funnel.conversion_outlast":      {"{share%} of those in stage {stage} are expected to be still open after {age} days, the longest that any was followed; what becomes of them is not in the rate", "阶段 {stage} 预计有 {share%} 的商机在 {age} 天（最长观察时长）之后仍未有结果，其后续去向未计入转化率"},
	"funnel.conversion_not_followed": {"nobody in stage {stage} was followed for {days} days, only up to day {last}; the rate cannot be said", "阶段 {stage} 没有商机被观察满 {days} 天（最长至第 {last} 天），无法给出转化率"},
	"funnel.conversion_emptied":      {"by age {age} all of the {n} then observed in stage {stage} were settled, though others were seen at later ages only; the rate rests on those {n} alone from there on", "阶段 {stage} 在停留时长 {age} 处，当时在观察的 {n} 个均已有结果，而另有商机仅在更长的停留时长处被观察到；此后的转化率仅取决于这 {n} 个"},
	"funnel.conversion_settled_only": {"{n} of {of} in stage {stage} are still open and left out; the slow ones are among them", "阶段 {stage} 的 {of} 个中有 {n} 个仍在进行，未计入；其中往往是推进较慢的"},
	"funnel.conversion_flow":         {"those who moved on from stage {stage} in the period are not those who entered in it: {before} were there before, and {open} are still there", "期间内从阶段 {stage} 晋级的商机与期间内进入的商机不是同一批：{before} 个期初已在该阶段，{open} 个期末仍在"},
	"funnel.drop_off_open":           {"{n} of {of} that entered stage {stage} are still open and counted apart; if none of them goes on, drop-off comes to {most%}", "进入阶段 {stage} 的 {of} 个中有 {n} 个仍在进行，单独列出；若最终均未晋级，流失率将为 {most%}"},
}
