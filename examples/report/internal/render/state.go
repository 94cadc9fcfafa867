package render

import (
	"strconv"
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
	"github.com/salesfunnel-go/salesfunnel/stage"
)

// totals are what to hold against the CRM before believing the rest.
func (w *writer) totals() {
	d := w.doc.Data
	if d == nil {
		return
	}
	w.section(w.say("TOTALS, to reconcile with the CRM", "总数（请与 CRM 核对）"), "")
	g := newGrid(w.say("deals", "商机"), w.say("number", "数量"), w.say("amount", "金额"))
	g.add(w.say("open", "在途"), count(d.Open), w.exact(d.OpenAmount))
	g.add(w.say("won", "赢单"), count(d.Won), w.exact(d.WonAmount))
	g.add(w.say("lost", "输单"), count(d.Lost), w.exact(d.LostAmount))
	g.write(&w.Builder)
	if d.Events == 0 {
		w.prose("  ", w.say("%s deals as they stand; %s have no amount and add none.", "共 %s 个商机（当前状态）；%s 个没有金额，不计入。", count(d.Deals), count(d.AmountMissing)))
		w.skipped()
		return
	}
	w.prose("  ", w.say(
		"%s deals in %s rows from %s to %s; %s deals have no amount and add none.",
		"共 %s 个商机、%s 行记录，时间从 %s 到 %s；%s 个商机没有金额，不计入。",
		count(d.Deals), count(d.Events), day(d.FirstAt), day(d.LastAt), count(d.AmountMissing),
	))
	w.skipped()
}

// skipped says that the totals lack what could not be read.
func (w *writer) skipped() {
	skipped := 0
	for _, in := range w.doc.Inputs {
		if in.Role == "events" || in.Role == "deals" {
			skipped += in.Skipped
		}
	}
	if skipped > 0 {
		w.prose("  ", w.say("%s rows could not be used and are not in these totals; see the findings.", "有 %s 行无法使用，未计入以上总数，见“数据问题”。", count(skipped)))
	}
}

func (w *writer) board() {
	if w.doc.Board == nil {
		return
	}
	w.section(w.say("BOARD", "看板"), w.say("Weighted is amount × chance of winning. Age is the median of days in the stage.", "加权 = 金额 × 赢率；天数为在本阶段停留天数的中位数。"))
	g := newGrid(w.say("stage", "阶段"), w.say("deals", "商机"), w.say("amount", "金额"), w.say("without", "缺金额"), w.say("weighted", "加权"), w.say("age", "天数"), w.say("over limit", "超时"))
	deals, missing := 0, 0
	var amount, weighted document.Money
	sure := true
	for _, c := range w.doc.Board {
		deals, missing = deals+c.Deals, missing+c.AmountMissing
		amount, weighted = plus(amount, c.Amount), plus(weighted, c.Weighted)
		sure = sure && c.Weighted.Known()
		g.add(w.stage(c.Stage), count(c.Deals), w.exact(c.Amount), count(c.AmountMissing), w.weighted(c.Weighted), maybe(c.MedianAgeDays, tenth), optional(c.Stalled))
	}
	if !sure {
		weighted = document.Money{}
	}
	g.add(w.say("all", "合计"), count(deals), w.exact(amount), count(missing), w.weighted(weighted), "", "")
	g.total = true
	g.write(&w.Builder)
}

func plus(a, b document.Money) document.Money {
	sum, err := a.Add(b.Money)
	if err != nil {
		return document.Money{}
	}
	return document.Money{Money: sum}
}

func (w *writer) moves() {
	c := w.doc.Counts
	if c == nil {
		return
	}
	w.section(w.say("MOVES", "阶段流转"), w.say("How often deals went from a stage (row) to another (column). 'Still there' has not ended and is not lost.", "从行所示阶段进入列所示阶段的次数；“仍在”尚未结束，不算输单。"))
	head := []string{w.say("from", "从")}
	for i := range c.Stages {
		head = append(head, w.number(i))
	}
	g := newGrid(append(head, w.say("still there", "仍在"))...)
	for i, id := range c.Stages {
		if w.doc.Stages[i].Outcome != stage.Open {
			continue
		}
		row := []string{w.number(i) + " " + w.stage(id)}
		for _, n := range c.Moves[i] {
			row = append(row, dot(n))
		}
		g.add(append(row, count(c.Censored[i]))...)
	}
	g.write(&w.Builder)
	w.ends(c.Stages)
}

