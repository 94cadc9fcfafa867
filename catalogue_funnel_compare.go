package salesfunnel

var funnelComparePhrases = map[Code]phrase{
	// Partial pooling.
	"funnel.shrink_size":   {"there are {got} numbers of wins for {want} of cases", "赢单数有 {got} 项，而案例数有 {want} 项"},
	"funnel.shrink_level":  {"the level {level} is not between 0 and 1", "置信水平 {level} 不在 0 与 1 之间"},
	"funnel.shrink_counts": {"{wins} wins of {of} cases; wins are between 0 and the cases, which are at most {max}", "{of} 个案例中有 {wins} 个赢单；赢单数应在 0 与案例数之间，案例数最多 {max}"},

	// Options.
	"funnel.compare_horizon": {"a horizon of {days} days; 0 to {max} are possible", "观察期为 {days} 天，应在 0 到 {max} 之间"},
	"funnel.compare_level":   {"the level {level} is not between 0 and 1", "显著性水平 {level} 不在 0 与 1 之间"},
	"funnel.compare_min_n":   {"a fewest number of {n} deals; it is at least 0", "最少商机数为 {n}，应不小于 0"},
	"funnel.compare_stage":   {"{stage} is no open stage of the pipeline", "{stage} 不是销售流程中进行中的阶段"},
	"funnel.compare_metric":  {"{metric} is not among the metrics compared here", "此处不能按指标 {metric} 比较"},
	"funnel.compare_periods": {"there are {n} periods; at most {max} are compared", "周期有 {n} 个，最多比较 {max} 个"},
	"funnel.compare_low_in":  {"low in {n} periods is asked for; it is at least 0", "要求偏低的周期数为 {n}，应不小于 0"},
	"funnel.compare_date":    {"the date {date} does not lie a whole day before the view's time", "日期 {date} 与观察截止时间之间不足一整天"},
	"funnel.compare_window":  {"a window of {days} days; it is at least 0", "窗口为 {days} 天，应不小于 0"},

	// Groups side by side.
	"funnel.win_rate_lower":    {"{fact} {group} wins less often: {value%} of the deals within {days} days, {rest%} of the others (q: {q})", "{fact} {group} 的赢单率偏低：{days} 天内为 {value%}，其余为 {rest%}（q: {q}）"},
	"funnel.win_rate_higher":   {"{fact} {group} wins more often: {value%} of the deals within {days} days, {rest%} of the others (q: {q})", "{fact} {group} 的赢单率偏高：{days} 天内为 {value%}，其余为 {rest%}（q: {q}）"},
	"funnel.advance_lower":     {"{fact} {group} goes forward from stage {stage} less often: {value%} of the deals within {days} days, {rest%} of the others (q: {q})", "{fact} {group} 在阶段 {stage} 的推进率偏低：{days} 天内为 {value%}，其余为 {rest%}（q: {q}）"},
	"funnel.advance_higher":    {"{fact} {group} goes forward from stage {stage} more often: {value%} of the deals within {days} days, {rest%} of the others (q: {q})", "{fact} {group} 在阶段 {stage} 的推进率偏高：{days} 天内为 {value%}，其余为 {rest%}（q: {q}）"},
	"funnel.cycle_shorter":     {"deals of {fact} {group} end sooner: half of them within {value} days, of the others within {rest} (q: {q})", "{fact} {group} 的销售周期较短：中位数为 {value} 天，其余为 {rest} 天（q: {q}）"},
	"funnel.cycle_longer":      {"deals of {fact} {group} take longer to end: half of them {value} days, of the others {rest} (q: {q})", "{fact} {group} 的销售周期较长：中位数为 {value} 天，其余为 {rest} 天（q: {q}）"},
	"funnel.amount_lower":      {"deals won by {fact} {group} are smaller: {value} {currency} on average, {rest} of the others (q: {q})", "{fact} {group} 的成交金额偏低：平均 {value} {currency}，其余为 {rest}（q: {q}）"},
	"funnel.amount_higher":     {"deals won by {fact} {group} are larger: {value} {currency} on average, {rest} of the others (q: {q})", "{fact} {group} 的成交金额偏高：平均 {value} {currency}，其余为 {rest}（q: {q}）"},
	"funnel.compare_alike":     {"no sign that {fact} {group} differs from the others (q: {q})", "没有迹象表明 {fact} {group} 与其余有差异（q: {q}）"},
	"funnel.compare_crosses":   {"{fact} {group} has {value%} by day {days} and the others {rest%}, yet over the whole time they do not differ (q: {q}): one is ahead early on, the other later", "{fact} {group} 到第 {days} 天为 {value%}，其余为 {rest%}，但就全程而言没有差异（q: {q}）：一方先快后慢，另一方先慢后快"},
	"funnel.compare_mixed":     {"the test tells {fact} {group} from the others (q: {q}), but {value} against {rest} does not say which way: the two differ in when more than in how much", "检验显示 {fact} {group} 与其余有差异（q: {q}），但 {value} 与 {rest} 之比并未显示同一方向：差异在于快慢而非多少"},
	"funnel.compare_few":       {"{fact} {group} has {n} deals and the others {rest}; {want} on either side are needed to judge", "{fact} {group} 有 {n} 个商机，其余有 {rest} 个；双方各需至少 {want} 个才能评判"},
	"funnel.compare_few_ends":  {"{fact} {group} cannot be judged yet: about {n} such ends are to be expected on one side, {want} are needed", "{fact} {group} 尚无法评判：有一方预计只有约 {n} 次此类结果，至少需要 {want} 次"},
	"funnel.compare_no_name":   {"deals of which {fact} is not known are shown and not judged", "{fact} 未知的商机仅列出，不作评判"},
	"funnel.compare_no_test":   {"shown for {fact} {group} without a test: it grows with the number of deals given", "{fact} {group} 的此项数值仅供参考，不作检验：它随所分得的商机数量而增长"},
	"funnel.compare_not_cause": {"a difference is not a cause: groups may have been given different deals", "差异不等于原因：各组分得的商机可能本就不同"},
	"funnel.compare_late":      {"{n} of {of} deals came under observation in mid-life; they count from then on", "{of} 个商机中有 {n} 个中途才进入观察，仅从进入时起计入"},
	"funnel.compare_unseen":    {"{n} of {of} deals had closed before they were on record, or were never seen in an open stage; they are left out", "{of} 个商机中有 {n} 个在录入前已关闭，或从未出现在进行中的阶段，未计入"},

	// Period after period.
	"funnel.persistent_low":    {"{fact} {group} wins less often than the others in {low} of {judged} periods (adjusted p: {p})", "{fact} {group} 在 {judged} 个周期中有 {low} 个的赢单率低于其余（校正后 p: {p}）"},
	"funnel.persistent_not":    {"no sign that {fact} {group} is persistently low: below the others in {low} of {judged} periods (adjusted p: {p})", "没有迹象表明 {fact} {group} 持续偏低：{judged} 个周期中有 {low} 个低于其余（校正后 p: {p}）"},
	"funnel.persistent_few":    {"{fact} {group} had enough deals in {judged} periods only; {want} are needed", "{fact} {group} 仅在 {judged} 个周期中有足够的商机，至少需要 {want} 个周期"},
	"funnel.persistent_recent": {"deals of the period {period} are too young to be compared", "周期 {period} 的商机时间过短，无法比较"},

	// Before and after a date.
	"funnel.change_win_rate":  {"of deals created since {date}, {after%} are won within {days} days; of those before, {before%} (q: {q})", "{date} 起创建的商机在 {days} 天内的赢单率为 {after%}，此前为 {before%}（q: {q}）"},
	"funnel.change_advance":   {"of deals created since {date}, {after%} go forward from stage {stage} within {days} days; of those before, {before%} (q: {q})", "{date} 起创建的商机在阶段 {stage} {days} 天内的推进率为 {after%}，此前为 {before%}（q: {q}）"},
	"funnel.change_cycle":     {"half of the deals created since {date} end within {after} days; of those before, within {before} (q: {q})", "{date} 起创建的商机的销售周期中位数为 {after} 天，此前为 {before} 天（q: {q}）"},
	"funnel.change_none":      {"no sign of a change since {date} (q: {q})", "没有迹象表明 {date} 之后有变化（q: {q}）"},
	"funnel.change_crosses":   {"by day {days} it is {after%} of the deals created since {date} and {before%} of those before, yet over the whole time they do not differ (q: {q}): one is ahead early on, the other later", "{date} 起创建的商机到第 {days} 天为 {after%}，此前为 {before%}，但就全程而言没有差异（q: {q}）：一方先快后慢，另一方先慢后快"},
	"funnel.change_mixed":     {"the test finds a change since {date} (q: {q}), but {after} now against {before} before does not say which way: what differs is when more than how much", "检验显示 {date} 之后有变化（q: {q}），但此后为 {after}、此前为 {before}，并未显示同一方向：差异在于快慢而非多少"},
	"funnel.change_few":       {"there are {before} deals before and {after} after; {want} on either side are needed", "此前有 {before} 个商机，此后有 {after} 个，双方各需至少 {want} 个"},
	"funnel.change_few_ends":  {"it is too early: about {n} such ends are to be expected on one side, {want} are needed", "为时尚早：有一方预计只有约 {n} 次此类结果，至少需要 {want} 次"},
	"funnel.change_not_cause": {"what has changed since {date} need not have changed because of it: seasons, staff and the mix of deals change too", "{date} 之后的变化未必由其引起：季节、人员和商机构成也在变化"},
	"funnel.change_mix":       {"the mix of deals by {fact} has changed since {date} (p: {p})", "{date} 之后商机按“{fact}”的构成发生了变化（p: {p}）"},
	"funnel.change_short":     {"the first deal before {date} was created on {first}; {days} days before it were asked for", "{date} 之前的第一个商机创建于 {first}，而要求的是此前 {days} 天"},
}
