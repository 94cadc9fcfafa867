package salesfunnel

var forecastLeadersPhrases = map[Code]phrase{
	"forecast.no_history":      {"no history was given", "没有提供历史数据"},
	"forecast.past_period":     {"the period {period} is empty, or begins before the one before it ended", "期间 {period} 为空，或在上一期间结束之前开始"},
	"forecast.past_as_of":      {"{as_of} does not lie in the period under way, {period}", "{as_of} 不在当前期间 {period} 之内"},
	"forecast.anchor":          {"there is no such way to find the same day in another period", "不存在这种同期对齐方式"},
	"forecast.no_pacing":       {"no pacing was given", "没有提供进度对比结果"},
	"forecast.past_few":        {"there are only {n} past periods to compare with; so few say little", "只有 {n} 个历史期间可供对比，参考价值有限"},
	"forecast.past_unknown":    {"{n} past periods began before anything was on record, {period} first; they are in no comparison", "有 {n} 个历史期间开始时尚无任何记录（最早为 {period}），未纳入对比"},
	"forecast.coverage_never":  {"in {n} of {of} past periods nothing more was won after this day, so that no coverage would have sufficed", "{of} 个历史期间中有 {n} 个在同一天之后再无赢单，任何覆盖率都不够"},
	"forecast.top":             {"the number of deals and owners to name is negative", "要列出的商机和负责人数量为负"},
	"forecast.unowned":         {"{n} of {of} open deals have no owner", "{of} 个在途商机中有 {n} 个没有负责人"},
	"forecast.change_order":    {"the later book stood at {to}, before the earlier one at {from}", "后一商机簿的截止时间 {to} 早于前一商机簿的 {from}"},
	"forecast.change_nameless": {"{n} deals have no id; they count as gone and new, since they cannot be found again", "{n} 个商机没有编号，无法对应，按消失和新增处理"},
	"forecast.change_gone":     {"the later book does not have {n} deals of the earlier one; they were deleted, or closed before it begins", "前一商机簿中有 {n} 个商机不在后一商机簿中：已删除，或在其起始时间之前已关闭"},
	"forecast.change_stage":    {"{n} deals are in stages that the earlier pipeline did not have; what became of them counts as a change of the model", "{n} 个商机所在的阶段在前一销售流程中不存在，其变化计入模型变动"},
}
