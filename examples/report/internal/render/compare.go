package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// mostAlikeFound is how many findings of one metric are spelled out, mostGroups how many groups a table shows.
const mostAlikeFound, mostGroups = 5, 20

// compare says who differs, key by key.
func (w *writer) compare() {
	for i := range w.doc.Compare {
		c := &w.doc.Compare[i]
		w.section(w.say("WHO DIFFERS, by %s", "差异对比（按 %s）", w.key(c.Key)), "")
		w.prose("  ", w.differing(c))
		w.differences(c)
		w.groups(c)
		w.persistent(c.Persistent)
		for _, n := range c.Notes {
			w.prose("  ", w.sentenceOf(n)+w.say(".", "。"))
		}
	}
}

func (w *writer) key(key string) string {
	switch key {
	case "owner":
		return w.say("owner", "负责人")
	case "source":
		return w.say("source", "来源")
	default:
		return clean(key, mostCells)
	}
}

// differing counts the differences among the comparisons that were made.
func (w *writer) differing(c *document.Comparison) string {
	tested, found := 0, 0
	for _, r := range c.Rows {
		if r.QValue != nil {
			tested++
		}
		if differs(r) {
			found++
		}
	}
	switch {
	case tested == 0:
		return w.say("There is too little to compare: no group has enough deals and enough others beside it.", "商机太少，没有可以比较的分组。")
	case found == 0:
		return w.say("None of %s comparisons shows a difference that chance would not explain.", "%s 项比较中，没有一项差异超出偶然。", count(tested))
	default:
		return w.say("%s of %s comparisons show a difference that chance hardly explains; one in twenty of them may be false.", "%[2]s 项比较中有 %[1]s 项差异难以用偶然解释（其中约二十分之一可能是误判）。", count(found), count(tested))
	}
}

func differs(r document.ComparedRow) bool { return r.Standing == "lower" || r.Standing == "higher" }

// differences spells out the surest ones of each metric.
func (w *writer) differences(c *document.Comparison) {
	byMetric := map[string][]document.ComparedRow{}
	var metrics []string
	for _, r := range c.Rows {
		if !differs(r) {
			continue
		}
		if byMetric[r.Metric] == nil {
			metrics = append(metrics, r.Metric)
		}
		byMetric[r.Metric] = append(byMetric[r.Metric], r)
	}
	for _, metric := range metrics {
		rows := byMetric[metric]
		slices.SortStableFunc(rows, func(a, b document.ComparedRow) int { return cmp.Compare(*a.QValue, *b.QValue) })
		for _, r := range rows[:min(len(rows), mostAlikeFound)] {
			w.finding(r.Note, r.Examples)
		}
		if more := len(rows) - mostAlikeFound; more > 0 {
			var names []string
			for _, r := range rows[mostAlikeFound:] {
				names = append(names, w.named(r.Group))
			}
			w.prose("  - ", w.say("less surely, %s: %s", "其次，%s：%s", w.metric(metric), strings.Join(names, w.say(", ", "、"))))
		}
	}
}

func (w *writer) named(group string) string {
	if group == "" {
		return w.say("(none)", "（无）")
	}
	return clean(group, mostCells)
}

func (w *writer) metric(metric string) string {
	switch metric {
	case "win_rate":
		return w.say("by win rate", "赢单率有差异的还有")
	case "conversion":
		return w.say("by conversion", "推进率有差异的还有")
	case "cycle":
		return w.say("by time to close", "周期有差异的还有")
	case "mean_amount":
		return w.say("by amount", "成交金额有差异的还有")
	default:
		return clean(metric, mostCells)
	}
}

// side is one group in all that the table says of it.
type side struct {
	document.ComparedGroup

	win, cycle, mean *document.ComparedRow
}

// sides gathers the groups, the one that is expected to win most often first.
func sides(c *document.Comparison) []side {
	at := map[string]int{}
	all := make([]side, len(c.Groups))
	for i, g := range c.Groups {
		all[i].ComparedGroup, at[g.Group] = g, i
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		s := &all[at[r.Group]]
		switch r.Metric {
		case "win_rate":
			s.win = r
		case "cycle":
			s.cycle = r
		case "mean_amount":
			s.mean = r
		}
	}
	slices.SortStableFunc(all, func(a, b side) int { return cmp.Compare(b.expected(), a.expected()) })
	return all
}

