package salesfunnel

var funnelBottleneckPhrases = map[Code]phrase{
	// The funnel as a steady flow.
	"funnel.flow_period":     {"the period {period} of arrivals does not end after it begins, or is not wholly under observation", "新增商机的统计周期 {period} 结束不晚于开始，或超出观察范围"},
	"funnel.flow_draws":      {"{n} draws are asked for; between {min} and {max} are allowed", "要求抽样 {n} 次，允许范围为 {min} 至 {max} 次"},
	"funnel.flow_take":       {"there is no place {take} to take a probability from", "不存在概率来源方式 {take}"},
	"funnel.flow_starts":     {"no deal was seen to begin, so that nothing can be said of a new deal", "没有观察到任何商机的起点，无法评估新商机"},
	"funnel.arrival_weeks":   {"arrivals are learned from {n} whole weeks only; {want} are needed to know how much they vary", "新增商机仅依据 {n} 个完整周估计，至少需要 {want} 周才能了解其波动"},
	"funnel.flow_beyond":     {"{share%} of the mean stay in stage {stage}, {days} days, lies beyond age {age}, the oldest that was seen, and is extrapolated", "阶段 {stage} 的平均停留为 {days} 天，其中 {share%} 超出已观察到的最长停留 {age} 天，属于外推"},
	"funnel.flow_unpriced":   {"{n} of {of} won deals have no amount; the mean amount leaves them out", "{of} 个赢单中有 {n} 个没有金额，未计入平均金额"},
	"funnel.flow_amounts":    {"{n} won deals have an amount; {want} are needed to say how sure the mean amount is", "仅有 {n} 个赢单有金额，至少需要 {want} 个才能评估平均金额的可靠程度"},
	"funnel.flow_draws_lost": {"{n} of {of} draws could not be computed; the intervals rest on the others", "{of} 次抽样中有 {n} 次无法计算，区间仅依据其余抽样"},

	// Bottlenecks.
	"funnel.bottleneck_points": {"a change of {points} is not above 0 and at most 1", "概率变化 {points} 应大于 0 且不大于 1"},
	"funnel.bottleneck_least":  {"{least} is not a least probability of at most 1", "最小概率 {least} 应为不大于 1 的数"},
	"funnel.bottleneck_rare":   {"{n} moves are rarer than {least%} and are not ranked", "有 {n} 种流转的概率低于 {least%}，未参与排序"},

	// Scenarios.
	"funnel.scenario_kind":    {"there is no kind of change {kind}", "不存在变更类型 {kind}"},
	"funnel.scenario_move":    {"no deal moved from stage {stage} to {to}, and the pipeline does not allow it", "没有商机从阶段 {stage} 流转到 {to}，流程规则也不允许"},
	"funnel.scenario_points":  {"{points} is no change of a probability", "{points} 不是有效的概率变化"},
	"funnel.scenario_beyond":  {"the move from stage {stage} to {to} has the probability {p}; a change of {points} takes it, or what makes room for it, outside 0 to 1", "阶段 {stage} 到 {to} 的流转概率为 {p}，变化 {points} 会使其或让出概率的流转超出 0 到 1"},
	"funnel.scenario_factor":  {"the factor {factor} is not a number from 0 to {max}", "倍数 {factor} 应为 0 到 {max} 之间的数"},
	"funnel.scenario_days":    {"a longest stay of {days} days is not a number of at least 0", "最长停留天数 {days} 应为不小于 0 的数"},
	"funnel.scenario_endless": {"after this change deals in stage {stage} would never end", "变更之后，阶段 {stage} 的商机将永远不会结束"},
	"funnel.scenario_unsaid":  {"stage {stage} cannot be changed: too little is known of it", "无法变更阶段 {stage}：对它的了解太少"},

	// Ailments.
	"funnel.first_conversion_low": {"only {share%} of the visits to the first stage {stage} move on ({low%} to {high%}); {against%} should", "首个阶段 {stage} 的商机仅有 {share%} 推进到后续阶段（区间 {low%} 至 {high%}），应达到 {against%}"},
	"funnel.late_losses_high":     {"{share%} of the losses come from stage {stage} on ({low%} to {high%}); no more than {against%} are to be expected", "{share%} 的输单发生在阶段 {stage} 及之后（区间 {low%} 至 {high%}），正常应不超过 {against%}"},
	"funnel.source_poor":          {"of the deals from {source}, {share%} are won within {days} days ({low%} to {high%}), of all others {against%}", "来源“{source}”的商机 {days} 天内的赢单率为 {share%}（区间 {low%} 至 {high%}），其他来源为 {against%}"},
	"funnel.ailment_share":        {"the share {share} is not between 0 and 1", "比例 {share} 不在 0 与 1 之间"},
	"funnel.ailment_stage":        {"there is no open stage {stage}", "没有进行中的阶段 {stage}"},

	// Advice.
	"funnel.advice_code":    {"the remedy has no code to answer to, or one that is not UTF-8", "该建议没有对应的发现代码，或代码不是 UTF-8 文本"},
	"funnel.advice_unknown": {"the remedy answers to the code {code}, which this library never says", "该建议对应的代码 {code} 在本库中不存在"},
	"funnel.advice_where":   {"the remedy asks for an argument without a name, not UTF-8, or for the stage, which has a field of its own", "该建议要求的参数没有名称、不是 UTF-8 文本，或是阶段（阶段应写在专门的字段中）"},
	"funnel.advice_text":    {"the remedy has no text here, or one that is empty, not UTF-8 or in no language of the catalogue", "该建议此处没有文字，或文字为空、不是 UTF-8，或其语言不在词库中"},
	"funnel.advice_twice":   {"the remedy answers to the same findings with the same text as remedy {first}", "该建议与第 {first} 条针对相同的发现，且文字相同"},
	"funnel.advice_many":    {"the table has {n} remedies; at most {max} are read", "建议表有 {n} 条，最多读取 {max} 条"},
	"funnel.remedy_qualify": {"Qualify before you sell: ask about need, budget, decision and time before a lead becomes a deal, and let those without a need go at once. Begin with the leads lost from stage {stage} last.", "先筛选再推进：用需求问题（需求、预算、决策人、时间）筛选线索，没有真实需求的尽早放弃。先复盘最近在阶段 {stage} 流失的线索。"},
	"funnel.remedy_value":   {"Show the return and the comparison: put what the customer gains, and how the offer compares with the alternatives, into every proposal before a price is named. From stage {stage} on, agree with the decision maker what the choice hangs on.", "展示回报与对比：报价之前，在每份方案中算清客户的投资回报，并列出与其他方案的对比。从阶段 {stage} 起，与决策人确认选择标准。"},
	"funnel.remedy_source":  {"Review what {source} costs: divide what is spent on this source by what it wins. Ask for better leads or spend less, and move the budget to sources that win more.", "复核渠道成本：用来源“{source}”的投入除以它带来的赢单，计算获客成本；要求提高线索质量或减少投入，把预算转向赢单更多的渠道。"},
}
