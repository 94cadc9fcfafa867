package render

import (
	"strconv"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// bottlenecks says at which move work pays, and in which stage deals wait.
func (w *writer) bottlenecks() {
	if w.doc.Bottlenecks == nil || w.doc.Flow == nil {
		return
	}
	w.section(w.say("WHERE WORK PAYS: one point more at a move", "改进哪一步最有价值：某一流转提高一个百分点"), "")
	w.flow(w.doc.Flow)
	several := len(w.doc.Flow.Stages) > 1 // of one stage there is nothing to choose
	var gains []document.Bottleneck
	var worst *document.Bottleneck
	for i, b := range w.doc.Bottlenecks {
		switch {
		case b.WinGain == nil || b.WinGain.Value == nil:
		case *b.WinGain.Value > 0:
			gains = append(gains, b)
		default:
			worst = &w.doc.Bottlenecks[i] // they are sorted
		}
	}
	if shown := gains[:min(len(gains), mostListed)]; len(shown) > 0 {
		if hint := w.cut(len(shown), len(gains)); hint != "" {
			w.line("  " + hint)
		}
		w.gains(shown)
		if several {
			w.best(gains[0])
		}
	}
	if gains == nil && worst == nil {
		w.line("  " + w.say("Too little is known to tell.", "数据太少，无法判断。"))
		return
	}
	if worst != nil && several {
		w.prose("  ", w.say("What costs most is a point more from %s to %s: it takes %s points from the win rate%s.",
			"损失最大的一步是 %s → %s：每多一个百分点，赢率下降 %s 个百分点%s。",
			w.stage(worst.From), w.stage(worst.To), points(-*worst.WinGain.Value), w.monthly(worst.RevenueGainPerMonth, w.say(", ", "，每月减少 "))))
	}
	w.waits(w.doc.Flow)
}

// flow is what the gains are computed from.
func (w *writer) flow(f *document.Flow) {
	if f.ArrivalsPerMonth == nil || f.WinRate == nil || !f.RevenuePerMonth.Known() {
		return
	}
	w.prose("  ", w.say(
		"If it goes on as it is, %s new deals a month, of which %s are won in the end, at %s each, bring %s a month, between %s and %s.",
		"若保持现状：每月新增 %s 个商机，最终赢单率 %s，平均每单 %s，每月带来 %s，介于 %s 与 %s 之间。",
		maybe(f.ArrivalsPerMonth.Value, tenth), maybe(f.WinRate.Value, fine), w.rough(f.MeanAmount), w.rough(f.RevenuePerMonth), w.rough(f.RevenueLow), w.rough(f.RevenueHigh),
	))
}

func (w *writer) gains(rows []document.Bottleneck) {
	g := newGrid(w.say("from", "从"), w.say("to", "到"), w.say("chance now", "现概率"), w.say("win rate, points", "赢率（百分点）"), w.say("low", "下限"),
		w.say("high", "上限"), w.say("a month", "每月"), w.say("low", "下限"), w.say("high", "上限"), w.say("is the first", "居首把握"))
	g.words(1)
	for _, b := range rows {
		chance := unknown
		if b.P != nil {
			chance = maybe(b.P.Value, percent)
		}
		e := b.WinGain
		g.add(w.stage(b.From), w.stage(b.To), chance, maybe(e.Value, points), maybe(e.Low, points), maybe(e.High, points),
			w.rough(b.RevenueGainPerMonth), w.rough(b.RevenueGainLow), w.rough(b.RevenueGainHigh), percent(b.First))
	}
	g.write(&w.Builder)
}

// best says in words which move is worth the most, and how sure that is.
func (w *writer) best(b document.Bottleneck) {
	s := w.say("Work pays most from %s to %s: one point more adds %s points to the win rate%s.", "最有价值的一步是 %s → %s：提高一个百分点，赢率增加 %s 个百分点%s。",
		w.stage(b.From), w.stage(b.To), points(*b.WinGain.Value), w.monthly(b.RevenueGainPerMonth, w.say(", ", "，每月增收 ")))
	if b.First < mostlySure {
		s += w.say(" That it comes first is not sure (%s): the moves next to it are worth about as much.", "但居首的把握只有 %s：与其相邻的几步价值相近。", percent(b.First))
	}
	w.prose("  ", s)
}

// mostlySure is the chance from which the first of a list is said to be so without a reservation.
const mostlySure = 0.8

func (w *writer) monthly(m document.Money, before string) string {
	if !m.Known() {
		return ""
	}
	if m.Sign() < 0 {
		m.Money = m.Neg()
	}
	return before + w.rough(m) + w.say(" a month", "")
}

// waits says in which stage the days go by.
func (w *writer) waits(f *document.Flow) {
	if len(f.Stages) == 0 {
		return
	}
	w.section(w.say("WHERE DEALS WAIT", "时间花在哪里"), w.say(
		"Of a new deal, won or lost: how often it is in a stage, how long it stays, and how many days of its way that is.", "每个新商机（无论输赢）平均进入各阶段的次数、每次停留天数，以及占全程的天数。"))
	g := newGrid(w.say("stage", "阶段"), w.say("times", "次数"), w.say("days each", "每次天数"), w.say("days", "天数"), w.say("low", "下限"), w.say("high", "上限"), w.say("share", "占比"), w.say("is the first", "居首把握"))
	missing := false
	for _, s := range f.Stages {
		row := []string{w.stage(s.Stage), estimated(s.Visits, second), estimated(s.StayDays, tenth), estimated(s.CycleDays, tenth), unknown, unknown, estimated(s.Share, percent), unknown}
		if s.CycleDays != nil {
			row[4], row[5] = maybe(s.CycleDays.Low, tenth), maybe(s.CycleDays.High, tenth)
		}
		row[7] = maybe(s.First, percent)
		missing = missing || s.CycleDays == nil
		g.add(row...)
	}
	g.write(&w.Builder)
	if missing {
		w.prose("  ", w.say("%s: nobody was seen to leave, or so many are still there that a mean would be guessed.", "%s：尚无商机离开，或仍在其中的太多，均值只能猜测。", unknown))
	}
	if f.CycleDays != nil {
		w.prose("  ", w.say("That is %s days in all, of which %s takes the most.", "全程平均 %s 天，其中 %s 用时最多。", estimated(f.CycleDays, tenth), w.stage(f.Stages[0].Stage)))
	}
}

func estimated(e *document.Estimate, show func(float64) string) string {
	if e == nil {
		return unknown
	}
	return maybe(e.Value, show)
}

// points shows a difference of shares in hundredths.
func points(f float64) string { return second(100 * f) }

func second(f float64) string { return grouped(strconv.FormatFloat(f, 'f', 2, 64)) }

// chanceOf shows a p-value.
func chanceOf(p float64) string {
	switch {
	case p < 0.001:
		return "<0.001"
	case p == 1:
		return "1"
	}
	return strconv.FormatFloat(p, 'f', 3, 64)
}
