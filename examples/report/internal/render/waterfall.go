package render

import "github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"

// causeWords are the steps of a waterfall in English and Chinese.
var causeWords = map[string][2]string{
	"opening":    {"open at first", "期初在途"},
	"created":    {"+ created", "+ 新建"},
	"late":       {"+ recorded late", "+ 补录"},
	"reopened":   {"+ reopened", "+ 重新打开"},
	"selected":   {"+ come into the selection", "+ 纳入范围"},
	"moved_in":   {"+ from other groups", "+ 从他组转入"},
	"pulled_in":  {"+ due earlier now", "+ 预计成交提前至本期"},
	"pushed_in":  {"+ put off into the period", "+ 预计成交推迟至本期"},
	"priced":     {"+ given an amount", "+ 补填金额"},
	"increased":  {"+ amount raised", "+ 金额上调"},
	"decreased":  {"− amount cut", "− 金额下调"},
	"unchanged":  {"unchanged", "不变"},
	"pushed_out": {"− put off", "− 预计成交推迟出本期"},
	"pulled_out": {"− due earlier now", "− 预计成交提前出本期"},
	"moved_out":  {"− to other groups", "− 转出至他组"},
	"won":        {"− won", "− 赢单"},
	"lost":       {"− lost", "− 输单"},
	"left_out":   {"− left out of the selection", "− 移出范围"},
	"closing":    {"open at last", "期末在途"},
}

// waterfall says what changed in the open amount, and why.
func (w *writer) waterfall() {
	f := w.doc.Waterfall
	if f == nil {
		return
	}
	w.section(
		w.say("WHAT CHANGED from %s to %s", "在途金额变动 %s 至 %s", day(f.From), lastDay(f.To)),
		w.say("Who left takes along the amount of the beginning; who came brings that of the end. The rows add up.", "离开的商机按期初金额减，进入的商机按期末金额加；各行之和等于期末。"),
	)
	g := newGrid(w.say("group", "分组"), w.say("what", "原因"), w.say("deals", "商机"), w.say("amount", "金额"), w.say("as in", "例如"))
	g.words(1, 4)
	for _, r := range f.Rows {
		example := ""
		if len(r.Examples) > 0 {
			example = clean(r.Examples[0], mostCells)
		}
		g.add(w.group(r.Group), causeWords[r.Cause][w.lang], count(r.Deals), w.exact(r.Amount), example)
	}
	g.write(&w.Builder)
	if p := f.Passed; p.Won.Deals+p.Lost.Deals > 0 {
		w.prose("  ", w.say("Came and went between: %s won for %s, %s lost.", "期间新建并结束：赢单 %s 个，金额 %s；输单 %s 个。", count(p.Won.Deals), w.exact(p.Won.Amount), count(p.Lost.Deals)))
	}
	w.slippage(f)
}

func (w *writer) slippage(f *document.Waterfall) {
	s := f.Slippage
	if s.Due.Deals > 0 {
		w.prose("  ", w.say(
			"Of %s deals for %s that were due in that time, %s were won, %s lost, %s put off (%s), and %s are open with a date that has passed.",
			"期间应成交 %s 个（%s）：赢单 %s 个，输单 %s 个，推迟 %s 个（%s），逾期未更新 %s 个。",
			count(s.Due.Deals), w.exact(s.Due.Amount), count(s.Won.Deals), count(s.Lost.Deals), count(s.Pushed.Deals), w.exact(s.Pushed.Amount), count(s.Standing.Deals),
		))
	}
	if len(f.Pushes.Items) > 0 {
		p := f.Pushes.Items[0]
		w.prose("  ", w.say(
			"The close date of %s open deals was put off before; most often that of %s: %s times, %s days in all.",
			"%s 个在途商机曾推迟预计成交日期，最多的是 %s：%s 次，共 %s 天。",
			count(f.Pushes.Total), clean(p.Deal, mostCells), count(p.Times), count(p.Days),
		))
	}
}
