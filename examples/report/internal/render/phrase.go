package render

import sf "github.com/salesfunnel-go/salesfunnel"

// phrases are the sentences of the program's own notes; those of the library come from its catalogue.
var phrases = map[sf.Code][2]string{
	"report.order_doubtful": {
		"the rows do not show whether {first} or {second} comes first: the order is a guess; -stages settles it",
		"数据无法判断 {first} 与 {second} 的先后，当前顺序为猜测；可用 -stages 指定",
	},
	"report.no_lost":       {"no stage is lost, so that every deal which ends is a win: name the lost ones with -lost", "没有输单阶段，因此凡结束的商机都算赢单；请用 -lost 指定"},
	"report.reopens":       {"{n} moves lead from a won or lost stage back to an open one; the inferred pipeline allows that, and such deals count as open again", "有 {n} 次从赢单或输单阶段回到在途阶段；推断的流程允许重新打开，这些商机重新按在途计"},
	"report.learned_alone": {"no stage has a configured probability: the forecast rests on the history alone", "没有配置任何阶段的赢率：预测仅依据历史数据"},
	"report.undated": {
		"-model timed dates the {n} deals without a close date by the pace of their stage", "-model timed 可按所在阶段的推进速度，估计这 {n} 个没有预计日期的商机何时成交",
	},
	"report.currency_unstated": {
		"{n} deals state no currency and are counted in {currency}", "{n} 个商机未注明币种，计入 {currency}",
	},
	"report.mostly_open": {
		"{open} stays in {stage} go on and only {left} have ended: the chances rest on the quick ones and may be far off",
		"阶段 {stage} 有 {open} 个商机仍停留，只有 {left} 个已离开：概率只反映较快离开的商机，可能偏差很大",
	},
	"report.no_loss_seen": {
		"{won} deals were won and none lost, while {open} are open: losses may only take longer, so do not believe chances near 100%",
		"已赢单 {won} 个、尚无输单，而在途 {open} 个：输单可能只是来得更晚，接近 100% 的赢率不可信",
	},
	"report.rows_after": {"{n} rows are of the time after the report and are not in it", "有 {n} 行晚于报告截止时间，未计入"},
	"report.untested": {
		"the assumptions behind these numbers were not tested: there are {n} deals, and tests are made of up to {max}",
		"未检验这些数字所依据的假设：共有 {n} 个商机，检验仅适用于不超过 {max} 个商机",
	},
	"report.reasons_cut":   {"there are {n} rows of reasons for losses; the {kept} of the most deals are shown", "输单原因共 {n} 行，只列出商机最多的 {kept} 行"},
	"report.waterfall_cut": {"the waterfall ends with the report, at {as_of}", "变动分析截至报告时间 {as_of}"},
	"report.after_report":  {"it would begin after the report, which is as of {as_of}", "起始日不早于报告截止时间 {as_of}"},
	"no_quota":             {"no quota was given", "未设目标"},
	"report.newest_first":  {"the file runs from the newest row to the oldest; rows of one instant were read in that order", "文件按时间由新到旧排列，同一时刻的记录已按此顺序处理"},
	"report.many_groups":   {"{key} has {n} values; up to {max} are compared", "{key} 有 {n} 个取值，最多比较 {max} 个"},
	"report.cost_currency": {"{n} costs are in another currency, or too large, and are not counted", "有 {n} 笔费用币种不同或数额过大，未计入"},
	"report.cost_later":    {"{n} costs begin after the report and are not counted", "有 {n} 笔费用始于报告截止时间之后，未计入"},
	"report.cost_cut":      {"{n} costs reach beyond the report; of them the days until then are counted, all alike", "有 {n} 笔费用的期间超出报告截止时间，仅按天数比例计入截止前的部分"},
	"report.quota_group": {
		"{group} has a quota and no deal, open or closed: is the name the same as that of the deals?", "{group} 有目标但没有任何商机（含已关闭）：请检查名称是否与商机中的一致",
	},
	"report.quota_currency": {"{n} quotas are in another currency, or too large, and are not in this report", "有 {n} 个目标币种不同或数额过大，未计入本报告"},
	"report.rho_surprise": {
		"of {of} past deals {n} came out as the model had held impossible; the correlation is not learned from deals that it was certain of",
		"{of} 个历史商机中有 {n} 个的结果是模型认为不可能的；估计相关系数时不使用模型已有定论的商机",
	},
	"report.no_past":       {"no period before this one was seen from its beginning", "此前没有任何期间从期初起就有记录"},
	"report.few_weeks":     {"{n} whole weeks are too few to learn how many deals come; {least} are needed", "只有 {n} 个完整周，不足以估计新商机的数量（至少 {least} 周）"},
	"report.no_pace":       {"the history does not show how long deals take", "历史数据无法说明商机需要多长时间"},
	"no_limit":             {"no stage has a limit, and without a history none is learned", "没有设定停留时限，也没有历史记录可供推算"},
	"not_asked":            {"not asked for", "未要求"},
	"report.no_evidence":   {"neither the history nor the configuration says anything of {stages}", "历史数据和配置都无法说明阶段 {stages}"},
	"no_history":           {"there is no history, only the deals as they stand", "没有历史记录，只有商机当前状态"},
	"report.unknown_stage": {"deals are in stage {stage}, which the pipeline does not have; they are not counted", "商机所在阶段 {stage} 不在流程中，未计入"},
	"report.deal_repeated": {"deals have several rows; the last row counts", "同一商机有多行，以最后一行为准"},
	"report.refused":       {"the data cannot bear it", "数据不足以支持"},
	"input.skipped_blank":  {"blank rows were passed over", "跳过的空行"},
	"input.skipped_footer": {"lines of the report around the table were passed over", "跳过的表外说明行"},
	"input.skipped_header": {"repeated headers were passed over", "跳过的重复表头"},
}

// sentence is what a note says in the writer's language.
func (w *writer) sentence(n sf.Note) string {
	pair, ok := phrases[n.Code]
	if !ok {
		return n.In(w.lang)
	}
	return n.Format(pair[w.lang])
}

// Sentence is what a note of the program or the library says in a language.
func Sentence(n sf.Note, lang sf.Language) string {
	w := writer{lang: lang}
	return w.sentence(n)
}
