package salesfunnel

var timePhrases = map[Code]phrase{
	"funnel.table_unit":   {"the life tables have units of {want} and {got} days and cannot be merged", "两张生命表的时间单位不同（{want} 天与 {got} 天），无法合并"},
	"funnel.table_age":    {"the age {age} is negative, above {max}, or not above the one before it", "停留天数 {age} 为负、大于 {max}，或未按从小到大排列"},
	"funnel.table_sum":    {"the life table of stage {stage} does not add up: stays leave that have not entered, or enter and neither leave nor are open", "阶段 {stage} 的生命表前后不符：有停留未进入就离开，或进入后既未离开也不在进行中"},
	"funnel.table_beyond": {"{n} visits to stage {stage} are older than {max} days; what happened to them at that age is left out", "阶段 {stage} 有 {n} 次停留超过 {max} 天，此后的情况未计入"},
	"funnel.hazard_tail":  {"there is no tail policy {tail}", "不存在尾部处理方式 {tail}"},
	"funnel.hazard_size":  {"the hazards would have {n} entries; at most {max} are kept: choose a longer unit", "离开率将有 {n} 项，最多保留 {max} 项，请改用更长的时间单位"},
	"funnel.tail_share":   {"{share} of the visits to stage {stage} are expected to outlast age {age}, the oldest that was seen; what becomes of them is extrapolated", "阶段 {stage} 预计有 {share} 的停留会超过已观察到的最大停留时长 {age}，其后续去向为外推结果"},
	"funnel.tail_few":     {"what becomes of the oldest visits to stage {stage} is learned from {n} exits only; {want} are needed", "阶段 {stage} 停留最久的商机去向仅依据 {n} 次离开估计，至少需要 {want} 次"},
	"funnel.risk_gap":     {"at age {age} no visit to stage {stage} was left under observation, though at later ages some were; the curve is not reliable from there on", "阶段 {stage} 在停留时长 {age} 处已无在观察的商机，而更长的停留时长处仍有，此后的曲线不可靠"},
}
