package salesfunnel

var forecastAmountPhrases = map[Code]phrase{
	"forecast.amount_ratio":          {"the ratio {ratio} with the share {share} is not one of amounts", "比率 {ratio}（占比 {share}）无效"},
	"forecast.amount_ratios":         {"there are {n} ratios; from 1 to {most} are needed, some with a share above 0", "共有 {n} 个比率，应为 1 至 {most} 个，且至少一个占比大于 0"},
	"forecast.amount_option":         {"{value} is out of range; it goes from {least} to {most}", "数值 {value} 超出范围，应在 {least} 至 {most} 之间"},
	"forecast.amounts_none":          {"no deal was won that shows what amounts come to; they are taken as they stand", "没有可用于比较报价与成交金额的赢单，金额按现值计"},
	"forecast.amounts_left":          {"of {n} of {of} won deals it is not known what the amount shown came to", "{of} 个赢单中有 {n} 个无法比较报价与成交金额"},
	"forecast.amounts_placeholder":   {"stage {stage}: {n} deals were won for more than {times} times an amount shown there; such amounts are left out as placeholders", "阶段 {stage}：{n} 个商机的成交金额超过所示金额的 {times} 倍，这类金额视为占位金额，未计入"},
	"forecast.amounts_used":          {"ranges and chances take amounts to come out as in the past: on the whole at {share%} of what is shown; weighted values do not", "区间与概率按历史成交比计算金额（总体为所示金额的 {share%}），加权金额不作调整"},
	"forecast.amounts_as_shown":      {"the simulation takes amounts as shown; the ratios of past deals are not in it", "模拟按所示金额计算，未计入历史成交比"},
	"forecast.amounts_unseen":        {"{n} of {of} open deals are in stages that no won deal is known from; their amounts take what was learned of all stages", "{of} 个在途商机中有 {n} 个所在阶段没有赢单记录，金额比率取全部阶段的结果"},
	"forecast.win_rates_differ":      {"stage {stage}: {value%} of the value is won, but {count%} of the deals", "阶段 {stage}：按金额计赢率为 {value%}，按数量计为 {count%}"},
	"forecast.win_rates_differ_all":  {"from the first stage on, {value%} of the value is won, but {count%} of the deals", "全程：按金额计赢率为 {value%}，按数量计为 {count%}"},
	"forecast.win_rate_short":        {"stage {stage}: no deal was seen for {days} days; what is said reaches {seen} days", "阶段 {stage}：没有商机被观察满 {days} 天，结果只到 {seen} 天"},
	"forecast.amount_effect_none":    {"no stage has won and other deals of different amounts; the amount is taken to have no effect", "没有阶段同时有金额不同的赢单和未赢单，视为金额对赢率无影响"},
	"forecast.amount_effect_unsized": {"{n} of {of} open deals keep their chance: they have no amount above 0, or nothing is known of their stage", "{of} 个在途商机中有 {n} 个的赢率未按金额调整：没有大于 0 的金额，或所在阶段没有依据"},
	"forecast.close_overdue":         {"the close date of {n} of {of} open deals has passed", "{of} 个在途商机中有 {n} 个的预计成交日期已过期"},
	"forecast.close_missing":         {"{n} of {of} open deals have no close date", "{of} 个在途商机中有 {n} 个没有预计成交日期"},
	"forecast.pushed":                {"the close date of {n} of {of} open deals was put off more than once", "{of} 个在途商机中有 {n} 个的预计成交日期被推迟两次以上"},
	"forecast.close_held":            {"of {n} close dates that have passed, {share%} came with a win by then", "已过期的 {n} 个预计成交日期中，按期赢单的占 {share%}"},
}
