package salesfunnel

var chainPhrases = map[Code]phrase{
	"funnel.counts_stages":   {"the counts are of other stages: {got} where {want} was expected", "计数的阶段不一致：应为 {want}，实为 {got}"},
	"funnel.counts_size":     {"the counts have {n} stages; a pipeline has at most {max}", "计数包含 {n} 个阶段，而销售流程最多 {max} 个"},
	"funnel.counts_range":    {"a count of stage {stage} is negative, more than the visits it is part of, or above 2^53", "阶段 {stage} 的计数为负、超过其所属的停留次数，或大于 2^53"},
	"funnel.open_left_out":   {"visits to stage {stage} that are still open ({n}) are left out; the long ones are among them", "阶段 {stage} 有 {n} 次停留尚未结束，未计入；其中往往是停留较久的"},
	"funnel.late_stays":      {"visits to stage {stage} that came under observation in their middle ({n}) count whole; the short ones of them were never seen", "阶段 {stage} 有 {n} 次停留中途才进入观察，按全程计入；其中较短的从未被观察到"},
	"funnel.prior_only":      {"no deal was seen to leave stage {stage}; its row is the prior alone", "尚无商机离开阶段 {stage}，其转移概率仅来自先验"},
	"funnel.prior_weight":    {"the prior weighs {weight}; a finite number of at least 0 is needed", "先验权重为 {weight}，应为不小于 0 的有限数"},
	"funnel.matrix_size":     {"there are {got} entries where {want} are expected", "有 {got} 项，应为 {want} 项"},
	"funnel.matrix_id":       {"the stage id \"{stage}\" is empty or stands twice", "阶段标识“{stage}”为空或重复"},
	"funnel.matrix_outcome":  {"there is no outcome {outcome}", "不存在结果类型 {outcome}"},
	"funnel.matrix_entry":    {"{p} is not a probability", "{p} 不是有效的概率"},
	"funnel.matrix_sum":      {"the row sums to {sum} instead of 1", "该行概率之和为 {sum}，应为 1"},
	"funnel.matrix_end":      {"stage {stage} is won or lost; a deal does not move on from it", "阶段 {stage} 是赢单或输单阶段，商机不会再从中转出"},
	"funnel.chain_stage":     {"there is no such stage here: {stage}", "此处没有这样的阶段：{stage}"},
	"funnel.no_evidence":     {"nothing can be said of stage {stage}: no deal was seen to leave stage {missing}", "无法评估阶段 {stage}：尚无商机离开阶段 {missing}"},
	"funnel.cannot_end":      {"from stage {stage} no won or lost stage can be reached", "从阶段 {stage} 出发无法到达任何赢单或输单阶段"},
	"funnel.chain_range":     {"the expected visits from stage {stage} are too many to be computed", "从阶段 {stage} 出发的预期停留次数过大，无法计算"},
	"funnel.never_ends_so":   {"no open stage can end as {end}", "没有任何进行中的阶段能以 {end} 结束"},
	"funnel.nothing_to_take": {"the row of stage {stage} has no other probability to take from", "阶段 {stage} 的转移概率中没有可供调减的其他部分"},
}
