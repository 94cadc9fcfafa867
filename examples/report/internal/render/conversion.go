package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// conversion says how many deals go on from each stage.
func (w *writer) conversion() {
	c := w.doc.Conversion
	if c == nil {
		return
	}
	w.section(w.say("CONVERSION: how many deals go on", "阶段转化率"), "")
	w.prose("  ", w.say(
		"To the next: of the stays in a stage, those left for the very next one, or from the last for a win; once nobody is open, it can end only where 'can end at' says. Any further: of the deals that were there, those that came to any later stage or were won. Open deals count as open, not as lost.",
		"转化率：在该阶段的停留中直接进入下一阶段（最后一个阶段为赢单）的比例，“最终可能”是在途商机全部有结果后它可能落在的范围；到达后续：到过该阶段的商机中，进入其后任一阶段或赢单的比例。在途商机按在途计，不算输单。",
	))
	g := newGrid(w.say("stage", "阶段"), w.say("entered", "进入"), w.say("still there", "仍在"), w.say("to the next", "转化率"), w.say("low", "下限"), w.say("high", "上限"),
		w.say("can end at", "最终可能"), w.say("any further", "到达后续"))
	for i := range c.Rates {
		r := &c.Rates[i]
		row := []string{w.stage(r.From), count(r.Entered), count(r.Open), unknown, unknown, unknown, canEnd(r), unknown}
		if settled(r) > 0 {
			row[3], row[4], row[5] = maybe(r.Value, percent), maybe(r.Low, percent), maybe(r.High, percent)
		}
		if i < len(c.Reached) && settled(&c.Reached[i]) > 0 {
			row[7] = maybe(c.Reached[i].Value, percent)
		}
		g.add(row...)
	}
	g.write(&w.Builder)
	w.overall(c.Overall)
	w.weakest(c.Reached)
}

// settled is how many cases of a rate have come to something; where none has, the rate says nothing.
func settled(r *document.ConversionRate) int64 { return r.Converted + r.Elsewhere }

// canEnd is where a rate can end once nobody is open.
func canEnd(r *document.ConversionRate) string {
	if r.BoundLow == nil || r.BoundHigh == nil {
		return unknown
	}
	low, high := percent(*r.BoundLow), percent(*r.BoundHigh)
	if low == high {
		return low
	}
	return low + " – " + high
}

func (w *writer) overall(r *document.ConversionRate) {
	if r == nil || r.Value == nil {
		return
	}
	s := w.say("Of %s deals that entered %s, %s were won and %s are open", "进入%[2]s的 %[1]s 个商机中，已赢单 %[3]s 个，在途 %[4]s 个", count(r.Entered), w.stage(r.From), count(r.Converted), count(r.Open))
	if settled(r) > 0 {
		s += w.say("; by the age to which they were followed %s are won", "；按已观察的时长估计，整体赢率为 %s", fine(*r.Value))
		if r.Low != nil && r.High != nil {
			s += w.say(" (%s to %s)", "（%s 至 %s）", fine(*r.Low), fine(*r.High))
		}
	}
	w.prose("  ", s+w.say(".", "。"))
}

// leastSettled is how many deals a stage must be known of to be called weak.
const leastSettled = 5

// weakest names the stage that fewest deals get beyond, and those that may be as weak.
func (w *writer) weakest(rates []document.ConversionRate) {
	known := slices.DeleteFunc(slices.Clone(rates), func(r document.ConversionRate) bool {
		return r.Value == nil || r.Low == nil || r.High == nil || settled(&r) < leastSettled
	})
	if len(known) < 2 {
		return
	}
	slices.SortStableFunc(known, func(a, b document.ConversionRate) int { return cmp.Compare(*a.Value, *b.Value) })
	least := &known[0]
	s := w.say("Fewest get beyond %s: %s", "通过率最低的是%s：%s", w.stage(least.From), percent(*least.Value))
	var alike []string
	for _, r := range known[1:] {
		if *r.Low <= *least.High {
			alike = append(alike, w.stage(r.From))
		}
	}
	if alike != nil {
		s += w.say(", though the difference to %s may be chance", "，但与%s的差异可能只是偶然", strings.Join(alike, w.say(", ", "、")))
	}
	if 2*least.Open > least.Entered {
		s += w.say("; but %s of the %s are still open", "；但其中 %s/%s 个仍在途", count(least.Open), count(least.Entered))
	}
	w.prose("  ", s+w.say(".", "。"))
}

const (
	mostWays   = 3  // that a stage's drop-off is divided among
	narrowName = 18 // cells of a stage's name in a list
)

// dropOff says where deals go instead of the next stage.
func (w *writer) dropOff() {
	d := w.doc.DropOff
	if d == nil {
		return
	}
	w.section(w.say("DROP-OFF: where deals go instead of the next stage", "流失与去向：未进入下一阶段的商机"), "")
	w.prose("  ", w.say(
		"Of the stays that were seen from their beginning and have ended. → is ahead past the next stage and ← back: like an early win they are no loss.",
		"以观察到开始且已离开的停留为分母。→ 为越级前进，← 为退回；与提前赢单一样，都不算输单。"))
	g := newGrid(w.say("stage", "阶段"), w.say("left", "离开"), w.say("elsewhere", "去往别处"), w.say("rate", "比例"), w.say("low", "下限"), w.say("high", "上限"), w.say("where to", "去向"))
	g.words(6)
	for i := 0; i < len(d.Rates); {
		whole := &d.Rates[i]
		var ways []document.DropOffRate
		for i++; i < len(d.Rates) && d.Rates[i].To != nil; i++ {
			ways = append(ways, d.Rates[i])
		}
		g.add(w.stage(whole.Stage), count(whole.N), count(whole.Stays), maybe(whole.Value, percent), maybe(whole.Low, percent), maybe(whole.High, percent), w.ways(ways))
	}
	g.write(&w.Builder)
}

