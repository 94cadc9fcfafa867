package salesfunnel

var funnelWaterfallPhrases = map[Code]phrase{
	"funnel.bridge_history":  {"the opening and the closing are not views of one history", "期初与期末不是同一份历史的视图"},
	"funnel.bridge_order":    {"the closing, {closing}, lies before the opening, {opening}", "期末 {closing} 早于期初 {opening}"},
	"funnel.bridge_period":   {"the period {period} is empty", "期间 {period} 为空"},
	"funnel.bridge_unpriced": {"{n} open deals have no amount and add nothing, {examples} among them", "{n} 个进行中的商机没有金额，未计入金额（如 {examples}）"},
	"funnel.bridge_late":     {"{n} deals had begun before the opening and came on record only after it, {examples} among them", "{n} 个商机在期初之前已经开始，期初之后才补录（如 {examples}）"},
}
