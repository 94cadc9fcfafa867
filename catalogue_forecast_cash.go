package salesfunnel

var forecastCashPhrases = map[Code]phrase{
	"forecast.cash_rule":    {"either a schedule or a learned delay says when deals are paid, not both and not neither", "回款规则须为付款计划或所估计的回款周期之一，不能同时指定，也不能都缺"},
	"forecast.cash_bills":   {"bills say when they are paid by a learned delay only", "仅在使用所估计的回款周期时才能提供账单"},
	"forecast.cash_horizon": {"cash is foretold at most {most} days ahead", "回款最多只能预测未来 {most} 天"},
	"forecast.installment":  {"an installment has a share that is not above 0, or days that are not from 0 to {most} and later than those before it", "分期的比例不大于 0，或天数不在 0 到 {most} 之间、不晚于前一期"},
	"forecast.schedule":     {"the shares of a schedule sum to {sum} and not to 1, or it has more than {most} parts", "付款计划的比例合计为 {sum}，应为 1；或分期多于 {most} 期"},
	"forecast.payment_date": {"the bill of {deal} has no day of signing, or a day that is none", "商机 {deal} 的账单缺少签约日期，或日期无效"},
	"forecast.none_paid":    {"none of {n} bills was paid; the delay of payment cannot be learned", "{n} 笔账单均未付款，无法估计回款周期"},
	"forecast.delay_later":  {"the delay of payment was learned from what was known until {fitted}, but the book stands at {as_of}", "回款周期的历史依据截至 {fitted}，晚于商机簿的截止时间 {as_of}"},

	"forecast.paid_early":         {"{n} of {of} paid bills were paid before they were signed; their delay is taken to be 0", "{of} 笔已付账单中有 {n} 笔在签约前付款，其回款周期按 0 天计"},
	"forecast.bill_amount":        {"{n} of {of} bills have no amount; they add no money", "{of} 笔账单中有 {n} 笔没有金额，未计入回款"},
	"forecast.no_bills":           {"whether {n} won deals were paid is not known, as no bills were given; they are left out", "未提供账单，{n} 个赢单是否已回款未知，未计入应收"},
	"forecast.delay_extrapolated": {"{share%} of what is said of unpaid bills lies beyond the longest delay that was seen", "未付账单的预测中有 {share%} 超出已观察到的最长回款周期，属外推"},
	"forecast.cash_parts":         {"deals pay in several installments: cash is given by its means, without ranges", "商机分期付款：回款只给出期望值，不给出区间"},
}
