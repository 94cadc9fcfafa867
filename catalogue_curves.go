package salesfunnel

var curvesPhrases = map[Code]phrase{
	"funnel.horizon":       {"a horizon of {horizon} units; 1 to {max} are possible", "预测期为 {horizon} 个时间单位，应在 1 到 {max} 之间"},
	"funnel.horizon_asked": {"a horizon of {horizon} units; these curves reach from 0 to {max}", "预测期为 {horizon} 个时间单位，而曲线只覆盖 0 到 {max}"},
	"funnel.age":           {"an age of {age} units; ages begin at 0", "停留时长为 {age} 个时间单位，应不小于 0"},
	"funnel.instant_loop":  {"deals in stage {stage} go round in open stages without spending any time there", "阶段 {stage} 的商机在进行中的阶段之间循环流转而不耗费任何时间"},
	"funnel.extrapolated":  {"with probability {share} a deal in stage {stage} stays longer somewhere than was ever observed; that part is extrapolated", "阶段 {stage} 的商机有 {share} 的概率在某阶段停留超出已观察到的时长，该部分为外推结果"},
	"funnel.never_ends":    {"with probability {share} a deal in stage {stage} never ends, as far as anything is known", "就目前所知，阶段 {stage} 的商机有 {share} 的概率永远不会结束"},
	"funnel.no_starts":     {"no deal starts in an open stage", "没有任何商机从进行中的阶段开始"},
	"funnel.passage":       {"there is no passage {passage}", "不存在到达类型 {passage}"},
	"funnel.won_only":      {"{n} deals are still open and left out; the slow wins among them make this mean too short", "有 {n} 个商机尚未结束，未计入；其中成交较慢的商机会使该均值偏短"},
}
