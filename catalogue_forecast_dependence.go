package salesfunnel

var forecastDependencePhrases = map[Code]phrase{
	"forecast.rho":           {"the latent correlation {rho} is not from 0 to {most}", "潜在相关系数 {rho} 不在 0 到 {most} 之间"},
	"forecast.rho_twice":     {"the latent correlation is both given and learned; one of them must go", "潜在相关系数既被指定又由历史估计，只能保留其一"},
	"forecast.rho_periods":   {"{n} past periods are too few to learn a latent correlation, {least} are needed; give one instead", "只有 {n} 个历史期间，不足以估计潜在相关系数（至少 {least} 个），请直接指定"},
	"forecast.rho_overlap":   {"the past period {period} is empty, or begins before the one before it ended", "历史期间 {period} 为空，或早于上一期间结束之前开始"},
	"forecast.rho_deals":     {"{won} won of {deals} deals with the chance {p} cannot be", "{deals} 个商机、赢率 {p}，不可能赢单 {won} 个"},
	"forecast.rho_later":     {"the latent correlation was learned from periods until {to}, but the book stands at {as_of}", "潜在相关系数的历史依据截至 {to}，晚于商机簿的截止时间 {as_of}"},
	"forecast.rho_posterior": {"the weights of the learned latent correlation are not positive, or do not sum to 1", "所估计的潜在相关系数的权重不为正，或合计不为 1"},
	"forecast.chance_order":  {"the chance of a win by the end, {by}, is below that before the beginning, {before}", "期末前的赢率 {by} 低于期初前的赢率 {before}"},

	"forecast.dependent":        {"deals share one common factor: the latent correlation is {rho}, so that two wins with the chance {p%} correlate by {event}; the range with dependence stands beside the one without", "各商机受同一共同因素影响：潜在相关系数为 {rho}，即赢率为 {p%} 的两个商机的输赢相关系数为 {event}；计入相关性的区间与不计入的并列给出"},
	"forecast.dependent_normal": {"the sum of many deals under each state of the common factor is taken to be normal, corrected for its skewness; the probabilities with dependence are good to about {error%}", "商机较多的分组在共同因素的每种状态下按正态分布近似；计入相关性的概率误差约为 {error%}"},
	"forecast.rho_zero":         {"{n} past periods do not show that deals depend on each other: the interval of the latent correlation includes 0 and ends at {high}", "{n} 个历史期间未显示商机之间存在相关性：潜在相关系数的区间包含 0，上限为 {high}"},
}
