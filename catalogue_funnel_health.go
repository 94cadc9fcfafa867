package salesfunnel

var funnelHealthPhrases = map[Code]phrase{
	"funnel.stalled_option":   {"{value} cannot be used here: {want}", "此处不能使用 {value}，应为 {want}"},
	"funnel.stalled_no_limit": {"stage {stage} has no limit, and too little is known to learn one; {n} open deals are not judged, {examples} among them", "阶段 {stage} 没有设定停留时限，历史也不足以推算；{n} 个进行中的商机未作判断（如 {examples}）"},
	"funnel.stalled_few":      {"the limit of stage {stage} is learned from {n} moves towards a win only", "阶段 {stage} 的停留时限仅依据 {n} 次通向成交的流转推算"},

	// Health.
	"funnel.health_window": {"a window of {days} days; 1 to {max} are possible", "观察窗口为 {days} 天，应在 1 到 {max} 天之间"},
	"funnel.health_level":  {"the level {level} is not between 0 and 1", "显著性水平 {level} 不在 0 与 1 之间"},
	"funnel.health_looks":  {"{looks} looks a year; the number cannot be negative", "每年检查 {looks} 次，次数不能为负"},

	"funnel.stage_full":      {"stage {stage} is as usual: {deals} open deals where {expected} are expected, {entries} came in within {days} days where {usual} are usual", "阶段 {stage} 正常：进行中商机 {deals} 个（预计 {expected} 个），近 {days} 天进入 {entries} 个（通常 {usual} 个）"},
	"funnel.stage_blocked":   {"stage {stage} is blocked: {deals} open deals where those that came in lead one to expect {expected} (p: {p}); longest there: {examples}", "阶段 {stage} 堵塞：进行中商机 {deals} 个，而按进入情况预计为 {expected} 个（p: {p}）；停留最久的有 {examples}"},
	"funnel.stage_gap":       {"stage {stage} has a gap: {entries} deals came in within {days} days where {usual} are usual (p: {p}), although earlier stages go on; the last to come in: {examples}", "阶段 {stage} 断档：近 {days} 天进入 {entries} 个商机，通常为 {usual} 个（p: {p}），而前面的阶段仍在正常进入；最近进入的有 {examples}"},
	"funnel.stage_empty":     {"stage {stage} runs dry: {entries} deals came in within {days} days where {usual} are usual (p: {p}), and no earlier stage goes on; the last to come in: {examples}", "阶段 {stage} 空杯：近 {days} 天进入 {entries} 个商机，通常为 {usual} 个（p: {p}），且前面没有正常进入的阶段；最近进入的有 {examples}"},
	"funnel.stage_quiet":     {"too little goes through stage {stage} to tell: even if all had stood still for {days} days, that could be chance", "经过阶段 {stage} 的商机太少，无法判断：即使 {days} 天内完全停滞，也可能只是偶然"},
	"funnel.stage_unvisited": {"no deal has been seen in stage {stage}", "阶段 {stage} 从未出现过商机"},
	"funnel.health_young":    {"there is too little history to judge by; from {date} on there is enough", "历史太短，尚无法判断；自 {date} 起可以判断"},

	"funnel.verdict_full":    {"the funnel is healthy as far as can be told: {n} of {of} stages could be judged", "就可判断的部分而言漏斗健康：{of} 个阶段中有 {n} 个可以判断"},
	"funnel.verdict_blocked": {"the funnel is blocked: deals pile up in {stages}", "漏斗堵塞：商机积压在 {stages}"},
	"funnel.verdict_gap":     {"the funnel has a gap: too few deals come into {stages}", "漏斗断档：进入 {stages} 的商机过少"},
	"funnel.verdict_empty":   {"the funnel runs dry: too few deals come in, from {stages} on", "漏斗空杯：从 {stages} 起进入的商机过少"},
	"funnel.verdict_unknown": {"too little to tell how the funnel stands", "数据太少，无法判断漏斗状况"},

	"funnel.health_alarms": {"a healthy funnel is called otherwise in at most {share%} of the looks; with {looks} looks a year, in at most {year%} of the years", "健康的漏斗每次检查被误报的概率至多为 {share%}；每年检查 {looks} 次，全年至少误报一次的概率至多为 {year%}"},
	"funnel.health_lagged": {"moves come on record late; stages are judged as they stood on {date}, {days} days ago", "阶段变动录入有延迟，按 {days} 天前（{date}）的状况判断"},
}