// expected is what to rank by; a group of which nothing can be expected comes last.
func (s side) expected() float64 {
	if s.win == nil || s.win.Shrunk == nil {
		return -1
	}
	return *s.win.Shrunk
}

func (w *writer) groups(c *document.Comparison) {
	for _, x := range c.Wholes {
		if x.Metric == "win_rate" && x.Days != nil {
			w.prose("  ", w.say("Win rates are those within %s days, open deals counted as open: %s of all deals. 'Expect' is drawn towards the others by how little stands behind it; rank by that.",
				"赢单率指 %s 天内赢单的比例，在途商机按在途计：全部商机为 %s。“预期”按样本多少向整体收缩，排名请以此为准。", count(*x.Days), maybe(x.Value, fine)))
		}
	}
	all := sides(c)
	g := newGrid(w.say("group", "分组"), w.say("deals", "商机"), w.say("open", "在途"), w.say("won", "赢单"), w.say("win rate", "赢单率"), w.say("expect", "预期"),
		w.say("low", "下限"), w.say("high", "上限"), w.say("against the rest", "与其余相比"), w.say("half end within", "半数结束（天）"), w.say("mean amount", "平均成交"))
	g.words(8)
	head, tail := len(all), 0
	if len(all) > mostGroups {
		head, tail = mostGroups/2, mostGroups/2
	}
	for i, s := range all {
		switch {
		case i < head, i >= len(all)-tail:
			g.add(w.sideRow(s)...)
		case i == head:
			g.add(append([]string{w.say("… %s more", "… 另 %s 个", count(len(all)-head-tail))}, make([]string, 10)...)...)
		}
	}
	g.write(&w.Builder)
	if slices.ContainsFunc(all, func(s side) bool { return s.expected() < 0 }) {
		w.prose("  ", w.say("%s: not followed for long enough to say.", "%s：观察时间不足，无法判断。", unknown))
	}
}

func (w *writer) sideRow(s side) []string {
	row := []string{w.named(s.Group), count(s.Deals), count(s.Open), count(s.Won), unknown, unknown, unknown, unknown, "", unknown, unknown}
	if s.win != nil {
		row[4], row[5], row[6], row[7] = maybe(s.win.Value, percent), maybe(s.win.Shrunk, percent), maybe(s.win.ShrunkLow, percent), maybe(s.win.ShrunkHigh, percent)
		row[8] = w.standing(s.win.Standing)
	}
	if s.cycle != nil {
		row[9] = maybe(s.cycle.Value, tenths)
	}
	if s.mean != nil && s.mean.Value != nil {
		row[10] = w.rough(document.Modeled(*s.mean.Value, w.code(), w.minor))
	}
	return row
}

// code is that of the report's currency.
func (w *writer) code() string {
	if w.doc.Currency == nil {
		return ""
	}
	return w.doc.Currency.Code
}

func (w *writer) standing(s string) string {
	switch s {
	case "lower":
		return w.say("lower", "偏低")
	case "higher":
		return w.say("higher", "偏高")
	case "no_difference":
		return w.say("no sign", "无明显差异")
	case "too_few":
		return w.say("too few", "样本太少")
	default:
		return w.say("not judged", "不评判")
	}
}

// persistent says who is behind in period after period.
func (w *writer) persistent(p *document.Persistent) {
	if p == nil || len(p.Periods) == 0 {
		return
	}
	judged, low := 0, 0
	for _, r := range p.Rows {
		if r.PValue != nil {
			judged++
		}
		if r.Standing == "lower" {
			low++
			w.finding(r.Note, r.Examples)
		}
	}
	from, to := day(p.Periods[0].From), lastDay(p.Periods[len(p.Periods)-1].To)
	switch {
	case judged == 0:
		w.prose("  ", w.say("Whether anybody is behind in quarter after quarter cannot be told from %s to %s.", "%s 至 %s 的季度数据不足以判断是否有人持续偏低。", from, to))
	case low == 0:
		w.prose("  ", w.say("In the quarters from %s to %s, of %s that could be judged none is persistently behind.", "%s 至 %s 的各季度中，可判断的 %s 个分组均未持续偏低。", from, to, count(judged)))
	}
}
