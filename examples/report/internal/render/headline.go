package render

import (
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// headline says what is due, what is at risk and what to do first.
func (w *writer) headline() {
	w.prose(w.say("Due.     ", "到期："), w.due())
	w.prose(w.say("At risk. ", "风险："), w.atRisk())
	w.prose(w.say("First.   ", "首要："), w.first())
}

func (w *writer) due() string {
	h := w.doc.Headline
	if w.doc.Forecast == nil || len(w.doc.Forecast.Rows) == 0 {
		return w.say("%s deals are open; without a forecast nothing can be said of when they close.", "共有 %s 个在途商机；没有预测，无法判断何时成交。", count(h.Open))
	}
	r := w.doc.Forecast.Rows[0]
	r.P10, r.P90, r.PQuota = believed(r.P10, r.P90, r.PQuota, r.Dependent)
	if r.DueDeals == 0 && r.Mean.Sign() == 0 {
		return w.say(
			"Nothing is won, and none of %s open deals has a close date, in the period from %s to %s.",
			"从 %[2]s 到 %[3]s 的本期没有赢单，%[1]s 个在途商机中也没有在本期到期的。", count(h.Open), day(r.From), lastDay(r.To),
		)
	}
	if r.DueDeals == 0 {
		return w.say(
			"With %s won so far, the period from %s to %s is likely to end at %s, about eight times in ten between %s and %s; no open deal has a close date in it.",
			"本期（%[2]s 至 %[3]s）已赢单 %[1]s，合计预计为 %[4]s，约有八成把握落在 %[5]s 与 %[6]s 之间；没有在途商机的预计成交日期在本期内。",
			w.exact(r.WonAmount), day(r.From), lastDay(r.To), w.rough(r.Mean), w.rough(r.P10), w.rough(r.P90),
		) + w.aim(r)
	}
	return w.say(
		"%s open deals worth %s are to close by %s. With %s won so far, the period from %s is likely to end at %s, about eight times in ten between %s and %s.",
		"%s 个在途商机（金额 %s）预计在 %s 之前成交；本期已赢单 %s，从 %s 起的本期合计预计为 %s，约有八成把握落在 %s 与 %s 之间。",
		count(r.DueDeals), w.exact(r.DueAmount), lastDay(r.To), w.exact(r.WonAmount), day(r.From), w.rough(r.Mean), w.rough(r.P10), w.rough(r.P90),
	) + w.aim(r)
}

// aim says how likely the quota of a row is reached.
func (w *writer) aim(r document.Row) string {
	if r.PQuota == nil {
		return ""
	}
	return w.say(" The quota of %s is reached with a chance of %s.", "达成目标 %s 的概率为 %s。", w.exact(r.Quota), percent(*r.PQuota))
}

func (w *writer) atRisk() string {
	h := w.doc.Headline
	s := w.say("Of %s open deals %s are past their close date", "%s 个在途商机中，%s 个已过预计成交日期", count(h.Open), count(h.Overdue))
	if h.OverdueAmount.Known() && h.Overdue > 0 {
		s += w.say(" (worth %s)", "（金额 %s）", w.exact(h.OverdueAmount))
	}
	s += w.say(" and %s have none", "，%s 个没有预计成交日期", count(h.Undated))
	if h.Stalled != nil {
		s += w.say("; %s have stayed in their stage beyond its limit", "，%s 个停留超过所在阶段的时限", count(*h.Stalled))
	}
	if h.Older > 0 {
		s += w.say("; %s have been in stages without a limit for longer than 99 in 100 of those that left", "，%s 个在未设时限的阶段停留比 99%% 已离开的商机更久", count(h.Older))
	}
	s += w.say(".", "。")
	if f := w.doc.Health; f != nil && f.Verdict != "full" && f.Verdict != "unknown" {
		s += w.say(" ", "") + w.sentenceOf(f.Note) + w.say(".", "。")
	}
	return s
}

func (w *writer) first() string {
	h := w.doc.Headline
	if h.First == nil && h.Open > 0 {
		return w.say(
			"Give every stage a chance of winning: write a pipeline with -init, fill in the probabilities, and give it as -pipeline.",
			"先为各阶段配置赢率：用 -init 生成流程文件，填写 probability 后用 -pipeline 指定。",
		)
	}
	if h.First == nil {
		return w.say("Nothing is open: fill the funnel.", "没有在途商机：先补充线索。")
	}
	return w.see(*h.First) + w.over(h.Over)
}

// over says how long the deal has stayed beyond its limit.
func (w *writer) over(s *document.StalledDeal) string {
	if s == nil {
		return ""
	}
	return w.say(" It has been in its stage for %s days, %s beyond the limit.", "在本阶段已停留 %s 天，超出时限 %s 天。", count(s.Days), count(s.DaysOver))
}

// see says which deal, and why.
func (w *writer) see(d document.Dealing) string {
	what := clean(d.Deal, mostCells) + w.say(" (", "（") + w.stage(d.Stage)
	if d.Owner != nil {
		what += w.say(", ", "，") + clean(*d.Owner, mostCells)
	}
	what += w.say(")", "）")
	amount, p := w.exact(d.Amount), percent(d.P)
	switch w.doc.Headline.Why {
	case document.MostOverdue:
		return w.say(
			"See to %s: %s at %s, expected for %s and overdue. Of all overdue deals it holds the most expected money.",
			"先处理 %s：金额 %s，赢率 %s，预计 %s 成交但已逾期，是逾期商机中期望金额最大的一个。", what, amount, p, w.closeAt(d),
		)
	case document.MostStalled:
		return w.say(
			"See to %s: %s at %s. Of all deals that stay beyond their limit it holds the most expected money.",
			"先处理 %s：金额 %s，赢率 %s，是停留超时商机中期望金额最大的一个。", what, amount, p,
		)
	case document.MostDue:
		return w.say(
			"See to %s: %s at %s, expected for %s. Of all deals due in the first period it holds the most expected money.",
			"先处理 %s：金额 %s，赢率 %s，预计 %s 成交，是本期到期商机中期望金额最大的一个。", what, amount, p, w.closeAt(d),
		)
	default:
		return w.say(
			"See to %s: %s at %s. Of all open deals it holds the most expected money; ask when it will close.",
			"先处理 %s：金额 %s，赢率 %s，是在途商机中期望金额最大的一个；请确认成交时间。", what, amount, p,
		)
	}
}

func (w *writer) closeAt(d document.Dealing) string {
	if d.CloseAt == nil {
		return unknown
	}
	return *d.CloseAt
}
