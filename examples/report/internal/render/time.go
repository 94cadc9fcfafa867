package render

import (
	"strconv"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/document"
)

// mostUnseen is the extrapolated share above which a number is marked.
const mostUnseen = 0.05

// dwell says how long deals stay in each stage, and how long they take in all.
func (w *writer) dwell() {
	if w.doc.Dwell == nil {
		return
	}
	w.section(w.say("HOW LONG DEALS STAY", "停留时长"), w.say(
		"Days in a stage; deals that are still there count for as long as they have been.", "在各阶段的停留天数；仍在该阶段的商机按已停留的时间计入。"))
	g := newGrid(w.say("stage", "阶段"), w.say("half leave within", "半数离开"), w.say("low", "下限"), w.say("high", "上限"),
		w.say("nine in ten within", "九成离开"), w.say("stays", "停留次数"), w.say("still there", "仍在"))
	missing := false // some curve does not get there
	for i, id := range w.doc.Dwell.IDs {
		d := w.doc.Dwell.Values[i]
		missing = missing || d.P90Days == nil || d.MedianHigh == nil
		g.add(w.stage(id), maybe(d.MedianDays, days), maybe(d.MedianLow, days), maybe(d.MedianHigh, days), maybe(d.P90Days, days), count(d.N), count(d.Censored))
	}
	g.write(&w.Builder)
	if missing {
		w.prose("  ", w.say("%s: what was seen so far does not say.", "%s：就目前的观察尚无法判断。", unknown))
	}
	w.cycle()
}

// cycle is a deal's whole way, in a sentence.
func (w *writer) cycle() {
	c := w.doc.Cycle
	if c == nil {
		return
	}
	s := w.say("How long half of all deals take from start to end is not known yet", "目前无法判断半数商机从开始到结束需要多久")
	if c.MedianDays != nil {
		s = w.say("From start to end, won or lost, half of all deals take at most %s days%s", "从开始到结束（赢单或输单），半数商机不超过 %s 天%s", days(*c.MedianDays), w.guess(c.MedianExtrapolated))
	}
	if c.P90Days != nil {
		s += w.say(", nine in ten at most %s%s", "，九成不超过 %s 天%s", days(*c.P90Days), w.guess(c.P90Extrapolated))
	} else if c.MedianDays != nil {
		s += w.say("; for nine in ten it is not known yet", "；九成所需的时间尚无法判断")
	}
	s += w.say(". %s of %s are still open.", "。%[2]s 个商机中有 %[1]s 个仍在途。", count(c.Censored), count(c.N))
	if c.WonMeanDays != nil {
		s += w.say(" The deals won so far took %s days on average.", "已赢单商机平均用时 %s 天。", tenth(*c.WonMeanDays))
	}
	w.prose("  ", s)
}

// guess says how much of a number is extrapolated, where it is much.
func (w *writer) guess(share *float64) string {
	if share == nil || *share <= mostUnseen {
		return ""
	}
	return w.say(" (%s of it extrapolated)", "（其中 %s 为外推）", percent(*share))
}

// days shows a number of days.
func days(f float64) string { return grouped(strconv.FormatFloat(f, 'f', -1, 64)) }

// winBy says by when deals are won. What is extrapolated is marked.
func (w *writer) winBy() {
	x := w.doc.WinBy
	if x == nil {
		return
	}
	w.section(w.say("WON BY", "按期赢单概率"), w.say("The chance that a deal is won within so many days of entering the stage.", "商机进入该阶段后，在若干天内赢单的概率。"))
	head := []string{w.say("stage", "阶段")}
	for _, d := range x.Days {
		head = append(head, w.say("%s days", "%s 天", count(d)))
	}
	g := newGrid(head...)
	marked, missing := false, false
	for i, id := range x.Stages.IDs {
		row := []string{w.stage(id)}
		for k, p := range x.Stages.Values[i] {
			cell := maybe(p, fine)
			if unsure(x, i, k) {
				cell, marked = "~"+cell, true
			}
			row, missing = append(row, cell), missing || p == nil
		}
		g.add(row...)
	}
	g.write(&w.Builder)
	if marked {
		w.prose("  ", w.say(
			"~: extrapolated for more than 5% of the deals, which then stay longer somewhere than any deal was seen to.",
			"~：超过 5% 的商机停留时间超出已观察到的范围，该数字部分为外推。",
		))
	}
	if missing {
		w.prose("  ", w.say("%s: deals were not followed for long enough to say.", "%s：观察时间不足，无法判断。", unknown))
	}
}

// unsure reports whether a chance that is shown rests on much extrapolation.
func unsure(x *document.WinBy, stage, k int) bool {
	share := x.Extrapolated.Values[stage][k]
	return x.Stages.Values[stage][k] != nil && share != nil && *share > mostUnseen
}