// ways lists where stays went, the most first.
func (w *writer) ways(ways []document.DropOffRate) string {
	slices.SortStableFunc(ways, func(a, b document.DropOffRate) int { return cmp.Compare(b.Stays, a.Stays) })
	var parts []string
	for _, way := range ways[:min(len(ways), mostWays)] {
		parts = append(parts, w.way(&way)+" "+count(way.Stays))
	}
	if rest := ways[min(len(ways), mostWays):]; len(rest) > 0 {
		sum := int64(0)
		for _, way := range rest {
			sum += way.Stays
		}
		parts = append(parts, w.say("others", "其他")+" "+count(sum))
	}
	return strings.Join(parts, w.say(", ", "，"))
}

func (w *writer) way(r *document.DropOffRate) string {
	name := clean(w.stage(*r.To), narrowName)
	switch *r.Kind {
	case "back":
		return "← " + name
	case "ahead":
		return "→ " + name
	default:
		return name
	}
}

// mostReasons is how many reasons of one stage the text shows.
const mostReasons = 5

// lossReasons says why deals were lost, so far as anybody wrote it down.
func (w *writer) lossReasons() {
	all := w.doc.LossReasons
	if len(all) == 0 {
		return
	}
	w.section(w.say("WHY DEALS WERE LOST", "输单原因"), "")
	lost, silent := int64(0), int64(0)
	for _, r := range all {
		lost += r.Deals
		if r.Reason == nil {
			silent += r.Deals
		}
	}
	if silent == lost && lost > 0 {
		w.prose("  ", w.say("No reason was given for any of the %s lost deals.", "%s 个输单商机均未填写原因。", count(lost)))
		w.commonestReason(all, lost)
		return
	}
	w.reasons(all)
	if silent > 0 {
		w.prose("  ", w.say("For %s of %s lost deals (%s) no reason was given.", "%[2]s 个输单中有 %[1]s 个（%[3]s）未填写原因。", count(silent), count(lost), percent(float64(silent)/float64(lost))))
	}
	w.commonestReason(all, lost)
}

func (w *writer) reasons(all []document.LossReason) {
	w.prose("  ", w.say("By the stage that they were lost from; shares are of that stage's losses.", "按输单前所在阶段；占比以该阶段的输单为分母。"))
	g := newGrid(w.say("stage", "阶段"), w.say("reason", "原因"), w.say("deals", "商机"), w.say("share", "占比"), w.say("amount", "金额"), w.say("as in", "例如"))
	g.words(1, 5)
	for i := 0; i < len(all); {
		from := i
		for i < len(all) && sameText(all[i].Stage, all[from].Stage) {
			i++
		}
		stage := w.say("(none seen)", "（未知）")
		if s := all[from].Stage; s != nil {
			stage = w.stage(*s)
		}
		rows := all[from:i]
		for _, r := range rows[:min(len(rows), mostReasons)] {
			g.add(stage, w.reason(r.Reason), count(r.Deals), maybe(r.Share, percent), w.exact(r.Amount), firstOf(r.Examples))
			stage = ""
		}
		if rest := rows[min(len(rows), mostReasons):]; len(rest) > 0 {
			deals := int64(0)
			for _, r := range rest {
				deals += r.Deals
			}
			g.add("", w.say("(%s more reasons)", "（另有 %s 种原因）", count(len(rest))), count(deals), "", "", "")
		}
	}
	g.write(&w.Builder)
}

func firstOf(deals []string) string {
	if len(deals) == 0 {
		return ""
	}
	return clean(deals[0], mostCells)
}

func sameText(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func (w *writer) reason(r *string) string {
	if r == nil {
		return w.say("(not given)", "（未填写）")
	}
	return clean(*r, mostCells)
}

// commonestReason sums up over the stages.
func (w *writer) commonestReason(all []document.LossReason, lost int64) {
	if w.doc.Data != nil && lost != int64(w.doc.Data.Lost) {
		return // the list was cut
	}
	most, n := mostOf(all, func(r *document.LossReason) *string { return r.Reason })
	if n > 0 {
		w.prose("  ", w.say("Over all stages the commonest reason is %s: %s of %s lost deals (%s).", "各阶段合计最常见的原因是“%s”：%[3]s 个输单中有 %[2]s 个（%[4]s）。",
			clean(most, mostCells), count(n), count(lost), percent(float64(n)/float64(lost))))
	}
	if from, n := mostOf(all, func(r *document.LossReason) *string { return r.Stage }); n > 0 && n < lost {
		w.prose("  ", w.say("Most were lost from %s: %s (%s).", "输单最多的阶段是%s：%s 个（%s）。", w.stage(from), count(n), percent(float64(n)/float64(lost))))
	}
}

// mostOf returns the name that most deals have, and how many; the first of several.
func mostOf(all []document.LossReason, name func(*document.LossReason) *string) (most string, deals int64) {
	sums := map[string]int64{}
	for i := range all {
		if s := name(&all[i]); s != nil {
			sums[*s] += all[i].Deals
		}
	}
	for i := range all {
		if s := name(&all[i]); s != nil && sums[*s] > deals {
			most, deals = *s, sums[*s]
		}
	}
	return most, deals
}
