package render

import (
	"strings"
	"time"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// changeWords are the causes of a changed forecast in English and Chinese.
var changeWords = map[string][2]string{
	"new":       {"new", "新增"},
	"reopened":  {"reopened", "重新打开"},
	"won":       {"won", "赢单"},
	"lost":      {"lost", "输单"},
	"gone":      {"gone", "消失"},
	"moved_in":  {"from other groups", "从他组转入"},
	"moved_out": {"to other groups", "转出至他组"},
	"age":       {"time passed", "时间推移"},
	"stage":     {"moved in the funnel", "阶段变动"},
	"date":      {"close date moved", "预计日期变动"},
	"amount":    {"amount changed", "金额变动"},
	"override":  {"set by hand", "人工调整赢率"},
	"facts":     {"other facts", "其他信息变动"},
	"model":     {"learned since", "模型重新学习"},
}

// change says how the forecast of an earlier day became this one.
func (w *writer) change(c *document.ForecastChange) {
	if c == nil {
		return
	}
	since := sf.DateOf(time.Time(c.From).Add(-1)).String()
	w.section(
		w.say("WHAT CHANGED in the forecast since that of %s", "预测变动：自 %s 的预测以来", since),
		w.say("Won and weighted amounts; the rows add up.", "已赢与加权金额；各行之和等于现值。"),
	)
	g := newGrid(w.say("period", "期间"), w.say("what", "原因"), w.say("deals", "商机"), w.say("won", "已赢"), w.say("weighted", "加权"), w.say("together", "合计"))
	g.words(1)
	for i := range c.Rows {
		if r := &c.Rows[i]; len(r.Group) == 0 && (r.Was.Expected.Sign() != 0 || r.Is.Expected.Sign() != 0 || len(r.Causes) > 0) {
			w.bridge(g, r)
		}
	}
	g.write(&w.Builder)
	w.changed(c)
}

func (w *writer) bridge(g *grid, r *document.ChangeRow) {
	add := func(what, deals string, s document.ForecastSum) {
		g.add(w.span(r.From, r.To), what, deals, w.exact(s.Won), w.exact(s.Weighted), w.exact(s.Expected))
	}
	add(w.say("was", "原预测"), "", r.Was)
	for _, cause := range r.Causes {
		add("  "+changeWords[cause.Cause][w.lang], count(cause.Deals), cause.By)
	}
	add(w.say("is", "现预测"), "", r.Is)
}

// span names a period by its beginning, and what lies before or after them all.
func (w *writer) span(from, to document.Instant) string {
	switch {
	case time.Time(from).IsZero():
		return w.say("sooner", "更早")
	case time.Time(to).IsZero():
		return w.say("later", "更晚")
	}
	return day(from)
}

// mostChanged is how many deals are named.
const mostChanged = 5

// changed names the deals that changed the first period most.
func (w *writer) changed(c *document.ForecastChange) {
	var named []string
	for _, d := range c.Deals.Items {
		if time.Time(d.From).IsZero() || time.Time(d.To).IsZero() || len(named) == mostChanged {
			continue
		}
		var why []string
		for _, cause := range d.Causes {
			why = append(why, changeWords[cause.Cause][w.lang])
		}
		named = append(named, clean(d.Deal, mostCells)+" "+w.exact(d.By.Expected)+w.say(" (", "（")+strings.Join(why, w.say(", ", "、"))+w.say(")", "）"))
	}
	if named != nil {
		w.prose("  ", w.say("Most by ", "变动最大：")+strings.Join(named, w.say("; ", "；"))+w.say(".", "。"))
	}
}
