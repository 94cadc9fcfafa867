package salesfunnel

var forecastNewBusinessPhrases = map[Code]phrase{
	"forecast.new_weeks":    {"not one whole week is under observation; arrivals of new deals cannot be learned", "观察范围不足一个完整周，无法估计新增商机"},
	"forecast.new_amounts":  {"no won deal has an amount that counts ({n} have none); the revenue of new business cannot be learned", "没有可用的赢单金额（{n} 个赢单缺少有效金额），无法估计新业务收入"},
	"forecast.new_later":    {"new business was learned from what was known until {fitted}, but the book stands at {as_of}", "新业务的历史依据截至 {fitted}，晚于商机簿的截止时间 {as_of}"},
	"forecast.new_horizon":  {"new business is foretold at most {most} days ahead", "新业务最多只能预测未来 {most} 天"},
	"forecast.new_many":     {"{deals} new deals in {weeks} weeks are more than can be computed", "{weeks} 周内预计新增商机 {deals} 个，超出可计算的上限"},
	"forecast.new_anything": {"new business was learned from so few weeks that {deals} new deals in {weeks} weeks cannot be ruled out; nothing can be said of it", "用于估计新业务的周数太少，无法排除 {weeks} 周内新增 {deals} 个商机的可能，因此无法预测"},

	"forecast.new_none":        {"no deal was created in the last {weeks} weeks; no new business is expected", "最近 {weeks} 周没有新增商机，预测不含新业务"},
	"forecast.new_closed":      {"{n} deals of the weeks learned from were closed when they were first seen; they are not part of new business", "统计周内有 {n} 个商机首次出现时已关闭，未计入新业务"},
	"forecast.new_amount_left": {"{n} of {of} won deals have no amount, or one below 0; they are left out of the amounts of new business", "{of} 个赢单中有 {n} 个没有金额或金额为负，未用于估计新业务的金额"},
	"forecast.new_undated":     {"the model of new business gives new deals no chance in any period: it does not know when they are won", "新业务所用的模型未给出新商机在任何期间内赢单的可能，因为它不知道何时成交"},
	"forecast.new_not_drawn":   {"new business is not drawn; the simulation holds the open deals alone", "模拟不抽取新业务，只包含在途商机"},
	"forecast.new_apart":       {"new business is shown for all groups together; it is not shared out among them", "新业务只在总计中列示，未分摊到各分组"},
}
