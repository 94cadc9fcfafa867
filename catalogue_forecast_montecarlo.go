package salesfunnel

var forecastMonteCarloPhrases = map[Code]phrase{
	"forecast.trials":           {"{trials} trials are too few to say anything, {least} are needed", "模拟 {trials} 次过少，至少需要 {least} 次"},
	"forecast.trials_cost":      {"{trials} trials of {numbers} numbers each, one for every group and period and every measure, would take {mebibytes} MiB; at most {most} MiB are given", "模拟 {trials} 次、每次 {numbers} 个数值（每个分组的每个期间及每个度量各一个）需要 {mebibytes} MiB 内存，上限为 {most} MiB"},
	"forecast.measure":          {"the measure {measure} has no function", "度量 {measure} 没有函数"},
	"forecast.measure_group":    {"the measure {measure} is of the group {group}, which the book does not have", "度量 {measure} 所属分组 {group} 在商机簿中不存在"},
	"forecast.measure_infinite": {"the measure {measure} is infinite in trial {trial}", "度量 {measure} 在第 {trial} 次模拟中为无穷大"},
	"forecast.measure_few":      {"the measure {measure} counted in {n} of {trials} trials, too few to say anything", "度量 {measure} 仅在 {trials} 次模拟中的 {n} 次有值，不足以得出结论"},
}
