package salesfunnel

var funnelRetentionPhrases = map[Code]phrase{
	"funnel.customer_stage":     {"{stage} is no stage that can stand here", "阶段 {stage} 不存在，或不能用在此处"},
	"funnel.customer_no_churn":  {"the pipeline has no lost stage, and no other was named as churn", "流程中没有流失阶段，也没有另外指定哪个阶段算流失"},
	"funnel.customer_unit":      {"{n} is not a whole number from 0 to {max}", "{n} 不是 0 至 {max} 的整数"},
	"funnel.customer_cohort":    {"the cohort {period} is empty, or begins before the one before it has ended", "客户批次 {period} 为空，或在上一批次结束前开始"},
	"funnel.customer_unseen":    {"{n} customers were never seen before they churned, {examples} among them; they are left out", "{n} 位客户在流失之前没有任何记录（如 {examples}），未计入"},
	"funnel.customer_returned":  {"{n} customers came back after they had churned, {examples} among them; they count as churned", "{n} 位客户流失后又回来（如 {examples}），仍按首次流失计"},
	"funnel.customer_late":      {"{n} customers came into the history in mid-life, {examples} among them; they count only from then on", "{n} 位客户中途才进入历史（如 {examples}），仅从进入时起计"},
	"funnel.customer_gap":       {"at age {days} days no customer was left under observation, though at later ages some were; the curve is not reliable from there on", "在第 {days} 天已没有处于观察中的客户，而更长时间上仍有，此后的曲线不可靠"},
	"funnel.no_purchase_stage":  {"the pipeline has no won stage, and no other was named as a purchase", "流程中没有成交阶段，也没有另外指定哪个阶段算购买"},
	"funnel.margin":             {"{value} cannot be used here: {why}", "此处不能使用 {value}：{why}"},
	"funnel.no_margin":          {"no margin was given, and no customer has an amount to take it from", "没有给出毛利，客户也没有金额可供推算"},
	"funnel.margin_free":        {"what a customer pays is taken to say nothing about how long the customer stays; the mean is over {n} customers, {unpriced} more have no amount", "假定客户付费多少与其留存时间无关；均值取自 {n} 位客户，另有 {unpriced} 位没有金额"},
	"funnel.value_short":        {"the value covers {units} units instead of {asked}: nobody has been seen at a greater age, and nobody churned from whom to go on", "价值只计到第 {units} 期，而非要求的第 {asked} 期：没有更久的观察，也没有流失可供外推"},
	"funnel.value_extrapolated": {"{share%} of the value lies at ages that nobody has been seen at; there customers are taken to churn at the rate of the oldest ages", "价值中有 {share%} 来自尚无客户到达的时长，按最长时长的流失率外推"},
}
