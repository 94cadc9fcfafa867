package salesfunnel

var funnelHealthPhrases = map[Code]phrase{
	"funnel.stalled_option":   {"{value} cannot be used here: {want}", "此处不能使用 {value}，应为 {want}"},
	"funnel.stalled_no_limit": {"stage {stage} has no limit, and too little is known to learn one; {n} open deals are not judged, {examples} among them", "阶段 {stage} 没有设定停留时限，历史也不足以推算；{n} 个进行中的商机未作判断（如 {examples}）"},
	"funnel.stalled_few":      {"the limit of stage {stage} is learned from {n} moves towards a win only", "阶段 {stage} 的停留时限仅依据 {n} 次通向成交的流转推算"},
}