// number is the place of a stage, which stands for it at the head of a column.
func (w *writer) number(i int) string { return strconv.Itoa(i + 1) }

// ends explains the columns of stages that have no row.
func (w *writer) ends(ids []string) {
	var parts []string
	for i, id := range ids {
		if o := w.doc.Stages[i].Outcome; o != stage.Open {
			parts = append(parts, w.number(i)+" = "+w.stage(id)+w.outcome(o, w.stage(id)))
		}
	}
	w.prose("  ", strings.Join(parts, "  "))
}

// outcome says how a stage ends, unless its name says so already.
func (w *writer) outcome(o stage.Outcome, name string) string {
	word := w.say("lost", "输单")
	if o == stage.Won {
		word = w.say("won", "赢单")
	}
	if strings.EqualFold(name, word) {
		return ""
	}
	return w.say(" (", "（") + word + w.say(")", "）")
}

// dot shows none as a dot, so that what there is stands out.
func dot(n int64) string {
	if n == 0 {
		return "·"
	}
	return count(n)
}

func (w *writer) matrix() {
	m := w.doc.Matrix
	if m == nil {
		return
	}
	w.section(w.say("CHANCE OF EACH MOVE", "流转概率"), w.say("Of the deals that leave a stage (row), how many go where (column).", "离开某阶段（行）的商机进入各阶段（列）的比例。"))
	head := []string{w.say("from", "从")}
	for i := range w.doc.Stages {
		head = append(head, w.number(i))
	}
	g := newGrid(head...)
	for i, s := range w.doc.Stages {
		if s.Outcome != stage.Open {
			continue
		}
		row := []string{w.number(i) + " " + w.stage(s.ID)}
		for j := range w.doc.Stages {
			row = append(row, w.chance(m, i, j))
		}
		g.add(row...)
	}
	g.write(&w.Builder)
}

func (w *writer) chance(m *document.Matrix, i, j int) string {
	switch {
	case j >= len(m.P[i]) || m.P[i][j] == nil:
		return unknown
	case *m.P[i][j] == 0, *m.P[i][j] < 0.01 && w.doc.Counts != nil && w.doc.Counts.Moves[i][j] == 0:
		return "·" // nobody made the move; what the prior leaves for it would only hide the others
	default:
		return percent(*m.P[i][j])
	}
}

func (w *writer) chain() {
	c := w.doc.Chain
	if c == nil {
		return
	}
	w.section(w.say("CHANCE OF WINNING, learned from the moves", "赢率（由历史流转推算）"),
		w.say("Low and high hold the true chance %s times in a hundred if deals behave alike.", "下限与上限：若商机行为一致，真实赢率有 %s%% 的把握落在其间。", strconv.FormatFloat(100*w.doc.IntervalLevel, 'f', -1, 64)))
	g := newGrid(w.say("stage", "阶段"), w.say("chance", "赢率"), w.say("low", "下限"), w.say("high", "上限"), w.say("from", "依据"), w.say("configured", "配置值"), w.say("moves to close", "至关闭步数"), w.say("days", "天数"))
	for i, id := range c.Win.IDs {
		e := c.Win.Values[i]
		row := []string{w.stage(id), unknown, unknown, unknown, unknown}
		if e != nil {
			row = []string{w.stage(id), maybe(e.Value, fine), maybe(e.Low, fine), maybe(e.High, fine), count(e.N)}
		}
		g.add(append(row, w.configured(id), value(c.Steps.Values[i]), value(c.Days.Values[i]))...)
	}
	g.write(&w.Builder)
}

func value(e *document.Estimate) string {
	if e == nil {
		return unknown
	}
	return maybe(e.Value, tenth)
}

func (w *writer) configured(id string) string {
	for _, s := range w.doc.Stages {
		if s.ID == id {
			return maybe(s.Probability, fine)
		}
	}
	return unknown
}
