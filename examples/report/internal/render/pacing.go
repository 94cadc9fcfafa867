package render

import (
	"slices"
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// pacing says where past periods stood on the same day, and what they came to.
func (w *writer) pacing(p *document.Pacing) {
	if p == nil {
		return
	}
	w.section(
		w.say("PACING: day %s of the period, %s left", "进度对比：本期第 %s 天，剩余 %s 天", count(p.Day), count(p.Left)),
		w.say("Where past periods stood on the same day, as it was known then, and what they came to.", "往期同一天的状况（按当时所知）及其最终结果。"),
	)
	g := newGrid(w.say("from", "起"), w.say("won by then", "当时已赢"), w.say("due", "到期"), w.say("open", "在途"), w.say("came to", "最终"), w.say("share", "占比"),
		w.say("from deals open then", "来自当时在途"), w.say("from others", "来自其他"))
	for _, s := range append(p.Past, p.Today) {
		g.add(day(s.From), w.exact(s.WonAmount), w.exact(s.DueAmount), w.exact(s.OpenAmount), w.exact(s.CameAmount), maybe(s.Share, percent), w.exact(s.FromOpen), w.exact(s.FromOther))
	}
	g.write(&w.Builder)
	s := w.places(p)
	if o := p.Outcome; o != nil {
		s += w.say(" With as much more as past periods still won after this day, it comes to %s", "若之后的赢单与往期相当，本期合计为 %s", w.rough(o.Value))
		if o.Low.Known() {
			s += w.say(", between %s and %s for the least and the most of them", "（按往期最少与最多计为 %s 至 %s）", w.rough(o.Low), w.rough(o.High))
		}
		s += w.say(".", "。")
	}
	w.prose("  ", s)
}

// places says where today stands among the past; what is alike in all of them, as won on the first day is, says nothing.
func (w *writer) places(p *document.Pacing) string {
	var parts []string
	past := 0
	for _, x := range []struct {
		document.Place
		en, zh string
	}{{p.Won, "won", "已赢金额"}, {p.Due, "due", "到期金额"}, {p.Open, "open", "在途金额"}} {
		past = x.Below + x.Equal + x.Above
		if x.Equal < past {
			parts = append(parts, w.say("more is %s than in %s", "%s高于其中 %s 个", w.say(x.en, x.zh), count(x.Below)))
		}
	}
	if parts == nil {
		return ""
	}
	return w.say("Of %s past periods on the same day, %s.", "与 %s 个往期同一天相比，%s。", count(past), strings.Join(parts, w.say(", ", "，")))
}

// coverage sets the coverage that there is beside the one that past periods had needed.
func (w *writer) coverage(c *document.Coverage) {
	if c == nil {
		return
	}
	w.section(
		w.say("COVERAGE, beside what history says is needed", "管道覆盖率与历史所需"),
		w.say("What is open for each unit still to be won; past periods had needed so much on the same day.", "每一元尚待完成的目标所对应的在途金额；往期同一天所需的倍数见右。"),
	)
	g := newGrid(w.say("by", "口径"), w.say("is", "现有"), w.say("needed, median", "所需中位数"), w.say("low", "下限"), w.say("high", "上限"),
		w.say("enough in 3 of 4", "四分之三够用"), w.say("would have been enough in", "按现有倍数够用的往期"))
	for _, n := range []struct {
		name string
		need document.Need
	}{{w.say("due in the period", "本期到期"), c.Due}, {w.say("all that is open", "全部在途"), c.Open}} {
		enough, past := unknown, len(n.need.Needed)+n.need.Never
		if n.need.Has != nil && past > 0 {
			enough = count(n.need.Sufficed) + w.say(" of ", " / ") + count(past)
		}
		median := document.Ranked{}
		if n.need.Median != nil {
			median = *n.need.Median
		}
		if slices.Max(append(n.need.Needed, 0)) == 0 && (n.need.Has == nil || *n.need.Has == 0) { // no deal has a close date
			continue
		}
		g.add(n.name, maybe(n.need.Has, tenth), maybe(median.Value, tenth), maybe(median.Low, tenth), maybe(median.High, tenth), maybe(n.need.Safe, tenth), enough)
	}
	g.write(&w.Builder)
}
