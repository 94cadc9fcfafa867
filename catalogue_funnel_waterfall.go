package salesfunnel

var funnelWaterfallPhrases = map[Code]phrase{
	"funnel.bridge_history":  {"the opening and the closing are not views of one history", "期初与期末不是同一份历史的视图"},
	"funnel.bridge_order":    {"the closing, {closing}, lies before the opening, {opening}", "期末 {closing} 早于期初 {opening}"},
	"funnel.bridge_unpriced": {"{n} open deals have no amount and add nothing, {examples} among them", "{n} 个进行中的商机没有金额，未计入金额（如 {examples}）"},
	"funnel.bridge_late":     {"{n} deals had begun before the opening and came on record only after it, {examples} among them", "{n} 个商机在期初之前已经开始，期初之后才补录（如 {examples}）"},

	// Sources, penetration and workload.
	"funnel.source_stage":         {"{stage} is no open stage, so that no lead can be accepted there", "阶段 {stage} 不存在或不是进行中的阶段，不能作为线索接收的标志"},
	"funnel.source_days":          {"a horizon of {days} days is not between 0 and {max}", "观察期 {days} 天不在 0 至 {max} 之间"},
	"funnel.source_cost":          {"the cost of source {source} is negative: {cost}", "来源 {source} 的费用为负：{cost}"},
	"funnel.source_changed":       {"{n} deals changed their source, {examples} among them; first and last touch differ for them", "{n} 个商机的来源有变化（如 {examples}），首次触点与末次触点归因因此不同"},
	"funnel.source_no_cost":       {"{n} sources delivered deals and have no cost, {examples} among them; the total says nothing of costs", "{n} 个来源带来了商机但没有费用数据（如 {examples}），合计不给出获客成本"},
	"funnel.source_idle":          {"{n} sources have a cost and delivered nothing, {examples} among them", "{n} 个来源有费用但没有带来商机（如 {examples}）"},
	"funnel.source_waiting":       {"{n} leads are waiting for an answer; more of them may be accepted", "还有 {n} 条线索等待处理，接收数可能上升"},
	"funnel.source_open":          {"{n} deals are still open; as they are won the cost per win falls and the return rises", "还有 {n} 个商机未结束，随着赢单增加，单均获客成本会下降，投入回报会上升"},
	"funnel.source_unpriced":      {"{n} deals have no amount and add nothing", "{n} 个商机没有金额，未计入金额"},
	"funnel.penetration_none":     {"no potential was given", "没有给出市场潜力"},
	"funnel.penetration_negative": {"the potential of {region} is negative: {value}", "{region} 的市场潜力为负：{value}"},
	"funnel.penetration_over":     {"{n} regions have given more than their potential, {examples} among them; the potential is too small", "{n} 个区域超出了市场潜力（如 {examples}），潜力估计过小"},
	"funnel.penetration_unknown":  {"{n} regions have deals and no potential, {examples} among them", "{n} 个区域有商机但没有市场潜力数据（如 {examples}）"},
	"funnel.workload_few":         {"there are only {n} owners; an imbalance among so few says little", "只有 {n} 位负责人，人数过少，不均衡程度参考价值有限"},
	"funnel.workload_unowned":     {"{n} open deals have no owner, {examples} among them", "{n} 个进行中的商机没有负责人（如 {examples}）"},
}
