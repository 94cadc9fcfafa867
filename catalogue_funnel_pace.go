package salesfunnel

var funnelPacePhrases = map[Code]phrase{
	// Periods.
	"funnel.pace_ahead":  {"the period begins at {from}, and nothing is known from {as_of} on", "时段自 {from} 开始，而数据只到 {as_of} 之前"},
	"funnel.pace_unseen": {"the period begins at {from}, before observation did at {since}", "时段自 {from} 开始，早于观察起点 {since}"},
	"funnel.pace_cut":    {"the period is not over; it counts up to {to}", "时段尚未结束，只统计到 {to}"},
	"funnel.pace_early":  {"the rows begin at {first}, in the period; what was before them is missing", "数据自 {first} 才开始，时段的前一部分可能缺失"},

	// Velocity and throughput.
	"funnel.velocity_no_win":   {"no deal was won in the period, so that its sales velocity cannot be said", "该时段没有赢单，无法计算销售速度"},
	"funnel.velocity_no_cycle": {"none of {n} won deals was on record from its creation on, so that neither their cycle nor the sales velocity can be said", "{n} 个赢单均缺少从创建到成交的完整记录，无法计算赢单周期和销售速度"},
	"funnel.velocity_same_day": {"all won deals were won on the day they were created: with a cycle of 0 days the sales velocity cannot be said", "赢单均在创建当天成交，周期为 0 天，无法计算销售速度"},
	"funnel.velocity_unpriced": {"{n} won deals have no amount; the mean leaves them out", "{n} 个赢单没有金额，未计入平均客单价"},
	"funnel.velocity_cycle":    {"won deals took {won} days and all closed deals {all}: the formula divides by the first where the second is right, so that its result is about {share%} of what comes in", "赢单平均用时 {won} 天，全部已关闭商机平均 {all} 天：公式除以前者，而应除以后者，结果约为实际流入的 {share%} 倍"},
	"funnel.throughput_unseen": {"{n} deals were closed when they were first seen; they are no arrivals here", "{n} 个商机首次出现时已关闭，未计入新增"},

	// Series.
	"funnel.series_unit":                 {"there is no unit {unit} of a series", "不存在序列周期单位 {unit}"},
	"funnel.series_count":                {"{n} periods are asked for; a number from 0 to {max} is needed", "要求 {n} 个周期，应在 0 至 {max} 之间"},
	"funnel.series_order":                {"the period begins at {from}, before the one before it ends", "该周期自 {from} 开始，早于上一周期的结束"},
	"funnel.series_metric":               {"the metric {metric} does not exist or stands twice", "指标 {metric} 不存在或重复"},
	"funnel.series_stage":                {"{stage} is no open stage, or stands twice", "{stage} 不是进行中的阶段，或重复出现"},
	"funnel.series_baseline":             {"a row is judged by {n} rows before it; a number from {least} to {max}, or 0, is needed", "以之前 {n} 行为基准，应为 {least} 至 {max}，或为 0"},
	"funnel.series_level":                {"the chance of a false alarm is {level}; a number from {least} to {most}, or 0, is needed", "误报概率为 {level}，应在 {least} 至 {most} 之间，或为 0"},
	"funnel.series_size":                 {"the series would have {n} rows; at most {max} are made", "序列将有 {n} 行，最多 {max} 行"},
	"funnel.series_entries_low":          {"few entries into stage {stage} in {period}: {value}, where {low} to {high} are routine", "{period} 进入阶段 {stage} 的商机偏少：{value} 次，例常范围 {low} 至 {high}，属例外"},
	"funnel.series_entries_high":         {"many entries into stage {stage} in {period}: {value}, where {low} to {high} are routine", "{period} 进入阶段 {stage} 的商机偏多：{value} 次，例常范围 {low} 至 {high}，属例外"},
	"funnel.series_entries_all_low":      {"few new deals in {period}: {value}, where {low} to {high} are routine", "{period} 新增商机偏少：{value} 个，例常范围 {low} 至 {high}，属例外"},
	"funnel.series_entries_all_high":     {"many new deals in {period}: {value}, where {low} to {high} are routine", "{period} 新增商机偏多：{value} 个，例常范围 {low} 至 {high}，属例外"},
	"funnel.series_conversion_low":       {"the conversion of stage {stage} in {period} is low: {value%}, where {low%} to {high%} is routine", "{period} 阶段 {stage} 的转化率偏低：{value%}，例常范围 {low%} 至 {high%}，属例外"},
	"funnel.series_conversion_high":      {"the conversion of stage {stage} in {period} is high: {value%}, where {low%} to {high%} is routine", "{period} 阶段 {stage} 的转化率偏高：{value%}，例常范围 {low%} 至 {high%}，属例外"},
	"funnel.series_conversion_all_low":   {"few of the deals closed in {period} were won: {value%}, where {low%} to {high%} is routine", "{period} 关闭的商机赢单率偏低：{value%}，例常范围 {low%} 至 {high%}，属例外"},
	"funnel.series_conversion_all_high":  {"many of the deals closed in {period} were won: {value%}, where {low%} to {high%} is routine", "{period} 关闭的商机赢单率偏高：{value%}，例常范围 {low%} 至 {high%}，属例外"},
	"funnel.series_drop_off_low":         {"the drop-off of stage {stage} in {period} is low: {value%}, where {low%} to {high%} is routine", "{period} 阶段 {stage} 的流失率偏低：{value%}，例常范围 {low%} 至 {high%}，属例外"},
	"funnel.series_drop_off_high":        {"the drop-off of stage {stage} in {period} is high: {value%}, where {low%} to {high%} is routine", "{period} 阶段 {stage} 的流失率偏高：{value%}，例常范围 {low%} 至 {high%}，属例外"},
	"funnel.series_drop_off_all_low":     {"few of the deals closed in {period} were lost: {value%}, where {low%} to {high%} is routine", "{period} 关闭的商机输单率偏低：{value%}，例常范围 {low%} 至 {high%}，属例外"},
	"funnel.series_drop_off_all_high":    {"many of the deals closed in {period} were lost: {value%}, where {low%} to {high%} is routine", "{period} 关闭的商机输单率偏高：{value%}，例常范围 {low%} 至 {high%}，属例外"},
	"funnel.series_cycle_low":            {"stays in stage {stage} that ended in {period} were short: {value} days, where {low} to {high} are routine", "{period} 离开阶段 {stage} 的商机停留偏短：平均 {value} 天，例常范围 {low} 至 {high} 天，属例外"},
	"funnel.series_cycle_high":           {"stays in stage {stage} that ended in {period} were long: {value} days, where {low} to {high} are routine", "{period} 离开阶段 {stage} 的商机停留偏长：平均 {value} 天，例常范围 {low} 至 {high} 天，属例外"},
	"funnel.series_cycle_all_low":        {"the deals closed in {period} were young: {value} days, where {low} to {high} are routine", "{period} 关闭的商机历时偏短：平均 {value} 天，例常范围 {low} 至 {high} 天，属例外"},
	"funnel.series_cycle_all_high":       {"the deals closed in {period} were old: {value} days, where {low} to {high} are routine", "{period} 关闭的商机历时偏长：平均 {value} 天，例常范围 {low} 至 {high} 天，属例外"},
	"funnel.series_won_cycle_low":        {"the deals won in {period} were won soon: after {value} days, where {low} to {high} are routine", "{period} 赢单的销售周期偏短：平均 {value} 天，例常范围 {low} 至 {high} 天，属例外"},
	"funnel.series_won_cycle_high":       {"the deals won in {period} were won late: after {value} days, where {low} to {high} are routine", "{period} 赢单的销售周期偏长：平均 {value} 天，例常范围 {low} 至 {high} 天，属例外"},
	"funnel.series_open_deals_low":       {"few deals are open in stage {stage} at the end of {period}: {value}, where after the period before {low} to {high} are routine", "{period} 末阶段 {stage} 的进行中商机偏少：{value} 个，按上期推算例常范围 {low} 至 {high}，属例外"},
	"funnel.series_open_deals_high":      {"many deals are open in stage {stage} at the end of {period}: {value}, where after the period before {low} to {high} are routine", "{period} 末阶段 {stage} 的进行中商机偏多：{value} 个，按上期推算例常范围 {low} 至 {high}，属例外"},
	"funnel.series_open_deals_all_low":   {"few deals are open at the end of {period}: {value}, where after the period before {low} to {high} are routine", "{period} 末进行中商机总数偏少：{value} 个，按上期推算例常范围 {low} 至 {high}，属例外"},
	"funnel.series_open_deals_all_high":  {"many deals are open at the end of {period}: {value}, where after the period before {low} to {high} are routine", "{period} 末进行中商机总数偏多：{value} 个，按上期推算例常范围 {low} 至 {high}，属例外"},
	"funnel.series_open_amount_low":      {"little is open in stage {stage} at the end of {period}: {value}, where after the period before {low} to {high} is routine", "{period} 末阶段 {stage} 的进行中金额偏低：{value}，按上期推算例常范围 {low} 至 {high}，属例外"},
	"funnel.series_open_amount_high":     {"much is open in stage {stage} at the end of {period}: {value}, where after the period before {low} to {high} is routine", "{period} 末阶段 {stage} 的进行中金额偏高：{value}，按上期推算例常范围 {low} 至 {high}，属例外"},
	"funnel.series_open_amount_all_low":  {"little is open at the end of {period}: {value}, where after the period before {low} to {high} is routine", "{period} 末进行中总金额偏低：{value}，按上期推算例常范围 {low} 至 {high}，属例外"},
	"funnel.series_open_amount_all_high": {"much is open at the end of {period}: {value}, where after the period before {low} to {high} is routine", "{period} 末进行中总金额偏高：{value}，按上期推算例常范围 {low} 至 {high}，属例外"},

	// Paths.
	"funnel.paths_most": {"{n} routes are asked for; a number of at least 0 is needed", "要求列出 {n} 条路径，应不小于 0"},
	"funnel.paths_many": {"there are more than {kept} different routes; those of {least} deals or fewer are not listed", "不同路径超过 {kept} 条，商机数不超过 {least} 的路径未列出"},
	"funnel.paths_long": {"{n} deals entered more than {max} stages and have no route", "{n} 个商机进入阶段超过 {max} 次，未归入任何路径"},
}
