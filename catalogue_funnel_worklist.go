package salesfunnel

var funnelWorklistPhrases = map[Code]phrase{
	// Reasons why a deal is on the day's list.
	"funnel.work_next_overdue":      {"the next step was due on {due} and is {days} days late", "下一步行动应于 {due} 完成，已逾期 {days} 天"},
	"funnel.work_plan_overdue":      {"an activity planned for {due} ({kind}) has not happened, {days} days late", "原定 {due} 的活动（{kind}）尚未进行，已逾期 {days} 天"},
	"funnel.work_limit_passed":      {"it should have left {stage} by {due}; it is {days} days over the limit", "最晚应于 {due} 离开“{stage}”阶段，已超出停留时限 {days} 天"},
	"funnel.work_lead_late":         {"a new lead, to be contacted by {due}, that nobody has contacted yet", "新线索应在 {due} 前首次联系，至今无人联系"},
	"funnel.work_close_passed":      {"its expected close date, {due}, passed {days} days ago", "预计成交日期 {due} 已过 {days} 天"},
	"funnel.work_milestone_overdue": {"the milestone “{milestone}” was due on {due} and is {days} days late", "里程碑“{milestone}”应于 {due} 达成，已逾期 {days} 天"},
	"funnel.work_untouched":         {"nothing was heard of it for {days} days; the standard is {limit}", "已有 {days} 天没有任何跟进，标准为 {limit} 天"},
	"funnel.work_next_missing":      {"no next step is planned", "没有安排下一步行动"},
	"funnel.work_next_due":          {"the next step is due on {due}", "下一步行动安排在 {due}"},
	"funnel.work_plan_due":          {"an activity is planned for {due} ({kind})", "{due} 有计划活动（{kind}）"},
	"funnel.work_limit_near":        {"its time in {stage} is up on {due}", "“{stage}”阶段的停留时限将于 {due} 到期"},
	"funnel.work_lead_due":          {"a new lead, to be contacted by {due}", "新线索，须在 {due} 前首次联系"},
	"funnel.work_close_near":        {"it is expected to close on {due}", "预计 {due} 成交"},
	"funnel.work_milestone_due":     {"the milestone “{milestone}” is due on {due}", "里程碑“{milestone}”应于 {due} 达成"},
	"funnel.work_unmet":             {"it cannot go on to {to} yet: {unmet} conditions are not met, {unknown} not known", "尚不能晋级到“{to}”：{unmet} 项条件未满足，{unknown} 项无法判断"},

	// What the list, the activities and the comparison of touches refuse or warn of.
	"funnel.work_no_activities": {"no activities are on record, so leads that were not contacted in time cannot be told", "没有任何活动记录，无法判断哪些线索未及时联系"},
	"funnel.work_no_steps":      {"no deal has or had a next step or a planned activity on record: it may be that they are not kept at all", "所有商机均无下一步行动或计划活动的记录，可能是系统未记录这些信息"},
	"funnel.work_reason":        {"there is no reason {code} to leave out", "不存在可忽略的原因 {code}"},
	"funnel.option_range":       {"{got} is not between {min} and {max}", "{got} 不在 {min} 到 {max} 之间"},
	"funnel.share_few":          {"the share rests on {n} cases only; {want} are needed", "该比例仅依据 {n} 例，至少需要 {want} 例"},
	"funnel.share_silent":       {"{silent} of {of} do not say; whatever they would say, the share lies between {low%} and {high%}", "{of} 例中有 {silent} 例未填写；无论实际如何，该比例介于 {low%} 与 {high%} 之间"},
	"funnel.touch_not_cause":    {"deals that are doing well are also touched more: the difference is no proof that touching brings it about", "进展顺利的商机往往也跟进得更多，这一差异不能证明是跟进带来的"},
	"funnel.touch_few":          {"too few deals to compare: {with} with and {without} without a touch ({want} of each are needed), {moved} that progress and {stayed} that do not ({least} of each)", "商机数量过少，无法比较：有跟进 {with} 个、无跟进 {without} 个（各需至少 {want} 个），有推进 {moved} 个、无推进 {stayed} 个（各需至少 {least} 个）"},
	"funnel.touch_one_deal":     {"the comparison rests on {deal} alone: without it, no deals with and without a touch are in the same stage at the same age", "对比结果只取决于商机 {deal}：去掉它，就没有处于同一阶段、停留时间相同的有跟进与无跟进商机可供对比"},

	// What is wrong with the data.
	"funnel.quality_field_missing": {"{n} of {of} deals lack {field}", "{of} 个商机中有 {n} 个缺少“{field}”"},
	"funnel.quality_entry_late":    {"{n} of {of} rows were recorded more than {hours} hours after they happened", "{of} 条记录中有 {n} 条在发生 {hours} 小时之后才录入"},
	"funnel.quality_backfill":      {"{n} of {of} sessions of backfilling fall around the end of the month, where {expected} would by chance (p: {p})", "{of} 次补录中有 {n} 次集中在月末月初，随机情况下应约为 {expected} 次（p: {p}）"},
	"funnel.quality_no_basis":      {"{n} of {of} moves have no basis on record: no reason, no activity and no changed fact within {days} days before", "{of} 次阶段推进中有 {n} 次没有依据：之前 {days} 天内既无原因、也无活动、也无信息更新"},
	"funnel.quality_close_passed":  {"{n} of {of} open deals with an expected close date have let it pass", "{of} 个填有预计成交日期的在途商机中，有 {n} 个日期已过"},
	"funnel.quality_duplicate":     {"{n} of {of} deals share {key} with another deal that was open at the same time (groups: {groups}; across sources: {sources}; across owners: {owners})", "{of} 个商机中有 {n} 个与同期在途的其他商机“{key}”相同，疑似重复：共 {groups} 组，其中 {sources} 组跨来源、{owners} 组跨负责人"},
	"funnel.quality_week_empty":    {"in {n} of {of} owner-weeks nothing was recorded", "{of} 个“人·周”中有 {n} 个没有任何录入"},
	"funnel.quality_week_silent":   {"in {n} of {of} weeks nobody recorded anything", "{of} 周中有 {n} 周无人录入"},
	"funnel.quality_untouched":     {"nothing was heard of {n} of {of} open deals for {days} days or longer", "{of} 个在途商机中有 {n} 个已 {days} 天以上没有任何跟进"},
	"funnel.quality_no_required":   {"not looked for: neither a stage nor the options require a field", "未检查：阶段和选项均未指定必填字段"},
	"funnel.quality_no_recording":  {"not looked for: times of recording are not kept", "未检查：没有录入时间"},
	"funnel.quality_no_grounds":    {"not looked for: neither reasons nor activities nor facts are kept", "未检查：没有原因、活动或信息更新的记录"},
	"funnel.quality_no_close":      {"not looked for: no open deal has an expected close date", "未检查：在途商机均未填写预计成交日期"},
	"funnel.quality_no_keys":       {"not looked for: no key of duplicates is named", "未检查：未指定查重的关键字段"},
	"funnel.quality_key":           {"a key of duplicates needs facts with names", "查重的关键字段必须给出字段名"},
}
