package render

import (
	"slices"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// velocity says what the funnel brings a day, and what changed it.
func (w *writer) velocity() {
	v := w.doc.Velocity
	if v == nil {
		return
	}
	w.section(w.say("VELOCITY: what the funnel brings a day, %s to %s", "销售速度：每日产出（%s 至 %s）", day(v.From), lastDay(v.To)),
		w.say("The field's formula: open deals × win rate × mean won amount ÷ mean cycle of the won.", "通行公式：在途商机数 × 赢率 × 平均赢单金额 ÷ 平均赢单周期。"))
	head := []string{"", w.say("now", "本期")}
	if v.Before != nil {
		head = append(head, w.say("before", "上期"), w.say("adds to the change", "对变化的贡献"))
	}
	g := newGrid(head...)
	for _, f := range w.factors(v) {
		g.add(f[:len(head)]...)
	}
	g.write(&w.Builder)
	if b := v.Before; b != nil {
		w.prose("  ", w.say("Before: %s to %s.", "上期：%s 至 %s。", day(b.From), lastDay(b.To))+w.mainCause(v.Change))
	}
	w.throughput(v)
}

// factors are the rows of the table: the name, now, before, and the part of the change.
func (w *writer) factors(v *document.Velocity) [][]string {
	b, c := &document.Pace{}, &document.Change{}
	if v.Before != nil {
		b = v.Before
	}
	if v.Change != nil {
		c = v.Change
	}
	return [][]string{
		{w.say("open deals at the end", "期末在途商机"), count(v.OpenDeals), count(b.OpenDeals), w.signed(c.OpenDeals)},
		{w.say("win rate of closed deals", "已关闭商机赢率"), w.rate(v.WinRate), w.rate(b.WinRate), w.signed(c.WinRate)},
		{w.say("mean won amount", "平均赢单金额"), w.rough(v.MeanWonAmount), w.rough(b.MeanWonAmount), w.signed(c.Amount)},
		{w.say("mean cycle of the won, days", "平均赢单周期（天）"), maybe(v.MeanCycleDays, tenth), maybe(b.MeanCycleDays, tenth), w.signed(c.Cycle)},
		{w.say("won a day, in fact", "实际每日赢单金额"), w.rough(v.WonPerDay), w.rough(b.WonPerDay), ""},
		{w.say("velocity a day", "每日销售速度"), w.rough(v.AmountPerDay), w.rough(b.AmountPerDay), w.signed(c.Whole)},
	}
}

// rate is a share of so many.
func (w *writer) rate(e *document.Estimate) string {
	if e == nil {
		return unknown
	}
	return w.say("%s of %s", "%[1]s（%[2]s 个）", maybe(e.Value, fine), count(e.N))
}

// signed is a change of an amount.
func (w *writer) signed(m document.Money) string {
	if s := w.rough(m); m.Sign() <= 0 {
		return s
	}
	return "+" + w.rough(m)
}

// mainCause names the factor that has most to do with a change.
func (w *writer) mainCause(c *document.Change) string {
	if c == nil || c.Whole.Sign() == 0 {
		return ""
	}
	parts := []struct {
		name string
		sf.Money
	}{
		{w.say("the number of open deals", "在途商机数"), c.OpenDeals.Money},
		{w.say("the win rate", "赢率"), c.WinRate.Money},
		{w.say("the won amount", "赢单金额"), c.Amount.Money},
		{w.say("the cycle", "赢单周期"), c.Cycle.Money},
	}
	sign, main := float64(c.Whole.Sign()), 0
	for i := range parts {
		if sign*parts[i].Float64() > sign*parts[main].Float64() {
			main = i
		}
	}
	return w.say(" The change of %s comes above all from %s (%s).", "总变化 %s，主要来自%s（%s）。", w.signed(c.Whole), parts[main].name, w.signed(document.Money{Money: parts[main].Money}))
}

// throughput says what comes in, beside the formula.
func (w *writer) throughput(v *document.Velocity) {
	switch {
	case v.ArrivalsPerDay == nil:
		return
	case v.ArrivalsPerDay.N == 0:
		w.prose("  ", w.say("No deal began since %s: nothing will come in but what the open deals bring.", "自 %s 起没有新增商机：今后的流入只能来自现有在途商机。", day(v.ThroughputFrom)))
		return
	case !v.ThroughputPerDay.Known() || v.WinChance == nil:
		w.prose("  ", w.say("What new deals will bring cannot be said: too few were seen to their end.", "有结果的商机太少，无法判断新增商机将带来多少。"))
		return
	}
	s := w.say("What will come in if it goes on like this: %s new deals a day, as since %s, × %s chance of a win%s × %s on average = %s a day",
		"按目前节奏，每日预计流入：每日新增 %s 个（自 %s 起）× 赢率 %s%s × 平均金额 %s = %s",
		maybe(v.ArrivalsPerDay.Value, hundredth), day(v.ThroughputFrom), maybe(v.WinChance.Value, fine), w.unseen(v.WinExtrapolated), w.rough(v.MeanAmount), w.rough(v.ThroughputPerDay))
	if v.ThroughputLow.Known() {
		s += w.say(", between %s and %s", "，介于 %s 与 %s 之间", w.rough(v.ThroughputLow), w.rough(v.ThroughputHigh))
	}
	s += w.say(". Plan with this, not with the formula.", "。做计划请以此为准，而非通行公式。")
	if r := w.newDeals(); r != nil && r.State == "exception" {
		s += w.say(" But in the last whole week %s deals began where at least %s and at most %s are routine: it does not go on like this.",
			"但最近一个完整周新增 %s 个，例常范围为 %s 至 %s：节奏已经改变。", maybe(r.Value, days), maybe(r.LimitLow, days), maybe(r.LimitHigh, days))
	}
	w.prose("  ", s)
}

// newDeals is the row of the newest whole week that counts the deals that began.
func (w *writer) newDeals() *document.SeriesRow {
	if w.doc.Series == nil {
		return nil
	}
	for i := range w.doc.Series.Newest {
		if r := &w.doc.Series.Newest[i]; r.Metric == "entries" && r.Stage == nil {
			return r
		}
	}
	return nil
}

// unseen says how many new deals outlast all that was seen, where they are many.
func (w *writer) unseen(share *float64) string {
	if share == nil || *share <= mostUnseen {
		return ""
	}
	return w.say(" (what becomes of %s of them nobody has seen yet: believe it less)", "（其中 %s 的商机去向尚未观察到，可信度有限）", percent(*share))
}

// series says how the newest week was, and lists what was out of the ordinary; what was routine is counted.
func (w *writer) series() {
	s := w.doc.Series
	if s == nil || len(s.Newest) == 0 {
		return
	}
	first := &s.Newest[0]
	w.section(w.say("THE LAST WHOLE WEEK, %s to %s", "最近一个完整周（%s 至 %s）", day(first.From), lastDay(first.To)),
		w.say("Inside its limits a number is routine and needs no explanation; outside look for the cause.", "在控制限以内为例常，无需解释；超出为例外，应查找原因。"))
	g := newGrid(w.say("what", "指标"), w.say("value", "数值"), w.say("of", "基数"), w.say("routine from", "例常下限"), w.say("to", "例常上限"), "")
	g.words(5)
	for i := range s.Newest {
		if r := &s.Newest[i]; r.Stage == nil && r.Metric != "drop_off" { // what is not won of the closed is lost
			show := w.measure(r)
			g.add(w.seriesMetric(r.Metric, false), w.measured(r), w.base(r), maybe(r.LimitLow, show), maybe(r.LimitHigh, show), w.rowState(r.State))
		}
	}
	g.write(&w.Builder)
	w.exceptions(s)
}

// base is how many a share or a mean is of.
func (w *writer) base(r *document.SeriesRow) string {
	switch r.Metric {
	case "conversion", "drop_off", "cycle", "won_cycle":
		return count(r.N)
	default:
		return ""
	}
}

// exceptions lists the newest of what was outside its limits.
func (w *writer) exceptions(s *document.Series) {
	if s.Judged == 0 {
		w.prose("  ", w.say("Nothing can be judged yet: limits are learned from eight weeks or more.", "目前还无法判断：控制限至少需要八周的数据。"))
		return
	}
	w.prose("  ", w.say(
		"Exceptions: %s of the %s numbers of the funnel and its stages that were judged since %s. If nothing had changed there would be about %s.",
		"例外：自 %[3]s 起判断了漏斗及各阶段的 %[2]s 个数值，其中例外 %[1]s 个；即使毫无变化，预计也会有约 %[4]s 个误报。", count(s.Exceptions.Total), count(s.Judged), day(s.From), tenth(s.FalseAlarms)))
	all := unmirrored(s.Exceptions.Items)
	shown := all[:min(len(all), mostListed)]
	if len(shown) == 0 {
		return
	}
	w.line("")
	g := newGrid(w.say("from", "起"), w.say("what", "指标"), w.say("stage", "阶段"), w.say("value", "数值"), w.say("of", "基数"), w.say("routine from", "例常下限"), w.say("to", "例常上限"), w.say("as in", "例如"))
	g.words(1, 2, 7)
	for i := range shown {
		r := &shown[i]
		stage := w.say("all", "全部")
		if r.Stage != nil {
			stage = w.stage(*r.Stage)
		}
		show := w.measure(&r.SeriesRow)
		g.add(day(r.From), w.seriesMetric(r.Metric, r.Stage != nil), stage, w.measured(&r.SeriesRow), w.base(&r.SeriesRow), maybe(r.LimitLow, show), maybe(r.LimitHigh, show), firstOf(r.Examples))
	}
	g.write(&w.Builder)
	if len(shown) < s.Exceptions.Total {
		w.line("  " + w.say("The newest %s; the JSON lists all %s.", "列出最近 %s 项，全部 %s 项见 JSON。", count(len(shown)), count(s.Exceptions.Total)))
	}
}

// unmirrored leaves out a drop-off whose conversion is an exception of the same week: it says the same.
func unmirrored(all []document.Exception) []document.Exception {
	same := func(a, b *document.Exception) bool {
		return time.Time(a.From).Equal(time.Time(b.From)) && sameText(a.Stage, b.Stage)
	}
	return slices.DeleteFunc(slices.Clone(all), func(e document.Exception) bool {
		return e.Metric == "drop_off" && slices.ContainsFunc(all, func(c document.Exception) bool { return c.Metric == "conversion" && same(&c, &e) })
	})
}

// seriesMetric names what a series follows, of a stage or of the funnel as a whole.
func (w *writer) seriesMetric(word string, stage bool) string {
	switch word {
	case "entries":
		if stage {
			return w.say("entries", "进入次数")
		}
		return w.say("new deals", "新增商机")
	case "conversion":
		if stage {
			return w.say("went further", "转化率")
		}
		return w.say("won of closed deals", "已关闭商机赢率")
	case "drop_off":
		if stage {
			return w.say("lost of those that left", "流失率")
		}
		return w.say("lost of closed deals", "已关闭商机输单率")
	case "cycle":
		if stage {
			return w.say("days of stays that ended", "停留天数")
		}
		return w.say("age of closed deals, days", "已关闭商机历时（天）")
	case "won_cycle":
		return w.say("age of won deals, days", "赢单周期（天）")
	case "open_deals":
		return w.say("open deals at the end", "期末在途商机")
	case "open_amount":
		return w.say("open amount at the end", "期末在途金额")
	default:
		return clean(word, mostCells)
	}
}

func (w *writer) rowState(state string) string {
	switch state {
	case "routine":
		return w.say("routine", "例常")
	case "exception":
		return w.say("EXCEPTION", "例外")
	default:
		return w.say("too few to judge", "样本不足")
	}
}

// measured is the value of a row: an amount exactly.
func (w *writer) measured(r *document.SeriesRow) string {
	if r.Amount.Known() {
		return w.exact(r.Amount)
	}
	return maybe(r.Value, w.measure(r))
}

// measure shows a number as what it is: an amount, a share, days, or a count.
func (w *writer) measure(r *document.SeriesRow) func(float64) string {
	switch r.Metric {
	case "open_amount":
		return func(f float64) string { return w.rough(document.Modeled(f, r.Amount.Currency(), w.minor)) }
	case "conversion", "drop_off":
		return percent
	case "entries", "open_deals":
		return days
	default:
		return tenth
	}
}
