package render

import (
	"cmp"
	"slices"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// sources says what each source brings and costs.
func (w *writer) sources() {
	s := w.doc.Sources
	if s == nil {
		return
	}
	w.section(w.say("WHAT SOURCES BRING AND COST", "线索来源与获客成本"), "")
	period := w.say("All deals", "全部商机")
	if day(s.From) != unknown {
		period = w.say("Deals created from %s to %s", "%s 至 %s 创建的商机", day(s.From), lastDay(s.To))
	}
	w.prose("  ", w.say("%s, by their first source; accepted: came to %s. Win rates are those within %s days, open deals counted as open. Return is (won amount − cost) ÷ cost.",
		"%s，按首次来源归因；“接收”指进入 %s。赢单率指 %s 天内赢单的比例，在途商机按在途计。回报 =（赢单金额 − 费用）÷ 费用。", period, w.stage(s.Accepted), count(s.Days)))
	rows := slices.Clone(s.Rows)
	slices.SortStableFunc(rows, func(a, b document.SourceRow) int { return cmp.Compare(b.Delivered, a.Delivered) })
	shown := rows[:min(len(rows), mostGroups)]
	if hint := w.cut(len(shown), len(rows)); hint != "" {
		w.line("  " + hint)
	}
	g := newGrid(w.say("source", "来源"), w.say("delivered", "带来"), w.say("accepted", "接收"), w.say("open", "在途"), w.say("won", "赢单"), w.say("won for", "赢单金额"), w.say("win rate", "赢单率"),
		w.say("cost", "费用"), w.say("cost of a win", "单均获客成本"), w.say("low", "下限"), w.say("high", "上限"), w.say("return", "回报"))
	for _, r := range shown {
		w.sourceRow(g, w.named(r.Source), r)
	}
	w.sourceRow(g, w.say("all", "合计"), s.Total)
	g.total = true
	g.write(&w.Builder)
	w.dearest(rows)
}

func (w *writer) sourceRow(g *grid, name string, r document.SourceRow) {
	c := r.FirstTouch
	g.add(name, count(r.Delivered), count(r.Accepted), count(r.Open), count(r.Won), w.exact(c.WonAmount), estimated(r.WinRate, percent),
		w.exact(r.Cost), w.rough(c.CostPerWin.Value), w.rough(c.CostPerWin.Low), w.rough(c.CostPerWin.High), estimated(c.Return, times))
}

// times shows a return as a multiple of what was spent.
func times(f float64) string { return tenth(f) + "×" }

// dearest says where a win costs most, where chance alone would not make it so.
func (w *writer) dearest(rows []document.SourceRow) {
	var most, least *document.SourceRow
	for i := range rows {
		r := &rows[i]
		switch {
		case r.Cost.Known() && r.Cost.Sign() > 0 && r.Won == 0:
			w.prose("  - ", w.say("%s cost %s and has won nothing so far; %s of its %s deals are open", "%s 花费 %s，至今没有赢单；其 %[4]s 个商机中 %[3]s 个仍在途", w.named(r.Source), w.exact(r.Cost), count(r.Open), count(r.Delivered)))
		case !r.FirstTouch.CostPerWin.Value.Known():
		case most == nil:
			most, least = r, r
		default:
			if dearer(r, most) {
				most = r
			}
			if dearer(least, r) {
				least = r
			}
		}
	}
	if most == nil || most == least {
		return
	}
	a, b := most.FirstTouch.CostPerWin, least.FirstTouch.CostPerWin
	s := w.say("a win from %s cost %s, one from %s %s", "%s 的单均获客成本为 %s，%s 为 %s", w.named(most.Source), w.rough(a.Value), w.named(least.Source), w.rough(b.Value))
	if sign, ok := a.Low.Cmp(b.High.Money); !ok || sign <= 0 {
		s += w.say("; with so few wins that may be chance", "；赢单太少，差异可能只是偶然")
	}
	w.prose("  - ", s)
}

// dearer reports whether a win of one source costs more than one of another.
func dearer(a, b *document.SourceRow) bool {
	sign, ok := a.FirstTouch.CostPerWin.Value.Cmp(b.FirstTouch.CostPerWin.Value.Money)
	return ok && sign > 0
}
