package salesfunnel

var diagnosePhrases = map[Code]phrase{
	"funnel.no_beginning":     {"no deal was seen to begin; where deals begin is not known", "没有观察到任何商机的起点，无法得知商机从哪个阶段开始"},
	"funnel.not_followed":     {"day {day} is beyond day {last}, after which deals in some open stage were no longer under observation", "第 {day} 天超出观察范围：第 {last} 天之后，某个进行中阶段已没有可观察的商机"},
	"funnel.no_exposure":      {"no deal was under observation in stage {stage}", "阶段 {stage} 没有可观察的商机"},
	"funnel.diagnose_level":   {"the level {level} is not between 0 and 1", "显著性水平 {level} 不在 0 与 1 之间"},
	"funnel.diagnose_redraws": {"{n} redraws are asked for; between 99 and {max} are allowed", "要求重抽 {n} 次，允许范围为 99 至 {max} 次"},
	"funnel.too_few_to_tell":  {"there are too few moves for the check “{check}”", "流转次数太少，无法进行“{check}”检验"},
	"funnel.order_holds":      {"no sign that the next move depends on more than the present stage (p: {p})", "没有迹象表明下一步流转取决于当前阶段以外的因素（p: {p}）"},
	"funnel.order_fails":      {"where a deal goes next depends on where it came from, most of all in stage {stage} (p: {p}); a matrix of present stages does not hold that", "商机的下一步取决于它从哪个阶段而来，在阶段 {stage} 最为明显（p: {p}）；仅看当前阶段的转移矩阵无法体现这一点"},
	"funnel.stage_ignored":    {"no sign that the present stage says anything about the next (p: {p}); the stages may be too few or recorded at random", "没有迹象表明当前阶段能说明下一阶段（p: {p}）；阶段可能过少，或记录较为随意"},
	"funnel.stage_matters":    {"where a deal goes next depends on its stage, as it should (p: {p})", "商机的下一步取决于其所在阶段，符合预期（p: {p}）"},
	"funnel.time_holds":       {"no sign that deals move otherwise since {split} than before (p: {p})", "没有迹象表明 {split} 之后的流转与之前不同（p: {p}）"},
	"funnel.time_fails":       {"deals move otherwise since {split} than before, most of all from stage {stage} to {to} (p: {p}); older history misleads", "{split} 之后的流转与之前不同，从阶段 {stage} 到 {to} 最为明显（p: {p}）；较早的历史会产生误导"},
	"funnel.segments_hold":    {"no sign that deals move otherwise by {fact} (p: {p})", "没有迹象表明流转因“{fact}”而异（p: {p}）"},
	"funnel.segments_fail":    {"deals move otherwise by {fact}, most of all from stage {stage} to {to} (p: {p}); one matrix for all averages over them", "流转因“{fact}”而异，从阶段 {stage} 到 {to} 最为明显（p: {p}）；共用一个转移矩阵只能得到平均结果"},
	"funnel.memoryless_holds": {"no sign that leaving stage {stage} depends on the time spent in it (p: {p})", "没有迹象表明离开阶段 {stage} 与停留时间有关（p: {p}）"},
	"funnel.memoryless_fails": {"how deals leave stage {stage} depends on the time spent in it (p: {p}); constant rates do not hold", "离开阶段 {stage} 的方式与停留时间有关（p: {p}）；恒定速率的假设不成立"},
	"funnel.renewal_holds":    {"wins put together from stays agree with wins by the age of deals (p: {p})", "由各阶段停留推算的赢单与按商机年龄估计的赢单一致（p: {p}）"},
	"funnel.renewal_fails":    {"wins by day {day} are {curve} when put together from stays and {seen} by the age of deals (p: {p}); deals carry their speed from stage to stage", "到第 {day} 天，由各阶段停留推算的赢单率为 {curve}，按商机年龄估计为 {seen}（p: {p}）；商机的快慢会从一个阶段延续到下一个阶段"},
}
